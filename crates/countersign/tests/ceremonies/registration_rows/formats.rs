//! §7.1 step 21 and §8.1: identifiers of formats, those that are not known, and those that a policy leaves out.

use countersign::{AttestationType, StatementNote, StatementPolicy};

use super::*;

/// Comes with a statement of a format that nobody knows.
fn unknown(ceremony: Registering) -> Registering {
    ceremony.statement(|statement| statement.format("new-format").member("sig", Item::bytes(&[7; 70])))
}

/// Takes statements of unknown formats for no attestation.
fn kept(ceremony: Registering) -> Registering {
    ceremony.relying_party(|relying_party| {
        let policy = StatementPolicy::default().keep_unknown_formats_as_unattested();
        Ok(relying_party.statement_policy(policy))
    })
}

/// The same, with another identifier.
fn named(ceremony: Registering, identifier: &'static str) -> Registering {
    kept(ceremony).statement(move |statement| statement.format(identifier))
}

/// Leaves a format out.
fn without(ceremony: Registering, format: Format) -> Registering {
    ceremony.relying_party(move |relying_party| {
        Ok(relying_party.statement_policy(StatementPolicy::default().without_format(format)))
    })
}

pub(super) const CASES: &[Case<Registering>] = &[
    // 8.1.r1
    Case {
        name: "refuses_a_format_in_capitals",
        attack: "cbor-fmt-case",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.format("PACKED")),
        expect: Refused("7.1.21"),
    },
    // 8.1.r2
    Case {
        name: "accepts_an_unknown_format_of_32_octets_where_the_policy_does",
        attack: "",
        shows: &["8.1.r2"],
        change: |ceremony| named(ceremony, "abcdefghijklmnopqrstuvwxyz-~!#56"),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_format_of_33_octets",
        attack: "cbor-fmt-unknown",
        shows: &[],
        change: |ceremony| named(ceremony, "abcdefghijklmnopqrstuvwxyz-~!#567"),
        expect: Refused("7.1.21/8.1.r2"),
    },
    Case {
        name: "refuses_a_format_with_a_space_where_unknown_ones_are_kept",
        attack: "cbor-fmt-unknown",
        shows: &[],
        change: |ceremony| named(ceremony, "new format"),
        expect: Refused("7.1.21/8.1.r2"),
    },
    Case {
        name: "refuses_a_format_with_a_letter_beyond_ascii",
        attack: "cbor-fmt-unknown",
        shows: &[],
        change: |ceremony| named(ceremony, "päcked"),
        expect: Refused("7.1.21/8.1.r2"),
    },
    Case {
        name: "refuses_a_format_with_a_quotation_mark",
        attack: "cbor-fmt-unknown",
        shows: &[],
        change: |ceremony| named(ceremony, "\"packed\""),
        expect: Refused("7.1.21/8.1.r2"),
    },
    Case {
        name: "refuses_a_format_with_a_backslash",
        attack: "cbor-fmt-unknown",
        shows: &[],
        change: |ceremony| named(ceremony, "new\\format"),
        expect: Refused("7.1.21/8.1.r2"),
    },
    // 7.1.21
    Case {
        name: "accepts_an_unknown_format_as_unattested_where_the_policy_does",
        attack: "",
        shows: &["7.1.21"],
        change: |ceremony| kept(unknown(ceremony)),
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(
                (attestation.format(), attestation.format().identifier()),
                (Format::Unknown, "unknown")
            );
            assert_eq!(attestation.attestation_type(), AttestationType::None);
            assert_eq!(attestation.notes(), [StatementNote::UnknownFormat]);
            assert!(attestation.trust_path().is_empty() && attestation.vouched_aaguid().is_none());
            assert!(!Format::ALL.contains(&Format::Unknown));
        }),
    },
    Case {
        name: "refuses_an_unknown_format_where_attestation_is_demanded",
        attack: "cbor-fmt-unknown",
        shows: &[],
        change: |ceremony| {
            kept(unknown(ceremony)).trust(TrustPolicy::trusted(), TrustAnchors::new().with(root()))
        },
        expect: Refused("7.1.24/7.1.24.a"),
    },
    Case {
        name: "refuses_the_format_unknown_which_is_no_identifier_of_any",
        attack: "cbor-fmt-unknown",
        shows: &[],
        change: |ceremony| ceremony.statement(|statement| statement.format("unknown")),
        expect: Refused("7.1.21"),
    },
    Case {
        name: "refuses_a_format_that_the_policy_leaves_out",
        attack: "pol-format-allow",
        shows: &[],
        change: |ceremony| without(packed(ceremony), Format::Packed),
        expect: Refused("7.1.21"),
    },
    Case {
        name: "refuses_a_format_that_is_left_out_where_unknown_ones_are_kept",
        attack: "pol-format-allow",
        shows: &[],
        change: |ceremony| {
            packed(ceremony).relying_party(|relying_party| {
                let policy = StatementPolicy::default().keep_unknown_formats_as_unattested();
                Ok(relying_party.statement_policy(policy.without_format(Format::Packed)))
            })
        },
        expect: Refused("7.1.21"),
    },
    Case {
        name: "accepts_a_format_beside_one_that_the_policy_leaves_out",
        attack: "",
        shows: &["7.1.21"],
        change: |ceremony| without(packed(ceremony), Format::Tpm),
        expect: Accepted,
    },
];
