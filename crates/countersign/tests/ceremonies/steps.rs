//! The tables of steps: that there are rows for each of them, that they agree with the specification, and that accepted
//! ceremonies carry them out in order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use countersign::{Duty, StatementPolicy, Step, TrustAnchors, TrustPolicy, UserVerification, steps};
use countersign_authenticator::Attestation;
use serde_json::Value as Json;

use crate::support::{
    Authenticating, Case, Ceremony, Expect, Registering, Set as _, registration_table, registration_table_of,
    root,
};
use crate::{authentication_rows, registration_rows};

/// A row, as far as it tells of steps.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    attack: &'static str,
    shows: &'static [&'static str],
    /// The ids of the step that refuses, and of the one inside it.
    refused: Vec<&'static str>,
}

impl Row {
    fn new<C: Ceremony>(case: &'static Case<C>) -> Self {
        let refused = match case.expect {
            Expect::Accepted | Expect::Gives(_) => Vec::new(),
            Expect::Refused(path) => path.split('/').collect(),
            Expect::NotBegun(_) => vec![C::BEGIN],
            Expect::Unreadable(_) => vec![steps::RESPONSE.id()],
        };
        Self { name: case.name, attack: case.attack, shows: case.shows, refused }
    }

    /// Whether a step passes because of the row.
    pub(crate) fn accepts(&self, step: &Step) -> bool {
        self.shows.contains(&step.id())
    }

    /// Whether a step refuses because of the row.
    pub(crate) fn refuses(&self, step: &Step) -> bool {
        self.refused.contains(&step.id())
    }
}

/// The rows of registrations.
pub(crate) fn registration_rows() -> Vec<Row> {
    registration_rows::TABLES.iter().copied().flatten().map(Row::new).collect()
}

/// The rows of authentications.
pub(crate) fn authentication_rows() -> Vec<Row> {
    authentication_rows::TABLES.iter().copied().flatten().map(Row::new).collect()
}

fn all_rows() -> Vec<Row> {
    registration_rows().into_iter().chain(authentication_rows()).collect()
}

/// Every step of every table; those that two tables share stand there twice.
fn all_steps() -> Vec<&'static Step> {
    registration_table()
        .into_iter()
        .chain(steps::AUTHENTICATION.iter().copied())
        .chain(steps::RULES)
        .collect()
}

/// The steps of a table that no row accepts, or none refuses, where there have to be such rows.
fn without_rows(table: &[&'static Step], rows: &[Row]) -> Vec<String> {
    let mut missing = Vec::new();
    for step in table {
        let refuses = match step.duty() {
            Duty::Library | Duty::Before => true,
            Duty::Output => false,
            // The page's or the application's, another step's, or that of the steps below.
            Duty::Caller | Duty::SameAs(_) | Duty::Contains(_) => continue,
            _ => panic!("a duty that is new"),
        };
        if !rows.iter().any(|row| row.accepts(step)) {
            missing.push(format!("{step} is accepted by no row"));
        }
        if refuses && !rows.iter().any(|row| row.refuses(step)) {
            missing.push(format!("{step} is refused by no row"));
        }
    }
    missing
}

#[test]
fn accepts_and_refuses_at_every_step_of_a_registration() {
    assert_eq!(without_rows(&registration_table(), &registration_rows()), [""; 0]);
}

#[test]
fn accepts_and_refuses_at_every_step_of_an_authentication() {
    assert_eq!(without_rows(steps::AUTHENTICATION, &authentication_rows()), [""; 0]);
}

#[test]
fn accepts_and_refuses_at_every_rule_of_form() {
    let rules: Vec<_> = steps::RULES.iter().collect();
    assert_eq!(without_rows(&rules, &all_rows()), [""; 0]);
}

#[test]
fn accepts_rows_that_are_named_for_what_they_expect() {
    let known: BTreeSet<_> = all_steps().iter().map(|step| step.id()).collect();
    for rows in [registration_rows(), authentication_rows()] {
        let names: BTreeSet<_> = rows.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), rows.len(), "a row stands there twice");
    }
    for row in all_rows() {
        let begins = if row.refused.is_empty() { "accepts_" } else { "refuses_" };
        assert!(row.name.starts_with(begins), "{}", row.name);
        let unknown: Vec<_> =
            row.shows.iter().chain(&row.refused).filter(|id| !known.contains(*id)).collect();
        assert!(unknown.is_empty(), "{} names {unknown:?}", row.name);
    }
}

#[test]
fn accepts_every_step_under_one_name_and_one_id() {
    let mut names = BTreeMap::new();
    let mut ids = BTreeMap::new();
    for step in all_steps() {
        assert_eq!(*names.entry(step.name()).or_insert(step.id()), step.id(), "{step}");
        assert_eq!(*ids.entry(step.id()).or_insert(step.name()), step.name(), "{step}");
        assert_eq!(step.level(), 3);
        assert!(!step.rule().is_empty() && !step.rule().contains('\n'), "{step}");
    }
    for table in [registration_table(), steps::AUTHENTICATION.to_vec(), steps::RULES.iter().collect()] {
        let ids: BTreeSet<_> = table.iter().map(|step| step.id()).collect();
        assert_eq!(ids.len(), table.len(), "a step stands in one table twice");
    }
}

#[test]
fn accepts_only_duties_that_lead_somewhere() {
    let all = all_steps();
    for step in &all {
        if let Duty::SameAs(id) = step.duty() {
            let other = all.iter().find(|other| other.id() == id);
            let duty = other.map(|other| other.duty());
            assert!(matches!(duty, Some(Duty::Library | Duty::Output)), "{step} is the same as {id}");
        }
        if let Duty::Contains(prefix) = step.duty() {
            assert!(all.iter().any(|other| other.id().starts_with(prefix)), "{step} has nothing in it");
        }
    }
}

/// A file of the guidance, unless it is not there and may be missing.
fn shared(path: &str) -> Option<Vec<Json>> {
    let root = std::env::var("COUNTERSIGN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let file = PathBuf::from(root).join(path);
    if !file.exists() {
        let required = std::env::var("COUNTERSIGN_REQUIRE_ALL").is_ok_and(|value| value == "1");
        assert!(!required, "{} is missing", file.display());
        println!("skipped: {} is missing", file.display());
        return None;
    }
    Some(serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap())
}

#[test]
fn accepts_the_steps_of_the_specification_and_no_others() {
    const SECTIONS: [&str; 10] =
        ["2.4", "5.8.5", "6.1", "6.1.1", "6.1.2", "6.1.3", "6.5.1", "6.5.4", "7.1", "7.2"];
    let Some(listed) = shared("spec/steps.json") else { return };
    let ours: BTreeSet<_> = all_steps().iter().map(|step| step.id()).collect();
    let ids = |entries: &[&Json]| {
        entries.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let is_ours = |entry: &&Json| {
        let section = entry["section"].as_str().unwrap();
        SECTIONS.contains(&section) || section.starts_with("8.")
    };
    let demanded: Vec<_> = listed.iter().filter(is_ours).collect();
    let missing: Vec<_> = ids(&demanded).into_iter().filter(|id| !ours.contains(id.as_str())).collect();
    assert_eq!(missing, [""; 0], "steps that no table has");
    let known = ids(&listed.iter().collect::<Vec<_>>());
    let invented: Vec<_> = ours.iter().filter(|id| !id.starts_with("c.") && !known.contains(**id)).collect();
    assert_eq!(invented, Vec::<&&str>::new(), "steps that the specification does not have");
    let levels: BTreeSet<_> = demanded.iter().map(|entry| entry["level"].as_str().unwrap()).collect();
    assert_eq!(levels, BTreeSet::from(["MUST", "SHOULD", "MAY"]));
}

#[test]
fn accepts_attacks_that_are_listed_and_no_others() {
    let Some(listed) = shared("spec/attacks.json") else { return };
    let known: BTreeSet<_> = listed.iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    let named = all_rows().into_iter().flat_map(|row| row.attack.split(' ').filter(|id| !id.is_empty()));
    let unknown: Vec<_> = named.filter(|id| !known.contains(id)).collect();
    assert_eq!(unknown, [""; 0]);
}

/// The ids of a table that an accepted ceremony carries out, if it takes all branches but those whose ids begin with
/// one of `not_taken`.
fn taken(table: &[&'static Step], not_taken: &[&str]) -> Vec<&'static str> {
    let is_taken = |step: &&&'static Step| {
        let is_branch = |prefix: &&str| {
            step.id() == *prefix || step.id().strip_prefix(*prefix).is_some_and(|rest| rest.starts_with('.'))
        };
        matches!(step.duty(), Duty::Library | Duty::Output | Duty::Contains(_))
            && !not_taken.iter().any(is_branch)
    };
    table.iter().filter(is_taken).map(|step| step.id()).collect()
}

#[test]
fn accepts_a_registration_without_attestation_step_by_step() {
    let steps = taken(&registration_table_of(&[steps::NONE]), &["7.1.11.1", "7.1.11.2", "7.1.23", "7.1.24"]);
    assert_eq!(Registering::truthful().run().ids(), steps);
    assert_eq!(steps.first(), Some(&"c.relying-party"));
    assert_eq!(steps.last(), Some(&"7.1.29"));
}

#[test]
fn accepts_a_registration_with_self_attestation_step_by_step() {
    let ceremony = Registering::truthful().answer(|answer| answer.attestation(Attestation::PackedSelf)).run();
    let not_taken = ["7.1.11.1", "7.1.11.2", "7.1.23", "7.1.24", "8.2.v2", "8.2.1", "8.2.2"];
    assert_eq!(ceremony.ids(), taken(&registration_table_of(&[steps::PACKED]), &not_taken));
}

#[test]
fn accepts_a_registration_in_a_frame_with_trusted_attestation_step_by_step() {
    let ceremony = Registering::truthful()
        .relying_party(|relying_party| {
            relying_party.cross_origin(countersign::CrossOrigin::Allowed).top_origin("https://shop.example")
        })
        .client_data(|data| data.cross_origin(true).top_origin("https://shop.example"))
        .answer(|answer| answer.attestation(Attestation::PackedBasic))
        .trust(TrustPolicy::trusted(), TrustAnchors::new().with(root()))
        .run();
    let not_taken = ["7.1.24.a", "7.1.24.b", "8.2.v3"];
    assert_eq!(ceremony.ids(), taken(&registration_table_of(&[steps::PACKED]), &not_taken));
}

#[test]
fn accepts_a_registration_with_tpm_attestation_step_by_step() {
    let ceremony = Registering::truthful()
        .answer(|answer| answer.attestation(Attestation::Tpm))
        .trust(TrustPolicy::trusted(), TrustAnchors::new().with(root()))
        .run();
    let not_taken = ["7.1.11.1", "7.1.11.2", "7.1.24.a", "7.1.24.b"];
    assert_eq!(ceremony.ids(), taken(&registration_table_of(&[steps::TPM]), &not_taken));
}

#[test]
fn accepts_a_registration_with_android_safetynet_step_by_step() {
    let ceremony = Registering::truthful().answer(|answer| answer.attestation(Attestation::AndroidSafetyNet));
    let ceremony = ceremony.trust(TrustPolicy::trusted(), TrustAnchors::new().with(root())).run();
    let not_taken = ["7.1.11.1", "7.1.11.2", "7.1.24.a", "7.1.24.b"];
    assert_eq!(ceremony.ids(), taken(&registration_table_of(&[steps::ANDROID_SAFETYNET]), &not_taken));
}

#[test]
fn accepts_a_registration_with_a_compound_statement_step_by_step() {
    let ceremony = Registering::truthful().answer(|answer| answer.attestation(Attestation::Compound));
    let ceremony = ceremony.trust(TrustPolicy::trusted(), TrustAnchors::new().with(root())).run();
    let not_taken = ["7.1.11.1", "7.1.11.2", "7.1.24.a", "7.1.24.b"];
    let mut expected = taken(&registration_table_of(&[steps::COMPOUND]), &not_taken);
    // Each part has the steps of its own format, before the step that contains them.
    let basic = taken(steps::PACKED, &["8.2.v3"]);
    let own = taken(steps::PACKED, &["8.2.v2", "8.2.1", "8.2.2"]);
    let at = expected.iter().position(|id| *id == "8.9.v1").unwrap();
    expected.splice(at..=at, [&basic[..], &["8.9.v1"], &own, &["8.9.v1"]].concat());
    assert_eq!(ceremony.ids(), expected);
    assert_eq!(expected.iter().filter(|id| **id == "8.2.v1").count(), 2);
}

#[test]
fn accepts_a_registration_of_an_unknown_format_step_by_step() {
    let ceremony = Registering::truthful()
        .relying_party(|relying_party| {
            let policy = StatementPolicy::default().keep_unknown_formats_as_unattested();
            Ok(relying_party.statement_policy(policy))
        })
        .statement(|statement| statement.format("new-format"))
        .run();
    let not_taken = ["7.1.11.1", "7.1.11.2", "7.1.23", "7.1.24"];
    assert_eq!(ceremony.ids(), taken(&registration_table_of(&[]), &not_taken));
}

#[test]
fn accepts_a_registration_with_fido_u2f_attestation_step_by_step() {
    let ceremony = Registering::truthful()
        .options(|options| options.user_verification(UserVerification::Discouraged))
        .answer(|answer| answer.attestation(Attestation::FidoU2f))
        .trust(TrustPolicy::trusted(), TrustAnchors::new().with(root()))
        .run();
    let not_taken = ["7.1.11.1", "7.1.11.2", "7.1.24.a", "7.1.24.b"];
    assert_eq!(ceremony.ids(), taken(&registration_table_of(&[steps::FIDO_U2F]), &not_taken));
}

#[test]
fn accepts_a_registration_with_an_android_key_step_by_step() {
    let ceremony = Registering::truthful()
        .answer(|answer| answer.attestation(Attestation::AndroidKey))
        .trust(TrustPolicy::trusted(), TrustAnchors::new().with(root()))
        .run();
    let not_taken = ["7.1.11.1", "7.1.11.2", "7.1.24.a", "7.1.24.b"];
    assert_eq!(ceremony.ids(), taken(&registration_table_of(&[steps::ANDROID_KEY]), &not_taken));
}

#[test]
fn accepts_a_registration_with_apple_attestation_step_by_step() {
    let ceremony = Registering::truthful()
        .answer(|answer| answer.attestation(Attestation::Apple))
        .trust(TrustPolicy::trusted(), TrustAnchors::new().with(root()))
        .run();
    let not_taken = ["7.1.11.1", "7.1.11.2", "7.1.24.a", "7.1.24.b"];
    assert_eq!(ceremony.ids(), taken(&registration_table_of(&[steps::APPLE]), &not_taken));
}

#[test]
fn accepts_the_authentication_of_an_identified_user_step_by_step() {
    let not_taken = ["7.2.6.b", "7.2.14.1", "7.2.14.2", "7.2.19.1", "7.2.22.b"];
    let steps = taken(steps::AUTHENTICATION, &not_taken);
    assert_eq!(Authenticating::truthful().run().ids(), steps);
    assert_eq!(steps.last(), Some(&"7.2.25"));
}

#[test]
fn accepts_an_authentication_in_a_frame_with_a_discoverable_credential_step_by_step() {
    let ceremony = Authenticating::truthful()
        .discoverable()
        .relying_party(|relying_party| {
            relying_party.cross_origin(countersign::CrossOrigin::Allowed).top_origin("https://shop.example")
        })
        .client_data(|data| data.cross_origin(true).top_origin("https://shop.example"))
        .run();
    let not_taken = ["7.2.5", "7.2.6.a", "7.2.19.1", "7.2.22.b"];
    assert_eq!(ceremony.ids(), taken(steps::AUTHENTICATION, &not_taken));
}
