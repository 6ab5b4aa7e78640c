//! `vectors`: lines, sums, exit codes.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::run::{folder, providers, run, scratch, vector};

/// How many vectors the project has made or recorded: each is a file, as other files of the folders are not.
fn made() -> usize {
    let below = ["chromium", "lies", "tpm-swtpm", "w3c-l3"].map(|name| folder().join(name));
    let folders = below.into_iter().chain([folder()]).collect::<Vec<_>>();
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|name| name == "json")).count()
}

#[test]
fn accepts_a_folder_whose_vectors_pass() {
    for provider in providers() {
        let done = run(&["vectors", folder().to_str().unwrap(), "--provider", provider]);
        assert_eq!(
            (done.code, done.output.as_str(), done.errors.as_str()),
            (0, format!("{} passed, 0 failed, 0 skipped\n", made()).as_str(), ""),
            "{provider}"
        );
    }
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
    assert_eq!((done.code, objects.len()), (0, made()));
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
fn accepts_and_refuses_a_folder_with_an_index_through_it() {
    let folder = scratch("index");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    let text = std::fs::read_to_string(vector("registration-refused-origin")).unwrap();
    let differs = text.replacen("7.1.9", "7.1.8", 1);
    std::fs::create_dir(folder.join("below")).unwrap();
    write(
        "index.json",
        r#"[{ "file": "a.jwt" }, { "chain": "b.pem" }, { "file": "listed.json" }, { "file": "other.json" },
            { "file": "./below/vector.txt" }, { "note": "names nothing" }, { "file": "a.jwt" }]"#,
    );
    write("a.jwt", "eyJhbGciOiJFUzI1NiJ9.e30.AA");
    write("b.pem", "-----BEGIN CERTIFICATE-----");
    write("listed.json", &differs);
    write("other.json", "{}");
    write("below/vector.txt", &text);
    write("below/deeper.json", &differs);
    write("unlisted.json", &text);
    write("data.json", "{}");
    let done = run(&["vectors", folder.to_str().unwrap()]);
    let id = "test-vectors/registration-refused-origin";
    let difference = format!("{id}: expected reject at 7.1.8, got reject at 7.1.9");
    let lines = done.lines();
    assert_eq!(lines.iter().filter(|line| line.starts_with(&difference)).count(), 2, "{lines:?}");
    let skipped: Vec<_> = lines.iter().filter_map(|line| line.split_once(": skipped: ")).collect();
    let ids: Vec<_> = skipped.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, ["index/unnamed", "index/a.jwt", "index/other.json"]);
    // A chain of certificates has to say what is expected of it.
    let unusable = "index/b.pem: index.links_verify: expected true or false";
    assert!(lines.contains(&unusable), "{lines:?}");
    assert!(skipped.iter().all(|(_, reason)| reason.starts_with("listed in an index, ")));
    assert_eq!((done.code, done.closing()), (1, "2 passed, 3 failed, 3 skipped"));
    let through = run(&["vectors", folder.join("index.json").to_str().unwrap()]);
    assert_eq!((through.code, through.closing()), (1, "1 passed, 2 failed, 3 skipped"));
}

#[test]
fn refuses_an_index_that_cannot_be_used_and_runs_the_rest() {
    let text = std::fs::read_to_string(vector("registration-refused-origin")).unwrap();
    for (index, problem) in [
        ("{}", "document: expected a list of entries"),
        ("[", "line 1, column 1: expected JSON"),
        (r#"[{ "file": "../a.json" }]"#, "[0]: expected a name of a file inside the folder"),
        (r#"[{ "file": "/a.json" }]"#, "[0]: expected a name of a file inside the folder"),
    ] {
        let folder = scratch("bad-index");
        std::fs::write(folder.join("index.json"), index).unwrap();
        std::fs::write(folder.join("a.json"), &text).unwrap();
        let done = run(&["vectors", folder.to_str().unwrap()]);
        let line = format!("{}: {problem}", folder.join("index.json").display());
        assert_eq!(done.lines(), [line.as_str(), "1 passed, 1 failed, 0 skipped"]);
        assert_eq!((done.code, done.errors.as_str()), (1, ""));
    }
    let folder = scratch("bad-index");
    std::fs::write(folder.join("index.json"), r#"[{ "file": "gone.jwt" }]"#).unwrap();
    let done = run(&["vectors", folder.to_str().unwrap()]);
    assert_eq!((done.code, done.closing()), (1, "0 passed, 1 failed, 0 skipped"));
    assert!(done.output.contains("gone.jwt: "), "{}", done.output);
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
    std::fs::write(folder.join("copy.json"), file.to_string()).unwrap();
    let done = run(&["vectors", folder.to_str().unwrap()]);
    assert_eq!(
        done.lines(),
        [
            "wycheproof/copy/3: expected accept, got reject",
            "wycheproof/copy/4: expected a row that says what to do with it, got reject",
            "wycheproof/copy/1: deviates: COSE signs with an empty context (RFC 9964)",
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
    let (folder, data) = (folder.to_str().unwrap(), data.to_str().unwrap());
    let done = run(&["vectors", "no/such/path", &good, data]);
    assert_eq!((done.code, done.output.as_str()), (2, "1 passed, 0 failed, 0 skipped\n"));
    let errors: Vec<&str> = done.errors.lines().collect();
    assert!(errors[0].starts_with("countersign: no/such/path: "), "{}", errors[0]);
    let expected =
        "expected vectors: countersign-vector/1, countersign-prf/1, Wycheproof or RFC 8949 appendix A";
    assert_eq!(errors[1], format!("countersign: {data}: {expected}"));
    assert_eq!(errors.len(), 2);
    // What failed comes first.
    let broken = broken.display();
    let done = run(&["vectors", "no/such/path", &good, folder]);
    let line = format!("{broken}: line 1, column 1: expected JSON");
    assert_eq!((done.code, done.lines()), (1, vec![line.as_str(), "1 passed, 1 failed, 0 skipped"]));
    let done = run(&["vectors", folder, "--format", "json"]);
    let object: Value = serde_json::from_str(&done.output).unwrap();
    let expected = serde_json::json!({
        "id": broken.to_string(),
        "expected": { "verdict": null, "step": null },
        "got": {
            "verdict": null, "step": null, "cause": "line 1, column 1: expected JSON", "format": null,
            "attestation_type": null, "trusted": null, "algorithm": null, "flags": null, "sign_count": null,
        },
        "outcome": "failed",
    });
    assert_eq!((done.code, object), (1, expected));
}

#[test]
fn refuses_a_folder_without_vectors() {
    let folder = scratch("empty");
    let done = run(&["vectors", folder.to_str().unwrap()]);
    assert_eq!((done.code, done.output.as_str()), (2, "0 passed, 0 failed, 0 skipped\n"));
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
