//! What `Display` and `Debug` show: kinds, sizes and places, never what stands in a certificate or on a list.

use core::fmt::Debug;

use countersign_cose as cose;

use super::draft::{
    CERTIFICATE_SIGNING, DIGITAL_SIGNATURE, Draft, critical, element, extension, identifier, key, key_usage,
    name, sequence,
};
use crate::der::{INTEGER, OCTET_STRING, SET};
use crate::{AndroidStatusList, Certificate, Error, ErrorKind, ObjectIdentifier, Part, PathRule, Revocation};

const MARKER: &str = "MarkerMarkerMark";

/// Fails if the marker shows as text, as hexadecimal digits or as a list of bytes.
fn assert_shown(value: &dyn Debug, expected: &str) {
    assert_eq!(format!("{value:?}"), expected);
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        for form in ["Marker", "4d61726b", "4D61726B", "77, 97, 114", "77,\n"] {
            assert!(!shown.contains(form), "{form} in {shown}");
        }
    }
}

fn distinct(mut texts: Vec<String>) -> usize {
    texts.sort();
    texts.dedup();
    texts.len()
}

#[test]
fn accepts_a_text_of_its_own_for_every_kind_of_error() {
    let key_error = cose::CoseKey::decode(&[0x80]).unwrap_err();
    let kinds = [
        ErrorKind::TooLarge { bytes: 7 },
        ErrorKind::Truncated { at: 7 },
        ErrorKind::TrailingBytes { at: 7 },
        ErrorKind::NonMinimalLength { at: 7 },
        ErrorKind::IndefiniteLength { at: 7 },
        ErrorKind::HighTagNumber { at: 7 },
        ErrorKind::TagNumber { at: 7 },
        ErrorKind::DuplicateTag { number: 5, at: 7 },
        ErrorKind::TooManyElements { at: 7 },
        ErrorKind::Construction { at: 7 },
        ErrorKind::TooDeep { at: 7 },
        ErrorKind::UnexpectedTag { expected: 0x30, found: 0x31, at: 7 },
        ErrorKind::ContentsLength { found: 5, at: 7 },
        ErrorKind::Malformed,
        ErrorKind::UnknownVersion,
        ErrorKind::ImpossibleTime,
        ErrorKind::AlgorithmMismatch,
        ErrorKind::DuplicateExtension,
        ErrorKind::TooManyExtensions,
        ErrorKind::UnsupportedAlgorithm,
        ErrorKind::UnsupportedParameters,
        ErrorKind::UnsupportedCurve,
        ErrorKind::ExplicitCurve,
        ErrorKind::Key(key_error),
        ErrorKind::NumberRange,
        ErrorKind::CriticalExtension,
        ErrorKind::MissingExtension,
        ErrorKind::UnsupportedExtension,
        ErrorKind::TooManyEntries,
        ErrorKind::Json { line: 7, column: 5 },
    ];
    let texts = kinds.map(|kind| Error::new(Part::Validity, kind).to_string());
    for (kind, text) in kinds.iter().zip(&texts) {
        assert!(text.starts_with("X.509 validity: ") && !text.contains('\n'), "{text}");
        // Whatever has a number says it.
        assert_eq!(format!("{kind:?}").contains(": 7"), text.contains('7'), "{text}");
    }
    assert_eq!(distinct(texts.to_vec()), kinds.len());
}

#[test]
fn accepts_a_name_of_its_own_for_every_part() {
    let parts = [
        Part::Certificate,
        Part::Version,
        Part::SerialNumber,
        Part::SignatureAlgorithm,
        Part::Issuer,
        Part::Validity,
        Part::Subject,
        Part::PublicKey,
        Part::Extensions,
        Part::Signature,
        Part::BasicConstraints,
        Part::KeyUsage,
        Part::NameConstraints,
        Part::SubjectAlternativeName,
        Part::ExtendedKeyUsage,
        Part::AppleNonce,
        Part::KeyDescription,
        Part::RevocationList,
        Part::AndroidStatusList,
        Part::Aaguid,
        Part::FirmwareVersion,
        Part::EnterpriseSerialNumber,
    ];
    let texts = parts.map(|part| Error::new(part, ErrorKind::Malformed).to_string());
    assert!(texts.iter().all(|text| text.ends_with(": contents do not make sense")), "{texts:?}");
    assert_eq!(distinct(texts.to_vec()), parts.len());
}

#[test]
fn accepts_a_text_of_its_own_for_every_rule_of_a_path() {
    let error = Error::new(Part::KeyUsage, ErrorKind::Malformed);
    let rules = [
        PathRule::Empty,
        PathRule::TooLong,
        PathRule::NotYetValid,
        PathRule::Expired,
        PathRule::CriticalExtension,
        PathRule::EmptyIssuerName,
        PathRule::IssuerName,
        PathRule::IssuerVersion,
        PathRule::NotAuthority,
        PathRule::KeyUsage,
        PathRule::PathLength,
        PathRule::NameConstraints,
        PathRule::WeakSignature,
        PathRule::Signature,
        PathRule::NoAnchor,
        PathRule::AnchorValidity,
        PathRule::Revoked,
        PathRule::RevocationUnknown,
        PathRule::Certificate(error),
    ];
    let texts = rules.map(|rule| crate::chain::PathError::new(rule, 3).to_string());
    assert!(texts.iter().all(|text| text.starts_with("certificate 3 of the path: ")), "{texts:?}");
    assert_eq!(distinct(texts.to_vec()), rules.len());
    assert!(texts[18].ends_with(&error.to_string()), "{}", texts[18]);
}

#[test]
fn refuses_to_show_names_and_extensions() {
    let extensions = vec![
        extension(ObjectIdentifier::FIDO_AAGUID, &element(OCTET_STRING, &[MARKER.as_bytes()])),
        critical(ObjectIdentifier::FIDO_FIRMWARE_VERSION, &element(INTEGER, &[b"Marker"])),
        key_usage(DIGITAL_SIGNATURE | CERTIFICATE_SIGNING),
        extension(
            ObjectIdentifier::EXTENDED_KEY_USAGE,
            &sequence(&[&identifier(ObjectIdentifier::TPM_ATTESTATION_KEY)]),
        ),
    ];
    let der = Draft { extensions, ..Draft::new(MARKER, MARKER, &key(1)) }.sign(&key(9));
    let certificate = Certificate::parse(&der).unwrap();
    assert_shown(&certificate.subject(), "Name(29 bytes)");
    assert_shown(&certificate.subject().attributes(), "Attributes");
    let attribute = certificate.subject().attributes().next().unwrap();
    assert_shown(&attribute, "Attribute(2.5.4.3, 16 bytes)");
    assert_shown(&attribute.kind(), "ObjectIdentifier(2.5.4.3)");
    assert_shown(&certificate.extensions()[0], "Extension(1.3.6.1.4.1.45724.1.1.4, 18 bytes)");
    assert_shown(&certificate.extensions()[1], "Extension(1.3.6.1.4.1.45724.1.1.5, critical, 8 bytes)");
    assert_shown(&certificate.aaguid().unwrap().unwrap(), "FidoExtension");
    assert_shown(&certificate.firmware_version().unwrap().unwrap(), "FidoExtension(critical)");
    let usage = format!("{:?}", certificate.key_usage().unwrap().unwrap());
    assert!(usage.contains("Digital Signature") && usage.contains("Key Cert Sign"), "{usage}");
    let purposes = certificate.extended_key_usage().unwrap().unwrap();
    assert_shown(&purposes, "[ObjectIdentifier(2.23.133.8.3)]");
}

#[test]
fn refuses_to_show_the_name_of_a_tpm() {
    const UTF8_STRING: u8 = 12;
    const DIRECTORY_NAME: u8 = 0xA4;
    let attribute = |kind| {
        let value = element(UTF8_STRING, &[MARKER.as_bytes()]);
        element(SET, &[&sequence(&[&identifier(kind), &value])])
    };
    let names =
        [ObjectIdentifier::TPM_MANUFACTURER, ObjectIdentifier::TPM_MODEL, ObjectIdentifier::TPM_VERSION]
            .map(attribute);
    let value = sequence(&[&element(DIRECTORY_NAME, &[&sequence(&[&names.concat()])])]);
    let extensions = vec![extension(ObjectIdentifier::SUBJECT_ALTERNATIVE_NAME, &value)];
    let der = Draft { extensions, ..Draft::new("leaf", "root", &key(1)) }.sign(&key(9));
    let tpm_name = Certificate::parse(&der).unwrap().tpm_name().unwrap().unwrap();
    assert_eq!(tpm_name.model(), MARKER);
    assert_shown(&tpm_name, "TpmName([16, 16, 16] bytes)");
}

#[test]
fn refuses_to_show_what_is_revoked() {
    let list = r#"{"entries":{"4d61726b":{"status":"REVOKED"},"1":{"status":"SUSPENDED"}}}"#;
    let list = AndroidStatusList::from_json(list).unwrap();
    assert!(list.names(b"Mark"));
    assert_shown(&list, "AndroidStatusList(2 entries)");
    let revocation = Revocation::NONE.with_android_status(list).demand_status();
    assert_shown(&revocation, "Revocation { lists: 0, android: true, demanded: true }");
    assert_shown(&Revocation::NONE, "Revocation { lists: 0, android: false, demanded: false }");
    // Names are kept to be compared, and not shown.
    let der = Draft::authority(MARKER, MARKER, &key(1)).sign(&key(1));
    let anchor = crate::TrustAnchor::from_certificate(&der).unwrap();
    assert_eq!(anchor.subject(), name(MARKER));
    assert_shown(&anchor, &format!("TrustAnchor({} bytes)", der.len()));
}
