//! What replies hold.
use convex_http_client_core::Cause;

use super::drive::Failure;
use super::error::{ConvexError, ErrorKind, FunctionResult, HttpError};
use super::value::{Json, Value, decode, encode, parse_bytes};

/// What a function ended with, and what it logged.
pub(crate) struct Reply {
    pub(crate) result: Result<FunctionResult, Failure>,
    pub(crate) log_lines: Vec<String>,
}

/// Reads the reply to one function.
pub(crate) fn read(body: &[u8]) -> Result<Reply, Failure> {
    open(parse_bytes(body).map_err(ErrorKind::Protocol)?)
}

/// Reads the reply to a batch of queries.
pub(crate) fn read_batch(body: &[u8]) -> Result<Vec<Reply>, Failure> {
    let mut batch = parse_bytes(body).map_err(ErrorKind::Protocol)?;
    match batch.take("results") {
        Some(Json::Array(replies)) => replies.into_iter().map(open).collect(),
        _ => Err(ErrorKind::Protocol("it has no results".to_owned()).into()),
    }
}

/// Reads a reply that is no function's. A code counts without a message.
pub(crate) fn read_failure(status: u16, body: &[u8]) -> HttpError {
    let mut failure = parse_bytes(body).unwrap_or(Json::Null);
    let mut text = |name| failure.take(name).and_then(Json::into_text);
    let (code, message) = (text("code"), text("message"));
    HttpError { status, code, message: message.unwrap_or_else(|| String::from_utf8_lossy(body).into_owned()) }
}

/// Reads an envelope. Its parts are read one by one: whatever is wrong with one, the others are known.
fn open(mut envelope: Json) -> Result<Reply, Failure> {
    let Some(status) = envelope.take("status").and_then(Json::into_text) else {
        return Err(ErrorKind::Protocol("it has no status".to_owned()).into());
    };
    // None is as good as an empty one.
    let message = envelope.take("errorMessage").map(read_text).unwrap_or_default();
    // Null is not the same as absent.
    let result = match (status.as_str(), envelope.take_present("errorData")) {
        // A function that returns nothing may come without a value.
        ("success", _) => {
            read_value(envelope.take("value").unwrap_or(Json::Null), Cause::Value).map(FunctionResult::Value)
        }
        ("error", None) => Ok(FunctionResult::ErrorMessage(message)),
        ("error", Some(data)) => {
            read_value(data, Cause::Function).map(|data| FunctionResult::ConvexError(ConvexError { message, data }))
        }
        (status, _) => Err(ErrorKind::Protocol(format!("the status is {status:?}")).into()),
    };
    let log_lines = match envelope.take("logLines") {
        Some(Json::Array(lines)) => lines.into_iter().map(read_text).collect(),
        _ => Vec::new(),
    };
    Ok(Reply { result, log_lines })
}

/// Reads a value. Where that cannot be done, `cause` says what its function did.
fn read_value(json: Json, cause: Cause) -> Result<Value, Failure> {
    decode(json).map_err(|error| Failure { kind: ErrorKind::Protocol(error.to_string()), cause })
}

/// Returns a text; the JSON of what is none.
fn read_text(json: Json) -> String {
    match json {
        Json::String(text) => text,
        other => decode(other).and_then(|value| encode(&value)).unwrap_or_default(),
    }
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
        assert_eq!(lines, ["[LOG] 'a'", r#"{"level":"LOG"}"#, "\u{fffd}"]);
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
        for value in [r#"{"$integer":"AQ=="}"#, r#"{"$later":1}"#, r#"{"\ud800":1}"#] {
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
