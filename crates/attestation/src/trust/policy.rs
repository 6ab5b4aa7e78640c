//! What trust is demanded.

use alloc::vec::Vec;
use core::borrow::Borrow;

use countersign_cose::Crypto;
use countersign_wire::Aaguid;
use countersign_x509::{
    Certificate, PathContext, PathError, PathOptions, PathRule, TrustAnchor, VerifiedPath, verify_path,
};

use super::VouchedAaguid;
use crate::formats::Format;

/// What trust is demanded. The strict policy is the default.
///
/// A list of models goes with trusted attestation alone: an AAGUID that nobody vouches for is no evidence, so a policy
/// that lists models and accepts untrusted attestation cannot be written.
#[derive(Clone, Debug, Default)]
pub struct TrustPolicy {
    demand: Demand,
    formats: Option<Vec<Format>>,
    path: PathOptions,
    clock_skew_seconds: u32,
}

#[derive(Clone, Debug, Default)]
enum Demand {
    #[default]
    Trusted,
    TrustedModels(Vec<Aaguid>),
    Accepting(Accepting),
}

/// What a policy accepts beside trusted attestation. What the source of trust anchors refuses
/// ([`AnchorsFor::Refused`](crate::AnchorsFor::Refused)) is accepted by none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Accepting {
    pub(super) none: bool,
    pub(super) self_attestation: bool,
    pub(super) untrusted: bool,
}

impl Accepting {
    /// Accepts registrations without attestation.
    #[must_use]
    pub const fn accept_no_attestation(self) -> Self {
        Self { none: true, ..self }
    }

    /// Accepts self attestation.
    #[must_use]
    pub const fn accept_self_attestation(self) -> Self {
        Self { self_attestation: true, ..self }
    }

    /// Accepts attestations whose path does not lead to an anchor; the result says so, and why. A revoked certificate is
    /// refused all the same, as far as it is found: issuers' lists count where the path leads to an anchor, Android's list
    /// everywhere.
    #[must_use]
    pub const fn accept_untrusted_attestation(self) -> Self {
        Self { untrusted: true, ..self }
    }
}

impl TrustPolicy {
    /// Demands an attestation whose path leads to an anchor.
    #[must_use]
    pub fn trusted() -> Self {
        Self::default()
    }

    /// Demands an attestation whose path leads to an anchor, by one of these models. In formats in which the host writes
    /// the AAGUID (`android-key`, `android-safetynet`, and `tpm` unless the certificate names it) that takes an anchor for
    /// the model: [`TrustAnchors::with_model`](crate::TrustAnchors::with_model). Those of a whole format, such as the roots of
    /// the feature `roots`, vouch for no model there.
    #[must_use]
    pub fn trusted_models(models: impl IntoIterator<Item = Aaguid>) -> Self {
        let models = models.into_iter().collect();
        Self { demand: Demand::TrustedModels(models), ..Self::default() }
    }

    /// Demands less: what `accepting` says is accepted too.
    #[must_use]
    pub fn accepting(accepting: Accepting) -> Self {
        Self { demand: Demand::Accepting(accepting), ..Self::default() }
    }

    /// Accepts statements of these formats alone, by whatever they are vouched for: of a compound statement, those inside
    /// have to be of these formats too. By default all are accepted.
    #[must_use]
    pub fn with_formats(self, formats: impl IntoIterator<Item = Format>) -> Self {
        Self { formats: Some(formats.into_iter().collect()), ..self }
    }

    /// Judges paths with these options. What they accept of Android keys counts for the format `android-key` alone.
    #[must_use]
    pub fn with_path_options(self, path: PathOptions) -> Self {
        Self { path, ..self }
    }

    /// Judges the validity of certificates as if the clock may be wrong by this much. By default it is taken as right.
    #[must_use]
    pub fn with_clock_skew(self, seconds: u32) -> Self {
        Self { clock_skew_seconds: seconds, ..self }
    }

    /// The same policy without what it accepts beside trusted attestation.
    #[must_use]
    pub fn without_exceptions(&self) -> Self {
        let demand = match &self.demand {
            Demand::TrustedModels(models) => Demand::TrustedModels(models.clone()),
            Demand::Trusted | Demand::Accepting(_) => Demand::Trusted,
        };
        Self { demand, ..self.clone() }
    }

    pub(super) const fn accepted(&self) -> Accepting {
        match self.demand {
            Demand::Accepting(accepting) => accepting,
            Demand::Trusted | Demand::TrustedModels(_) => {
                Accepting { none: false, self_attestation: false, untrusted: false }
            }
        }
    }

    /// Whether statements of this format are accepted.
    pub(super) fn accepts_format(&self, format: Format) -> bool {
        self.formats.as_ref().is_none_or(|formats| formats.contains(&format))
    }

    /// Whether a trusted attestation is accepted that vouches for this model, or for none.
    pub(super) fn accepts_model(&self, vouched: Option<VouchedAaguid>) -> bool {
        match &self.demand {
            Demand::TrustedModels(models) => {
                vouched.is_some_and(|vouched| models.contains(&vouched.aaguid()))
            }
            Demand::Trusted | Demand::Accepting(_) => true,
        }
    }

    /// How the paths of statements of a format are judged.
    #[must_use]
    pub const fn path_options(&self, format: Format) -> PathOptions {
        if matches!(format, Format::AndroidKey) {
            self.path.for_android_key()
        } else {
            self.path.for_attestation()
        }
    }

    /// Verifies a path to one of these anchors at the time of the context, and at the ends of the clock skew that is granted.
    ///
    /// # Errors
    /// Those of [`verify_path`].
    pub fn verify_path<'t, A: Borrow<TrustAnchor>>(
        &self,
        path: &[Certificate<'_>],
        anchors: &'t [A],
        context: &PathContext<'_>,
        crypto: &dyn Crypto,
    ) -> Result<VerifiedPath<'t>, PathError> {
        let verify_at = |at| verify_path(path, anchors, &PathContext { at, ..*context }, crypto);
        let skew = i64::from(self.clock_skew_seconds);
        match verify_at(context.at) {
            Err(error) if error.rule() == PathRule::NotYetValid => verify_at(context.at.saturating_add(skew)),
            Err(error) if error.rule() == PathRule::Expired => verify_at(context.at.saturating_sub(skew)),
            outcome => outcome,
        }
    }
}
