//! Why a value cannot be sent or read.
//!
//! The engine visits its own values, several times faster than the module can (`pkg-template/src/values`). What it finds
//! special is encoded and decoded by `exports`; what is wrong with a value, and where it stands, is found here.
mod explain;
pub(crate) mod marker;

pub(crate) use explain::{check_key, explain};
