//! The roots of vendors that the library ships, beside those that recorded ceremonies came with.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign::RUST_CRYPTO;
use countersign::roots::{self, ROOTS, Root};
use countersign_vectors::folder::files;
use countersign_vectors::{Judgement, Vector, judge_with_anchors};
use countersign_x509::Certificate;
use serde_json::Value;

use crate::shared::shared;

/// The vendors under whose roots at least one recorded ceremony of each format has to be trusted.
const DEMANDED: [(&str, &str); 6] = [
    ("packed", "Yubico"),
    ("fido-u2f", "Yubico"),
    ("apple", "Apple"),
    ("tpm", "Microsoft"),
    ("android-key", "Google"),
    ("android-safetynet", "GlobalSign"),
];

/// The recorded ceremonies that came with trust anchors and are expected to be trusted: the vector, and its anchors.
fn trusted(folder: &Path) -> Vec<(Vector, Vec<Vec<u8>>)> {
    let mut found = Vec::new();
    for file in files(folder).unwrap() {
        let Ok(text) = std::fs::read_to_string(file.path()) else { continue };
        let Ok(document) = serde_json::from_str::<Value>(&text) else { continue };
        let anchors = document.pointer("/attestation/trust_anchors").and_then(Value::as_array);
        if document.pointer("/expect/trusted") == Some(&Value::Bool(true))
            && let Some(anchors) = anchors
        {
            let anchors =
                anchors.iter().map(|anchor| URL_SAFE_NO_PAD.decode(anchor.as_str().unwrap()).unwrap());
            found.push((Vector::from_json(&text).unwrap(), anchors.collect()));
        }
    }
    found
}

/// The root of the table that a path led to.
fn root_of(judgement: &Judgement) -> Option<&'static Root> {
    let anchor = judgement.paths().first()?.anchor()?;
    ROOTS.iter().filter(|root| anchor.contains(root.name())).max_by_key(|root| root.name().len())
}

#[test]
fn accepts_recorded_ceremonies_under_the_roots_of_vendors() {
    let Some(folder) = shared("recorded") else { return };
    let anchors = roots::anchors();
    let mut by_vendor: BTreeMap<(String, &str), Vec<String>> = BTreeMap::new();
    for (vector, own) in trusted(&folder) {
        let judgement = judge_with_anchors(&vector, &anchors, &RUST_CRYPTO).unwrap();
        let format = vector.expectation().and_then(|expectation| expectation.format()).unwrap_or_default();
        let details = judgement.verdict().ok().and_then(|details| details.attestation());
        if details.and_then(|details| details.trusted()) == Some(true) {
            let vendor = root_of(&judgement).map_or("?", Root::vendor);
            by_vendor.entry((format.to_owned(), vendor)).or_default().push(vector.id().to_owned());
            continue;
        }
        // One that is not trusted came with the root of somebody who is not in the table.
        let is_demanded = DEMANDED.iter().any(|(demanded, _)| *demanded == format);
        assert!(
            !is_demanded || own.iter().all(|own| !ROOTS.iter().any(|root| root.certificate() == own)),
            "{}",
            vector.id()
        );
    }
    for ((format, vendor), vectors) in &by_vendor {
        println!("{format} under {vendor}: {}", vectors.join(", "));
    }
    for (format, vendor) in DEMANDED {
        assert!(by_vendor.contains_key(&(format.to_owned(), vendor)), "no {format} under {vendor}");
    }
}

#[test]
fn accepts_roots_that_recorded_ceremonies_came_with_too() {
    let Some(folder) = shared("recorded") else { return };
    let (mut same, mut editions) = (BTreeSet::new(), BTreeSet::new());
    for (_, anchors) in trusted(&folder) {
        for own in anchors.iter().map(|own| Certificate::parse(own).unwrap()) {
            for root in ROOTS {
                let certificate = Certificate::parse(root.certificate()).unwrap();
                let is_named = certificate.subject().encoded() == own.subject().encoded();
                if root.certificate() == own.der() {
                    same.insert(root.fingerprint());
                } else if is_named {
                    // Whoever has the name of a root has its key, or is somebody else.
                    assert_eq!(certificate.public_key(), own.public_key(), "{}", root.name());
                    editions.insert(root.fingerprint());
                }
            }
        }
    }
    let named = |fingerprints: &BTreeSet<&str>| {
        let found = ROOTS.iter().filter(|root| fingerprints.contains(root.fingerprint()));
        found.map(|root| format!("{} ({:.8})", root.name(), root.fingerprint())).collect::<Vec<_>>()
    };
    println!("the same certificate: {}", named(&same).join(", "));
    println!("another edition: {}", named(&editions).join(", "));
    for vendor in ["Apple", "Google", "Microsoft", "Yubico", "GlobalSign"] {
        let is_found = |root: &&Root| root.vendor() == vendor && same.contains(root.fingerprint());
        assert!(ROOTS.iter().any(|root| is_found(&root)), "{vendor}");
    }
}
