//! §7.1 step 22: statements of `compound` (§8.9).

use countersign::{
    Accepting, Assessment, AttestationType, CompoundPolicy, Crypto as _, EnterpriseAttestation, Model,
    PartRefusal, RUST_CRYPTO, Revocation, StatementNote, StatementPolicy, TrustAnchor,
};
use countersign_attestation::{
    AnchorsOf, Attested, Cause, DecodedBytes, Judge, VerifiedStatement, assess, verify,
};
use countersign_authenticator::{Statement, TestAuthority};
use countersign_wire::AttestationObject;
use countersign_x509::AndroidStatusList;

use super::*;
use crate::support::{CHALLENGE, HANDLE, NOW, ORIGIN, RP_ID};

/// Comes with a packed statement of the attestation key, and one of the credential key.
fn compound(ceremony: Registering) -> Registering {
    ceremony.answer(|answer| answer.attestation(Attestation::Compound))
}

/// Comes with statements of these formats.
fn parts(ceremony: Registering, parts: &'static [Attestation]) -> Registering {
    compound(ceremony).statement(move |statement| statement.parts(parts))
}

/// The same, with one of them changed.
fn part(ceremony: Registering, place: usize, change: fn(Statement) -> Statement) -> Registering {
    compound(ceremony).statement(move |statement| statement.part(place, change))
}

/// The same, with the list of them changed.
fn list(ceremony: Registering, change: fn(Vec<Item>) -> Vec<Item>) -> Registering {
    compound(ceremony).statement(move |statement| statement.edit_parts(change))
}

/// A packed statement whose signature is another's.
fn broken(statement: Statement) -> Statement {
    statement.signature(|signature| signature.change_key(SigningKey::another))
}

/// Accepts statements of which one holds.
fn at_least_one(ceremony: Registering) -> Registering {
    ceremony.relying_party(|relying_party| {
        let policy = StatementPolicy::default().with_compound(CompoundPolicy::default().at_least_one());
        Ok(relying_party.statement_policy(policy))
    })
}

/// A map of `fmt` and `attStmt`.
fn entry(format: &str, statement: Item) -> Item {
    Item::map([(Item::from("fmt"), Item::from(format)), (Item::from("attStmt"), statement)])
}

/// An authority that nobody trusts.
fn stranger() -> TestAuthority {
    TestAuthority::from_seed(b"a stranger")
}

/// Has a statement made by an authority that nobody trusts.
fn by_a_stranger(statement: Statement) -> Statement {
    statement.authority(stranger())
}

/// Demands that an anchor vouches.
fn trusted(ceremony: Registering) -> Registering {
    ceremony.trust(TrustPolicy::trusted(), TrustAnchors::new().with(root()))
}

/// Demands that an anchor vouches for the authenticator's own model.
fn of_the_model(ceremony: Registering, formats: &'static [Attestation]) -> Registering {
    let model = countersign::Aaguid::new(*authenticator().aaguid());
    parts(ceremony, formats).trust(TrustPolicy::trusted_models([model]), TrustAnchors::new().with(root()))
}

/// Comes with an Android key that is revoked and a statement that nobody trusts, where one has to hold and untrusted
/// attestation is accepted.
fn revoked_and_untrusted(
    ceremony: Registering,
    formats: &'static [Attestation],
    revoked: usize,
) -> Registering {
    let list = r#"{ "entries": { "a5": { "status": "REVOKED" } } }"#;
    let revocation = Revocation::NONE.with_android_status(AndroidStatusList::from_json(list).unwrap());
    let policy = TrustPolicy::accepting(Accepting::default().accept_untrusted_attestation());
    at_least_one(parts(ceremony, formats))
        .statement(move |statement| {
            statement
                .part(revoked, |part| part.certificate(|leaf| leaf.serial(&[0, 0xA5])))
                .part(usize::from(revoked == 0), by_a_stranger)
        })
        .trust(policy, TrustAnchors::new().with(root()).with_revocation(revocation))
}

/// Two statements with certificates.
const TWO: &[Attestation] = &[Attestation::PackedBasic, Attestation::PackedBasic];

/// Statements without certificates.
const NONE_AND_SELF: &[Attestation] = &[Attestation::None, Attestation::PackedSelf];

/// The format of each part, and its type where it holds.
fn told(registered: &Registered) -> Vec<(Format, Option<AttestationType>)> {
    let parts = registered.registration.attestation().parts().iter();
    parts.map(|part| (part.format(), part.outcome().ok().map(|part| part.attestation_type()))).collect()
}

/// A trusted compound statement of `packed` and `fido-u2f`, where these formats are accepted.
fn listing(ceremony: Registering, formats: &[Format]) -> Registering {
    let policy = TrustPolicy::trusted().with_formats(formats.iter().copied());
    parts(ceremony, &[Attestation::PackedBasic, Attestation::FidoU2f])
        .trust(policy, TrustAnchors::new().with(root()))
}

pub(super) const CASES: &[Case<Registering>] = &[
    Case {
        name: "accepts_the_format_compound",
        attack: "",
        shows: &["7.1.21", "8.9.r1", "8.9.v1", "8.9.v2", "8.2.v2.a", "8.2.v3.b"],
        change: compound,
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.format(), Format::Compound);
            assert_eq!(attestation.attestation_type(), AttestationType::Compound);
            assert!(attestation.trust_path().is_empty() && attestation.notes().is_empty());
            let types = [AttestationType::Basic, AttestationType::SelfAttestation];
            assert_eq!(told(registered), types.map(|kind| (Format::Packed, Some(kind))));
            let first = attestation.parts()[0].outcome().unwrap();
            assert_eq!(first.trust_path(), registered.made.certificates());
            assert_eq!(first.trust_path().len(), 1);
        }),
    },
    Case {
        name: "accepts_a_compound_of_different_formats_and_what_they_tell",
        attack: "",
        shows: &["8.9.v1", "8.9.v2", "8.2.v2.a", "8.5.v2"],
        change: |ceremony| parts(ceremony, &[Attestation::AndroidSafetyNet, Attestation::PackedBasic]),
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.notes(), [StatementNote::RetiredFormat]);
            let [safetynet, packed] = attestation.parts() else { panic!("two parts") };
            assert_eq!(safetynet.format(), Format::AndroidSafetyNet);
            let safetynet = safetynet.outcome().unwrap();
            assert_eq!(safetynet.notes(), [StatementNote::RetiredFormat]);
            assert!(safetynet.safetynet().unwrap().profile_match());
            assert_eq!(packed.outcome().unwrap().safetynet(), None);
        }),
    },
    Case {
        name: "accepts_a_compound_of_a_tpm_and_an_android_key_and_what_they_tell",
        attack: "",
        shows: &["8.9.v1", "8.9.v2", "8.3.v4.d", "8.4.v5.b"],
        change: |ceremony| parts(ceremony, &[Attestation::Tpm, Attestation::AndroidKey]),
        expect: Gives(|registered| {
            let [tpm, android_key] = registered.registration.attestation().parts() else {
                panic!("two parts")
            };
            let (tpm, android_key) = (tpm.outcome().unwrap(), android_key.outcome().unwrap());
            assert_eq!(tpm.tpm().unwrap().registered_manufacturer(), Some("IBM"));
            assert!(tpm.android_key().is_none());
            assert!(android_key.android_key().unwrap().boot().unwrap().device_locked());
            assert!(android_key.tpm().is_none());
        }),
    },
    // 8.9.r1
    Case {
        name: "refuses_a_compound_of_one",
        attack: "compound-one",
        shows: &[],
        change: |ceremony| parts(ceremony, &[Attestation::PackedBasic]),
        expect: Refused("7.1.22/8.9.r1"),
    },
    Case {
        name: "refuses_a_compound_of_none_at_all",
        attack: "compound-one",
        shows: &[],
        change: |ceremony| parts(ceremony, &[]),
        expect: Refused("7.1.22/8.9.r1"),
    },
    Case {
        name: "refuses_a_compound_of_one_where_one_has_to_hold",
        attack: "compound-one",
        shows: &[],
        change: |ceremony| at_least_one(parts(ceremony, &[Attestation::PackedBasic])),
        expect: Refused("7.1.22/8.9.r1"),
    },
    Case {
        name: "accepts_a_compound_of_eight",
        attack: "",
        shows: &["8.9.r1"],
        change: |ceremony| parts(ceremony, &[Attestation::PackedSelf; 8]),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_compound_of_nine",
        attack: "compound-many",
        shows: &[],
        change: |ceremony| parts(ceremony, &[Attestation::PackedSelf; 9]),
        expect: Refused("7.1.22/8.9.r1"),
    },
    Case {
        name: "refuses_a_compound_of_thousands",
        attack: "compound-many",
        shows: &[],
        change: |ceremony| list(ceremony, |_| vec![entry("none", Item::map([])); 3_000]),
        expect: Refused("7.1.13/2.4.r1"),
    },
    Case {
        name: "refuses_a_map_in_place_of_a_compound",
        attack: "compound-map cbor-attstmt-wrong-type",
        shows: &[],
        change: |ceremony| packed(ceremony).statement(|statement| statement.format("compound")),
        expect: Refused("7.1.22/8.9.r1"),
    },
    Case {
        name: "refuses_a_compound_inside_a_compound",
        attack: "compound-nested",
        shows: &[],
        change: |ceremony| {
            list(ceremony, |mut list| {
                list[1] = entry("compound", Item::array([]));
                list
            })
        },
        expect: Refused("7.1.22/8.9.r1"),
    },
    Case {
        name: "refuses_a_compound_inside_a_compound_where_one_has_to_hold",
        attack: "compound-nested",
        shows: &[],
        change: |ceremony| {
            at_least_one(list(ceremony, |mut list| {
                list[1] = entry("compound", Item::array([]));
                list
            }))
        },
        expect: Refused("7.1.22/8.9.r1"),
    },
    Case {
        name: "refuses_compounds_many_levels_deep",
        attack: "compound-nested",
        shows: &[],
        change: |ceremony| {
            list(ceremony, |list| {
                (0..100).fold(list, |list, _| {
                    vec![entry("compound", Item::array(list)), entry("none", Item::map([]))]
                })
            })
        },
        expect: Refused("7.1.13/2.4.r1"),
    },
    Case {
        name: "refuses_a_part_without_a_format",
        attack: "",
        shows: &[],
        change: |ceremony| {
            list(ceremony, |mut list| {
                list[1] = Item::map([(Item::from("attStmt"), Item::map([]))]);
                list
            })
        },
        expect: Refused("7.1.22/8.9.r1"),
    },
    Case {
        name: "refuses_a_part_without_a_statement",
        attack: "",
        shows: &[],
        change: |ceremony| {
            list(ceremony, |mut list| {
                list[1] = Item::map([(Item::from("fmt"), Item::from("none"))]);
                list
            })
        },
        expect: Refused("7.1.22/8.9.r1"),
    },
    Case {
        name: "refuses_a_part_with_another_member",
        attack: "",
        shows: &[],
        change: |ceremony| {
            list(ceremony, |mut list| {
                let members =
                    [("fmt", Item::from("none")), ("attStmt", Item::map([])), ("authData", Item::bytes(&[]))];
                list[1] = Item::map(members.map(|(name, value)| (Item::from(name), value)));
                list
            })
        },
        expect: Refused("7.1.22/8.9.r1"),
    },
    Case {
        name: "refuses_a_part_that_is_no_map",
        attack: "",
        shows: &[],
        change: |ceremony| {
            list(ceremony, |mut list| {
                list[1] = Item::from("none");
                list
            })
        },
        expect: Refused("7.1.22/8.9.r1"),
    },
    // 8.9.v1
    Case {
        name: "refuses_one_valid_and_one_broken_part",
        attack: "compound-partial",
        shows: &[],
        change: |ceremony| part(ceremony, 1, broken),
        expect: Refused("7.1.22/8.9.v1"),
    },
    Case {
        name: "refuses_one_broken_and_one_valid_part",
        attack: "compound-partial",
        shows: &[],
        change: |ceremony| part(ceremony, 0, broken),
        expect: Refused("7.1.22/8.9.v1"),
    },
    Case {
        name: "accepts_one_broken_and_one_valid_part_where_one_has_to_hold",
        attack: "compound-partial",
        shows: &["8.9.v1", "8.9.v2"],
        change: |ceremony| at_least_one(part(ceremony, 0, broken)),
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.attestation_type(), AttestationType::SelfAttestation);
            assert_eq!(
                told(registered),
                [(Format::Packed, None), (Format::Packed, Some(AttestationType::SelfAttestation))]
            );
            let Err(PartRefusal::Statement(error)) = attestation.parts()[0].outcome() else {
                panic!("refused")
            };
            assert_eq!(error.step().id(), "8.2.v2.a");
        }),
    },
    Case {
        name: "refuses_a_part_of_an_unknown_format",
        attack: "compound-partial",
        shows: &[],
        change: |ceremony| part(ceremony, 1, |statement| statement.format("new-format")),
        expect: Refused("7.1.22/8.9.v1"),
    },
    Case {
        name: "refuses_a_part_of_an_unknown_format_also_where_those_are_kept",
        attack: "compound-partial",
        shows: &[],
        change: |ceremony| {
            part(ceremony, 1, |statement| statement.format("new-format")).relying_party(|relying_party| {
                let policy = StatementPolicy::default().keep_unknown_formats_as_unattested();
                Ok(relying_party.statement_policy(policy))
            })
        },
        expect: Refused("7.1.22/8.9.v1"),
    },
    Case {
        name: "refuses_a_part_of_a_format_that_is_left_out",
        attack: "",
        shows: &[],
        change: |ceremony| {
            parts(ceremony, &[Attestation::PackedBasic, Attestation::AndroidSafetyNet]).relying_party(
                |relying_party| {
                    let policy = StatementPolicy::default().without_format(Format::AndroidSafetyNet);
                    Ok(relying_party.statement_policy(policy))
                },
            )
        },
        expect: Refused("7.1.22/8.9.v1"),
    },
    Case {
        name: "accepts_a_part_of_an_unknown_format_where_one_has_to_hold",
        attack: "",
        shows: &["8.9.v1", "8.9.v2"],
        change: |ceremony| at_least_one(part(ceremony, 1, |statement| statement.format("new-format"))),
        expect: Gives(|registered| {
            let parts = registered.registration.attestation().parts();
            assert_eq!(parts[1].format(), Format::Unknown);
            assert!(matches!(parts[1].outcome(), Err(PartRefusal::Format(_))));
        }),
    },
    Case {
        name: "refuses_a_statement_of_none_with_a_member_as_a_part",
        attack: "none-nonempty",
        shows: &[],
        change: |ceremony| {
            parts(ceremony, &[Attestation::PackedBasic, Attestation::None])
                .statement(|statement| statement.part(1, |part| part.member("sig", Item::bytes(&[7]))))
        },
        expect: Refused("7.1.22/8.9.v1"),
    },
    // 8.9.v2
    Case {
        name: "refuses_two_broken_parts_where_one_has_to_hold",
        attack: "compound-partial",
        shows: &[],
        change: |ceremony| at_least_one(part(part(ceremony, 0, broken), 1, broken)),
        expect: Refused("7.1.22/8.9.v2"),
    },
    Case {
        name: "refuses_parts_of_unknown_formats_where_one_has_to_hold",
        attack: "compound-partial",
        shows: &[],
        change: |ceremony| at_least_one(list(ceremony, |_| vec![entry("new-format", Item::map([])); 2])),
        expect: Refused("7.1.22/8.9.v2"),
    },
    // none and self attestation
    Case {
        name: "accepts_a_compound_of_nones_as_none",
        attack: "compound-none",
        shows: &["8.9.v2"],
        change: |ceremony| parts(ceremony, &[Attestation::None; 2]),
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.attestation_type(), AttestationType::None);
            assert_eq!(told(registered), [(Format::None, Some(AttestationType::None)); 2]);
        }),
    },
    Case {
        name: "refuses_a_compound_of_nones_where_trust_is_demanded",
        attack: "compound-none",
        shows: &[],
        change: |ceremony| trusted(parts(ceremony, &[Attestation::None; 2])),
        expect: Refused("7.1.24/7.1.24.a"),
    },
    Case {
        name: "refuses_a_compound_of_none_and_self_attestation_where_trust_is_demanded",
        attack: "compound-none",
        shows: &[],
        change: |ceremony| trusted(parts(ceremony, NONE_AND_SELF)),
        expect: Refused("7.1.24/7.1.24.b"),
    },
    Case {
        name: "accepts_a_compound_of_none_and_self_attestation_where_the_policy_accepts_that",
        attack: "compound-none",
        shows: &["7.1.24.b"],
        change: |ceremony| {
            let policy = TrustPolicy::accepting(Accepting::default().accept_self_attestation());
            parts(ceremony, NONE_AND_SELF).trust(policy, TrustAnchors::new())
        },
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.attestation_type(), AttestationType::SelfAttestation);
            assert!(attestation.vouched_aaguid().is_none());
        }),
    },
    Case {
        name: "refuses_none_beside_a_broken_part_where_one_has_to_hold_and_trust_is_demanded",
        attack: "compound-none compound-partial",
        shows: &[],
        change: |ceremony| {
            let ceremony = parts(ceremony, &[Attestation::None, Attestation::PackedBasic]);
            trusted(at_least_one(ceremony.statement(|statement| statement.part(1, broken))))
        },
        expect: Refused("7.1.24/7.1.24.a"),
    },
    Case {
        name: "accepts_none_beside_a_trusted_part_and_tells_both",
        attack: "compound-none",
        shows: &["7.1.24.c"],
        change: |ceremony| trusted(parts(ceremony, &[Attestation::None, Attestation::PackedBasic])),
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.attestation_type(), AttestationType::Compound);
            assert!(attestation.vouched_aaguid().is_some());
            assert_eq!(
                told(registered),
                [(Format::None, Some(AttestationType::None)), (Format::Packed, Some(AttestationType::Basic))]
            );
        }),
    },
    Case {
        name: "accepts_two_trusted_parts_that_name_the_model_by_the_first",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            let ceremony = parts(ceremony, TWO);
            trusted(ceremony.statement(|statement| statement.part(0, |part| part.with_intermediate())))
        },
        expect: Gives(|registered| {
            assert_eq!(registered.registration.attestation().vouched().unwrap().length(), 2);
        }),
    },
    Case {
        name: "accepts_two_trusted_parts_that_name_no_model_by_the_first",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            let ceremony = parts(ceremony, &[Attestation::FidoU2f, Attestation::AndroidKey]);
            trusted(ceremony)
        },
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(
                (attestation.vouched().unwrap().format(), attestation.vouched_aaguid()),
                (Format::FidoU2f, None)
            );
        }),
    },
    // 7.1.23 and 7.1.24
    Case {
        name: "accepts_a_compound_of_which_both_parts_are_trusted",
        attack: "",
        shows: &["7.1.23", "7.1.24.c"],
        change: |ceremony| trusted(parts(ceremony, TWO)),
        expect: Gives(|registered| {
            assert!(registered.registration.attestation().vouched_aaguid().is_some());
        }),
    },
    Case {
        name: "refuses_a_compound_of_which_one_part_is_not_trusted",
        attack: "compound-partial",
        shows: &[],
        change: |ceremony| {
            trusted(parts(ceremony, TWO).statement(|statement| statement.part(1, by_a_stranger)))
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_a_compound_of_which_one_part_is_not_trusted_where_one_has_to_be",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            let ceremony = parts(ceremony, TWO).statement(|statement| statement.part(0, by_a_stranger));
            trusted(at_least_one(ceremony))
        },
        expect: Gives(|registered| {
            assert!(registered.registration.attestation().vouched_aaguid().is_some());
        }),
    },
    Case {
        name: "refuses_a_trusted_part_that_is_broken_beside_one_that_nobody_trusts",
        attack: "compound-partial",
        shows: &[],
        change: |ceremony| {
            let ceremony =
                parts(ceremony, TWO).statement(|statement| statement.part(0, broken).part(1, by_a_stranger));
            trusted(at_least_one(ceremony))
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_trusted_part_that_is_broken_beside_self_attestation",
        attack: "compound-partial",
        shows: &[],
        change: |ceremony| trusted(at_least_one(part(ceremony, 0, broken))),
        expect: Refused("7.1.24/7.1.24.b"),
    },
    Case {
        name: "accepts_a_compound_that_is_not_trusted_where_the_policy_does",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            let policy = TrustPolicy::accepting(Accepting::default().accept_untrusted_attestation());
            let anchors = TrustAnchors::new().with(root());
            parts(ceremony, TWO)
                .statement(|statement| statement.part(1, by_a_stranger))
                .trust(policy, anchors)
        },
        expect: Gives(|registered| {
            let assessment = registered.registration.attestation().assessment().clone();
            assert!(matches!(assessment, Assessment::NotTrusted(Distrust::Path(_))));
        }),
    },
    Case {
        name: "accepts_anchors_of_the_formats_of_the_parts",
        attack: "",
        shows: &["7.1.23", "7.1.24.c"],
        change: |ceremony| {
            let model = Model::new(Format::Packed, countersign::Aaguid::new(*authenticator().aaguid()));
            let stranger = TrustAnchor::from_certificate(&stranger().root()).unwrap();
            let anchors = TrustAnchors::new();
            let anchors = anchors.with_model(model, root()).with_format(Format::AndroidSafetyNet, stranger);
            parts(ceremony, &[Attestation::PackedBasic, Attestation::AndroidSafetyNet])
                .statement(|statement| statement.part(1, by_a_stranger))
                .trust(TrustPolicy::trusted(), anchors)
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_anchors_of_the_format_of_another_part",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let anchors = TrustAnchors::new().with_format(Format::Packed, root());
            parts(ceremony, &[Attestation::PackedBasic, Attestation::AndroidSafetyNet])
                .trust(TrustPolicy::trusted(), anchors)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_anchors_of_the_format_compound_for_its_parts",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let anchors = TrustAnchors::new().with_format(Format::Compound, root());
            compound(ceremony).trust(TrustPolicy::trusted(), anchors)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_the_model_of_the_part_that_vouches_for_one",
        attack: "u2f-aaguid",
        shows: &["7.1.24.c"],
        change: |ceremony| trusted(parts(ceremony, &[Attestation::PackedBasic, Attestation::FidoU2f])),
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            let vouched = attestation.vouched_aaguid().unwrap().aaguid();
            assert_eq!(vouched, countersign::Aaguid::new(*authenticator().aaguid()));
            assert_eq!(attestation.notes(), [StatementNote::UnsignedAaguid]);
        }),
    },
    Case {
        name: "accepts_no_model_where_the_part_that_vouches_for_one_is_not_trusted",
        attack: "u2f-aaguid",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            let ceremony = parts(ceremony, &[Attestation::PackedBasic, Attestation::FidoU2f]);
            trusted(at_least_one(ceremony.statement(|statement| statement.part(0, by_a_stranger))))
        },
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!((attestation.is_trusted(), attestation.vouched_aaguid()), (true, None));
        }),
    },
    Case {
        name: "refuses_a_compound_of_a_model_that_is_not_listed",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let policy = TrustPolicy::trusted_models([countersign::Aaguid::new([7; 16])]);
            compound(ceremony).trust(policy, TrustAnchors::new().with(root()))
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_a_compound_whose_formats_are_all_listed",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| listing(ceremony, &[Format::Compound, Format::Packed, Format::FidoU2f]),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_compound_with_a_part_of_a_format_that_is_not_listed",
        attack: "",
        shows: &[],
        change: |ceremony| listing(ceremony, &[Format::Compound, Format::Packed]),
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_compound_that_is_not_listed_itself",
        attack: "",
        shows: &[],
        change: |ceremony| listing(ceremony, &[Format::Packed, Format::FidoU2f]),
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_a_listed_model_that_the_first_part_vouches_for",
        attack: "pol-aaguid-allow-list",
        shows: &["7.1.24.c"],
        change: |ceremony| of_the_model(ceremony, &[Attestation::PackedBasic, Attestation::FidoU2f]),
        expect: Gives(|registered| {
            let vouched = registered.registration.attestation().vouched().unwrap();
            assert_eq!((vouched.format(), vouched.aaguid().is_some()), (Format::Packed, true));
        }),
    },
    Case {
        name: "accepts_a_listed_model_that_the_second_part_vouches_for",
        attack: "pol-aaguid-allow-list",
        shows: &["7.1.24.c"],
        change: |ceremony| of_the_model(ceremony, &[Attestation::FidoU2f, Attestation::PackedBasic]),
        expect: Gives(|registered| {
            let vouched = registered.registration.attestation().vouched().unwrap();
            assert_eq!((vouched.format(), vouched.aaguid().is_some()), (Format::Packed, true));
        }),
    },
    Case {
        name: "refuses_a_listed_model_that_no_part_vouches_for",
        attack: "pol-aaguid-allow-list u2f-aaguid",
        shows: &[],
        change: |ceremony| of_the_model(ceremony, &[Attestation::FidoU2f, Attestation::FidoU2f]),
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_revoked_part_before_an_untrusted_one_where_untrusted_ones_are_accepted",
        attack: "",
        shows: &[],
        change: |ceremony| {
            revoked_and_untrusted(ceremony, &[Attestation::AndroidKey, Attestation::PackedBasic], 0)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_revoked_part_after_an_untrusted_one_where_untrusted_ones_are_accepted",
        attack: "",
        shows: &[],
        change: |ceremony| {
            revoked_and_untrusted(ceremony, &[Attestation::PackedBasic, Attestation::AndroidKey], 1)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_revoked_part_where_all_have_to_hold",
        attack: "compound-partial",
        shows: &[],
        change: |ceremony| {
            let list = r#"{ "entries": { "a5": { "status": "REVOKED" } } }"#;
            let revocation =
                Revocation::NONE.with_android_status(AndroidStatusList::from_json(list).unwrap());
            parts(ceremony, &[Attestation::AndroidKey, Attestation::PackedBasic])
                .statement(|statement| {
                    statement.part(0, |part| part.certificate(|leaf| leaf.serial(&[0, 0xA5])))
                })
                .trust(TrustPolicy::trusted(), TrustAnchors::new().with(root()).with_revocation(revocation))
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_a_trusted_part_beside_a_revoked_one_where_one_has_to_hold",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            let list = r#"{ "entries": { "a5": { "status": "REVOKED" } } }"#;
            let revocation =
                Revocation::NONE.with_android_status(AndroidStatusList::from_json(list).unwrap());
            at_least_one(parts(ceremony, &[Attestation::AndroidKey, Attestation::PackedBasic]))
                .statement(|statement| {
                    statement.part(0, |part| part.certificate(|leaf| leaf.serial(&[0, 0xA5])))
                })
                .trust(TrustPolicy::trusted(), TrustAnchors::new().with(root()).with_revocation(revocation))
        },
        expect: Gives(|registered| {
            let vouched = registered.registration.attestation().vouched().unwrap();
            assert_eq!(vouched.format(), Format::Packed);
        }),
    },
];

/// `assess` is public: a caller that comes with anchors that were looked up for another statement gets no answer. Each part
/// has anchors of its own, and those of fewer parts say nothing of the rest.
#[test]
fn refuses_to_judge_parts_that_no_anchors_were_looked_up_for() {
    let made = authenticator()
        .register(CHALLENGE, RP_ID, ORIGIN)
        .user_handle(HANDLE)
        .attestation(Attestation::Compound)
        .build();
    let object = AttestationObject::parse(made.attestation_object()).unwrap();
    let (decoded, policy) = (DecodedBytes::default(), StatementPolicy::default());
    let attested = Attested {
        object: &object,
        statement: object.statement(),
        client_data_hash: &RUST_CRYPTO.sha256(&[made.client_data_json()]),
        enterprise: EnterpriseAttestation::NotRequested,
        policy: &policy,
        at: NOW,
        decoded: &decoded,
    };
    let statement = verify(Format::Compound, &attested, &RUST_CRYPTO, &mut ()).unwrap();
    let (policy, source) = (TrustPolicy::trusted(), TrustAnchors::new().with(root()));
    let assess = |of: &VerifiedStatement<'_>| {
        let anchors = AnchorsOf::look_up(of, object.credential().aaguid(), &source, &RUST_CRYPTO);
        assess(&statement, &Judge { policy: &policy, anchors, at: NOW }, &RUST_CRYPTO, &mut ())
    };
    assert!(matches!(assess(&statement), Ok(Assessment::Trusted(_))));
    let of_one = statement.parts()[0].outcome().unwrap();
    let error = assess(of_one).unwrap_err();
    assert_eq!((error.step().id(), error.cause()), ("7.1.24.c", &Cause::Rule));
}
