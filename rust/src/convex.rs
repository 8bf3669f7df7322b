//! Values and errors of the official `convex` crate, which runs where this client does not: natively.
use super::error::{ConvexError, FunctionResult};
use super::value::Value;

/// Converts a value between two crates that give the same names to its variants.
macro_rules! convert {
    ($from:ty => $to:ty) => {
        impl From<$from> for $to {
            fn from(value: $from) -> Self {
                type From = $from;
                match value {
                    From::Null => Self::Null,
                    From::Int64(value) => Self::Int64(value),
                    From::Float64(value) => Self::Float64(value),
                    From::Boolean(value) => Self::Boolean(value),
                    From::String(value) => Self::String(value),
                    From::Bytes(value) => Self::Bytes(value),
                    From::Array(items) => Self::Array(items.into_iter().map(Into::into).collect()),
                    From::Object(fields) => {
                        Self::Object(fields.into_iter().map(|(name, value)| (name, value.into())).collect())
                    }
                }
            }
        }
    };
}

convert!(convex::Value => Value);
convert!(Value => convex::Value);

impl From<convex::ConvexError> for ConvexError {
    fn from(error: convex::ConvexError) -> Self {
        Self { message: error.message, data: error.data.into() }
    }
}

impl From<ConvexError> for convex::ConvexError {
    fn from(error: ConvexError) -> Self {
        Self { message: error.message, data: error.data.into() }
    }
}

impl From<convex::FunctionResult> for FunctionResult {
    fn from(result: convex::FunctionResult) -> Self {
        match result {
            convex::FunctionResult::Value(value) => Self::Value(value.into()),
            convex::FunctionResult::ErrorMessage(message) => Self::ErrorMessage(message),
            convex::FunctionResult::ConvexError(error) => Self::ConvexError(error.into()),
        }
    }
}

impl From<FunctionResult> for convex::FunctionResult {
    fn from(result: FunctionResult) -> Self {
        match result {
            FunctionResult::Value(value) => Self::Value(value.into()),
            FunctionResult::ErrorMessage(message) => Self::ErrorMessage(message),
            FunctionResult::ConvexError(error) => Self::ConvexError(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ConvexError, FunctionResult, Value};

    #[test]
    fn round_trips_through_the_official_crate() {
        let value = Value::from([
            ("null", Value::Null),
            ("int64", Value::Int64(i64::MIN)),
            ("float64", Value::Array(vec![Value::Float64(f64::NAN), Value::Float64(-0.0)])),
            ("boolean", Value::Boolean(true)),
            ("string", Value::from("text")),
            ("bytes", Value::Bytes(vec![0, 255])),
        ]);
        let error = ConvexError { message: "m".to_owned(), data: value.clone() };
        for result in [
            FunctionResult::Value(value),
            FunctionResult::ErrorMessage("m".to_owned()),
            FunctionResult::ConvexError(error),
        ] {
            let official = convex::FunctionResult::from(result.clone());
            assert_eq!(FunctionResult::from(official), result);
        }
    }

    #[test]
    fn has_the_same_json_as_the_official_crate() {
        let value = Value::from([
            ("int64", Value::Int64(-2)),
            ("special", Value::Array(vec![Value::Float64(f64::INFINITY), Value::Float64(-0.0), Value::Float64(1.5)])),
            ("bytes", Value::Bytes(vec![1, 2, 255])),
        ]);
        let official: serde_json::Value = convex::Value::from(value.clone()).into();
        let ours: serde_json::Value = serde_json::from_str(&crate::value::encode(&value).unwrap()).unwrap();
        assert_eq!(ours, official);
    }
}
