//! What a certificate says of a TPM and of the purpose of its key, in every form that occurs, and in broken ones.

use super::draft::{Draft, critical, element, extension, identifier, key, sequence};
use crate::der::{OBJECT_IDENTIFIER, SET};
use crate::{Certificate, Error, ErrorKind, ObjectIdentifier, Part};

const UTF8_STRING: u8 = 12;
const DIRECTORY_NAME: u8 = 0xA4;
const MANUFACTURER: &str = "id:49424D00";
const MODEL: &str = "a model";
const VERSION: &str = "id:00010002";

fn attribute(kind: ObjectIdentifier<'_>, value: &str) -> Vec<u8> {
    sequence(&[&identifier(kind), &element(UTF8_STRING, &[value.as_bytes()])])
}

fn manufacturer() -> Vec<u8> {
    attribute(ObjectIdentifier::TPM_MANUFACTURER, MANUFACTURER)
}

fn model() -> Vec<u8> {
    attribute(ObjectIdentifier::TPM_MODEL, MODEL)
}

fn version() -> Vec<u8> {
    attribute(ObjectIdentifier::TPM_VERSION, VERSION)
}

/// A directory name of relative names, each of them of attributes.
fn directory_name(relative_names: &[&[Vec<u8>]]) -> Vec<u8> {
    let sets: Vec<_> =
        relative_names.iter().map(|attributes| element(SET, &[&attributes.concat()])).collect();
    element(DIRECTORY_NAME, &[&sequence(&[&sets.concat()])])
}

fn usual() -> Vec<u8> {
    directory_name(&[&[manufacturer()], &[model()], &[version()]])
}

fn certificate(extensions: Vec<Vec<u8>>) -> Vec<u8> {
    Draft { extensions, ..Draft::new("leaf", "root", &key(1)) }.sign(&key(9))
}

/// The three texts that are read of a certificate with this subjectAltName.
fn read(value: &[u8]) -> Result<Option<[String; 3]>, Error> {
    let der = certificate(vec![critical(ObjectIdentifier::SUBJECT_ALTERNATIVE_NAME, value)]);
    let certificate = Certificate::parse(&der)?;
    let name = certificate.tpm_name()?;
    Ok(name.map(|name| [name.manufacturer(), name.model(), name.version()].map(str::to_owned)))
}

fn found() -> Result<Option<[String; 3]>, Error> {
    Ok(Some([MANUFACTURER, MODEL, VERSION].map(str::to_owned)))
}

fn refusal(value: &[u8]) -> ErrorKind {
    let error = read(value).unwrap_err();
    assert_eq!(error.part(), Part::SubjectAlternativeName, "{value:?}");
    error.kind()
}

#[test]
fn accepts_the_identifiers_by_their_numbers() {
    assert_eq!(ObjectIdentifier::TPM_MANUFACTURER.to_string(), "2.23.133.2.1");
    assert_eq!(ObjectIdentifier::TPM_MODEL.to_string(), "2.23.133.2.2");
    assert_eq!(ObjectIdentifier::TPM_VERSION.to_string(), "2.23.133.2.3");
    assert_eq!(ObjectIdentifier::TPM_ATTESTATION_KEY.to_string(), "2.23.133.8.3");
}

// attack: tpm-aik-san-form
#[test]
fn accepts_a_tpm_name_in_every_form() {
    assert_eq!(read(&sequence(&[&usual()])), found());
    assert_eq!(read(&sequence(&[&directory_name(&[&[manufacturer(), model(), version()]])])), found());
    assert_eq!(read(&sequence(&[&directory_name(&[&[version(), manufacturer(), model()]])])), found());
    assert_eq!(read(&sequence(&[&directory_name(&[&[version()], &[model(), manufacturer()]])])), found());
    let other = attribute(ObjectIdentifier::COMMON_NAME, "another attribute");
    let with_other = directory_name(&[&[other], &[manufacturer(), model(), version()]]);
    assert_eq!(read(&sequence(&[&with_other])), found());
}

#[test]
fn accepts_other_names_beside_that_of_the_tpm() {
    let dns = element(0x82, &[b"example.org"]);
    let other = element(0xA0, &[&identifier(ObjectIdentifier::COMMON_NAME), &element(0xA0, &[&[5, 0]])]);
    let directory = directory_name(&[&[attribute(ObjectIdentifier::COMMON_NAME, "a person")]]);
    assert_eq!(read(&sequence(&[&dns, &other, &directory, &usual()])), found());
    assert_eq!(read(&sequence(&[&usual(), &directory, &dns])), found());
}

// attack: tpm-aik-san
#[test]
fn accepts_a_certificate_that_names_no_tpm() {
    let der = certificate(vec![]);
    assert_eq!(Certificate::parse(&der).unwrap().tpm_name(), Ok(None));
    assert_eq!(read(&sequence(&[&element(0x82, &[b"example.org"])])), Ok(None));
    for incomplete in [[model(), version()], [manufacturer(), version()], [manufacturer(), model()]] {
        assert_eq!(read(&sequence(&[&directory_name(&[&incomplete])])), Ok(None));
    }
    // The attributes of two names are not those of one.
    let parted = [directory_name(&[&[manufacturer(), model()]]), directory_name(&[&[version()]])];
    assert_eq!(read(&sequence(&[&parted.concat()])), Ok(None));
}

#[test]
fn refuses_a_tpm_that_is_named_in_two_ways() {
    let twice = directory_name(&[&[manufacturer(), model(), version(), model()]]);
    assert_eq!(refusal(&sequence(&[&twice])), ErrorKind::Malformed);
    assert_eq!(refusal(&sequence(&[&usual(), &usual()])), ErrorKind::Malformed);
}

#[test]
fn refuses_attributes_that_are_no_text() {
    let number = sequence(&[&identifier(ObjectIdentifier::TPM_MODEL), &element(2, &[&[7]])]);
    let broken = sequence(&[&identifier(ObjectIdentifier::TPM_MODEL), &element(UTF8_STRING, &[&[0xFF]])]);
    for wrong in [number, broken, attribute(ObjectIdentifier::TPM_MODEL, "")] {
        let value = sequence(&[&directory_name(&[&[manufacturer(), wrong, version()]])]);
        assert_eq!(refusal(&value), ErrorKind::Malformed);
    }
}

#[test]
fn refuses_what_is_no_list_of_names() {
    assert!(matches!(refusal(&usual()), ErrorKind::UnexpectedTag { .. }));
    assert!(matches!(refusal(&sequence(&[])), ErrorKind::ContentsLength { .. }));
    assert_eq!(refusal(&sequence(&[&usual(), &[5, 0]])), ErrorKind::Malformed);
    assert_eq!(refusal(&sequence(&[&element(0x89, &[])])), ErrorKind::Malformed);
    // A name without its explicit tag, and one with bytes behind it.
    let bare = element(DIRECTORY_NAME, &[&element(SET, &[&manufacturer()])]);
    assert!(matches!(refusal(&sequence(&[&bare])), ErrorKind::UnexpectedTag { .. }));
    let trailing = element(DIRECTORY_NAME, &[&sequence(&[]), &[5, 0]]);
    assert!(matches!(refusal(&sequence(&[&trailing])), ErrorKind::TrailingBytes { .. }));
}

#[test]
fn refuses_every_truncation_and_every_trailing_byte_of_a_tpm_name() {
    let value = sequence(&[&usual()]);
    for length in 0..value.len() {
        assert!(matches!(refusal(&value[..length]), ErrorKind::Truncated { .. }), "{length} bytes");
    }
    assert!(matches!(refusal(&[value, vec![0]].concat()), ErrorKind::TrailingBytes { .. }));
}

/// Whether a certificate with this extKeyUsage is for attestation keys.
fn is_for_attestation(value: &[u8]) -> Result<Option<bool>, Error> {
    let der = certificate(vec![extension(ObjectIdentifier::EXTENDED_KEY_USAGE, value)]);
    let usage = Certificate::parse(&der)?.extended_key_usage()?;
    Ok(usage.map(|usage| usage.has(ObjectIdentifier::TPM_ATTESTATION_KEY)))
}

/// anyExtendedKeyUsage, 2.5.29.37.0.
const ANY: ObjectIdentifier<'static> = ObjectIdentifier::from_contents(&[0x55, 29, 37, 0]);

// attack: tpm-aik-eku
#[test]
fn accepts_a_purpose_among_others_and_not_any_in_its_place() {
    let purpose = identifier(ObjectIdentifier::TPM_ATTESTATION_KEY);
    assert_eq!(is_for_attestation(&sequence(&[&purpose])), Ok(Some(true)));
    assert_eq!(is_for_attestation(&sequence(&[&identifier(ANY), &purpose])), Ok(Some(true)));
    assert_eq!(is_for_attestation(&sequence(&[&identifier(ANY)])), Ok(Some(false)));
    let der = certificate(vec![]);
    assert_eq!(Certificate::parse(&der).unwrap().extended_key_usage(), Ok(None));
}

#[test]
fn refuses_what_is_no_list_of_purposes() {
    let refusal = |value: &[u8]| {
        let error = is_for_attestation(value).unwrap_err();
        assert_eq!(error.part(), Part::ExtendedKeyUsage, "{value:?}");
        error.kind()
    };
    let purpose = identifier(ObjectIdentifier::TPM_ATTESTATION_KEY);
    let value = sequence(&[&purpose, &identifier(ANY)]);
    for length in 0..value.len() {
        assert!(matches!(refusal(&value[..length]), ErrorKind::Truncated { .. }), "{length} bytes");
    }
    assert!(matches!(refusal(&[value, vec![0]].concat()), ErrorKind::TrailingBytes { .. }));
    assert!(matches!(refusal(&sequence(&[])), ErrorKind::ContentsLength { .. }));
    assert!(matches!(refusal(&purpose), ErrorKind::UnexpectedTag { expected: 0x30, .. }));
    assert!(matches!(
        refusal(&sequence(&[&purpose, &[5, 0]])),
        ErrorKind::UnexpectedTag { expected: OBJECT_IDENTIFIER, .. }
    ));
}
