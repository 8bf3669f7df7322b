//! Changes of what cargo-mutants leaves alone: numbers, characters and texts, of which the rules' tables are made.
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread::{available_parallelism, scope, sleep};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::tokens::literals;
use crate::command::{program, root, say};

/// Changes that change nothing, as the code reads when they are made, each with the reason.
const SAME: [(&str, &str); 10] = [
    ("{ 1.0 } else { f64::NAN }", "any time long ago"),
    ("[1; 3]", "those of its bits that the text has are overwritten"),
    ("[1, first", "no character has that byte's bits"),
    ("fill(b'~')", "counts as zero, as it is not in the alphabet"),
    ("let mut bits = 1;", "shifted out before the first byte"),
    ("(1_u64, 0)", "twelve characters shift it out"),
    ("(0_u64, 1)", "twelve characters shift it out"),
    ("(0x80..193)", "no UTF-8 has the byte 0xc0"),
    ("by_clock > 1.0", "a millisecond"),
    ("by_issue > 1.0", "a millisecond"),
];

/// How long the tests may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A change of the rules.
struct Change {
    /// The file, below core/src.
    file: PathBuf,
    /// The file's text with the change in it.
    text: String,
    /// Where it is, and what is changed.
    name: String,
}

/// What the tests make of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Caught,
    Missed,
    /// It does not compile.
    Unviable,
}

/// Makes every change, and returns those that no test sees.
pub(super) fn change_all() -> Result<Vec<String>> {
    let core = root().join("core/src");
    let changes = changes(&core)?;
    say(&format!("changing the rules' numbers and texts: {} changes", changes.len()));
    let threads = available_parallelism().map_or(1, usize::from);
    let results = Mutex::new(Vec::new());
    scope(|scope| {
        let work = |thread: usize| -> Result<()> {
            let bench = Bench::new(&core, thread)?;
            ensure!(bench.try_as_it_is()? == Fate::Missed, "the rules' tests fail without a change");
            for change in changes.iter().skip(thread).step_by(threads) {
                let fate = bench.try_out(change)?;
                results.lock().map_err(|_| anyhow::anyhow!("a thread died"))?.push((fate, change.name.clone()));
            }
            Ok(())
        };
        let workers: Vec<_> = (0..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow::anyhow!("a thread died"))?)
    })?;
    let results = results.into_inner().map_err(|_| anyhow::anyhow!("a thread died"))?;
    let count = |fate| results.iter().filter(|(other, _)| *other == fate).count();
    let (caught, unviable) = (count(Fate::Caught), count(Fate::Unviable));
    let mut missed: Vec<_> =
        results.into_iter().filter(|(fate, _)| *fate == Fate::Missed).map(|(_, name)| name).collect();
    missed.sort();
    println!(
        "{} numbers and texts tested: {} missed, {caught} caught, {unviable} unviable",
        changes.len(),
        missed.len()
    );
    Ok(missed)
}

/// Finds every change.
fn changes(core: &Path) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for file in files(core)? {
        let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        let file = file.strip_prefix(core).unwrap_or(&file).to_path_buf();
        let rules = text.find("#[cfg(test)]\nmod tests").and_then(|end| text.get(..end)).unwrap_or(&text);
        for Range { start, end } in literals(rules) {
            let (Some(before), Some(literal), Some(after)) = (text.get(..start), text.get(start..end), text.get(end..))
            else {
                continue;
            };
            for other in others(literal) {
                let text = [before, &other, after].concat();
                let row = before.matches('\n').count();
                let line = text.lines().nth(row).unwrap_or_default();
                // The number of a variant says nothing by itself.
                let is_layout = line.trim().ends_with(&format!(" = {other},"));
                if !is_layout && !SAME.iter().any(|(code, _)| line.contains(code)) {
                    let name = format!("core/src/{}:{}: {literal} becomes {other}", file.display(), row + 1);
                    changes.push(Change { file: file.clone(), text, name });
                }
            }
        }
    }
    Ok(changes)
}

/// Returns what a literal is changed to.
fn others(literal: &str) -> Vec<String> {
    if let Some(text) = literal.strip_suffix('"') {
        return vec![format!("{text}~\"")];
    }
    if literal.ends_with('\'') {
        let start = if literal.starts_with('b') { "b" } else { "" };
        return vec![format!("{start}'~'")];
    }
    let plain = literal.replace('_', "");
    let (digits, radix) = match plain.strip_prefix("0x") {
        Some(digits) => (digits, 16),
        None => plain.strip_prefix("0b").map_or((plain.as_str(), 10), |digits| (digits, 2)),
    };
    match (u64::from_str_radix(digits, radix), plain.parse::<f64>()) {
        (Ok(number), _) => {
            [number.checked_add(1), number.checked_sub(1)].into_iter().flatten().map(|it| it.to_string()).collect()
        }
        (_, Ok(number)) => vec![format!("{:?}", number + 1.0)],
        // With a suffix.
        _ => Vec::new(),
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A copy of the rules, in which changes are tried.
struct Bench {
    source: PathBuf,
    copy: PathBuf,
}

impl Bench {
    fn new(source: &Path, number: usize) -> Result<Self> {
        let copy = root().join(format!("target/mutants/literals-{number}"));
        let bench = Self { source: source.to_path_buf(), copy };
        for file in files(source)? {
            let to = bench.copy.join(file.strip_prefix(source)?);
            fs::create_dir_all(to.parent().unwrap_or(&bench.copy))?;
            fs::copy(&file, &to)?;
        }
        Ok(bench)
    }

    fn try_out(&self, change: &Change) -> Result<Fate> {
        let file = self.copy.join(&change.file);
        fs::write(&file, &change.text)?;
        let fate = self.try_as_it_is();
        fs::copy(self.source.join(&change.file), file)?;
        fate
    }

    /// Compiles the rules with their own tests, which are a program without dependencies, and runs them.
    fn try_as_it_is(&self) -> Result<Fate> {
        let tests = self.copy.join("tests");
        let mut rustc = program("rustc");
        rustc.args(["--test", "--edition", "2024", "--cap-lints", "allow", "--crate-name", "core_tests", "-o"]);
        let status = rustc.arg(&tests).arg(self.copy.join("lib.rs")).stderr(Stdio::null()).status();
        if !status.context("starting rustc")?.success() {
            return Ok(Fate::Unviable);
        }
        let mut command = Command::new(&tests);
        command.arg("--quiet").stdout(Stdio::null()).stderr(Stdio::null()).env("RUST_BACKTRACE", "0");
        let mut running = command.spawn().context("starting the rules' tests")?;
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = running.try_wait()? {
                return Ok(if status.success() { Fate::Missed } else { Fate::Caught });
            }
            sleep(Duration::from_millis(5));
        }
        running.kill()?;
        running.wait()?;
        Ok(Fate::Caught)
    }
}

#[cfg(test)]
mod tests {
    use super::others;

    #[test]
    fn changes_each_literal_by_a_little() {
        assert_eq!(others("429"), ["430", "428"]);
        assert_eq!(others("0"), ["1"]);
        assert_eq!(others("0x7e"), ["127", "125"]);
        assert_eq!(others("60_000.0"), ["60001.0"]);
        assert_eq!(others("\"TooManyWrites\""), ["\"TooManyWrites~\""]);
        assert_eq!(others("b'='"), ["b'~'"]);
    }
}
