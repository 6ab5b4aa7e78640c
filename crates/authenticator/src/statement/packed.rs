//! `packed`: §8.2.

use alloc::vec;

use super::{Attested, Parts, Statement, certificates_member};

/// Self attestation: the credential key signs.
pub(super) fn write_self(statement: &mut Statement, attested: &Attested<'_>) -> Parts {
    let key = attested.credential_key;
    let entries = vec![statement.algorithm_member(key), statement.signature_member(attested.signature(key))];
    Parts { format: "packed", entries, certificates: vec![] }
}

/// Basic attestation: the attestation key signs, and has a certificate.
pub(super) fn write_basic(statement: &mut Statement, attested: &Attested<'_>) -> Parts {
    let key = statement.attestation_key.clone();
    let leaf = statement.authority.attestation_builder(statement.issuer(), &key, attested.aaguid);
    let certificates = statement.certificates(leaf);
    let entries = vec![
        statement.algorithm_member(&key),
        statement.signature_member(attested.signature(&key)),
        certificates_member(&certificates),
    ];
    Parts { format: "packed", entries, certificates }
}
