//! Every certificate of the shared vectors is read, and x509-parser reads the same of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use countersign_cbor::{Kind, MapOrder, Value};
use countersign_cose::RUST_CRYPTO;
use serde_json::Value as Json;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::draft::at_time;
use crate::{Certificate, ErrorKind, PathRule, TrustAnchor, Version, verify_path};

/// The vectors, or nothing if they are not there and need not be.
pub(super) fn shared_vectors() -> Option<PathBuf> {
    let shared = std::env::var("COUNTERSIGN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let path = Path::new(&shared).join("vectors");
    if path.is_dir() {
        return Some(path);
    }
    assert_ne!(std::env::var("COUNTERSIGN_REQUIRE_ALL").as_deref(), Ok("1"), "no {}", path.display());
    println!("SKIPPED: no {}", path.display());
    None
}

/// Base64 in either alphabet, with or without padding and white space.
fn base64(text: &str) -> Vec<u8> {
    let alphabet = if text.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    let padding = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let text: String = text.split_whitespace().collect();
    GeneralPurpose::new(alphabet, padding).decode(text).unwrap()
}

fn pem(text: &str) -> Vec<Vec<u8>> {
    let blocks = text.split("-----BEGIN CERTIFICATE-----").skip(1);
    blocks.map(|block| base64(block.split("-----END").next().unwrap())).collect()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    paths
}

fn strings<'j>(json: &'j Json, pointer: &str) -> impl Iterator<Item = &'j str> {
    json.pointer(pointer).and_then(Json::as_array).into_iter().flatten().map(|item| item.as_str().unwrap())
}

/// The byte strings of every x5c below a statement: those of compound attestation are nested.
fn x5c(value: Value<'_>, found: &mut Vec<Vec<u8>>) {
    match value.kind() {
        Kind::Map => {
            for entry in value.map().unwrap() {
                let (key, member) = entry.unwrap();
                if key.text() == Ok("x5c") {
                    let items = member.array().unwrap();
                    found.extend(items.map(|item| item.unwrap().bytes().unwrap().to_vec()));
                } else {
                    x5c(member, found);
                }
            }
        }
        Kind::Array => value.array().unwrap().for_each(|item| x5c(item.unwrap(), found)),
        Kind::Unsigned
        | Kind::Negative
        | Kind::Bytes
        | Kind::Text
        | Kind::Boolean
        | Kind::Null
        | Kind::Undefined => {}
    }
}

/// Certificates of registrations: their anchors, and what x5c holds. An attestation object that is not CTAP2 CBOR holds
/// none; the vector has to expect the refusal.
fn of_registration(json: &Json) -> Vec<Vec<u8>> {
    let mut found: Vec<_> = strings(json, "/attestation/trust_anchors").map(base64).collect();
    if let Some(object) = json.pointer("/response/response/attestationObject") {
        let object = base64(object.as_str().unwrap());
        match Value::decode(&object, MapOrder::Reported) {
            Ok(decoded) => x5c(decoded.value(), &mut found),
            Err(error) => assert_eq!(json["expect"]["step"], "7.1.13", "{}: {error}", json["id"]),
        }
    }
    found
}

/// Roots of a metadata blob, and the certificates that sign it.
fn of_blob(token: &str) -> Vec<Vec<u8>> {
    let [header, payload] = [0, 1].map(|part| base64(token.trim().split('.').nth(part).unwrap()));
    let [header, payload]: [Json; 2] = [header, payload].map(|part| serde_json::from_slice(&part).unwrap());
    let mut found: Vec<_> = strings(&header, "/x5c").map(base64).collect();
    for entry in payload["entries"].as_array().unwrap() {
        found.extend(strings(entry, "/metadataStatement/attestationRootCertificates").map(base64));
    }
    found
}

/// Every certificate once, with the file in which it was first found.
pub(super) fn certificates(vectors: &Path) -> BTreeMap<Vec<u8>, String> {
    let mut all = BTreeMap::new();
    let mut add = |path: &Path, found: Vec<Vec<u8>>| {
        for der in found {
            all.entry(der).or_insert_with(|| path.file_name().unwrap().to_string_lossy().into_owned());
        }
    };
    for folder in ["recorded", "w3c-l3", "clients"] {
        for path in files(&vectors.join(folder), "json") {
            let json: Json = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            add(&path, of_registration(&json));
        }
    }
    for folder in ["android-keyattestation", "mds"] {
        for path in files(&vectors.join(folder), "pem") {
            add(&path, pem(&fs::read_to_string(&path).unwrap()));
        }
    }
    for path in files(&vectors.join("mds"), "jwt") {
        add(&path, of_blob(&fs::read_to_string(&path).unwrap()));
    }
    all
}

/// The whole of a certificate as x509-parser reads it, which is no part of our reading, against ours.
fn assert_same(ours: &Certificate<'_>, der: &[u8], source: &str) {
    let (rest, theirs) = X509Certificate::from_der(der).unwrap();
    assert_eq!(rest, b"", "{source}");
    let number = match ours.version() {
        Version::V1 => 0,
        Version::V2 => 1,
        Version::V3 => 2,
    };
    assert_eq!(theirs.version.0, number, "{source}");
    assert_eq!(theirs.tbs_certificate.as_ref(), ours.tbs(), "{source}");
    assert_eq!(theirs.raw_serial(), ours.serial_number(), "{source}");
    assert_eq!(theirs.issuer.as_raw(), ours.issuer().encoded(), "{source}");
    assert_eq!(theirs.subject.as_raw(), ours.subject().encoded(), "{source}");
    assert_eq!(theirs.subject.iter_attributes().count(), ours.subject().attributes().count(), "{source}");
    assert_eq!(theirs.validity.not_before.timestamp(), ours.validity().not_before(), "{source}");
    assert_eq!(theirs.validity.not_after.timestamp(), ours.validity().not_after(), "{source}");
    assert_eq!(*theirs.signature_value.data, *ours.signature(), "{source}");
    let theirs = theirs.extensions().iter().map(|found| (found.oid.as_bytes(), found.critical, found.value));
    let found = ours.extensions().iter();
    let ours = found.map(|found| (found.identifier().contents(), found.is_critical(), found.value()));
    assert_eq!(theirs.collect::<Vec<_>>(), ours.collect::<Vec<_>>(), "{source}");
}

#[test]
fn accepts_every_certificate_of_the_vectors() {
    let Some(vectors) = shared_vectors() else { return };
    let all = certificates(&vectors);
    let (mut version_1, mut aaguids, mut empty_subjects) = (0, 0, 0);
    for (der, source) in &all {
        let certificate = Certificate::parse(der).unwrap_or_else(|error| panic!("{source}: {error}"));
        assert_same(&certificate, der, source);
        TrustAnchor::from_certificate(der).unwrap_or_else(|error| panic!("{source}: {error}"));
        assert!(certificate.signature_scheme().is_ok(), "{source}");
        assert!(certificate.basic_constraints().is_ok(), "{source}");
        assert!(certificate.key_usage().is_ok(), "{source}");
        aaguids += usize::from(certificate.aaguid().unwrap().is_some());
        assert!(certificate.firmware_version().is_ok(), "{source}");
        assert!(certificate.apple_nonce().is_ok(), "{source}");
        assert!(certificate.enterprise_serial_number().is_ok(), "{source}");
        version_1 += usize::from(certificate.version() == Version::V1);
        empty_subjects += usize::from(certificate.subject().is_empty());
    }
    println!(
        "{} certificates, {version_1} of version 1, {aaguids} with an AAGUID, {empty_subjects} with an empty subject",
        all.len()
    );
    assert!(all.len() >= 280, "only {} certificates", all.len());
    assert!(version_1 > 0 && aaguids > 0 && empty_subjects > 0);
}

/// Seconds since 1970 of a time such as `2024-09-26T22:31:27Z`.
fn seconds(text: &str) -> i64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let time = [&[0x18, 15], format!("{digits}Z").as_bytes()].concat();
    x509_parser::time::ASN1Time::from_der(&time).unwrap().1.timestamp()
}

/// Chains that do not lead to the root that the index names, why, and whether they do where those of factories are accepted.
const BROKEN: [(&str, PathRule, usize, bool); 2] = [
    ("invalid--tags_not_in_ascending_order.pem", PathRule::Signature, 0, false),
    // Made at the factory in 2016 for ten years, by an issuer that is no authority.
    ("sony-xperia10-iii--sdk33--TEE_EC.pem", PathRule::Expired, 1, true),
];

#[test]
fn accepts_the_paths_of_android_devices() {
    let Some(vectors) = shared_vectors() else { return };
    let folder = vectors.join("android-keyattestation");
    let read = |name: &Json| pem(&fs::read_to_string(folder.join(name.as_str().unwrap())).unwrap());
    let index: Json = serde_json::from_slice(&fs::read(folder.join("index.json")).unwrap()).unwrap();
    let mut accepted = 0;
    for entry in index.as_array().unwrap().iter().filter(|entry| entry.get("root").is_some()) {
        let roots = read(&entry["root"]);
        let anchors: Vec<_> = roots.iter().map(|root| TrustAnchor::from_certificate(root).unwrap()).collect();
        let chain = read(&entry["chain"]);
        let path: Vec<_> = chain.iter().map(|der| Certificate::parse(der).unwrap()).collect();
        let at = seconds(entry["at"].as_str().unwrap());
        let verified = verify_path(&path, &anchors, &at_time(at), &RUST_CRYPTO);
        let mut of_factory = at_time(at);
        of_factory.options = of_factory.options.accept_android_factory_chains();
        let is_accepted = verify_path(&path, &anchors, &of_factory, &RUST_CRYPTO).is_ok();
        match (BROKEN.iter().find(|(name, ..)| entry["chain"] == *name), verified) {
            (None, Ok(verified)) => {
                assert_eq!(verified.length(), path.len() - 1, "{}: the root is sent along", entry["chain"]);
                assert!(is_accepted, "{}: an option refuses", entry["chain"]);
                accepted += 1;
            }
            (Some((_, rule, index, in_factory)), Err(error)) => {
                assert_eq!((error.rule(), error.at(), is_accepted), (*rule, *index, *in_factory));
            }
            (expected, verified) => panic!("{}: {expected:?} {verified:?}", entry["chain"]),
        }
    }
    assert_eq!(accepted, 21);
}

#[test]
fn accepts_the_paths_of_recorded_registrations() {
    let Some(vectors) = shared_vectors() else { return };
    let mut trusted = 0;
    for folder in ["recorded", "w3c-l3", "clients"] {
        for path in files(&vectors.join(folder), "json") {
            let json: Json = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            if json.pointer("/expect/trusted") != Some(&Json::Bool(true)) {
                continue;
            }
            let anchors: Vec<_> = strings(&json, "/attestation/trust_anchors")
                .map(|root| TrustAnchor::from_certificate(&base64(root)).unwrap())
                .collect();
            let object =
                base64(json.pointer("/response/response/attestationObject").unwrap().as_str().unwrap());
            let mut chain = Vec::new();
            x5c(Value::decode(&object, MapOrder::Reported).unwrap().value(), &mut chain);
            let certificates: Vec<_> = chain.iter().map(|der| Certificate::parse(der).unwrap()).collect();
            let Some(at) = json.pointer("/attestation/at").and_then(Json::as_str).map(seconds) else {
                continue;
            };
            if certificates.is_empty() {
                continue;
            }
            let verified = verify_path(&certificates, &anchors, &at_time(at), &RUST_CRYPTO);
            assert!(verified.is_ok(), "{}: {verified:?}", path.display());
            trusted += 1;
        }
    }
    println!("{trusted} registrations lead to their anchor");
    assert!(trusted >= 40, "only {trusted}");
}

#[test]
fn refuses_every_truncation_of_a_real_certificate() {
    let Some(vectors) = shared_vectors() else { return };
    let path = vectors.join("mds/globalsign-r3.pem");
    let der = pem(&fs::read_to_string(path).unwrap()).remove(0);
    for length in 0..der.len() {
        let error = Certificate::parse(&der[..length]).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Truncated { .. }), "{length} bytes: {error}");
    }
}
