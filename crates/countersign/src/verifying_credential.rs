//! A credential record whose key is parsed once for many authentications.
//!
//! # Source
//! [§7.2 step 21](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion)

use alloc::boxed::Box;
use core::fmt;

use countersign_attestation::Refusal as _;
use countersign_cose::{Algorithm, CoseKey, Crypto, InvalidSignature, PreparedKey};

use crate::credential_record::CredentialRecord;
use crate::error::{Cause, Error};
use crate::results::RecordUpdate;
use crate::steps;

/// A credential record and its key, parsed: for a caller that keeps records in memory, for
/// [`Lookup::Parsed`](crate::Lookup::Parsed).
///
/// It gives the verdicts that its record gives, at the same steps. The parsed key is no part of what is stored. `Debug`
/// shows no key, id or handle.
pub struct VerifyingCredential {
    record: CredentialRecord,
    key: ParsedKey,
}

/// A key of a known algorithm, as a provider parsed it.
pub(crate) struct ParsedKey {
    pub(crate) algorithm: Algorithm,
    prepared: Box<dyn PreparedKey>,
}

/// What is known of the credential that answered: its record, and its key if the caller has it parsed.
#[derive(Clone, Copy)]
pub(crate) struct KnownCredential<'f> {
    pub(crate) record: &'f CredentialRecord,
    pub(crate) key: Option<&'f ParsedKey>,
}

impl VerifyingCredential {
    /// Parses the key of a record. The provider is the one that verifies under it, whatever that of the relying party.
    ///
    /// # Errors
    /// What §7.2 step 21 refuses of every signature under such a key: no COSE key, an unknown algorithm, a point that is
    /// not on its curve.
    pub fn new(record: CredentialRecord, crypto: &dyn Crypto) -> Result<Self, Error> {
        // §7.2 step 21
        let key = ParsedKey::new(&record, crypto);
        let key = key.map_err(|cause| Error::refused(&steps::AUTH_21_SIGNATURE, cause))?;
        Ok(Self { record, key })
    }

    /// The record.
    #[must_use]
    pub const fn record(&self) -> &CredentialRecord {
        &self.record
    }

    /// The record alone.
    #[must_use]
    pub fn into_record(self) -> CredentialRecord {
        self.record
    }

    /// Makes the changes of an authentication, and says whether they are changes of this credential. The store gets them
    /// as well, and first.
    #[must_use = "changes of another credential are not made"]
    pub fn apply(&mut self, update: &RecordUpdate) -> bool {
        let Some(record) = update.applied_to(&self.record) else { return false };
        self.record = record;
        true
    }

    pub(crate) const fn known(&self) -> KnownCredential<'_> {
        KnownCredential { record: &self.record, key: Some(&self.key) }
    }
}

impl fmt::Debug for VerifyingCredential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("VerifyingCredential").field(&self.record).finish()
    }
}

impl ParsedKey {
    fn new(record: &CredentialRecord, crypto: &dyn Crypto) -> Result<Self, Cause> {
        let key = CoseKey::decode(record.public_key())?;
        let (algorithm, key) = key.known().ok_or(Cause::AlgorithmUnknown)?;
        let prepared = crypto.prepare(algorithm.scheme(), &key).map_err(|_| InvalidSignature)?;
        Ok(Self { algorithm, prepared })
    }

    pub(crate) fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<(), InvalidSignature> {
        self.prepared.verify(message, signature)
    }
}
