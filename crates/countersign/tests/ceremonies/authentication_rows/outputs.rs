//! §7.2 steps 23 to 25: extension outputs, and what becomes of the record.

use countersign::{CredentialProtection, PrfInput};
use countersign_authenticator::Authenticator;
use serde_json::{Value, json};

use super::*;
use crate::options::records;

/// The client gives these extension outputs.
fn client(ceremony: Authenticating, results: Value) -> Authenticating {
    ceremony.response(move |response| response.client_extension_results(results))
}

/// The authenticator gives this extension output.
fn authenticator(ceremony: Authenticating, name: &'static str, output: Item) -> Authenticating {
    ceremony.authenticator_data(move |data| data.extensions(&Item::map([(Item::from(name), output)])))
}

fn asking(ceremony: Authenticating, extensions: fn() -> RequestExtensions) -> Authenticating {
    ceremony.options(move |options| options.extensions(extensions()))
}

fn prf() -> RequestExtensions {
    RequestExtensions::new().prf(Some(PrfInput::new(b"input").unwrap()), Vec::new())
}

fn assert_notes(result: &Authenticated, notes: &[Note]) {
    assert_eq!(result.authentication.notes(), notes);
}

/// A record whose user was never verified, as far as is known.
fn never_verified(credential: ImportedCredential<'_>) -> ImportedCredential<'_> {
    ImportedCredential { user_verification_initialized: false, ..credential }
}

pub(super) const CASES: &[Case<Authenticating>] = &[
    // 7.2.23
    Case {
        name: "accepts_missing_extension_outputs",
        attack: "",
        shows: &["7.2.23"],
        change: |ceremony| asking(ceremony, prf),
        expect: Gives(|result| {
            assert_notes(result, &[]);
            let extensions = result.authentication.extensions();
            assert_eq!(extensions.client().prf(), Output::Absent);
            assert!(extensions.authenticator().is_none());
        }),
    },
    Case {
        name: "accepts_the_outputs_of_prf",
        attack: "pol-prf-secrets",
        shows: &["7.2.23"],
        change: |ceremony| {
            let results =
                json!({ "prf": { "results": { "first": "c2VjcmV0LCB3aGljaCBpcyBub3Qga2VwdC4gMzIgYnl0" } } });
            let ceremony = client(asking(ceremony, prf), results);
            authenticator(ceremony, "hmac-secret", Item::bytes(&[7; 32]))
        },
        expect: Gives(|result| {
            assert_notes(result, &[]);
            let extensions = result.authentication.extensions();
            let Output::Value(prf) = extensions.client().prf() else { panic!("no output") };
            assert_eq!((prf.enabled(), prf.has_results()), (None, true));
            assert!(extensions.authenticator().unwrap().hmac_secret().unwrap().is_some());
        }),
    },
    Case {
        name: "accepts_prf_enabled_at_the_wrong_ceremony_as_a_note",
        attack: "",
        shows: &["7.2.23"],
        change: |ceremony| client(asking(ceremony, prf), json!({ "prf": { "enabled": true } })),
        expect: Gives(|result| assert_notes(result, &[Note::MisplacedClientExtension])),
    },
    Case {
        name: "accepts_large_blob_supported_at_the_wrong_ceremony_as_a_note",
        attack: "",
        shows: &["7.2.23"],
        change: |ceremony| {
            let ceremony = asking(ceremony, || RequestExtensions::new().large_blob_read());
            client(ceremony, json!({ "largeBlob": { "supported": true } }))
        },
        expect: Gives(|result| assert_notes(result, &[Note::MisplacedClientExtension])),
    },
    Case {
        name: "accepts_a_large_blob_that_was_read",
        attack: "pol-prf-secrets",
        shows: &["7.2.23"],
        change: |ceremony| {
            let ceremony = asking(ceremony, || RequestExtensions::new().large_blob_read());
            client(ceremony, json!({ "largeBlob": { "blob": "YmxvYg" } }))
        },
        expect: Gives(|result| {
            assert_notes(result, &[]);
            let Output::Value(blob) = result.authentication.extensions().client().large_blob() else {
                panic!("no output")
            };
            assert_eq!((blob.has_blob(), blob.written(), blob.supported()), (true, None, None));
        }),
    },
    Case {
        name: "accepts_client_outputs_that_nobody_asked_for_as_a_note",
        attack: "pol-cred-props",
        shows: &["7.2.23"],
        change: |ceremony| client(ceremony, json!({ "credProps": { "rk": true }, "of-tomorrow": {} })),
        expect: Gives(|result| {
            assert_notes(result, &[Note::UnsolicitedClientExtension]);
            assert_eq!(result.authentication.extensions().client().unknown(), 1);
        }),
    },
    Case {
        name: "accepts_client_outputs_of_the_wrong_type_as_a_note",
        attack: "pol-client-extension-proto",
        shows: &["7.2.23"],
        change: |ceremony| client(asking(ceremony, prf), json!({ "prf": "enabled" })),
        expect: Gives(|result| {
            assert_notes(result, &[Note::MalformedClientExtension]);
            assert_eq!(result.authentication.extensions().client().prf(), Output::Malformed);
        }),
    },
    Case {
        name: "accepts_authenticator_outputs_that_nobody_asked_for_as_a_note",
        attack: "ad-ext-unsolicited",
        shows: &["7.2.23"],
        change: |ceremony| authenticator(ceremony, "credProtect", Item::Unsigned(2)),
        expect: Gives(|result| {
            assert_notes(result, &[Note::UnsolicitedAuthenticatorExtension]);
            let outputs = result.authentication.extensions().authenticator().unwrap();
            let expected = CredentialProtection::UserVerificationOptionalWithCredentialIdList;
            assert_eq!(outputs.cred_protect(), Ok(Some(expected)));
        }),
    },
    Case {
        name: "accepts_authenticator_outputs_of_the_wrong_type_as_a_note",
        attack: "ad-ext-wrong-type",
        shows: &["7.2.23"],
        change: |ceremony| {
            let ceremony = asking(ceremony, || RequestExtensions::new().get_cred_blob());
            authenticator(ceremony, "credBlob", Item::Map(Vec::new()))
        },
        expect: Gives(|result| assert_notes(result, &[Note::MalformedAuthenticatorExtension])),
    },
    Case {
        name: "accepts_an_attachment_as_a_hint",
        attack: "pol-attachment",
        shows: &[],
        change: |ceremony| {
            ceremony.response(|response| response.member("authenticatorAttachment", "of-tomorrow"))
        },
        expect: Gives(|result| assert_notes(result, &[])),
    },
    Case {
        name: "accepts_attested_credential_data_of_another_key_and_ignores_it",
        attack: "ad-at-set-assertion",
        shows: &["7.2.25"],
        change: |ceremony| {
            ceremony.authenticator_data(|data| {
                let aaguid = Authenticator::from_seed(&[9; 32]).aaguid().to_owned();
                data.attested_credential_data(&aaguid, b"another id", another_key().cose_key())
            })
        },
        expect: Gives(|result| {
            assert_notes(result, &[Note::AttestedCredentialDataInAssertion]);
            let changed = result.authentication.update().applied_to(&result.record).unwrap();
            assert_eq!(changed.public_key(), result.record.public_key());
            assert_eq!(changed.id(), result.record.id());
        }),
    },
    Case {
        name: "refuses_a_signature_by_the_key_in_the_attested_credential_data",
        attack: "ad-at-set-assertion",
        shows: &[],
        change: |ceremony| {
            ceremony
                .authenticator_data(|data| {
                    data.attested_credential_data(&[7; 16], b"another id", another_key().cose_key())
                })
                .signature(|signature| signature.key(&another_key()))
        },
        expect: Refused("7.2.21"),
    },
    // 7.2.24
    Case {
        name: "accepts_the_changes_of_the_record_in_one_value",
        attack: "",
        shows: &["7.2.24"],
        change: |ceremony| {
            ceremony
                .record(|credential| ImportedCredential { sign_count: 40, ..credential })
                .authenticator_data(|data| data.sign_count(41))
        },
        expect: Gives(|result| {
            let update = result.authentication.update();
            assert_eq!(update.credential_id(), result.record.id());
            assert_eq!((update.previous_sign_count(), update.sign_count()), (40, 41));
            let changed = update.applied_to(&result.record).unwrap();
            assert_eq!((changed.sign_count(), result.record.sign_count()), (41, 40));
            assert_eq!(update.applied_to(&records(1)[0]), None);
        }),
    },
    // 7.2.24.3
    Case {
        name: "accepts_a_verified_user_without_raising_what_the_record_says",
        attack: "",
        shows: &["7.2.24.3"],
        change: |ceremony| ceremony.record(never_verified),
        expect: Gives(|result| {
            let update = result.authentication.update();
            assert!(update.user_verified());
            assert!(!update.is_user_verification_initialized());
            assert!(!update.applied_to(&result.record).unwrap().is_user_verification_initialized());
            let authorized = update.clone().authorize_user_verification();
            assert!(authorized.is_user_verification_initialized());
            // Said twice, it stays.
            let twice = authorized.clone().authorize_user_verification();
            assert!(twice.is_user_verification_initialized());
            assert!(authorized.applied_to(&result.record).unwrap().is_user_verification_initialized());
        }),
    },
    Case {
        name: "accepts_an_unverified_user_whom_nothing_raises",
        attack: "",
        shows: &["7.2.24.3"],
        change: |ceremony| {
            ceremony
                .record(never_verified)
                .options(|options| options.user_verification(UserVerification::Preferred))
                .authenticator_data(|data| data.flag(flags::UV, false))
        },
        expect: Gives(|result| {
            let update = result.authentication.update();
            assert!(!update.user_verified());
            assert!(!update.clone().authorize_user_verification().is_user_verification_initialized());
        }),
    },
    Case {
        name: "accepts_an_unverified_user_without_lowering_what_the_record_says",
        attack: "pol-uv-downgrade",
        shows: &["7.2.24.3"],
        change: |ceremony| {
            ceremony
                .options(|options| options.user_verification(UserVerification::Preferred))
                .authenticator_data(|data| data.flag(flags::UV, false))
        },
        expect: Gives(|result| {
            assert!(result.record.is_user_verification_initialized());
            assert!(result.authentication.update().is_user_verification_initialized());
        }),
    },
    // 7.2.25
    Case {
        name: "accepts_a_result_that_says_what_was_verified",
        attack: "",
        shows: &["7.2.25"],
        change: |ceremony| ceremony.discoverable(),
        expect: Gives(|result| {
            let authentication = &result.authentication;
            assert_eq!(authentication.user_handle().as_bytes(), HANDLE);
            assert_eq!(authentication.algorithm(), Algorithm::Es256);
            assert!(authentication.flags().user_present() && authentication.flags().user_verified());
            let last = result.trace.records().last().unwrap();
            assert_eq!(last.step().id(), "7.2.25");
        }),
    },
];
