//! pkg/: the npm package, from pkg-template/ and the compiled module.
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{cargo, root, run, say, tool, version};
use crate::shorten::shorten;

/// Files of the template that go into the package's `dist` as they are.
#[rustfmt::skip]
const ENTRIES: [&str; 18] = [
    "index.js", "index.cjs", "index.d.ts",
    "slim.js", "slim.cjs", "slim.d.ts", "slim.d.cts", "init.d.ts",
    "convex.js", "convex.cjs", "convex.d.ts", "convex.d.cts",
    "testing.d.ts",
    "workerd.js", "edge-light.js", "client.d.wasm.ts",
    "public.js", "public.cjs",
];

/// Modules that are bundled from the template and the glue.
const BUNDLES: [&str; 3] = ["core", "inline", "testing"];

/// Declarations that CommonJS shares: they refer to no other file than the index.
const SHARED_TYPES: [&str; 3] = ["index", "init", "testing"];

/// What wasm-opt does with the module, in turn. No address is below 1024: the stack is there, which never gets so deep.
pub(crate) const OPTIMIZATION: [&str; 5] = ["--low-memory-unused", "--flatten", "--rereloop", "-O3", "-Os"];

/// What the finished module is without: names, and the list of the features it uses, which is for tools.
const STRIPPED: [&str; 2] = ["--strip-debug", "--strip-target-features"];

/// What the compiler leaves out: loops that are unrolled and comparisons that are written out take 0.8 kB, compressed,
/// and make nothing faster that counts.
const SMALLER: [&str; 4] =
    ["unroll-full-max-count=1", "unroll-runtime=false", "unroll-allow-partial=false", "max-loads-per-memcmp=0"];

/// What wasm-bindgen does not declare, since it does not export it.
const GLUE_DECLARATIONS: &str = "
export function __wbg_get_imports(): WebAssembly.Imports;
export function __wbg_finalize_init(instance: WebAssembly.Instance, module: WebAssembly.Module): unknown;
";

/// Makes pkg/ and returns its path.
pub(crate) fn build() -> Result<PathBuf> {
    build_in(&root().join("target"))
}

/// Makes pkg/ with what cargo keeps in a folder.
pub(crate) fn build_in(target: &Path) -> Result<PathBuf> {
    let raw = compile(target)?;
    let parts = root().join("target/package");
    assemble(&raw, &parts)?;
    let package = root().join("pkg");
    write_package(&parts, &package)?;
    Ok(package)
}

/// Compiles the crate to wasm.
fn compile(target: &Path) -> Result<PathBuf> {
    say("compiling the crate to WebAssembly");
    let mut command = cargo();
    command.args(["build", "--quiet", "--release", "--lib", "--package", "convex-http-client"]);
    // By default, the crate is the API for Rust apps.
    command.arg("--no-default-features");
    command.args(["--target", "wasm32-unknown-unknown", "--target-dir"]).arg(target);
    // The paths of this machine would make the module differ from one machine to the next.
    let registry = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let mut flags = vec![format!("--remap-path-prefix={}=", root().display())];
    flags.extend(registry.map(|registry| format!("--remap-path-prefix={}=", registry.display())));
    flags.extend(SMALLER.map(|option| format!("-Cllvm-args=-{option}")));
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    run(&mut command)?;
    Ok(target.join("wasm32-unknown-unknown/release/convex_http_client.wasm"))
}

/// Puts the template's JavaScript, wasm-bindgen's and the optimized module into one folder.
fn assemble(raw: &Path, parts: &Path) -> Result<()> {
    if parts.exists() {
        fs::remove_dir_all(parts).context("emptying target/package")?;
    }
    fs::create_dir_all(parts).context("creating target/package")?;
    for entry in fs::read_dir(root().join("pkg-template")).context("reading pkg-template")? {
        let path = entry?.path();
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            fs::copy(&path, parts.join(name)).with_context(|| format!("copying {}", path.display()))?;
        }
    }
    say("making the JavaScript glue");
    Bindgen::new()
        .input_path(raw)
        .out_name("glue")
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(parts)
        .context("running wasm-bindgen")?;
    // start.js needs two of the glue's own functions. If a newer wasm-bindgen names them differently, the bundler
    // fails with the missing name.
    let glue = parts.join("glue.js");
    let text = fs::read_to_string(&glue).context("reading the glue")?;
    ensure!(!text.contains("import.meta"), "the glue uses import.meta, which CommonJS and some bundlers lack");
    fs::write(&glue, text + "\nexport { __wbg_finalize_init, __wbg_get_imports };\n")?;
    let declarations = parts.join("glue.d.ts");
    let text = fs::read_to_string(&declarations).context("reading the glue's declarations")?;
    fs::write(&declarations, text + GLUE_DECLARATIONS)?;

    shorten(&glue, &parts.join("glue_bg.wasm"))?;

    say("optimizing the module");
    let wasm = parts.join("client.wasm");
    // No feature flags: it reads from the module which features it may use.
    run(tool("wasm-opt").args(OPTIMIZATION).args(STRIPPED).arg(parts.join("glue_bg.wasm")).arg("-o").arg(&wasm))?;
    let bytes = fs::read(&wasm).context("reading the optimized module")?;
    fs::write(parts.join("wasm.js"), format!("export const base64 =\n  \"{}\";\n", encode_base64(&bytes)))?;
    let client = format!("export const client = \"convex-http-client-{}\";\n", version()?);
    fs::write(parts.join("version.js"), client).context("writing version.js")
}

/// Writes the package: the entries, and one bundle each of the client and of the inlined module, in both module systems.
fn write_package(parts: &Path, package: &Path) -> Result<()> {
    say("writing pkg/");
    if package.exists() {
        fs::remove_dir_all(package).context("emptying pkg")?;
    }
    let dist = package.join("dist");
    fs::create_dir_all(&dist).context("creating pkg/dist")?;
    for (format, extension) in [("esm", "js"), ("cjs", "cjs")] {
        for module in BUNDLES {
            bundle(parts, module, format, &dist.join(module).with_extension(extension))?;
        }
    }
    for entry in ENTRIES {
        fs::copy(parts.join(entry), dist.join(entry)).with_context(|| format!("copying {entry}"))?;
    }
    for types in SHARED_TYPES {
        let text = fs::read_to_string(parts.join(types).with_extension("d.ts"))
            .with_context(|| format!("reading {types}.d.ts"))?;
        fs::write(dist.join(types).with_extension("d.cts"), text.replace("\"./index.js\"", "\"./index.cjs\""))?;
    }
    fs::copy(parts.join("client.wasm"), dist.join("client.wasm")).context("copying client.wasm")?;
    for document in ["README.md", "CHANGELOG.md", "LICENSE"] {
        fs::copy(root().join(document), package.join(document)).with_context(|| format!("copying {document}"))?;
    }
    let manifest = fs::read_to_string(parts.join("package.json")).context("reading package.json")?;
    let placeholder = "\"version\": \"0.0.0\"";
    ensure!(manifest.contains(placeholder), "pkg-template/package.json must contain {placeholder}");
    let manifest = manifest.replace(placeholder, &format!("\"version\": \"{}\"", version()?));
    fs::write(package.join("package.json"), manifest).context("writing pkg/package.json")
}

/// Bundles a module of the template with what it imports.
fn bundle(parts: &Path, module: &str, format: &str, file: &Path) -> Result<()> {
    run(tool("esbuild")
        .arg(parts.join(module).with_extension("js"))
        .arg(format!("--outfile={}", file.display()))
        .arg(format!("--format={format}"))
        .arg(format!("--inject:{}", parts.join("text-codec.js").display()))
        .args(["--bundle", "--target=es2022", "--log-level=warning"])
        // For Node, CommonJS says what it exports, so that `import` of it finds the names.
        .arg(if format == "cjs" { "--platform=node" } else { "--platform=neutral" })
        .arg("--external:convex-http-client")
        // wasm-bindgen lists a module once for each `extern` block that imports from it.
        .arg("--log-override:duplicate-object-key=silent"))?;
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    for global in ["new TextDecoder(", "new TextEncoder("] {
        ensure!(!text.contains(global), "{module} uses a global that Jest's jsdom lacks: {global}");
    }
    Ok(())
}

/// Encodes bytes as base64.
fn encode_base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
