//! `explain`: the table in its three forms. The files in `golden/` are what it should print.

use std::path::Path;

use countersign::Format;
use serde_json::Value;

use crate::run::{Run, run, run_with, vector};

fn explain(stem: &str, format: &str) -> Run {
    run(&["explain", &vector(stem), "--format", format])
}

/// Compares with a golden file; `COUNTERSIGN_BLESS=1` writes it.
fn assert_golden(name: &str, output: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var("COUNTERSIGN_BLESS").as_deref() == Ok("1") {
        std::fs::write(&path, output).unwrap();
    }
    assert_eq!(output, std::fs::read_to_string(&path).unwrap_or_default(), "{name}");
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
