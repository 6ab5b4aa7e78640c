//! Trust: who vouches for an attestation, and whether that is enough.
//!
//! # Source
//! [§7.1 steps 23 and 24](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)

use alloc::vec::Vec;
use core::fmt;

use countersign_cose::Crypto;
use countersign_wire::Aaguid;
use countersign_x509::{
    Certificate, PathContext, PathError, PathOptions, PathRule, Revocation, TrustAnchor, verify_path,
};

use crate::error::{Cause, Error};
use crate::formats::{AttestationType, Format};
use crate::procedure::{Evidence, Steps, Trace};
use crate::statement::VerifiedStatement;
use crate::steps;

mod compound;

pub use compound::part_anchors;

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

/// What trust anchors are looked up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Model {
    format: Format,
    aaguid: Aaguid,
}

impl Model {
    /// A model: the format of its statement and its AAGUID.
    #[must_use]
    pub const fn new(format: Format, aaguid: Aaguid) -> Self {
        Self { format, aaguid }
    }

    /// The format of the statement.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The model as the authenticator claims it.
    #[must_use]
    pub const fn aaguid(&self) -> Aaguid {
        self.aaguid
    }
}

/// Where trust anchors come from: a list, or metadata.
pub trait TrustAnchorSource: fmt::Debug {
    /// The anchors that may vouch for this model in statements of this format, and no others.
    fn anchors(&self, model: &Model) -> Vec<&TrustAnchor>;
}

/// A list of trust anchors, each for all models, for one format, or for one model.
#[derive(Clone, Debug, Default)]
pub struct TrustAnchors {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    format: Option<Format>,
    aaguid: Option<Aaguid>,
    anchor: TrustAnchor,
}

impl TrustAnchors {
    /// An empty list, which vouches for nobody.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Adds an anchor for every format and model: whoever has a certificate under it may claim any model.
    #[must_use]
    pub fn with(self, anchor: TrustAnchor) -> Self {
        self.add(Entry { format: None, aaguid: None, anchor })
    }

    /// Adds an anchor for statements of one format.
    #[must_use]
    pub fn with_format(self, format: Format, anchor: TrustAnchor) -> Self {
        self.add(Entry { format: Some(format), aaguid: None, anchor })
    }

    /// Adds an anchor for one model in statements of one format: the way to tie an anchor to what it may vouch for.
    #[must_use]
    pub fn with_model(self, model: Model, anchor: TrustAnchor) -> Self {
        self.add(Entry { format: Some(model.format), aaguid: Some(model.aaguid), anchor })
    }

    fn add(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }
}

impl TrustAnchorSource for TrustAnchors {
    fn anchors(&self, model: &Model) -> Vec<&TrustAnchor> {
        let fits = |entry: &&Entry| {
            entry.format.is_none_or(|format| format == model.format)
                && entry.aaguid.is_none_or(|aaguid| aaguid == model.aaguid)
        };
        self.entries.iter().filter(fits).map(|entry| &entry.anchor).collect()
    }
}

/// What trust is demanded. The strict policy is the default.
///
/// A list of models goes with trusted attestation alone: an AAGUID that nobody vouches for is no evidence, so a policy
/// that lists models and accepts untrusted attestation cannot be written.
#[derive(Clone, Debug, Default)]
pub struct TrustPolicy {
    demand: Demand,
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

/// What a policy accepts beside trusted attestation.
#[derive(Clone, Copy, Debug, Default)]
pub struct Accepting {
    none: bool,
    self_attestation: bool,
    untrusted: bool,
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

    /// Accepts attestations whose path leads to no anchor; the result says so.
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

    /// Demands an attestation whose path leads to an anchor, by one of these models.
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

    /// Judges paths with these options.
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
        Self { demand, ..*self }
    }

    const fn accepted(&self) -> Accepting {
        match self.demand {
            Demand::Accepting(accepting) => accepting,
            Demand::Trusted | Demand::TrustedModels(_) => {
                Accepting { none: false, self_attestation: false, untrusted: false }
            }
        }
    }

    fn accepts_model(&self, aaguid: Aaguid) -> bool {
        match &self.demand {
            Demand::TrustedModels(models) => models.contains(&aaguid),
            Demand::Trusted | Demand::Accepting(_) => true,
        }
    }
}

/// What became of the question of trust.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Assessment {
    /// Nobody asked.
    NotAssessed,
    /// The attestation is not trusted, and the policy accepts that.
    NotTrusted(Distrust),
    /// A trust anchor vouches for the model.
    Trusted(VouchedAaguid),
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

/// An AAGUID that a path to a trust anchor vouches for, as far as the anchor is one for that model.
///
/// Zero, which is no model, for every statement of the format `fido-u2f`: its signature covers no AAGUID.
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

/// Judges a verified statement by a policy, with the anchors of its model, at a time in seconds since 1970 UTC.
///
/// # Errors
/// The case of §7.1 step 24 whose demand is not met.
///
/// # Source
/// [§7.1 step 24](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)
pub fn assess<T: Trace>(
    statement: &VerifiedStatement<'_>,
    aaguid: Aaguid,
    judge: &Judge<'_>,
    crypto: &dyn Crypto,
    trace: &mut T,
) -> Result<Assessment, Error> {
    let mut steps: Steps<'_, T, Error> = Steps::new(trace);
    let accepted = judge.policy.accepted();
    match statement.attestation_type() {
        AttestationType::None => {
            // §7.1.24.a
            let evidence = || (accepted_or_trusted(accepted.none), Evidence::Word("no attestation"));
            steps.require(&steps::TRUST_NONE, accepted.none, evidence)?;
            Ok(Assessment::NotTrusted(Distrust::NoAttestation))
        }
        AttestationType::SelfAttestation => {
            // §7.1.24.b
            let evidence =
                || (accepted_or_trusted(accepted.self_attestation), Evidence::Word("self attestation"));
            steps.require(&steps::TRUST_SELF, accepted.self_attestation, evidence)?;
            Ok(Assessment::NotTrusted(Distrust::SelfAttestation))
        }
        AttestationType::Basic
        | AttestationType::AttestationCa
        | AttestationType::AnonymizationCa
        | AttestationType::Compound => {
            let outcome = if statement.attestation_type() == AttestationType::Compound {
                compound::judge_parts(statement, aaguid, judge, crypto)
            } else {
                judge_path(statement, aaguid, judge, crypto)
            };
            let got = match &outcome {
                Ok(Assessment::Trusted(_)) => "trusted",
                _ => "not trusted",
            };
            // §7.1.24.c
            steps.examine(&steps::TRUST_PATH, outcome, || {
                (accepted_or_trusted(accepted.untrusted), Evidence::Word(got))
            })
        }
    }
}

/// Judges the path of a statement that has one.
fn judge_path(
    statement: &VerifiedStatement<'_>,
    aaguid: Aaguid,
    judge: &Judge<'_>,
    crypto: &dyn Crypto,
) -> Result<Assessment, Cause> {
    let aaguid = attested_aaguid(statement, aaguid);
    match verify_with_skew(statement.trust_path(), judge, crypto) {
        Ok(()) if judge.policy.accepts_model(aaguid) => Ok(Assessment::Trusted(VouchedAaguid(aaguid))),
        Ok(()) => Err(Cause::Model),
        Err(error) if judge.policy.accepted().untrusted => Ok(Assessment::NotTrusted(Distrust::Path(error))),
        Err(error) => Err(Cause::Path(error)),
    }
}

/// The AAGUID that a path can vouch for. Nothing of a `fido-u2f` statement covers the one in the authenticator data, so
/// that whoever passes the statement on could claim any model: what is vouched for is none, which is zero.
fn attested_aaguid(statement: &VerifiedStatement<'_>, claimed: Aaguid) -> Aaguid {
    if statement.format() == Format::FidoU2f { Aaguid::new([0; 16]) } else { claimed }
}

/// Evidence of what a policy demands.
const fn accepted_or_trusted<'e>(accepted: bool) -> Evidence<'e> {
    Evidence::Word(if accepted { "trusted, or not" } else { "trusted" })
}

/// Verifies a path at the time, and at the ends of the clock skew that the policy grants.
fn verify_with_skew(
    path: &[Certificate<'_>],
    judge: &Judge<'_>,
    crypto: &dyn Crypto,
) -> Result<(), PathError> {
    let at = |at| {
        let context = PathContext { at, options: judge.policy.path, revocation: &Revocation::NONE };
        verify_path(path, &judge.anchors, &context, crypto).map(|_| ())
    };
    let skew = i64::from(judge.policy.clock_skew_seconds);
    match at(judge.at) {
        Err(error) if skew > 0 && error.rule() == PathRule::NotYetValid => at(judge.at.saturating_add(skew)),
        Err(error) if skew > 0 && error.rule() == PathRule::Expired => at(judge.at.saturating_sub(skew)),
        outcome => outcome,
    }
}

/// What a statement is judged by.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct Judge<'t> {
    /// What is demanded.
    pub policy: &'t TrustPolicy,
    /// The anchors of the model.
    pub anchors: Vec<&'t TrustAnchor>,
    /// The anchors of each part of a compound statement, in order: see [`part_anchors`].
    pub part_anchors: Vec<Vec<&'t TrustAnchor>>,
    /// When certificates have to be valid, in seconds since 1970 UTC.
    pub at: i64,
}
