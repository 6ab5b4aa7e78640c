//! The trust of a compound statement: that of the statements inside.
//!
//! A part without a certificate, `none` or self attestation, neither lends trust nor takes any away. A part whose statement
//! does not verify lends none. (Where no part has a certificate, the whole counts as none or self attestation, and does not get
//! here.) The order of the parts decides nothing but which of two speaks that say as much.

use countersign_cose::Crypto;
use countersign_x509::PathError;

use super::{Judge, Vouched, is_revocation};
use crate::error::Cause;
use crate::formats::{AttestationType, CompoundDemand};
use crate::statement::{StatementDetails, VerifiedStatement};

/// Who vouches for the parts, each with its own anchors: all that have a certificate where all have to hold, else one.
/// Some formats do not vouch for the model: a part that does speaks for all.
///
/// # Errors
/// What a part's path is refused for; of several, a revocation. A part of a model that is kept out, with a certificate or
/// without, if it had to hold or nobody vouches for another one.
pub(super) fn vouch_for_parts(
    statement: &VerifiedStatement<'_>,
    judge: &Judge<'_>,
    crypto: &dyn Crypto,
) -> Result<Result<Vouched, PathError>, Cause> {
    let StatementDetails::Compound(compound) = statement.details() else { return Err(Cause::Rule) };
    if compound.verified().count() != judge.anchors.parts().len() {
        return Err(Cause::Rule);
    }
    let mut best: Option<Vouched> = None;
    let mut broken: Option<PathError> = None;
    let mut is_refused = false;
    for (part, own) in compound.verified().zip(judge.anchors.parts()) {
        let Ok(anchors) = own.list() else {
            is_refused = true;
            continue;
        };
        if !has_certificate(part) {
            continue;
        }
        match (Judge { anchors: own.clone(), ..*judge }).vouch(part, anchors, crypto) {
            Ok(vouched) if best.as_ref().is_none_or(|best| says_more(&vouched, best)) => best = Some(vouched),
            Ok(_) => {}
            Err(error) if broken.as_ref().is_none_or(|broken| !is_revocation(broken)) => broken = Some(error),
            Err(_) => {}
        }
    }
    if is_refused && (best.is_none() || compound.demand() == CompoundDemand::All) {
        return Err(Cause::ModelRefused);
    }
    let (first, second) = match compound.demand() {
        CompoundDemand::All => (broken.map(Err), best.map(Ok)),
        CompoundDemand::AtLeastOne => (best.map(Ok), broken.map(Err)),
    };
    first.or(second).ok_or(Cause::Rule)
}

/// Whether one names the model, and the other does not.
const fn says_more(vouched: &Vouched, other: &Vouched) -> bool {
    vouched.aaguid().is_some() && other.aaguid().is_none()
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

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use countersign_cose::{AlgorithmIdentifier, RUST_CRYPTO};
    use countersign_wire::Aaguid;

    use super::*;
    use crate::formats::Format;
    use crate::trust::{AnchorsOf, TrustAnchors, TrustPolicy};

    /// A caller that judges a statement with what was looked up for another gets a refusal, and no part of an answer.
    #[test]
    fn refuses_to_judge_what_no_anchors_were_looked_up_for() {
        let statement = VerifiedStatement::new(
            Format::Compound,
            AttestationType::Compound,
            AlgorithmIdentifier::new(-7),
            Vec::new(),
        );
        let (policy, source) = (TrustPolicy::trusted(), TrustAnchors::new());
        let anchors = AnchorsOf::look_up(&statement, Aaguid::new([7; 16]), &source, &RUST_CRYPTO);
        let judge = Judge { policy: &policy, anchors, at: 0 };
        assert_eq!(vouch_for_parts(&statement, &judge, &RUST_CRYPTO), Err(Cause::Rule));
    }
}
