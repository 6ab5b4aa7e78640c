//! The least that an authentication can cost: aws-lc-rs itself, and two hashes.

use core::hint::black_box;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ML_DSA_44, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    UnparsedPublicKey, VerificationAlgorithm,
};
use countersign_authenticator::Algorithm;
use countersign_benches_harness::{Measured, Stateless};

use crate::authentication::{AuthenticationKind, registered, signed};
use crate::{CHALLENGE, RP_ID, rsa};

/// What aws-lc-rs is given for an authentication.
pub(crate) struct Floor {
    algorithm: &'static dyn VerificationAlgorithm,
    public_key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
    client_data: Vec<u8>,
}

impl Floor {
    /// For one of the algorithms of which authentications are measured.
    pub(crate) fn new(algorithm: Algorithm) -> Self {
        let credential = registered(algorithm, &CHALLENGE);
        let answer = AuthenticationKind::usual(algorithm).answer(&credential, &CHALLENGE);
        let key = || credential.signing_key().public_key();
        let (verifies, public_key): (&'static dyn VerificationAlgorithm, _) = match algorithm {
            Algorithm::EdDsa => (&ED25519, key()),
            Algorithm::Rs256 => (&RSA_PKCS1_2048_8192_SHA256, rsa::public_key().to_vec()),
            Algorithm::MlDsa44 => (&ML_DSA_44, key()),
            _ => (&ECDSA_P256_SHA256_ASN1, key()),
        };
        Self {
            algorithm: verifies,
            public_key,
            message: signed(&answer),
            signature: answer.signature().to_vec(),
            client_data: answer.client_data_json().to_vec(),
        }
    }

    /// With the key parsed each time, as it comes out of a store.
    pub(crate) fn with_bytes_of_key(self) -> impl Measured + 'static {
        Stateless(move || {
            let key = UnparsedPublicKey::new(self.algorithm, &self.public_key);
            key.verify(&self.message, &self.signature).expect("a valid signature");
            self.hash();
        })
    }

    /// With a key that was parsed beforehand.
    pub(crate) fn with_parsed_key(self) -> impl Measured + 'static {
        let key = ParsedPublicKey::new(self.algorithm, &self.public_key).expect("a valid key");
        Stateless(move || {
            key.verify_sig(&self.message, &self.signature).expect("a valid signature");
            self.hash();
        })
    }

    /// Client data and RP ID, beside what the signature hashes.
    fn hash(&self) {
        for bytes in [self.client_data.as_slice(), RP_ID.as_bytes()] {
            black_box(digest(&SHA256, bytes));
        }
    }
}
