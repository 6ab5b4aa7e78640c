//! The trust of a compound statement: that of the statements inside.
//!
//! A part without a certificate, `none` or self attestation, neither lends trust nor takes any away. A part that was
//! refused lends none. (Where no part has a certificate, the whole counts as none or self attestation, and does not get
//! here.)

use alloc::vec::Vec;

use countersign_cose::Crypto;

use super::{Assessment, Judge};
use crate::error::Cause;
use crate::formats::{AttestationType, CompoundDemand};
use crate::statement::{StatementDetails, VerifiedStatement};

/// Judges the parts, each with its own anchors. Where all have to hold, all that have a certificate have to be trusted;
/// else one at least.
pub(super) fn judge_parts(
    statement: &VerifiedStatement<'_>,
    judge: &Judge<'_>,
    crypto: &dyn Crypto,
) -> Result<Assessment, Cause> {
    let StatementDetails::Compound(compound) = statement.details() else { return Err(Cause::Rule) };
    judge.require_format(statement)?;
    let parts = compound.verified().zip(judge.anchors.parts());
    let outcomes: Vec<_> = parts
        .filter(|(part, _)| has_certificate(part))
        .map(|(part, anchors)| Judge { anchors: anchors.clone(), ..*judge }.judge_path(part, crypto))
        .collect();
    let trusted = || {
        let vouched = outcomes.iter().filter_map(|outcome| match outcome {
            Ok(Assessment::Trusted(vouched)) => Some(vouched),
            _ => None,
        });
        // Some formats do not vouch for the model: one that does speaks for all.
        vouched.max_by_key(|vouched| vouched.aaguid().is_some()).cloned().map(Assessment::Trusted)
    };
    let refused = || outcomes.iter().find(|outcome| outcome.is_err());
    let untrusted = || outcomes.iter().find(|outcome| !matches!(outcome, Ok(Assessment::Trusted(_))));
    let decisive = match compound.demand() {
        CompoundDemand::All => refused().or_else(untrusted).cloned(),
        CompoundDemand::AtLeastOne => trusted().map(Ok).or_else(|| untrusted().cloned()),
    };
    decisive.or_else(|| trusted().map(Ok)).unwrap_or(Err(Cause::Rule))
}

fn has_certificate(part: &VerifiedStatement<'_>) -> bool {
    match part.attestation_type() {
        AttestationType::None | AttestationType::SelfAttestation => false,
        AttestationType::Basic
        | AttestationType::AttestationCa
        | AttestationType::AnonymizationCa
        | AttestationType::Compound => true,
    }
}
