//! The trust of a compound statement: that of the statements inside.
//!
//! A part without a certificate, `none` or self attestation, neither lends trust nor takes any away. A part that was
//! refused lends none. (Where no part has a certificate, the whole counts as none or self attestation, and does not get
//! here.)

use alloc::vec::Vec;

use countersign_cose::Crypto;
use countersign_wire::Aaguid;
use countersign_x509::TrustAnchor;

use super::{Assessment, Judge, Model, TrustAnchorSource, judge_path};
use crate::error::Cause;
use crate::formats::{AttestationType, CompoundDemand};
use crate::statement::{StatementDetails, VerifiedStatement};

/// The anchors of each part of a compound statement, in order, by the format of the part; none for other statements.
pub fn part_anchors<'t>(
    statement: &VerifiedStatement<'_>,
    aaguid: Aaguid,
    source: &'t dyn TrustAnchorSource,
) -> Vec<Vec<&'t TrustAnchor>> {
    statement.parts().iter().map(|part| source.anchors(&Model::new(part.format(), aaguid))).collect()
}

/// Judges the parts, each with its own anchors. Where all have to hold, all that have a certificate have to be trusted;
/// else one at least.
pub(super) fn judge_parts(
    statement: &VerifiedStatement<'_>,
    aaguid: Aaguid,
    judge: &Judge<'_>,
    crypto: &dyn Crypto,
) -> Result<Assessment, Cause> {
    let StatementDetails::Compound(compound) = statement.details() else { return Err(Cause::Rule) };
    let mut outcomes = Vec::new();
    for (at, part) in compound.parts().iter().enumerate() {
        if let Some(part) = part.outcome().ok().filter(|part| has_certificate(part)) {
            let anchors = judge.part_anchors.get(at).cloned().unwrap_or_default();
            let judge = Judge { anchors, part_anchors: Vec::new(), ..judge.clone() };
            outcomes.push(judge_path(part, aaguid, &judge, crypto));
        }
    }
    let trusted = || {
        let vouched = outcomes.iter().filter_map(|outcome| match outcome {
            Ok(Assessment::Trusted(vouched)) => Some(*vouched),
            _ => None,
        });
        // Some formats do not vouch for the model: one that does speaks for all.
        vouched.max_by_key(|vouched| vouched.aaguid() == aaguid).map(Assessment::Trusted)
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
