//! Registrations judged by metadata: what became of each step, and what the ceremony made of it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::{RUST_CRYPTO, UnixTime};
use countersign_mds::{BareStatement, MetadataSet, steps};
use countersign_vectors::{
    JudgedMetadata, Judgement, Report, Row, RowOutcome, Vector, judge, judge_with_metadata, rfc3339,
};
use serde_json::{Value, json};

use crate::shared::made_text;

/// The AAGUID of the model that attests the vectors of this project.
const MODEL: &str = "81ec5f1d-585d-f6f4-7fd7-8442636a35c0";

fn vector(stem: &str) -> Vector {
    Vector::from_json(&made_text(stem)).unwrap()
}

/// Metadata of one model with the root that a vector was recorded with.
fn metadata(stem: &str, aaguid: &str) -> MetadataSet {
    let document: Value = serde_json::from_str(&made_text(stem)).unwrap();
    let root = document.pointer("/attestation/trust_anchors/0").and_then(Value::as_str).unwrap();
    let root = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(root).unwrap();
    let statement = json!({
        "aaguid": aaguid,
        "description": "A model \u{202e}",
        "attestationTypes": ["basic_full"],
        "authenticationAlgorithms": ["secp256r1_ecdsa_sha256_raw"],
        "attestationRootCertificates": [STANDARD.encode(root)],
    });
    let statement = BareStatement::from_json(statement.to_string().as_bytes()).unwrap();
    MetadataSet::new().with_statement(statement)
}

fn judged(stem: &str, set: &MetadataSet, at: &str) -> Option<Judgement> {
    let at = rfc3339::parse(at).unwrap();
    judge_with_metadata(&vector(stem), &JudgedMetadata { set, at }, &RUST_CRYPTO)
}

fn outcomes(rows: &[Row]) -> Vec<(&'static str, RowOutcome)> {
    rows.iter().map(|row| (row.step().id(), row.outcome())).collect()
}

#[test]
fn accepts_a_model_with_every_step_of_the_table_in_order() {
    let stem = "registration-packed-es256";
    let set = metadata(stem, MODEL);
    let judgement = judged(stem, &set, "2026-01-01T00:00:00Z").unwrap();
    assert!(judgement.verdict().is_ok());
    let report = Report::new(&vector(stem), &judgement);
    let [model] = report.models() else { panic!("{:?}", report.models()) };
    assert_eq!((model.format().identifier(), model.is_trusted()), ("packed", true));
    assert_eq!(model.description(), Some("A model \\u{202e}"));
    let expected: Vec<_> = steps::TRUST.iter().map(|step| (step.id(), RowOutcome::Passed)).collect();
    assert_eq!(outcomes(model.rows()), expected);
}

#[test]
fn refuses_a_path_at_another_time_than_that_of_its_certificates() {
    let stem = "registration-packed-es256";
    let set = metadata(stem, MODEL);
    let judgement = judged(stem, &set, "2050-01-01T00:00:00Z").unwrap();
    assert_eq!(judgement.step_path().as_deref(), Some("7.1.24/7.1.24.c"));
    let [model] = judgement.models() else { panic!("{:?}", judgement.models()) };
    let path = model.rows().last().unwrap();
    assert_eq!((model.is_trusted(), path.outcome()), (false, RowOutcome::Refused));
    assert_eq!((path.cause(), path.hint()), ("certificate 0 of the path: expired", steps::TRUST_PATH.hint()));
    let others = model.rows().iter().filter(|row| row.outcome() == RowOutcome::Passed).count();
    assert_eq!(others, steps::TRUST.len() - 1);
}

#[test]
fn accepts_and_refuses_a_path_at_the_same_second_as_the_ceremony() {
    let stem = "registration-packed-es256";
    let set = metadata(stem, MODEL);
    for (at, is_trusted) in [
        ("2019-12-31T23:59:59Z", false),
        ("2020-01-01T00:00:00Z", true),
        ("2040-01-01T00:00:00Z", true),
        ("2040-01-01T00:00:01Z", false),
    ] {
        let judgement = judged(stem, &set, at).unwrap();
        let [model] = judgement.models() else { panic!("{:?}", judgement.models()) };
        assert_eq!((judgement.verdict().is_ok(), model.is_trusted()), (is_trusted, is_trusted), "{at}");
    }
}

#[test]
fn refuses_a_model_that_is_not_found_before_anything_else_is_asked() {
    let stem = "registration-packed-es256";
    let set = metadata(stem, "00000000-0000-0000-0000-000000000001");
    let judgement = judged(stem, &set, "2026-01-01T00:00:00Z").unwrap();
    let [model] = judgement.models() else { panic!("{:?}", judgement.models()) };
    let mut expected: Vec<_> = steps::TRUST.iter().map(|step| (step.id(), RowOutcome::NotReached)).collect();
    expected[0].1 = RowOutcome::Refused;
    assert_eq!((outcomes(model.rows()), model.description()), (expected, None));
    assert_eq!((model.rows()[0].expected(), model.rows()[0].got()), (MODEL, "no entry"));
}

#[test]
fn accepts_no_model_where_metadata_is_not_asked_or_nothing_is_verified() {
    let set = metadata("registration-packed-es256", MODEL);
    let at = "2026-01-01T00:00:00Z";
    assert!(judge(&vector("registration-packed-es256"), &RUST_CRYPTO).models().is_empty());
    let refused = judged("registration-refused-signature", &set, at).unwrap();
    assert_eq!((refused.models().len(), refused.step_path().as_deref()), (0, Some("7.1.22/8.2.v2.a")));
    assert!(judged("authentication-identified-es256", &set, at).is_none());
}

#[test]
fn accepts_the_moment_of_a_recorded_registration() {
    let at = vector("registration-packed-es256").recorded_at();
    assert_eq!(at.map(UnixTime::seconds), Some(1_767_225_600));
    assert_eq!(vector("authentication-identified-es256").recorded_at(), None);
}
