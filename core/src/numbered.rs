//! Enums that cross to JavaScript as numbers.

/// Defines an enum of numbers with all its variants by name, from which the npm package's build makes the same enum for
/// JavaScript. The one behind `else` stands for every number that no variant has.
macro_rules! numbered {
    ($(#[$meta:meta])* pub enum $name:ident, else $last:ident { $($(#[$doc:meta])* $variant:ident = $number:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub enum $name { $($(#[$doc])* $variant = $number,)* }

        impl $name {
            /// All variants, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The variant's name in the source.
            #[must_use]
            pub const fn variant(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)* }
            }

            /// Returns the variant of a number: what allows least where no variant has it.
            #[must_use]
            pub const fn of(number: u8) -> Self {
                match number { $($number => Self::$variant,)* _ => Self::$last }
            }
        }
    };
}

pub(crate) use numbered;
