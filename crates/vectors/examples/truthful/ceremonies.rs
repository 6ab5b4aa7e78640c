//! The ceremonies: truthful ones of each attestation statement format and algorithm, and some with one thing wrong.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::{Crypto as _, RUST_CRYPTO};
use countersign_authenticator::{
    Algorithm, Attestation, AuthenticationBuilder, Authenticator, Item, RegistrationBuilder,
    RegistrationCeremony, SigningKey, Statement, TestAuthority, flags,
};
use countersign_wire::base64url;
use serde_json::{Value, json};

const SEED: [u8; 32] = [23; 32];
const RP_ID: &str = "example.org";
const ORIGIN: &str = "https://login.example.org";
/// When registrations are judged.
const AT: &str = "2026-01-01T00:00:00Z";
const AT_MILLISECONDS: i64 = 1_767_225_600_000;

/// Algorithms of keys that a TPM can have. The key does not know whether its algorithm fixes the curve.
const OF_A_TPM: &[Algorithm] = &[
    Algorithm::Es256,
    Algorithm::Es384,
    Algorithm::Es512,
    Algorithm::Esp256,
    Algorithm::Rs256,
    Algorithm::Rs384,
    Algorithm::Rs512,
    Algorithm::Ps256,
];
/// Those that Android's keystore has.
const OF_ANDROID: &[Algorithm] = &[
    Algorithm::Es256,
    Algorithm::Es384,
    Algorithm::Es512,
    Algorithm::EdDsa,
    Algorithm::Rs256,
    Algorithm::Rs512,
    Algorithm::Ps256,
];
/// Those that every client has to show to a page, and so the most common.
const COMMON: &[Algorithm] = &[Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256];
const ES256: &[Algorithm] = &[Algorithm::Es256];

/// A ceremony, and what it is an example of.
pub(crate) struct Ceremony {
    attestation: String,
    algorithm: Algorithm,
    /// What is wrong with it, if anything is.
    wrong: Option<&'static str>,
    vector: Value,
}

impl Ceremony {
    /// In the schema `countersign-vector/1`.
    pub(crate) const fn vector(&self) -> &Value {
        &self.vector
    }

    fn to_json(&self) -> Value {
        json!({
            "attestation": self.attestation,
            "algorithm": name(self.algorithm),
            "wrong": self.wrong,
            "vector": self.vector,
        })
    }
}

/// A certificate in PEM, in lines of 64 digits: some libraries compare certificates as text.
fn pem(certificate: &[u8]) -> String {
    let digits: Vec<char> = STANDARD.encode(certificate).chars().collect();
    let lines: Vec<String> = digits.chunks(64).map(|line| line.iter().collect()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

/// What is written.
pub(crate) fn document(ceremonies: &[Ceremony]) -> Value {
    json!({
        "root": pem(&authenticator().authority().root()),
        "at": AT_MILLISECONDS,
        "ceremonies": ceremonies.iter().map(Ceremony::to_json).collect::<Vec<_>>(),
    })
}

/// Every ceremony, the truthful ones first; after each registration an authentication with the new credential.
pub(crate) fn all() -> Vec<Ceremony> {
    let mut ceremonies = Vec::new();
    for Truthful { attestation, algorithm, builder } in truthful() {
        let made = builder.build();
        let challenge = challenge(&["authentication", &attestation, &name(algorithm)]);
        let done = made.credential().authenticate(&challenge, ORIGIN);
        let of = |vector: Value| Ceremony {
            attestation: attestation.clone(),
            algorithm,
            wrong: None,
            vector: accepted(vector),
        };
        ceremonies.push(of(registration(&attestation, &made)));
        ceremonies.push(of(authentication(&attestation, &made, &challenge, done)));
    }
    ceremonies.extend(wrong_registrations());
    ceremonies.extend(wrong_authentications());
    ceremonies
}

/// The name of an algorithm, in capitals.
fn name(algorithm: Algorithm) -> String {
    format!("{algorithm:?}").to_uppercase()
}

fn authenticator() -> Authenticator {
    Authenticator::from_seed(&SEED)
}

/// A challenge of 32 bytes for each purpose.
fn challenge(purpose: &[&str]) -> [u8; 32] {
    RUST_CRYPTO.sha256(&[&SEED, purpose.join(" ").as_bytes()])
}

fn registration_challenge(attestation: &str, algorithm: Algorithm) -> [u8; 32] {
    challenge(&["registration", attestation, &name(algorithm)])
}

fn register(label: &str, attestation: Attestation, algorithm: Algorithm) -> RegistrationBuilder {
    let builder = authenticator()
        .register(&registration_challenge(label, algorithm), RP_ID, ORIGIN)
        .algorithm(algorithm);
    builder.attestation(attestation).statement(move |statement| {
        if attestation == Attestation::AndroidKey {
            // Devices hand out the chain up to the root.
            statement.with_intermediate().with_root()
        } else if attestation == Attestation::AndroidSafetyNet {
            // Google signed with RSA alone, and what it signed is good for a minute.
            statement.attestation_algorithm(Algorithm::Rs256).safetynet_timestamp(AT_MILLISECONDS)
        } else {
            statement
        }
    })
}

/// A truthful registration before it is carried out, and the combination that it is an example of.
struct Truthful {
    attestation: String,
    algorithm: Algorithm,
    builder: RegistrationBuilder,
}

impl Truthful {
    fn new(label: &str, attestation: Attestation, algorithm: Algorithm) -> Self {
        Self { attestation: label.to_owned(), algorithm, builder: register(label, attestation, algorithm) }
    }

    /// One of ES256 with something about it that is special.
    fn special(
        label: &str,
        attestation: Attestation,
        change: impl FnOnce(RegistrationBuilder) -> RegistrationBuilder,
    ) -> Self {
        let truthful = Self::new(label, attestation, Algorithm::Es256);
        Self { builder: change(truthful.builder), ..truthful }
    }
}

fn truthful() -> Vec<Truthful> {
    let mut registrations = of_each_format();
    registrations.extend(of_attestation_keys());
    registrations.extend(special());
    registrations
}

/// Of each format with each algorithm that makes sense there.
fn of_each_format() -> Vec<Truthful> {
    let every = &Algorithm::ALL[..];
    let formats = [
        ("none", Attestation::None, every),
        ("packed-self", Attestation::PackedSelf, every),
        ("packed", Attestation::PackedBasic, every),
        ("tpm", Attestation::Tpm, OF_A_TPM),
        ("android-key", Attestation::AndroidKey, OF_ANDROID),
        ("android-safetynet", Attestation::AndroidSafetyNet, COMMON),
        ("fido-u2f", Attestation::FidoU2f, ES256),
        ("apple", Attestation::Apple, COMMON),
        ("compound", Attestation::Compound, ES256),
    ];
    let of_one = |(label, attestation, algorithms): (&'static str, Attestation, &'static [Algorithm])| {
        algorithms.iter().map(move |algorithm| Truthful::new(label, attestation, *algorithm))
    };
    formats.into_iter().flat_map(of_one).collect()
}

/// With attestation keys of other algorithms than ES256.
fn of_attestation_keys() -> Vec<Truthful> {
    let keys = [
        ("packed", Attestation::PackedBasic, Algorithm::Es384),
        ("packed", Attestation::PackedBasic, Algorithm::Es512),
        ("packed", Attestation::PackedBasic, Algorithm::EdDsa),
        ("packed", Attestation::PackedBasic, Algorithm::Rs256),
        ("packed", Attestation::PackedBasic, Algorithm::Ps256),
        ("packed", Attestation::PackedBasic, Algorithm::MlDsa44),
        ("tpm", Attestation::Tpm, Algorithm::Rs256),
        ("tpm", Attestation::Tpm, Algorithm::Rs1),
    ];
    let of_one = |(format, attestation, by)| {
        Truthful::special(&format!("{format} by {}", name(by)), attestation, |builder| {
            builder.statement(move |statement| statement.attestation_algorithm(by))
        })
    };
    keys.into_iter().map(of_one).collect()
}

/// With other chains of certificates, and with more in the authenticator data.
fn special() -> Vec<Truthful> {
    let with_intermediate = |label, attestation| {
        Truthful::special(label, attestation, |builder| builder.statement(Statement::with_intermediate))
    };
    let outputs = Item::map([(Item::from("credProtect"), Item::from(2))]);
    vec![
        with_intermediate("packed with intermediate", Attestation::PackedBasic),
        with_intermediate("tpm with intermediate", Attestation::Tpm),
        with_intermediate("apple with intermediate", Attestation::Apple),
        Truthful::special("android-key without root", Attestation::AndroidKey, |builder| {
            builder.statement(|statement| {
                statement.x5c(|mut certificates| {
                    certificates.pop();
                    certificates
                })
            })
        }),
        Truthful::special("none, backed up", Attestation::None, |builder| {
            builder.authenticator_data(|data| data.flag(flags::BE | flags::BS, true))
        }),
        Truthful::special("packed-self with outputs", Attestation::PackedSelf, |builder| {
            builder.authenticator_data(move |data| data.extensions(&outputs))
        }),
    ]
}

/// What both ceremonies have.
fn vector(
    ceremony: &str,
    label: &str,
    made: &RegistrationCeremony,
    challenge: &[u8],
    response: &str,
) -> Value {
    let algorithm = made.credential().signing_key().algorithm();
    // A security key of U2F does not verify the user.
    let verified = made.credential().flags() & flags::UV != 0;
    json!({
        "schema": "countersign-vector/1",
        "id": format!("truthful/{ceremony}, {label}, {}", name(algorithm)),
        "ceremony": ceremony,
        "rp": { "id": RP_ID, "origins": [ORIGIN] },
        "options": {
            "challenge": base64url::encode(challenge),
            "user_verification": if verified { "required" } else { "preferred" },
        },
        "policy": { "accept_rs1_credential": true },
        "response": serde_json::from_str(response).unwrap_or(Value::Null),
    })
}

/// The vector with a member set, by its path.
fn set(mut vector: Value, pointer: &str, value: impl Into<Value>) -> Value {
    if let Some((parent, member)) = pointer.rsplit_once('/')
        && let Some(Value::Object(members)) = vector.pointer_mut(parent)
    {
        members.insert(member.to_owned(), value.into());
    }
    vector
}

fn accepted(vector: Value) -> Value {
    set(vector, "/expect", json!({ "verdict": "accept" }))
}

fn refused(vector: Value, wrong: &str, step: &str) -> Value {
    let id = format!("{}, wrong: {wrong}", vector.get("id").and_then(Value::as_str).unwrap_or_default());
    let vector = set(vector, "/id", id);
    set(vector, "/expect", json!({ "verdict": "reject", "step": step }))
}

/// A registration; an attestation that names certificates has to be trusted.
fn registration(label: &str, made: &RegistrationCeremony) -> Value {
    let algorithm = made.credential().signing_key().algorithm();
    let challenge = registration_challenge(label, algorithm);
    let vector = vector("registration", label, made, &challenge, made.json());
    let vector = set(vector, "/options/algorithms", json!([algorithm.identifier()]));
    let vector = set(vector, "/attestation", json!({ "conveyance": "direct", "at": AT }));
    if made.certificates().is_empty() {
        return vector;
    }
    let anchors = json!([base64url::encode(&authenticator().authority().root())]);
    set(set(vector, "/attestation/trust_anchors", anchors), "/attestation/require_trusted", true)
}

/// An authentication with a credential that was just registered.
fn authentication(
    label: &str,
    made: &RegistrationCeremony,
    challenge: &[u8],
    builder: AuthenticationBuilder,
) -> Value {
    let credential = made.credential();
    let vector = vector("authentication", label, made, challenge, builder.build().json());
    let id = base64url::encode(credential.id());
    let vector = set(vector, "/options/allow_credentials", json!([id]));
    let stored = json!({
        "id": id,
        "public_key": base64url::encode(credential.public_key()),
        "sign_count": credential.sign_count(),
        "user_handle": base64url::encode(credential.user_handle()),
        "backup_eligible": credential.is_backup_eligible(),
        "backup_state": credential.is_backed_up(),
        "uv_initialized": credential.flags() & flags::UV != 0,
    });
    set(vector, "/credential", stored)
}

/// What is wrong, the step that refuses it, and the change that makes it so.
struct Wrong<B>(&'static str, &'static str, fn(B) -> B);

impl<B> Wrong<B> {
    /// The ceremony that is refused, of the vector that is made by means of the change.
    fn ceremony(
        &self,
        attestation: &str,
        algorithm: Algorithm,
        vector: impl FnOnce(fn(B) -> B) -> Value,
    ) -> Ceremony {
        let Self(wrong, step, change) = *self;
        let vector = refused(vector(change), wrong, step);
        Ceremony { attestation: attestation.to_owned(), algorithm, wrong: Some(wrong), vector }
    }
}

/// What can be wrong with a registration of any format.
const WRONG_REGISTRATIONS: &[Wrong<RegistrationBuilder>] = &[
    Wrong("type", "7.1.7", |builder| builder.client_data(|data| data.ceremony("webauthn.get"))),
    Wrong("challenge", "7.1.8", |builder| builder.client_data(|data| data.challenge(&[7; 32]))),
    Wrong("origin", "7.1.9", |builder| builder.client_data(|data| data.origin("https://login.example.com"))),
    Wrong("RP ID", "7.1.14", |builder| builder.authenticator_data(|data| data.rp_id("example.com"))),
    Wrong("no user present", "7.1.15", |builder| {
        builder.authenticator_data(|data| data.flag(flags::UP, false))
    }),
    Wrong("raw id", "c.response-id", |builder| builder.response(|response| response.raw_id(b"another id"))),
];

/// What can be wrong with a statement.
const WRONG_STATEMENTS: &[(&str, Attestation, Wrong<Statement>)] = &[
    ("packed", Attestation::PackedBasic, Wrong("signed hash", "8.2.v2.a", other_hash)),
    (
        "packed",
        Attestation::PackedBasic,
        Wrong("authority", "7.1.24.c", |statement| {
            statement.authority(TestAuthority::from_seed(b"a stranger"))
        }),
    ),
    ("packed-self", Attestation::PackedSelf, Wrong("signed hash", "8.2.v3.b", other_hash)),
    (
        "packed-self",
        Attestation::PackedSelf,
        Wrong("signing key", "8.2.v3.b", |statement| {
            statement.signature(|signature| signature.change_key(SigningKey::another))
        }),
    ),
    (
        "tpm",
        Attestation::Tpm,
        Wrong("extra data", "8.3.v5.c", |statement| {
            statement.tpm_attest(|attest| attest.extra_data(|_| vec![7; 32]))
        }),
    ),
    (
        "tpm",
        Attestation::Tpm,
        Wrong("certified name", "8.3.v5.d", |statement| {
            statement.tpm_attest(|attest| attest.name(|_| [&[0, 0x0b][..], &[7; 32]].concat()))
        }),
    ),
    (
        "android-key",
        Attestation::AndroidKey,
        Wrong("attestation challenge", "8.4.v4", |statement| {
            statement.key_description(|description| description.challenge(&[7; 32]))
        }),
    ),
    (
        "android-safetynet",
        Attestation::AndroidSafetyNet,
        Wrong("nonce", "8.5.v3", |statement| {
            statement.jws_payload(|payload| payload.member("nonce", STANDARD.encode([7; 32])))
        }),
    ),
    ("fido-u2f", Attestation::FidoU2f, Wrong("signed bytes", "8.6.v6", Statement::u2f_signed_as_packed)),
    (
        "apple",
        Attestation::Apple,
        Wrong("nonce", "8.8.v4", |statement| statement.apple_nonce(|_| vec![7; 32])),
    ),
];

/// What can be wrong with an authentication.
const WRONG_AUTHENTICATIONS: &[Wrong<AuthenticationBuilder>] = &[
    Wrong("type", "7.2.10", |builder| builder.client_data(|data| data.ceremony("webauthn.create"))),
    Wrong("challenge", "7.2.11", |builder| builder.client_data(|data| data.challenge(&[7; 32]))),
    Wrong("origin", "7.2.12", |builder| builder.client_data(|data| data.origin("https://login.example.com"))),
    Wrong("RP ID", "7.2.15", |builder| builder.authenticator_data(|data| data.rp_id("example.com"))),
    Wrong("no user present", "7.2.16", |builder| {
        builder.authenticator_data(|data| data.flag(flags::UP, false))
    }),
    Wrong("no user verified", "7.2.17", |builder| {
        builder.authenticator_data(|data| data.flag(flags::UV, false))
    }),
    WRONG_KEY,
    Wrong("signed hash", "7.2.21", |builder| {
        builder.signature(|signature| signature.client_data_hash(&[0; 32]))
    }),
];
const WRONG_KEY: Wrong<AuthenticationBuilder> = Wrong("signing key", "7.2.21", |builder| {
    builder.signature(|signature| signature.change_key(SigningKey::another))
});

fn other_hash(statement: Statement) -> Statement {
    statement.signature(|signature| signature.client_data_hash(&[0; 32]))
}

fn wrong_registrations() -> Vec<Ceremony> {
    let algorithm = Algorithm::Es256;
    let of_any_format = WRONG_REGISTRATIONS.iter().map(|wrong| {
        let builder = register("none", Attestation::None, algorithm);
        wrong.ceremony("none", algorithm, |change| registration("none", &change(builder).build()))
    });
    let of_one_format = WRONG_STATEMENTS.iter().map(|(label, attestation, wrong)| {
        let builder = register(label, *attestation, algorithm);
        wrong.ceremony(label, algorithm, |change| registration(label, &builder.statement(change).build()))
    });
    of_any_format.chain(of_one_format).collect()
}

fn wrong_authentications() -> Vec<Ceremony> {
    let wrong = |algorithm: Algorithm, wrong: &Wrong<AuthenticationBuilder>| {
        let made = register("none", Attestation::None, algorithm).build();
        let challenge = challenge(&["wrong authentication", &name(algorithm)]);
        let builder = made.credential().authenticate(&challenge, ORIGIN);
        wrong.ceremony("none", algorithm, |change| authentication("none", &made, &challenge, change(builder)))
    };
    let of_es256 = WRONG_AUTHENTICATIONS.iter().map(|of_table| wrong(Algorithm::Es256, of_table));
    let others = [Algorithm::EdDsa, Algorithm::Es512, Algorithm::Rs256, Algorithm::Ps256, Algorithm::MlDsa44];
    let of_others = others.into_iter().map(|other| wrong(other, &WRONG_KEY));
    let mut ceremonies: Vec<_> = of_es256.chain(of_others).collect();

    // What is wrong is the record: the counter of the next authentication stands still.
    let made = register("none", Attestation::None, Algorithm::Es256).build();
    let challenge = challenge(&["counter"]);
    let vector =
        authentication("none", &made, &challenge, made.credential().authenticate(&challenge, ORIGIN));
    let vector = set(vector, "/credential/sign_count", 1);
    ceremonies.push(Ceremony {
        attestation: "none".to_owned(),
        algorithm: Algorithm::Es256,
        wrong: Some("counter"),
        vector: refused(vector, "counter", "7.2.22.b"),
    });
    ceremonies
}
