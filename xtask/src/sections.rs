//! Reading a wasm module: how large its sections and functions are, and what the functions are called.
use std::collections::{BTreeMap, HashMap};

use anyhow::{Context as _, Result};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// A function's name and its bytes.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) bytes: u64,
}

/// Returns the bytes of each section.
pub(crate) fn sizes(module: &[u8]) -> Result<BTreeMap<String, u64>> {
    let mut sizes = BTreeMap::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("parsing the module")?;
        let Some((id, range)) = payload.as_section() else { continue };
        *sizes.entry(section(id).to_owned()).or_default() += u64::try_from(range.len())?;
    }
    Ok(sizes)
}

fn section(id: u8) -> &'static str {
    match id {
        1 => "types",
        2 => "imports",
        7 => "exports",
        9 => "elements",
        10 => "code",
        11 => "data",
        _ => "other sections",
    }
}

/// Returns the functions of a module that has names.
pub(crate) fn functions(module: &[u8]) -> Result<Vec<Function>> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    let mut names = HashMap::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload.context("parsing the module")? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(u64::try_from(with_length(body.range().len()))?),
            Payload::CustomSection(custom) => {
                if let KnownCustom::Name(sections) = custom.as_known() {
                    for section in sections {
                        if let Name::Function(map) = section? {
                            for naming in map {
                                let naming = naming?;
                                names.insert(naming.index, naming.name.to_owned());
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let functions = (imported..).zip(bodies).map(|(index, bytes)| Function {
        name: names.remove(&index).unwrap_or_else(|| "without a name".to_owned()),
        bytes,
    });
    Ok(functions.collect())
}

/// Adds the bytes that the length of a body takes, seven bits each.
fn with_length(body: usize) -> usize {
    let bits = usize::BITS - body.leading_zeros();
    body + usize::try_from(bits.div_ceil(7)).unwrap_or_default()
}
