//! What the table says of each root, and that none is left to expire.

use std::time::{SystemTime, UNIX_EPOCH};

use countersign_cose::{Crypto as _, RUST_CRYPTO};
use countersign_x509::Certificate;

use super::*;
use crate::trust::Model;

/// How long before a root expires its successor has to stand in the table: 180 days, in seconds.
const NOTICE: i64 = 180 * 86_400;

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a root has an edition with its name and key that is still valid then.
fn has_successor(root: &Root, at: i64) -> bool {
    let own = Certificate::parse(root.certificate).unwrap();
    ROOTS.iter().any(|other| {
        let certificate = Certificate::parse(other.certificate).unwrap();
        other.not_after >= at
            && certificate.subject().encoded() == own.subject().encoded()
            && certificate.public_key() == own.public_key()
    })
}

/// The current roots that will have expired by then without a successor that has not.
fn left_to_expire(at: i64) -> Vec<&'static str> {
    let expires = |root: &&Root| !root.is_retired() && root.not_after < at && !has_successor(root, at);
    ROOTS.iter().filter(expires).map(|root| root.name).collect()
}

#[test]
fn accepts_every_root_as_the_table_has_it() {
    for root in ROOTS {
        let anchor = root.anchor().unwrap();
        let fingerprint = hexadecimal(&RUST_CRYPTO.sha256(&[root.certificate()]));
        assert_eq!(fingerprint, root.fingerprint(), "{}", root.name());
        let validity = (anchor.validity().not_before(), anchor.validity().not_after());
        assert_eq!(validity, (root.not_before(), root.not_after()), "{}", root.name);
        let certificate = Certificate::parse(root.certificate).unwrap();
        assert!(certificate.is_self_issued(), "{}", root.name);
        let is_named = certificate
            .subject()
            .attributes()
            .any(|attribute| attribute.text().is_some_and(|text| text == root.name()));
        assert!(is_named, "{}", root.name);
        assert!(!root.formats().is_empty() && !root.source().is_empty(), "{}", root.name);
        assert!(!root.formats().contains(&Format::None) && !root.formats().contains(&Format::Compound));
        let day = root.retrieved().bytes().enumerate().all(|(at, character)| match at {
            4 | 7 => character == b'-',
            _ => character.is_ascii_digit(),
        });
        assert!(day && root.retrieved().len() == 10, "{}", root.retrieved());
    }
}

#[test]
fn accepts_the_vendor_and_the_source_of_a_root() {
    let root = ROOTS.iter().find(|root| root.formats() == [Format::Apple]).unwrap();
    assert_eq!((root.vendor(), root.name()), ("Apple", "Apple WebAuthn Root CA"));
    assert_eq!(root.source(), "PyPI webauthn 3.0.1, from www.apple.com/certificateauthority");
}

#[test]
fn accepts_each_root_once() {
    for (at, root) in ROOTS.iter().enumerate() {
        assert!(
            ROOTS.iter().skip(at + 1).all(|other| other.fingerprint != root.fingerprint),
            "{}",
            root.name
        );
    }
}

#[test]
fn accepts_roots_for_their_formats_alone() {
    let anchors = anchors();
    for format in Format::ALL {
        let model = Model::new(format, countersign_wire::Aaguid::new([7; 16]));
        let found: Vec<_> = anchors.of_model(&model).iter().map(|anchor| anchor.certificate()).collect();
        let fitting = ROOTS.iter().filter(|root| root.formats.contains(&format));
        assert_eq!(found, fitting.map(|root| root.certificate).collect::<Vec<_>>(), "{format:?}");
    }
}

// The day on which this fails is the day to look for the vendor's next root.
#[test]
fn accepts_roots_that_do_not_expire_soon_without_a_successor() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    assert_eq!(left_to_expire(i64::try_from(now).unwrap() + NOTICE), [""; 0]);
}

#[test]
fn refuses_roots_that_are_left_to_expire() {
    // The first current root without a successor ends in 2035; the editions of another before that have successors.
    let end = ROOTS.iter().find(|root| root.name == "Key Attestation CA1").unwrap().not_after;
    assert_eq!(left_to_expire(end), [""; 0]);
    assert_eq!(left_to_expire(end + 1), ["Key Attestation CA1"]);
}
