//! §7.1 steps 27 to 29: the record, the extension outputs, the result.

use countersign::{AttestationStorage, CreationExtensions, CredentialProtection, Enforcement};
use serde_json::json;

use super::*;
use crate::support::HANDLE;

/// The authenticator gives an output that nobody asked for, of a type or with a value that the extension does not have.
fn wrong_output(ceremony: Registering, name: &'static str, output: Item) -> Registering {
    ceremony.authenticator_data(move |data| data.extensions(&Item::map([(Item::from(name), output)])))
}

fn is_odd_output(registered: &Registered) {
    let notes = [Note::UnsolicitedAuthenticatorExtension, Note::MalformedAuthenticatorExtension];
    assert_eq!(registered.registration.notes(), notes);
}

/// The client gives a member of `largeBlob` that belongs to authentication.
fn large_blob(ceremony: Registering, member: &'static str) -> Registering {
    ceremony.response(move |response| {
        response.client_extension_results(json!({ "largeBlob": { "supported": true, member: true } }))
    })
}

pub(super) const CASES: &[Case<Registering>] = &[
    // 7.1.27
    Case {
        name: "accepts_into_a_record_what_was_verified",
        attack: "",
        shows: &["7.1.27"],
        change: |ceremony| ceremony.authenticator_data(|data| data.flag(flags::BE, true).sign_count(41)),
        expect: Gives(|registered| {
            let record = registered.registration.record();
            let credential = registered.made.credential();
            assert_eq!(record.id(), credential.id());
            assert_eq!(record.public_key(), credential.public_key());
            assert_eq!(record.sign_count(), 41);
            assert!(record.is_user_verification_initialized());
            assert_eq!(record.transports().iter().collect::<Vec<_>>(), ["nfc", "usb"]);
            assert_eq!(record.backup_eligibility(), countersign::BackupEligibility::Eligible);
            assert!(!record.backup_state());
            assert_eq!(record.user_handle().as_bytes(), HANDLE);
            assert_eq!(record.attestation_object(), None);
            assert_eq!(record.attestation_client_data(), None);
        }),
    },
    Case {
        name: "accepts_into_a_record_the_attestation_where_it_is_to_be_kept",
        attack: "",
        shows: &["7.1.27"],
        change: |ceremony| {
            packed(ceremony).options(|options| options.attestation_storage(AttestationStorage::Keep))
        },
        expect: Gives(|registered| {
            let record = registered.registration.record();
            assert_eq!(record.attestation_object(), Some(registered.made.attestation_object()));
            assert_eq!(record.attestation_client_data(), Some(registered.made.client_data_json()));
        }),
    },
    Case {
        name: "accepts_into_a_record_that_the_user_was_not_verified",
        attack: "",
        shows: &["7.1.27"],
        change: |ceremony| {
            ceremony
                .options(|options| options.user_verification(UserVerification::Discouraged))
                .authenticator_data(|data| data.flag(flags::UV, false))
        },
        expect: Gives(|registered| {
            assert!(!registered.registration.record().is_user_verification_initialized());
        }),
    },
    Case {
        name: "accepts_transports_that_nobody_knows_within_bounds",
        attack: "pol-transports",
        shows: &["7.1.27"],
        change: |ceremony| {
            let long = "x".repeat(33);
            ceremony.response(move |response| {
                let many = ["usb", "x-new", &long, "a", "b", "c", "d", "e", "f", "g"];
                response.transports(&many)
            })
        },
        expect: Gives(|registered| {
            let kept: Vec<_> = registered.registration.record().transports().iter().collect();
            assert_eq!(kept, ["usb", "x-new", "a", "b", "c", "d", "e", "f"]);
        }),
    },
    Case {
        name: "accepts_any_attachment_as_a_hint",
        attack: "pol-attachment",
        shows: &[],
        change: |ceremony| {
            ceremony
                .options(|options| options.attachment(countersign::Attachment::Platform))
                .response(|response| response.member("authenticatorAttachment", "x-implanted"))
        },
        expect: Accepted,
    },
    // 7.1.28
    Case {
        name: "accepts_extension_outputs_that_nobody_asked_for",
        attack: "ad-ext-unsolicited",
        shows: &["7.1.28"],
        change: |ceremony| {
            ceremony
                .authenticator_data(|data| {
                    data.extensions(&Item::map([(Item::from("hmac-secret"), Item::from(true))]))
                })
                .response(|response| {
                    response.client_extension_results(json!({ "credProps": { "rk": true } }))
                })
        },
        expect: Gives(|registered| {
            let notes = [Note::UnsolicitedAuthenticatorExtension, Note::UnsolicitedClientExtension];
            assert_eq!(registered.registration.notes(), notes);
        }),
    },
    Case {
        name: "accepts_that_requested_extension_outputs_are_missing",
        attack: "",
        shows: &["7.1.28"],
        change: |ceremony| {
            ceremony.options(|options| {
                options.extensions(CreationExtensions::new().cred_props().prf(None).min_pin_length())
            })
        },
        expect: Gives(|registered| {
            assert_eq!(registered.registration.notes(), []);
            assert_eq!(registered.registration.extensions().client().cred_props(), Output::Absent);
            assert!(registered.registration.extensions().authenticator().is_none());
        }),
    },
    Case {
        name: "accepts_requested_extension_outputs",
        attack: "pol-cred-props",
        shows: &["7.1.28"],
        change: |ceremony| {
            ceremony
                .options(|options| {
                    let protection = CredentialProtection::UserVerificationRequired;
                    options.extensions(
                        CreationExtensions::new()
                            .cred_props()
                            .cred_protect(protection, Enforcement::Required),
                    )
                })
                .authenticator_data(|data| {
                    data.extensions(&Item::map([(Item::from("credProtect"), Item::from(3))]))
                })
                .response(|response| {
                    response.client_extension_results(json!({ "credProps": { "rk": true } }))
                })
        },
        expect: Gives(|registered| {
            assert_eq!(registered.registration.notes(), []);
            let extensions = registered.registration.extensions();
            let Output::Value(properties) = extensions.client().cred_props() else { panic!("no credProps") };
            assert_eq!(properties.resident_key(), Some(true));
            let signed = extensions.authenticator().unwrap();
            let protection = CredentialProtection::UserVerificationRequired;
            assert_eq!(signed.cred_protect(), Ok(Some(protection)));
        }),
    },
    Case {
        name: "accepts_authenticator_extension_outputs_of_the_wrong_type_as_odd",
        attack: "ad-ext-wrong-type",
        shows: &["7.1.28"],
        change: |ceremony| {
            ceremony
                .options(|options| options.extensions(CreationExtensions::new().min_pin_length()))
                .authenticator_data(|data| {
                    data.extensions(&Item::map([(Item::from("minPinLength"), Item::from(-4))]))
                })
        },
        expect: Gives(|registered| {
            assert_eq!(registered.registration.notes(), [Note::MalformedAuthenticatorExtension]);
            let signed = registered.registration.extensions().authenticator().unwrap();
            let field = signed.min_pin_length().map_err(|error| error.field());
            assert_eq!(field, Err(countersign_wire::Field::MinPinLength));
        }),
    },
    Case {
        name: "accepts_a_credential_protection_that_does_not_exist_as_odd",
        attack: "ad-ext-wrong-type",
        shows: &["7.1.28"],
        change: |ceremony| wrong_output(ceremony, "credProtect", Item::from(4)),
        expect: Gives(is_odd_output),
    },
    Case {
        name: "accepts_an_hmac_secret_that_is_a_number_as_odd",
        attack: "ad-ext-wrong-type",
        shows: &["7.1.28"],
        change: |ceremony| wrong_output(ceremony, "hmac-secret", Item::from(1)),
        expect: Gives(is_odd_output),
    },
    Case {
        name: "accepts_a_payment_flag_that_is_a_number_as_odd",
        attack: "ad-ext-wrong-type",
        shows: &["7.1.28"],
        change: |ceremony| wrong_output(ceremony, "thirdPartyPayment", Item::from(1)),
        expect: Gives(is_odd_output),
    },
    Case {
        name: "accepts_user_verification_methods_that_are_no_list_as_odd",
        attack: "ad-ext-wrong-type",
        shows: &["7.1.28"],
        change: |ceremony| wrong_output(ceremony, "uvm", Item::from(1)),
        expect: Gives(is_odd_output),
    },
    Case {
        name: "accepts_prf_without_enabled_as_of_the_other_ceremony",
        attack: "",
        shows: &["7.1.28"],
        change: |ceremony| {
            ceremony
                .options(|options| options.extensions(CreationExtensions::new().prf(None)))
                .response(|response| response.client_extension_results(json!({ "prf": {} })))
        },
        expect: Gives(|registered| {
            assert_eq!(registered.registration.notes(), [Note::MisplacedClientExtension]);
        }),
    },
    Case {
        name: "accepts_a_blob_that_was_read_as_of_the_other_ceremony",
        attack: "",
        shows: &["7.1.28"],
        change: |ceremony| large_blob(ceremony, "blob"),
        expect: Gives(|registered| {
            let notes = [Note::UnsolicitedClientExtension, Note::MisplacedClientExtension];
            assert_eq!(registered.registration.notes(), notes);
        }),
    },
    Case {
        name: "accepts_a_blob_that_was_written_as_of_the_other_ceremony",
        attack: "",
        shows: &["7.1.28"],
        change: |ceremony| large_blob(ceremony, "written"),
        expect: Gives(|registered| {
            let notes = [Note::UnsolicitedClientExtension, Note::MisplacedClientExtension];
            assert_eq!(registered.registration.notes(), notes);
        }),
    },
    Case {
        name: "accepts_client_extension_outputs_of_the_wrong_type_as_odd",
        attack: "pol-client-extension-proto",
        shows: &["7.1.28"],
        change: |ceremony| {
            ceremony
                .options(|options| options.extensions(CreationExtensions::new().cred_props()))
                .response(|response| response.client_extension_results(json!({ "credProps": "yes" })))
        },
        expect: Gives(|registered| {
            assert_eq!(registered.registration.notes(), [Note::MalformedClientExtension]);
            assert_eq!(registered.registration.extensions().client().cred_props(), Output::Malformed);
        }),
    },
    Case {
        name: "accepts_an_extension_output_in_another_case_as_another_extension",
        attack: "",
        shows: &["7.1.28"],
        change: |ceremony| {
            ceremony.options(|options| options.extensions(CreationExtensions::new().cred_props())).response(
                |response| response.client_extension_results(json!({ "CredProps": { "rk": true } })),
            )
        },
        expect: Gives(|registered| {
            let client = registered.registration.extensions().client();
            assert_eq!((client.cred_props(), client.unknown()), (Output::Absent, 1));
            assert_eq!(registered.registration.notes(), [Note::UnsolicitedClientExtension]);
        }),
    },
    Case {
        name: "accepts_prf_results_and_does_not_keep_them",
        attack: "pol-prf-secrets",
        shows: &["7.1.28"],
        change: |ceremony| {
            ceremony.options(|options| options.extensions(CreationExtensions::new().prf(None))).response(
                |response| {
                    let first = "c2VjcmV0IG9mIHRoZSBwYWdlLCBub3Qgb3Vycw";
                    let results = json!({ "prf": { "enabled": true, "results": { "first": first } } });
                    response.client_extension_results(results)
                },
            )
        },
        expect: Gives(|registered| {
            let Output::Value(prf) = registered.registration.extensions().client().prf() else {
                panic!("no prf")
            };
            assert_eq!((prf.enabled(), prf.has_results()), (Some(true), true));
            let texts = format!("{:?}", registered.registration);
            assert!(!texts.contains("c2VjcmV0"));
        }),
    },
    // 7.1.29
    Case {
        name: "accepts_with_every_step_passed",
        attack: "",
        shows: &["7.1.29"],
        change: |ceremony| ceremony,
        expect: Gives(|registered| {
            let last = registered.trace.records().last().map(|record| record.step().id());
            assert_eq!(last, Some("7.1.29"));
            assert_eq!(registered.registration.notes(), []);
            assert_eq!(registered.registration.algorithm(), Algorithm::Es256);
        }),
    },
];
