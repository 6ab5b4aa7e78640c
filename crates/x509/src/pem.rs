//! PEM: DER in base64 between two lines, as roots and revocation lists are handed out. No attestation holds any.
//!
//! # Source
//! [RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Most objects of one text: a pool of certificates to find a path in.
pub const MAX_PEM_OBJECTS: usize = 256;

/// The DER of every object with a label, such as `CERTIFICATE`, in order. Nothing says yet that they can be read.
///
/// None if the text holds one that is not base64 or has no end, or more than [`MAX_PEM_OBJECTS`]. How long a text may be is for
/// the caller to say.
///
/// # Source
/// [RFC 7468 §2](https://www.rfc-editor.org/rfc/rfc7468#section-2)
#[must_use]
pub fn decode_pem(label: &str, text: &str) -> Option<Vec<Vec<u8>>> {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let mut objects = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once(&begin) {
        if objects.len() == MAX_PEM_OBJECTS {
            return None;
        }
        let (inside, behind) = behind.split_once(&end)?;
        let digits: String = inside.split_ascii_whitespace().collect();
        objects.push(STANDARD.decode(digits).ok()?);
        rest = behind;
    }
    Some(objects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_objects_of_the_label_in_order() {
        let text = "-----BEGIN A-----\nAQ\r\nI=\n-----END A-----\nx\n-----BEGIN B-----\nBA==\n-----END B-----\n\
                    -----BEGIN A-----\r\nAw==\r\n-----END A-----";
        assert_eq!(decode_pem("A", text), Some(vec![vec![1, 2], vec![3]]));
        assert_eq!(decode_pem("C", text), Some(vec![]));
        let most = "-----BEGIN A-----\nAQI=\n-----END A-----\n".repeat(MAX_PEM_OBJECTS);
        assert_eq!(decode_pem("A", &most).map(|objects| objects.len()), Some(MAX_PEM_OBJECTS));
    }

    #[test]
    fn refuses_an_object_without_an_end_or_with_other_characters_and_too_many() {
        for text in ["-----BEGIN A-----\nAQI=", "-----BEGIN A-----\n*\n-----END A-----"] {
            assert_eq!(decode_pem("A", text), None);
        }
        let many = "-----BEGIN A-----\nAQI=\n-----END A-----\n".repeat(MAX_PEM_OBJECTS + 1);
        assert_eq!(decode_pem("A", &many), None);
    }
}
