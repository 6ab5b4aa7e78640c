//! `tpm`: §8.3.

use alloc::vec;

use countersign_cbor::Item;
use sha2::{Digest, Sha256};

use super::{Attested, Parts, Statement, certificates_member};
use crate::certificate::{Extension, Name};
use crate::edit::Edits;
use crate::oid;
use crate::signature::Signature;
use crate::tpm::{TpmAttest, TpmPublic, signature_structure};

/// What is changed of it, beside what is changed of every statement.
#[derive(Debug, Default)]
pub(super) struct Changes {
    public: Edits<TpmPublic>,
    attest: Edits<TpmAttest>,
    wraps_signature: bool,
}

impl Statement {
    /// Changes the public area of a `tpm` statement before it is written; the name that the TPM certifies follows.
    #[must_use]
    pub fn tpm_public(mut self, change: impl FnOnce(TpmPublic) -> TpmPublic + 'static) -> Self {
        self.tpm.public.push(change);
        self
    }

    /// Changes what the TPM of a `tpm` statement says before it signs that.
    #[must_use]
    pub fn tpm_attest(mut self, change: impl FnOnce(TpmAttest) -> TpmAttest + 'static) -> Self {
        self.tpm.attest.push(change);
        self
    }

    /// Sends the signature of a `tpm` statement in a `TPMT_SIGNATURE`, as the text has it and no platform does.
    #[must_use]
    pub fn tpm_signature_structure(mut self) -> Self {
        self.tpm.wraps_signature = true;
        self
    }
}

/// The TPM certifies the credential key with its attestation key, which the authority has certified.
pub(super) fn write(statement: &mut Statement, attested: &Attested<'_>) -> Parts {
    let key = statement.attestation_key.clone();
    let changes = core::mem::take(&mut statement.tpm);
    let (pub_area, name) = changes.public.apply(TpmPublic::new(attested.credential_key)).write();
    let data = [attested.authenticator_data, &Sha256::digest(attested.client_data)].concat();
    let cert_info = changes.attest.apply(TpmAttest::new(name, &key, &data)).write();
    let signature = Signature::of_message(&key, &cert_info);
    let signature = if changes.wraps_signature {
        let key = key.clone();
        signature.edit(move |bare| signature_structure(&key, &bare))
    } else {
        signature
    };
    let leaf = statement
        .authority
        .certificate_builder(statement.issuer(), Name::empty(), &key)
        .extension(Extension::end_entity())
        .extension(Extension::tpm_name(&Name::of_tpm()))
        .extension(Extension::extended_key_usage(&[oid::TPM_ATTESTATION_KEY]))
        .extension(Extension::aaguid(attested.aaguid));
    let certificates = statement.certificates(leaf);
    let entries = vec![
        (Item::from("ver"), Item::from("2.0")),
        statement.algorithm_member(&key),
        certificates_member(&certificates),
        statement.signature_member(signature),
        (Item::from("certInfo"), Item::Bytes(cert_info)),
        (Item::from("pubArea"), Item::Bytes(pub_area)),
    ];
    Parts { format: "tpm", entries, certificates }
}
