//! How a procedure is carried out: what its trace tells, what its errors say, and what is never said.
#![cfg(test)]

use std::collections::BTreeSet;

use countersign_attestation::{
    Cause, CompoundTrace, Distrust, Duty, Error, Evidence, Format, JwsError, MAX_EVIDENCE_CHARACTERS,
    Outcome, PartRefusal, Record, Recording, Step, Steps, UnsupportedFormat, steps,
};
use countersign_cbor::{MapOrder, Value};
use countersign_cose::{AlgorithmIdentifier, InvalidSignature, RUST_CRYPTO};
use countersign_wire::Aaguid;
use countersign_x509::{Certificate, PathContext, PathOptions, Revocation, TrustAnchor, verify_path};

static OUTER: Step = Step::new("test.outer", "9.9.1", Duty::Contains("9.9.1."), "The inner steps hold", "");
static INNER: Step = Step::new("test.inner", "9.9.1.a", Duty::Library, "The number is one", "Make it one.");
static MADE: Step = Step::new("test.made", "9.9.2", Duty::Output, "The number is doubled", "");

/// A procedure with another one inside.
fn doubled(number: u64, trace: &mut Recording) -> Result<u64, Error> {
    let mut steps: Steps<'_, Recording, Error> = Steps::new(trace);
    let number = steps.procedure(&OUTER, |trace| {
        let mut steps: Steps<'_, Recording, Error> = Steps::new(trace);
        let inner = steps.require(&INNER, number == 1, || (Evidence::Number(1), Evidence::Number(number)));
        inner.map(|()| number).map_err(|error| error.cause().clone())
    })?;
    Ok(steps.make(&MADE, number.saturating_mul(2)))
}

fn told(trace: &Recording) -> Vec<(&'static str, Outcome, &str, &str)> {
    let one = |record| {
        let record: &Record = record;
        (record.step().id(), record.outcome(), record.expected(), record.got())
    };
    trace.records().iter().map(one).collect()
}

#[test]
fn accepts_inner_steps_before_the_step_that_contains_them() {
    let mut trace = Recording::default();
    assert_eq!(doubled(1, &mut trace), Ok(2));
    let expected = [
        ("9.9.1.a", Outcome::Passed, "1", "1"),
        ("9.9.1", Outcome::Passed, "", ""),
        ("9.9.2", Outcome::Passed, "", ""),
    ];
    assert_eq!(told(&trace), expected);
}

#[test]
fn refuses_at_the_step_and_tells_nothing_behind_it() {
    let mut trace = Recording::default();
    let error = doubled(7, &mut trace).expect_err("seven is not one");
    assert_eq!((error.step(), error.cause()), (&OUTER, &Cause::Rule));
    assert_eq!(error.to_string(), "test.outer (9.9.1): The inner steps hold");
    let expected = [("9.9.1.a", Outcome::Refused, "1", "7"), ("9.9.1", Outcome::Refused, "", "")];
    assert_eq!(told(&trace), expected);
}

#[test]
fn accepts_a_trace_that_nobody_keeps_without_looking_at_evidence() {
    let mut nobody = ();
    let mut steps: Steps<'_, (), Error> = Steps::new(&mut nobody);
    let looked_at = || panic!("evidence is shown to nobody");
    assert_eq!(steps.require(&INNER, true, looked_at), Ok(()));
    let refused = steps.require(&INNER, false, looked_at);
    assert_eq!(refused.map_err(|error| error.step().id()), Err("9.9.1.a"));
    assert_eq!(steps.examine(&INNER, Ok::<u8, Cause>(7), looked_at), Ok(7));
}

#[test]
fn accepts_steps_with_all_that_a_reader_asks_of_them() {
    assert_eq!((INNER.name(), INNER.level(), INNER.id()), ("test.inner", 3, "9.9.1.a"));
    assert_eq!(
        (INNER.rule(), INNER.duty(), INNER.hint()),
        ("The number is one", Duty::Library, "Make it one.")
    );
    assert_eq!(INNER.to_string(), "test.inner (9.9.1.a)");
}

#[test]
fn accepts_evidence_as_one_escaped_line() {
    let algorithms = [-7, -257, -7777].map(AlgorithmIdentifier::new);
    let aaguid = Aaguid::new([0xab; 16]);
    for (evidence, text) in [
        (Evidence::Nothing, ""),
        (Evidence::Flag(true), "set"),
        (Evidence::Flag(false), "not set"),
        (Evidence::Number(1023), "1023"),
        (Evidence::Time(1_790_000_000), "2026-09-21T14:13:20Z"),
        (Evidence::Word("equal"), "equal"),
        (Evidence::Origin("https://example.org"), "https://example.org"),
        (Evidence::Origin(""), "empty"),
        (Evidence::Identifier("a\n\u{1b}[2J\u{202e}\u{fc}"), r"a\u{a}\u{1b}[2J\u{202e}\u{fc}"),
        (Evidence::RpId("example.org"), "example.org"),
        (Evidence::Origins(Vec::new()), "none"),
        (Evidence::Identifiers(["none", "packed"].to_vec()), "none, packed"),
        (Evidence::Identifiers(["x"; 10].to_vec()), "x, x, x, x, x, x, x, x and 2 more"),
        (Evidence::Algorithm(AlgorithmIdentifier::new(-7)), "ES256"),
        (Evidence::Algorithms(&algorithms), "ES256, RS256, -7777"),
        (Evidence::Aaguid(aaguid), "abababab-abab-abab-abab-abababababab"),
    ] {
        assert_eq!(evidence.to_string(), text);
    }
}

#[test]
fn accepts_long_evidence_cut_at_the_bound() {
    let whole = "x".repeat(MAX_EVIDENCE_CHARACTERS);
    assert_eq!(Evidence::Origin(&whole).to_string(), whole);
    assert_eq!(Evidence::Origin(&(whole.clone() + "y")).to_string(), whole + "…");
    let flood = "\u{fc}".repeat(100_000);
    assert!(
        Evidence::Origin(&flood).to_string().len() <= MAX_EVIDENCE_CHARACTERS * r"\u{fc}".len() + "…".len()
    );
}

#[test]
fn accepts_formats_by_exact_identifiers_alone() {
    for format in Format::ALL {
        assert_eq!(Format::from_identifier(format.identifier()), Ok(format));
    }
    for other in ["Packed", "tpm-2", "PACKED", "unknown"] {
        let refused = Format::from_identifier(other).unwrap_err();
        assert_eq!((refused, refused.rule()), (UnsupportedFormat::Unknown, None));
        assert_eq!(refused.to_string(), "the attestation statement format is not supported");
    }
    for malformed in ["packed ", "", "none\0", "p\u{e4}cked", "a\"", "\\", &"a".repeat(33)] {
        let refused = Format::from_identifier(malformed).unwrap_err();
        assert_eq!((refused, refused.rule()), (UnsupportedFormat::Malformed, Some("8.1.r2")));
        assert_eq!(refused.to_string(), "the attestation statement format is no identifier");
    }
    assert_eq!(Format::from_identifier(&"a".repeat(32)), Err(UnsupportedFormat::Unknown));
}

#[test]
fn accepts_the_tables_of_formats_with_sections_as_ids() {
    assert!(steps::PACKED.iter().all(|step| step.id().starts_with("8.2")));
    assert!(steps::NONE.iter().all(|step| step.id().starts_with("8.7")));
    assert!(steps::TRUST.iter().all(|step| step.id().starts_with("7.1.24.")));
    for step in [steps::PACKED, steps::NONE, steps::TRUST].concat() {
        assert!(!step.name().is_empty() && !step.rule().is_empty(), "{step}");
    }
}

/// Each cause has a line of its own, which says what is known and nothing of what was sent.
#[test]
fn refuses_with_a_text_of_its_own_for_every_cause() {
    let cbor = Value::decode(&[], MapOrder::Enforced).expect_err("nothing is no item");
    let certificate = Certificate::parse(&[]).expect_err("nothing is no certificate");
    let format = Format::from_identifier("of-tomorrow").expect_err("it is not known");
    let path = verify_path::<TrustAnchor>(
        &[],
        &[],
        &PathContext { at: 0, options: PathOptions::default(), revocation: &Revocation::NONE },
        &RUST_CRYPTO,
    );
    let path = path.expect_err("nothing is no path");
    let causes = [
        Cause::Rule,
        Cause::Cbor(cbor),
        Cause::Missing("sig"),
        Cause::UnknownMember,
        Cause::Value("ver"),
        Cause::CertificateCount(11),
        Cause::Certificate { at: 11, error: certificate },
        Cause::Algorithm,
        Cause::TpmManufacturer,
        Cause::TpmNameAlgorithm,
        Cause::AuthorizationOrder,
        Cause::Signature(InvalidSignature),
        Cause::Jws(JwsError::Parts),
        Cause::Age { seconds: 11 },
        Cause::Age { seconds: -11 },
        Cause::PartCount(11),
        Cause::Part { at: 11, refusal: Box::new(PartRefusal::Format(format)) },
        Cause::Path(path),
        Cause::Model,
        Cause::ModelRefused,
        Cause::FormatNotListed,
    ];
    let texts: BTreeSet<_> = causes.iter().map(ToString::to_string).collect();
    assert_eq!(texts.len(), causes.len(), "{texts:?}");
    assert!(
        texts.contains("the rule does not hold")
            && texts.contains("certificate 0 of the path: there is none")
    );
    assert!(texts.iter().all(|text| !text.is_empty() && !text.contains('\n')), "{texts:?}");
}

#[test]
fn accepts_a_text_of_its_own_for_every_distrust() {
    assert_eq!(Distrust::NoAttestation.to_string(), "there is no attestation");
    assert_eq!(Distrust::SelfAttestation.to_string(), "the credential vouches for itself");
}

#[test]
fn accepts_a_step_as_it_was_made() {
    let step = Step::new("test.step", "9.9.3", Duty::Caller, "A rule", "A hint");
    assert_eq!((step.name(), step.id(), step.level()), ("test.step", "9.9.3", 3));
    assert_eq!((step.duty(), step.rule(), step.hint()), (Duty::Caller, "A rule", "A hint"));
    assert_eq!(step.to_string(), "test.step (9.9.3)");
}

#[test]
fn accepts_a_trace_with_its_parts_apart() {
    let mut trace = Recording::default();
    let mut steps: Steps<'_, Recording, Error> = Steps::new(&mut trace);
    for step in [&INNER, &steps::COMPOUND_SYNTAX, &MADE, &steps::COMPOUND_PART, &steps::COMPOUND_PART, &OUTER]
    {
        steps.make(step, ());
    }
    let told = CompoundTrace::new(trace.records());
    let ids = |records: &[Record]| records.iter().map(|record| record.step().id()).collect::<Vec<_>>();
    assert_eq!(ids(told.before()), ["9.9.1.a", steps::COMPOUND_SYNTAX.id()]);
    let parts: Vec<_> = told.parts().iter().map(|part| ids(part)).collect();
    assert_eq!(parts, [vec!["9.9.2", "8.9.v1"], vec!["8.9.v1"]]);
    assert_eq!(ids(told.after()), ["9.9.1"]);
}
