//! `inspect`: every kind, every encoding, and what is odd.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign_authenticator::{Attestation, Authenticator, Item, der};
use serde_json::Value;

use crate::run::{Run, folder, run, run_with, vector};

/// A member of a vector, decoded.
fn member(stem: &str, pointer: &str) -> Vec<u8> {
    let text = std::fs::read(vector(stem)).unwrap();
    let document: Value = serde_json::from_slice(&text).unwrap();
    URL_SAFE_NO_PAD.decode(document.pointer(pointer).unwrap().as_str().unwrap()).unwrap()
}

fn attestation_object() -> Vec<u8> {
    member("registration-packed-es256", "/response/response/attestationObject")
}

fn authenticator_data() -> Vec<u8> {
    member("registration-packed-es256", "/response/response/authenticatorData")
}

fn client_data() -> Vec<u8> {
    member("registration-packed-es256", "/response/response/clientDataJSON")
}

fn cose_key() -> Vec<u8> {
    member("authentication-identified-es256", "/credential/public_key")
}

fn certificate() -> Vec<u8> {
    member("registration-packed-es256", "/attestation/trust_anchors/0")
}

fn record() -> Vec<u8> {
    std::fs::read(folder().join("records/full.bin")).unwrap()
}

fn response() -> Vec<u8> {
    let text = std::fs::read(vector("registration-packed-es256")).unwrap();
    let document: Value = serde_json::from_slice(&text).unwrap();
    document["response"].to_string().into_bytes()
}

fn inspect(input: &[u8]) -> Run {
    run_with(&["inspect", "-"], input)
}

fn has_line(done: &Run, line: &str) -> bool {
    done.lines().iter().any(|each| each.trim() == line)
}

/// Whether a line says this, however its parts are set.
fn says(done: &Run, line: &str) -> bool {
    done.lines().iter().any(|each| each.split_whitespace().eq(line.split_whitespace()))
}

#[test]
fn accepts_every_kind_named_or_not() {
    for (kind, title, bytes) in [
        ("attestation-object", "attestation object", attestation_object()),
        ("authenticator-data", "authenticator data", authenticator_data()),
        ("client-data", "client data", client_data()),
        ("cose-key", "COSE key", cose_key()),
        ("certificate", "certificate", certificate()),
        ("record", "credential record", record()),
        ("response", "response", response()),
    ] {
        let done = inspect(&bytes);
        assert_eq!((done.code, done.errors.as_str()), (0, ""), "{kind}");
        assert!(done.output.starts_with(&format!("{title}, {} bytes, from ", bytes.len())), "{kind}");
        assert_eq!(run_with(&["inspect", kind, "-"], &bytes), done, "{kind}");
    }
}

/// What is shown, without the title and without what is odd.
fn body(done: &Run) -> Vec<&str> {
    done.lines().into_iter().skip(1).filter(|line| line.starts_with(' ')).collect()
}

#[test]
fn accepts_every_encoding() {
    let object = attestation_object();
    let hex: String = object.iter().map(|byte| format!("{byte:02x}")).collect();
    let colons: Vec<String> = object.iter().map(|byte| format!("{byte:02X}")).collect();
    let binary = inspect(&object);
    for (encoding, text) in [
        ("base64url", URL_SAFE_NO_PAD.encode(&object)),
        ("base64url", format!("  \"{}\"\n", URL_SAFE_NO_PAD.encode(&object))),
        ("base64", STANDARD.encode(&object)),
        ("hex", hex),
        ("hex", colons.join(":")),
    ] {
        let done = inspect(text.as_bytes());
        assert_eq!(done.code, 0, "{encoding}");
        assert!(done.lines()[0].ends_with(&format!("from {encoding}")), "{}", done.lines()[0]);
        assert_eq!(body(&done), body(&binary), "{encoding}");
    }
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        STANDARD.encode(certificate())
    );
    let done = inspect(pem.as_bytes());
    assert_eq!((done.code, done.lines()[0].ends_with("from PEM")), (0, true));
}

#[test]
fn accepts_what_is_in_order_as_nothing_odd() {
    let done = run(&["inspect", &vector("registration-packed-es256")]);
    assert_eq!((done.code, done.closing()), (0, "nothing odd"));
    for line in [
        "ceremony                 registration",
        "type                   webauthn.create",
        "origin                 https://example.org",
        "fmt                    packed",
        "alg                  -7 ES256",
        "flags                0x45: up uv at",
        "key type           EC2, P-256",
    ] {
        assert!(has_line(&done, line), "{line}");
    }
    assert_eq!(run(&["inspect", &vector("authentication-identified-es256")]).closing(), "nothing odd");
    let key = inspect(&cose_key());
    assert_eq!((key.lines()[1], key.closing()), ("  algorithm                -7 ES256", "nothing odd"));
}

#[test]
fn accepts_what_android_says_of_a_key_in_words() {
    let done = run(&["inspect", &vector("registration-android-key-es256")]);
    assert_eq!(done.code, 0);
    for line in [
        "key description",
        "attestation version 300",
        "described by trusted environment",
        "key held by trusted environment",
        "software enforced",
        "creationDateTime 1765231558656",
        "hardware enforced",
        "purpose 2",
        "noAuthRequired yes",
        "origin 0",
        "bootloader locked",
        "verified boot state Verified",
        "osPatchLevel 202510",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let holds = |shown: &&str| shown.split_whitespace().eq(words.iter().copied());
        assert!(done.lines().iter().any(holds), "{line} is not in\n{}", done.output);
    }
    let odd = run(&["inspect", &vector("registration-refused-android-key-all-applications")]);
    assert!(odd.output.contains("odd: every application of the device may use the key"), "{}", odd.output);
    let apple = run(&["inspect", &vector("registration-apple-es256")]);
    assert!(apple.lines().iter().any(|line| line.trim_start().starts_with("nonce ")), "{}", apple.output);
}

#[test]
fn accepts_a_broken_application_id_and_shows_what_stands_behind_it() {
    let registration = Authenticator::from_seed(&[7; 32])
        .register(&[1; 32], "example.org", "https://example.org")
        .attestation(Attestation::AndroidKey)
        .statement(|statement| {
            statement.key_description(|description| {
                let broken = der::octet_string(&[1]);
                description
                    .security_levels(0, 0)
                    .software_enforced(|list| list.add(709, &broken))
                    .hardware_enforced(|list| list.origin(2).purposes(&[2, 3]).reversed())
            })
        })
        .build();
    let done = run_with(&["inspect", "-"], registration.json().as_bytes());
    assert_eq!(done.code, 0, "{}", done.errors);
    assert!(done.output.contains("bootloader"), "{}", done.output);
    for odd in [
        "odd: attestationApplicationId: ",
        "odd: the hardware does not say that it made the key",
        "odd: the key may do more than sign",
        "odd: the tags of a list are not in ascending order",
        "odd: the key or its description is in software",
    ] {
        assert!(done.lines().iter().any(|line| line.starts_with(odd)), "{odd} is not in\n{}", done.output);
    }
}

// attack: tpm-pub-area-scheme tpm-type
#[test]
fn accepts_what_a_tpm_says_in_words() {
    let done = run(&["inspect", &vector("tpm-swtpm/registration-p256-fixed-scheme-by-es256")]);
    assert_eq!(done.code, 0);
    for line in [
        "certInfo",
        "magic ff544347",
        "type CERTIFY 8017",
        "clock is safe true",
        "pubArea",
        "name algorithm SHA-256 (0x000b)",
        "attributes 00040072 fixedTPM fixedParent sensitiveDataOrigin userWithAuth sign",
        "policy none",
        "symmetric none",
        "scheme ECDSA with SHA-256",
        "key type ECC, P-256",
        "key derivation none",
        "TPM manufacturer id:49424D00 IBM",
        "TPM model SW TPM",
        "extended key usage 2.23.133.8.3",
    ] {
        assert!(says(&done, line), "{line}: {}", done.output);
    }
    let rsa = run(&["inspect", &vector("tpm-swtpm/registration-rsa-by-rs256")]);
    for line in ["scheme none", "key type RSA, 2048 bits", "exponent 65537"] {
        assert!(says(&rsa, line), "{line}: {}", rsa.output);
    }
    let quote = run(&["inspect", &vector("tpm-swtpm/registration-refused-quote")]);
    assert!(says(&quote, "type QUOTE 8018"), "{}", quote.output);
    assert!(says(&quote, "odd: certInfo certifies no key"), "{}", quote.output);
    let mut object = member("registration-tpm-es256", "/response/response/attestationObject");
    let id = b"id:49424D00";
    let at = object.windows(id.len()).position(|window| window == id).unwrap();
    object[at..at + id.len()].copy_from_slice(b"id:FFFFF1D0");
    let unregistered = inspect(&object);
    for line in ["TPM manufacturer id:FFFFF1D0", "odd: the manufacturer of the TPM is not registered"] {
        assert!(says(&unregistered, line), "{line}: {}", unregistered.output);
    }
    let prefixed = run(&["inspect", &vector("tpm-swtpm/registration-refused-pub-area-prefix")]);
    let odd = "odd: pubArea: TPM type: algorithm 0x0056 is none for this field (at byte 0)";
    assert!(says(&prefixed, odd), "{}", prefixed.output);
}

#[test]
fn accepts_broken_things_and_says_what_is_odd() {
    let with = |bytes: Vec<u8>, change: fn(&mut Vec<u8>)| {
        let mut bytes = bytes;
        change(&mut bytes);
        bytes
    };
    let data = || member("authentication-identified-es256", "/response/response/authenticatorData");
    for (kind, bytes, odd) in [
        (
            "attestation-object",
            with(attestation_object(), |bytes| bytes.push(0)),
            "1 bytes follow the attestation object",
        ),
        (
            "cose-key",
            with(cose_key(), |bytes| bytes.extend([1, 2])),
            "2 bytes follow the key: a verifier refuses it",
        ),
        // kty and alg change places.
        (
            "cose-key",
            with(cose_key(), |bytes| bytes[1..5].copy_from_slice(&[3, 0x26, 1, 2])),
            "map keys are not in CTAP2 order",
        ),
        (
            "authenticator-data",
            with(data(), |bytes| bytes.push(0)),
            "1 bytes follow the authenticator data: a verifier refuses it",
        ),
        ("authenticator-data", with(data(), |bytes| bytes[32] |= 0b10), "reserved bits of the flags are set"),
        ("authenticator-data", with(data(), |bytes| bytes[32] = 0), "the user was not present"),
        (
            "authenticator-data",
            with(data(), |bytes| bytes[32] |= 0x10),
            "backed up, but not eligible for backup",
        ),
        (
            "client-data",
            with(client_data(), |bytes| bytes.splice(0..0, *b"\xef\xbb\xbf").for_each(drop)),
            "a byte order mark stands before the client data",
        ),
        ("certificate", certificate(), "the certificate names itself as its issuer"),
    ] {
        let done = run_with(&["inspect", kind, "-"], &bytes);
        assert_eq!(done.code, 0, "{odd}");
        assert!(has_line(&done, &format!("odd: {odd}")), "{odd}: {}", done.output);
    }
    let off_curve = run(&["inspect", &vector("registration-refused-key-off-curve")]);
    assert!(off_curve.output.contains("odd: a verifier refuses it: "), "{}", off_curve.output);
    let ids = run(&["inspect", &vector("registration-refused-response-id")]);
    assert!(has_line(&ids, "odd: id and rawId differ"), "{}", ids.output);
    let records = folder().join("records/backup-unknown.json");
    let record = run(&["inspect", records.to_str().unwrap()]);
    assert!(record.output.contains("odd: backup eligibility is unknown"), "{}", record.output);
}

#[test]
fn accepts_hostile_text_without_control_characters() {
    let text = "{\"type\":\"webauthn.get\u{1b}[31m\u{202e}\",\"challenge\":\"AA\",\"origin\":\"https://example.org\"}";
    let done = inspect(text.replace('\u{1b}', "\\u001b").as_bytes());
    assert_eq!(
        (done.code, done.output.contains('\u{1b}'), done.output.contains('\u{202e}')),
        (0, false, false)
    );
    assert!(done.output.contains("webauthn.get\\u{1b}[31m\\u{202e}"), "{}", done.output);
}

// Found by the fuzz target `inspect`: values were escaped, names were not.
#[test]
fn accepts_hostile_names_of_members_without_control_characters() {
    let hostile = "sig\u{1b}[2J\r\u{202e}";
    let authenticator = Authenticator::from_seed(&[7; 32]);
    let registration = authenticator
        .register(b"a challenge of 16 bytes or more", "example.org", "https://example.org")
        .attestation(Attestation::PackedSelf)
        .statement(move |statement| statement.member(hostile, Item::bytes(&[1])))
        .build();
    let object = registration.attestation_object();
    let done = inspect(object);
    assert_eq!(done.code, 0, "{}", done.errors);
    assert!(done.output.contains("sig\\u{1b}[2J\\u{d}\\u{202e} AQ (1 bytes)"), "{}", done.output);
    let is_shown = |character: char| character.is_ascii_graphic() || matches!(character, ' ' | '\n');
    assert!(done.output.chars().all(is_shown), "{}", done.output.escape_debug());
}

#[test]
fn refuses_what_it_cannot_decode() {
    for (arguments, input, expected) in [
        (&["inspect", "-"][..], &b"hello"[..], "standard input: expected one of response, client data, "),
        (&["inspect", "-"], b"", "standard input: expected one of "),
        (&["inspect", "certificate", "-"], b"AQID", "standard input: expected certificate in JSON, "),
        (
            &["inspect", "authenticator-data", "-"],
            b"00",
            "standard input: expected authenticator data in JSON, ",
        ),
        (&["inspect", "-"], b"\n{\n  \"id\" 1 }", "standard input: line 3, column 8: expected JSON"),
        (&["inspect", "-"], b"{", "standard input: line 1, column 1: expected JSON"),
        (&["inspect", "-"], b"{\n", "standard input: line 2, column 1: expected JSON"),
        (&["inspect", "-"], b"{}", "standard input: expected one of "),
        (&["inspect", "key", "-"], b"00", "kind: expected attestation-object, "),
        (&["inspect", "no/such/file"], b"", "no/such/file: "),
    ] {
        let done = run_with(arguments, input);
        assert_eq!((done.code, done.output.as_str()), (2, ""), "{arguments:?}");
        assert!(done.errors.starts_with(&format!("countersign: {expected}")), "{}", done.errors);
        assert_eq!(done.errors.lines().count(), 1);
    }
}

#[test]
fn refuses_to_inspect_nothing() {
    for arguments in [&["inspect"][..], &["inspect", "--"]] {
        let done = run(arguments);
        assert_eq!((done.code, done.output.as_str()), (2, ""));
        assert!(done.errors.contains("required arguments were not provided:\n  <FILE>\n"), "{}", done.errors);
    }
}

#[test]
fn refuses_or_accepts_every_truncation_without_a_panic() {
    for bytes in [attestation_object(), authenticator_data(), cose_key(), certificate(), record()] {
        for length in (0..bytes.len()).step_by(37) {
            let done = inspect(&bytes[..length]);
            assert!(matches!(done.code, 0 | 2), "{length}: {done:?}");
            assert!(!done.errors.contains("panicked"), "{length}: {done:?}");
        }
    }
}
