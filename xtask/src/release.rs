//! A new version: what has it, and what is left to do by hand.
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail, ensure};

use crate::command::{cargo, program, read, root, run, say, version};
use crate::ready;

const CHANGELOG: &str = "CHANGELOG.md";
/// How the changelog says that a version is not out yet, and with which separator it says when it came.
const UNRELEASED: &str = " — unreleased";

/// Where the version stands, and how. A folder stands for what each of its folders has.
const PLACES: [(&str, &str); 5] = [
    ("Cargo.toml", "\nversion = \"{}\""),
    ("Cargo.toml", "version = \"={}\""),
    ("examples/*/package.json", "\"convex-http-client\": \"^{}\""),
    ("examples/*/deno.json", "npm:convex-http-client@^{}"),
    (CHANGELOG, "## {} —"),
];
/// The guide of the crate names its minor version alone.
const CRATE_GUIDE: (&str, &str) = ("docs/rust.md", "convex-http-client = \"{}\"");

/// Gives everything the version that is asked for, checks it all, and says what is left.
pub(crate) fn release(args: &[String]) -> Result<ExitCode> {
    let [wanted] = args else { bail!("`release` takes the new version, such as 0.2.0") };
    let current = version()?;
    let status = read(program("git").args(["status", "--porcelain"]))?;
    ensure!(status.trim().is_empty(), "commit or stash your changes first:\n{status}");
    let date = read(program("node").args(["--print", "new Date().toISOString().slice(0, 10)"]))?;
    for file in rewrite(&root(), &current, wanted, date.trim())? {
        say(&format!("wrote {file}"));
    }
    run(cargo().args(["update", "--quiet", "--workspace"]))?;
    let checked = ready::check()?;
    if checked == ExitCode::SUCCESS {
        println!("{}", left(wanted));
    }
    Ok(checked)
}

/// Writes the new version wherever the current one stands below a folder, and returns the files.
fn rewrite(root: &Path, current: &str, wanted: &str, date: &str) -> Result<Vec<String>> {
    let (from, to) = (numbers(current)?, numbers(wanted)?);
    ensure!(to >= from, "{wanted} is older than {current}");
    let mut written = Vec::new();
    for (pattern, place) in PLACES {
        let files = files(root, pattern)?;
        ensure!(!files.is_empty(), "there is no {pattern}");
        for file in files {
            replace(&root.join(&file), &place.replace("{}", current), &place.replace("{}", wanted))?;
            written.push(file);
        }
    }
    let unreleased = format!("## {wanted}{UNRELEASED}\n");
    replace(&root.join(CHANGELOG), &unreleased, &format!("## {wanted} — {date}\n"))?;
    let (guide, place) = CRATE_GUIDE;
    let minor = |(major, minor, _): (u32, u32, u32)| place.replace("{}", &format!("{major}.{minor}"));
    replace(&root.join(guide), &minor(from), &minor(to))?;
    written.push(guide.to_owned());
    written.sort();
    written.dedup();
    Ok(written)
}

/// Reads a version of three numbers.
fn numbers(version: &str) -> Result<(u32, u32, u32)> {
    let parts: Vec<u32> = version.split('.').map(str::parse).collect::<Result<_, _>>().unwrap_or_default();
    match parts[..] {
        [major, minor, patch] => Ok((major, minor, patch)),
        _ => bail!("`{version}` is no version such as 0.2.0"),
    }
}

/// Lists the files that a pattern stands for, in which `*` is any folder.
fn files(root: &Path, pattern: &str) -> Result<Vec<String>> {
    let Some((folder, name)) = pattern.split_once("/*/") else {
        return Ok(vec![pattern.to_owned()]);
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(root.join(folder)).with_context(|| format!("reading {folder}"))? {
        let file = format!("{folder}/{}/{name}", entry?.file_name().to_string_lossy());
        if root.join(&file).exists() {
            found.push(file);
        }
    }
    found.sort();
    Ok(found)
}

fn replace(file: &Path, from: &str, to: &str) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    ensure!(text.contains(from), "{} does not have `{}`", file.display(), from.trim());
    fs::write(file, text.replacen(from, to, 1)).with_context(|| format!("writing {}", file.display()))
}

/// What a person does after the version is written: RELEASING.md has the reasons.
fn left(version: &str) -> String {
    format!(
        "{version} is written and checked. What is left:\n\
         1. Read CHANGELOG.md once more: it is what users see of this release.\n\
         2. cargo xtask test, cargo xtask matrix, and commit all of it: git commit --all --message \"Release {version}\"\n\
         3. git tag v{version}, and push the commit and the tag: the workflow `publish` tests, and publishes to npm and \
         crates.io.\n\
         4. Begin the changelog of the next version: RELEASING.md says how."
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use anyhow::{Result, ensure};

    use super::{CHANGELOG, CRATE_GUIDE, PLACES, files, left, numbers, rewrite};
    use crate::command::{program, read, root, version};

    /// Those that have the version's digits for another reason: versions of others.
    const OTHERS: [&str; 3] = ["Cargo.lock", "package-lock.json", "tests/package/interop.test.mjs"];

    fn places() -> Vec<String> {
        PLACES.iter().flat_map(|(pattern, _)| files(&root(), pattern).unwrap_or_default()).collect()
    }

    #[test]
    fn knows_every_file_that_has_the_version() -> Result<()> {
        let version = version()?;
        let listed = read(program("git").args(["grep", "-lwF", &version]))?;
        ensure!(listed.contains("Cargo.toml"), "git finds nothing");
        let unknown: Vec<_> =
            listed.lines().filter(|file| !OTHERS.contains(file) && !places().contains(&(*file).to_owned())).collect();
        assert!(unknown.is_empty(), "{unknown:?}: add them to PLACES, or have them read the version");
        Ok(())
    }

    #[test]
    fn writes_the_version_everywhere() -> Result<()> {
        let folder = root().join("target/release-test");
        let _ = fs::remove_dir_all(&folder);
        let mut known = places();
        known.push(CRATE_GUIDE.0.to_owned());
        known.sort();
        known.dedup();
        for file in &known {
            let copy = folder.join(file);
            if let Some(parent) = copy.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::copy(root().join(file), copy)?;
        }
        let current = version()?;
        let (major, minor, _) = numbers(&current)?;
        let next = format!("{major}.{}.0", minor + 1);
        // Whether this repository's is released or not.
        let log = format!("# Changelog\n\n## {current} — unreleased\n\n- A line.\n");
        fs::write(folder.join(CHANGELOG), log)?;

        assert_eq!(rewrite(&folder, &current, &next, "2026-12-24")?, known);
        for file in &known {
            let text = fs::read_to_string(folder.join(file))?;
            assert!(text.contains(next.trim_end_matches(".0")), "{file}");
            assert!(!text.contains(&format!("\"^{current}\"")), "{file}");
        }
        let log = fs::read_to_string(folder.join(CHANGELOG))?;
        assert_eq!(log, format!("# Changelog\n\n## {next} — 2026-12-24\n\n- A line.\n"));
        let manifest = fs::read_to_string(folder.join("Cargo.toml"))?;
        assert!(manifest.contains(&format!("\nversion = \"{next}\"")));
        assert!(manifest.contains(&format!("version = \"={next}\"")));

        // A second time, there is nothing unreleased, and no way back.
        assert!(rewrite(&folder, &next, &next, "2026-12-25").is_err());
        assert!(rewrite(&folder, &next, &current, "2026-12-25").is_err());
        Ok(())
    }

    #[test]
    fn takes_versions_of_three_numbers_alone() {
        assert!(numbers("1.20.3").is_ok());
        for wrong in ["", "1", "1.2", "1.2.3.4", "v1.2.3", "1.2.3-beta"] {
            assert!(numbers(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn says_what_is_left() {
        let text = left("1.2.3");
        for word in ["CHANGELOG.md", "git tag v1.2.3", "RELEASING.md"] {
            assert!(text.contains(word), "{word}");
        }
    }
}
