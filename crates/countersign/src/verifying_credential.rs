//! A credential record whose key is parsed once for many authentications.
//!
//! # Source
//! [§7.2 step 21](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion)

use alloc::boxed::Box;
use core::fmt;

use countersign_attestation::Refusal as _;
use countersign_cose::{Algorithm, CoseKey, Crypto, InvalidKey, InvalidSignature, PreparedKey};

use crate::credential_record::CredentialRecord;
use crate::error::{Cause, Error};
use crate::relying_party::RelyingParty;
use crate::results::RecordUpdate;
use crate::steps;

/// A credential record and its key, parsed: for a caller that keeps records in memory, for
/// [`Lookup::Parsed`](crate::Lookup::Parsed).
///
/// It gives the verdicts that its record gives, at the same steps, and knows nothing of the store: drop it when the store's
/// record is deleted or changes in any other way than by [`VerifyingCredential::apply`], or a deleted passkey signs in. The
/// parsed key is no part of what is stored. `Debug` shows no key, id or handle.
pub struct VerifyingCredential {
    record: CredentialRecord,
    key: ParsedKey,
}

/// A key of a known algorithm, as a provider parsed it.
pub(crate) struct ParsedKey {
    algorithm: Algorithm,
    prepared: Box<dyn PreparedKey>,
}

/// What is known of the credential that answered: its record, and its key if the caller has it parsed.
#[derive(Clone, Copy)]
pub(crate) struct KnownCredential<'f> {
    pub(crate) record: &'f CredentialRecord,
    pub(crate) parsed: Option<&'f ParsedKey>,
}

/// The key of a record, of a known algorithm.
pub(crate) enum RecordKey<'f> {
    /// As the caller has it parsed.
    Parsed(&'f ParsedKey),
    /// Read for this authentication.
    Read(Algorithm, CoseKey<'f>),
}

impl VerifyingCredential {
    /// Parses the key of a record, by the provider of the relying party, whose authentications it is for.
    ///
    /// # Errors
    /// What §7.2 step 21 refuses of every signature under such a key: no COSE key, an unknown algorithm, a point that is
    /// not on its curve.
    ///
    /// # Source
    /// [§7.2 step 21](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion)
    pub fn new(record: CredentialRecord, relying_party: &RelyingParty) -> Result<Self, Error> {
        // §7.2 step 21
        let key = ParsedKey::new(&record, relying_party.crypto());
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

    /// Makes the changes of an authentication, and says whether they are changes of this record: of this credential, from the
    /// counter and backup state that it has. The store gets them as well, and first. Where it says no, the record in memory
    /// is not the one that the changes are of: take the store's.
    #[must_use = "changes of another record are not made"]
    pub fn apply(&mut self, update: &RecordUpdate) -> bool {
        let is_previous = self.record.sign_count() == update.previous_sign_count()
            && self.record.backup_state() == update.previous_backup_state();
        let Some(record) = update.applied_to(&self.record).filter(|_| is_previous) else { return false };
        self.record = record;
        true
    }

    pub(crate) const fn known(&self) -> KnownCredential<'_> {
        KnownCredential { record: &self.record, parsed: Some(&self.key) }
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
        let prepared = crypto.prepare(algorithm.scheme(), &key).map_err(|InvalidKey| InvalidSignature)?;
        Ok(Self { algorithm, prepared })
    }
}

impl<'f> KnownCredential<'f> {
    pub(crate) fn key(&self) -> Result<RecordKey<'f>, Cause> {
        if let Some(key) = self.parsed {
            return Ok(RecordKey::Parsed(key));
        }
        let key = CoseKey::decode(self.record.public_key())?;
        let (algorithm, _) = key.known().ok_or(Cause::AlgorithmUnknown)?;
        Ok(RecordKey::Read(algorithm, key))
    }
}

impl RecordKey<'_> {
    pub(crate) const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Parsed(key) => key.algorithm,
            Self::Read(algorithm, _) => *algorithm,
        }
    }

    pub(crate) fn verify(
        &self,
        crypto: &dyn Crypto,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        match self {
            Self::Parsed(key) => key.prepared.verify(message, signature),
            Self::Read(_, key) => key.verify(crypto, message, signature),
        }
    }
}
