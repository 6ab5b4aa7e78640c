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

/// Bytes of a number of an ECDSA signature, on curves of 256, 384 and 521 bits.
const NUMBER_BYTES: [usize; 3] = [32, 48, 66];

/// The two numbers of an ECDSA signature in DER, without leading zeros; nothing for other bytes.
pub(crate) fn ecdsa_numbers(signature: &[u8]) -> Option<[&[u8]; 2]> {
    // Lengths from 128 on, as of P-521, take a byte more.
    let ([0x30, 0x81, _, numbers @ ..] | [0x30, _, numbers @ ..]) = signature else { return None };
    let (first, rest) = number(numbers)?;
    let (second, rest) = number(rest)?;
    rest.is_empty().then_some([first, second])
}

/// The next INTEGER, and what follows it.
fn number(numbers: &[u8]) -> Option<(&[u8], &[u8])> {
    let [0x02, length, rest @ ..] = numbers else { return None };
    let (digits, rest) = rest.split_at_checked(usize::from(*length))?;
    Some((digits.strip_prefix(&[0]).unwrap_or(digits), rest))
}

/// The two numbers of an ECDSA signature in DER one behind the other, each in as many bytes as its curve has; nothing for
/// other bytes.
///
/// # Source
/// [RFC 7518 §3.4](https://www.rfc-editor.org/rfc/rfc7518#section-3.4)
pub(crate) fn bare_numbers(signature: &[u8]) -> Option<Vec<u8>> {
    let numbers = ecdsa_numbers(signature)?;
    let fits = |width: &usize| numbers.iter().all(|number| number.len() <= *width);
    let width = NUMBER_BYTES.into_iter().find(fits)?;
    let padded = numbers.map(|number| {
        let zeros = core::iter::repeat_n(0, width.saturating_sub(number.len()));
        zeros.chain(number.iter().copied()).collect::<Vec<_>>()
    });
    Some(padded.concat())
}
