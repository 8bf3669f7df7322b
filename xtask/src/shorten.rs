//! Short names for what the module and its glue call each other: a tenth of the package.
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use walrus::{ExportItem, Module, ValType};

use crate::command::{run, tool};

/// The module of the template that the glue hands over as it is, once for each `extern` block and function.
const BOUNDARY: &str = "../wasm/imports.ts";

/// What the glue begins the object of its own imports with.
const OWN_IMPORTS: &str = "const import0 = {\n        __proto__: null,\n";

/// What the glue calls that object, and what it is called instead.
const OWN: [&str; 2] = ["./glue_bg.js", "_"];

/// The first lines, and the ends, of what the glue has for cases that do not come up: instances of the exported class,
/// which has none; objects that the module itself holds, which only borrows; panics with a message; and what remembers the
/// instance for the glue's own ways to start.
const UNUSED: [[&str; 2]; 13] = [
    ["    __destroy_into_raw() {\n", "\n    }\n"],
    ["    free() {\n", "\n    }\n"],
    ["if (Symbol.dispose) ConvexHttpClient", ";\n"],
    ["        __wbindgen_init_externref_table: function() {\n", "\n        },\n"],
    ["        __wbg___wbindgen_throw_", "\n        },\n"],
    ["function getStringFromWasm0(", "\n}\n"],
    ["let cachedTextDecoder = ", "cachedTextDecoder.decode();\n"],
    ["function decodeText(", "\n}\n"],
    ["let cachedUint8ArrayMemory0 = ", "\n}\n"],
    ["    cachedUint8ArrayMemory0 = null", ";\n"],
    ["    wasmInstance = instance", ";\n"],
    ["    wasmModule = module", ";\n"],
    ["    wasm.__wbindgen_start()", ";\n"],
];

/// How the glue finds a part of the module's memory, in case that has moved, and how it does here, where it never grows.
const MEMORY: [&str; 2] =
    ["getUint8ArrayMemory0().subarray(ptr / 1, ptr / 1 + len)", "new Uint8Array(wasm.memory.buffer, ptr, len)"];

/// How the glue begins its own imports, and how it may: none is a constructor.
const METHOD: [&str; 2] = [": function(", "("];

/// What collects such instances.
const FINALIZATION: [&str; 2] = ["const ConvexHttpClientFinalization =", ";\n"];

/// Renames imports and exports in the glue, by esbuild, and then in the module as the glue has them.
pub(crate) fn shorten(glue: &Path, wasm: &Path) -> Result<()> {
    let mut module = Module::from_file(wasm).context("reading the module")?;
    check_exports(&module)?;
    let text = fs::read_to_string(glue).context("reading the glue")?;
    ensure!(text.contains(METHOD[0]), "the glue's imports look different: wasm-bindgen has changed");
    let text = merge_imports(&drop_unused(text)?.replace(METHOD[0], METHOD[1]), &mut module)?;
    fs::write(glue, &text).context("writing the glue")?;
    drop_exports(&text, &mut module)?;
    walrus::passes::gc::run(&mut module);
    let imports = module.imports.iter().map(|import| &import.name);
    let exports = module.exports.iter().map(|export| &export.name);
    let names: BTreeSet<&str> = imports.chain(exports).map(String::as_str).collect();
    let alternatives = names.iter().copied().collect::<Vec<_>>().join("|");
    let cache = glue.with_extension("names.json");
    run(tool("esbuild")
        .arg(glue)
        .arg(format!("--mangle-props=^({alternatives})$"))
        .arg(format!("--mangle-cache={}", cache.display()))
        .arg(format!("--outfile={}", glue.display()))
        .args(["--allow-overwrite", "--log-level=warning", "--log-override:duplicate-object-key=silent"]))?;
    let text = fs::read_to_string(&cache).context("reading the short names")?;
    let short: BTreeMap<String, String> = serde_json::from_str(&text).context("parsing the short names")?;
    ensure!(short.len() == names.len(), "the glue lacks a name of the module: wasm-bindgen has changed");
    let functions: Vec<String> = module.exports.iter().map(|export| export.name.clone()).collect();
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
    fs::write(glue.with_file_name("exports.ts"), name_exports(&short, &functions)).context("writing exports.ts")?;
    module.emit_wasm_file(wasm).context("writing the module")
}

/// Returns the TypeScript module with the short names of what the module exports.
fn name_exports(short: &BTreeMap<String, String>, exports: &[String]) -> String {
    let members = exports.iter().filter_map(|name| Some(format!("  {name} = {:?},\n", short.get(name)?)));
    let members: String = members.collect();
    format!("// Made by `cargo xtask build`.\nexport const enum Exported {{\n{members}}}\n")
}

/// Drops what the module exports and the glue does not use. What it uses must not be a word that it uses elsewhere too.
fn drop_exports(glue: &str, module: &mut Module) -> Result<()> {
    let exports: Vec<_> = module.exports.iter().map(|export| (export.id(), export.name.clone())).collect();
    for (id, name) in exports {
        let uses = glue.matches(&format!("wasm.{name}")).count();
        if uses == 0 {
            module.exports.delete(id);
        }
        ensure!(
            glue.matches(&format!(".{name}")).count() == uses,
            "the export {name} is the name of something else in the glue"
        );
    }
    Ok(())
}

/// Drops the parts of the glue that nothing runs.
fn drop_unused(mut glue: String) -> Result<String> {
    for [start, end] in UNUSED.into_iter().chain([FINALIZATION]) {
        let parts = glue.split_once(start).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
        let (before, after) = parts.context("the glue lacks what is dropped of it: wasm-bindgen has changed")?;
        glue = format!("{before}{after}");
    }
    let [moving, fixed] = MEMORY;
    ensure!(glue.contains(moving), "the glue reads memory in another way: wasm-bindgen has changed");
    Ok(glue.replace(moving, fixed))
}

/// Makes one object of all that the module imports, with a member for each function: bundlers keep a namespace's names.
fn merge_imports(glue: &str, module: &mut Module) -> Result<String> {
    let mut members = Vec::new();
    for import in module.imports.iter_mut() {
        if import.module == BOUNDARY {
            let name = format!("__wbg_boundary_{}", import.name);
            members.push(format!("        {name}: boundary.{},\n", import.name));
            import.name = name;
        } else {
            ensure!(import.module == OWN[0], "the module imports from {}, which the glue does not make", import.module);
        }
        OWN[1].clone_into(&mut import.module);
    }
    // The lines are `import * as import1 from "./boundary.js"` and `"./boundary.js": import1,`.
    let quoted = format!("\"{BOUNDARY}\"");
    let is_namespace = |line: &&str| line.starts_with("import * as") || line.trim_start().starts_with(&quoted);
    let lines = glue.lines().filter(|line| !(line.contains(&quoted) && is_namespace(line)));
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    let own = format!("\"{}\": import0", OWN[0]);
    ensure!(
        !text.contains(&quoted) && text.contains(OWN_IMPORTS) && text.contains(&own),
        "the glue's imports look different: wasm-bindgen has changed"
    );
    let text = text.replace(OWN_IMPORTS, &format!("{OWN_IMPORTS}{}", members.concat()));
    let text = text.replace(&own, &format!("\"{}\": import0", OWN[1]));
    Ok(format!("import * as boundary from {quoted};\n{text}"))
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
