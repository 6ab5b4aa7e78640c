//! §7.2 steps 5 to 7: whose credential answered.

use countersign_authenticator::{Authenticator, Credential};
use serde_json::Value;

use super::*;
use crate::options::records;
use crate::support::{CHALLENGE, ORIGIN, RP_ID};

/// A credential of another authenticator, and of another user.
fn foreign() -> Credential {
    let registration = Authenticator::from_seed(&[9; 32]).register(CHALLENGE, RP_ID, ORIGIN);
    registration.user_handle(BOB).build().credential().clone()
}

pub(super) const CASES: &[Case<Authenticating>] = &[
    // 7.2.5
    Case {
        name: "accepts_one_of_several_listed_credentials",
        attack: "",
        shows: &["7.2.5"],
        change: |ceremony| ceremony.allowed(|list| [records(2), list, records(1)].concat()),
        expect: Accepted,
    },
    Case {
        name: "refuses_a_credential_of_the_user_that_was_not_listed",
        attack: "cer-allow-list",
        shows: &[],
        change: |ceremony| ceremony.allowed(|_| records(2)),
        expect: Refused("7.2.5"),
    },
    Case {
        name: "refuses_a_listed_id_with_a_byte_more",
        attack: "cer-allow-list",
        shows: &[],
        change: |ceremony| {
            ceremony.response(|response| {
                response.edit(|mut response| {
                    let id = response["rawId"].as_str().unwrap().to_owned() + "A";
                    response["id"] = Value::from(id.as_str());
                    response["rawId"] = Value::from(id);
                    response
                })
            })
        },
        expect: Refused("7.2.5"),
    },
    Case {
        name: "refuses_another_credential_than_the_listed_one",
        attack: "cer-allow-list",
        shows: &[],
        change: |ceremony| ceremony.credential(|_| foreign()),
        expect: Refused("7.2.5"),
    },
    // 7.2.6.a.1
    Case {
        name: "accepts_the_credential_of_the_identified_user",
        attack: "",
        shows: &["7.2.6.a.1"],
        change: |ceremony| ceremony.response(|response| response.without("response/userHandle")),
        expect: Gives(|result| assert_eq!(result.authentication.user_handle().as_bytes(), HANDLE)),
    },
    Case {
        name: "refuses_a_listed_credential_that_the_store_no_longer_has",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.unknown(),
        expect: Refused("7.2.6.a.1"),
    },
    Case {
        name: "refuses_a_listed_credential_that_the_store_has_for_another_user",
        attack: "cer-second-factor-swap",
        shows: &[],
        change: |ceremony| {
            ceremony.found(|credential| ImportedCredential { user_handle: bob(), ..credential })
        },
        expect: Refused("7.2.6.a.1"),
    },
    Case {
        name: "refuses_the_record_of_another_credential",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.found(|credential| ImportedCredential { id: b"another", ..credential }),
        expect: Refused("7.2.6.a.1"),
    },
    // 7.2.6.a.2
    Case {
        name: "accepts_the_user_handle_of_the_identified_user",
        attack: "",
        shows: &["7.2.6.a.2"],
        change: |ceremony| ceremony.response(|response| response.user_handle(HANDLE)),
        expect: Accepted,
    },
    Case {
        name: "accepts_a_user_handle_that_is_null",
        attack: "",
        shows: &["7.2.6.a.2"],
        change: |ceremony| ceremony.response(|response| response.member("response/userHandle", ())),
        expect: Accepted,
    },
    Case {
        name: "accepts_an_empty_user_handle_as_none",
        attack: "cer-user-handle-empty",
        shows: &["7.2.6.a.2"],
        change: |ceremony| ceremony.response(|response| response.user_handle(b"")),
        expect: Accepted,
    },
    Case {
        name: "refuses_the_user_handle_of_another_user",
        attack: "cer-user-handle",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.user_handle(BOB)),
        expect: Refused("7.2.6.a.2"),
    },
    Case {
        name: "refuses_a_prefix_of_the_user_handle",
        attack: "cer-user-handle",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.user_handle(&HANDLE[..5])),
        expect: Refused("7.2.6.a.2"),
    },
    // 7.2.6.b.1
    Case {
        name: "accepts_the_user_whom_a_discoverable_credential_names",
        attack: "",
        shows: &["7.2.6.b.1", "7.2.6.b.2"],
        change: |ceremony| ceremony.discoverable(),
        expect: Gives(|result| assert_eq!(result.authentication.user_handle().as_bytes(), HANDLE)),
    },
    Case {
        name: "refuses_a_discoverable_ceremony_without_a_user_handle",
        attack: "cer-user-handle-missing",
        shows: &[],
        change: |ceremony| {
            ceremony.discoverable().response(|response| response.without("response/userHandle"))
        },
        expect: Refused("7.2.6.b.1"),
    },
    Case {
        name: "refuses_a_discoverable_ceremony_with_a_user_handle_that_is_null",
        attack: "cer-user-handle-missing",
        shows: &[],
        change: |ceremony| {
            ceremony.discoverable().response(|response| response.member("response/userHandle", ()))
        },
        expect: Refused("7.2.6.b.1"),
    },
    Case {
        name: "refuses_a_discoverable_ceremony_with_an_empty_user_handle",
        attack: "cer-user-handle-empty",
        shows: &[],
        change: |ceremony| ceremony.discoverable().response(|response| response.user_handle(b"")),
        expect: Refused("7.2.6.b.1"),
    },
    // 7.2.6.b.2
    Case {
        name: "refuses_a_discoverable_credential_that_the_store_does_not_have",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.discoverable().unknown(),
        expect: Refused("7.2.6.b.2"),
    },
    Case {
        name: "refuses_the_user_handle_of_another_user_with_the_own_credential",
        attack: "cer-user-handle",
        shows: &[],
        change: |ceremony| ceremony.discoverable().response(|response| response.user_handle(BOB)),
        expect: Refused("7.2.6.b.2"),
    },
    Case {
        name: "refuses_the_own_user_handle_with_the_credential_of_another_user",
        attack: "cer-user-handle",
        shows: &[],
        change: |ceremony| {
            ceremony
                .discoverable()
                .found(|credential| ImportedCredential { user_handle: bob(), ..credential })
        },
        expect: Refused("7.2.6.b.2"),
    },
    Case {
        name: "refuses_the_record_of_another_discoverable_credential",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.discoverable().found(|credential| ImportedCredential { id: b"another", ..credential })
        },
        expect: Refused("7.2.6.b.2"),
    },
    Case {
        name: "refuses_a_discoverable_credential_under_the_record_of_another",
        attack: "cer-user-handle",
        shows: &[],
        change: |ceremony| {
            ceremony
                .discoverable()
                .credential(|_| foreign())
                .response(|response| response.user_handle(HANDLE))
        },
        expect: Refused("7.2.6.b.2"),
    },
    // 7.2.7
    Case {
        name: "refuses_a_missing_signature",
        attack: "sig-empty",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.without("response/signature")),
        expect: Refused("7.2.7"),
    },
    Case {
        name: "refuses_an_empty_signature_at_a_sign_in",
        attack: "sig-empty",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.bytes("response/signature", b"")),
        expect: Refused("7.2.7"),
    },
    Case {
        name: "refuses_missing_authenticator_data",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.without("response/authenticatorData")),
        expect: Refused("7.2.7"),
    },
    Case {
        name: "refuses_empty_authenticator_data_at_a_sign_in",
        attack: "ad-short",
        shows: &[],
        change: |ceremony| ceremony.authenticator_data(|data| data.raw(b"")),
        expect: Refused("7.2.7"),
    },
    Case {
        name: "refuses_missing_client_data",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.response(|response| response.without("response/clientDataJSON")),
        expect: Refused("7.2.7"),
    },
    Case {
        name: "refuses_empty_client_data",
        attack: "cd-not-object",
        shows: &[],
        change: |ceremony| ceremony.client_data(|data| data.raw(b"")),
        expect: Refused("7.2.7"),
    },
];
