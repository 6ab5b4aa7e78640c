//! §7.2 steps 19 and 22: what the record says of backup and of the counter, and what a policy makes of it.

use super::*;

/// The record says this of backup; the authenticator sets these of the flags of backup.
fn backup(
    ceremony: Authenticating,
    backup_eligibility: BackupEligibility,
    backup_state: bool,
    set: u8,
) -> Authenticating {
    ceremony
        .record(move |credential| ImportedCredential { backup_eligibility, backup_state, ..credential })
        .authenticator_data(move |data| data.flag(set, true))
}

/// The record has this counter, the authenticator sends that one.
fn counters(ceremony: Authenticating, stored: u32, received: u32) -> Authenticating {
    ceremony
        .record(move |credential| ImportedCredential { sign_count: stored, ..credential })
        .authenticator_data(move |data| data.sign_count(received))
}

/// Asserts the counters and the notes of a result.
fn assert_counter(result: &Authenticated, previous: u32, stored: u32, notes: &[Note]) {
    let update = result.authentication.update();
    assert_eq!((update.previous_sign_count(), update.sign_count()), (previous, stored));
    assert_eq!(result.authentication.notes(), notes);
}

/// Asserts what the record becomes, and the notes of a result.
fn assert_backup(result: &Authenticated, eligibility: BackupEligibility, state: bool, notes: &[Note]) {
    let update = result.authentication.update();
    assert_eq!((update.backup_eligibility(), update.backup_state()), (eligibility, state));
    assert_eq!(result.authentication.notes(), notes);
}

use BackupEligibility::{Eligible, NotEligible, Unknown};

pub(super) const CASES: &[Case<Authenticating>] = &[
    // 7.2.19.1
    Case {
        name: "accepts_an_eligible_credential_that_still_is",
        attack: "",
        shows: &["7.2.19.1", "7.2.19"],
        change: |ceremony| backup(ceremony, Eligible, false, flags::BE),
        expect: Gives(|result| assert_backup(result, Eligible, false, &[])),
    },
    Case {
        name: "refuses_an_eligible_credential_that_no_longer_is",
        attack: "ad-be-flip",
        shows: &[],
        change: |ceremony| backup(ceremony, Eligible, false, 0),
        expect: Refused("7.2.19.1"),
    },
    Case {
        name: "refuses_an_eligible_credential_that_no_longer_is_where_upgrades_are_accepted",
        attack: "ad-be-flip",
        shows: &[],
        change: |ceremony| {
            let policy = strict().backup_eligibility(BackupEligibilityPolicy::AcceptUpgrade);
            under(backup(ceremony, Eligible, true, 0), policy)
        },
        expect: Refused("7.2.19.1"),
    },
    Case {
        name: "accepts_an_eligible_credential_that_no_longer_is_where_that_is_reported",
        attack: "",
        shows: &["7.2.19.1"],
        change: |ceremony| {
            let policy = strict().backup_eligibility(BackupEligibilityPolicy::AcceptAndReport);
            under(backup(ceremony, Eligible, true, 0), policy)
        },
        expect: Gives(|result| {
            let notes = [Note::BackupEligibilityChanged, Note::BackupStateChanged];
            assert_backup(result, NotEligible, false, &notes);
        }),
    },
    // 7.2.19.2
    Case {
        name: "accepts_a_device_bound_credential_that_still_is",
        attack: "",
        shows: &["7.2.19.2"],
        change: |ceremony| backup(ceremony, NotEligible, false, 0),
        expect: Gives(|result| assert_backup(result, NotEligible, false, &[])),
    },
    Case {
        name: "refuses_a_device_bound_credential_that_became_eligible",
        attack: "ad-be-flip",
        shows: &[],
        change: |ceremony| backup(ceremony, NotEligible, false, flags::BE),
        expect: Refused("7.2.19.2"),
    },
    Case {
        name: "refuses_a_device_bound_credential_that_became_backed_up",
        attack: "ad-be-flip",
        shows: &[],
        change: |ceremony| backup(ceremony, NotEligible, false, flags::BE | flags::BS),
        expect: Refused("7.2.19.2"),
    },
    Case {
        name: "accepts_an_upgrade_where_that_is_accepted",
        attack: "",
        shows: &["7.2.19.2"],
        change: |ceremony| {
            let policy = strict().backup_eligibility(BackupEligibilityPolicy::AcceptUpgrade);
            under(backup(ceremony, NotEligible, false, flags::BE | flags::BS), policy)
        },
        expect: Gives(|result| {
            let notes = [Note::BackupEligibilityChanged, Note::BackupStateChanged];
            assert_backup(result, Eligible, true, &notes);
        }),
    },
    Case {
        name: "accepts_an_upgrade_where_every_change_is_reported",
        attack: "",
        shows: &["7.2.19.2"],
        change: |ceremony| {
            let policy = strict().backup_eligibility(BackupEligibilityPolicy::AcceptAndReport);
            under(backup(ceremony, NotEligible, false, flags::BE), policy)
        },
        expect: Gives(|result| assert_backup(result, Eligible, false, &[Note::BackupEligibilityChanged])),
    },
    // 7.2.19, of records that do not know: all pairs of the flags, and both states of the record
    Case {
        name: "accepts_a_record_that_learns_that_the_credential_is_device_bound",
        attack: "",
        shows: &["7.2.19"],
        change: |ceremony| backup(ceremony, Unknown, false, 0),
        expect: Gives(|result| {
            assert_backup(result, NotEligible, false, &[Note::BackupEligibilityLearnt]);
        }),
    },
    Case {
        name: "accepts_a_record_that_learns_that_the_credential_is_eligible",
        attack: "",
        shows: &["7.2.19"],
        change: |ceremony| backup(ceremony, Unknown, false, flags::BE),
        expect: Gives(|result| assert_backup(result, Eligible, false, &[Note::BackupEligibilityLearnt])),
    },
    Case {
        name: "accepts_a_record_with_a_backup_state_that_learns_that_the_credential_is_eligible",
        attack: "",
        shows: &["7.2.19"],
        change: |ceremony| backup(ceremony, Unknown, true, flags::BE | flags::BS),
        expect: Gives(|result| assert_backup(result, Eligible, true, &[Note::BackupEligibilityLearnt])),
    },
    Case {
        name: "accepts_a_record_that_learns_that_the_credential_is_backed_up",
        attack: "",
        shows: &["7.2.19"],
        change: |ceremony| backup(ceremony, Unknown, false, flags::BE | flags::BS),
        expect: Gives(|result| {
            let notes = [Note::BackupEligibilityLearnt, Note::BackupStateChanged];
            assert_backup(result, Eligible, true, &notes);
        }),
    },
    Case {
        name: "accepts_a_record_with_a_backup_state_that_learns_that_the_credential_is_device_bound",
        attack: "",
        shows: &["7.2.19"],
        change: |ceremony| backup(ceremony, Unknown, true, 0),
        expect: Gives(|result| {
            let notes = [Note::BackupEligibilityLearnt, Note::BackupStateChanged];
            assert_backup(result, NotEligible, false, &notes);
        }),
    },
    // 7.2.24.2
    Case {
        name: "accepts_a_credential_that_was_backed_up_since",
        attack: "ad-bs-flip",
        shows: &["7.2.24.2", "6.1.3.r2"],
        change: |ceremony| backup(ceremony, Eligible, false, flags::BE | flags::BS),
        expect: Gives(|result| {
            assert_backup(result, Eligible, true, &[Note::BackupStateChanged]);
            assert!(!result.authentication.update().previous_backup_state());
        }),
    },
    Case {
        name: "accepts_a_credential_that_is_no_longer_backed_up",
        attack: "ad-bs-flip",
        shows: &["7.2.24.2"],
        change: |ceremony| backup(ceremony, Eligible, true, flags::BE),
        expect: Gives(|result| {
            assert_backup(result, Eligible, false, &[Note::BackupStateChanged]);
            assert!(result.authentication.update().previous_backup_state());
        }),
    },
    // 7.2.19.3
    Case {
        name: "accepts_a_device_bound_credential_where_that_is_wanted",
        attack: "",
        shows: &["7.2.19.3"],
        change: |ceremony| {
            under(backup(ceremony, NotEligible, false, 0), strict().backup(BackupPolicy::DeviceBoundOnly))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_an_eligible_credential_where_device_bound_ones_are_wanted",
        attack: "pol-backup-required",
        shows: &[],
        change: |ceremony| {
            under(
                backup(ceremony, Eligible, false, flags::BE),
                strict().backup(BackupPolicy::DeviceBoundOnly),
            )
        },
        expect: Refused("7.2.19.3"),
    },
    Case {
        name: "refuses_an_eligible_credential_that_the_record_did_not_know_of_where_device_bound_ones_are_wanted",
        attack: "pol-backup-required",
        shows: &[],
        change: |ceremony| {
            under(backup(ceremony, Unknown, false, flags::BE), strict().backup(BackupPolicy::DeviceBoundOnly))
        },
        expect: Refused("7.2.19.3"),
    },
    Case {
        name: "accepts_an_eligible_credential_where_that_is_wanted",
        attack: "",
        shows: &["7.2.19.3"],
        change: |ceremony| {
            let policy = strict().backup(BackupPolicy::BackupEligibleOnly);
            under(backup(ceremony, Eligible, false, flags::BE), policy)
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_device_bound_credential_where_eligible_ones_are_wanted",
        attack: "",
        shows: &[],
        change: |ceremony| {
            under(backup(ceremony, NotEligible, false, 0), strict().backup(BackupPolicy::BackupEligibleOnly))
        },
        expect: Refused("7.2.19.3"),
    },
    Case {
        name: "accepts_a_backed_up_credential_where_that_is_wanted",
        attack: "",
        shows: &["7.2.19.3"],
        change: |ceremony| {
            let policy = strict().backup(BackupPolicy::BackedUpOnly);
            under(backup(ceremony, Eligible, true, flags::BE | flags::BS), policy)
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_credential_that_is_not_backed_up_where_that_is_wanted",
        attack: "",
        shows: &[],
        change: |ceremony| {
            under(backup(ceremony, Eligible, true, flags::BE), strict().backup(BackupPolicy::BackedUpOnly))
        },
        expect: Refused("7.2.19.3"),
    },
    // 7.2.22.a
    Case {
        name: "accepts_a_greater_counter",
        attack: "",
        shows: &["7.2.22.a", "7.2.24.1", "6.1.1.r1"],
        change: |ceremony| counters(ceremony, 5, 6),
        expect: Gives(|result| {
            assert_counter(result, 5, 6, &[]);
            assert!(result.trace.records().iter().any(|record| record.step().id() == "7.2.22.a"));
        }),
    },
    Case {
        name: "accepts_a_counter_that_begins_to_count",
        attack: "",
        shows: &["7.2.22.a"],
        change: |ceremony| counters(ceremony, 0, u32::MAX),
        expect: Gives(|result| assert_counter(result, 0, u32::MAX, &[])),
    },
    Case {
        name: "accepts_zero_on_both_sides",
        attack: "ad-counter-zero-both",
        shows: &["7.2.22.a", "7.2.22"],
        change: |ceremony| counters(ceremony, 0, 0),
        expect: Gives(|result| assert_counter(result, 0, 0, &[])),
    },
    // 7.2.22.b
    Case {
        name: "refuses_the_same_counter",
        attack: "ad-counter-regress",
        shows: &[],
        change: |ceremony| counters(ceremony, 5, 5),
        expect: Refused("7.2.22.b"),
    },
    Case {
        name: "refuses_a_lower_counter",
        attack: "ad-counter-regress",
        shows: &[],
        change: |ceremony| counters(ceremony, 5, 4),
        expect: Refused("7.2.22.b"),
    },
    Case {
        name: "refuses_a_counter_that_goes_back_to_zero",
        attack: "ad-counter-regress",
        shows: &[],
        change: |ceremony| counters(ceremony, 5, 0),
        expect: Refused("7.2.22.b"),
    },
    Case {
        name: "refuses_a_counter_that_wraps_to_zero",
        attack: "ad-counter-wrap",
        shows: &[],
        change: |ceremony| counters(ceremony, u32::MAX, 0),
        expect: Refused("7.2.22.b"),
    },
    Case {
        name: "refuses_a_counter_that_wraps_to_one",
        attack: "ad-counter-wrap",
        shows: &[],
        change: |ceremony| counters(ceremony, u32::MAX, 1),
        expect: Refused("7.2.22.b"),
    },
    Case {
        name: "accepts_the_same_counter_where_that_is_reported",
        attack: "",
        shows: &["7.2.22.b"],
        change: |ceremony| {
            under(counters(ceremony, 5, 5), strict().sign_count(SignCountPolicy::AcceptAndReport))
        },
        expect: Gives(|result| assert_counter(result, 5, 5, &[Note::SignCountNotGreater])),
    },
    Case {
        name: "accepts_a_lower_counter_where_that_is_reported_and_keeps_the_greater",
        attack: "ad-counter-regress",
        shows: &["7.2.22.b", "7.2.24.1"],
        change: |ceremony| {
            under(counters(ceremony, 5, 0), strict().sign_count(SignCountPolicy::AcceptAndReport))
        },
        expect: Gives(|result| assert_counter(result, 5, 5, &[Note::SignCountNotGreater])),
    },
    // 7.2.21, of keys that sign with SHA-1
    Case {
        name: "refuses_a_record_whose_key_signs_with_sha_1",
        attack: "cose-rs1",
        shows: &[],
        change: |ceremony| ceremony.registration(signature::with_rs1),
        expect: Refused("7.2.21"),
    },
    Case {
        name: "accepts_a_record_whose_key_signs_with_sha_1_where_that_is_accepted",
        attack: "",
        shows: &["7.2.21"],
        change: |ceremony| {
            let policy = strict().rs1_credentials(Rs1Credentials::AcceptSha1);
            under(ceremony.registration(signature::with_rs1), policy)
        },
        expect: Gives(|result| {
            assert_eq!(result.authentication.notes(), [Note::Sha1]);
            assert_eq!(result.authentication.algorithm(), Algorithm::Rs1);
        }),
    },
];
