//! Registrations: a valid one of the virtual authenticator, changed in its layers, under a provider that accepts every
//! signature.

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign::{
    Assessment, AttestationConveyance, AttestationStorage, AuthenticationResponse, BackupPolicy,
    CreationOptions, CredentialRecord, EnterpriseAttestation, Error, Flags, IdStatus, KeptAttestationFacts,
    Outcome, PendingRegistration, RUST_CRYPTO, Recording, Registration, RegistrationFacts,
    RegistrationResponse, RelyingParty, Rs1Credentials, Trust, TrustAnchors, TrustedAttestation, UnixTime,
    User,
};
use countersign_authenticator::{Algorithm, Attestation, Item};
use countersign_benches::ACCEPTING;
use countersign_cbor::{MapOrder, Value};
use countersign_cose::Crypto as _;
use countersign_wire::{AttestationObject, AuthenticatorData, base64url};
use serde_json::json;

use crate::bounds::bounded;
use crate::edit::{Edit, edited};
use crate::scene::{self, BINDING, one_of};
use crate::{cbor, json, scene::ALGORITHMS};

/// A registration to make, and what is changed in it.
#[derive(Arbitrary, Debug)]
pub struct Plan {
    attestation: u8,
    algorithm: u8,
    terms: Terms,
    lie: Option<u16>,
    client_data: Vec<Edit>,
    authenticator_data: Vec<Edit>,
    extensions: Vec<(u8, Vec<cbor::Change>)>,
    statement: Vec<cbor::Change>,
    attestation_object: Vec<Edit>,
    response: Response,
}

/// What the relying party asks for and knows.
#[derive(Arbitrary, Debug)]
struct Terms {
    is_lenient: bool,
    is_conditional: bool,
    keeps_attestation: bool,
    demands_trust: bool,
    accepts_all_trust: bool,
    is_assessed: bool,
    is_registered: bool,
    offers_all: bool,
    user_verification: u8,
    conveyance: u8,
    backup: u8,
    later_seconds: u16,
}

/// What is changed in the JSON.
#[derive(Arbitrary, Debug)]
pub(crate) struct Response {
    members: Vec<(u8, MemberChange)>,
    text: Vec<Edit>,
}

#[derive(Arbitrary, Debug)]
enum MemberChange {
    Remove,
    Null,
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<String>),
    Nested,
}

const MEMBERS: [&str; 16] = [
    "/id",
    "/rawId",
    "/type",
    "/authenticatorAttachment",
    "/clientExtensionResults",
    "/response",
    "/response/clientDataJSON",
    "/response/attestationObject",
    "/response/transports",
    "/response/authenticatorData",
    "/response/publicKey",
    "/response/publicKeyAlgorithm",
    "/response/signature",
    "/response/userHandle",
    "/clientExtensionResults/credProps",
    "/clientExtensionResults/prf",
];

/// The names of extensions whose outputs the library reads, and one that it does not.
const EXTENSIONS: [&str; 8] = [
    "credProtect",
    "minPinLength",
    "credBlob",
    "hmac-secret",
    "thirdPartyPayment",
    "uvm",
    "hmac-secret-mc",
    "none",
];

impl Response {
    /// Writes the JSON with the changes made.
    pub(crate) fn write(&self, mut value: serde_json::Value) -> String {
        for (member, change) in &self.members {
            let path = one_of(&MEMBERS, *member);
            let (parent, name) = path.rsplit_once('/').expect("a path");
            let Some(parent) = value.pointer_mut(parent).and_then(serde_json::Value::as_object_mut) else {
                continue;
            };
            let changed = match change {
                MemberChange::Remove => {
                    parent.remove(name);
                    continue;
                }
                MemberChange::Null => json!(null),
                MemberChange::Number(number) => json!(number),
                MemberChange::Text(text) => json!(text),
                MemberChange::Bytes(bytes) => json!(base64url::encode(bytes)),
                MemberChange::List(list) => json!(list),
                MemberChange::Nested => json!({ "rk": true, "enabled": false, "results": { "first": "AA" } }),
            };
            parent.insert(name.into(), changed);
        }
        String::from_utf8_lossy(&edited(value.to_string().as_bytes(), &self.text)).into_owned()
    }
}

/// The extension outputs as they are appended to authenticator data, and the data with the flag that announces them.
pub(crate) fn with_extensions(data: &[u8], extensions: &[(u8, Vec<cbor::Change>)]) -> Vec<u8> {
    let mut data = data.to_vec();
    if !extensions.is_empty() {
        let entries = extensions.iter().map(|(name, changes)| {
            (Item::from(one_of(&EXTENSIONS, *name)), cbor::changed(Item::from(true), changes))
        });
        if let Some(flags) = data.get_mut(32) {
            *flags |= 0x80;
        }
        data.extend(Item::map(entries).to_bytes());
    }
    data
}

/// The layers of a registration that can be changed.
struct Layers {
    credential_id: Vec<u8>,
    client_data: Vec<u8>,
    authenticator_data: Vec<u8>,
    format: String,
    statement: Item,
}

impl Plan {
    fn attestation(&self) -> Attestation {
        one_of(&Attestation::ALL, self.attestation)
    }

    fn algorithm(&self) -> Algorithm {
        let algorithm = one_of(&ALGORITHMS, self.algorithm);
        // Lies do not depend on the algorithm, and each takes a signature or two to tell.
        let is_made = self.attestation().attests(algorithm) && self.lie.is_none();
        if is_made { algorithm } else { Algorithm::Es256 }
    }

    /// The layers before the statement is changed. Where a statement holds a hash over the others, it holds it over what was
    /// changed.
    fn layers(&self) -> Layers {
        let made = scene::made_registration(self.attestation(), self.algorithm(), self.lie.map(scene::lie));
        let client_data = edited(made.client_data_json(), &self.client_data);
        let data = with_extensions(made.authenticator_data(), &self.extensions);
        let authenticator_data = edited(&data, &self.authenticator_data);
        let (format, statement) = statement(made.attestation_object());
        let hash = |data: &[u8], client_data: &[u8]| {
            RUST_CRYPTO.sha256(&[data, &RUST_CRYPTO.sha256(&[client_data])])
        };
        let before = hash(made.authenticator_data(), made.client_data_json());
        let statement = rebound(statement, &before, &hash(&authenticator_data, &client_data));
        let parsed = AuthenticatorData::parse(&authenticator_data).ok();
        let id = parsed
            .as_ref()
            .and_then(|data| data.attested())
            .map(|attested| attested.credential_id().to_vec());
        let credential_id = id.unwrap_or_else(|| made.credential().id().to_vec());
        Layers { credential_id, client_data, authenticator_data, format, statement }
    }

    fn json(&self) -> String {
        let layers = self.layers();
        let statement = cbor::changed(layers.statement, &self.statement);
        let object = Item::map([
            (Item::from("fmt"), Item::from(layers.format.as_str())),
            (Item::from("attStmt"), statement),
            (Item::from("authData"), Item::bytes(&layers.authenticator_data)),
        ]);
        let object = edited(&object.to_bytes(), &self.attestation_object);
        self.response.write(json!({
            "id": base64url::encode(&layers.credential_id),
            "rawId": base64url::encode(&layers.credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64url::encode(&layers.client_data),
                "attestationObject": base64url::encode(&object),
                "transports": ["internal", "hybrid"],
            },
        }))
    }
}

/// The statement with another hash in the place of one: in `certInfo`, in a certificate, in a JWS.
fn rebound(item: Item, before: &[u8; 32], after: &[u8; 32]) -> Item {
    match item {
        Item::Bytes(mut bytes) => {
            if let Some(at) = bytes.windows(before.len()).position(|window| window == before) {
                bytes.splice(at..at + before.len(), *after);
            } else if let Some(jws) = rebound_jws(&bytes, before, after) {
                bytes = jws;
            }
            Item::Bytes(bytes)
        }
        Item::Array(items) => Item::array(items.into_iter().map(|item| rebound(item, before, after))),
        Item::Map(entries) => {
            Item::map(entries.into_iter().map(|(key, value)| (key, rebound(value, before, after))))
        }
        other => other,
    }
}

fn rebound_jws(jws: &[u8], before: &[u8; 32], after: &[u8; 32]) -> Option<Vec<u8>> {
    let text = core::str::from_utf8(jws).ok()?;
    let (header, rest) = text.split_once('.')?;
    let (payload, signature) = rest.split_once('.')?;
    let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    let payload = payload.replace(&STANDARD.encode(before), &STANDARD.encode(after));
    Some(format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(payload)).into_bytes())
}

/// Format and statement of an attestation object. What a lie has made unreadable has the statement of none.
pub(crate) fn statement(object: &[u8]) -> (String, Item) {
    let read = || {
        let value = Value::decode(object, MapOrder::Reported).ok()?.value();
        let (mut format, mut statement) = (None, None);
        for entry in value.map().ok()? {
            let (key, value) = entry.ok()?;
            match key.text() {
                Ok("fmt") => format = value.text().ok().map(String::from),
                Ok("attStmt") => statement = Some(cbor::item(&value)),
                _ => {}
            }
        }
        Some((format?, statement?))
    };
    read().unwrap_or_else(|| ("none".into(), Item::map([])))
}

impl Terms {
    fn begin(&self, relying_party: &RelyingParty) -> Option<PendingRegistration> {
        let user = User { handle: scene::user_handle(), name: "alice", display_name: "Alice" };
        let conveyance = one_of(
            &[
                AttestationConveyance::None,
                AttestationConveyance::Indirect,
                AttestationConveyance::Direct,
                AttestationConveyance::Enterprise,
            ],
            self.conveyance,
        );
        let backup = one_of(
            &[
                BackupPolicy::Any,
                BackupPolicy::Any,
                BackupPolicy::DeviceBoundOnly,
                BackupPolicy::BackupEligibleOnly,
            ],
            self.backup,
        );
        let storage =
            if self.keeps_attestation { AttestationStorage::Keep } else { AttestationStorage::Discard };
        let mut options = CreationOptions::new(relying_party, user, scene::challenge())
            .user_verification(scene::user_verification(self.user_verification))
            .attestation(conveyance, &[])
            .attestation_storage(storage)
            .backup(backup);
        if self.offers_all {
            let all = Algorithm::ALL.map(Algorithm::identifier).map(countersign::AlgorithmIdentifier::new);
            let all: Vec<_> =
                all.into_iter().filter_map(countersign::AlgorithmIdentifier::algorithm).collect();
            options = options.rs1_credentials(Rs1Credentials::AcceptSha1).algorithms(&all);
        }
        if self.demands_trust {
            options = options.require_trusted_attestation();
        }
        if self.is_conditional {
            options = options.conditional();
        }
        options.begin(&BINDING).ok().map(|(_, pending)| pending)
    }

    fn facts<'f>(&self, trust: Trust<'f>) -> RegistrationFacts<'f> {
        let now = UnixTime::from_seconds(BINDING.now.seconds() + i64::from(self.later_seconds / 128));
        RegistrationFacts {
            now,
            session: BINDING.session,
            purpose: BINDING.purpose,
            credential_id: if self.is_registered { IdStatus::Registered } else { IdStatus::New },
            trust,
        }
    }
}

static ANCHORS: LazyLock<TrustAnchors> = LazyLock::new(scene::anchors);
static STRICT: LazyLock<RelyingParty> = LazyLock::new(|| scene::relying_party(&ACCEPTING, false));
static LENIENT: LazyLock<RelyingParty> = LazyLock::new(|| scene::relying_party(&ACCEPTING, true));

/// Carries a plan out.
///
/// A verdict is the same with and without a trace, and the trace ends with the step that refuses. What is accepted holds to
/// what a reading of the same bytes by other means says, its record comes back from the store as it was, and an attestation
/// that is kept is judged again as it was judged.
pub fn check(plan: &Plan) {
    let json = plan.json();
    let relying_party = if plan.terms.is_lenient { &*LENIENT } else { &*STRICT };
    let Some(pending) = plan.terms.begin(relying_party) else { return };
    let policy = scene::trust_policy(plan.terms.accepts_all_trust);
    let trust = if plan.terms.is_assessed {
        Trust::Assessed { policy: &policy, anchors: &*ANCHORS }
    } else {
        Trust::NotAssessed
    };
    let facts = plan.terms.facts(trust);
    bounded(json.len(), || check_answer(&json, pending, relying_party, &facts, &plan.terms));
}

/// Checks an answer of any origin to a registration that asks for little, strictly and leniently.
pub fn check_json(json: &str) {
    for relying_party in [&*STRICT, &*LENIENT] {
        let terms = Terms {
            is_lenient: true,
            is_conditional: true,
            keeps_attestation: true,
            demands_trust: false,
            accepts_all_trust: true,
            is_assessed: true,
            is_registered: false,
            offers_all: true,
            user_verification: 0,
            conveyance: 3,
            backup: 0,
            later_seconds: 0,
        };
        let Some(pending) = terms.begin(relying_party) else { return };
        let policy = scene::trust_policy(true);
        let facts = terms.facts(Trust::Assessed { policy: &policy, anchors: &*ANCHORS });
        check_answer(json, pending, relying_party, &facts, &terms);
    }
}

fn check_answer(
    json: &str,
    pending: PendingRegistration,
    relying_party: &RelyingParty,
    facts: &RegistrationFacts<'_>,
    terms: &Terms,
) {
    // Kinds do not take each other's answers.
    if AuthenticationResponse::from_json(json).is_ok_and(|response| response.assertion_response().is_ok()) {
        return;
    }
    let Ok(response) = RegistrationResponse::from_json(json) else { return };
    let stored = pending.into_stored();
    let pending = PendingRegistration::from_stored(&stored).expect("what was stored");
    let again = PendingRegistration::from_stored(&stored).expect("what was stored");
    let verdict = pending.verify(relying_party, &response, facts);
    let mut recording = Recording::default();
    let traced = again.verify_traced(relying_party, &response, facts, &mut recording);
    match (&verdict, &traced) {
        (Err(error), Err(traced)) => {
            assert_eq!(error, traced, "a trace changes no verdict");
            check_refusal(error, &recording);
        }
        (Ok(registration), Ok(traced)) => {
            assert_eq!(registration.record().to_bytes(), traced.record().to_bytes());
            assert_eq!(registration.notes(), traced.notes());
            assert_eq!(registration.flags(), traced.flags());
            assert_eq!(registration.algorithm(), traced.algorithm());
        }
        _ => panic!("a trace changes the verdict: {verdict:?}, {traced:?}"),
    }
    if let Ok(registration) = verdict {
        check_accepted(&registration, &response, relying_party, facts, terms);
    }
}

/// The trace of a refusal ends with the step that refuses, and nothing that is said of it shows a byte of the input.
pub(crate) fn check_refusal(error: &Error, recording: &Recording) {
    let last = recording.records().last().expect("a refusing step is recorded");
    assert_eq!((last.step(), last.outcome()), (error.step(), Outcome::Refused));
    assert!(!error.to_string().contains('\n'), "one line for an operator");
    assert!(!error.public_message().contains(error.step().id()));
}

fn check_accepted(
    registration: &Registration,
    response: &RegistrationResponse,
    relying_party: &RelyingParty,
    facts: &RegistrationFacts<'_>,
    terms: &Terms,
) {
    let answer = response.attestation_response().expect("it was accepted");
    check_client_data(answer.client_data_json(), "webauthn.create");
    let object = AttestationObject::parse(answer.attestation_object()).expect("it was accepted");
    let data = object.authenticator_data();
    assert_eq!(data.rp_id_hash(), &RUST_CRYPTO.sha256(&[scene::RP_ID.as_bytes()]));
    check_flags(registration.flags());
    assert_eq!(registration.flags(), data.flags());

    let record = registration.record();
    let credential = object.credential();
    assert_eq!(record.id(), credential.credential_id());
    assert_eq!(record.id(), response.credential_id());
    assert!(record.id().len() <= countersign::MAX_CREDENTIAL_ID);
    assert_eq!(record.public_key(), credential.public_key().encoded());
    assert_eq!(record.sign_count(), data.sign_count());
    assert_eq!(facts.credential_id, IdStatus::New);
    check_record(record);

    if terms.demands_trust {
        assert!(registration.attestation().is_trusted(), "trust was demanded");
    }
    if !terms.is_conditional {
        assert!(registration.flags().user_present());
    }
    if scene::user_verification(terms.user_verification) == countersign::UserVerification::Required {
        assert!(registration.flags().user_verified());
    }
    // Kept is what came with a statement.
    if record.attestation_object().is_some() {
        let enterprise = if terms.conveyance % 4 == 3 {
            EnterpriseAttestation::Requested
        } else {
            EnterpriseAttestation::NotRequested
        };
        let demanded =
            if terms.demands_trust { TrustedAttestation::Required } else { TrustedAttestation::Optional };
        let kept = KeptAttestationFacts {
            now: facts.now,
            registered: facts.now,
            enterprise,
            demanded,
            trust: facts.trust,
        };
        let again = record.verify_attestation(relying_party, &kept).expect("it was accepted a moment ago");
        assert_eq!(again.format(), registration.attestation().format());
        assert_eq!(again.is_trusted(), registration.attestation().is_trusted());
    }
    if let Assessment::Trusted(vouched) = registration.attestation().assessment() {
        assert!(vouched.length() <= countersign_attestation::MAX_CERTIFICATES + 1);
    }
}

/// Client data that was accepted, read by another reader of JSON.
pub(crate) fn check_client_data(bytes: &[u8], ceremony: &str) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = core::str::from_utf8(bytes).expect("accepted client data is UTF-8");
    let Some(data) = json::read(text) else { return };
    let text = |name: &str| data.get(name).and_then(serde_json::Value::as_str);
    assert_eq!(text("type"), Some(ceremony));
    assert_eq!(text("challenge"), Some(base64url::encode(&scene::CHALLENGE).as_str()));
    assert!(matches!(text("origin"), Some(scene::ORIGIN | "https://related.example")));
}

/// Flags that were accepted: nothing is backed up that cannot be.
pub(crate) fn check_flags(flags: Flags) {
    assert!(flags.backup_eligible() || !flags.backup_state());
}

/// A record comes back from the store as it was, from bytes and from JSON.
pub(crate) fn check_record(record: &CredentialRecord) {
    let bytes = record.to_bytes();
    let again = CredentialRecord::from_bytes(&bytes).expect("what was stored");
    assert_eq!(&again, record);
    assert_eq!(again.to_bytes(), bytes);
    let again = CredentialRecord::from_json(&record.to_json()).expect("what was stored");
    assert_eq!(&again, record);
}
