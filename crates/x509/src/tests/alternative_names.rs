//! Names in subjectAltName.

use super::draft::{Draft, element, extension, key, sequence};
use crate::{Certificate, ErrorKind, ObjectIdentifier, Part};

const DNS_NAME: u8 = 0x82;
const IP_ADDRESS: u8 = 0x87;

/// A certificate with this value of subjectAltName.
fn with_names(value: &[u8]) -> Vec<u8> {
    let extensions = vec![extension(ObjectIdentifier::SUBJECT_ALTERNATIVE_NAME, value)];
    Draft { extensions, ..Draft::new("cn.example", "root", &key(1)) }.sign(&key(9))
}

#[test]
fn accepts_every_dns_name_and_nothing_else() {
    let names = [
        element(DNS_NAME, &[b"a.example"]),
        element(IP_ADDRESS, &[&[127, 0, 0, 1]]),
        element(DNS_NAME, &[b"*.B.example"]),
    ];
    let der = with_names(&sequence(&[&names.concat()]));
    assert_eq!(Certificate::parse(&der).unwrap().dns_names(), Ok(vec!["a.example", "*.B.example"]));
}

#[test]
fn accepts_a_certificate_without_names_and_does_not_take_the_common_name() {
    let der = Draft::new("cn.example", "root", &key(1)).sign(&key(9));
    assert_eq!(Certificate::parse(&der).unwrap().dns_names(), Ok(vec![]));
}

#[test]
fn refuses_names_that_are_malformed() {
    for value in [&[0x30, 5, DNS_NAME, 1, b'a'][..], b"", b"a.example"] {
        let der = with_names(value);
        let error = Certificate::parse(&der).unwrap().dns_names().unwrap_err();
        assert_eq!((error.part(), error.kind()), (Part::SubjectAlternativeName, ErrorKind::Malformed));
    }
}
