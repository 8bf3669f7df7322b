//! Why a value cannot be sent, or is not of the wanted type.
use std::fmt::{self, Display, Formatter, Write as _};

use serde::de::{Expected, Unexpected};

use super::encode::print_number;

/// Why a value cannot be sent, or why a result is not of the wanted type, and where.
///
/// It prints as ``missing field `author` (at `messages[3]`)``.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError {
    message: String,
    /// From the innermost to the outermost.
    steps: Vec<Step>,
}

/// A step from a value to one of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Field(String),
    Item(usize),
}

impl ValueError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), steps: Vec::new() }
    }

    /// Says that the error is one of a field.
    pub(crate) fn in_field(mut self, name: impl Into<String>) -> Self {
        self.steps.push(Step::Field(name.into()));
        self
    }

    /// Says that the error is one of an item.
    pub(crate) fn in_item(mut self, index: usize) -> Self {
        self.steps.push(Step::Item(index));
        self
    }

    /// Returns what is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns where it is wrong, as in `messages[3].author`; empty where the whole value is.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in self.steps.iter().rev() {
            // Writing to a string cannot fail.
            let _ = match step {
                Step::Item(index) => write!(path, "[{index}]"),
                Step::Field(name) if is_identifier(name) => {
                    write!(path, "{}{name}", if path.is_empty() { "" } else { "." })
                }
                Step::Field(name) => write!(path, "[{name:?}]"),
            };
        }
        path
    }
}

/// Tells whether a name can stand in a path without quotes.
fn is_identifier(name: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.bytes().all(is_word) && !name.starts_with(|first: char| first.is_ascii_digit())
}

impl Display for ValueError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        if self.steps.is_empty() { Ok(()) } else { write!(formatter, " (at `{}`)", self.path()) }
    }
}

impl std::error::Error for ValueError {}

impl serde::ser::Error for ValueError {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}

impl serde::de::Error for ValueError {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("invalid type: {}, expected {expected}", describe(unexpected)))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("invalid value: {}, expected {expected}", describe(unexpected)))
    }
}

/// Says what was found. In serde's words, a page would carry Rust's way to print numbers for errors alone.
fn describe(unexpected: Unexpected<'_>) -> String {
    match unexpected {
        Unexpected::Bool(value) => format!("boolean `{value}`"),
        Unexpected::Unsigned(value) => format!("integer `{value}`"),
        Unexpected::Signed(value) => format!("integer `{value}`"),
        Unexpected::Float(value) => format!("number `{}`", print_number(value)),
        Unexpected::Char(value) => format!("string {:?}", String::from(value)),
        Unexpected::Str(value) => format!("string {value:?}"),
        Unexpected::Bytes(_) => "bytes".to_owned(),
        Unexpected::Unit => "null".to_owned(),
        Unexpected::Option => "an option".to_owned(),
        Unexpected::NewtypeStruct => "a newtype".to_owned(),
        Unexpected::Seq => "array".to_owned(),
        Unexpected::Map => "object".to_owned(),
        Unexpected::Enum => "an enum".to_owned(),
        Unexpected::UnitVariant => "a variant without content".to_owned(),
        Unexpected::NewtypeVariant | Unexpected::TupleVariant | Unexpected::StructVariant => {
            "a variant with content".to_owned()
        }
        Unexpected::Other(what) => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::ValueError;

    #[test]
    fn prints_the_path() {
        let error = ValueError::new("missing field `a`");
        assert_eq!(error.to_string(), "missing field `a`");
        let error = error.in_item(3).in_field("messages").in_field("first page").in_field("result");
        assert_eq!(error.path(), "result[\"first page\"].messages[3]");
        assert_eq!(error.to_string(), "missing field `a` (at `result[\"first page\"].messages[3]`)");
    }
}
