//! What replies hold.
use serde::{Deserialize, Deserializer};

use super::error::{ConvexError, FunctionResult, HttpError};
use super::value::{Value, from_json};

/// What a function ended with, and what it logged.
#[derive(Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) result: FunctionResult,
    pub(crate) log_lines: Vec<String>,
}

/// A reply as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    status: String,
    #[serde(default, deserialize_with = "read_present")]
    value: Option<Value>,
    #[serde(default)]
    error_message: Option<String>,
    /// Null is not the same as absent.
    #[serde(default, deserialize_with = "read_present")]
    error_data: Option<Value>,
    #[serde(default)]
    log_lines: Option<Vec<serde_json::Value>>,
}

fn read_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    from_json(deserializer).map(Some)
}

#[derive(Deserialize)]
struct Batch {
    results: Vec<Envelope>,
}

/// Reads the reply to one function.
pub(crate) fn read(body: &[u8]) -> Result<Reply, String> {
    parse::<Envelope>(body)?.open()
}

/// Reads the reply to a batch of queries.
pub(crate) fn read_batch(body: &[u8]) -> Result<Vec<Reply>, String> {
    parse::<Batch>(body)?.results.into_iter().map(Envelope::open).collect()
}

/// Reads a reply that is no function's.
pub(crate) fn read_failure(status: u16, body: &[u8]) -> HttpError {
    #[derive(Deserialize)]
    struct Failure {
        code: String,
        message: String,
    }
    match parse::<Failure>(body) {
        Ok(Failure { code, message }) => HttpError { status, code: Some(code), message },
        Err(_) => HttpError { status, code: None, message: String::from_utf8_lossy(body).into_owned() },
    }
}

fn parse<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, String> {
    // As a browser reads it.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

impl Envelope {
    fn open(self) -> Result<Reply, String> {
        let result = match (self.status.as_str(), self.error_message, self.error_data) {
            // A function that returns nothing may come without a value.
            ("success", ..) => FunctionResult::Value(self.value.unwrap_or(Value::Null)),
            ("error", Some(message), Some(data)) => FunctionResult::ConvexError(ConvexError { message, data }),
            ("error", Some(message), None) => FunctionResult::ErrorMessage(message),
            (status, ..) => return Err(format!("the status is {status:?}")),
        };
        let line = |line: serde_json::Value| match line {
            serde_json::Value::String(line) => line,
            other => other.to_string(),
        };
        Ok(Reply { result, log_lines: self.log_lines.unwrap_or_default().into_iter().map(line).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::{ConvexError, FunctionResult, HttpError, Value, read, read_batch, read_failure};

    fn result(json: &str) -> Result<FunctionResult, String> {
        read(json.as_bytes()).map(|reply| reply.result)
    }

    #[test]
    fn reads_what_functions_return() {
        assert_eq!(result(r#"{"status":"success","value":1}"#), Ok(FunctionResult::Value(Value::Float64(1.0))));
        assert_eq!(result(r#"{"status":"success","value":null}"#), Ok(FunctionResult::Value(Value::Null)));
        assert_eq!(result("\u{feff}{\"status\":\"success\"}"), Ok(FunctionResult::Value(Value::Null)));
    }

    #[test]
    fn tells_null_data_from_no_data() {
        let error = |data| FunctionResult::ConvexError(ConvexError { message: "m".into(), data });
        let reply = r#"{"status":"error","errorMessage":"m","errorData":null}"#;
        assert_eq!(result(reply), Ok(error(Value::Null)));
        let reply = r#"{"status":"error","errorMessage":"m","errorData":{"$integer":"AQAAAAAAAAA="}}"#;
        assert_eq!(result(reply), Ok(error(Value::Int64(1))));
        let reply = r#"{"status":"error","errorMessage":"m"}"#;
        assert_eq!(result(reply), Ok(FunctionResult::ErrorMessage("m".into())));
    }

    #[test]
    fn keeps_log_lines() {
        let reply = read(br#"{"status":"success","value":null,"logLines":["[LOG] 'a'",{"level":"LOG"}]}"#).unwrap();
        assert_eq!(reply.log_lines, ["[LOG] 'a'", r#"{"level":"LOG"}"#]);
    }

    #[test]
    fn refuses_what_is_no_envelope() {
        for json in ["", "null", "[]", "<html>", r#"{"status":"later"}"#, r#"{"value":1}"#, r#"{"status":"error"}"#] {
            assert!(result(json).is_err(), "{json}");
        }
    }

    #[test]
    fn reads_batches_in_order() {
        let replies =
            read_batch(br#"{"results":[{"status":"success","value":true},{"status":"error","errorMessage":"m"}]}"#);
        let results: Vec<_> = replies.unwrap().into_iter().map(|reply| reply.result).collect();
        assert_eq!(results, [FunctionResult::Value(Value::Boolean(true)), FunctionResult::ErrorMessage("m".into())]);
    }

    #[test]
    fn reads_failures_with_and_without_a_code() {
        let error = |code: Option<&str>, message: &str| HttpError {
            status: 503,
            code: code.map(Into::into),
            message: message.into(),
        };
        assert_eq!(
            read_failure(503, br#"{"code":"ExpiredInQueue","message":"m"}"#),
            error(Some("ExpiredInQueue"), "m")
        );
        assert_eq!(read_failure(503, b"<html>"), error(None, "<html>"));
        assert_eq!(read_failure(503, b""), error(None, ""));
    }
}
