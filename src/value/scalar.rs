//! Base64 and the numbers that JSON cannot hold.
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The value of each ASCII character. Characters outside the alphabet count as zero, as in the official client.
static VALUES: [u8; 256] = {
    let mut values = [0; 256];
    let mut value: u8 = 0;
    let mut alphabet: &[u8] = ALPHABET;
    while let [character, rest @ ..] = alphabet {
        set(&mut values, *character, value);
        value += 1;
        alphabet = rest;
    }
    // The URL-safe alphabet decodes as well.
    set(&mut values, b'-', 62);
    set(&mut values, b'_', 63);
    values
};

const fn set(values: &mut [u8; 256], character: u8, value: u8) {
    if let Some((_, [slot, ..])) = values.split_at_mut_checked(character as usize) {
        *slot = value;
    }
}

fn digit(bits: u32) -> u8 {
    ALPHABET.get((bits & 63) as usize).copied().unwrap_or_default()
}

fn value(character: u8) -> u32 {
    VALUES.get(usize::from(character)).copied().unwrap_or_default().into()
}

/// Encodes bytes as padded base64 of the standard alphabet.
pub(crate) fn encode_base64(bytes: &[u8]) -> String {
    let mut text = vec![b'='; bytes.len().div_ceil(3).saturating_mul(4)];
    let (groups, _) = text.as_chunks_mut::<4>();
    for (triplet, [a, b, c, d]) in bytes.chunks(3).zip(groups) {
        let mut bytes = triplet.iter().copied().map(u32::from);
        let mut next = || bytes.next().unwrap_or_default();
        let bits = next() << 16 | next() << 8 | next();
        (*a, *b) = (digit(bits >> 18), digit(bits >> 12));
        if triplet.len() > 1 {
            *c = digit(bits >> 6);
        }
        if triplet.len() > 2 {
            *d = digit(bits);
        }
    }
    // Only the alphabet was written, so this never falls back.
    String::from_utf8(text).unwrap_or_default()
}

/// Decodes base64 as leniently as the official client: characters outside the alphabet count as zero, and the first
/// `=` ends the text, which is UTF-8.
pub(crate) fn decode_base64(text: Vec<u8>) -> Result<Vec<u8>, ScalarError> {
    let text = if text.is_ascii() { text } else { narrow(&text) };
    let length = text.len();
    if !length.is_multiple_of(4) {
        return Err(ScalarError::Length);
    }
    let end = text.iter().position(|&character| character == b'=').unwrap_or(length);
    let missing = if end == length { 0 } else { 4 - end % 4 };
    // Official's arithmetic: a text whose first `=` begins a group of four lacks that group's bytes and those before.
    let size = ((end + missing) / 4 * 3).checked_sub(missing).ok_or(ScalarError::Padding)?;
    let read = if missing == 4 { end - 4 } else { end + missing };
    let mut bytes = vec![0; (end + missing) / 4 * 3];
    let (groups, _) = text.as_chunks::<4>();
    let (triplets, _) = bytes.as_chunks_mut::<3>();
    for (group, triplet) in groups.iter().take(read / 4).zip(triplets) {
        let bits = group.iter().fold(0, |bits, &character| bits << 6 | value(character));
        let [_, decoded @ ..] = bits.to_be_bytes();
        *triplet = decoded;
    }
    bytes.truncate(size);
    Ok(bytes)
}

/// Makes one byte of each UTF-16 code unit; those outside ASCII become NUL, which is outside the alphabet as well.
fn narrow(text: &[u8]) -> Vec<u8> {
    let mut units = Vec::with_capacity(text.len());
    for &byte in text {
        match byte {
            0..0x80 => units.push(byte),
            // Not the first byte of its character.
            0x80..0xc0 => {}
            0xc0..0xf0 => units.push(0),
            // A character of two code units.
            0xf0.. => units.extend([0, 0]),
        }
    }
    units
}

/// Encodes an int64 as the wire's `$integer`.
pub(crate) fn encode_int64(value: i64) -> String {
    encode_base64(&value.to_le_bytes())
}

/// Encodes a number that JSON has no literal for as the wire's `$float`.
pub(crate) fn encode_float(value: f64) -> String {
    encode_base64(&value.to_le_bytes())
}

/// Why an `$integer` or a `$float` is refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum ScalarError {
    /// It is not base64: its length is not a multiple of four.
    Length,
    /// It is nothing but padding.
    Padding,
    /// It has this many bytes instead of eight.
    Size(usize),
    /// This number should have been written as a JSON number.
    Ordinary(f64),
}

/// Decodes the wire's `$integer`.
pub(crate) fn decode_int64(text: &str) -> Result<i64, ScalarError> {
    if let Some(&[ref digits @ .., last, b'=']) = text.as_bytes().as_array::<12>()
        && text.is_ascii()
        && last != b'='
        && !digits.contains(&b'=')
    {
        // Eleven digits are 66 bits, of which the last two are padding: the well-formed case, without allocating.
        let bits = digits.iter().fold(0, |bits: u64, &digit| bits << 6 | u64::from(value(digit)));
        return Ok((bits << 4 | u64::from(value(last)) >> 2).swap_bytes().cast_signed());
    }
    eight(text).map(i64::from_le_bytes)
}

/// Decodes the wire's `$float`. A number that needs no escape is refused, so that each value has one encoding.
pub(crate) fn decode_float(text: &str) -> Result<f64, ScalarError> {
    let float = eight(text).map(f64::from_le_bytes)?;
    if is_special(float) { Ok(float) } else { Err(ScalarError::Ordinary(float)) }
}

/// Tells whether JSON has no literal for a number.
pub(crate) fn is_special(number: f64) -> bool {
    !number.is_finite() || (number == 0.0 && number.is_sign_negative())
}

fn eight(text: &str) -> Result<[u8; 8], ScalarError> {
    let bytes = decode_base64(text.into())?;
    bytes.as_slice().try_into().map_err(|_| ScalarError::Size(bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::{ScalarError, decode_base64, decode_float, decode_int64, encode_base64, encode_float, encode_int64};

    fn decode(text: &str) -> Option<Vec<u8>> {
        decode_base64(text.as_bytes().to_vec()).ok()
    }

    #[test]
    fn round_trips_every_length() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..=bytes.len() {
            let part = &bytes[..length];
            assert_eq!(decode(&encode_base64(part)).as_deref(), Some(part));
        }
    }

    #[test]
    fn encodes_the_test_vectors_of_rfc_4648() {
        let vectors = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        for (length, vector) in vectors.into_iter().enumerate() {
            assert_eq!(encode_base64(&b"foobar"[..length]), vector);
        }
    }

    #[test]
    fn decodes_the_url_safe_alphabet() {
        assert_eq!(decode("-_-_"), decode("+/+/"));
    }

    // Each expectation is what the official client's decoder returns for the text.
    #[test]
    fn decodes_malformed_text_like_the_official_client() {
        assert_eq!(decode_base64(b"A".to_vec()), Err(ScalarError::Length));
        assert_eq!(decode("AAAAA"), None);
        assert_eq!(decode("!!!!"), Some(vec![0, 0, 0]));
        assert_eq!(decode("\u{e9}AAB"), Some(vec![0, 0, 1]));
        assert_eq!(decode("\u{1f600}AB"), Some(vec![0, 0, 1]));
        assert_eq!(decode("Zg=A"), Some(vec![102]));
        assert_eq!(decode_base64(b"====".to_vec()), Err(ScalarError::Padding));
        assert_eq!(decode("Zm9v===="), Some(vec![0, 0]));
        assert_eq!(decode("Zm9vA==="), Some(vec![102, 111, 111]));
        assert_eq!(decode("Zm9v=Zm9"), Some(vec![0, 0]));
    }

    #[test]
    fn writes_int64_little_endian() {
        assert_eq!(encode_int64(1), "AQAAAAAAAAA=");
        assert_eq!(encode_int64(-1), "//////////8=");
        for value in [0, 1, -1, i64::MIN, i64::MAX, 1 << 53] {
            assert_eq!(decode_int64(&encode_int64(value)), Ok(value));
            // Without the case that does not allocate.
            assert_eq!(super::eight(&encode_int64(value)).map(i64::from_le_bytes), Ok(value));
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
        assert!(decode_float(&encode_float(f64::NAN)).is_ok_and(f64::is_nan));
        assert_eq!(decode_float(&encode_float(f64::INFINITY)), Ok(f64::INFINITY));
        assert!(decode_float(&encode_float(-0.0)).is_ok_and(f64::is_sign_negative));
        assert_eq!(decode_float(&encode_float(1.5)), Err(ScalarError::Ordinary(1.5)));
        assert_eq!(decode_float(&encode_float(0.0)), Err(ScalarError::Ordinary(0.0)));
    }
}
