//! The least that an authentication can cost: the library of a provider itself, and two hashes by it.

use core::hint::black_box;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ML_DSA_44, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    UnparsedPublicKey, VerificationAlgorithm,
};
use countersign_authenticator::Algorithm;
use countersign_benches_harness::{Measured, Row, Stateless};
use graviola::hashing::Hash as _;
use graviola::signing::ecdsa::{P256, VerifyingKey};
use p256::ecdsa::signature::Verifier as _;
use sha2::Digest as _;

use crate::authentication::{AuthenticationKind, registered, signed};
use crate::{CHALLENGE, RP_ID, rsa};

/// Those of an algorithm of which authentications are measured: of aws-lc-rs, which has them all, and of the libraries of the
/// other providers for ES256.
pub(crate) fn rows(operation: &str, algorithm: Algorithm) -> Vec<Row> {
    let given = || Given::new(algorithm);
    let mut rows = vec![
        Row::new(operation, "floor AWS_LC_RS", aws_lc_rs(given(), algorithm)),
        Row::new(operation, "prepared floor AWS_LC_RS", aws_lc_rs_with_parsed_key(given(), algorithm)),
    ];
    if algorithm == Algorithm::Es256 {
        rows.push(Row::new(operation, "floor RUST_CRYPTO", p256(given())));
        rows.push(Row::new(operation, "floor GRAVIOLA", graviola(given())));
    }
    rows
}

/// What a library is given for an authentication.
struct Given {
    public_key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
    client_data: Vec<u8>,
}

impl Given {
    fn new(algorithm: Algorithm) -> Self {
        let credential = registered(algorithm, &CHALLENGE);
        let answer = AuthenticationKind::usual(algorithm).answer(&credential, &CHALLENGE);
        let public_key = match algorithm {
            Algorithm::Rs256 => rsa::public_key().to_vec(),
            _ => credential.signing_key().public_key(),
        };
        Self {
            public_key,
            message: signed(&answer),
            signature: answer.signature().to_vec(),
            client_data: answer.client_data_json().to_vec(),
        }
    }

    /// Client data and RP ID, beside what the signature hashes.
    fn hash<D>(&self, sha256: impl Fn(&[u8]) -> D) {
        for bytes in [self.client_data.as_slice(), RP_ID.as_bytes()] {
            black_box(sha256(bytes));
        }
    }
}

fn verifies(algorithm: Algorithm) -> &'static dyn VerificationAlgorithm {
    match algorithm {
        Algorithm::EdDsa => &ED25519,
        Algorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
        Algorithm::MlDsa44 => &ML_DSA_44,
        _ => &ECDSA_P256_SHA256_ASN1,
    }
}

/// With the key parsed each time, as it comes out of a store.
fn aws_lc_rs(given: Given, algorithm: Algorithm) -> impl Measured + 'static {
    Stateless(move || {
        let key = UnparsedPublicKey::new(verifies(algorithm), &given.public_key);
        key.verify(&given.message, &given.signature).expect("a valid signature");
        given.hash(|bytes| digest(&SHA256, bytes));
    })
}

/// With a key that was parsed beforehand.
fn aws_lc_rs_with_parsed_key(given: Given, algorithm: Algorithm) -> impl Measured + 'static {
    let key = ParsedPublicKey::new(verifies(algorithm), &given.public_key).expect("a valid key");
    Stateless(move || {
        key.verify_sig(&given.message, &given.signature).expect("a valid signature");
        given.hash(|bytes| digest(&SHA256, bytes));
    })
}

/// ES256 with the key parsed each time.
fn p256(given: Given) -> impl Measured + 'static {
    Stateless(move || {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&given.public_key).expect("a valid key");
        let signature = p256::ecdsa::Signature::from_der(&given.signature).expect("DER");
        key.verify(&given.message, &signature).expect("a valid signature");
        given.hash(|bytes| sha2::Sha256::digest(bytes));
    })
}

/// ES256 with the key parsed each time.
fn graviola(given: Given) -> impl Measured + 'static {
    Stateless(move || {
        let key = VerifyingKey::<P256>::from_x962_uncompressed(&given.public_key).expect("a valid key");
        let verified = key.verify_asn1::<graviola::hashing::Sha256>(&[&given.message], &given.signature);
        verified.expect("a valid signature");
        given.hash(graviola::hashing::Sha256::hash);
    })
}
