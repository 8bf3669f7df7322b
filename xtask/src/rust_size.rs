//! What the Rust API adds to an app, and which crate that is due to.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{cargo, node, read, root, run, say, tool};
use crate::{sections, setup};

/// The most that one query and one mutation may add to what a page in Rust downloads, compressed.
const BUDGET: u64 = 60_000;

/// The app of tests/rust/size, with and without its calls.
struct App {
    /// The module and its glue, compressed.
    module: u64,
    glue: u64,
    named: PathBuf,
}

/// Builds the app with and without the client, prints what the client costs, and fails over the budget.
pub(crate) fn size() -> Result<ExitCode> {
    setup::setup()?;
    let (with, without) = (App::build("with", &["--features", "client"])?, App::build("without", &[])?);
    let mut crates = BTreeMap::<String, u64>::new();
    for function in sections::functions(&fs::read(&with.named).context("reading the module")?)? {
        *crates.entry(origin(&function.name)).or_default() += function.bytes;
    }
    let mut crates: Vec<_> = crates.into_iter().collect();
    crates.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    println!("the code by crate, uncompressed; what was inlined or made of a type counts where it is");
    for (name, bytes) in crates.iter().take(16) {
        println!("{bytes:>9}  {name}");
    }
    println!("\n| gzip -9                        | module |   glue | in all |");
    println!("| ------------------------------ | -----: | -----: | -----: |");
    for (name, app) in [("one query and one mutation", &with), ("the same app without its calls", &without)] {
        println!("| {name:<30} | {:>6} | {:>6} | {:>6} |", app.module, app.glue, app.all());
    }
    let added = with.all().saturating_sub(without.all());
    println!("| the difference, of {BUDGET}       |        |        | {added:>6} |");
    Ok(if added <= BUDGET { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl App {
    fn build(name: &str, features: &[&str]) -> Result<Self> {
        say(&format!("building the app {name} the client"));
        let mut build = cargo();
        build.args(["build", "--quiet", "--profile", "size", "--package", "rust-size"]);
        run(build.args(["--target", "wasm32-unknown-unknown"]).args(features))?;
        let folder = root().join("target/rust-size").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).context("emptying target/rust-size")?;
        }
        Bindgen::new()
            .input_path(root().join("target/wasm32-unknown-unknown/size/rust_size.wasm"))
            .out_name("app")
            .web(true)?
            .typescript(false)
            .generate(&folder)
            .context("running wasm-bindgen")?;
        let (bound, named, module) = (folder.join("app_bg.wasm"), folder.join("named.wasm"), folder.join("app.wasm"));
        let glue = folder.join("glue.js");
        run(tool("wasm-opt").args(["-Oz", "-g"]).arg(&bound).arg("-o").arg(&named))?;
        run(tool("wasm-opt").arg("--strip-debug").arg(&named).arg("-o").arg(&module))?;
        run(tool("esbuild")
            .args(["--minify", "--log-level=error"])
            .arg(folder.join("app.js"))
            .arg(format!("--outfile={}", glue.display())))?;
        Ok(Self { module: compressed(&module)?, glue: compressed(&glue)?, named })
    }

    fn all(&self) -> u64 {
        self.module + self.glue
    }
}

/// Returns a file's size, compressed.
fn compressed(file: &Path) -> Result<u64> {
    let script = "process.stdout.write(`${zlib.gzipSync(fs.readFileSync(process.argv[1]), { level: 9 }).length}`)";
    let printed = read(node("--eval").arg(script).arg(file))?;
    printed.parse().context("reading a file's compressed size")
}

/// Names the crate that a function is of, or whose trait or type it is made for; of the client, its module as well.
fn origin(name: &str) -> String {
    let path = name.trim_start_matches(['<', '&', '(', '[', '*', ' ']).trim_start_matches("dyn ");
    let mut parts = path.split(|character: char| !character.is_alphanumeric() && character != '_');
    let parts: Vec<_> = parts.by_ref().filter(|part| !part.is_empty()).take(3).collect();
    match parts.as_slice() {
        ["convex_http_client", module, _] => format!("convex_http_client::{module}"),
        [krate @ ("core" | "alloc" | "std"), module, ..] => format!("{krate}::{module}"),
        [krate, ..] => (*krate).to_owned(),
        [] => "without a name".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn names_crates() {
        assert_eq!(origin("convex_http_client::value::encode::write"), "convex_http_client::value");
        assert_eq!(origin("<serde_json::de::Deserializer<R> as serde::Deserializer>::deserialize_any"), "serde_json");
        assert_eq!(origin("core::num::dec2flt::parse"), "core::num");
        assert_eq!(origin("__wbindgen_malloc"), "__wbindgen_malloc");
    }
}
