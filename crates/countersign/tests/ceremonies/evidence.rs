//! What a trace tells an operator, word for word: what a step expected, and what it got.

use countersign::{Outcome, Recording};

use crate::support::{Authenticating, Case, Ceremony, Registering};
use crate::{authentication_rows, registration_rows};

/// What the trace of a row says of one of its steps.
struct Told {
    row: &'static str,
    step: &'static str,
    expected: &'static str,
    got: &'static str,
}

const fn told(row: &'static str, step: &'static str, expected: &'static str, got: &'static str) -> Told {
    Told { row, step, expected, got }
}

const NEITHER: &str = "something else, or nothing";
const KEPT_OUT: &str = "a model that is kept out";

const REGISTRATIONS: &[Told] = &[
    told("accepts_the_shortest_challenge", "7.1.8", "equal", "equal"),
    told("refuses_another_challenge", "7.1.8", "equal", "different"),
    told("refuses_a_challenge_that_is_null", "7.1.8", "equal", "missing or not a string"),
    told("accepts_the_hash_of_an_rp_id_above_the_origin", "7.1.14", "example.org", "equal"),
    told("refuses_the_hash_of_another_rp_id", "7.1.14", "example.org", "the hash of something else"),
    told("refuses_an_absent_user", "7.1.15", "set", "not set"),
    told("refuses_an_unverified_user", "7.1.16", "required", "not set"),
    told("accepts_a_credential_that_is_backed_up", "7.1.18", "any", "backed up"),
    told(
        "accepts_a_device_bound_credential_where_only_those_are_wanted",
        "7.1.18",
        "device-bound",
        "device-bound",
    ),
    told(
        "refuses_a_synced_credential_where_only_device_bound_ones_are_wanted",
        "7.1.18",
        "device-bound",
        "eligible for backup",
    ),
    told(
        "refuses_a_device_bound_credential_where_only_synced_ones_are_wanted",
        "7.1.18",
        "eligible for backup",
        "device-bound",
    ),
    told("refuses_a_credential_that_is_not_backed_up_yet", "7.1.19", "backed up", "eligible for backup"),
    told("accepts_a_subject_with_more_attributes", "8.2.1.b", "filled", "filled"),
    told("refuses_an_empty_subject", "8.2.1.b", "filled", NEITHER),
    told("accepts_a_certificate_of_version_3", "8.2.1.a", "3", "3"),
    told("refuses_a_certificate_of_version_2", "8.2.1.a", "3", "2"),
    told("refuses_a_certificate_of_version_1", "8.2.1.a", "3", "1"),
    told("accepts_an_android_key", "8.4.v5.b.1", "0", "0"),
    told("refuses_an_imported_android_key", "8.4.v5.b.1", "0", "2"),
    told("refuses_an_android_key_without_an_origin", "8.4.v5.b.1", "0", "none"),
    told("refuses_lists_that_contradict_each_other_on_the_origin", "8.4.v5.b.1", "0", "several"),
    told("accepts_an_android_key", "8.4.v5.b", "any security level", "trusted environment"),
    told(
        "refuses_a_software_key_where_a_trusted_environment_is_demanded",
        "8.4.v5.b",
        "trusted environment",
        "software",
    ),
    told(
        "refuses_an_unknown_security_level_where_a_trusted_environment_is_demanded",
        "8.4.v5.b",
        "trusted environment",
        "unknown",
    ),
    told(
        "refuses_a_trusted_environment_where_strong_box_is_demanded",
        "8.4.v5.b",
        "StrongBox",
        "trusted environment",
    ),
    told("accepts_strong_box_where_it_is_demanded", "8.4.v5.b", "StrongBox", "StrongBox"),
    told("accepts_a_path_to_an_anchor", "7.1.24.c", "trusted", "trusted"),
    told("refuses_a_model_that_is_not_listed", "7.1.24.c", "trusted", "trusted, for no model of the list"),
    told("refuses_a_format_that_is_not_listed", "7.1.24.c", "trusted", "a format that is not in the list"),
    told("refuses_the_path_of_another_authority", "7.1.24.c", "trusted", "not trusted"),
    told("accepts_an_untrusted_path_where_the_policy_says_so", "7.1.24.c", "trusted, or not", "not trusted"),
    told("refuses_a_model_that_is_kept_out_where_trust_is_demanded", "7.1.24.c", "trusted", KEPT_OUT),
    told(
        "refuses_a_model_that_is_kept_out_where_untrusted_attestation_is_accepted",
        "7.1.24.c",
        "trusted, or not",
        KEPT_OUT,
    ),
    told("refuses_a_compound_statement_that_is_kept_out_as_a_whole", "7.1.24.c", "trusted", KEPT_OUT),
    told("refuses_a_part_that_is_kept_out_where_all_have_to_hold", "7.1.24.c", "trusted, or not", KEPT_OUT),
    told(
        "refuses_a_self_attested_part_that_is_kept_out_where_all_have_to_hold",
        "7.1.24.c",
        "trusted, or not",
        KEPT_OUT,
    ),
    told(
        "refuses_an_unattested_part_that_is_kept_out_where_all_have_to_hold",
        "7.1.24.c",
        "trusted, or not",
        KEPT_OUT,
    ),
    told(
        "refuses_a_part_that_nobody_trusts_beside_one_that_is_kept_out",
        "7.1.24.c",
        "trusted, or not",
        KEPT_OUT,
    ),
    told(
        "refuses_a_model_that_is_kept_out_where_self_attestation_is_accepted",
        "7.1.24.b",
        "trusted, or not",
        KEPT_OUT,
    ),
    told(
        "refuses_parts_without_certificates_of_which_one_is_kept_out",
        "7.1.24.b",
        "trusted, or not",
        KEPT_OUT,
    ),
    told(
        "refuses_a_model_that_is_kept_out_where_no_attestation_is_accepted",
        "7.1.24.a",
        "trusted, or not",
        KEPT_OUT,
    ),
];

const AUTHENTICATIONS: &[Told] = &[
    told("accepts_the_longest_challenge_at_a_sign_in", "7.2.11", "equal", "equal"),
    told("refuses_the_challenge_of_another_ceremony", "7.2.11", "equal", "different"),
    told("refuses_a_missing_challenge", "7.2.11", "equal", "missing or not a string"),
    told(
        "refuses_an_eligible_credential_where_device_bound_ones_are_wanted",
        "7.2.19.3",
        "device-bound",
        "eligible for backup",
    ),
];

/// Carries out the rows that are named, and compares what the last step of that id tells.
fn compare<C: Ceremony + 'static>(tables: &[&'static [Case<C>]], all: &[Told]) {
    for told in all {
        let case = tables.iter().copied().flatten().find(|case| case.name == told.row);
        let case = case.unwrap_or_else(|| panic!("there is no row {}", told.row));
        let trace: Recording = (case.change)(C::truthful()).run().trace;
        let record = trace.records().iter().rfind(|record| record.step().id() == told.step);
        let record = record.unwrap_or_else(|| panic!("{} does not reach {}", told.row, told.step));
        let texts = (record.expected(), record.got());
        assert_eq!(texts, (told.expected, told.got), "{} at {}", told.row, told.step);
        // A row is about one step, so that one that refuses does so here.
        let is_refused = record.outcome() == Outcome::Refused;
        assert_eq!(is_refused, told.row.starts_with("refuses_"), "{} at {}", told.row, told.step);
    }
}

#[test]
fn accepts_what_a_registration_tells() {
    compare::<Registering>(registration_rows::TABLES, REGISTRATIONS);
}

#[test]
fn accepts_what_an_authentication_tells() {
    compare::<Authenticating>(authentication_rows::TABLES, AUTHENTICATIONS);
}
