//! `apple`: §8.8.

use alloc::vec;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use super::{Attested, Parts, Statement, certificates_member};
use crate::certificate::{Extension, Name};
use crate::edit::Edits;
use crate::{der, oid};

/// What is changed of it, beside what is changed of every statement.
#[derive(Debug, Default)]
pub(super) struct Changes {
    nonce: Edits<Vec<u8>>,
    extension: Edits<Vec<u8>>,
}

impl Statement {
    /// Changes the nonce of an `apple` statement before it is wrapped.
    #[must_use]
    pub fn apple_nonce(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.apple.nonce.push(change);
        self
    }

    /// Changes the value of the extension that holds the nonce of an `apple` statement, in DER.
    #[must_use]
    pub fn apple_extension(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.apple.extension.push(change);
        self
    }
}

/// The credential key has a certificate with the nonce of this registration; nothing is signed.
pub(super) fn write(statement: &mut Statement, attested: &Attested<'_>) -> Parts {
    let changes = core::mem::take(&mut statement.apple);
    let digest = Sha256::new().chain_update(attested.authenticator_data);
    let nonce = digest.chain_update(Sha256::digest(attested.client_data)).finalize().to_vec();
    let nonce = der::octet_string(&changes.nonce.apply(nonce));
    let value = changes.extension.apply(der::sequence(&[der::explicit(1, &nonce)]));
    let subject = Name::empty()
        .attribute(oid::COMMON_NAME, der::UTF8_STRING, "Countersign Virtual Platform Credential")
        .attribute(oid::ORGANIZATIONAL_UNIT, der::UTF8_STRING, "AAA Certification")
        .attribute(oid::ORGANIZATION, der::UTF8_STRING, "Countersign");
    let leaf = statement
        .authority
        .certificate_builder(statement.issuer(), subject, attested.credential_key)
        .extension(Extension::end_entity().critical())
        .extension(Extension::key_usage(&[0]))
        .extension(Extension::new(oid::APPLE_NONCE, &value));
    let certificates = statement.certificates(leaf);
    Parts { format: "apple", entries: vec![certificates_member(&certificates)], certificates }
}
