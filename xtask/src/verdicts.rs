//! What a failure means, as a table: for entries of the package that are without the module. It is made by asking the
//! rules, for every kind of call and every failure, so that nothing is written twice.
use std::fmt::Write as _;

use convex_http_client_core::{Call, Cause, Kind, Outcome, retry};

/// The failures that bring no status, by the names that the table gives them.
const CAUSES: [(&str, Cause); 4] = [
    ("network", Cause::Network),
    ("protocol", Cause::Protocol),
    ("timeout", Cause::Timeout),
    ("aborted", Cause::Aborted),
];

/// Returns the TypeScript module with the table. Each verdict is two bits: whether the call may be sent again, and
/// whether it may have run. Those of a kind begin at four times its number; its second pair is for what is idempotent.
/// The last pair is an upload's.
///
/// A status that is not in the table means what its first digit does, and a code that is not what its status does.
pub(crate) fn to_typescript() -> String {
    let mut rows = Vec::new();
    for status in 100..=599 {
        let by_status = of_reply(status, "");
        // No rule names a status that ends in 99.
        let by_class = of_reply(status / 100 * 100 + 99, "");
        if status % 100 == 0 {
            rows.push(((status / 100).to_string(), by_class));
        }
        if by_status != by_class {
            rows.push((status.to_string(), by_status));
        }
        for code in retry::CODES.into_iter().chain([retry::DAMAGED]) {
            let by_code = of_reply(status, code);
            if by_code != by_status {
                rows.push((format!("{status} {code}"), by_code));
            }
        }
    }
    for (name, cause) in CAUSES {
        rows.push((name.to_owned(), of_cause(cause, true)));
        rows.push((format!("{name} unsent"), of_cause(cause, false)));
    }
    let mut text = "// Made by `cargo xtask build` from the crate in core/: see xtask/src/verdicts.rs.\n".to_owned();
    text.push_str("export const VERDICTS: Readonly<Record<string, number>> = {\n");
    for (name, verdicts) in rows {
        let _ = writeln!(text, "  {name:?}: {verdicts},");
    }
    let _ = writeln!(text, "}};\nexport const UPLOAD_SHIFT = {};", Kind::ALL.len() * 4);
    text
}

/// Judges a reply for every kind of call.
fn of_reply(status: u16, code: &str) -> u32 {
    let upload = retry::judge_upload(status, code);
    verdicts(bits(upload.retryable, upload.unknown), |call| call.fail(Cause::Http, status, code, f64::NAN))
}

/// Judges what is no reply.
fn of_cause(cause: Cause, is_sent: bool) -> u32 {
    let upload = retry::judge_upload(0, "");
    let retryable = match cause {
        Cause::Network => upload.retryable,
        // What is no reply of a deployment is a proxy's.
        Cause::Protocol => true,
        Cause::Timeout => upload.retryable || !is_sent,
        _ => false,
    };
    verdicts(bits(retryable, is_sent && upload.unknown), |call| {
        let call = if is_sent { call } else { Call::new(call.kind()).idempotent(call.bits() & Call::IDEMPOTENT != 0) };
        call.fail(cause, 0, "", f64::NAN)
    })
}

/// Has a call of every kind fail that was just sent, and writes what that means as bits.
fn verdicts(upload: u32, fail: impl Fn(Call) -> Call) -> u32 {
    let calls = Kind::ALL.iter().flat_map(|&kind| [false, true].map(|is_idempotent| (kind, is_idempotent)));
    calls.enumerate().fold(upload << (Kind::ALL.len() * 4), |bits_before, (index, (kind, is_idempotent))| {
        let failed = fail(Call::new(kind).idempotent(is_idempotent).done().done().done());
        bits_before | bits(failed.is_retryable(), failed.outcome() == Outcome::Unknown) << (index * 2)
    })
}

fn bits(retryable: bool, unknown: bool) -> u32 {
    u32::from(retryable) | u32::from(unknown) << 1
}

#[cfg(test)]
mod tests {
    use super::to_typescript;

    #[test]
    fn names_what_differs_and_nothing_else() {
        let table = to_typescript();
        for name in
            ["4", "5", "503", "503 WorkerOverloaded", "429 TooManyWrites", "400 Sha256Mismatch", "network", "401"]
        {
            assert!(table.contains(&format!("  {name:?}: ")), "{name}");
        }
        for name in ["404", "502 WorkerOverloaded", "503 TooManyWrites", "560"] {
            assert!(!table.contains(&format!("  {name:?}: ")), "{name}");
        }
    }
}
