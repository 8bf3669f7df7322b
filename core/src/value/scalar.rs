//! Base64 and the numbers that JSON cannot hold.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Returns the six bits of a character, of the URL-safe alphabet as well. Characters outside the alphabet count as zero,
/// as in the official client.
fn value(character: u8) -> u32 {
    let code = u32::from(character);
    match character {
        b'A'..=b'Z' => code - 65,
        b'a'..=b'z' => code - 71,
        b'0'..=b'9' => code + 4,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => 0,
    }
}

/// Encodes bytes as padded base64 of the standard alphabet, which is ASCII; `text` has four characters for each three
/// bytes, the last of which may be fewer.
pub fn write_base64(bytes: &[u8], text: &mut [u8]) {
    let (groups, _) = text.as_chunks_mut::<4>();
    let (triplets, rest) = bytes.as_chunks::<3>();
    let mut groups = groups.iter_mut();
    for (triplet, group) in triplets.iter().zip(&mut groups) {
        *group = encode_triplet(*triplet);
    }
    if let Some(group) = groups.next() {
        let mut padded = [0; 3];
        for (slot, byte) in padded.iter_mut().zip(rest) {
            *slot = *byte;
        }
        *group = encode_triplet(padded);
        // As many characters as there are bytes, and one more for the rest of their bits.
        for character in group.iter_mut().skip(rest.len() + 1) {
            *character = b'=';
        }
    }
}

fn encode_triplet([first, second, third]: [u8; 3]) -> [u8; 4] {
    let bits = u32::from_be_bytes([0, first, second, third]);
    let character = |bits: u32| ALPHABET.get((bits & 63) as usize).copied().unwrap_or_default();
    [character(bits >> 18), character(bits >> 12), character(bits >> 6), character(bits)]
}

/// Decodes base64 as leniently as the official client: each UTF-16 code unit is a character, those outside the alphabet
/// count as zero, and the first `=` ends the text. Puts three bytes for each four characters, and returns how many of all
/// of them count.
pub fn decode_base64(units: impl IntoIterator<Item = u16>, mut put: impl FnMut([u8; 3])) -> Result<usize, ScalarError> {
    let mut length = 0_usize;
    let mut end = None;
    let mut bits = 0;
    let mut last = None;
    for unit in units {
        let character = u8::try_from(unit).unwrap_or_default();
        if character == b'=' && end.is_none() {
            end = Some(length);
            // Official's arithmetic: a text whose first `=` begins a group of four lacks the bytes of the group before.
            if length.is_multiple_of(4) && last.is_some() {
                last = Some([0; 3]);
            }
        }
        bits = bits << 6 | if end.is_none() { value(character) } else { 0 };
        length += 1;
        if length.is_multiple_of(4) {
            let [_, first, second, third] = bits.to_be_bytes();
            if let Some(bytes) = last.replace([first, second, third]) {
                put(bytes);
            }
        }
    }
    if let Some(bytes) = last {
        put(bytes);
    }
    if !length.is_multiple_of(4) {
        return Err(ScalarError::Length);
    }
    let end = end.unwrap_or(length);
    let missing = if end == length { 0 } else { 4 - end % 4 };
    ((end + missing) / 4 * 3).checked_sub(missing).ok_or(ScalarError::Padding)
}

/// Why an `$integer` or a `$float` is refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScalarError {
    /// It is not base64: its length is not a multiple of four.
    Length,
    /// It is nothing but padding.
    Padding,
    /// It has this many bytes instead of eight.
    Size(usize),
    /// This number should have been written as a JSON number.
    Ordinary(f64),
}

/// Reads the bytes of the wire's `$integer`.
pub fn read_int64(bytes: &[u8]) -> Result<i64, ScalarError> {
    let bytes = bytes.try_into().map_err(|_| ScalarError::Size(bytes.len()))?;
    Ok(i64::from_le_bytes(bytes))
}

/// Decodes an `$integer` that is well-formed: eleven digits and a `=`, given as UTF-16 code units, two in each number.
///
/// Numbers cross to wasm several times faster than a string.
#[must_use]
pub fn decode_units(pairs: [u32; 6]) -> Option<i64> {
    // Twelve digits are 72 bits, of which the last eight are padding: 64 bits, and what they lose on their left.
    let (mut bits, mut lost) = (0_u64, 0);
    for position in 0..12 {
        let pair = pairs.get(position / 2).copied().unwrap_or_default();
        let character = u8::try_from(pair >> (position % 2 * 16) & 0xffff).ok().filter(u8::is_ascii)?;
        if (character == b'=') != (position == 11) {
            return None;
        }
        lost = lost << 6 | bits >> 58;
        bits = bits << 6 | u64::from(value(character));
    }
    Some((lost << 56 | bits >> 8).swap_bytes().cast_signed())
}

/// Encodes the eight bytes of an int64 or a float, as the twelve characters that [`decode_units`] reads, four in each
/// number, the first of them in its lowest bits.
#[must_use]
pub fn encode_units(bytes: [u8; 8]) -> [u32; 3] {
    let mut bits = u64::from_be_bytes(bytes);
    let mut text = [0; 3];
    for position in 0..11 {
        bits = bits.rotate_left(6);
        // Four bits are left for the last digit.
        let digit = bits & if position < 10 { 0x3f } else { 0x3c };
        let character = usize::try_from(digit).ok().and_then(|digit| ALPHABET.get(digit)).copied().unwrap_or_default();
        if let Some(group) = text.get_mut(position / 4) {
            *group |= u32::from(character) << (position % 4 * 8);
        }
    }
    let [first, second, third] = text;
    [first, second, third | u32::from(b'=') << 24]
}

/// Reads the bytes of the wire's `$float`. A number that needs no escape is refused, so that each value has one encoding.
pub fn read_float(bytes: &[u8]) -> Result<f64, ScalarError> {
    let float = f64::from_bits(read_int64(bytes)?.cast_unsigned());
    if is_special(float) { Ok(float) } else { Err(ScalarError::Ordinary(float)) }
}

/// Tells whether JSON has no literal for a number.
#[must_use]
pub fn is_special(number: f64) -> bool {
    !number.is_finite() || (number == 0.0 && number.is_sign_negative())
}

#[cfg(test)]
mod tests {
    use std::iter::repeat;
    use std::string::String;
    use std::vec::Vec;
    use std::{assert_eq, vec};

    use super::{ScalarError, decode_units, read_float, read_int64, write_base64};

    fn encode_base64(bytes: &[u8]) -> Vec<u8> {
        let mut text = vec![0; bytes.len().div_ceil(3) * 4];
        write_base64(bytes, &mut text);
        text
    }

    fn decode_base64(text: impl Into<String>) -> Result<Vec<u8>, ScalarError> {
        let mut bytes = Vec::new();
        let size = super::decode_base64(text.into().encode_utf16(), |group| bytes.extend(group))?;
        bytes.truncate(size);
        Ok(bytes)
    }

    fn decode_int64(text: impl Into<String>) -> Result<i64, ScalarError> {
        read_int64(&decode_base64(text)?)
    }

    fn decode_float(text: impl Into<String>) -> Result<f64, ScalarError> {
        read_float(&decode_base64(text)?)
    }

    fn encode_int64(value: i64) -> Vec<u8> {
        encode_base64(&value.to_le_bytes())
    }

    fn encode_float(value: f64) -> Vec<u8> {
        encode_base64(&value.to_le_bytes())
    }

    fn text(ascii: Vec<u8>) -> String {
        String::from_utf8(ascii).unwrap_or_default()
    }

    fn decode(text: &str) -> Option<Vec<u8>> {
        decode_base64(text).ok()
    }

    #[test]
    fn round_trips_every_length() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..=bytes.len() {
            let part = &bytes[..length];
            assert_eq!(decode(&text(encode_base64(part))).as_deref(), Some(part));
        }
    }

    #[test]
    fn encodes_the_test_vectors_of_rfc_4648() {
        let vectors = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        for (length, vector) in vectors.into_iter().enumerate() {
            assert_eq!(text(encode_base64(&b"foobar"[..length])), vector);
        }
    }

    #[test]
    fn decodes_the_url_safe_alphabet() {
        assert_eq!(decode("-_-_"), decode("+/+/"));
    }

    // Each expectation is what the official client's decoder returns for the text.
    #[test]
    fn decodes_malformed_text_like_the_official_client() {
        assert_eq!(decode_base64("A"), Err(ScalarError::Length));
        assert_eq!(decode("AAAAA"), None);
        assert_eq!(decode("!!!!"), Some(vec![0, 0, 0]));
        assert_eq!(decode("\u{e9}AAB"), Some(vec![0, 0, 1]));
        assert_eq!(decode("\u{1f600}AB"), Some(vec![0, 0, 1]));
        // The ends of what UTF-8 writes in one, two and three bytes.
        for character in ["{", "~", "\u{7f}", "\u{80}", "\u{ff}", "\u{7ff}", "\u{800}", "\u{ff21}", "\u{ffff}"] {
            assert_eq!(decode(&[character, "AAB"].concat()), Some(vec![0, 0, 1]), "{character:?}");
        }
        assert_eq!(decode("Zg=A"), Some(vec![102]));
        assert_eq!(decode_base64("===="), Err(ScalarError::Padding));
        assert_eq!(decode("Zm9v===="), Some(vec![0, 0]));
        assert_eq!(decode("Zm9vA==="), Some(vec![102, 111, 111]));
        assert_eq!(decode("Zm9v=Zm9"), Some(vec![0, 0]));
    }

    #[test]
    fn writes_int64_little_endian() {
        assert_eq!(text(encode_int64(1)), "AQAAAAAAAAA=");
        assert_eq!(text(encode_int64(-1)), "//////////8=");
        for value in [0, 1, -1, i64::MIN, i64::MAX, 1 << 53] {
            let encoded = text(encode_int64(value));
            assert_eq!(decode_units(units(&encoded)), Some(value));
            assert_eq!(decode_int64(encoded), Ok(value));
        }
    }

    /// Returns the first twelve code units of a text, two in each number; zeros where it is shorter.
    fn units(text: &str) -> [u32; 6] {
        let mut units = text.encode_utf16().chain(repeat(0)).map(u32::from);
        [(); 6].map(|()| units.next().unwrap() | units.next().unwrap() << 16)
    }

    #[test]
    fn decodes_the_units_of_well_formed_integers_alone() {
        for text in ["AQAAAAAAAAA=", "//////////8=", "__________8=", "!QAAAAAAAA!=", "AAAAAAAAAAD="] {
            assert_eq!(decode_units(units(text)), decode_int64(text).ok(), "{text}");
        }
        for text in
            ["", "AQ==", "AQAAAAAAAAAA", "AQAAAAAAAA==", "AQAA=AAAAAA=", "AQAAAAAAAA\u{e9}=", "\u{141}QAAAAAAAAA="]
        {
            assert_eq!(decode_units(units(text)), None, "{text}");
        }
    }

    #[test]
    fn refuses_integers_of_another_size() {
        assert_eq!(decode_int64("AQ=="), Err(ScalarError::Size(1)));
        assert_eq!(decode_int64(""), Err(ScalarError::Size(0)));
        assert_eq!(decode_int64("AAA"), Err(ScalarError::Length));
    }

    #[test]
    fn reads_only_floats_that_json_cannot_hold() {
        assert!(decode_float(text(encode_float(f64::NAN))).is_ok_and(f64::is_nan));
        assert_eq!(decode_float(text(encode_float(f64::INFINITY))), Ok(f64::INFINITY));
        assert!(decode_float(text(encode_float(-0.0))).is_ok_and(f64::is_sign_negative));
        assert_eq!(decode_float(text(encode_float(1.5))), Err(ScalarError::Ordinary(1.5)));
        assert_eq!(decode_float(text(encode_float(0.0))), Err(ScalarError::Ordinary(0.0)));
    }
}
