//! A ceremony of `test-vectors`.

use std::fs;
use std::hint::black_box;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign::{
    AttestationConveyance, AuthenticationFacts, AuthenticationResponse, BackupEligibility, Binding,
    Challenge, CreationOptions, CredentialRecord, IdStatus, ImportedCredential, Lookup, PendingDiscoverable,
    PendingRegistration, RegistrationFacts, RegistrationResponse, RelyingParty, RequestOptions, Trust,
    TrustAnchor, TrustAnchors, TrustPolicy, UnixTime, User, UserHandle, UserVerification,
    VerifyingCredential,
};
use serde_json::Value;

use crate::accepting::Accepting;

/// The first day of 2026: certificates of the vectors are valid.
const BINDING: Binding<'static> =
    Binding { session: b"session", purpose: "count", now: UnixTime::from_seconds(1_767_225_600) };
const USER_HANDLE: &[u8] = b"a user handle of any bytes";

/// A ceremony that has begun, and its answer.
pub(crate) struct Ceremony {
    relying_party: RelyingParty,
    stored: Vec<u8>,
    response: String,
    kind: Kind,
}

enum Kind {
    Registration {
        anchors: Option<TrustAnchors>,
        policy: TrustPolicy,
    },
    /// An authentication under a record, and under its key parsed once.
    Authentication {
        record: Box<CredentialRecord>,
        parsed: Option<Box<VerifyingCredential>>,
    },
}

impl Ceremony {
    /// Reads a vector. With `parsed:` before its path, the key of the record is parsed once.
    pub(crate) fn read(argument: &str) -> Self {
        let (path, parsed) = argument.strip_prefix("parsed:").map_or((argument, false), |path| (path, true));
        let vector: Value = serde_json::from_slice(&fs::read(path).expect("a vector")).expect("JSON");
        let relying_party = RelyingParty::builder(text(&vector["rp"]["id"]), "Example")
            .and_then(|builder| builder.origin(text(&vector["rp"]["origins"][0])))
            .and_then(|builder| builder.build(&Accepting))
            .expect("a relying party");
        let challenge = Challenge::new(&bytes(&vector["options"]["challenge"])).expect("a challenge");
        let (stored, kind) = if vector["ceremony"] == "registration" {
            registration(&relying_party, challenge, &vector["attestation"]["trust_anchors"])
        } else {
            authentication(&relying_party, challenge, &vector["credential"], parsed)
        };
        Self { relying_party, stored, response: vector["response"].to_string(), kind }
    }

    /// From the text of the response to the verdict, and before that from stored bytes to the pending ceremony.
    pub(crate) fn verify(&self) {
        let Binding { session, purpose, now } = BINDING;
        match &self.kind {
            Kind::Registration { anchors, policy } => {
                let pending = PendingRegistration::from_stored(&self.stored).expect("what was stored");
                let trust = match anchors {
                    Some(anchors) => Trust::Assessed { policy, anchors },
                    None => Trust::NotAssessed,
                };
                let facts = RegistrationFacts { now, session, purpose, credential_id: IdStatus::New, trust };
                let response = RegistrationResponse::from_json(&self.response).expect("a response");
                let _ = black_box(pending.verify(&self.relying_party, &response, &facts).expect("accepted"));
            }
            Kind::Authentication { record, parsed } => {
                let pending = PendingDiscoverable::from_stored(&self.stored).expect("what was stored");
                let record = parsed.as_deref().map_or(Lookup::Found(record), Lookup::Parsed);
                let facts = AuthenticationFacts { now, session, purpose, record };
                let response = AuthenticationResponse::from_json(&self.response).expect("a response");
                let _ = black_box(pending.verify(&self.relying_party, &response, &facts).expect("accepted"));
            }
        }
    }
}

fn registration(relying_party: &RelyingParty, challenge: Challenge, anchors: &Value) -> (Vec<u8>, Kind) {
    let user = User {
        handle: UserHandle::new(USER_HANDLE).expect("a user handle"),
        name: "alice",
        display_name: "Alice",
    };
    let (_, pending) = CreationOptions::new(relying_party, user, challenge)
        .user_verification(UserVerification::Preferred)
        .attestation(AttestationConveyance::Direct, &[])
        .begin(&BINDING)
        .expect("options");
    let anchors = anchors.as_array().map(|anchors| {
        anchors.iter().fold(TrustAnchors::new(), |all, anchor| {
            all.with(TrustAnchor::from_certificate(&bytes(anchor)).expect("a certificate"))
        })
    });
    (pending.into_stored(), Kind::Registration { anchors, policy: TrustPolicy::trusted() })
}

fn authentication(
    relying_party: &RelyingParty,
    challenge: Challenge,
    credential: &Value,
    parsed: bool,
) -> (Vec<u8>, Kind) {
    let (_, pending) =
        RequestOptions::new(relying_party, challenge).begin_discoverable(&BINDING).expect("options");
    let record = CredentialRecord::import(&ImportedCredential {
        id: &bytes(&credential["id"]),
        public_key: &bytes(&credential["public_key"]),
        sign_count: 0,
        user_verification_initialized: true,
        transports: &[],
        backup_eligibility: BackupEligibility::NotEligible,
        backup_state: false,
        user_handle: UserHandle::new(&bytes(&credential["user_handle"])).expect("a user handle"),
    })
    .expect("a record");
    let parsed =
        parsed.then(|| VerifyingCredential::new(record.clone(), relying_party).expect("a valid key"));
    (pending.into_stored(), Kind::Authentication { record: Box::new(record), parsed: parsed.map(Box::new) })
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn bytes(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text(value)).expect("base64url")
}
