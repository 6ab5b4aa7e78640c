//! How a signature is made, of an authentication or of an attestation statement.

use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use crate::SigningKey;
use crate::edit::Edits;

/// A signature before it is made: over the authenticator data and the hash of the client data.
///
/// # Source
/// [§6.3.3 step 11](https://www.w3.org/TR/webauthn-3/#sctn-op-get-assertion)
#[derive(Debug)]
pub struct Signature {
    key: SigningKey,
    authenticator_data: Vec<u8>,
    client_data_hash: Vec<u8>,
    bytes: Edits<Vec<u8>>,
}

impl Signature {
    pub(crate) fn new(key: &SigningKey, authenticator_data: &[u8], client_data: &[u8]) -> Self {
        Self {
            key: key.clone(),
            authenticator_data: authenticator_data.to_vec(),
            client_data_hash: Sha256::digest(client_data).to_vec(),
            bytes: Edits::default(),
        }
    }

    /// A signature over one message, of which nothing is authenticator data or a hash.
    pub(crate) fn of_message(key: &SigningKey, message: &[u8]) -> Self {
        Self {
            key: key.clone(),
            authenticator_data: message.to_vec(),
            client_data_hash: Vec::new(),
            bytes: Edits::default(),
        }
    }

    /// Signs with another key.
    #[must_use]
    pub fn key(self, key: &SigningKey) -> Self {
        Self { key: key.clone(), ..self }
    }

    /// Signs with a key made from the one that would have signed: [`SigningKey::another`], for one.
    #[must_use]
    pub fn change_key(self, change: impl FnOnce(&SigningKey) -> SigningKey) -> Self {
        Self { key: change(&self.key), ..self }
    }

    /// Signs other authenticator data than is sent.
    #[must_use]
    pub fn authenticator_data(self, bytes: &[u8]) -> Self {
        Self { authenticator_data: bytes.to_vec(), ..self }
    }

    /// Signs another hash than that of the client data, of any length.
    #[must_use]
    pub fn client_data_hash(self, hash: &[u8]) -> Self {
        Self { client_data_hash: hash.to_vec(), ..self }
    }

    /// Changes the bytes of the signature.
    #[must_use]
    pub fn edit(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.bytes.push(change);
        self
    }

    /// Puts these bytes in the place of the signature.
    #[must_use]
    pub fn raw(self, bytes: &[u8]) -> Self {
        let bytes = bytes.to_vec();
        self.edit(|_| bytes)
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        let message = [self.authenticator_data, self.client_data_hash].concat();
        self.bytes.apply(self.key.sign(&message))
    }
}
