//! Ceremonies in which a byte is changed after it was signed, under the real provider: all of them are refused.

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use countersign::{
    AttestationConveyance, AuthenticationFacts, AuthenticationPolicy, AuthenticationResponse,
    BackupEligibility, CreationOptions, CredentialRecord, IdStatus, ImportedCredential, Lookup, RUST_CRYPTO,
    RegistrationFacts, RegistrationResponse, RelyingParty, RequestOptions, Rs1Credentials, SignCountPolicy,
    Trust, TrustAnchors, User, UserVerification,
};
use countersign_authenticator::{Algorithm, Attestation, Credential, Item};
use countersign_wire::base64url;
use serde_json::json;

use crate::authentication::valid_authentication;
use crate::der::{self, Element};
use crate::edit::{Edit, edited};
use crate::registration::statement;
use crate::scene::{self, ALGORITHMS, BINDING, one_of};

/// What is signed in a registration, and the signature.
#[derive(Arbitrary, Clone, Copy, Debug, PartialEq, Eq)]
enum Signed {
    ClientData,
    AuthenticatorData,
    /// `sig`, or the whole `response` of SafetyNet.
    Signature,
    CertInfo,
    PubArea,
    /// What the authority signs of the first certificate.
    Certificate,
}

/// A registration and what is changed in it after it was signed.
#[derive(Arbitrary, Debug)]
pub struct Registration {
    attestation: u8,
    algorithm: u8,
    signed: Signed,
    edits: Vec<Edit>,
    changes: Vec<der::Change>,
}

const ATTESTATIONS: [Attestation; 7] = [
    Attestation::PackedBasic,
    Attestation::Tpm,
    Attestation::AndroidKey,
    Attestation::Apple,
    Attestation::FidoU2f,
    Attestation::PackedSelf,
    Attestation::AndroidSafetyNet,
];

static REAL: LazyLock<RelyingParty> = LazyLock::new(|| scene::relying_party(&RUST_CRYPTO, false));
static ANCHORS: LazyLock<TrustAnchors> = LazyLock::new(scene::anchors);

struct Layers {
    client_data: Vec<u8>,
    authenticator_data: Vec<u8>,
    format: String,
    entries: Vec<(Item, Item)>,
}

fn member<'e>(entries: &'e mut [(Item, Item)], name: &str) -> Option<&'e mut Vec<u8>> {
    let value = &mut entries.iter_mut().find(|(key, _)| *key == Item::from(name))?.1;
    match value {
        Item::Bytes(bytes) => Some(bytes),
        Item::Array(items) => match items.first_mut() {
            Some(Item::Bytes(bytes)) => Some(bytes),
            _ => None,
        },
        _ => None,
    }
}

impl Registration {
    /// Whether a signed byte, or the signature, is another one now.
    fn change(&self, attestation: Attestation, layers: &mut Layers) -> bool {
        let change = |bytes: &mut Vec<u8>| {
            let changed = edited(bytes, &self.edits);
            let is_changed = *bytes != changed;
            *bytes = changed;
            is_changed
        };
        match self.signed {
            Signed::ClientData => change(&mut layers.client_data),
            // U2F signs the RP ID hash alone as it stands here.
            Signed::AuthenticatorData if attestation == Attestation::FidoU2f => {
                let before: Vec<u8> = layers.authenticator_data.iter().take(32).copied().collect();
                change(&mut layers.authenticator_data);
                !layers.authenticator_data.starts_with(&before)
            }
            Signed::AuthenticatorData => change(&mut layers.authenticator_data),
            Signed::Signature => ["sig", "response"]
                .into_iter()
                .any(|name| member(&mut layers.entries, name).is_some_and(change)),
            Signed::CertInfo => member(&mut layers.entries, "certInfo").is_some_and(change),
            Signed::PubArea => member(&mut layers.entries, "pubArea").is_some_and(change),
            Signed::Certificate => member(&mut layers.entries, "x5c").is_some_and(|der| {
                let Some(mut certificate) = Element::parse(der) else { return false };
                let before = certificate.inside().first().map(Element::to_bytes);
                certificate.change_inside(0, &self.changes);
                let after = certificate.inside().first().map(Element::to_bytes);
                *der = certificate.to_bytes();
                before != after
            }),
        }
    }
}

fn registration_layers(attestation: Attestation, algorithm: Algorithm) -> (Layers, Vec<u8>) {
    let ceremony = scene::valid_registration(attestation, algorithm);
    let (format, statement) = statement(ceremony.attestation_object());
    let Item::Map(entries) = statement else { panic!("a statement is a map") };
    let layers = Layers {
        client_data: ceremony.client_data_json().to_vec(),
        authenticator_data: ceremony.authenticator_data().to_vec(),
        format,
        entries,
    };
    (layers, ceremony.credential().id().to_vec())
}

fn is_registered(layers: &Layers, id: &[u8], is_self: bool) -> bool {
    let object = Item::map([
        (Item::from("fmt"), Item::from(layers.format.as_str())),
        (Item::from("attStmt"), Item::Map(layers.entries.clone())),
        (Item::from("authData"), Item::bytes(&layers.authenticator_data)),
    ]);
    let json = json!({
        "id": base64url::encode(id),
        "rawId": base64url::encode(id),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": base64url::encode(&layers.client_data),
            "attestationObject": base64url::encode(&object.to_bytes()),
            "transports": [],
        },
    })
    .to_string();
    let Ok(response) = RegistrationResponse::from_json(&json) else { return false };
    let user = User { handle: scene::user_handle(), name: "alice", display_name: "Alice" };
    let algorithms =
        ALGORITHMS.map(|one| countersign::AlgorithmIdentifier::new(one.identifier()).algorithm());
    let algorithms: Vec<_> = algorithms.into_iter().flatten().collect();
    let options = CreationOptions::new(&REAL, user, scene::challenge())
        .user_verification(UserVerification::Discouraged)
        .rs1_credentials(Rs1Credentials::AcceptSha1)
        .algorithms(&algorithms)
        .attestation(AttestationConveyance::Direct, &[]);
    let (_, pending) = options.begin(&BINDING).expect("valid options");
    let policy = scene::trust_policy(false);
    let trust =
        if is_self { Trust::NotAssessed } else { Trust::Assessed { policy: &policy, anchors: &*ANCHORS } };
    let facts = RegistrationFacts {
        now: BINDING.now,
        session: BINDING.session,
        purpose: BINDING.purpose,
        credential_id: IdStatus::New,
        trust,
    };
    pending.verify(&REAL, &response, &facts).is_ok()
}

/// A registration in which a signed byte was changed is refused.
pub fn registration(plan: &Registration) {
    static TRUTH: LazyLock<()> = LazyLock::new(|| {
        for attestation in ATTESTATIONS {
            let (layers, id) = registration_layers(attestation, Algorithm::Es256);
            assert!(is_registered(&layers, &id, attestation == Attestation::PackedSelf), "{attestation:?}");
        }
    });
    LazyLock::force(&TRUTH);
    let attestation = one_of(&ATTESTATIONS, plan.attestation);
    let algorithm = one_of(&ALGORITHMS, plan.algorithm);
    let algorithm = if attestation.attests(algorithm) { algorithm } else { Algorithm::Es256 };
    let (mut layers, id) = registration_layers(attestation, algorithm);
    if plan.change(attestation, &mut layers) {
        let is_accepted = is_registered(&layers, &id, attestation == Attestation::PackedSelf);
        assert!(!is_accepted, "{:?} of {attestation:?} changed and accepted", plan.signed);
    }
}

/// An authentication and what is changed in it after it was signed.
#[derive(Arbitrary, Debug)]
pub struct Authentication {
    algorithm: u8,
    layer: u8,
    edits: Vec<Edit>,
}

fn is_authenticated(credential: &Credential, [client_data, data, signature]: [&[u8]; 3]) -> bool {
    let json = json!({
        "id": base64url::encode(credential.id()),
        "rawId": base64url::encode(credential.id()),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": base64url::encode(client_data),
            "authenticatorData": base64url::encode(data),
            "signature": base64url::encode(signature),
            "userHandle": base64url::encode(&scene::USER_HANDLE),
        },
    })
    .to_string();
    let Ok(response) = AuthenticationResponse::from_json(&json) else { return false };
    let policy = AuthenticationPolicy::default()
        .sign_count(SignCountPolicy::AcceptAndReport)
        .rs1_credentials(Rs1Credentials::AcceptSha1);
    let options = RequestOptions::new(&REAL, scene::challenge())
        .user_verification(UserVerification::Discouraged)
        .policy(policy);
    let (_, pending) = options.begin_discoverable(&BINDING).expect("valid options");
    let record = CredentialRecord::import(&ImportedCredential {
        id: credential.id(),
        public_key: credential.public_key(),
        sign_count: 0,
        user_verification_initialized: false,
        transports: &[],
        backup_eligibility: BackupEligibility::Unknown,
        backup_state: false,
        user_handle: scene::user_handle(),
    });
    let record = record.expect("a record of the virtual authenticator");
    let facts = AuthenticationFacts {
        now: BINDING.now,
        session: BINDING.session,
        purpose: BINDING.purpose,
        record: Lookup::Found(&record),
    };
    pending.verify(&REAL, &response, &facts).is_ok()
}

/// An authentication in which a signed byte was changed is refused.
pub fn authentication(plan: &Authentication) {
    static TRUTH: LazyLock<()> = LazyLock::new(|| {
        for algorithm in ALGORITHMS {
            let credential = scene::credential(algorithm);
            let (client_data, data, signature) = valid_authentication(&credential);
            assert!(is_authenticated(&credential, [&client_data, &data, &signature]), "{algorithm:?}");
        }
    });
    LazyLock::force(&TRUTH);
    let algorithm = one_of(&ALGORITHMS, plan.algorithm);
    let credential = scene::credential(algorithm);
    let (client_data, data, signature) = valid_authentication(&credential);
    let mut layers = [client_data, data, signature];
    let layer = &mut layers[usize::from(plan.layer) % 3];
    let changed = edited(layer, &plan.edits);
    if *layer != changed {
        *layer = changed;
        let [client_data, data, signature] = &layers;
        let is_accepted = is_authenticated(&credential, [client_data, data, signature]);
        assert!(!is_accepted, "layer {} of {algorithm:?} changed and accepted", plan.layer % 3);
    }
}
