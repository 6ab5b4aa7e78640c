//! `vectors`: lines, sums, exit codes.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::run::{folder, run, scratch, vector};

#[test]
fn accepts_a_folder_whose_vectors_pass() {
    let done = run(&["vectors", folder().to_str().unwrap()]);
    assert_eq!(
        (done.code, done.output.as_str(), done.errors.as_str()),
        (0, "37 passed, 0 failed, 0 skipped\n", "")
    );
}

#[test]
fn refuses_with_a_line_for_each_difference() {
    let folder = scratch("differences");
    let text = std::fs::read_to_string(vector("registration-refused-origin")).unwrap();
    std::fs::write(folder.join("a.json"), text.replacen("7.1.9", "7.1.8", 1)).unwrap();
    std::fs::write(folder.join("b.json"), text.replacen("https://example.org", "https://www.example.org", 1))
        .unwrap();
    std::fs::write(folder.join("c.json"), &text).unwrap();
    std::fs::write(folder.join("d.json"), text.replacen("\"expect\"", "\"note\"", 1)).unwrap();
    std::fs::write(folder.join("data.json"), "{}").unwrap();
    std::fs::write(folder.join("root.pem"), "-----BEGIN CERTIFICATE-----").unwrap();
    let done = run(&["vectors", folder.to_str().unwrap()]);
    let id = "test-vectors/registration-refused-origin";
    let got = "got reject at 7.1.9: does not hold: origin is one that is accepted";
    assert_eq!(
        done.lines(),
        [
            format!("{id}: expected reject at 7.1.8, {got}"),
            format!("{id}: expected reject at 7.1.9, got accept"),
            format!("{id}: skipped: it expects nothing"),
            "1 passed, 2 failed, 1 skipped".to_owned(),
        ]
    );
    assert_eq!((done.code, done.errors.as_str()), (1, ""));
}

#[test]
fn accepts_one_object_a_line() {
    let done = run(&["vectors", folder().to_str().unwrap(), "--format", "json"]);
    let objects: Vec<Value> = done.lines().iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((done.code, objects.len()), (0, 37));
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let got = [
        "verdict",
        "step",
        "cause",
        "format",
        "attestation_type",
        "trusted",
        "algorithm",
        "flags",
        "sign_count",
    ];
    for object in &objects {
        assert_eq!(names(object), set(&["id", "expected", "got", "outcome"]));
        assert_eq!(names(&object["expected"]), set(&["verdict", "step"]));
        assert_eq!(names(&object["got"]), set(&got));
        assert_eq!(object["outcome"], "passed");
    }
    let find = |id: &str| objects.iter().find(|object| object["id"] == id).unwrap();
    let accepted = find("test-vectors/registration-packed-es256");
    let expected = serde_json::json!({
        "verdict": "accept", "step": null, "cause": null, "format": "packed", "attestation_type": "basic",
        "trusted": true, "algorithm": -7, "sign_count": 0,
        "flags": { "up": true, "uv": true, "be": false, "bs": false },
    });
    assert_eq!(accepted["got"], expected);
    let refused = find("test-vectors/registration-refused-origin");
    let expected = serde_json::json!({
        "verdict": "reject", "step": "7.1.9", "cause": "does not hold: origin is one that is accepted",
        "format": null, "attestation_type": null, "trusted": null, "algorithm": null, "sign_count": null,
        "flags": null,
    });
    assert_eq!(refused["got"], expected);
    assert_eq!(refused["expected"], serde_json::json!({ "verdict": "reject", "step": "7.1.9" }));
}

#[test]
fn accepts_a_folder_with_an_index_through_it() {
    let folder = scratch("index");
    std::fs::write(folder.join("index.json"), r#"[{ "file": "a.jwt" }, { "chain": "b.pem" }]"#).unwrap();
    std::fs::write(folder.join("expected.json"), "not even JSON").unwrap();
    let done = run(&["vectors", folder.to_str().unwrap()]);
    assert_eq!((done.code, done.closing(), done.lines().len()), (0, "0 passed, 0 failed, 2 skipped", 2));
}

#[test]
fn accepts_a_listed_deviation_with_its_reason() {
    let folder = scratch("wycheproof");
    // A valid signature that is refused because it has a context: the reason is what is tested, not the signature.
    let file = serde_json::json!({
        "algorithm": "ML-DSA-44",
        "testGroups": [{
            "publicKey": "00".repeat(1312),
            "tests": [
                { "tcId": 1, "msg": "", "ctx": "01", "sig": "00", "result": "valid" },
                { "tcId": 2, "msg": "", "sig": "00", "result": "invalid" },
                { "tcId": 3, "msg": "", "sig": "00", "result": "valid" },
                { "tcId": 4, "msg": "", "sig": "00", "result": "acceptable" },
            ],
        }],
    });
    std::fs::write(folder.join("mldsa_44_test.json"), file.to_string()).unwrap();
    let done = run(&["vectors", folder.to_str().unwrap()]);
    assert_eq!(
        done.lines(),
        [
            "wycheproof/mldsa_44_test/3: expected accept, got reject",
            "wycheproof/mldsa_44_test/4: expected a row that says what to do with it, got reject",
            "wycheproof/mldsa_44_test/1: deviates: COSE signs with an empty context (RFC 9964)",
            "2 passed, 2 failed, 0 skipped",
        ]
    );
    assert_eq!(done.code, 1);
}

#[test]
fn refuses_unusable_paths_and_runs_the_others() {
    let folder = scratch("paths");
    let broken = folder.join("broken.json");
    std::fs::write(&broken, "{").unwrap();
    let data = scratch("data").join("data.json");
    std::fs::write(&data, "{}").unwrap();
    let good = vector("registration-none-es256");
    let done = run(&["vectors", "no/such/path", &good, folder.to_str().unwrap(), data.to_str().unwrap()]);
    assert_eq!((done.code, done.output.as_str()), (2, "1 passed, 3 failed, 0 skipped\n"));
    let errors: Vec<&str> = done.errors.lines().collect();
    assert!(errors[0].starts_with("countersign: no/such/path: "), "{}", errors[0]);
    assert_eq!(errors[1], format!("countersign: {}: line 1, column 1: expected JSON", broken.display()));
    let expected =
        "expected vectors: countersign-vector/1, countersign-prf/1, Wycheproof or RFC 8949 appendix A";
    assert_eq!(errors[2], format!("countersign: {}: {expected}", data.display()));
    assert_eq!(errors.len(), 3);
}

#[test]
fn refuses_a_folder_without_vectors() {
    let folder = scratch("empty");
    let done = run(&["vectors", folder.to_str().unwrap()]);
    assert_eq!((done.code, done.output.as_str()), (2, "0 passed, 1 failed, 0 skipped\n"));
    let start = format!("countersign: {}: expected vectors: ", folder.display());
    assert!(done.errors.starts_with(&start), "{}", done.errors);
}

#[test]
fn accepts_hostile_ids_without_control_characters() {
    let folder = scratch("hostile");
    let text = std::fs::read_to_string(vector("registration-refused-origin")).unwrap();
    let text =
        text.replacen("test-vectors/registration", "\\u001b[2J\u{202e}", 1).replacen("7.1.9", "7.1.8", 1);
    std::fs::write(folder.join("a.json"), text).unwrap();
    let done = run(&["vectors", folder.to_str().unwrap()]);
    assert_eq!(
        (done.code, done.output.contains('\u{1b}'), done.output.contains('\u{202e}')),
        (1, false, false)
    );
    assert!(
        done.output.starts_with("\\u{1b}[2J\\u{202e}-refused-origin: expected reject at 7.1.8, "),
        "{}",
        done.output
    );
}
