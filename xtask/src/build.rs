//! pkg/: the npm package, from pkg-template/, the compiled module and the numbers of the rules.
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{cargo, root, run, say, tool, version};
use crate::shorten::shorten;
use crate::{constants, inline, internal, verdicts};

/// The entries, which import the two shared bundles. Those of the last three are for runtimes that have no CommonJS.
const ENTRIES: [&str; 13] = [
    "index",
    "slim",
    "convex",
    "testing",
    "server",
    "watch",
    "nextjs",
    "fetch",
    "storage",
    "admin",
    "workerd",
    "edge-light",
    "early",
];
const ONLY_ESM: [&str; 3] = ["workerd", "edge-light", "early"];

/// What entries share, in one file each, by the name under which they import it.
const SHARED: [(&str, &str); 3] = [("core", "@core"), ("inline", "@inline"), ("names", "@names")];

/// Declarations that CommonJS shares: they refer to no other file than the index.
const SHARED_TYPES: [&str; 10] =
    ["index", "init", "convex", "testing", "server", "watch", "nextjs", "fetch", "storage", "admin"];

/// Entries as folders, with the name of their files: how resolvers that know no `exports` find them.
const FOLDERS: [(&str, &str); 10] = [
    ("slim", "slim"),
    ("inline", "index"),
    ("convex", "convex"),
    ("testing", "testing"),
    ("server", "server"),
    ("watch", "watch"),
    ("nextjs", "nextjs"),
    ("fetch", "fetch"),
    ("storage", "storage"),
    ("admin", "admin"),
];

/// What wasm-opt does with the module, in turn. No address is below 1024: the stack is there, which never gets so deep.
pub(crate) const OPTIMIZATION: [&str; 6] =
    ["--low-memory-unused", "--flatten", "--rereloop", "--coalesce-locals-learning", "-Oz", "--reorder-functions"];

/// What the finished module is without: names, and the list of the features it uses, which is for tools.
const STRIPPED: [&str; 2] = ["--strip-debug", "--strip-target-features"];

/// What the compiler leaves out: loops that are unrolled and comparisons that are written out take 0.8 kB, compressed,
/// and make nothing faster that counts.
const SMALLER: [&str; 4] =
    ["unroll-full-max-count=1", "unroll-runtime=false", "unroll-allow-partial=false", "max-loads-per-memcmp=0"];

/// Fields of classes are defined and not set, which would run setters that somebody has added to every object. Nothing else
/// of the project's settings counts.
const TSCONFIG: &str = "{\"compilerOptions\":{\"useDefineForClassFields\":true}}";

/// What wasm-bindgen does not declare, since it does not export it.
const GLUE_DECLARATIONS: &str = "
export function __wbg_get_imports(): WebAssembly.Imports;
export function __wbg_finalize_init(instance: WebAssembly.Instance, module: WebAssembly.Module): unknown;
export const wasm: any;
";

/// Makes pkg/ and returns its path.
pub(crate) fn build() -> Result<PathBuf> {
    build_in(&root().join("target"))
}

/// Makes pkg/ with what cargo keeps in a folder.
pub(crate) fn build_in(target: &Path) -> Result<PathBuf> {
    let raw = compile(target)?;
    let parts = root().join("target/package");
    let template = root().join("pkg-template");
    make_module(&raw, &parts)?;
    generate(&parts, &template.join("src/generated"))?;
    let package = root().join("pkg");
    write_package(&template, &parts.join("client.wasm"), &package)?;
    Ok(package)
}

/// Compiles the crate to wasm.
fn compile(target: &Path) -> Result<PathBuf> {
    say("compiling the crate to WebAssembly");
    let mut command = cargo();
    command.args(["build", "--quiet", "--release", "--lib", "--package", "convex-http-client-module"]);
    // By default, the crate is the API for Rust apps.
    command.arg("--no-default-features");
    command.args(["--target", "wasm32-unknown-unknown", "--target-dir"]).arg(target);
    // The paths of this machine would make the module differ from one machine to the next.
    let registry = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let mut flags = vec![format!("--remap-path-prefix={}=", root().display())];
    flags.extend(registry.map(|registry| format!("--remap-path-prefix={}=", registry.display())));
    // Nothing recurses, and no frame is large.
    flags.push("-Clink-arg=-zstack-size=16384".to_owned());
    flags.extend(SMALLER.map(|option| format!("-Cllvm-args=-{option}")));
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    run(&mut command)?;
    Ok(target.join("wasm32-unknown-unknown/release/convex_http_client_module.wasm"))
}

/// Makes the optimized module, and the JavaScript between it and the engine.
fn make_module(raw: &Path, parts: &Path) -> Result<()> {
    if parts.exists() {
        fs::remove_dir_all(parts).context("emptying target/package")?;
    }
    fs::create_dir_all(parts).context("creating target/package")?;
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
    fs::write(&glue, text + "\nexport { __wbg_finalize_init, __wbg_get_imports, wasm };\n")?;
    let declarations = parts.join("glue.d.ts");
    let text = fs::read_to_string(&declarations).context("reading the glue's declarations")?;
    fs::write(&declarations, text + GLUE_DECLARATIONS)?;

    shorten(&glue, &parts.join("glue_bg.wasm"))?;
    let text = fs::read_to_string(&glue).context("reading the shortened glue")?;
    for global in ["TextDecoder(", "TextEncoder("] {
        ensure!(!text.contains(global), "the glue uses a global that Jest's jsdom lacks: {global}");
    }

    say("optimizing the module");
    let wasm = parts.join("client.wasm");
    // No feature flags: it reads from the module which features it may use.
    run(tool("wasm-opt").args(OPTIMIZATION).args(STRIPPED).arg(parts.join("glue_bg.wasm")).arg("-o").arg(&wasm))?;
    Ok(())
}

/// Writes the parts of the package's source that are made from Rust.
fn generate(parts: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).context("creating pkg-template/src/generated")?;
    for file in ["glue.js", "glue.d.ts", "exports.ts"] {
        fs::copy(parts.join(file), folder.join(file)).with_context(|| format!("copying {file}"))?;
    }
    let wasm = fs::read(parts.join("client.wasm")).context("reading the optimized module")?;
    fs::write(folder.join("wasm.ts"), inline::to_typescript(&wasm)).context("writing wasm.ts")?;
    fs::write(folder.join("core.ts"), constants::to_typescript()).context("writing core.ts")?;
    fs::write(folder.join("verdicts.ts"), verdicts::to_typescript()).context("writing verdicts.ts")?;
    let version = format!("export const version = {:?};\n", version()?);
    fs::write(folder.join("version.ts"), version).context("writing version.ts")
}

/// Writes the package: the entries, and one bundle each of the client and of the inlined module, in both module systems.
fn write_package(template: &Path, wasm: &Path, package: &Path) -> Result<()> {
    say("writing pkg/");
    if package.exists() {
        fs::remove_dir_all(package).context("emptying pkg")?;
    }
    let dist = package.join("dist");
    fs::create_dir_all(&dist).context("creating pkg/dist")?;
    // The names depend on how often each is there, and not on the build before.
    if shortened().exists() {
        fs::remove_file(shortened()).context("removing the names of the build before")?;
    }
    for (format, extension) in [("esm", "js"), ("cjs", "cjs")] {
        for (module, _) in SHARED {
            bundle(template, module, format, &dist.join(module).with_extension(extension))?;
        }
        for entry in ENTRIES.into_iter().filter(|entry| format == "esm" || !ONLY_ESM.contains(entry)) {
            bundle(template, entry, format, &dist.join(entry).with_extension(extension))?;
        }
    }
    for file in fs::read_dir(template.join("types")).context("reading pkg-template/types")? {
        let file = file?;
        fs::copy(file.path(), dist.join(file.file_name()))
            .with_context(|| format!("copying {}", file.path().display()))?;
    }
    for types in SHARED_TYPES {
        let types = dist.join(types);
        let text =
            fs::read_to_string(types.with_extension("d.ts")).with_context(|| format!("reading {}", types.display()))?;
        fs::write(types.with_extension("d.cts"), text.replace("\"./index.js\"", "\"./index.cjs\""))?;
    }
    for (entry, name) in FOLDERS {
        let manifest = format!(
            "{{\n  \"main\": \"../dist/{name}.cjs\",\n  \"module\": \"../dist/{name}.js\",\n  \"types\": \"../dist/{name}.d.cts\"\n}}\n"
        );
        write_folder(package, entry, &manifest)?;
    }
    let manifest = "{\n  \"main\": \"../dist/client.wasm\",\n  \"types\": \"../dist/client.d.wasm.ts\"\n}\n";
    write_folder(package, "client.wasm", manifest)?;
    fs::copy(wasm, dist.join("client.wasm")).context("copying client.wasm")?;
    for document in ["README.md", "CHANGELOG.md", "LICENSE"] {
        fs::copy(root().join(document), package.join(document)).with_context(|| format!("copying {document}"))?;
    }
    let manifest = fs::read_to_string(template.join("package.json")).context("reading package.json")?;
    let placeholder = "\"version\": \"0.0.0\"";
    ensure!(manifest.contains(placeholder), "pkg-template/package.json must contain {placeholder}");
    let manifest = manifest.replace(placeholder, &format!("\"version\": \"{}\"", version()?));
    fs::write(package.join("package.json"), manifest).context("writing pkg/package.json")
}

/// Writes a folder of the package that says where its entry is.
fn write_folder(package: &Path, entry: &str, manifest: &str) -> Result<()> {
    let folder = package.join(entry);
    fs::create_dir(&folder).with_context(|| format!("creating pkg/{entry}"))?;
    fs::write(folder.join("package.json"), manifest).with_context(|| format!("writing pkg/{entry}/package.json"))
}

/// Where it is written which member got which short name.
fn shortened() -> PathBuf {
    root().join("target/package/members.json")
}

/// Bundles an entry with what it does not share with others.
fn bundle(template: &Path, module: &str, format: &str, file: &Path) -> Result<()> {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let mut command = tool("esbuild");
    command
        .arg(template.join("src/entries").join(module).with_extension("ts"))
        .arg(format!("--outfile={}", file.display()))
        .arg(format!("--format={format}"))
        .arg(format!("--tsconfig-raw={TSCONFIG}"))
        .args(["--bundle", "--target=es2020", "--log-level=warning"])
        // For Node, CommonJS says what it exports, so that `import` of it finds the names.
        .arg(if format == "cjs" { "--platform=node" } else { "--platform=neutral" })
        // wasm-bindgen lists a module once for each `extern` block that imports from it.
        .arg("--log-override:duplicate-object-key=silent")
        .args([
            "--external:convex-http-client",
            "--external:convex/*",
            "--external:react",
            "--external:./client.wasm*",
        ]);
    // What tells of errors reads members of the client, by the names that they got there.
    if matches!(module, "core" | "names") {
        command.arg(format!("--mangle-props={}", internal::pattern()?));
        command.arg(format!("--mangle-cache={}", shortened().display()));
    }
    for (shared, alias) in SHARED.into_iter().filter(|(shared, _)| *shared != module) {
        command.arg(format!("--alias:{alias}=./{shared}.{extension}"));
        command.arg(format!("--external:./{shared}.{extension}"));
    }
    run(&mut command)
}
