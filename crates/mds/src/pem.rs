//! PEM: certificates in base64 between two lines, as they stand at the address in `x5u`.
//!
//! # Source
//! RFC 7515 §4.1.5, RFC 7468

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Largest text at the address in `x5u`, in bytes: eight certificates of six KiB, as in a header.
pub const MAX_PEM_BYTES: usize = 64 * 1024;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The DER of every certificate in a text of at most so many bytes, in order. Nothing says yet that they can be read.
///
/// None if the text is longer, is not UTF-8, or holds a certificate that is not base64 or has no end.
///
/// # Source
/// RFC 7468
#[must_use]
pub fn pem_certificates(text: &[u8], most: usize) -> Option<Vec<Vec<u8>>> {
    if text.len() > most {
        return None;
    }
    let mut rest = core::str::from_utf8(text).ok()?;
    let mut certificates = Vec::new();
    while let Some((_, behind)) = rest.split_once(BEGIN) {
        let (inside, behind) = behind.split_once(END)?;
        let digits: String = inside.split_ascii_whitespace().collect();
        certificates.push(STANDARD.decode(digits).ok()?);
        rest = behind;
    }
    Some(certificates)
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn accepts_certificates_in_order() {
        let text = "a\n-----BEGIN CERTIFICATE-----\r\nAQ\r\nI=\r\n-----END CERTIFICATE-----\n\
                    -----BEGIN CERTIFICATE-----\nAw==\n-----END CERTIFICATE-----\n";
        assert_eq!(pem_certificates(text.as_bytes(), MAX_PEM_BYTES), Some(vec![vec![1, 2], vec![3]]));
        assert_eq!(pem_certificates(b"", 0), Some(vec![]));
    }

    #[test]
    fn refuses_a_broken_certificate_and_a_text_that_is_too_long() {
        for text in
            ["-----BEGIN CERTIFICATE-----\nAQI=", "-----BEGIN CERTIFICATE-----*-----END CERTIFICATE-----"]
        {
            assert_eq!(pem_certificates(text.as_bytes(), MAX_PEM_BYTES), None);
        }
        assert_eq!(pem_certificates(&[0xFF], MAX_PEM_BYTES), None);
        assert_eq!(pem_certificates(&vec![b' '; MAX_PEM_BYTES], MAX_PEM_BYTES), Some(vec![]));
        assert_eq!(pem_certificates(&vec![b' '; MAX_PEM_BYTES + 1], MAX_PEM_BYTES), None);
    }
}
