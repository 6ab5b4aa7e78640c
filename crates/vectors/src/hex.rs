//! Hexadecimal digits.

/// The bytes of a text of hexadecimal digits, two for each; none for any other text.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

/// The digits of bytes, in lower case.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_digits_and_refuses_the_rest() {
        assert_eq!(decode("00fFa1"), Some(vec![0, 0xff, 0xa1]));
        assert_eq!(decode(""), Some(Vec::new()));
        for text in ["0", "0g", "+1", " 1", "0x", "é"] {
            assert_eq!(decode(text), None, "{text}");
        }
        assert_eq!(encode(&[0, 0xff, 0xa1]), "00ffa1");
    }
}
