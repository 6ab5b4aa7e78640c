//! `android-key`: §8.4.

use alloc::vec;

use sha2::{Digest, Sha256};

use super::{Attested, Parts, Statement, certificates_member};
use crate::edit::Edits;
use crate::key_description::KeyDescription;
use crate::{Extension, Name, SigningKey, der, oid};

/// What is changed of it, beside what is changed of every statement.
#[derive(Debug, Default)]
pub(super) struct Changes {
    description: Edits<KeyDescription>,
    certified_key: Option<SigningKey>,
}

impl Statement {
    /// Changes the description of the key, in an `android-key` statement.
    #[must_use]
    pub fn key_description(
        mut self,
        change: impl FnOnce(KeyDescription) -> KeyDescription + 'static,
    ) -> Self {
        self.android_key.description.push(change);
        self
    }

    /// Certifies another key than the credential key, which then signs, in an `android-key` statement.
    #[must_use]
    pub fn certified_key(mut self, key: &SigningKey) -> Self {
        self.android_key.certified_key = Some(key.clone());
        self
    }
}

/// The credential key signs, and has a certificate that describes it.
pub(super) fn write(statement: &mut Statement, attested: &Attested<'_>) -> Parts {
    let Changes { description, certified_key } = core::mem::take(&mut statement.android_key);
    let key = certified_key.unwrap_or_else(|| attested.credential_key.clone());
    let description = description.apply(KeyDescription::new(&Sha256::digest(attested.client_data)));
    let subject = Name::empty().attribute(oid::COMMON_NAME, der::UTF8_STRING, "Android Keystore Key");
    let leaf = statement
        .authority
        .certificate_builder(statement.issuer(), subject, &key)
        .extension(Extension::key_usage(&[0]))
        .extension(Extension::new(oid::ANDROID_KEY_DESCRIPTION, &description.into_der()));
    let certificates = statement.certificates(leaf);
    let entries = vec![
        statement.algorithm_member(&key),
        statement.signature_member(attested.signature(&key)),
        certificates_member(&certificates),
    ];
    Parts { format: "android-key", entries, certificates }
}
