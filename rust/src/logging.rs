//! What becomes of the functions' log lines.
use std::rc::Rc;

use super::runtime;
use convex_http_client_core::Kind;
use convex_http_client_core::log_line as log;

/// A line that a function logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogLine<'a> {
    /// The function's path.
    pub function_path: &'a str,
    /// The level, as in `LOG`, `WARN`; none where the line has no such form.
    pub level: Option<&'a str>,
    /// What was logged.
    pub text: &'a str,
}

/// Where log lines go.
#[derive(Clone)]
pub(crate) enum Logger {
    Console,
    Off,
    Function(Rc<dyn Fn(LogLine<'_>)>),
}

impl Logger {
    /// Passes on what a function logged.
    pub(crate) fn print(&self, kind: Kind, path: &str, lines: &[String]) {
        for line in lines {
            let (level, text) = split(line).map_or((None, line.as_str()), |(level, text)| (Some(level), text));
            match self {
                Self::Off => {}
                Self::Function(function) => function(LogLine { function_path: path, level, text }),
                Self::Console => {
                    let level = level.map(|level| format!(" [{level}]")).unwrap_or_default();
                    runtime::print_line(&format!("%c[CONVEX {}({path})]{level}", kind.log_letter()), text);
                }
            }
        }
    }
}

/// Splits `[LEVEL] text`.
fn split(line: &str) -> Option<(&str, &str)> {
    let units = log::level_length(line.encode_utf16())?;
    let rest = line.strip_prefix('[')?;
    let mut left = units;
    let end = rest.char_indices().find_map(|(position, character)| {
        if left == 0 {
            return Some(position);
        }
        left = left.saturating_sub(u32::try_from(character.len_utf16()).unwrap_or_default());
        None
    })?;
    let (level, text) = rest.split_at_checked(end)?;
    Some((level, text.strip_prefix("] ")?))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn splits_lines() {
        assert_eq!(split("[LOG] 'text'"), Some(("LOG", "'text'")));
        assert_eq!(split("[] "), Some(("", "")));
        assert_eq!(split("[\u{1f600}é] c"), Some(("\u{1f600}é", "c")));
        assert_eq!(split("[a]b] c"), Some(("a]b", "c")));
        assert_eq!(split("text"), None);
    }
}
