//! Addresses in cRLDistributionPoints.

use super::draft::{Draft, element, extension, key, sequence};
use crate::{Certificate, ErrorKind, ObjectIdentifier, Part};

const ADDRESS: u8 = 0x86;
const DNS_NAME: u8 = 0x82;
const FULL_NAME: u8 = 0xA0;
const RELATIVE_NAME: u8 = 0xA1;

fn with_points(value: &[u8]) -> Vec<u8> {
    let extensions = vec![extension(ObjectIdentifier::CRL_DISTRIBUTION_POINTS, value)];
    Draft { extensions, ..Draft::new("leaf", "root", &key(1)) }.sign(&key(9))
}

/// A point of these general names.
fn point(names: &[Vec<u8>]) -> Vec<u8> {
    sequence(&[&element(0xA0, &[&element(FULL_NAME, &[&names.concat()])])])
}

#[test]
fn accepts_the_addresses_of_every_point_and_nothing_else() {
    let first = point(&[element(ADDRESS, &[b"http://a.example/1.crl"]), element(DNS_NAME, &[b"a.example"])]);
    let second = point(&[element(ADDRESS, &[b"ldap://b.example"])]);
    let relative = sequence(&[&element(0xA0, &[&element(RELATIVE_NAME, &[])])]);
    let without_name = sequence(&[&element(0x81, &[&[1, 6]])]);
    let der = with_points(&sequence(&[&[first, relative, without_name, second].concat()]));
    let addresses = Certificate::parse(&der).unwrap().revocation_list_addresses();
    assert_eq!(addresses, Ok(vec!["http://a.example/1.crl", "ldap://b.example"]));
}

#[test]
fn accepts_a_certificate_without_points() {
    let der = Draft::new("leaf", "root", &key(1)).sign(&key(9));
    assert_eq!(Certificate::parse(&der).unwrap().revocation_list_addresses(), Ok(vec![]));
}

#[test]
fn refuses_points_that_are_malformed() {
    for value in [&b""[..], b"http://a.example/1.crl", &[0x30, 5, 0x30]] {
        let der = with_points(value);
        let error = Certificate::parse(&der).unwrap().revocation_list_addresses().unwrap_err();
        assert_eq!((error.part(), error.kind()), (Part::DistributionPoints, ErrorKind::Malformed));
        assert!(error.to_string().starts_with("X.509 cRLDistributionPoints: "), "{error}");
    }
}
