//! Why something cannot be sent or read, in the words of the official client, by which applications tell errors apart.
use crate::address::AddressError;
use crate::numbered::numbered;
use crate::value::field::FieldError;

numbered! {
    /// A reason, with its message: see [`Refusal::message`].
    pub enum Refusal, else Unsupported {
        /// A flag stands where the constructor's options belong.
        Flag = 0,
        /// The deployment's address is undefined.
        NoAddress = 1,
        /// It is no string.
        NotAnAddress = 2,
        /// It starts with neither `http:` nor `https:`.
        Protocol = 3,
        /// A URL parser refuses it.
        NotAUrl = 4,
        /// It is the address of HTTP actions, which does not serve the functions API.
        HttpActions = 5,
        /// Arguments are no object.
        Args = 6,
        /// What stands for a function is a handle, which only a deployment's own functions can call.
        Handle = 7,
        /// It is a reference to a function of another component.
        Component = 8,
        /// It is no reference.
        NotAReference = 9,
        /// A part of a value is undefined. The value stands for where that is.
        Undefined = 10,
        /// A whole value is no Convex value.
        Unsupported = 11,
        /// A part of a value is none. The second value stands for where that is.
        UnsupportedPart = 12,
        /// A bigint is no int64.
        BigInt = 13,
        /// A field's name is longer than the server takes.
        FieldLength = 14,
        /// It begins with the mark of special values.
        FieldReserved = 15,
        /// It has a character, the second value, that no name may have.
        FieldCharacter = 16,
        /// The field of a special value, the first one, has not the form it must have.
        Malformed = 17,
        /// An old form of a set.
        Set = 18,
        /// An old form of a map.
        Map = 19,
        /// A text is no base64.
        Base64 = 20,
        /// It has as many bytes as the first value says, and the second one is the field of a special value of eight.
        Size = 21,
        /// A number that needs no special form is in it.
        Ordinary = 22,
        /// A reply is JSON, and no envelope.
        Reply = 23,
    }
}

impl Refusal {
    /// Returns the message. A `{}` stands for a value, as JavaScript prints it.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Flag => {
                "skipConvexDeploymentUrlCheck as the second argument is no longer supported. Please pass an options object, `{ skipConvexDeploymentUrlCheck: true }`."
            }
            Self::NoAddress => {
                "Client created with undefined deployment address. If you used an environment variable, check that it's set."
            }
            Self::NotAnAddress => "Invalid deployment address: found {}\".",
            Self::Protocol => AddressError::Protocol.message(),
            Self::NotAUrl => AddressError::NotAUrl.message(),
            Self::HttpActions => AddressError::HttpActions.message(),
            Self::Args => "The arguments to a Convex function must be an object. Received: {}",
            Self::Handle => {
                "Expected function reference like \"api.file.func\" or \"internal.file.func\", but received function handle {}"
            }
            Self::Component => {
                "Expected function reference in the current component like \"api.file.func\" or \"internal.file.func\", but received reference {}"
            }
            Self::NotAReference => "{} is not a functionReference",
            Self::Undefined => {
                "undefined is not a valid Convex value{}. To learn about Convex's supported types, see https://docs.convex.dev/using/types."
            }
            Self::Unsupported => "{} is not a supported Convex type{}.",
            Self::UnsupportedPart => {
                "{} is not a supported Convex type{}. To learn about Convex's supported types, see https://docs.convex.dev/using/types."
            }
            Self::BigInt => "BigInt {} does not fit into a 64-bit signed integer.",
            Self::FieldLength => "Field name {} exceeds maximum field name length 1024.",
            Self::FieldReserved => "Field name {} starts with a '$', which is reserved.",
            Self::FieldCharacter => {
                "Field name {} has invalid character '{}': Field names can only contain non-control ASCII characters"
            }
            Self::Malformed => "Malformed {} field on {}",
            Self::Set => "Received a Set which is no longer supported as a Convex type.",
            Self::Map => "Received a Map which is no longer supported as a Convex type.",
            Self::Base64 => "Invalid string. Length must be a multiple of 4",
            Self::Size => "Received {} bytes, expected 8 for {}",
            Self::Ordinary => "Float {} should be encoded as a number",
            Self::Reply => "Invalid response: {}",
        }
    }
}

impl From<AddressError> for Refusal {
    fn from(error: AddressError) -> Self {
        match error {
            AddressError::Protocol => Self::Protocol,
            AddressError::NotAUrl => Self::NotAUrl,
            AddressError::HttpActions => Self::HttpActions,
        }
    }
}

impl From<FieldError> for Refusal {
    fn from(error: FieldError) -> Self {
        match error {
            FieldError::TooLong => Self::FieldLength,
            FieldError::Reserved => Self::FieldReserved,
            FieldError::Character(_) => Self::FieldCharacter,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal;
    use crate::address::AddressError;
    use crate::value::field::FieldError;

    #[test]
    fn has_a_place_for_each_value_that_its_message_shows() {
        let two = ["UnsupportedPart", "Unsupported", "FieldCharacter", "Malformed", "Size"];
        let none = ["Flag", "NoAddress", "Set", "Map", "Base64"];
        for refusal in Refusal::ALL {
            let values = refusal.message().matches("{}").count();
            let name = refusal.variant();
            let expected = if two.contains(&name) { 2 } else { usize::from(!none.contains(&name)) };
            assert_eq!(values, expected, "{name}");
        }
    }

    #[test]
    fn is_read_from_the_number_it_is_written_as() {
        for (number, refusal) in (0..).zip(Refusal::ALL) {
            assert_eq!((*refusal as u8, Refusal::of(number)), (number, *refusal));
        }
    }

    #[test]
    fn says_what_is_wrong_with_an_address_and_with_a_name() {
        let of = |error: AddressError| (Refusal::from(error).message(), error.message());
        for error in [AddressError::Protocol, AddressError::NotAUrl, AddressError::HttpActions] {
            let (left, right) = of(error);
            assert_eq!(left, right);
        }
        for (error, part) in [
            (FieldError::TooLong, "exceeds maximum field name length"),
            (FieldError::Reserved, "which is reserved"),
            (FieldError::Character(3), "has invalid character"),
        ] {
            assert!(Refusal::from(error).message().contains(part));
        }
    }
}
