//! The vectors of `test-vectors/`, made by the virtual authenticator from a seed: the same bytes each time.

use countersign_authenticator::{
    Algorithm, Attestation, AuthenticationBuilder, Item, RegistrationCeremony, Statement, TestAuthority, der,
    flags,
};
use countersign_wire::base64url;
use serde_json::json;

use crate::making::{
    AT_MILLISECONDS, CHALLENGE, ORIGIN, authentication, authenticator, discoverable, found, register,
    registration, trusting,
};
use crate::test_vector::TestVector;

const OTHER_CHALLENGE: &[u8] = b"some other challenge of 32 bytes";

/// Every vector.
pub(crate) fn vectors() -> Vec<TestVector> {
    let mut vectors = accepted_registrations();
    vectors.extend(refused_registrations());
    vectors.extend(FORMATS.iter().flat_map(FormatVectors::make));
    vectors.extend(accepted_authentications());
    vectors.extend(refused_authentications());
    vectors
}

fn accepted_registrations() -> Vec<TestVector> {
    let mut vectors = Vec::new();
    for (name, algorithm) in
        [("es256", Algorithm::Es256), ("eddsa", Algorithm::EdDsa), ("rs256", Algorithm::Rs256)]
    {
        let made = register(algorithm, Attestation::None).build();
        let vector = registration(&format!("registration-none-{name}"), "no attestation", &made);
        vectors.push(found(vector, &made, "none", "none"));
    }
    for (name, algorithm) in
        [("es384", Algorithm::Es384), ("ed448", Algorithm::Ed448), ("ml-dsa-44", Algorithm::MlDsa44)]
    {
        let made = register(algorithm, Attestation::PackedSelf).build();
        let vector = registration(&format!("registration-packed-self-{name}"), "self attestation", &made);
        vectors.push(found(vector, &made, "packed", "self"));
    }
    let made = register(Algorithm::Es256, Attestation::PackedBasic).build();
    let vector = registration("registration-packed-es256", "basic attestation, trusted", &made);
    let vector = found(vector, &made, "packed", "basic").set("expect/trusted", true);
    vectors.push(trusting(vector, &authenticator().authority()));

    let made = register(Algorithm::Es256, Attestation::PackedBasic)
        .statement(|statement| statement.with_intermediate())
        .build();
    let vector = registration(
        "registration-packed-es256-other-anchor",
        "basic attestation that no anchor vouches for, and no trust demanded",
        &made,
    );
    let stranger = TestAuthority::from_seed(b"a stranger");
    let vector = found(vector, &made, "packed", "basic").set("expect/trusted", false);
    vectors.push(trusting(vector, &stranger).set("attestation/require_trusted", false));

    let made = register(Algorithm::Es256, Attestation::AndroidSafetyNet)
        .statement(|statement| statement.safetynet_timestamp(AT_MILLISECONDS))
        .build();
    let vector = registration("registration-android-safetynet-es256", "an answer of the service", &made);
    let vector = found(vector, &made, "android-safetynet", "basic").set("expect/trusted", true);
    vectors.push(trusting(vector, &authenticator().authority()));

    let made = register(Algorithm::Es256, Attestation::Compound).build();
    let vector = registration("registration-compound-es256", "basic and self attestation together", &made);
    let vector = found(vector, &made, "compound", "compound").set("expect/trusted", true);
    vectors.push(trusting(vector, &authenticator().authority()));

    let made = register(Algorithm::Es256, Attestation::None)
        .client_data(|data| data.cross_origin(true).top_origin("https://shop.example"))
        .build();
    let vector = registration("registration-cross-origin", "in a frame of a page that may embed it", &made)
        .set("rp/allow_cross_origin", true)
        .set("rp/top_origins", json!(["https://shop.example"]));
    vectors.push(found(vector, &made, "none", "none"));

    let made = register(Algorithm::Es256, Attestation::None)
        .authenticator_data(|data| data.flag(flags::UP | flags::UV, false).flag(flags::BE | flags::BS, true))
        .build();
    let vector = registration("registration-conditional", "created conditionally, nobody present", &made)
        .set("options/user_presence", "optional")
        .set("options/user_verification", "preferred");
    vectors.push(found(vector, &made, "none", "none"));
    vectors
}

fn refused_registrations() -> Vec<TestVector> {
    let none = || register(Algorithm::Es256, Attestation::None);
    let refused = |stem: &str, description: &str, made: &RegistrationCeremony, step: &str| {
        registration(&format!("registration-refused-{stem}"), description, made).refused_at(step)
    };
    let origin = none().client_data(|data| data.origin("https://www.example.org")).build();
    let challenge = none().client_data(|data| data.challenge(OTHER_CHALLENGE)).build();
    let frame = none().client_data(|data| data.cross_origin(true)).build();
    let rp_id = none().authenticator_data(|data| data.rp_id("example.com")).build();
    let presence = none().authenticator_data(|data| data.flag(flags::UP, false)).build();
    let verification = none().authenticator_data(|data| data.flag(flags::UV, false)).build();
    let backup = none().authenticator_data(|data| data.flag(flags::BS, true)).build();
    // The y coordinate of another point: of the right size, and on no curve together with this x.
    let curve = none().authenticator_data(|data| data.public_key_member(-3, Item::bytes(&[1; 32]))).build();
    let trailing = none().authenticator_data(|data| data.trailing(&[0])).build();
    let id = none().response(|response| response.raw_id(b"the id of some other credential!")).build();
    let algorithm = none().build();
    let signature = register(Algorithm::Es256, Attestation::PackedBasic)
        .statement(|statement| statement.signature(|signature| signature.client_data_hash(&[0; 32])))
        .build();
    let chain = register(Algorithm::Es256, Attestation::PackedBasic)
        .statement(|statement| statement.authority(TestAuthority::from_seed(b"a stranger")))
        .build();
    let safetynet = register(Algorithm::Es256, Attestation::AndroidSafetyNet)
        .statement(|statement| statement.safetynet_timestamp(AT_MILLISECONDS - 61_000))
        .build();
    let part = register(Algorithm::Es256, Attestation::Compound)
        .statement(|statement| {
            statement.part(1, |part| part.signature(|signature| signature.client_data_hash(&[0; 32])))
        })
        .build();
    let chain_vector = refused("chain", "attested by an authority that is not trusted", &chain, "7.1.24.c");
    vec![
        refused("origin", "from www, where the bare domain is configured", &origin, "7.1.9"),
        refused("challenge", "an answer to another challenge", &challenge, "7.1.8"),
        refused("cross-origin", "in a foreign frame, which is not accepted", &frame, "7.1.10"),
        refused("rp-id", "made for another RP ID", &rp_id, "7.1.14"),
        refused("user-presence", "nobody was present", &presence, "7.1.15"),
        refused("user-verification", "the user was not verified", &verification, "7.1.16"),
        refused("backup-state", "backed up without being eligible", &backup, "7.1.17"),
        refused("key-off-curve", "a public key that is no point of its curve", &curve, "7.1.13/5.8.5.r1"),
        refused("trailing-byte", "a byte behind the authenticator data", &trailing, "7.1.13/6.1.r4"),
        refused("response-id", "rawId is that of another credential", &id, "c.response-id"),
        refused("algorithm", "an algorithm that was not offered", &algorithm, "7.1.20")
            .set("options/algorithms", json!([Algorithm::EdDsa.identifier()])),
        refused("signature", "the statement signs another hash", &signature, "8.2.v2.a"),
        refused("safetynet-age", "an answer of more than a minute ago", &safetynet, "8.5.v2"),
        refused("compound-part", "the second of two statements signs another hash", &part, "8.9.v1"),
        trusting(chain_vector, &authenticator().authority()),
    ]
}

/// The vectors of one attestation statement format: one registration that is accepted and trusted, and the same with one
/// thing wrong.
struct FormatVectors {
    format: &'static str,
    attestation: Attestation,
    /// As `expect` names it.
    attestation_type: &'static str,
    /// What is wrong: a word for the name of the file, and a line.
    wrong: (&'static str, &'static str),
    change: fn(Statement) -> Statement,
    /// The step that refuses it.
    step: &'static str,
}

/// The formats beside `none` and `packed`, in the order of §8.
const FORMATS: &[FormatVectors] = &[
    FormatVectors {
        format: "tpm",
        attestation: Attestation::Tpm,
        attestation_type: "attca",
        wrong: ("extra-data", "the TPM certified the key for another registration"),
        change: |statement| statement.tpm_attest(|attest| attest.extra_data(|_| vec![7; 32])),
        step: "8.3.v5.c",
    },
    FormatVectors {
        format: "fido-u2f",
        attestation: Attestation::FidoU2f,
        attestation_type: "basic",
        wrong: ("signed-bytes", "signs authenticator data and client data hash, as packed attestation does"),
        change: Statement::u2f_signed_as_packed,
        step: "8.6.v6",
    },
    FormatVectors {
        format: "android-key",
        attestation: Attestation::AndroidKey,
        attestation_type: "basic",
        wrong: ("all-applications", "every application of the device may use the key"),
        change: |statement| {
            statement.key_description(|description| {
                description.software_enforced(|list| list.add(600, &der::null()))
            })
        },
        step: "8.4.v5.a",
    },
    FormatVectors {
        format: "apple",
        attestation: Attestation::Apple,
        attestation_type: "anonca",
        wrong: ("nonce", "the certificate has the nonce of another registration"),
        change: |statement| statement.apple_nonce(|_| vec![7; 32]),
        step: "8.8.v4",
    },
];

impl FormatVectors {
    fn make(&self) -> [TestVector; 2] {
        let Self { format, attestation_type, wrong: (word, line), change, step, .. } = *self;
        let register = || register(Algorithm::Es256, self.attestation);
        let made = register().build();
        let accepted = registration(&format!("registration-{format}-es256"), "attestation, trusted", &made);
        let accepted = found(accepted, &made, format, attestation_type).set("expect/trusted", true);
        let stem = format!("registration-refused-{format}-{word}");
        let refused = registration(&stem, line, &register().statement(change).build()).refused_at(step);
        // Security keys of U2F do not verify the user.
        [accepted, refused].map(|vector| {
            trusting(vector, &authenticator().authority()).set("options/user_verification", "preferred")
        })
    }
}

fn authenticate(made: &RegistrationCeremony) -> AuthenticationBuilder {
    made.credential().authenticate(CHALLENGE, ORIGIN)
}

fn accepted_authentications() -> Vec<TestVector> {
    let mut vectors = Vec::new();
    for (name, algorithm) in [
        ("es256", Algorithm::Es256),
        ("eddsa", Algorithm::EdDsa),
        ("rs256", Algorithm::Rs256),
        ("ml-dsa-65", Algorithm::MlDsa65),
    ] {
        let made = register(algorithm, Attestation::None).build();
        let done = authenticate(&made).response(|response| response.without("response/userHandle")).build();
        let stem = format!("authentication-identified-{name}");
        let vector = authentication(&stem, "by an identified user", &made, done.json()).accepted();
        let vector = vector.set("expect/algorithm", algorithm.identifier());
        vectors.push(vector.set("expect/sign_count", 1).flags(flags::UP | flags::UV));
    }
    let made = register(Algorithm::Es256, Attestation::None).build();
    let done = authenticate(&made).build();
    let stem = "authentication-discoverable-es256";
    let vector = discoverable(stem, "by the user whom the credential names", &made, done.json()).accepted();
    vectors.push(vector.set("expect/sign_count", 1).flags(flags::UP | flags::UV));
    vectors
}

fn refused_authentications() -> Vec<TestVector> {
    let made = register(Algorithm::Es256, Attestation::None).build();
    let refused = |stem: &str, description: &str, change: AuthenticationBuilder, step: &str| {
        let stem = format!("authentication-refused-{stem}");
        authentication(&stem, description, &made, change.build().json()).refused_at(step)
    };
    let builder = || authenticate(&made);
    let without_handle = builder().response(|response| response.without("response/userHandle"));
    let stem = "authentication-refused-user-handle-missing";
    let description = "a discoverable credential that names nobody";
    vec![
        discoverable(stem, description, &made, without_handle.build().json()).refused_at("7.2.6.b.1"),
        refused(
            "type",
            "client data of a registration",
            builder().client_data(|data| data.ceremony("webauthn.create")),
            "7.2.10",
        ),
        refused(
            "origin",
            "from http in place of https",
            builder().client_data(|data| data.origin("http://example.org")),
            "7.2.12",
        ),
        refused(
            "signature",
            "signed by another key",
            builder().signature(|signature| signature.change_key(|key| key.another())),
            "7.2.21",
        ),
        refused(
            "user-verification",
            "the user was not verified",
            builder().authenticator_data(|data| data.flag(flags::UV, false)),
            "7.2.17",
        ),
        refused("other-user", "the credential is another user's", builder(), "7.2.6.a.1")
            .set("user_handle", base64url::encode(b"somebody else")),
        refused("not-listed", "a credential that was not listed", builder(), "7.2.5")
            .set("options/allow_credentials", json!([base64url::encode(b"another credential")])),
        refused("sign-count", "a counter that went back", builder(), "7.2.22.b")
            .set("credential/sign_count", 9),
        refused("backup-eligibility", "not eligible for backup any more", builder(), "7.2.19.1")
            .set("credential/backup_eligible", true),
    ]
}
