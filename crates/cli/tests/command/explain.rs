//! `explain`: the table in its three forms. The files in `golden/` are what it should print.

use countersign::Format;
use serde_json::Value;

use crate::run::{Run, assert_golden, run, run_with, vector};

fn explain(stem: &str, format: &str) -> Run {
    run(&["explain", &vector(stem), "--format", format])
}

/// The head of `docs/explained.md`.
const EXPLAINED: &str = "# A registration of every format, explained

What `countersign explain` says of one registration in `test-vectors/` for each attestation statement format. Written by a
test that fails when it is not current; do not edit. After a change:

```sh
COUNTERSIGN_BLESS=1 cargo test -p countersign-cli --test command explain
```
";

#[test]
fn accepts_the_document_that_explains_every_format_as_current() {
    let mut document = EXPLAINED.to_owned();
    for format in Format::ALL {
        let done = explain(&format!("registration-{}-es256", format.identifier()), "text");
        assert_eq!((done.code, done.errors.as_str()), (0, ""), "{format:?}");
        document += &format!("\n## `{}`\n\n```text\n{}```\n", format.identifier(), done.output);
    }
    assert_golden("../../../../docs/explained.md", &document);
}

#[test]
fn accepts_and_shows_every_step() {
    let done = explain("registration-packed-es256", "text");
    assert_eq!((done.code, done.errors.as_str()), (0, ""));
    assert_golden("registration-packed-es256.txt", &done.output);
    let done = explain("authentication-identified-es256", "text");
    assert_eq!(done.code, 0);
    assert_golden("authentication-identified-es256.txt", &done.output);
}

#[test]
fn refuses_and_shows_what_was_expected_and_got() {
    for stem in [
        "registration-refused-origin",
        "registration-refused-signature",
        "registration-refused-trailing-byte",
        "registration-refused-chain",
        "authentication-refused-sign-count",
    ] {
        let done = explain(stem, "text");
        assert_eq!((done.code, done.errors.as_str()), (1, ""));
        assert_golden(&format!("{stem}.txt"), &done.output);
    }
}

#[test]
fn accepts_lines_of_a_hundred_columns_without_colour() {
    for stem in
        ["registration-packed-es256", "registration-cross-origin", "authentication-refused-other-user"]
    {
        let done = explain(stem, "text");
        for line in done.lines() {
            assert!(line.chars().count() <= 100, "{line}");
            assert!(!line.contains('\u{1b}'), "{line}");
        }
    }
}

#[test]
fn accepts_long_and_hostile_origins() {
    let text = std::fs::read_to_string(vector("registration-refused-origin")).unwrap();
    let origins: Vec<String> =
        (0..40).map(|number| format!("\"https://a-rather-long-name-{number}.example.org\"")).collect();
    let hostile = format!("\"https://\\u001b[31m|{}\", {}", "x".repeat(300), origins.join(", "));
    let text = text.replacen("\"https://example.org\"", &hostile, 1);
    for format in ["text", "markdown", "json"] {
        let done = run_with(&["explain", "-", "--format", format], text.as_bytes());
        assert_eq!((done.code, done.output.contains('\u{1b}')), (1, false), "{format}");
        let is_wide = |line: &&str| format == "text" && line.chars().count() > 100;
        assert_eq!(done.lines().into_iter().find(is_wide), None);
    }
}

#[test]
fn refuses_in_markdown() {
    let done = explain("registration-refused-origin", "markdown");
    assert_eq!(done.code, 1);
    assert_golden("registration-refused-origin.md", &done.output);
}

#[test]
fn refuses_in_json() {
    let done = explain("registration-refused-origin", "json");
    let report: Value = serde_json::from_str(&done.output).unwrap();
    assert_eq!((done.code, &report["verdict"], &report["step"]), (1, &"reject".into(), &"7.1.9".into()));
    let steps = report["steps"].as_array().unwrap();
    let origin = steps.iter().find(|step| step["step"] == "7.1.9").unwrap();
    let members = ["name", "rule", "outcome", "expected", "got"].map(|name| origin[name].as_str().unwrap());
    let expected = [
        "registration.origin",
        "origin is one that is accepted",
        "refused",
        "https://example.org",
        "https://www.example.org",
    ];
    assert_eq!(members, expected);
    let outcomes: Vec<_> = steps.iter().map(|step| step["outcome"].as_str().unwrap()).collect();
    for outcome in ["passed", "not applicable", "caller's duty", "not reached"] {
        assert!(outcomes.contains(&outcome), "{outcome}");
    }
    let done = explain("registration-none-es256", "json");
    let report: Value = serde_json::from_str(&done.output).unwrap();
    assert_eq!((done.code, &report["verdict"], &report["step"]), (0, &"accept".into(), &Value::Null));
}

#[test]
fn refuses_in_json_and_markdown_with_the_certificate_at_which_the_path_broke() {
    let done = explain("registration-refused-chain", "json");
    let report: Value = serde_json::from_str(&done.output).unwrap();
    let path = &report["paths"][0];
    assert_eq!((&path["format"], &path["trusted"]), (&"packed".into(), &false.into()));
    assert_eq!(path["reason"], "certificate 0 of the path: the signature is not one of the issuer");
    let leaf = &path["certificates"][0];
    assert_eq!((&leaf["role"], &leaf["issuer"]), (&"leaf".into(), &"CN=Countersign Test Root".into()));
    assert_eq!(leaf["not_before"], "2020-01-01T00:00:00Z");
    assert_eq!(leaf["reason"], "the signature is not one of the issuer");
    let done = explain("registration-refused-chain", "markdown");
    let row =
        done.lines().into_iter().find(|line| line.starts_with("| leaf | C=AA, O=Countersign,")).unwrap();
    assert!(row.ends_with("| the signature is not one of the issuer |"), "{row}");
}

#[test]
fn accepts_in_json_with_the_anchor_of_the_path() {
    let done = explain("registration-packed-es256", "json");
    let report: Value = serde_json::from_str(&done.output).unwrap();
    let certificates = report["paths"][0]["certificates"].as_array().unwrap();
    let roles: Vec<_> =
        certificates.iter().map(|certificate| certificate["role"].as_str().unwrap()).collect();
    assert_eq!((roles, &report["paths"][0]["trusted"]), (vec!["leaf", "anchor"], &true.into()));
    let done = explain("registration-none-es256", "json");
    let report: Value = serde_json::from_str(&done.output).unwrap();
    assert_eq!(report["paths"], Value::Array(Vec::new()));
}
