//! Short names for what the module and its glue call each other: a tenth of the package.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use walrus::{ExportItem, Module, ValType};

use crate::command::{run, tool};

/// How the names begin that wasm-bindgen makes up. The others are words that the glue uses elsewhere as well.
const PREFIXES: [&str; 4] = ["__wbg_", "__wbindgen_", "__externref_", "client_"];

/// Renames imports and exports in the glue, by esbuild, and then in the module as the glue has them.
pub(crate) fn shorten(glue: &Path, wasm: &Path) -> Result<()> {
    let mut module = Module::from_file(wasm).context("reading the module")?;
    check_exports(&module)?;
    let imports = module.imports.iter().map(|import| &import.name);
    let exports = module.exports.iter().map(|export| &export.name);
    let names: Vec<&str> = imports
        .chain(exports)
        .map(String::as_str)
        .filter(|name| PREFIXES.iter().any(|prefix| name.starts_with(prefix)))
        .collect();
    let cache = glue.with_extension("names.json");
    run(tool("esbuild")
        .arg(glue)
        .arg(format!("--mangle-props=^({})$", names.join("|")))
        .arg(format!("--mangle-cache={}", cache.display()))
        .arg(format!("--outfile={}", glue.display()))
        .args(["--allow-overwrite", "--log-level=warning", "--log-override:duplicate-object-key=silent"]))?;
    let text = fs::read_to_string(&cache).context("reading the short names")?;
    let short: BTreeMap<String, String> = serde_json::from_str(&text).context("parsing the short names")?;
    ensure!(short.len() == names.len(), "the glue lacks a name of the module: wasm-bindgen has changed");
    for import in module.imports.iter_mut() {
        if let Some(name) = short.get(&import.name) {
            import.name.clone_from(name);
        }
    }
    for export in module.exports.iter_mut() {
        if let Some(name) = short.get(&export.name) {
            export.name.clone_from(name);
        }
    }
    module.emit_wasm_file(wasm).context("writing the module")
}

/// Checks that no export returns an object: where optimized JavaScript calls one, and is deoptimized until it returns,
/// the V8 of Node 20 and 22 ends the process ("Fatal error: unreachable code"). Functions with several results, as those
/// that throw have, are called in another way.
fn check_exports(module: &Module) -> Result<()> {
    for export in module.exports.iter() {
        let ExportItem::Function(function) = export.item else { continue };
        let results = module.types.results(module.funcs.get(function).ty());
        ensure!(
            !matches!(results, [ValType::Ref(_)]),
            "the export {} returns an object: see check_exports",
            export.name
        );
    }
    Ok(())
}
