//! `fido-u2f`: §8.6.

use alloc::vec;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use super::{Attested, Parts, Statement, certificates_member};
use crate::certificate::Name;
use crate::edit::Edits;
use crate::signature::Signature;
use crate::{der, oid};

/// The bytes of the RP ID hash, which authenticator data begins with.
const RP_ID_HASH_BYTES: usize = 32;

/// What is changed of it, beside what is changed of every statement.
#[derive(Debug, Default)]
pub(super) struct Changes {
    signed_parts: Edits<[Vec<u8>; 5]>,
    signs_as_packed: bool,
}

impl Statement {
    /// Changes what a `fido-u2f` statement signs: the zero byte, the RP ID hash, the client data hash, the credential ID,
    /// the credential key as an uncompressed point.
    #[must_use]
    pub fn u2f_signed_parts(mut self, change: impl FnOnce([Vec<u8>; 5]) -> [Vec<u8>; 5] + 'static) -> Self {
        self.fido_u2f.signed_parts.push(change);
        self
    }

    /// Has a `fido-u2f` statement sign authenticator data and client data hash, as other formats do.
    #[must_use]
    pub fn u2f_signed_as_packed(mut self) -> Self {
        self.fido_u2f.signs_as_packed = true;
        self
    }
}

/// The attestation key signs what a U2F registration signs, and has a certificate without a profile.
pub(super) fn write(statement: &mut Statement, attested: &Attested<'_>) -> Parts {
    let key = statement.attestation_key.clone();
    let changes = core::mem::take(&mut statement.fido_u2f);
    let signature = if changes.signs_as_packed {
        attested.signature(&key)
    } else {
        Signature::of_message(&key, &changes.signed_parts.apply(signed_parts(attested)).concat())
    };
    let subject =
        Name::empty().attribute(oid::COMMON_NAME, der::UTF8_STRING, "Countersign Virtual U2F Authenticator");
    let leaf = statement.authority.certificate_builder(statement.issuer(), subject, &key);
    let certificates = statement.certificates(leaf);
    let entries = vec![certificates_member(&certificates), statement.signature_member(signature)];
    Parts { format: "fido-u2f", entries, certificates }
}

fn signed_parts(attested: &Attested<'_>) -> [Vec<u8>; 5] {
    [
        vec![0],
        attested.authenticator_data.iter().copied().take(RP_ID_HASH_BYTES).collect(),
        Sha256::digest(attested.client_data).to_vec(),
        attested.credential_id.to_vec(),
        attested.credential_key.public_key(),
    ]
}
