//! §7.1 step 24: models that the source of trust anchors keeps out, whatever the policy accepts beside trust.

use countersign::{
    Accepting, AnchorsFor, CompoundPolicy, Model, StatementPolicy, TrustAnchorSource, VerifiedStatement,
};
use countersign_authenticator::TestAuthority;

use super::*;

/// A source that keeps out what comes in statements of one format, and has anchors for the others.
#[derive(Debug)]
struct Refusing {
    format: Format,
    anchors: TrustAnchors,
}

impl TrustAnchorSource for Refusing {
    fn anchors_for(&self, model: &Model, statement: &VerifiedStatement<'_>) -> AnchorsFor<'_> {
        assert_eq!((statement.format(), statement.algorithm().number()), (model.format(), -7));
        if model.format() == self.format {
            AnchorsFor::Refused
        } else {
            self.anchors.anchors_for(model, statement)
        }
    }
}

/// Judges by a source that keeps a format out.
fn refusing(ceremony: Registering, policy: TrustPolicy, format: Format) -> Registering {
    ceremony.trust(policy, Refusing { format, anchors: TrustAnchors::new().with(root()) })
}

/// Accepts everything beside trusted attestation.
fn everything() -> TrustPolicy {
    let accepting = Accepting::default();
    TrustPolicy::accepting(
        accepting.accept_no_attestation().accept_self_attestation().accept_untrusted_attestation(),
    )
}

/// Comes with these statements.
fn parts(ceremony: Registering, parts: &'static [Attestation]) -> Registering {
    ceremony
        .answer(|answer| answer.attestation(Attestation::Compound))
        .statement(move |statement| statement.parts(parts))
}

/// Comes with a packed and a U2F statement.
fn two(ceremony: Registering) -> Registering {
    parts(ceremony, &[Attestation::PackedBasic, Attestation::FidoU2f])
}

/// Accepts statements of which one holds.
fn at_least_one(ceremony: Registering) -> Registering {
    ceremony.relying_party(|relying_party| {
        let policy = StatementPolicy::default().with_compound(CompoundPolicy::default().at_least_one());
        Ok(relying_party.statement_policy(policy))
    })
}

pub(super) const CASES: &[Case<Registering>] = &[
    Case {
        name: "refuses_a_model_that_is_kept_out_where_trust_is_demanded",
        attack: "",
        shows: &[],
        change: |ceremony| refusing(packed(ceremony), TrustPolicy::trusted(), Format::Packed),
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_model_that_is_kept_out_where_untrusted_attestation_is_accepted",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let stranger = TestAuthority::from_seed(b"a stranger");
            let ceremony = packed(ceremony).statement(move |statement| statement.authority(stranger));
            refusing(ceremony, everything(), Format::Packed)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_model_that_is_kept_out_where_self_attestation_is_accepted",
        attack: "",
        shows: &[],
        change: |ceremony| refusing(packed_self(ceremony), everything(), Format::Packed),
        expect: Refused("7.1.24/7.1.24.b"),
    },
    Case {
        name: "refuses_a_model_that_is_kept_out_where_no_attestation_is_accepted",
        attack: "",
        shows: &[],
        change: |ceremony| refusing(ceremony, everything(), Format::None),
        expect: Refused("7.1.24/7.1.24.a"),
    },
    Case {
        name: "accepts_another_model_than_the_one_that_is_kept_out",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| refusing(packed(ceremony), TrustPolicy::trusted(), Format::Tpm),
        expect: Gives(|registered| assert!(registered.registration.attestation().is_trusted())),
    },
    Case {
        name: "refuses_a_part_that_is_kept_out_where_all_have_to_hold",
        attack: "",
        shows: &[],
        change: |ceremony| refusing(two(ceremony), everything(), Format::Packed),
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_compound_statement_that_is_kept_out_as_a_whole",
        attack: "",
        shows: &[],
        change: |ceremony| refusing(two(ceremony), TrustPolicy::trusted(), Format::Compound),
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_self_attested_part_that_is_kept_out_where_all_have_to_hold",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let ceremony = parts(ceremony, &[Attestation::PackedSelf, Attestation::FidoU2f]);
            refusing(ceremony, everything(), Format::Packed)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_an_unattested_part_that_is_kept_out_where_all_have_to_hold",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let ceremony = parts(ceremony, &[Attestation::FidoU2f, Attestation::None]);
            refusing(ceremony, everything(), Format::None)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_a_trusted_part_beside_a_self_attested_one_that_is_kept_out_where_one_is_enough",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            let ceremony = at_least_one(parts(ceremony, &[Attestation::PackedSelf, Attestation::FidoU2f]));
            refusing(ceremony, TrustPolicy::trusted(), Format::Packed)
        },
        expect: Gives(|registered| {
            assert_eq!(registered.registration.attestation().vouched().unwrap().format(), Format::FidoU2f);
        }),
    },
    Case {
        name: "refuses_parts_without_certificates_of_which_one_is_kept_out",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let ceremony = parts(ceremony, &[Attestation::PackedSelf, Attestation::PackedSelf]);
            refusing(ceremony, everything(), Format::Packed)
        },
        expect: Refused("7.1.24/7.1.24.b"),
    },
    Case {
        name: "accepts_a_trusted_part_beside_one_that_is_kept_out_where_one_is_enough",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| refusing(at_least_one(two(ceremony)), TrustPolicy::trusted(), Format::FidoU2f),
        expect: Gives(|registered| {
            assert_eq!(registered.registration.attestation().vouched().unwrap().format(), Format::Packed);
        }),
    },
    Case {
        name: "refuses_a_part_that_nobody_trusts_beside_one_that_is_kept_out",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let by_a_stranger = |part: countersign_authenticator::Statement| {
                part.authority(TestAuthority::from_seed(b"a stranger"))
            };
            let ceremony = two(ceremony).statement(move |statement| statement.part(0, by_a_stranger));
            refusing(at_least_one(ceremony), everything(), Format::FidoU2f)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
];
