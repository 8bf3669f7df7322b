//! What an app downloads, and which part of the client it is due to.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use wasm_bindgen_cli_support::Bindgen;

use crate::build::OPTIMIZATION;
use crate::command::{node, read, root, run, say, tool};
use crate::shorten::shorten;
use crate::{pack, sections, setup};

/// The most that an app may download, compressed: for the client with the module inside the JavaScript, and beside it;
/// for what needs no client; for `errorInfo`, which says what to do.
const BUDGETS: [(&str, u64); 4] = [("inlined", 19_000), ("workerd", 18_000), ("names", 1000), ("errors", 4000)];

/// How many bytes make a function large enough to be named.
const LARGE: u64 = 400;

/// What size.mjs prints.
#[derive(Deserialize)]
struct Measured {
    bundles: Vec<Bundle>,
    /// The source files of the JavaScript.
    parts: BTreeMap<String, Size>,
}

#[derive(Deserialize)]
struct Bundle {
    name: String,
    title: String,
    files: BTreeMap<String, Size>,
    compressed: u64,
}

#[derive(Clone, Copy, Deserialize)]
struct Size {
    bytes: u64,
    compressed: u64,
}

/// Packs the package, prints what its parts cost and fails over a budget.
pub(crate) fn size() -> Result<ExitCode> {
    setup::setup()?;
    let tarball = pack::pack()?;
    let named = keep_names(&root().join("target/named"))?;
    print_module(&fs::read(root().join("pkg/dist/client.wasm"))?, &fs::read(named)?)?;
    let measured: Measured =
        serde_json::from_str(&measure(&tarball)?).context("reading what xtask/size.mjs printed")?;
    print_script(&measured.parts);
    Ok(print_bundles(&measured.bundles))
}

/// Packs the package and writes its sizes into docs/performance.md, with the speeds of the maintainers' table, which
/// reports of `cargo xtask bench` replace where they are given.
pub(crate) fn figures(reports: &[String]) -> Result<()> {
    setup::setup()?;
    let sizes = root().join("target/sizes.json");
    fs::write(&sizes, measure(&pack::pack()?)?).context("writing target/sizes.json")?;
    run(node("bench/figures.mjs").arg(sizes).args(reports))
}

/// Has a packed package bundled and compressed, and returns what xtask/size.mjs printed.
fn measure(tarball: &Path) -> Result<String> {
    read(node("xtask/size.mjs").arg(tarball).arg(root().join("target/size")))
}

/// Makes the module once more, with the names of its functions.
fn keep_names(folder: &Path) -> Result<PathBuf> {
    say("making the module once more, with names");
    if folder.exists() {
        fs::remove_dir_all(folder).context("emptying target/named")?;
    }
    fs::create_dir_all(folder).context("creating target/named")?;
    Bindgen::new()
        .input_path(root().join("target/wasm32-unknown-unknown/release/convex_http_client_module.wasm"))
        .out_name("glue")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .generate(folder)
        .context("running wasm-bindgen")?;
    shorten(&folder.join("glue.js"), &folder.join("glue_bg.wasm"))?;
    let named = folder.join("named.wasm");
    run(tool("wasm-opt").args(OPTIMIZATION).arg("-g").arg(folder.join("glue_bg.wasm")).arg("-o").arg(&named))?;
    Ok(named)
}

/// Prints the bytes of each section, and of the code by crate and module.
fn print_module(shipped: &[u8], named: &[u8]) -> Result<()> {
    let sections = sections::sizes(shipped)?;
    let functions = sections::functions(named)?;
    let code: u64 = functions.iter().map(|function| function.bytes).sum();
    let difference = code.abs_diff(sections.get("code").copied().unwrap_or_default());
    ensure!(difference < 256, "the module with names is not the shipped one: its code differs by {difference} bytes");
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

/// Names what a function belongs to: a file of the module or of the core, an export, which the compiler has inlined much
/// into, or a crate.
fn group(name: &str) -> String {
    let path = name.trim_start_matches(['<', '&', '(', '[', '*']).trim_start_matches("dyn ");
    let path = path.split([' ', '>', '<', '{']).next().unwrap_or(path);
    let mut parts = path.split("::").map(|part| part.split('[').next().unwrap_or(part));
    match (parts.next(), parts.next(), parts.next()) {
        (Some("convex_http_client_module"), Some(file), Some(_)) => format!("src/{file}"),
        (Some("convex_http_client_core"), Some(file), Some(_)) => format!("core/src/{file}"),
        (Some("convex_http_client_module"), ..) => "src/lib".to_owned(),
        (Some("convex_http_client_core"), ..) => "core/src/lib".to_owned(),
        (Some(krate @ ("core" | "alloc")), Some(module), _) => format!("{krate}::{module}"),
        (Some(krate), Some(_), _) => krate.to_owned(),
        (Some(name), ..) if name.starts_with("__") => "wasm_bindgen: exports".to_owned(),
        (Some(name), ..) if name.starts_with("mem") => "memory intrinsics".to_owned(),
        (Some(name), ..) if name.starts_with("convexhttpclient_") => "exported methods".to_owned(),
        _ => "exported functions".to_owned(),
    }
}

/// Prints what each source file of the JavaScript adds to a bundle.
fn print_script(parts: &BTreeMap<String, Size>) {
    let mut parts: Vec<_> = parts.iter().collect();
    parts.sort_by_key(|(_, size)| std::cmp::Reverse(size.compressed));
    println!("the JavaScript, minified; compressed, what there would be less to download without the file");
    for (name, size) in parts {
        println!("{:>9} {:>7}  {name}", size.bytes, size.compressed);
    }
    println!();
}

/// Prints what an app downloads, and tells whether that is within the budgets.
fn print_bundles(bundles: &[Bundle]) -> ExitCode {
    println!("| what an app imports                              |  bytes | gzip -9 | budget |");
    println!("| ------------------------------------------------ | -----: | ------: | -----: |");
    let mut code = ExitCode::SUCCESS;
    for bundle in bundles {
        let title = &bundle.title;
        let budget = BUDGETS.into_iter().find_map(|(name, budget)| (name == bundle.name).then_some(budget));
        let bytes = bundle.files.values().map(|size| size.bytes).sum();
        let limit = budget.map(digits).unwrap_or_default();
        println!("| {title:<48} | {:>6} | {:>7} | {limit:>6} |", digits(bytes), digits(bundle.compressed));
        if bundle.files.len() > 1 {
            for (file, size) in &bundle.files {
                println!("| - the {file:<42} | {:>6} | {:>7} |        |", digits(size.bytes), digits(size.compressed));
            }
        }
        if let Some(over) = budget.and_then(|budget| bundle.compressed.checked_sub(budget + 1)) {
            eprintln!("xtask: {title}: {} bytes over the budget", over + 1);
            code = ExitCode::FAILURE;
        }
    }
    code
}

/// Writes a number of up to six digits with a comma between thousands.
fn digits(number: u64) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
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
    use super::{digits, group};

    #[test]
    fn groups_by_file_and_by_crate() {
        assert_eq!(group("convex_http_client_module::value::explain::walk::h0123456789abcdef"), "src/value");
        assert_eq!(group("<convex_http_client_core::call::Call as core::fmt::Debug>::fmt"), "core/src/call");
        assert_eq!(group("alloc::string::String::push::h1"), "alloc::string");
        assert_eq!(group("js_sys::Array::get"), "js_sys");
        assert_eq!(group("<alloc[3ca501edff3f0c7c]::vec::Vec<u8>>::grow_one"), "alloc::vec");
        assert_eq!(group("convexhttpclient_startQuery externref shim"), "exported methods");
        assert_eq!(group("decodeMarker"), "exported functions");
        assert_eq!(group("__externref_table_alloc"), "wasm_bindgen: exports");
        assert_eq!(group("memcpy"), "memory intrinsics");
    }
    #[test]
    fn puts_a_comma_between_thousands() {
        assert_eq!([7, 999, 1000, 19_050].map(digits), ["7", "999", "1,000", "19,050"]);
    }
}
