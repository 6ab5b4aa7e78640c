//! The public-key cryptography of a ceremony, without the ceremony.

use countersign::{Crypto, RUST_CRYPTO};
use countersign_authenticator::SigningKey;
use countersign_cbor::Item;
use countersign_cose::CoseKey;

/// A signature of a key over a message.
#[derive(Debug)]
pub struct Signature {
    public_key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Signature {
    /// Signs the message.
    #[must_use]
    pub fn new(key: &SigningKey, message: &[u8]) -> Self {
        let public_key = Item::map(key.cose_key()).to_bytes();
        Self { public_key, message: message.to_vec(), signature: key.sign(message) }
    }
}

/// What the provider is asked in a ceremony: whether a key is valid, at a registration, and whether signatures are.
#[derive(Debug)]
pub struct Bare {
    new_key: Option<Vec<u8>>,
    signatures: Vec<Signature>,
}

impl Bare {
    pub(crate) const fn authentication(signature: Vec<Signature>) -> Self {
        Self { new_key: None, signatures: signature }
    }

    pub(crate) fn registration(new_key: &[u8], signatures: Vec<Signature>) -> Self {
        Self { new_key: Some(new_key.to_vec()), signatures }
    }

    /// Asks the provider directly. Keys are read beforehand: `measure` gets the questions alone.
    pub fn measure(&self, measure: impl FnOnce(&dyn Fn())) {
        let decode = |bytes| CoseKey::decode(bytes).expect("a key of the virtual authenticator");
        let known = |bytes| decode(bytes).known().expect("a known algorithm");
        let new_key = self.new_key.as_deref().map(known);
        let signatures: Vec<_> =
            self.signatures.iter().map(|signature| (known(&signature.public_key), signature)).collect();
        measure(&|| {
            if let Some((_, key)) = &new_key {
                RUST_CRYPTO.check_key(key).expect("a valid key");
            }
            for ((algorithm, key), signature) in &signatures {
                RUST_CRYPTO
                    .verify(algorithm.scheme(), key, &[&signature.message], &signature.signature)
                    .expect("a valid signature");
            }
        });
    }
}
