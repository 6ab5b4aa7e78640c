//! Registrations of real devices whose model stands in the latest blob that was published, judged at their own time.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_attestation::TrustPolicy;
use countersign_cose::RUST_CRYPTO;
use countersign_mds::{Claim, Date, Found, MetadataSet, ModelTrust};
use countersign_wire::AttestationObject;
use serde_json::Value;

use super::published::published;
use super::support::shared;
use super::trust::with_statement;

/// Seconds since 1970 of a moment such as `2018-09-07T17:42:00Z`.
fn seconds(moment: &str) -> i64 {
    let (day, time) = moment.strip_suffix('Z').unwrap().split_once('T').unwrap();
    let numbers = time.split(':').map(|number| number.parse::<i64>().unwrap());
    let of_day = numbers.zip([3_600, 60, 1]).map(|(number, seconds)| number.saturating_mul(seconds)).sum();
    Date::parse(day).unwrap().start().saturating_add(of_day)
}

/// What became of a registration, in words.
fn name(trust: &ModelTrust<'_>) -> String {
    match (trust.found(), trust.verdict(), trust.path()) {
        (Found::Nothing, ..) => "not in the blob".to_owned(),
        (Found::Ambiguous { .. }, ..) => "several entries".to_owned(),
        (_, Some(verdict), _) if !verdict.is_allowed() => format!("kept out: {}", verdict.reasons()[0]),
        (_, _, None) => "no certificate".to_owned(),
        (_, _, Some(Err(error))) => format!("no path: {error}"),
        (_, _, Some(Ok(_))) if !trust.is_trusted() => "another attestation type".to_owned(),
        (_, _, Some(Ok(_))) => "trusted".to_owned(),
    }
}

#[test]
fn accepts_registrations_of_models_in_the_blob_by_outcome() {
    let Some(file) = published().into_iter().find(|file| file.name.contains("no31")) else { return };
    let Some(folder) = shared("recorded") else { return };
    let set = MetadataSet::new().with_blob(file.verify(&file.verifier(), file.at).unwrap());
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for path in paths {
        let vector: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        if vector["ceremony"] != "registration" {
            continue;
        }
        let bytes = |member: &str| {
            URL_SAFE_NO_PAD
                .decode(vector["response"]["response"][member].as_str().unwrap())
                .unwrap_or_default()
        };
        let at = vector["attestation"]["at"].as_str().map_or(0, seconds);
        let object = bytes("attestationObject");
        let claimed = AttestationObject::parse(&object).map(|object| object.credential().aaguid());
        let judged = with_statement(&object, &bytes("clientDataJSON"), at, |statement, aaguid| {
            let policy = TrustPolicy::trusted();
            let trust = set.at(at, &RUST_CRYPTO).assess(&Claim::of(statement, aaguid, &policy));
            (trust.found().entry().is_some(), name(&trust))
        });
        let (is_in_blob, outcome) = judged.unwrap_or_else(|error| {
            let is_in_blob = claimed.is_ok_and(|aaguid| set.by_aaguid(aaguid).entry().is_some());
            (is_in_blob, format!("the statement does not hold: {error}"))
        });
        if is_in_blob {
            println!("{}: {outcome}", path.file_stem().unwrap().display());
            *outcomes.entry(outcome).or_default() += 1;
        }
    }
    println!("{outcomes:?}");
    assert!(outcomes.get("trusted").is_some_and(|count| *count >= 24));
    // What leads nowhere was made by other devices than those of 2023, or by none.
    let without_path: usize =
        outcomes.iter().filter(|(outcome, _)| outcome.starts_with("no path")).map(|(_, count)| count).sum();
    assert_eq!(without_path, 4, "{outcomes:?}");
}
