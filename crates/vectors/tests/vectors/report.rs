//! The table of steps: each once, in order, with what became of it.

use countersign::RUST_CRYPTO;
use countersign::{Duty, steps};
use countersign_vectors::{Report, RowOutcome, Vector, judge};

use crate::shared::made_text;

fn report(stem: &str) -> Report {
    let vector = Vector::from_json(&made_text(stem)).unwrap();
    Report::new(&vector, &judge(&vector, &RUST_CRYPTO))
}

fn outcome(report: &Report, id: &str) -> RowOutcome {
    let row = report.rows().iter().find(|row| row.step().id() == id);
    row.unwrap_or_else(|| panic!("no row {id}")).outcome()
}

#[test]
fn accepts_every_step_once_in_the_order_of_the_table() {
    for stem in
        ["registration-none-es256", "authentication-identified-es256", "authentication-discoverable-es256"]
    {
        let report = report(stem);
        let is_registration = stem.starts_with("registration");
        let table = if is_registration { steps::REGISTRATION } else { steps::AUTHENTICATION };
        let mut expected: Vec<_> = table.iter().map(|step| step.id()).collect();
        if is_registration {
            let at = expected.iter().position(|id| *id == "7.1.22").unwrap();
            expected.splice(at..at, steps::NONE.iter().map(|step| step.id()));
        }
        let ids: Vec<_> = report.rows().iter().map(|row| row.step().id()).collect();
        assert_eq!(ids, expected);
        assert_eq!((report.refused_at(), report.refused().is_none()), (None, true));
        let is_passed = |row: &&countersign_vectors::Row| row.outcome() == RowOutcome::Passed;
        assert!(report.rows().iter().filter(is_passed).all(|row| row.step().duty() != Duty::Caller));
    }
}

#[test]
fn accepts_branches_that_are_not_taken() {
    let identified = report("authentication-identified-es256");
    assert_eq!(outcome(&identified, "7.2.6.a.1"), RowOutcome::Passed);
    assert_eq!(outcome(&identified, "7.2.6.b.1"), RowOutcome::NotApplicable);
    assert_eq!(outcome(&identified, "7.2.2"), RowOutcome::CallersDuty);
    let discoverable = report("authentication-discoverable-es256");
    assert_eq!(outcome(&discoverable, "7.2.6.a.1"), RowOutcome::NotApplicable);
    assert_eq!(outcome(&discoverable, "7.2.6.b.1"), RowOutcome::Passed);
    let basic = report("registration-packed-es256");
    assert_eq!(outcome(&basic, "8.2.v2.a"), RowOutcome::Passed);
    assert_eq!(outcome(&basic, "8.2.v3.b"), RowOutcome::NotApplicable);
}

#[test]
fn refuses_with_evidence_and_hint() {
    let report = report("registration-refused-origin");
    assert_eq!(report.title(), ["registration", "none", "ES256", "example.org"]);
    assert_eq!(report.refused_at(), Some("7.1.9"));
    let row = report.refused().unwrap();
    assert_eq!((row.step().id(), row.outcome()), ("7.1.9", RowOutcome::Refused));
    assert_eq!((row.expected(), row.got()), ("https://example.org", "https://www.example.org"));
    assert!(row.hint().starts_with("The page was served from another origin"));
    assert_eq!(outcome(&report, "7.1.8"), RowOutcome::Passed);
    assert_eq!(outcome(&report, "7.1.10"), RowOutcome::NotReached);
    assert_eq!(outcome(&report, "7.1.29.r2"), RowOutcome::NotReached);
}

#[test]
fn refuses_inside_a_statement_and_at_the_step_around_it() {
    let report = report("registration-refused-signature");
    assert_eq!(report.refused_at(), Some("7.1.22/8.2.v2.a"));
    assert_eq!(outcome(&report, "8.2.v2.a"), RowOutcome::Refused);
    assert_eq!(outcome(&report, "8.2.1.a"), RowOutcome::NotReached);
    assert_eq!(outcome(&report, "7.1.22"), RowOutcome::Refused);
    assert_eq!(outcome(&report, "7.1.23"), RowOutcome::NotReached);
}

#[test]
fn accepts_the_steps_of_every_part_of_a_compound_statement_before_the_step_that_contains_them() {
    let report = report("registration-compound-es256");
    let rows: Vec<_> = report.rows().iter().map(|row| (row.step().id(), row.outcome())).collect();
    let begin = rows.iter().position(|row| row.0 == "8.9.r1").unwrap();
    let end = rows.iter().position(|row| row.0 == "8.9.v2").unwrap();
    let parts: Vec<_> = rows[begin + 1..end].split_inclusive(|row| row.0 == "8.9.v1").collect();
    assert_eq!(parts.len(), 2);
    let packed: Vec<_> = steps::PACKED.iter().map(|step| step.id()).chain(["8.9.v1"]).collect();
    for part in &parts {
        assert_eq!(part.iter().map(|row| row.0).collect::<Vec<_>>(), packed);
        assert_eq!(part.last(), Some(&("8.9.v1", RowOutcome::Passed)));
    }
    assert!(parts[0].contains(&("8.2.v2.a", RowOutcome::Passed)));
    assert!(parts[0].contains(&("8.2.v3.b", RowOutcome::NotApplicable)));
    assert!(parts[1].contains(&("8.2.v2.a", RowOutcome::NotApplicable)));
    assert!(parts[1].contains(&("8.2.v3.b", RowOutcome::Passed)));
    let row = report.rows().iter().rfind(|row| row.step().id() == "8.9.v1").unwrap();
    assert_eq!((row.expected(), row.got()), ("verified", "packed, verified"));
}

#[test]
fn accepts_a_retired_format_and_says_so() {
    let report = report("registration-android-safetynet-es256");
    assert_eq!(report.notes(), ["the service that made such attestation statements is retired"]);
}

#[test]
fn refuses_at_a_part_of_a_compound_statement_and_says_why() {
    let report = report("registration-refused-compound-part");
    assert_eq!(report.refused_at(), Some("7.1.22/8.9.v1"));
    let rows = report.rows().iter().filter(|row| row.outcome() == RowOutcome::Refused);
    assert_eq!(rows.map(|row| row.step().id()).collect::<Vec<_>>(), ["8.2.v3.b", "8.9.v1", "7.1.22"]);
    let row = report.refused().unwrap();
    assert_eq!(row.cause(), "statement 1: packed.self.signature (8.2.v3.b): the signature does not verify");
    assert_eq!(outcome(&report, "8.9.v2"), RowOutcome::NotReached);
}

#[test]
fn refuses_inside_a_parse_and_names_the_rule() {
    let report = report("registration-refused-trailing-byte");
    assert_eq!(report.refused_at(), Some("7.1.13/6.1.r4"));
    let row = report.refused().unwrap();
    assert_eq!(row.cause(), "authenticatorData: bytes from 164 on belong to nothing");
    assert_eq!(outcome(&report, "7.1.12"), RowOutcome::Passed);
}

#[test]
fn accepts_with_each_step_told_once_and_in_order() {
    for stem in [
        "registration-none-es256",
        "registration-packed-self-es384",
        "registration-packed-es256",
        "registration-android-safetynet-es256",
        "registration-compound-es256",
        "registration-cross-origin",
        "authentication-identified-es256",
        "authentication-discoverable-es256",
    ] {
        let vector = Vector::from_json(&made_text(stem)).unwrap();
        let judgement = judge(&vector, &RUST_CRYPTO);
        let told: Vec<_> = judgement.recording().records().iter().map(|record| record.step().id()).collect();
        let report = Report::new(&vector, &judgement);
        let is_passed = |row: &&countersign_vectors::Row| row.outcome() == RowOutcome::Passed;
        let rows: Vec<_> = report.rows().iter().filter(is_passed).map(|row| row.step().id()).collect();
        assert_eq!(told, rows, "{stem}");
    }
}
