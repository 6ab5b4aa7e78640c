//! PEM: DER in base64 between two lines, as suites hand certificates out.
//!
//! # Source
//! [RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Most objects of one text: a pool of certificates to find a path in.
const MAX_OBJECTS: usize = 256;

/// The DER of every object with a label, such as `CERTIFICATE`, in order; none if the text holds a broken one, or more than
/// 256.
#[must_use]
pub fn decode(label: &str, text: &str) -> Option<Vec<Vec<u8>>> {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let mut objects = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once(&begin) {
        let (inside, behind) = behind.split_once(&end)?;
        let digits: String = inside.split_ascii_whitespace().collect();
        objects.push(STANDARD.decode(digits).ok()?);
        if objects.len() > MAX_OBJECTS {
            return None;
        }
        rest = behind;
    }
    Some(objects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_objects_of_the_label_in_order() {
        let text = "-----BEGIN A-----\nAQI=\n-----END A-----\nx\n-----BEGIN B-----\nBA==\n-----END B-----\n\
                    -----BEGIN A-----\r\nAw==\r\n-----END A-----";
        assert_eq!(decode("A", text), Some(vec![vec![1, 2], vec![3]]));
        assert_eq!(decode("C", text), Some(vec![]));
    }

    #[test]
    fn refuses_an_object_without_an_end_or_with_other_characters() {
        for text in ["-----BEGIN A-----\nAQI=", "-----BEGIN A-----\n*\n-----END A-----"] {
            assert_eq!(decode("A", text), None);
        }
        let many = "-----BEGIN A-----\nAQI=\n-----END A-----\n".repeat(257);
        assert_eq!(decode("A", &many), None);
    }
}
