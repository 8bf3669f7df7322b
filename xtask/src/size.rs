//! What a page downloads, and which part of the client it is due to.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use wasm_bindgen_cli_support::Bindgen;

use crate::build::{OPTIMIZATION, build};
use crate::command::{node, read, root, run, say, tool};
use crate::{sections, setup};

/// The most that the module and the minified JavaScript may have together, compressed.
const BUDGET: u64 = 19_000;

/// How many bytes make a function large enough to be named.
const LARGE: u64 = 400;

/// Builds the package, prints what its parts cost and fails over the budget.
pub(crate) fn size() -> Result<ExitCode> {
    setup::setup()?;
    let package = build()?;
    let wasm = package.join("dist/client.wasm");
    let folder = root().join("target/size");
    fs::create_dir_all(&folder).context("creating target/size")?;
    let named = keep_names(&folder)?;
    print_module(&fs::read(&wasm)?, &fs::read(named)?)?;
    let measured = measure(&wasm, &folder)?;
    let total = print_total(&measured)?;
    let over = total.saturating_sub(BUDGET);
    if over > 0 {
        eprintln!("xtask: the package is {over} bytes over its budget of {BUDGET}");
    }
    Ok(if over == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Makes the module once more, with the names of its functions.
fn keep_names(folder: &Path) -> Result<std::path::PathBuf> {
    say("making the module once more, with names");
    Bindgen::new()
        .input_path(root().join("target/wasm32-unknown-unknown/release/convex_http_client.wasm"))
        .out_name("named")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .generate(folder)
        .context("running wasm-bindgen")?;
    let named = folder.join("named.wasm");
    run(tool("wasm-opt").args(OPTIMIZATION).arg("-g").arg(folder.join("named_bg.wasm")).arg("-o").arg(&named))?;
    Ok(named)
}

/// Prints the bytes of each section, and of the code by crate and module.
fn print_module(shipped: &[u8], named: &[u8]) -> Result<()> {
    let sections = sections::sizes(shipped)?;
    let functions = sections::functions(named)?;
    let code: u64 = functions.iter().map(|function| function.bytes).sum();
    let difference = code.abs_diff(sections.get("code").copied().unwrap_or_default());
    ensure!(difference < 64, "the module with names is not the shipped one: its code differs by {difference} bytes");
    let mut groups = BTreeMap::<String, u64>::new();
    let mut largest = BTreeMap::<String, u64>::new();
    for function in &functions {
        *groups.entry(group(&function.name)).or_default() += function.bytes;
        if function.bytes >= LARGE {
            *largest.entry(function.name.clone()).or_default() += function.bytes;
        }
    }
    print_group("the module, uncompressed", &sections);
    print_group("its code, uncompressed; what was inlined counts where it is", &groups);
    print_group("its large functions", &largest);
    Ok(())
}

/// Names what a function belongs to: a module of the client, its exports, which the compiler has inlined much into, or
/// a crate.
fn group(name: &str) -> String {
    let path = name.trim_start_matches(['<', '&', '(', '[', '*']).trim_start_matches("dyn ");
    let path = path.split([' ', '>', '<', '{']).next().unwrap_or(path);
    let mut parts = path.split("::").map(|part| part.split('[').next().unwrap_or(part));
    match (parts.next(), parts.next(), parts.next()) {
        (Some("convex_http_client"), Some(module), Some(_)) => format!("client: {module}"),
        (Some("convex_http_client"), ..) => "client".to_owned(),
        (Some(krate @ ("core" | "alloc")), Some(module), _) => format!("{krate}::{module}"),
        (Some(krate), Some(_), _) => krate.to_owned(),
        (Some(name), ..) if name.starts_with("__") => "wasm_bindgen: exports".to_owned(),
        (Some(name), ..) if name.starts_with("mem") => "memory intrinsics".to_owned(),
        (Some(name), ..) if name.starts_with("client_") => "client: exported methods".to_owned(),
        _ => "client: exported functions".to_owned(),
    }
}

/// Bundles and compresses: see size.mjs.
fn measure(wasm: &Path, folder: &Path) -> Result<Value> {
    let client = root().join("target/package/client.js");
    let script = folder.join("client.min.js");
    let printed = read(node("xtask/size.mjs").arg(client).arg(wasm).arg(script))?;
    serde_json::from_str(&printed).context("reading what xtask/size.mjs printed")
}

/// Prints the JavaScript's parts and the compressed sizes, and returns their sum.
fn print_total(measured: &Value) -> Result<u64> {
    let parts = measured.get("parts").and_then(Value::as_object).context("size.mjs names no parts")?;
    let parts = parts.iter().map(|(name, bytes)| (name.clone(), bytes.as_u64().unwrap_or_default()));
    print_group("the JavaScript, minified, uncompressed", &parts.collect());
    let compressed = |part: &str| {
        let bytes = measured.pointer(&format!("/{part}/compressed")).and_then(Value::as_u64);
        bytes.with_context(|| format!("size.mjs does not measure the {part}"))
    };
    let (wasm, script) = (compressed("wasm")?, compressed("script")?);
    let total = wasm + script;
    println!("gzip -9");
    for (name, bytes) in [("the module", wasm), ("the JavaScript", script), ("both", total), ("budget", BUDGET)] {
        println!("{bytes:>9}  {name}");
    }
    Ok(total)
}

/// Prints sizes, the largest first.
fn print_group(title: &str, sizes: &BTreeMap<String, u64>) {
    let mut sizes: Vec<_> = sizes.iter().collect();
    sizes.sort_by_key(|(_, bytes)| std::cmp::Reverse(**bytes));
    println!("{title}");
    for (name, bytes) in &sizes {
        println!("{bytes:>9}  {name}");
    }
    println!("{:>9}  in all\n", sizes.iter().map(|(_, bytes)| **bytes).sum::<u64>());
}

#[cfg(test)]
mod tests {
    use super::group;

    #[test]
    fn groups_by_module_of_the_client_and_by_crate() {
        assert_eq!(group("convex_http_client::value::scalar::encode_base64::h0123456789abcdef"), "client: value");
        assert_eq!(group("<convex_http_client::error::Error as core::fmt::Debug>::fmt"), "client: error");
        assert_eq!(group("alloc::string::String::push::h1"), "alloc::string");
        assert_eq!(group("js_sys::Array::get"), "js_sys");
        assert_eq!(group("<alloc[3ca501edff3f0c7c]::vec::Vec<u8>>::grow_one"), "alloc::vec");
        assert_eq!(group("client_query externref shim"), "client: exported methods");
        assert_eq!(group("decodeInt64 multivalue shim"), "client: exported functions");
        assert_eq!(group("__externref_table_alloc"), "wasm_bindgen: exports");
        assert_eq!(group("memcpy"), "memory intrinsics");
    }
}
