//! Trust: who vouches for an attestation, and whether that is enough.
//!
//! # Source
//! [§7.1 steps 23 and 24](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)

use core::fmt;

use countersign_cose::Crypto;
use countersign_wire::Aaguid;
use countersign_x509::{Certificate, PathContext, PathError, PathRule, TrustAnchor, VerifiedPath};

use crate::error::{Cause, Error};
use crate::formats::{AttestationType, Format};
use crate::procedure::{Evidence, Steps, Trace};
use crate::statement::VerifiedStatement;
use crate::steps;

mod anchors;
mod compound;
mod policy;

pub use anchors::{AnchorsFor, AnchorsOf, Model, TrustAnchorSource, TrustAnchors};
pub use policy::{Accepting, TrustPolicy};

/// Whether the trustworthiness of attestations is looked at, and by what.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "it is looked at or it is not")]
pub enum Trust<'t> {
    /// It is not. Statements are verified all the same; the result says that nobody judged them.
    NotAssessed,
    /// It is, by this policy, with anchors from this source.
    Assessed {
        /// What is demanded.
        policy: &'t TrustPolicy,
        /// Where trust anchors come from.
        anchors: &'t dyn TrustAnchorSource,
    },
}

/// What a statement is judged by.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct Judge<'t> {
    /// What is demanded.
    pub policy: &'t TrustPolicy,
    /// The anchors of the statement.
    pub anchors: AnchorsOf<'t>,
    /// When certificates have to be valid, in seconds since 1970 UTC.
    pub at: i64,
}

/// What became of the question of trust.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Assessment {
    /// Nobody asked.
    NotAssessed,
    /// The attestation is not trusted, and the policy accepts that.
    NotTrusted(Distrust),
    /// A trust anchor vouches for the attestation.
    Trusted(Vouched),
}

/// Why an accepted attestation is not trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Distrust {
    /// There is none.
    NoAttestation,
    /// The credential vouches for itself.
    SelfAttestation,
    /// The path leads to no anchor.
    Path(PathError),
}

impl fmt::Display for Distrust {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAttestation => formatter.write_str("there is no attestation"),
            Self::SelfAttestation => formatter.write_str("the credential vouches for itself"),
            Self::Path(error) => write!(formatter, "{error}"),
        }
    }
}

/// Who vouches for an attestation, over which part of its path, and for which model.
///
/// Only a trusted attestation makes one, so a decision that takes this type cannot be made on a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    format: Format,
    anchor: TrustAnchor,
    length: usize,
    aaguid: Option<VouchedAaguid>,
}

impl Vouched {
    fn new(path: VerifiedPath<'_>, statement: &VerifiedStatement<'_>, anchors: &AnchorsOf<'_>) -> Self {
        let is_vouched =
            attests_model(statement.format(), statement.trust_path()) || anchors.is_for_model(path.anchor());
        let aaguid = anchors.model().aaguid().filter(|_| is_vouched);
        Self {
            format: statement.format(),
            anchor: path.anchor().clone(),
            length: path.length(),
            aaguid: aaguid.map(VouchedAaguid),
        }
    }

    /// The format of the statement that the path is of: of a compound one, the part that is vouched for.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The anchor that the path leads to.
    #[must_use]
    pub const fn anchor(&self) -> &TrustAnchor {
        &self.anchor
    }

    /// How many certificates of the path, from the attestation certificate on, were verified below the anchor; none if that
    /// certificate is the anchor. Nothing is known of those behind them.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.length
    }

    /// The model, as far as the anchor is one for that model; none in `fido-u2f`, whose signature covers no AAGUID.
    ///
    /// In `android-key`, `android-safetynet` and `tpm` software on the host writes the AAGUID, and any application can have
    /// what it wrote attested: there is a model only if the anchor is for that model alone
    /// ([`TrustAnchors::with_model`]), or the certificate of a TPM names it.
    #[must_use]
    pub const fn aaguid(&self) -> Option<VouchedAaguid> {
        self.aaguid
    }
}

/// An AAGUID that a path to a trust anchor vouches for, as far as the anchor is one for that model.
///
/// Only a trusted attestation makes one, so a decision that takes
/// this type cannot be made on a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VouchedAaguid(Aaguid);

impl VouchedAaguid {
    /// The AAGUID.
    #[must_use]
    pub const fn aaguid(&self) -> Aaguid {
        self.0
    }
}

/// Judges a verified statement by a policy, with the anchors that were looked up for it.
///
/// # Errors
/// The case of §7.1 step 24 whose demand is not met.
///
/// # Source
/// [§7.1 step 24](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)
pub fn assess<T: Trace>(
    statement: &VerifiedStatement<'_>,
    judge: &Judge<'_>,
    crypto: &dyn Crypto,
    trace: &mut T,
) -> Result<Assessment, Error> {
    let mut steps: Steps<'_, T, Error> = Steps::new(trace);
    let accepted = judge.policy.accepted();
    match statement.attestation_type() {
        AttestationType::None => {
            let outcome = judge.accepted_without_path(statement, accepted.none, Distrust::NoAttestation);
            let got = word(&outcome, "no attestation");
            // §7.1.24.a
            steps.examine(&steps::TRUST_NONE, outcome, || (accepted_or_trusted(accepted.none), got))
        }
        AttestationType::SelfAttestation => {
            let is_accepted = accepted.self_attestation;
            let outcome = judge.accepted_without_path(statement, is_accepted, Distrust::SelfAttestation);
            let got = word(&outcome, "self attestation");
            // §7.1.24.b
            steps.examine(&steps::TRUST_SELF, outcome, || (accepted_or_trusted(is_accepted), got))
        }
        AttestationType::Basic
        | AttestationType::AttestationCa
        | AttestationType::AnonymizationCa
        | AttestationType::Compound => {
            let outcome = judge.judge_path(statement, crypto);
            let got = word(&outcome, "not trusted");
            // §7.1.24.c
            steps.examine(&steps::TRUST_PATH, outcome, || (accepted_or_trusted(accepted.untrusted), got))
        }
    }
}

impl Judge<'_> {
    /// A statement that no certificate could vouch for, if that is accepted.
    fn accepted_without_path(
        &self,
        statement: &VerifiedStatement<'_>,
        is_accepted: bool,
        distrust: Distrust,
    ) -> Result<Assessment, Cause> {
        self.require_format(statement)?;
        for anchors in core::iter::once(&self.anchors).chain(self.anchors.parts()) {
            anchors.list()?;
        }
        if is_accepted { Ok(Assessment::NotTrusted(distrust)) } else { Err(Cause::Rule) }
    }

    /// Judges a statement that has a path, or several: who vouches for it, and whether that is enough.
    fn judge_path(
        &self,
        statement: &VerifiedStatement<'_>,
        crypto: &dyn Crypto,
    ) -> Result<Assessment, Cause> {
        self.require_format(statement)?;
        let anchors = self.anchors.list()?;
        let outcome = if statement.attestation_type() == AttestationType::Compound {
            compound::vouch_for_parts(statement, self, crypto)?
        } else {
            self.vouch(statement, anchors, crypto)
        };
        match outcome {
            Ok(vouched) if self.policy.accepts_model(vouched.aaguid()) => Ok(Assessment::Trusted(vouched)),
            Ok(_) => Err(Cause::Model),
            Err(error) if self.policy.accepted().untrusted && !is_revocation(&error) => {
                Ok(Assessment::NotTrusted(Distrust::Path(error)))
            }
            Err(error) => Err(Cause::Path(error)),
        }
    }

    /// Who of these vouches for a statement by its path.
    fn vouch(
        &self,
        statement: &VerifiedStatement<'_>,
        anchors: &[&TrustAnchor],
        crypto: &dyn Crypto,
    ) -> Result<Vouched, PathError> {
        let options = self.policy.path_options(statement.format());
        let context = PathContext { at: self.at, options, revocation: self.anchors.revocation() };
        let path = self.policy.verify_path(statement.trust_path(), anchors, &context, crypto)?;
        Ok(Vouched::new(path, statement, &self.anchors))
    }

    /// The format of the statement is accepted, and of a compound one those of all that hold inside.
    fn require_format(&self, statement: &VerifiedStatement<'_>) -> Result<(), Cause> {
        let is_listed = |statement: &VerifiedStatement<'_>| self.policy.accepts_format(statement.format());
        let mut parts = statement.parts().iter().filter_map(|part| part.outcome().ok());
        if is_listed(statement) && parts.all(is_listed) { Ok(()) } else { Err(Cause::FormatNotListed) }
    }
}

/// Whether what is attested by a statement of this format, with this path, is the model that the authenticator data names.
///
/// Where it is not, software on the host writes the AAGUID and can have any attested: a root vouches for the model only if it
/// is there for that model alone ([`TrustAnchorSource::is_for_model`]).
#[must_use]
pub fn attests_model(format: Format, path: &[Certificate<'_>]) -> bool {
    match format {
        // The attested device writes it, or says that it has none.
        Format::Packed | Format::FidoU2f | Format::Apple => true,
        // The certificate may name the model, and then it was compared at 8.3.v4.c.
        Format::Tpm => path.first().is_some_and(|leaf| matches!(leaf.aaguid(), Ok(Some(_)))),
        // What Android certifies is a key or a device; the others have no path.
        Format::AndroidKey | Format::AndroidSafetyNet | Format::None | Format::Compound | Format::Unknown => {
            false
        }
    }
}

/// A revocation, and a status that is demanded and not known, of a path that an anchor was found for: nothing that a policy
/// accepts as a mere lack of trust.
fn is_revocation(error: &PathError) -> bool {
    matches!(error.rule(), PathRule::Revoked | PathRule::RevocationUnknown)
}

/// Evidence of what was found: what it was refused for, or else that no anchor vouches for it, in the words of its type.
const fn word<'e>(outcome: &Result<Assessment, Cause>, untrusted: &'static str) -> Evidence<'e> {
    Evidence::Word(match outcome {
        Ok(Assessment::Trusted(_)) => "trusted",
        Err(Cause::Model) => "trusted, for no model of the list",
        Err(Cause::ModelRefused) => "a model that is kept out",
        Err(Cause::FormatNotListed) => "a format that is not in the list",
        _ => untrusted,
    })
}

/// Evidence of what a policy demands.
const fn accepted_or_trusted<'e>(accepted: bool) -> Evidence<'e> {
    Evidence::Word(if accepted { "trusted, or not" } else { "trusted" })
}
