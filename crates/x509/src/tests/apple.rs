//! The nonce of Apple's attestation, in its one wrapping.

use super::draft::{Draft, critical, element, extension, key, sequence};
use crate::der::OCTET_STRING;
use crate::{Certificate, Error, ErrorKind, ObjectIdentifier, Part};

/// The explicit tag around the nonce.
const NONCE: u8 = 0xA1;
const BYTES: [u8; 32] = [7; 32];

fn octets(bytes: &[u8]) -> Vec<u8> {
    element(OCTET_STRING, &[bytes])
}

fn explicit(contents: &[u8]) -> Vec<u8> {
    element(NONCE, &[contents])
}

fn truthful() -> Vec<u8> {
    sequence(&[&explicit(&octets(&BYTES))])
}

/// What is read of a certificate with these extensions.
fn read(extensions: Vec<Vec<u8>>) -> Result<Option<[u8; 32]>, Error> {
    let der = Draft { extensions, ..Draft::new("leaf", "root", &key(1)) }.sign(&key(9));
    Certificate::parse(&der)?.apple_nonce().map(|found| found.copied())
}

fn refusal(value: &[u8]) -> ErrorKind {
    let error = read(vec![extension(ObjectIdentifier::APPLE_NONCE, value)]).unwrap_err();
    assert_eq!(error.part(), Part::AppleNonce, "{value:?}");
    error.kind()
}

#[test]
fn accepts_a_nonce_critical_or_not_and_none() {
    // The bytes before the nonce are those of every certificate in the field.
    assert_eq!(truthful()[..6], [0x30, 0x24, 0xA1, 0x22, 0x04, 0x20]);
    assert_eq!(read(vec![extension(ObjectIdentifier::APPLE_NONCE, &truthful())]), Ok(Some(BYTES)));
    assert_eq!(read(vec![critical(ObjectIdentifier::APPLE_NONCE, &truthful())]), Ok(Some(BYTES)));
    assert_eq!(read(vec![extension(ObjectIdentifier::FIDO_AAGUID, &truthful())]), Ok(None));
    assert_eq!(ObjectIdentifier::APPLE_NONCE.to_string(), "1.2.840.113635.100.8.2");
}

// attack: apple-nonce-der
#[test]
fn refuses_every_truncation_and_every_trailing_byte() {
    let value = truthful();
    for length in 0..value.len() {
        assert!(matches!(refusal(&value[..length]), ErrorKind::Truncated { .. }), "{length} bytes");
    }
    for trailing in [
        [value, vec![0]].concat(),
        sequence(&[&explicit(&octets(&BYTES)), &[5, 0]]),
        sequence(&[&explicit(&[octets(&BYTES), vec![5, 0]].concat())]),
    ] {
        assert!(matches!(refusal(&trailing), ErrorKind::TrailingBytes { .. }), "{trailing:?}");
    }
}

// attack: apple-nonce-der
#[test]
fn refuses_two_nonces() {
    let one = explicit(&octets(&BYTES));
    assert!(matches!(refusal(&sequence(&[&one, &one])), ErrorKind::TrailingBytes { .. }));
    let twice = vec![extension(ObjectIdentifier::APPLE_NONCE, &truthful()); 2];
    assert_eq!(read(twice).unwrap_err().kind(), ErrorKind::DuplicateExtension);
}

// attack: apple-nonce-der apple-app-attest
#[test]
fn refuses_other_wrappings() {
    let other = |value: &[u8]| matches!(refusal(value), ErrorKind::UnexpectedTag { .. });
    assert!(other(&octets(&BYTES)));
    assert!(other(&sequence(&[&octets(&BYTES)])));
    assert!(other(&explicit(&octets(&BYTES))));
    assert!(other(&sequence(&[&element(0xA0, &[&octets(&BYTES)])])));
    assert!(other(&sequence(&[&element(0xA2, &[&octets(&BYTES)])])));
    // The implicit tag, and the tag of a set.
    assert!(other(&sequence(&[&element(0x81, &[&BYTES])])));
    assert!(other(&element(0x31, &[&explicit(&octets(&BYTES))])));
    // A long form of the length, which DER does not have.
    let long = [&[0x30, 0x25, 0xA1, 0x23, 0x04, 0x81, 0x20][..], &BYTES].concat();
    assert!(matches!(refusal(&long), ErrorKind::NonMinimalLength { .. }));
}

// attack: apple-nonce-der
#[test]
fn refuses_other_lengths() {
    for found in [0, 20, 31, 33, 64] {
        let value = sequence(&[&explicit(&octets(&vec![7; found]))]);
        assert!(
            matches!(refusal(&value), ErrorKind::ContentsLength { found: length, .. } if length == found)
        );
    }
}
