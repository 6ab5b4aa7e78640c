//! The schema is read strictly, and what it says is compared.

use countersign::RUST_CRYPTO;
use countersign_vectors::{Deviation, Outcome, Problem, Vector, compare, folder, judge, run_document};

use crate::shared::made_text;

/// An accepted registration, with one text in it changed.
fn changed(from: &str, to: &str) -> String {
    let text = made_text("registration-packed-es256");
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

fn error(text: &str) -> String {
    Vector::from_json(text).unwrap_err().to_string()
}

#[test]
fn refuses_what_is_not_of_the_schema_and_says_where() {
    for (from, to, expected) in [
        ("countersign-vector/1", "countersign-vector/2", "schema: expected countersign-vector/1"),
        ("\"registration\"", "\"login\"", "ceremony: expected registration or authentication"),
        ("\"https://example.org\"", "1", "rp.origins[0]: expected a string"),
        (
            "\"allow_cross_origin\": false",
            "\"allow_cross_origin\": 0",
            "rp.allow_cross_origin: expected true or false",
        ),
        ("\"challenge\": \"", "\"challenge\": \"=", "options.challenge: expected base64url without padding"),
        ("\"challenge\":", "\"chalenge\":", "options.challenge: missing, expected base64url"),
        (
            "\"user_verification\": \"required\"",
            "\"user_verification\": \"yes\"",
            "options.user_verification: expected required, preferred or discouraged",
        ),
        ("-7\n", "\"-7\"\n", "options.algorithms[0]: expected an integer"),
        (
            "2026-01-01T00:00:00Z",
            "2026-01-01",
            "attestation.at: expected a time such as 2024-08-01T00:00:00Z",
        ),
        ("\"direct\"", "\"full\"", "attestation.conveyance: expected none, indirect, direct or enterprise"),
        (
            "\"trust_anchors\": [\n      \"",
            "\"trust_anchors\": [\n      \"AAAA",
            "attestation.trust_anchors[0]: expected a certificate in DER that can be a trust anchor",
        ),
        ("\"verdict\": \"accept\"", "\"verdict\": \"ok\"", "expect.verdict: expected accept or reject"),
        (
            "\"sign_count\": 0",
            "\"sign_count\": -1",
            "expect.sign_count: expected a number from 0 to 4294967295",
        ),
        ("\"up\": true", "\"pu\": true", "flags: expected no members but up, uv, be and bs"),
        ("\"up\": true", "\"up\": true, \"up\": false", "flags.up: expected no repeated member"),
        ("\"id\":", "\"id\": \"a\", \"id\":", "id: expected no repeated member"),
        ("\"rp\":", "\"rp\": {}, \"rp\":", "rp: expected no repeated member"),
        (
            "\"challenge\":",
            "\"challenge\": 1, \"challenge\":",
            "options.challenge: expected no repeated member",
        ),
        ("\"rp\": {", "\"x\": 1, \"x\": 1, \"rp\": {", "document: expected no repeated member"),
        ("\"rp\": {", "\"rp\": [], \"x\": {", "rp: expected a JSON object"),
        ("\"response\": {", "\"response\": [], \"x\": {", "response: expected an object"),
        ("\"response\": {", "\"response\": \"{\", \"x\": {", "response: expected an object"),
        ("\"response\": {", "\"x\": {", "response: missing, expected an object"),
    ] {
        assert_eq!(error(&changed(from, to)), expected, "{from}");
    }
}

#[test]
fn refuses_trust_without_a_moment() {
    let expected = "attestation.at: missing, expected a time such as 2024-08-01T00:00:00Z";
    let start = "\"attestation\": {";
    for section in [
        "\"attestation\": { \"trust_anchors\": [] }",
        "\"attestation\": { \"require_trusted\": true }",
        "\"attestation\": { \"trust_anchors\": [], \"require_trusted\": false }",
    ] {
        assert_eq!(error(&changed(start, &format!("{section}, \"unused\": {{"))), expected, "{section}");
    }
    let nothing = "\"attestation\": { \"require_trusted\": false }, \"unused\": {";
    assert_eq!(Vector::from_json(&changed(start, nothing)).map(|vector| vector.rp_id().len()), Ok(11));
}

#[test]
fn refuses_relaxations_that_nobody_knows() {
    let text = changed("\"schema\":", "\"policy\": { \"accept_everything\": true }, \"schema\":");
    let known = "accept_unregistered_tpm_manufacturer and accept_rs1_credential";
    assert_eq!(error(&text), format!("policy: expected no members but {known}"));
    let text = changed("\"schema\":", "\"policy\": { \"accept_rs1_credential\": 1 }, \"schema\":");
    assert_eq!(error(&text), "policy.accept_rs1_credential: expected true or false");
}

#[test]
fn accepts_members_of_the_document_that_describe_it() {
    let text = changed("\"schema\":", "\"recorded_by\": [1, 2], \"schema\":");
    assert_eq!(
        Vector::from_json(&text).map(|vector| vector.rp_id().to_owned()),
        Ok("example.org".to_owned())
    );
}

#[test]
fn refuses_every_truncation() {
    let text = made_text("authentication-identified-es256");
    let text = text.trim_end();
    for (length, _) in text.char_indices() {
        let error = Vector::from_json(text.get(..length).unwrap()).unwrap_err();
        assert_eq!(error.problem(), Problem::NotJson, "{length}");
    }
}

#[test]
fn refuses_other_documents() {
    assert_eq!(error("[1]"), "line 1, column 1: expected a JSON object");
    assert_eq!(error("{\n  \"schema\": }"), "line 2, column 13: expected JSON");
    assert_eq!(error("{}"), "schema: missing, expected countersign-vector/1");
    let error =
        run_document("a/b", r#"{ "schema": "countersign-vector/9" }"#, &[], &RUST_CRYPTO).unwrap_err();
    assert_eq!(error.to_string(), "schema: expected countersign-vector/1 or countersign-prf/1");
}

#[test]
fn accepts_data_files_as_no_vectors() {
    for text in ["{}", "[]", "1", r#"{ "schema": "something else" }"#, r#"[{ "file": "a" }]"#] {
        assert!(run_document("a/b", text, &[], &RUST_CRYPTO).unwrap().is_none(), "{text}");
    }
}

#[test]
fn refuses_files_and_folders_that_are_not_there() {
    let unusable = folder::files(std::path::Path::new("no/such/folder")).unwrap_err();
    assert!(unusable.to_string().starts_with("no/such/folder: "), "{unusable}");
}

/// What becomes of a vector with a list of deviations.
fn outcome(text: &str, deviations: &[Deviation]) -> Outcome {
    let vector = Vector::from_json(text).unwrap();
    compare(&vector, &judge(&vector, &RUST_CRYPTO), deviations).outcome().clone()
}

#[test]
fn refuses_every_difference_from_what_is_expected() {
    for (from, to, difference) in [
        ("\"format\": \"packed\"", "\"format\": \"tpm\"", "expected format tpm, got packed"),
        ("\"basic\"", "\"self\"", "expected attestation_type self, got basic"),
        ("\"trusted\": true", "\"trusted\": false", "expected trusted false, got true"),
        ("\"algorithm\": -7", "\"algorithm\": -8", "expected algorithm -8, got -7"),
        ("\"uv\": true", "\"uv\": false", "expected flags.uv false, got true"),
        ("\"be\": false", "\"be\": true", "expected flags.be true, got false"),
        ("\"sign_count\": 0", "\"sign_count\": 1", "expected sign_count 1, got 0"),
        ("\"verdict\": \"accept\"", "\"verdict\": \"reject\"", "expected reject, got accept"),
        (
            "\"verdict\": \"accept\"",
            "\"verdict\": \"reject\", \"step\": \"7.1.9\"",
            "expected reject at 7.1.9, got accept",
        ),
        (
            "\"https://example.org\"",
            "\"https://example.com\"",
            "expected accept, got reject at 7.1.9: does not hold: origin is one that is accepted",
        ),
    ] {
        let outcome = outcome(&changed(from, to), &[]);
        assert_eq!(outcome, Outcome::Failed(difference.to_owned()), "{from}");
    }
    let text = made_text("registration-refused-origin").replacen("7.1.9", "7.1.8", 1);
    let line = "expected reject at 7.1.8, got reject at 7.1.9: does not hold: origin is one that is accepted";
    assert_eq!(outcome(&text, &[]), Outcome::Failed(line.to_owned()));
}

#[test]
fn accepts_listed_deviations_and_refuses_those_that_are_none() {
    let listed = [Deviation { id: "test-vectors/registration-packed-es256", reason: "on purpose" }];
    let deviating = changed("\"algorithm\": -7", "\"algorithm\": -8");
    assert_eq!(outcome(&deviating, &listed), Outcome::Deviates("on purpose"));
    let line = "no longer deviates, take it off the list: on purpose".to_owned();
    assert_eq!(outcome(&made_text("registration-packed-es256"), &listed), Outcome::Failed(line));
}

#[test]
fn accepts_a_vector_without_expectation_as_skipped() {
    let text = changed("\"expect\":", "\"expected\":");
    assert_eq!(outcome(&text, &[]), Outcome::Skipped("it expects nothing"));
}

/// The step that refuses an authentication, with one text in it changed.
fn refusing_step(stem: &str, from: &str, to: &str) -> Option<String> {
    let text = made_text(stem);
    assert!(text.contains(from), "{from}");
    judge(&Vector::from_json(&text.replacen(from, to, 1)).unwrap(), &RUST_CRYPTO).step_path()
}

#[test]
fn accepts_a_record_that_does_not_know_its_backup_eligibility() {
    let stem = "authentication-refused-backup-eligibility";
    let known = "\"backup_eligible\": true";
    assert_eq!(refusing_step(stem, known, "\"backup_eligible\": null"), None);
    assert_eq!(refusing_step(stem, known, known).as_deref(), Some("7.2.19.1"));
}

#[test]
fn accepts_an_identified_user_whose_handle_is_not_known() {
    let stem = "authentication-identified-es256";
    let handle = "\"user_handle\": \"YSB1c2VyIGhhbmRsZSBvZiBhbnkgYnl0ZXM\",";
    assert_eq!(refusing_step(stem, handle, ""), None);
}

#[test]
fn refuses_a_credential_that_no_record_knows() {
    let without = |stem| refusing_step(stem, "\"credential\": {", "\"unknown\": {");
    assert_eq!(without("authentication-identified-es256").as_deref(), Some("7.2.6.a.1"));
    assert_eq!(without("authentication-discoverable-es256").as_deref(), Some("7.2.6.b.2"));
}
