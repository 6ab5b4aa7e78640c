//! The public-key cryptography of a ceremony, without the ceremony.

use countersign::Crypto;
use countersign_authenticator::SigningKey;
use countersign_benches_harness::{Measured, Stateless};
use countersign_cbor::Item;
use countersign_cose::{CoseKey, PublicKey, SignatureScheme};

/// A signature of a key over a message.
#[derive(Clone, Debug)]
pub(crate) struct Signature {
    public_key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Signature {
    /// Signs the message.
    pub(crate) fn new(key: &SigningKey, message: &[u8]) -> Self {
        Self::known(&Item::map(key.cose_key()).to_bytes(), message, &key.sign(message))
    }

    /// One that was made elsewhere.
    pub(crate) fn known(public_key: &[u8], message: &[u8], signature: &[u8]) -> Self {
        Self { public_key: public_key.into(), message: message.into(), signature: signature.into() }
    }
}

/// What the provider is asked in a ceremony: whether a key is valid, at a registration, and whether signatures are.
#[derive(Debug)]
pub(crate) struct Bare {
    new_key: Option<Vec<u8>>,
    signatures: Vec<Signature>,
}

impl Bare {
    pub(crate) fn authentication(signature: Signature) -> Self {
        Self { new_key: None, signatures: vec![signature] }
    }

    pub(crate) fn registration(new_key: &[u8], signatures: Vec<Signature>) -> Self {
        Self { new_key: Some(new_key.to_vec()), signatures }
    }

    /// Asks a provider directly. Keys are read beforehand, but parsed by the provider each time.
    pub(crate) fn asked(self, crypto: &'static dyn Crypto) -> impl Measured + 'static {
        // Keys borrow the bytes that they are read from, and are measured until the program ends.
        let Self { new_key, signatures } = Box::leak(Box::new(self));
        let new_key = new_key.as_deref().map(known);
        let signatures: Vec<_> =
            signatures.iter().map(|signature| (known(&signature.public_key), signature)).collect();
        Stateless(move || {
            if let Some((_, key)) = &new_key {
                crypto.check_key(key).expect("a valid key");
            }
            for ((scheme, key), signature) in &signatures {
                crypto
                    .verify(*scheme, key, &[&signature.message], &signature.signature)
                    .expect("a valid signature");
            }
        })
    }

    /// The signatures alone, with keys that the provider has parsed beforehand.
    pub(crate) fn prepared(self, crypto: &'static dyn Crypto) -> impl Measured + 'static {
        let prepare = |signature: Signature| {
            let (scheme, key) = known(&signature.public_key);
            let key = crypto.prepare(scheme, &key).expect("a valid key");
            (key, signature)
        };
        let signatures: Vec<_> = self.signatures.into_iter().map(prepare).collect();
        Stateless(move || {
            for (key, signature) in &signatures {
                key.verify(&[&signature.message], &signature.signature).expect("a valid signature");
            }
        })
    }
}

fn known(public_key: &[u8]) -> (SignatureScheme, PublicKey<'_>) {
    let key = CoseKey::decode(public_key).expect("a key of the virtual authenticator");
    let (algorithm, key) = key.known().expect("a known algorithm");
    (algorithm.scheme(), key)
}
