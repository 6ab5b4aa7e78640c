//! §7.1 step 22: statements of `android-key` (§8.4).

use countersign::{AndroidKeyPolicy, AttestationType, RelyingPartyBuilder, StatementNote, StatementPolicy};
use countersign_authenticator::key_description::{
    AuthorizationList, KeyDescription, SOFTWARE, STRONG_BOX, TRUSTED_ENVIRONMENT,
};
use countersign_authenticator::{
    Algorithm as Signs, Authenticator, Extension, Issuer, Name, Statement, der, oid,
};
use countersign_x509::{SecurityLevel, VerifiedBootState};

use super::*;

/// The tag of allApplications.
const ALL_APPLICATIONS: u32 = 600;
/// The tag of origin.
const ORIGIN: u32 = 702;
/// The tag of purpose.
const PURPOSE: u32 = 1;
/// The tag of rootOfTrust.
const ROOT_OF_TRUST: u32 = 704;

/// Comes with an Android key.
fn android_key(ceremony: Registering) -> Registering {
    ceremony.answer(|answer| answer.attestation(Attestation::AndroidKey))
}

fn statement(ceremony: Registering, change: fn(Statement) -> Statement) -> Registering {
    android_key(ceremony).statement(change)
}

/// The same with the description of the key changed.
fn description(ceremony: Registering, change: fn(KeyDescription) -> KeyDescription) -> Registering {
    android_key(ceremony).statement(move |statement| statement.key_description(change))
}

/// The same with what the secure hardware enforces changed.
fn hardware(ceremony: Registering, change: fn(AuthorizationList) -> AuthorizationList) -> Registering {
    android_key(ceremony).statement(move |statement| {
        statement.key_description(move |description| description.hardware_enforced(change))
    })
}

/// Origin and purpose are enforced by Android itself alone.
fn in_software(ceremony: Registering) -> Registering {
    description(ceremony, |description| {
        description
            .hardware_enforced(|list| list.without(ORIGIN).without(PURPOSE))
            .software_enforced(|list| list.purposes(&[2]).origin(0))
    })
}

/// How a device was booted that says so without a hash, as before version 3.
fn boot(key: &[u8], locked: bool, state: u8) -> Vec<u8> {
    der::sequence(&[der::octet_string(key), der::boolean(locked), der::element(0x0a, &[state])])
}

/// A relying party with this policy of Android keys.
fn policy(ceremony: Registering, policy: fn(AndroidKeyPolicy) -> AndroidKeyPolicy) -> Registering {
    ceremony.relying_party(move |relying_party: RelyingPartyBuilder| {
        let policy = policy(AndroidKeyPolicy::default());
        Ok(relying_party.statement_policy(StatementPolicy::default().with_android_key(policy)))
    })
}

/// Judged under the root of an authority, with the anchor for this format alone.
fn trusting(ceremony: Registering, root: countersign::TrustAnchor) -> Registering {
    ceremony.trust(TrustPolicy::trusted(), TrustAnchors::new().with_format(Format::AndroidKey, root))
}

pub(super) const CASES: &[Case<Registering>] = &[
    Case {
        name: "accepts_an_android_key",
        attack: "ak-verified-boot",
        shows: &[
            "8.4.v1",
            "8.4.v2",
            "8.4.v3",
            "8.4.1.r1",
            "8.4.v4",
            "8.4.v5.a",
            "8.4.v5.b.1",
            "8.4.v5.b.2",
            "8.4.v5.b",
            "8.4.v6",
        ],
        change: android_key,
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.format(), Format::AndroidKey);
            assert_eq!(attestation.attestation_type(), AttestationType::Basic);
            assert_eq!(attestation.trust_path(), registered.made.certificates());
            assert_eq!(attestation.notes(), []);
            let details = attestation.android_key().unwrap();
            assert_eq!((details.attestation_version(), details.key_mint_version()), (300, 300));
            assert_eq!(details.attestation_security_level(), SecurityLevel::TrustedEnvironment);
            assert_eq!(details.key_security_level(), SecurityLevel::TrustedEnvironment);
            assert_eq!((details.os_version(), details.os_patch_level()), (Some(150_000), Some(202_510)));
            assert_eq!(details.vendor_patch_level(), Some(20_251_005));
            assert_eq!(details.boot_patch_level(), Some(20_251_001));
            let boot = details.boot().unwrap();
            assert_eq!((boot.device_locked(), boot.state()), (true, VerifiedBootState::Verified));
            assert_eq!((boot.key(), boot.hash()), (Some(&[0x5A; 32]), Some(&[0xA5; 32])));
        }),
    },
    Case {
        name: "accepts_an_android_key_on_p384",
        attack: "",
        shows: &["8.4.v2"],
        change: |ceremony| android_key(with_algorithm(ceremony, Algorithm::Es384, Signs::Es384)),
        expect: Accepted,
    },
    Case {
        name: "accepts_an_rsa_android_key",
        attack: "",
        shows: &["8.4.v2", "8.4.v3"],
        change: |ceremony| android_key(with_algorithm(ceremony, Algorithm::Rs256, Signs::Rs256)),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_trusted_android_key_by_an_intermediate",
        attack: "",
        shows: &["7.1.24.c"],
        change: |ceremony| trusting(statement(ceremony, Statement::with_intermediate), root()),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_trusted_android_key_with_the_root_sent_along",
        attack: "",
        shows: &[],
        change: |ceremony| {
            trusting(statement(ceremony, |statement| statement.with_intermediate().with_root()), root())
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_an_android_key_under_another_root",
        attack: "ak-root",
        shows: &[],
        change: |ceremony| {
            let other = Authenticator::from_seed(&[8; 32]).authority().root();
            trusting(android_key(ceremony), countersign::TrustAnchor::from_certificate(&other).unwrap())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    // What is handed out of the description.
    Case {
        name: "accepts_an_android_key_of_an_unlocked_device_and_says_so",
        attack: "ak-verified-boot",
        shows: &[],
        change: |ceremony| hardware(ceremony, |list| list.value(ROOT_OF_TRUST, &boot(&[0; 32], false, 2))),
        expect: Gives(|registered| {
            let details = registered.registration.attestation().android_key().unwrap();
            let boot = details.boot().unwrap();
            assert_eq!((boot.device_locked(), boot.state()), (false, VerifiedBootState::Unverified));
            assert_eq!((boot.key(), boot.hash()), (Some(&[0; 32]), None));
        }),
    },
    Case {
        name: "accepts_an_android_key_of_a_locked_device_with_a_system_of_its_owner_and_says_so",
        attack: "ak-verified-boot",
        shows: &[],
        change: |ceremony| hardware(ceremony, |list| list.value(ROOT_OF_TRUST, &boot(&[0x5A; 32], true, 1))),
        expect: Gives(|registered| {
            let details = registered.registration.attestation().android_key().unwrap();
            let boot = details.boot().unwrap();
            assert_eq!((boot.device_locked(), boot.state()), (true, VerifiedBootState::SelfSigned));
        }),
    },
    Case {
        name: "accepts_an_android_key_whose_boot_key_is_longer_than_a_hash",
        attack: "",
        shows: &[],
        change: |ceremony| hardware(ceremony, |list| list.value(ROOT_OF_TRUST, &boot(&[0x5A; 65], true, 0))),
        expect: Gives(|registered| {
            let details = registered.registration.attestation().android_key().unwrap();
            assert_eq!(details.boot().unwrap().key(), None);
        }),
    },
    Case {
        name: "accepts_an_android_key_whose_boot_android_alone_vouches_for",
        attack: "ak-verified-boot",
        shows: &[],
        change: |ceremony| {
            description(ceremony, |description| {
                description
                    .hardware_enforced(|list| list.without(ROOT_OF_TRUST))
                    .software_enforced(|list| list.add(ROOT_OF_TRUST, &boot(&[0x5A; 32], true, 0)))
            })
        },
        expect: Gives(|registered| {
            let details = registered.registration.attestation().android_key().unwrap();
            assert_eq!(details.boot(), None);
        }),
    },
    Case {
        name: "accepts_an_android_key_whose_levels_and_versions_differ",
        attack: "",
        shows: &[],
        change: |ceremony| {
            description(ceremony, |description| {
                description.security_levels(TRUSTED_ENVIRONMENT, STRONG_BOX).versions(4, 41)
            })
        },
        expect: Gives(|registered| {
            let details = registered.registration.attestation().android_key().unwrap();
            assert_eq!((details.attestation_version(), details.key_mint_version()), (4, 41));
            assert_eq!(details.attestation_security_level(), SecurityLevel::TrustedEnvironment);
            assert_eq!(details.key_security_level(), SecurityLevel::StrongBox);
        }),
    },
    // 8.4.v1
    Case {
        name: "refuses_an_android_key_without_certificates",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("x5c")),
        expect: Refused("7.1.22/8.4.v1"),
    },
    Case {
        name: "refuses_an_android_key_with_an_empty_list_of_certificates",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.x5c(|_| Vec::new())),
        expect: Refused("7.1.22/8.4.v1"),
    },
    Case {
        name: "refuses_an_android_key_without_a_signature",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("sig")),
        expect: Refused("7.1.22/8.4.v1"),
    },
    Case {
        name: "refuses_an_android_key_without_an_algorithm",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("alg")),
        expect: Refused("7.1.22/8.4.v1"),
    },
    Case {
        name: "refuses_an_android_key_whose_signature_is_text",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("sig", "text")),
        expect: Refused("7.1.22/8.4.v1"),
    },
    Case {
        name: "refuses_an_android_key_with_another_member",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("ver", "2.0")),
        expect: Refused("7.1.22/8.4.v1"),
    },
    // 8.4.v2
    Case {
        name: "refuses_an_android_key_that_did_not_sign",
        attack: "",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.signature(|signature| signature.change_key(SigningKey::another))
            })
        },
        expect: Refused("7.1.22/8.4.v2"),
    },
    Case {
        name: "refuses_an_android_key_whose_signature_has_a_flipped_bit",
        attack: "",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| statement.signature(|signature| signature.edit(last_bit_flipped)))
        },
        expect: Refused("7.1.22/8.4.v2"),
    },
    Case {
        name: "refuses_an_android_key_with_an_algorithm_that_does_not_fit",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.algorithm(-257)),
        expect: Refused("7.1.22/8.4.v2"),
    },
    // 8.4.v3
    Case {
        name: "refuses_a_certificate_of_another_android_key",
        attack: "ak-key-mismatch",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.certified_key(&SigningKey::from_seed(Signs::Es256, b"another key of the device"))
            })
        },
        expect: Refused("7.1.22/8.4.v3"),
    },
    Case {
        name: "refuses_a_certificate_of_an_android_key_of_another_kind",
        attack: "ak-key-mismatch",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.certified_key(&SigningKey::from_seed(Signs::Rs256, b"another key of the device"))
            })
        },
        expect: Refused("7.1.22/8.4.v3"),
    },
    // 8.4.1.r1
    Case {
        name: "refuses_an_android_key_without_a_description",
        attack: "ak-extension-missing",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement
                    .certificate(|certificate| certificate.without_extension(oid::ANDROID_KEY_DESCRIPTION))
            })
        },
        expect: Refused("7.1.22/8.4.1.r1"),
    },
    Case {
        name: "refuses_a_description_that_is_cut",
        attack: "ak-extension-missing",
        shows: &[],
        change: |ceremony| {
            description(ceremony, |description| {
                description.edit(|mut bytes| {
                    bytes.pop();
                    bytes
                })
            })
        },
        expect: Refused("7.1.22/8.4.1.r1"),
    },
    Case {
        name: "refuses_a_description_that_is_no_sequence",
        attack: "ak-extension-missing",
        shows: &[],
        change: |ceremony| description(ceremony, |description| description.edit(|_| der::octet_string(&[1]))),
        expect: Refused("7.1.22/8.4.1.r1"),
    },
    Case {
        name: "refuses_a_description_without_its_last_field",
        attack: "ak-extension-missing",
        shows: &[],
        change: |ceremony| {
            description(ceremony, |description| {
                description.edit_fields(|mut fields| {
                    fields.pop();
                    fields
                })
            })
        },
        expect: Refused("7.1.22/8.4.1.r1"),
    },
    Case {
        name: "refuses_a_set_in_place_of_a_list",
        attack: "ak-extension-missing",
        shows: &[],
        change: |ceremony| {
            description(ceremony, |description| {
                description.edit_fields(|mut fields| {
                    fields[6] = der::set(&[]);
                    fields
                })
            })
        },
        expect: Refused("7.1.22/8.4.1.r1"),
    },
    Case {
        name: "refuses_a_description_that_stands_twice_in_the_certificate",
        attack: "ak-extension-missing",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.certificate(|certificate| {
                    certificate.add_extension(Extension::new(oid::ANDROID_KEY_DESCRIPTION, &[0x30, 0]))
                })
            })
        },
        expect: Refused("7.1.22/8.4.v1"),
    },
    Case {
        name: "refuses_a_description_in_the_certificate_of_an_issuer",
        attack: "ak-chain-extension",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.intermediate(|certificate| {
                    certificate.extension(Extension::new(oid::ANDROID_KEY_DESCRIPTION, &[0x30, 0]))
                })
            })
        },
        expect: Refused("7.1.22/8.4.1.r1"),
    },
    Case {
        name: "refuses_a_description_in_the_certificate_of_an_issuer_further_up",
        attack: "ak-chain-extension",
        shows: &[],
        change: |ceremony| {
            let key = SigningKey::from_seed(Signs::Es256, b"an attested key of an application");
            let subject = Name::empty().attribute(oid::COMMON_NAME, der::UTF8_STRING, "Android Keystore Key");
            let described = authenticator()
                .authority()
                .certificate_builder(Issuer::Root, subject, &key)
                .extension(Extension::new(oid::ANDROID_KEY_DESCRIPTION, &[0x30, 0]))
                .build();
            android_key(ceremony).statement(move |statement| {
                statement
                    .with_intermediate()
                    .x5c(move |certificates| [certificates, vec![described]].concat())
            })
        },
        expect: Refused("7.1.22/8.4.1.r1"),
    },
    Case {
        name: "refuses_a_certificate_that_an_attested_key_issued",
        attack: "ak-chain-extension",
        shows: &[],
        change: |ceremony| {
            let attested = SigningKey::from_seed(Signs::Es256, b"an attested key of an application");
            let subject = Name::empty().attribute(oid::COMMON_NAME, der::UTF8_STRING, "Android Keystore Key");
            let authority = authenticator().authority();
            let issuer = authority.certificate_builder(Issuer::Root, subject.clone(), &attested).build();
            let ceremony = android_key(ceremony).statement(move |statement| {
                statement
                    .certificate(move |leaf| leaf.issuer(|_| subject).signing_key(&attested))
                    .x5c(move |certificates| [certificates, vec![issuer]].concat())
            });
            trusting(ceremony, root())
        },
        expect: Refused("7.1.24/7.1.24.c"),
    },
    // 8.4.v4
    Case {
        name: "refuses_the_challenge_of_another_attestation",
        attack: "ak-challenge",
        shows: &[],
        change: |ceremony| description(ceremony, |description| description.challenge(&[7; 32])),
        expect: Refused("7.1.22/8.4.v4"),
    },
    Case {
        name: "refuses_the_raw_challenge_as_attestation_challenge",
        attack: "ak-challenge",
        shows: &[],
        change: |ceremony| {
            description(ceremony, |description| description.challenge(crate::support::CHALLENGE))
        },
        expect: Refused("7.1.22/8.4.v4"),
    },
    Case {
        name: "refuses_an_empty_attestation_challenge",
        attack: "ak-challenge",
        shows: &[],
        change: |ceremony| description(ceremony, |description| description.challenge(&[])),
        expect: Refused("7.1.22/8.4.v4"),
    },
    // 8.4.v5
    Case {
        name: "refuses_a_description_with_a_byte_behind_it",
        attack: "ak-extension-missing",
        shows: &[],
        change: |ceremony| {
            description(ceremony, |description| description.edit(|bytes| [bytes, vec![0]].concat()))
        },
        expect: Refused("7.1.22/8.4.v5"),
    },
    Case {
        name: "refuses_a_description_with_a_further_field",
        attack: "ak-extension-missing",
        shows: &[],
        change: |ceremony| {
            description(ceremony, |description| {
                description.edit_fields(|mut fields| {
                    fields.push(der::null());
                    fields
                })
            })
        },
        expect: Refused("7.1.22/8.4.v5"),
    },
    Case {
        name: "refuses_a_list_that_is_cut",
        attack: "ak-extension-missing",
        shows: &[],
        change: |ceremony| {
            description(ceremony, |description| {
                description.edit_fields(|mut fields| {
                    // Its last element says that it is longer than the list around it.
                    fields[7] = der::sequence(&[vec![0xBF, 0x85, 0x3E, 3, 2, 1]]);
                    fields
                })
            })
        },
        expect: Refused("7.1.22/8.4.v5"),
    },
    Case {
        name: "refuses_a_value_of_another_type_on_a_list",
        attack: "",
        shows: &[],
        change: |ceremony| hardware(ceremony, |list| list.value(ORIGIN, &der::null())),
        expect: Refused("7.1.22/8.4.v5"),
    },
    Case {
        name: "refuses_a_tag_that_stands_on_a_list_twice",
        attack: "",
        shows: &[],
        change: |ceremony| hardware(ceremony, |list| list.add(ORIGIN, &der::unsigned(&[0]))),
        expect: Refused("7.1.22/8.4.v5"),
    },
    Case {
        name: "accepts_tags_out_of_order_and_notes_them",
        attack: "",
        shows: &["8.4.v5"],
        change: |ceremony| hardware(ceremony, AuthorizationList::reversed),
        expect: Gives(|registered| {
            let notes = registered.registration.attestation().notes();
            assert_eq!(notes, [StatementNote::AuthorizationOrder]);
        }),
    },
    Case {
        name: "accepts_tags_of_android_itself_out_of_order_and_notes_them",
        attack: "",
        shows: &[],
        change: |ceremony| {
            description(ceremony, |description| {
                description.software_enforced(|list| list.add(400, &der::unsigned(&[1])))
            })
        },
        expect: Gives(|registered| {
            let notes = registered.registration.attestation().notes();
            assert_eq!(notes, [StatementNote::AuthorizationOrder]);
        }),
    },
    Case {
        name: "refuses_tags_out_of_order_where_their_order_is_demanded",
        attack: "",
        shows: &[],
        change: |ceremony| {
            policy(hardware(ceremony, AuthorizationList::reversed), AndroidKeyPolicy::demand_ascending_tags)
        },
        expect: Refused("7.1.22/8.4.v5"),
    },
    Case {
        name: "accepts_tags_in_order_where_it_is_demanded",
        attack: "",
        shows: &["8.4.v5"],
        change: |ceremony| policy(android_key(ceremony), AndroidKeyPolicy::demand_ascending_tags),
        expect: Accepted,
    },
    // 8.4.v5.a
    Case {
        name: "refuses_a_key_for_all_applications_by_the_hardware",
        attack: "ak-all-applications",
        shows: &[],
        change: |ceremony| hardware(ceremony, |list| list.add(ALL_APPLICATIONS, &der::null())),
        expect: Refused("7.1.22/8.4.v5.a"),
    },
    Case {
        name: "refuses_a_key_for_all_applications_by_android_itself",
        attack: "ak-all-applications",
        shows: &[],
        change: |ceremony| {
            description(ceremony, |description| {
                description.software_enforced(|list| list.add(ALL_APPLICATIONS, &der::null()))
            })
        },
        expect: Refused("7.1.22/8.4.v5.a"),
    },
    // 8.4.v5.b.1
    Case {
        name: "refuses_an_imported_android_key",
        attack: "ak-origin",
        shows: &[],
        change: |ceremony| hardware(ceremony, |list| list.origin(2)),
        expect: Refused("7.1.22/8.4.v5.b.1"),
    },
    Case {
        name: "refuses_an_android_key_without_an_origin",
        attack: "ak-origin",
        shows: &[],
        change: |ceremony| hardware(ceremony, |list| list.without(ORIGIN)),
        expect: Refused("7.1.22/8.4.v5.b.1"),
    },
    Case {
        name: "refuses_an_android_key_that_is_enforced_in_software",
        attack: "ak-software",
        shows: &[],
        change: in_software,
        expect: Refused("7.1.22/8.4.v5.b.1"),
    },
    Case {
        name: "accepts_an_android_key_that_is_enforced_in_software_by_policy",
        attack: "ak-software",
        shows: &["8.4.v5.b.1", "8.4.v5.b.2"],
        change: |ceremony| policy(in_software(ceremony), AndroidKeyPolicy::accept_software_enforced),
        expect: Accepted,
    },
    Case {
        name: "accepts_an_android_key_in_hardware_where_software_is_accepted",
        attack: "",
        shows: &[],
        change: |ceremony| policy(android_key(ceremony), AndroidKeyPolicy::accept_software_enforced),
        expect: Accepted,
    },
    Case {
        name: "refuses_lists_that_contradict_each_other_on_the_origin",
        attack: "ak-origin",
        shows: &[],
        change: |ceremony| {
            let ceremony =
                description(ceremony, |description| description.software_enforced(|list| list.origin(2)));
            policy(ceremony, AndroidKeyPolicy::accept_software_enforced)
        },
        expect: Refused("7.1.22/8.4.v5.b.1"),
    },
    // 8.4.v5.b.2
    Case {
        name: "refuses_an_android_key_without_a_purpose",
        attack: "ak-purpose",
        shows: &[],
        change: |ceremony| hardware(ceremony, |list| list.without(PURPOSE)),
        expect: Refused("7.1.22/8.4.v5.b.2"),
    },
    Case {
        name: "refuses_an_android_key_for_encryption",
        attack: "ak-purpose",
        shows: &[],
        change: |ceremony| hardware(ceremony, |list| list.purposes(&[0])),
        expect: Refused("7.1.22/8.4.v5.b.2"),
    },
    Case {
        name: "refuses_an_android_key_for_more_than_signing",
        attack: "ak-purpose",
        shows: &[],
        change: |ceremony| hardware(ceremony, |list| list.purposes(&[2, 3])),
        expect: Refused("7.1.22/8.4.v5.b.2"),
    },
    Case {
        name: "accepts_an_android_key_for_more_than_signing_by_policy",
        attack: "ak-purpose",
        shows: &["8.4.v5.b.2"],
        change: |ceremony| {
            let ceremony = hardware(ceremony, |list| list.purposes(&[3, 2]));
            policy(ceremony, AndroidKeyPolicy::accept_further_purposes)
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_an_android_key_for_everything_but_signing_by_policy",
        attack: "ak-purpose",
        shows: &[],
        change: |ceremony| {
            let ceremony = hardware(ceremony, |list| list.purposes(&[0, 1, 3]));
            policy(ceremony, AndroidKeyPolicy::accept_further_purposes)
        },
        expect: Refused("7.1.22/8.4.v5.b.2"),
    },
    Case {
        name: "refuses_a_further_purpose_of_the_other_list",
        attack: "ak-purpose",
        shows: &[],
        change: |ceremony| {
            let ceremony = description(ceremony, |description| {
                description.software_enforced(|list| list.purposes(&[3]))
            });
            policy(ceremony, AndroidKeyPolicy::accept_software_enforced)
        },
        expect: Refused("7.1.22/8.4.v5.b.2"),
    },
    // 8.4.v5.b
    Case {
        name: "refuses_a_software_key_where_a_trusted_environment_is_demanded",
        attack: "ak-security-level",
        shows: &[],
        change: |ceremony| {
            let ceremony = description(ceremony, |description| {
                description.security_levels(TRUSTED_ENVIRONMENT, SOFTWARE)
            });
            policy(ceremony, AndroidKeyPolicy::demand_trusted_environment)
        },
        expect: Refused("7.1.22/8.4.v5.b"),
    },
    Case {
        name: "refuses_a_description_by_software_where_a_trusted_environment_is_demanded",
        attack: "ak-security-level",
        shows: &[],
        change: |ceremony| {
            let ceremony = description(ceremony, |description| {
                description.security_levels(SOFTWARE, TRUSTED_ENVIRONMENT)
            });
            policy(ceremony, AndroidKeyPolicy::demand_trusted_environment)
        },
        expect: Refused("7.1.22/8.4.v5.b"),
    },
    Case {
        name: "refuses_an_unknown_security_level_where_a_trusted_environment_is_demanded",
        attack: "ak-security-level",
        shows: &[],
        change: |ceremony| {
            let ceremony = description(ceremony, |description| description.security_levels(9, 9));
            policy(ceremony, AndroidKeyPolicy::demand_trusted_environment)
        },
        expect: Refused("7.1.22/8.4.v5.b"),
    },
    Case {
        name: "accepts_strong_box_where_a_trusted_environment_is_demanded",
        attack: "",
        shows: &["8.4.v5.b"],
        change: |ceremony| {
            let ceremony =
                description(ceremony, |description| description.security_levels(STRONG_BOX, STRONG_BOX));
            policy(ceremony, AndroidKeyPolicy::demand_trusted_environment)
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_a_trusted_environment_where_strong_box_is_demanded",
        attack: "ak-security-level",
        shows: &[],
        change: |ceremony| policy(android_key(ceremony), AndroidKeyPolicy::demand_strong_box),
        expect: Refused("7.1.22/8.4.v5.b"),
    },
    Case {
        name: "accepts_strong_box_where_it_is_demanded",
        attack: "",
        shows: &["8.4.v5.b"],
        change: |ceremony| {
            let ceremony =
                description(ceremony, |description| description.security_levels(STRONG_BOX, STRONG_BOX));
            policy(ceremony, AndroidKeyPolicy::demand_strong_box)
        },
        expect: Accepted,
    },
    Case {
        name: "accepts_a_software_level_where_none_is_demanded",
        attack: "",
        shows: &["8.4.v5.b"],
        change: |ceremony| {
            description(ceremony, |description| description.security_levels(SOFTWARE, SOFTWARE))
        },
        expect: Gives(|registered| {
            let details = registered.registration.attestation().android_key().unwrap();
            assert_eq!(details.key_security_level(), SecurityLevel::Software);
        }),
    },
    Case {
        name: "accepts_a_description_of_a_version_to_come_with_tags_to_come",
        attack: "",
        shows: &[],
        change: |ceremony| {
            description(ceremony, |description| {
                description.versions(900, 900).hardware_enforced(|list| list.add(4711, &der::null()))
            })
        },
        expect: Gives(|registered| {
            let details = registered.registration.attestation().android_key().unwrap();
            assert_eq!(details.attestation_version(), 900);
        }),
    },
];
