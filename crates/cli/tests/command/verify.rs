//! `verify`, and what all commands have.

use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::run::{providers, run, run_with, scratch, vector};

#[test]
fn accepts_in_one_line() {
    for (stem, line) in [
        (
            "registration-packed-es256",
            "accepted: registration packed ES256 example.org, attestation basic (trusted by CN=Countersign Test Root), flags up uv at, sign count 0",
        ),
        (
            "registration-packed-es256-other-anchor",
            "accepted: registration packed ES256 example.org, attestation basic (not trusted: certificate 1 of the path: the signature is not one of the issuer), flags up uv at, sign count 0",
        ),
        (
            "registration-none-eddsa",
            "accepted: registration none EdDSA example.org, attestation none (trust not assessed), flags up uv at, sign count 0",
        ),
        (
            "authentication-discoverable-es256",
            "accepted: authentication ES256 example.org, flags up uv, sign count 1",
        ),
    ] {
        let done = run(&["verify", &vector(stem)]);
        assert_eq!((done.code, done.lines(), done.errors.as_str()), (0, vec![line], ""));
    }
}

#[test]
fn refuses_in_one_line_at_the_step() {
    for (stem, line) in [
        (
            "registration-refused-origin",
            "refused: registration.origin (7.1.9): expected https://example.org, got https://www.example.org",
        ),
        (
            "registration-refused-trailing-byte",
            "refused: registration.attestation-object (7.1.13/6.1.r4): authenticatorData: bytes from 164 on belong to nothing",
        ),
        (
            "registration-refused-signature",
            "refused: registration.statement (7.1.22/8.2.v2.a): the signature does not verify",
        ),
        (
            "authentication-refused-sign-count",
            "refused: authentication.sign-count.not-greater (7.2.22.b): expected 9, got 1",
        ),
    ] {
        let done = run(&["verify", &vector(stem)]);
        assert_eq!((done.code, done.lines(), done.errors.as_str()), (1, vec![line], ""));
    }
}

#[test]
fn refuses_with_a_cause_beside_what_was_expected_and_got() {
    let text = std::fs::read_to_string(vector("authentication-identified-es256")).unwrap();
    let mut document: Value = serde_json::from_str(&text).unwrap();
    let data = document.pointer_mut("/response/response/authenticatorData").unwrap();
    let mut bytes = URL_SAFE_NO_PAD.decode(data.as_str().unwrap()).unwrap();
    bytes.push(0);
    *data = URL_SAFE_NO_PAD.encode(bytes).into();
    let text = document.to_string();
    let done = run_with(&["verify", "-"], text.as_bytes());
    let cause = "authenticatorData: bytes from 37 on belong to nothing";
    let start = format!("refused: authentication.rp-id (7.2.15/6.1.r4): {cause}");
    assert_eq!(
        (done.code, done.lines().len(), done.output.starts_with(&start)),
        (1, 1, true),
        "{}",
        done.output
    );
    let done = run_with(&["explain", "-"], text.as_bytes());
    assert_eq!(
        (done.code, done.lines().iter().any(|line| line.trim() == cause)),
        (1, true),
        "{}",
        done.output
    );
}

#[test]
fn refuses_a_repeated_member_by_name() {
    let text = std::fs::read_to_string(vector("registration-none-es256")).unwrap();
    let twice =
        text.replacen("\"user_verification\":", "\"user_verification\": 1, \"user_verification\":", 1);
    let done = run_with(&["verify", "-"], twice.as_bytes());
    let line = "countersign: standard input: options.user_verification: expected no repeated member\n";
    assert_eq!((done.code, done.output.as_str(), done.errors.as_str()), (2, "", line));
}

#[test]
fn accepts_standard_input_and_a_ceremony_without_expectation() {
    let text = std::fs::read_to_string(vector("registration-none-es256")).unwrap();
    let done = run_with(&["verify", "-"], text.as_bytes());
    assert_eq!((done.code, done.lines().len()), (0, 1));
    let unexpecting = text.replacen("\"expect\":", "\"note\":", 1);
    assert_eq!(run_with(&["verify", "-"], unexpecting.as_bytes()), done);
}

#[test]
fn refuses_unusable_input_with_file_place_and_expectation() {
    let folder = scratch("unusable");
    let file = folder.join("broken.json");
    std::fs::write(&file, "{\n  \"schema\": \"countersign-vector/1\",\n  \"id\" 1 }").unwrap();
    let path = file.to_str().unwrap();
    for command in ["verify", "explain"] {
        let done = run(&[command, path]);
        let line = format!("countersign: {path}: line 3, column 8: expected JSON\n");
        assert_eq!((done.code, done.output.as_str(), done.errors), (2, "", line));
    }
    for (input, line) in [
        (&b"[]"[..], "countersign: standard input: line 1, column 1: expected a JSON object\n"),
        (b"{}", "countersign: standard input: schema: missing, expected countersign-vector/1\n"),
        (b"\xff", "countersign: standard input: byte 0: expected UTF-8\n"),
        (b"", "countersign: standard input: line 1, column 1: expected JSON\n"),
        (&[b' '; 2 * 1024 * 1024 + 1], "countersign: standard input: expected at most 2097152 bytes\n"),
    ] {
        let done = run_with(&["verify", "-"], input);
        assert_eq!((done.code, done.output.as_str(), done.errors.as_str()), (2, "", line));
    }
    let done = run(&["verify", "no/such/file"]);
    assert_eq!((done.code, done.errors.starts_with("countersign: no/such/file: ")), (2, true));
}

#[test]
fn refuses_wrong_usage() {
    for arguments in [&[][..], &["verify"], &["login"], &["explain", "a", "--format", "pdf"], &["vectors"]] {
        let done = run(arguments);
        assert_eq!((done.code, done.output.as_str()), (2, ""), "{arguments:?}");
        assert!(
            done.errors.starts_with("error: ") || done.errors.contains("Usage: countersign"),
            "{arguments:?}"
        );
    }
}

#[test]
fn accepts_requests_for_help_version_and_completions() {
    let help = run(&["--help"]);
    assert_eq!((help.code, help.errors.as_str()), (0, ""));
    for command in ["verify", "explain", "inspect", "vectors", "completions"] {
        assert!(help.output.contains(command), "{command}");
        let help = run(&[command, "--help"]);
        assert_eq!((help.code, help.output.contains("Example")), (0, true), "{command}");
        assert!(help.lines().iter().all(|line| line.len() <= 100), "{command}");
    }
    let version = run(&["-V"]);
    let provider = if cfg!(feature = "graviola") { "graviola" } else { "rustcrypto" };
    let expected = format!("countersign {} (--provider {provider})\n", env!("CARGO_PKG_VERSION"));
    assert_eq!((version.code, version.output.as_str()), (0, expected.as_str()));
    let version = run(&["--version"]);
    assert_eq!((version.code, version.output.starts_with(&expected)), (0, true));
    for shell in ["bash", "zsh", "fish"] {
        let completions = run(&["completions", shell]);
        assert_eq!((completions.code, completions.output.contains("countersign")), (0, true), "{shell}");
    }
}

/// Every provider that the command was built with has a line for each library, which together name every algorithm once.
#[test]
fn accepts_requests_for_the_libraries_behind_each_provider() {
    let version = run(&["--version"]);
    let default = if cfg!(feature = "graviola") { "graviola" } else { "rustcrypto" };
    let sections: Vec<&str> = version.output.split("\n--provider ").skip(1).collect();
    assert_eq!(sections.len(), providers().len());
    for (section, name) in sections.iter().zip(providers()) {
        let mut lines = section.lines();
        assert_eq!(lines.next().map(|line| line.trim_end_matches(" (default)")), Some(name));
        let libraries: Vec<_> = lines.filter_map(|line| line.trim_start().split_once(": ")).collect();
        let mut algorithms: Vec<_> =
            libraries.iter().flat_map(|(_, algorithms)| algorithms.split(' ')).collect();
        algorithms.sort_unstable();
        let mut all = countersign::Algorithm::ALL.map(countersign::Algorithm::name);
        all.sort_unstable();
        assert_eq!(algorithms, all);
        assert_eq!(section.contains(" (default)"), name == default);
        if name == "aws-lc-rs" {
            assert!(libraries.contains(&("RustCrypto", "ES256K Ed448")), "{libraries:?}");
        }
    }
}

/// The verdicts and the words of every provider are those of RustCrypto.
#[test]
fn accepts_every_provider_it_was_built_with_and_refuses_others() {
    for stem in ["registration-packed-es256", "registration-refused-signature"] {
        let file = vector(stem);
        for command in ["verify", "explain", "vectors"] {
            let default = run(&[command, &file]);
            for provider in providers() {
                assert_eq!(run(&[command, &file, "--provider", provider]), default, "{command} {provider}");
            }
        }
    }
    let unknown = run(&["verify", &vector("registration-packed-es256"), "--provider", "abacus"]);
    assert_eq!((unknown.code, unknown.output.as_str()), (2, ""));
}

#[test]
fn accepts_a_reader_that_goes_away() {
    for (arguments, code) in [
        (vec!["verify".to_owned(), vector("registration-refused-origin")], 1),
        (vec!["explain".to_owned(), vector("registration-none-es256")], 0),
        (vec!["completions".to_owned(), "bash".to_owned()], 0),
        (vec!["--help".to_owned()], 0),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
            .args(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        let errors = String::from_utf8(done.stderr).unwrap();
        assert_eq!((done.status.code(), errors.as_str()), (Some(code), ""), "{arguments:?}");
    }
}
