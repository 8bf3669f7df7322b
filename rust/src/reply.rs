//! What replies hold.
use convex_http_client_core::Cause;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::drive::Failure;
use super::error::{ConvexError, ErrorKind, FunctionResult, HttpError};
use super::value::{Value, from_json};

/// What a function ended with, and what it logged.
pub(crate) struct Reply {
    pub(crate) result: Result<FunctionResult, Failure>,
    pub(crate) log_lines: Vec<String>,
}

/// A reply as it is written. Its parts are read one by one: whatever is wrong with one, the others are known.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    status: String,
    #[serde(borrow, default, deserialize_with = "read_present")]
    value: Option<&'a RawValue>,
    #[serde(borrow, default)]
    error_message: Option<&'a RawValue>,
    /// Null is not the same as absent.
    #[serde(borrow, default, deserialize_with = "read_present")]
    error_data: Option<&'a RawValue>,
    #[serde(borrow, default)]
    log_lines: Option<Vec<&'a RawValue>>,
}

fn read_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    Deserialize::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
struct Batch<'a> {
    #[serde(borrow)]
    results: Vec<Envelope<'a>>,
}

/// Reads the reply to one function.
pub(crate) fn read(body: &[u8]) -> Result<Reply, Failure> {
    let envelope: Envelope<'_> = parse(body).map_err(ErrorKind::Protocol)?;
    Ok(envelope.open())
}

/// Reads the reply to a batch of queries.
pub(crate) fn read_batch(body: &[u8]) -> Result<Vec<Reply>, Failure> {
    let batch: Batch<'_> = parse(body).map_err(ErrorKind::Protocol)?;
    Ok(batch.results.into_iter().map(Envelope::open).collect())
}

/// Reads a reply that is no function's. A code counts without a message.
pub(crate) fn read_failure(status: u16, body: &[u8]) -> HttpError {
    #[derive(Deserialize, Default)]
    struct Failure {
        code: Option<serde_json::Value>,
        message: Option<serde_json::Value>,
    }
    let Failure { code, message } = parse(body).unwrap_or_default();
    let text = |part: Option<serde_json::Value>| part.and_then(|part| part.as_str().map(str::to_owned));
    let message = text(message).unwrap_or_else(|| String::from_utf8_lossy(body).into_owned());
    HttpError { status, code: text(code), message }
}

fn parse<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, String> {
    // As a browser reads it.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

impl Envelope<'_> {
    fn open(self) -> Reply {
        let result = match (self.status.as_str(), self.error_data) {
            // A function that returns nothing may come without a value.
            ("success", _) => read_value(self.value, Cause::Value).map(FunctionResult::Value),
            ("error", None) => Ok(FunctionResult::ErrorMessage(self.message())),
            ("error", data) => read_value(data, Cause::Function)
                .map(|data| FunctionResult::ConvexError(ConvexError { message: self.message(), data })),
            (status, _) => Err(ErrorKind::Protocol(format!("the status is {status:?}")).into()),
        };
        let log_lines = self.log_lines.unwrap_or_default().into_iter().map(read_text).collect();
        Reply { result, log_lines }
    }

    /// Returns the message of an error; none is as good as an empty one.
    fn message(&self) -> String {
        self.error_message.map(read_text).unwrap_or_default()
    }
}

/// Reads a value. Where that cannot be done, `cause` says what its function did.
fn read_value(json: Option<&RawValue>, cause: Cause) -> Result<Value, Failure> {
    let Some(json) = json else { return Ok(Value::Null) };
    let value = from_json(&mut serde_json::Deserializer::from_str(json.get()));
    value.map_err(|error| Failure { kind: ErrorKind::Protocol(error.to_string()), cause })
}

/// Returns a text; the JSON of what is none, or is none that Rust has.
fn read_text(json: &RawValue) -> String {
    serde_json::from_str(json.get()).unwrap_or_else(|_| json.get().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Cause, ConvexError, ErrorKind, FunctionResult, HttpError, Value, read, read_batch, read_failure};

    fn result(json: &str) -> Result<FunctionResult, Cause> {
        read(json.as_bytes()).and_then(|reply| reply.result).map_err(|failure| {
            assert!(matches!(failure.kind, ErrorKind::Protocol(_)), "{json}");
            failure.cause
        })
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
        let reply = read(br#"{"status":"success","value":null,"logLines":["[LOG] 'a'",{"level":"LOG"},"\ud800"]}"#);
        let lines = reply.map(|reply| reply.log_lines).unwrap_or_default();
        assert_eq!(lines, ["[LOG] 'a'", r#"{"level":"LOG"}"#, r#""\ud800""#]);
    }

    #[test]
    fn refuses_what_is_no_envelope() {
        for json in ["", "null", "[]", "<html>", r#"{"status":"later"}"#, r#"{"value":1}"#] {
            assert_eq!(result(json), Err(Cause::Protocol), "{json}");
        }
    }

    #[test]
    fn knows_that_a_function_failed_without_a_message() {
        for json in [r#"{"status":"error"}"#, r#"{"status":"error","errorMessage":null}"#] {
            assert_eq!(result(json), Ok(FunctionResult::ErrorMessage(String::new())), "{json}");
        }
    }

    #[test]
    fn knows_what_a_function_did_whose_value_cannot_be_read() {
        for value in [r#"{"$integer":"AQ=="}"#, r#"{"$later":1}"#, r#""\ud800""#, r#"{"\ud800":1}"#] {
            let success = format!("{{\"status\":\"success\",\"value\":{value}}}");
            assert_eq!(result(&success), Err(Cause::Value), "{value}");
            let error = format!("{{\"status\":\"error\",\"errorMessage\":\"m\",\"errorData\":{value}}}");
            assert_eq!(result(&error), Err(Cause::Function), "{value}");
        }
    }

    #[test]
    fn reads_batches_in_order() {
        let replies =
            read_batch(br#"{"results":[{"status":"success","value":true},{"status":"error","errorMessage":"m"}]}"#);
        let replies = replies.map_err(|failure| failure.kind).unwrap();
        let results: Vec<_> = replies.into_iter().filter_map(|reply| reply.result.ok()).collect();
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
        assert_eq!(read_failure(503, br#"{"code":"A"}"#), error(Some("A"), r#"{"code":"A"}"#));
        assert_eq!(read_failure(503, br#"{"code":1,"message":"m"}"#), error(None, "m"));
        assert_eq!(read_failure(503, b"<html>"), error(None, "<html>"));
        assert_eq!(read_failure(503, b""), error(None, ""));
    }
}
