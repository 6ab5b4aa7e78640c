//! Certificates and what is said of them.

use std::sync::LazyLock;

use countersign::RUST_CRYPTO;
use countersign_authenticator::{CertificateBuilder, Extension, Name};
use countersign_benches::ACCEPTING;
use countersign_x509::{
    AndroidStatusList, Authorizations, Certificate, KeyDescription, PathContext, PathOptions, Revocation,
    RevocationList, TrustAnchor, Version, verify_path,
};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::{Decode as _, Encode as _};

use crate::bounds::bounded;
use crate::der::Element;
use crate::{json, scene};

/// 2026, when the certificates of the vectors are valid.
const AT: i64 = 1_790_000_000;

/// A certificate: what `x509-cert` reads too it reads with the same fields; every part can be asked for; and a path that the real
/// provider accepts the one that accepts every signature accepts too.
pub fn certificate(input: &[u8]) {
    bounded(input.len(), || {
        let Ok(certificate) = Certificate::parse(input) else { return };
        assert_eq!(certificate.der(), input);
        assert!(input.windows(certificate.tbs().len()).any(|window| window == certificate.tbs()));
        if let Ok(theirs) = CertificateInner::<Raw>::from_der(input) {
            assert_same(&certificate, &theirs);
        }
        ask(&certificate);
        let Ok(anchor) = TrustAnchor::from_certificate(input) else { return };
        assert_eq!(anchor.subject(), certificate.subject().encoded());
        for options in
            [PathOptions::default(), PathOptions::default().for_attestation().accept_sha1_signatures()]
        {
            let context = PathContext { at: AT, options, revocation: &Revocation::NONE };
            let anchors = [anchor.clone(), ROOT.clone()];
            let path = [certificate.clone()];
            let real = verify_path(&path, &anchors, &context, &RUST_CRYPTO).is_ok();
            let accepting = verify_path(&path, &anchors, &context, &ACCEPTING).is_ok();
            assert!(accepting || !real);
        }
    });
}

static ROOT: LazyLock<TrustAnchor> = LazyLock::new(|| {
    TrustAnchor::from_certificate(&scene::authenticator().authority().root()).expect("a root")
});

/// Every part of a certificate, those that are read late too.
fn ask(certificate: &Certificate<'_>) {
    for name in [certificate.issuer(), certificate.subject()] {
        assert_eq!(name.is_empty(), name.attributes().next().is_none());
        for attribute in name.attributes() {
            assert!(name.values(attribute.kind()).any(|found| found.bytes() == attribute.bytes()));
            let _ = (attribute.text(), attribute.kind().to_string());
        }
    }
    for extension in certificate.extensions() {
        assert!(certificate.extension(extension.identifier()).is_some());
    }
    let key = certificate.public_key();
    if key.is_ok() {
        assert!(certificate.public_key_bytes().is_ok());
    }
    let _ = (certificate.signature_scheme(), certificate.basic_constraints(), certificate.key_usage());
    let _ = (certificate.aaguid(), certificate.firmware_version(), certificate.enterprise_serial_number());
    let _ = (certificate.apple_nonce(), certificate.dns_names(), certificate.is_self_issued());
    if let Ok(Some(usage)) = certificate.extended_key_usage() {
        usage.purposes().for_each(|purpose| assert!(usage.has(purpose)));
    }
    if let Ok(Some(name)) = certificate.tpm_name() {
        let _ = (name.manufacturer(), name.model(), name.version());
    }
    if let Ok(Some(description)) = certificate.key_description() {
        describe(&description);
    }
    assert!(!format!("{certificate:?}").is_empty());
}

type Theirs = CertificateInner<Raw>;

fn assert_same(ours: &Certificate<'_>, theirs: &Theirs) {
    let whole = "what was read is written";
    let fields = theirs.tbs_certificate();
    let version = match ours.version() {
        Version::V1 => x509_cert::Version::V1,
        Version::V2 => x509_cert::Version::V2,
        Version::V3 => x509_cert::Version::V3,
    };
    assert_eq!(fields.version(), version);
    assert_eq!(fields.serial_number().as_bytes(), ours.serial_number());
    assert_eq!(fields.issuer().to_der().expect(whole), ours.issuer().encoded());
    assert_eq!(fields.subject().to_der().expect(whole), ours.subject().encoded());
    let seconds =
        |time: &x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).expect("a time");
    assert_eq!(seconds(&fields.validity().not_before), ours.validity().not_before());
    assert_eq!(seconds(&fields.validity().not_after), ours.validity().not_after());
    assert_eq!(theirs.signature().raw_bytes(), ours.signature());
    if let Ok(bytes) = ours.public_key_bytes() {
        assert_eq!(fields.subject_public_key_info().subject_public_key.raw_bytes(), bytes);
    }
    let theirs = fields.extensions().map(Vec::as_slice).unwrap_or_default().iter();
    let theirs = theirs.map(|found| (found.extn_id.as_bytes(), found.critical, found.extn_value.as_bytes()));
    let found = ours.extensions().iter();
    let ours = found.map(|found| (found.identifier().contents(), found.is_critical(), found.value()));
    assert_eq!(theirs.collect::<Vec<_>>(), ours.collect::<Vec<_>>());
}

const KEY_DESCRIPTION: &str = "1.3.6.1.4.1.11129.2.1.17";

/// A certificate with the bytes as the description of its key. It was signed with others in their place, which nobody asks about:
/// to sign takes a hundred times as long as to read.
fn described(input: &[u8]) -> Vec<u8> {
    const PLACE: &[u8] = b"the description";
    static SIGNED: LazyLock<Element> = LazyLock::new(|| {
        let key = scene::authenticator().authority().root_key().clone();
        let subject = Name::of_attestation("Android Keystore Key");
        let builder = CertificateBuilder::new(subject.clone(), &key, subject, &key);
        Element::parse(&builder.extension(Extension::new(KEY_DESCRIPTION, PLACE)).build()).expect("DER")
    });
    let mut certificate = SIGNED.clone();
    certificate.replace(PLACE, input);
    certificate.to_bytes()
}

/// An Android key description, in a certificate.
pub fn key_description(input: &[u8]) {
    let der = described(input);
    bounded(der.len(), || {
        let Ok(certificate) = Certificate::parse(&der) else { return };
        if let Ok(Some(description)) = certificate.key_description() {
            describe(&description);
        }
    });
}

fn describe(description: &KeyDescription<'_>) {
    let _ = (description.attestation_version(), description.key_mint_version());
    let _ = (description.attestation_security_level(), description.key_mint_security_level());
    let _ = (description.attestation_challenge(), description.unique_id());
    let Ok(authorizations) = description.authorizations() else { return };
    assert_eq!(Authorizations::clone(&authorizations), authorizations);
    for list in [authorizations.software_enforced(), authorizations.hardware_enforced()] {
        let mut tags = Vec::new();
        for (tag, value) in list.iter() {
            assert!(!tags.contains(tag), "a tag stands there once");
            tags.push(*tag);
            assert_eq!(list.value(*tag), Some(value));
            assert!(list.has(*tag));
            let _ = (list.integer(*tag), list.octets(*tag), list.integers(*tag).count());
        }
        assert!(tags.len() <= countersign_x509::MAX_AUTHORIZATIONS);
        assert!(!list.is_ascending() || tags.is_sorted_by_key(|tag| tag.number()));
        let _ = (list.purposes().count(), list.origin(), list.unknown_tags());
        if let Some(root) = list.root_of_trust() {
            let _ = (root.verified_boot_key(), root.device_locked(), root.verified_boot_hash());
        }
        if let Ok(Some(application)) = list.attestation_application_id() {
            assert!(application.packages().len() <= countersign_x509::MAX_SET_ELEMENTS);
            assert!(application.signature_digests().len() <= countersign_x509::MAX_SET_ELEMENTS);
        }
    }
}

/// A revocation list, and a path that it is asked about: a list takes nothing in that was refused without it, and one that
/// is no list's issuer's changes nothing.
pub fn revocation_list(input: &[u8]) {
    bounded(input.len(), || {
        let Ok(list) = RevocationList::parse(input) else { return };
        let is_of_root = list.issuer() == ROOT.subject();
        let revocation = Revocation::default().with_list(list);
        compare(&revocation, is_of_root);
    });
}

fn compare(revocation: &Revocation, may_refuse: bool) {
    static LEAF: LazyLock<Vec<u8>> = LazyLock::new(|| {
        use countersign_authenticator::{Algorithm, Attestation};
        let made = scene::valid_registration(Attestation::PackedBasic, Algorithm::Es256);
        made.certificates().first().expect("a leaf").clone()
    });
    let path = [Certificate::parse(&LEAF).expect("a certificate of the test authority")];
    let anchors = [ROOT.clone()];
    let verify = |revocation: &Revocation| {
        let options = PathOptions::default().for_attestation();
        verify_path(&path, &anchors, &PathContext { at: AT, options, revocation }, &ACCEPTING).is_ok()
    };
    assert!(verify(&Revocation::NONE), "a truthful path");
    assert!(verify(revocation) || may_refuse, "a list of another issuer refuses nothing");
    let _ = verify(&revocation.clone().demand_status());
}

/// Android's list of revoked keys: another reader of JSON counts the same entries.
pub fn android_status(input: &[u8]) {
    let Ok(text) = core::str::from_utf8(input) else { return };
    bounded(input.len(), || {
        let Ok(list) = AndroidStatusList::from_json(text) else { return };
        let Some(theirs) = json::read(text) else { return };
        let entries = theirs.get("entries").and_then(serde_json::Value::as_object).expect("entries");
        assert!(list.len() <= entries.len());
        assert!(!list.is_empty() || entries.is_empty());
        // It counts for Android's keys alone.
        compare(&Revocation::default().with_android_status(list), false);
    });
}
