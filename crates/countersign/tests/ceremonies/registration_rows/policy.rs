//! §7.1 steps 14 to 19, 25 and 26: the RP ID, the flags, and what the relying party demands of a credential.

use super::*;

/// Wants these backup flags, and gets those.
fn backup(ceremony: Registering, wanted: BackupPolicy, got: u8) -> Registering {
    ceremony
        .options(move |options| options.backup(wanted))
        .authenticator_data(move |data| data.flag(got, true))
}

pub(super) const CASES: &[Case<Registering>] = &[
    // 7.1.14
    Case {
        name: "accepts_the_hash_of_an_rp_id_above_the_origin",
        attack: "",
        shows: &["7.1.14"],
        change: |ceremony| ceremony.site("example.org", "https://login.example.org"),
        expect: Accepted,
    },
    Case {
        name: "refuses_the_hash_of_another_rp_id",
        attack: "ad-rpid-hash",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.rp_id("evil.example")),
        expect: Refused("7.1.14"),
    },
    Case {
        name: "refuses_the_hash_of_a_parent_domain",
        attack: "ad-rpid-hash",
        shows: &[],
        change: |ceremony| {
            ceremony
                .site("login.example.org", "https://login.example.org")
                .authenticator_data(|data| data.rp_id("example.org"))
        },
        expect: Refused("7.1.14"),
    },
    Case {
        name: "refuses_the_hash_of_a_subdomain",
        attack: "ad-rpid-hash",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.rp_id("login.example.org")),
        expect: Refused("7.1.14"),
    },
    Case {
        name: "refuses_the_hash_of_the_rp_id_in_upper_case",
        attack: "ad-rpid-hash",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.rp_id("EXAMPLE.ORG")),
        expect: Refused("7.1.14"),
    },
    Case {
        name: "refuses_the_hash_of_the_origin",
        attack: "ad-rpid-appid pol-appid-exclude",
        shows: &[],
        change: |ceremony| {
            ceremony
                .authenticator_data(|data| data.rp_id("https://example.org"))
                .response(|response| response.member("clientExtensionResults/appidExclude", true))
        },
        expect: Refused("7.1.14"),
    },
    // 7.1.15
    Case {
        name: "accepts_an_absent_user_on_conditional_creation",
        attack: "ad-up-clear-conditional-create",
        shows: &["7.1.15"],
        change: |ceremony| {
            ceremony
                .options(|options| options.conditional())
                .authenticator_data(|data| data.flag(flags::UP, false))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_an_absent_user",
        attack: "ad-up-clear cer-conditional-create ad-up-clear-conditional-create",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::UP, false)),
        expect: Refused("7.1.15"),
    },
    Case {
        name: "refuses_an_absent_user_who_was_verified",
        attack: "ad-uv-without-up",
        shows: &[],
        change: |ceremony| {
            ceremony.authenticator_data(|data| data.flag(flags::UP, false).flag(flags::UV, true))
        },
        expect: Refused("7.1.15"),
    },
    // 7.1.16
    Case {
        name: "accepts_an_unverified_user_where_verification_is_preferred",
        attack: "",
        shows: &["7.1.16"],
        change: |ceremony| {
            ceremony
                .options(|options| options.user_verification(UserVerification::Preferred))
                .authenticator_data(|data| data.flag(flags::UV, false))
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_an_unverified_user",
        attack: "ad-uv-clear-required ad-uv-required-only-in-options",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::UV, false)),
        expect: Refused("7.1.16"),
    },
    Case {
        name: "refuses_an_unverified_user_on_conditional_creation",
        attack: "ad-uv-clear-required",
        shows: &[],
        change: |ceremony| {
            ceremony
                .options(|options| options.conditional())
                .authenticator_data(|data| data.flag(flags::UP | flags::UV, false))
        },
        expect: Refused("7.1.16"),
    },
    // 7.1.17
    Case {
        name: "accepts_a_credential_that_is_backed_up",
        attack: "",
        shows: &["7.1.17"],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::BE | flags::BS, true)),
        expect: Gives(|registered| {
            let record = registered.registration.record();
            assert_eq!(record.backup_eligibility(), countersign::BackupEligibility::Eligible);
            assert!(record.backup_state());
        }),
    },
    Case {
        name: "refuses_a_credential_that_is_backed_up_and_cannot_be",
        attack: "ad-bs-without-be",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::BS, true)),
        expect: Refused("7.1.17"),
    },
    // 7.1.18
    Case {
        name: "accepts_a_device_bound_credential_where_only_those_are_wanted",
        attack: "",
        shows: &["7.1.18"],
        change: |ceremony| backup(ceremony, BackupPolicy::DeviceBoundOnly, 0),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_synced_credential_where_only_device_bound_ones_are_wanted",
        attack: "pol-backup-required",
        shows: &[],
        change: |ceremony| backup(ceremony, BackupPolicy::DeviceBoundOnly, flags::BE),
        expect: Refused("7.1.18"),
    },
    Case {
        name: "refuses_a_device_bound_credential_where_only_synced_ones_are_wanted",
        attack: "",
        shows: &[],
        change: |ceremony| backup(ceremony, BackupPolicy::BackupEligibleOnly, 0),
        expect: Refused("7.1.18"),
    },
    Case {
        name: "accepts_a_synced_credential_where_only_those_are_wanted",
        attack: "",
        shows: &["7.1.18", "7.1.19"],
        change: |ceremony| backup(ceremony, BackupPolicy::BackupEligibleOnly, flags::BE),
        expect: Accepted,
    },
    // 7.1.19
    Case {
        name: "accepts_a_backed_up_credential_where_only_those_are_wanted",
        attack: "",
        shows: &["7.1.19"],
        change: |ceremony| backup(ceremony, BackupPolicy::BackedUpOnly, flags::BE | flags::BS),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_credential_that_is_not_backed_up_yet",
        attack: "",
        shows: &[],
        change: |ceremony| backup(ceremony, BackupPolicy::BackedUpOnly, flags::BE),
        expect: Refused("7.1.19"),
    },
    // 7.1.25
    Case {
        name: "accepts_a_credential_id_of_1023_bytes",
        attack: "ad-cred-id-1023",
        shows: &["7.1.25"],
        change: |ceremony| ceremony.authenticator_data(|data| data.credential_id(&[0xc1; 1023])),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_credential_id_of_1024_bytes",
        attack: "ad-cred-id-1024",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.credential_id(&[0xc1; 1024])),
        expect: Refused("7.1.25"),
    },
    Case {
        name: "refuses_the_longest_credential_id_that_can_be_announced",
        attack: "ad-cred-id-1024",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.credential_id(&[0xc1; 65_535])),
        expect: Refused("7.1.25"),
    },
    // 7.1.26
    Case {
        name: "accepts_a_credential_id_that_nobody_has",
        attack: "",
        shows: &["7.1.26"],
        change: |ceremony| ceremony.authenticator_data(|data| data.credential_id(&[0xc2; 16])),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_credential_id_that_somebody_has",
        attack: "cer-credential-known cer-exclude-list",
        shows: &[],
        change: Registering::registered,
        expect: Refused("7.1.26"),
    },
];
