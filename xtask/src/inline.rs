//! The module as text inside JavaScript.
//!
//! Base64 hides bytes from a compressor: the module would weigh a quarter more in a bundle that is compressed as a whole.
//! Here most bytes are one printable character each, and the others an escape and a character.
//! `pkg-template/src/entries/inline.ts` reads it.

/// How many of the last characters of the alphabet are escapes.
const ESCAPES: usize = 2;

/// Printable characters that mean nothing in a string of JavaScript, however a minifier quotes it, or in a page.
fn alphabet() -> Vec<u8> {
    (b' '..=b'~').filter(|character| !b"\"$<\\`".contains(character)).collect()
}

/// Returns the TypeScript module that holds the bytes.
pub(crate) fn to_typescript(wasm: &[u8]) -> String {
    let alphabet = alphabet();
    let text = encode(wasm, &alphabet);
    let alphabet = String::from_utf8_lossy(&alphabet);
    format!(
        "export const ALPHABET =\n  \"{alphabet}\";\nexport const ESCAPES = {ESCAPES};\nexport const text =\n  \"{text}\";\n"
    )
}

fn encode(bytes: &[u8], alphabet: &[u8]) -> String {
    let singles = alphabet.len() - ESCAPES;
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut push = |value: usize| text.extend(alphabet.get(value).map(|&character| char::from(character)));
    for value in bytes.iter().map(|&byte| usize::from(byte)) {
        if value >= singles {
            push(singles + (value - singles) / singles);
        }
        push(value % singles);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{ESCAPES, alphabet, encode};

    #[test]
    fn writes_every_byte_so_that_it_can_be_read() {
        let alphabet = alphabet();
        let singles = alphabet.len() - ESCAPES;
        let bytes: Vec<u8> = (0..=255).collect();
        let text = encode(&bytes, &alphabet);
        let mut values = text.bytes().map(|character| alphabet.iter().position(|&other| other == character).unwrap());
        let mut read = Vec::new();
        while let Some(value) = values.next() {
            let escape = value.checked_sub(singles);
            let value = escape.map_or(value, |escape| singles + escape * singles + values.next().unwrap());
            read.push(u8::try_from(value).unwrap());
        }
        assert_eq!(read, bytes);
    }
}
