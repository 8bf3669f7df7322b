//! Every test, and one closing line.
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, Result};

use crate::command::{node, program, root, say};
use crate::proofs::proof;
use crate::{matrix, pack, rust_api, setup, simulate};

/// What a test program's closing lines say.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: u32,
    failed: u32,
}

/// Sets everything up and runs every test. `--rust` stands for those of the Rust API alone; other `options` narrow the
/// contract suite down: see tests/run.mjs.
pub(crate) fn test(options: &[String]) -> Result<ExitCode> {
    setup::setup()?;
    let mut total = Counts::default();
    let mut add = |name: &str, command: &mut Command| -> Result<()> {
        say(&format!("testing: {name}"));
        let counts = count(command)?;
        eprintln!("xtask: {name}: {} passed, {} failed", counts.passed, counts.failed);
        total.passed += counts.passed;
        total.failed += counts.failed;
        Ok(())
    };
    add("the rules", &mut rust_api::tests_of_the_rules())?;
    add("what knows nothing of JavaScript", &mut rust_api::native_tests())?;
    for feature in ["arbitrary-precision", "all-of-serde-json"] {
        add(&format!("values, with serde_json's {feature}"), &mut rust_api::tests_of_values(feature))?;
    }
    if options == ["--rust"] {
        rust_suites(&mut add)?;
        add("the page in Leptos", &mut rust_api::test_of_leptos()?)?;
        return Ok(total.close());
    }
    let tarball = pack::pack()?;
    if options.is_empty() {
        add("the embedded backend", &mut node_tests("backend", ".test.js")?)?;
        add("the types", node("tests/types/run.mjs").args(["--package", "pkg"]))?;
        add("the contract suite itself", &mut node_tests("tests/contract", ".test.mjs")?)?;
        add("the package", node_tests("tests/package", ".test.mjs")?.env("TARBALL", &tarball))?;
        add("the documents", node_tests("tests/docs", ".test.mjs")?.env("TARBALL", &tarball))?;
        add("the page", node_tests("tests/page", ".test.mjs")?.env("TARBALL", &tarball))?;
    }
    if options.is_empty() {
        add("the schedules of the Rust face, on npm", &mut simulate::replay(&tarball)?)?;
        add("memory", proof("memory", &tarball).arg("--short"))?;
        add("crashes", &mut proof("crash", &tarball))?;
        add("what goes beyond the official client", node("tests/features/main.mjs").arg(&tarball))?;
        add("mutations that run once", &mut proof("once", &tarball))?;
        add("chaos", proof("chaos", &tarball).arg("--short"))?;
        add("the package in runtimes and bundlers", &mut matrix::packaging(&tarball, ["--tier", "core"]))?;
        // With the newer Nodes that the matrix has installed: wrangler needs one.
        add("the examples", &mut examples(&tarball, ".test.mjs")?)?;
    }
    if options.is_empty() {
        rust_suites(&mut add)?;
    }
    add("the contract", node("tests/run.mjs").arg(&tarball).args(options))?;
    if options.is_empty() {
        say("testing: a second build gives the same tarball");
        let same = pack::is_reproducible(&tarball, false)?;
        total.passed += u32::from(same);
        total.failed += u32::from(!same);
    }
    Ok(total.close())
}

/// Runs the tests of the Rust API and of its examples.
fn rust_suites(add: &mut impl FnMut(&str, &mut Command) -> Result<()>) -> Result<()> {
    add("the Rust API", &mut rust_api::tests()?)?;
    let examples = rust_api::build_examples()?;
    add("the examples in Rust", node_tests("tests/rust", ".test.mjs")?.env("EXAMPLES", examples))
}

impl Counts {
    /// Prints the closing line.
    fn close(&self) -> ExitCode {
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 && self.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Prepares the tests of examples/: those for every change end in `.test.mjs`, the slow ones in `.full.mjs`.
pub(crate) fn examples(tarball: &Path, suffix: &str) -> Result<Command> {
    let mut command = node_tests("tests/examples", suffix)?;
    command.env("TARBALL", tarball);
    Ok(command)
}

/// Prepares Node's test runner for the test files of a folder, each named: its own search differs between versions.
fn node_tests(folder: &str, suffix: &str) -> Result<Command> {
    let mut command = program("node");
    command.args(["--test", "--test-reporter=spec"]);
    let mut files: Vec<_> = std::fs::read_dir(root().join(folder))
        .with_context(|| format!("reading {folder}"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(suffix))
        .collect();
    files.sort();
    command.args(files);
    Ok(command)
}

/// Runs a test program with its output passed on, and counts. One that fails without saying so counts as a failure,
/// and so does one that runs nothing.
fn count(command: &mut Command) -> Result<Counts> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("starting a test program")?;
    let mut counts = Counts::default();
    for line in child.stdout.take().into_iter().flat_map(|stdout| BufReader::new(stdout).lines()) {
        let line = line.context("reading a test program's output")?;
        println!("{line}");
        let found = parse(&line);
        counts.passed += found.passed;
        counts.failed += found.failed;
    }
    let status = child.wait().context("waiting for a test program")?;
    if counts.failed == 0 && (!status.success() || counts.passed == 0) {
        eprintln!("xtask: the program ended with {status} after {} passed tests", counts.passed);
        counts.failed = 1;
    }
    Ok(counts)
}

/// Reads the closing lines of cargo's and Node's test runners and of the project's own.
fn parse(line: &str) -> Counts {
    let line = line.trim();
    let number = |text: &str| text.trim().parse().unwrap_or(0);
    if let Some(("test result", rest)) = line.split_once(": ") {
        let count =
            |word: &str| rest.split(['.', ';']).find_map(|part| part.trim().strip_suffix(word)).map_or(0, number);
        return Counts { passed: count(" passed"), failed: count(" failed") };
    }
    if let Some(rest) = line.strip_prefix("ℹ ") {
        let count = |word: &str| rest.strip_prefix(word).map_or(0, number);
        return Counts { passed: count("pass "), failed: count("fail ") + count("cancelled ") };
    }
    let own =
        line.strip_suffix(" failed").and_then(|line| line.split_once(" passed, ")).and_then(|(passed, failed)| {
            let (suite, passed) = passed.split_once(": ")?;
            ["contract", "types", "packaging", "memory", "crash", "features", "replay", "once", "chaos", "fuzz"]
                .contains(&suite)
                .then_some((passed, failed))
        });
    own.map_or_else(Counts::default, |(passed, failed)| Counts { passed: number(passed), failed: number(failed) })
}

#[cfg(test)]
mod tests {
    use super::{Counts, parse};

    #[test]
    fn reads_the_closing_lines_of_each_runner() {
        let counts = |passed, failed| Counts { passed, failed };
        assert_eq!(parse("test result: FAILED. 22 passed; 2 failed; 0 ignored; 0 measured"), counts(22, 2));
        assert_eq!(parse("ℹ pass 70"), counts(70, 0));
        assert_eq!(parse("ℹ fail 3"), counts(0, 3));
        assert_eq!(parse("ℹ cancelled 1"), counts(0, 1));
        assert_eq!(parse("contract: 812 passed, 4 failed"), counts(812, 4));
        assert_eq!(parse("packaging: 30 passed, 0 failed"), counts(30, 0));
        assert_eq!(parse("types: 10 passed, 0 failed"), counts(10, 0));
        assert_eq!(parse("memory: 7 passed, 1 failed"), counts(7, 1));
        assert_eq!(parse("crash: 900 passed, 1 failed"), counts(900, 1));
        assert_eq!(parse("features: 165 passed, 2 failed"), counts(165, 2));
        assert_eq!(parse("replay: 20192 passed, 0 failed"), counts(20192, 0));
        assert_eq!(parse("once: 1006 passed, 0 failed"), counts(1006, 0));
    }

    #[test]
    fn counts_nothing_in_other_lines() {
        for line in ["", "ℹ tests 70", "5 passed, 0 failed", "node: 10 passed, 0 failed", "all passed"] {
            assert_eq!(parse(line), Counts::default(), "{line}");
        }
    }
}
