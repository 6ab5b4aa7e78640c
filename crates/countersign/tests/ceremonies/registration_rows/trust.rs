//! §7.1 steps 23 and 24: who vouches for the attestation, and whether that is enough.

use countersign::{Aaguid, Accepting, Assessment, Model, PathOptions, Revocation, TrustAnchor};
use countersign_authenticator::{Extension, Issuer, NOT_AFTER, NOT_BEFORE, Name, TestAuthority, der, oid};
use countersign_x509::AndroidStatusList;

use super::*;
use crate::support::NOW;

/// The anchors that vouch for every model of the authority.
fn anchors() -> TrustAnchors {
    TrustAnchors::new().with(root())
}

/// Demands trusted attestation.
fn trusted(ceremony: Registering) -> Registering {
    ceremony.trust(TrustPolicy::trusted(), anchors())
}

fn model() -> Aaguid {
    Aaguid::new(*authenticator().aaguid())
}

/// Demands less.
fn accepting(ceremony: Registering, accepting: Accepting) -> Registering {
    ceremony.trust(TrustPolicy::accepting(accepting), anchors())
}

/// All exceptions that a policy can make.
fn everything() -> Accepting {
    Accepting::default().accept_no_attestation().accept_self_attestation().accept_untrusted_attestation()
}

/// The certificate that the authenticator attests with.
fn leaf() -> TrustAnchor {
    let authority = authenticator().authority();
    let key = authenticator().attestation_key();
    let leaf = authority.attestation_builder(Issuer::Root, &key, authenticator().aaguid()).build();
    TrustAnchor::from_certificate(&leaf).unwrap()
}

/// Comes with a certificate that the root signs with SHA-1, and judges it by a policy.
fn under_sha1(ceremony: Registering, policy: TrustPolicy) -> Registering {
    let key = SigningKey::from_seed(countersign_authenticator::Algorithm::Rs1, b"a root of another age");
    let authority = authenticator().authority().with_root_key(key);
    let root = TrustAnchor::from_certificate(&authority.root()).unwrap();
    packed(ceremony)
        .statement(move |statement| statement.authority(authority))
        .trust(policy, TrustAnchors::new().with(root))
}

/// Whether an anchor vouches for the authenticator's own model.
fn is_vouched_for(registered: &Registered) {
    let attestation = registered.registration.attestation();
    assert_eq!(attestation.vouched_aaguid().map(|vouched| vouched.aaguid()), Some(model()));
}

/// Who vouches: the anchor, over so many certificates below it.
fn is_vouched_for_over(registered: &Registered, anchor: &TrustAnchor, length: usize) {
    let attestation = registered.registration.attestation();
    let vouched = attestation.vouched().unwrap();
    assert_eq!((vouched.anchor(), vouched.length()), (anchor, length));
    assert_eq!((attestation.anchor(), attestation.distrust()), (Some(anchor), None));
    is_vouched_for(registered);
}

/// Attested in a format whose AAGUID the host writes, where the policy lists the model that is claimed.
fn host_written(
    ceremony: Registering,
    attestation: Attestation,
    anchors: fn(TrustAnchors) -> TrustAnchors,
) -> Registering {
    ceremony
        .answer(move |answer| answer.attestation(attestation))
        .trust(TrustPolicy::trusted_models([model()]), anchors(TrustAnchors::new()))
}

/// The certificate names no model.
fn without_model(ceremony: Registering) -> Registering {
    ceremony.statement(|statement| {
        statement.certificate(|certificate| certificate.without_extension(oid::FIDO_AAGUID))
    })
}

/// An Android key whose certificate has the serial number a5, judged with these entries of Android's status list by a
/// policy that accepts untrusted attestation.
fn untrusted_android_key(ceremony: Registering, entries: &str) -> Registering {
    let list = format!(r#"{{ "entries": {{ {entries} }} }}"#);
    let revocation = Revocation::NONE.with_android_status(AndroidStatusList::from_json(&list).unwrap());
    let policy = TrustPolicy::accepting(Accepting::default().accept_untrusted_attestation());
    ceremony
        .answer(|answer| answer.attestation(Attestation::AndroidKey))
        .statement(|statement| statement.certificate(|leaf| leaf.serial(&[0, 0xA5])))
        .trust(policy, TrustAnchors::new().with(root()).with_revocation(revocation))
}

pub(super) const CASES: &[Case<Registering>] = &[
    // 7.1.24.c, accepted
    Case {
        name: "accepts_a_path_to_an_anchor",
        attack: "",
        shows: &["7.1.23", "7.1.24", "7.1.24.c"],
        change: |ceremony| trusted(packed(ceremony)),
        expect: Gives(|registered| is_vouched_for_over(registered, &root(), 1)),
    },
    Case {
        name: "accepts_a_path_over_an_intermediate",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| trusted(packed(ceremony)).statement(|statement| statement.with_intermediate()),
        expect: Gives(|registered| is_vouched_for_over(registered, &root(), 2)),
    },
    Case {
        name: "accepts_a_path_with_its_root",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            trusted(packed(ceremony)).statement(|statement| statement.with_intermediate().with_root())
        },
        expect: Gives(|registered| is_vouched_for_over(registered, &root(), 2)),
    },
    Case {
        name: "accepts_the_attestation_certificate_as_its_own_anchor",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| packed(ceremony).trust(TrustPolicy::trusted(), TrustAnchors::new().with(leaf())),
        expect: Gives(|registered| is_vouched_for_over(registered, &leaf(), 0)),
    },
    Case {
        name: "accepts_a_model_that_is_listed",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| packed(ceremony).trust(TrustPolicy::trusted_models([model()]), anchors()),
        expect: Gives(is_vouched_for),
    },
    Case {
        name: "accepts_trusted_attestation_where_the_ceremony_demands_it",
        attack: "",
        shows: &["7.1.24"],
        change: |ceremony| trusted(packed(ceremony)).options(|options| options.require_trusted_attestation()),
        expect: Gives(is_vouched_for),
    },
    // 7.1.23
    Case {
        name: "accepts_anchors_of_this_format_and_model",
        attack: "",
        shows: &["7.1.23"],
        change: |ceremony| {
            let anchors = TrustAnchors::new().with_model(Model::new(Format::Packed, model()), root());
            packed(ceremony).trust(TrustPolicy::trusted(), anchors)
        },
        expect: Gives(is_vouched_for),
    },
    Case {
        name: "refuses_anchors_of_another_format",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let anchors = TrustAnchors::new().with_format(Format::None, root());
            packed(ceremony).trust(TrustPolicy::trusted(), anchors)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_anchors_of_another_model",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let model = Model::new(Format::Packed, Aaguid::new([7; 16]));
            packed(ceremony).trust(TrustPolicy::trusted(), TrustAnchors::new().with_model(model, root()))
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    // 7.1.24
    Case {
        name: "refuses_to_look_away_where_trusted_attestation_is_demanded",
        attack: "pol-default-insecure",
        shows: &[],
        change: |ceremony| packed(ceremony).options(|options| options.require_trusted_attestation()),
        expect: Refused("7.1.24"),
    },
    // 7.1.24.a
    Case {
        name: "accepts_no_attestation_where_the_policy_says_so",
        attack: "",
        shows: &["7.1.24.a"],
        change: |ceremony| accepting(ceremony, Accepting::default().accept_no_attestation()),
        expect: Gives(|registered| {
            let assessment = registered.registration.attestation().assessment();
            assert_eq!(*assessment, Assessment::NotTrusted(Distrust::NoAttestation));
        }),
    },
    Case {
        name: "refuses_no_attestation_by_default",
        attack: "none-when-required none-downgrade pol-default-insecure",
        shows: &[],
        change: trusted,
        expect: Refused("7.1.24/7.1.24.a"),
    },
    Case {
        name: "refuses_no_attestation_where_everything_else_is_accepted",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let others = Accepting::default().accept_self_attestation().accept_untrusted_attestation();
            accepting(ceremony, others)
        },
        expect: Refused("7.1.24/7.1.24.a"),
    },
    Case {
        name: "refuses_no_attestation_of_a_model_that_is_listed",
        attack: "none-when-required pol-aaguid-allow-list",
        shows: &[],
        change: |ceremony| ceremony.trust(TrustPolicy::trusted_models([model()]), anchors()),
        expect: Refused("7.1.24/7.1.24.a"),
    },
    Case {
        name: "refuses_no_attestation_where_the_ceremony_demands_trust_and_the_policy_does_not",
        attack: "none-downgrade",
        shows: &[],
        change: |ceremony| {
            accepting(ceremony, everything()).options(|options| options.require_trusted_attestation())
        },
        expect: Refused("7.1.24/7.1.24.a"),
    },
    // 7.1.24.b
    Case {
        name: "accepts_self_attestation_where_the_policy_says_so",
        attack: "",
        shows: &["7.1.24.b"],
        change: |ceremony| accepting(packed_self(ceremony), Accepting::default().accept_self_attestation()),
        expect: Gives(|registered| {
            let assessment = registered.registration.attestation().assessment();
            assert_eq!(*assessment, Assessment::NotTrusted(Distrust::SelfAttestation));
        }),
    },
    Case {
        name: "refuses_self_attestation_by_default",
        attack: "packed-self-as-basic",
        shows: &[],
        change: |ceremony| trusted(packed_self(ceremony)),
        expect: Refused("7.1.24/7.1.24.b"),
    },
    Case {
        name: "refuses_self_attestation_of_a_model_that_is_listed",
        attack: "pol-aaguid-allow-list",
        shows: &[],
        change: |ceremony| packed_self(ceremony).trust(TrustPolicy::trusted_models([model()]), anchors()),
        expect: Refused("7.1.24/7.1.24.b"),
    },
    Case {
        name: "refuses_self_attestation_where_everything_else_is_accepted",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let others = Accepting::default().accept_no_attestation().accept_untrusted_attestation();
            accepting(packed_self(ceremony), others)
        },
        expect: Refused("7.1.24/7.1.24.b"),
    },
    Case {
        name: "refuses_self_attestation_where_the_ceremony_demands_trust_and_the_policy_does_not",
        attack: "packed-self-as-basic",
        shows: &[],
        change: |ceremony| {
            accepting(packed_self(ceremony), everything())
                .options(|options| options.require_trusted_attestation())
        },
        expect: Refused("7.1.24/7.1.24.b"),
    },
    // 7.1.24.c, refused
    Case {
        name: "accepts_an_untrusted_path_where_the_policy_says_so",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            packed(ceremony).trust(
                TrustPolicy::accepting(Accepting::default().accept_untrusted_attestation()),
                TrustAnchors::new(),
            )
        },
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert!(matches!(attestation.assessment(), Assessment::NotTrusted(Distrust::Path(_))));
            assert_eq!(attestation.vouched_aaguid(), None);
        }),
    },
    Case {
        name: "accepts_a_path_that_nobody_looks_at",
        attack: "",
        shows: &[],
        change: packed,
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(*attestation.assessment(), Assessment::NotAssessed);
            assert_eq!(attestation.vouched_aaguid(), None);
        }),
    },
    Case {
        name: "refuses_every_path_where_there_are_no_anchors",
        attack: "pol-default-insecure",
        shows: &[],
        change: |ceremony| packed(ceremony).trust(TrustPolicy::trusted(), TrustAnchors::new()),
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_an_untrusted_path_where_everything_else_is_accepted",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let others = Accepting::default().accept_no_attestation().accept_self_attestation();
            packed(ceremony).trust(TrustPolicy::accepting(others), TrustAnchors::new())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_an_untrusted_path_where_the_ceremony_demands_trust_and_the_policy_does_not",
        attack: "",
        shows: &[],
        change: |ceremony| {
            packed(ceremony)
                .trust(TrustPolicy::accepting(everything()), TrustAnchors::new())
                .options(|options| options.require_trusted_attestation())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_model_that_is_not_listed_where_the_ceremony_demands_trust_as_well",
        attack: "pol-aaguid-allow-list",
        shows: &[],
        change: |ceremony| {
            packed(ceremony)
                .trust(TrustPolicy::trusted_models([Aaguid::new([7; 16])]), anchors())
                .options(|options| options.require_trusted_attestation())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_model_that_is_not_listed",
        attack: "pol-aaguid-allow-list",
        shows: &[],
        change: |ceremony| {
            packed(ceremony).trust(TrustPolicy::trusted_models([Aaguid::new([7; 16])]), anchors())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_listed_model_whose_path_leads_nowhere",
        attack: "pol-aaguid-allow-list",
        shows: &[],
        change: |ceremony| {
            packed(ceremony).trust(TrustPolicy::trusted_models([model()]), TrustAnchors::new())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_the_path_of_another_authority",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(packed(ceremony))
                .statement(|statement| statement.authority(TestAuthority::from_seed(b"another")))
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_the_root_of_another_authority_that_was_sent_along",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(packed(ceremony)).statement(|statement| {
                statement.authority(TestAuthority::from_seed(b"another")).with_intermediate().with_root()
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_an_intermediate_that_is_missing",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(packed(ceremony)).statement(|statement| {
                statement.with_intermediate().x5c(|certificates| certificates[..1].to_vec())
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_leaf_that_the_intermediate_did_not_sign",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(packed(ceremony)).statement(|statement| {
                statement
                    .with_intermediate()
                    .certificate(|certificate| certificate.edit_signature(last_bit_flipped))
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_an_intermediate_that_has_expired",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(packed(ceremony)).statement(|statement| {
                statement.intermediate(|certificate| certificate.validity(NOT_BEFORE, NOW - 1))
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_leaf_that_is_not_valid_yet",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(packed(ceremony)).statement(|statement| {
                statement.certificate(|certificate| certificate.validity(NOW + 1, NOT_AFTER))
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_leaf_one_second_after_its_end_whatever_clocks_may_differ",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(packed(ceremony))
                .statement(|statement| {
                    statement.certificate(|certificate| certificate.validity(NOT_BEFORE, NOW))
                })
                .after_seconds(1)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_a_leaf_in_its_last_second",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            trusted(packed(ceremony)).statement(|statement| {
                statement.certificate(|certificate| certificate.validity(NOT_BEFORE, NOW))
            })
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_an_intermediate_that_is_no_authority",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(packed(ceremony)).statement(|statement| {
                statement.intermediate(|certificate| certificate.extension(Extension::end_entity()))
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_an_intermediate_without_basic_constraints",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(packed(ceremony)).statement(|statement| {
                statement.intermediate(|certificate| certificate.without_extension(oid::BASIC_CONSTRAINTS))
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_an_intermediate_whose_key_may_not_sign_certificates",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(packed(ceremony)).statement(|statement| {
                statement.intermediate(|certificate| certificate.extension(Extension::key_usage(&[0])))
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_certificates_in_the_wrong_order",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(packed(ceremony)).statement(|statement| {
                statement.with_intermediate().with_root().x5c(|mut certificates| {
                    certificates.swap(1, 2);
                    certificates
                })
            })
        },
        // The root, which stands second, did not issue the leaf.
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_self_signed_leaf_that_is_no_anchor",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let key = authenticator().attestation_key();
            trusted(packed(ceremony)).statement(move |statement| {
                statement.certificate(move |certificate| {
                    certificate
                        .issuer(|_| Name::of_attestation("Countersign Virtual Authenticator"))
                        .signing_key(&key)
                })
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_self_signed_leaf_with_the_name_of_the_root",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let key = authenticator().attestation_key();
            trusted(packed(ceremony)).statement(move |statement| {
                statement.certificate(move |certificate| certificate.signing_key(&key))
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_leaf_with_a_critical_extension_that_nobody_knows",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusted(packed(ceremony)).statement(|statement| {
                statement.certificate(|certificate| {
                    certificate.extension(Extension::new("1.3.6.1.4.1.99999.1", &der::null()).critical())
                })
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_a_leaf_that_expired_within_the_clock_skew_of_the_policy",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            packed(ceremony)
                .statement(|statement| {
                    statement.certificate(|certificate| certificate.validity(NOT_BEFORE, NOW - 60))
                })
                .trust(TrustPolicy::trusted().with_clock_skew(60), anchors())
        },
        expect: Gives(is_vouched_for),
    },
    Case {
        name: "refuses_a_leaf_that_expired_before_the_clock_skew_of_the_policy",
        attack: "",
        shows: &[],
        change: |ceremony| {
            packed(ceremony)
                .statement(|statement| {
                    statement.certificate(|certificate| certificate.validity(NOT_BEFORE, NOW - 61))
                })
                .trust(TrustPolicy::trusted().with_clock_skew(60), anchors())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_a_leaf_that_will_be_valid_within_the_clock_skew_of_the_policy",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            packed(ceremony)
                .statement(|statement| {
                    statement.certificate(|certificate| certificate.validity(NOW + 60, NOT_AFTER))
                })
                .trust(TrustPolicy::trusted().with_clock_skew(60), anchors())
        },
        expect: Gives(is_vouched_for),
    },
    Case {
        name: "refuses_a_leaf_that_will_be_valid_after_the_clock_skew_of_the_policy",
        attack: "",
        shows: &[],
        change: |ceremony| {
            packed(ceremony)
                .statement(|statement| {
                    statement.certificate(|certificate| certificate.validity(NOW + 61, NOT_AFTER))
                })
                .trust(TrustPolicy::trusted().with_clock_skew(60), anchors())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_leaf_that_nobody_vouches_for_whatever_the_clock_skew",
        attack: "",
        shows: &[],
        change: |ceremony| {
            packed(ceremony).trust(TrustPolicy::trusted().with_clock_skew(60), TrustAnchors::new())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_new_leaf_that_nobody_vouches_for_whatever_the_clock_skew",
        attack: "",
        shows: &[],
        change: |ceremony| {
            packed(ceremony)
                .statement(|statement| {
                    statement.certificate(|certificate| certificate.validity(NOW, NOT_AFTER))
                })
                .trust(TrustPolicy::trusted().with_clock_skew(60), TrustAnchors::new())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_leaf_that_is_signed_with_sha1",
        attack: "",
        shows: &[],
        change: |ceremony| under_sha1(ceremony, TrustPolicy::trusted()),
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_a_leaf_that_is_signed_with_sha1_where_the_policy_says_so",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            let options = PathOptions::default().accept_sha1_signatures();
            under_sha1(ceremony, TrustPolicy::trusted().with_path_options(options))
        },
        expect: Gives(is_vouched_for),
    },
    Case {
        name: "refuses_a_sha1_path_where_the_ceremony_demands_trust_and_keeps_the_options_of_the_policy",
        attack: "",
        shows: &[],
        change: |ceremony| {
            under_sha1(ceremony, TrustPolicy::accepting(everything()))
                .options(|options| options.require_trusted_attestation())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    // Formats
    Case {
        name: "accepts_a_format_that_is_listed",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            let policy = TrustPolicy::trusted().with_formats([Format::Tpm, Format::Packed]);
            packed(ceremony).trust(policy, anchors())
        },
        expect: Gives(is_vouched_for),
    },
    Case {
        name: "refuses_a_format_that_is_not_listed",
        attack: "",
        shows: &[],
        change: |ceremony| {
            packed(ceremony).trust(TrustPolicy::trusted().with_formats([Format::Tpm]), anchors())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_format_that_is_not_listed_where_everything_else_is_accepted",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let policy = TrustPolicy::accepting(everything()).with_formats([Format::Tpm, Format::None]);
            packed(ceremony).trust(policy, TrustAnchors::new())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_format_that_is_not_listed_where_the_ceremony_demands_trust_as_well",
        attack: "",
        shows: &[],
        change: |ceremony| {
            packed(ceremony)
                .trust(TrustPolicy::accepting(everything()).with_formats([Format::Tpm]), anchors())
                .options(|options| options.require_trusted_attestation())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_no_attestation_of_a_listed_format",
        attack: "",
        shows: &["7.1.24.a"],
        change: |ceremony| {
            ceremony.trust(TrustPolicy::accepting(everything()).with_formats([Format::None]), anchors())
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_no_attestation_of_a_format_that_is_not_listed",
        attack: "none-downgrade",
        shows: &[],
        change: |ceremony| {
            ceremony.trust(TrustPolicy::accepting(everything()).with_formats([Format::Packed]), anchors())
        },
        expect: Refused("7.1.24/7.1.24.a"),
    },
    Case {
        name: "refuses_self_attestation_of_a_format_that_is_not_listed",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let policy = TrustPolicy::accepting(everything()).with_formats([Format::None]);
            packed_self(ceremony).trust(policy, anchors())
        },
        expect: Refused("7.1.24/7.1.24.b"),
    },
    // What is said of Android keys, and of revocation
    Case {
        name: "refuses_an_expired_leaf_of_another_format_where_that_of_an_android_key_is_accepted",
        attack: "x509-expired",
        shows: &[],
        change: |ceremony| {
            let options = PathOptions::default().accept_android_factory_chains();
            packed(ceremony).trust(TrustPolicy::trusted().with_path_options(options), anchors()).statement(
                |statement| statement.certificate(|certificate| certificate.validity(NOT_BEFORE, NOW - 1)),
            )
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_a_path_of_which_nobody_knows_whether_it_is_revoked",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            packed(ceremony).trust(TrustPolicy::trusted(), anchors().with_revocation(Revocation::NONE))
        },
        expect: Gives(is_vouched_for),
    },
    Case {
        name: "refuses_a_path_of_which_nobody_knows_whether_it_is_revoked_where_that_is_demanded",
        attack: "",
        shows: &[],
        change: |ceremony| {
            let anchors = anchors().with_revocation(Revocation::NONE.demand_status());
            packed(ceremony).trust(TrustPolicy::trusted(), anchors)
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    // An AAGUID that software on the host writes is vouched for by an anchor for that model alone.
    Case {
        name: "refuses_a_listed_model_that_an_android_phone_claims",
        attack: "pol-aaguid-allow-list",
        shows: &[],
        change: |ceremony| {
            host_written(ceremony, Attestation::AndroidKey, |anchors| {
                anchors.with_format(Format::AndroidKey, root())
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_listed_model_that_a_phone_under_an_anchor_for_all_claims",
        attack: "",
        shows: &[],
        change: |ceremony| host_written(ceremony, Attestation::AndroidKey, |anchors| anchors.with(root())),
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_listed_model_that_the_host_of_a_tpm_claims",
        attack: "",
        shows: &[],
        change: |ceremony| {
            host_written(without_model(ceremony), Attestation::Tpm, |anchors| {
                anchors.with_format(Format::Tpm, root())
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_listed_model_that_an_application_claims_by_safetynet",
        attack: "",
        shows: &[],
        change: |ceremony| {
            host_written(ceremony, Attestation::AndroidSafetyNet, |anchors| {
                anchors.with_format(Format::AndroidSafetyNet, root())
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_a_listed_android_model_under_an_anchor_for_that_model",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            host_written(ceremony, Attestation::AndroidKey, |anchors| {
                anchors.with_model(Model::new(Format::AndroidKey, model()), root())
            })
        },
        expect: Gives(is_vouched_for),
    },
    Case {
        name: "accepts_a_listed_tpm_model_under_an_anchor_for_that_model",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            host_written(without_model(ceremony), Attestation::Tpm, |anchors| {
                anchors.with_model(Model::new(Format::Tpm, model()), root())
            })
        },
        expect: Gives(is_vouched_for),
    },
    Case {
        name: "accepts_a_listed_tpm_model_that_the_certificate_names",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| {
            host_written(ceremony, Attestation::Tpm, |anchors| anchors.with_format(Format::Tpm, root()))
        },
        expect: Gives(is_vouched_for),
    },
    Case {
        name: "refuses_a_listed_model_under_an_anchor_for_another_model",
        attack: "pol-aaguid-allow-list",
        shows: &[],
        change: |ceremony| {
            host_written(ceremony, Attestation::AndroidKey, |anchors| {
                let other = Model::new(Format::AndroidKey, Aaguid::new([7; 16]));
                anchors.with_format(Format::AndroidKey, root()).with_model(other, root())
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "refuses_a_listed_model_that_another_anchor_is_for",
        attack: "pol-aaguid-allow-list",
        shows: &[],
        change: |ceremony| {
            host_written(ceremony, Attestation::AndroidKey, |anchors| {
                let stranger = TestAuthority::from_seed(b"another").root();
                let stranger = TrustAnchor::from_certificate(&stranger).unwrap();
                let own = Model::new(Format::AndroidKey, model());
                anchors.with_format(Format::AndroidKey, root()).with_model(own, stranger)
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    // Revocation is no mere lack of trust.
    Case {
        name: "refuses_a_revoked_android_key_whose_path_leads_nowhere_where_untrusted_attestation_is_accepted",
        attack: "ak-revoked",
        shows: &[],
        change: |ceremony| {
            untrusted_android_key(ceremony, r#""a5": { "status": "REVOKED" }"#).statement(|statement| {
                statement.with_intermediate().x5c(|certificates| certificates.into_iter().take(1).collect())
            })
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_another_android_key_whose_path_leads_nowhere_where_untrusted_attestation_is_accepted",
        attack: "",
        shows: &[],
        change: |ceremony| {
            untrusted_android_key(ceremony, r#""a6": { "status": "REVOKED" }"#).statement(|statement| {
                statement.with_intermediate().x5c(|certificates| certificates.into_iter().take(1).collect())
            })
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_revoked_android_key_where_untrusted_attestation_is_accepted",
        attack: "ak-revoked",
        shows: &[],
        change: |ceremony| untrusted_android_key(ceremony, r#""a5": { "status": "REVOKED" }"#),
        expect: Refused("7.1.24/7.1.24.c"),
    },
    Case {
        name: "accepts_an_android_key_that_is_not_the_revoked_one",
        attack: "",
        shows: &[],
        change: |ceremony| untrusted_android_key(ceremony, r#""a6": { "status": "REVOKED" }"#),
        expect: Accepted,
    },
    Case {
        name: "refuses_an_unknown_status_that_is_demanded_where_untrusted_attestation_is_accepted",
        attack: "x509-revoked",
        shows: &[],
        change: |ceremony| {
            let policy = TrustPolicy::accepting(Accepting::default().accept_untrusted_attestation());
            packed(ceremony).trust(policy, anchors().with_revocation(Revocation::NONE.demand_status()))
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
];
