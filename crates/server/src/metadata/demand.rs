//! What a relying party demands of attestation.

use countersign::{Accepting, AttestationConveyance, TrustPolicy};
use countersign_mds::{CertificationLevel, Status, StatusPolicy};
use serde::Deserialize;

/// Whether a registration needs an attestation that metadata vouches for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TrustedAttestation {
    #[default]
    Optional,
    Required,
}

/// What is said of models, as it stands in the lines of a relying party: by the names that metadata has for it. None where there
/// is no such line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StatusLines<'l> {
    pub(crate) denied: Option<&'l [String]>,
    pub(crate) accepted: Option<&'l [String]>,
    pub(crate) minimum: Option<&'l str>,
}

impl StatusLines<'_> {
    /// Whether there is any, whatever it says: also one that says what holds without it was written for an effect.
    const fn is_any(&self) -> bool {
        self.denied.is_some() || self.accepted.is_some() || self.minimum.is_some()
    }
}

/// What is wrong with what a relying party demands of attestation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DemandError {
    /// Trust is required, and no attestation is asked for.
    NoAttestation,
    /// Trust is required, and there is no metadata.
    NoMetadata,
    /// Statuses or a certification are demanded, and trust is not required.
    NotRequired,
    /// There is no such status.
    Status(String),
    /// A status is both denied and accepted.
    Contradiction(String),
    /// This is no certification.
    Certification(String),
}

impl core::fmt::Display for DemandError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::NoAttestation => formatter.write_str(
                "trusted-attestation = \"required\", and no attestation is asked for: add attestation = \"direct\"",
            ),
            Self::NoMetadata => formatter.write_str(
                "trusted-attestation = \"required\", and nothing says whom to trust: add a table [metadata]",
            ),
            Self::NotRequired => formatter.write_str(
                "denied-statuses, accepted-statuses and minimum-certification keep nobody out without \
                 trusted-attestation = \"required\"",
            ),
            Self::Status(name) => write!(formatter, "no status is called {name:?}; REVOKED is one"),
            Self::Contradiction(name) => write!(formatter, "{name} is both denied and accepted"),
            Self::Certification(name) => {
                write!(formatter, "{name:?} is no certification; FIDO_CERTIFIED_L1 is one")
            }
        }
    }
}

impl core::error::Error for DemandError {}

/// What a relying party demands of attestation.
#[derive(Debug)]
pub(crate) struct Demand {
    trusted: TrustedAttestation,
    statuses: StatusPolicy,
    policy: TrustPolicy,
}

impl Demand {
    pub(crate) fn new(
        trusted: TrustedAttestation,
        attestation: AttestationConveyance,
        lines: &StatusLines<'_>,
    ) -> Result<Self, DemandError> {
        let statuses = statuses(lines)?;
        let policy = match trusted {
            TrustedAttestation::Required if attestation == AttestationConveyance::None => {
                return Err(DemandError::NoAttestation);
            }
            TrustedAttestation::Required => TrustPolicy::trusted(),
            TrustedAttestation::Optional if lines.is_any() => {
                return Err(DemandError::NotRequired);
            }
            TrustedAttestation::Optional => TrustPolicy::accepting(
                Accepting::default()
                    .accept_no_attestation()
                    .accept_self_attestation()
                    .accept_untrusted_attestation(),
            ),
        };
        Ok(Self { trusted, statuses, policy })
    }

    /// Whether a registration without a trusted attestation is refused.
    pub(crate) fn is_required(&self) -> bool {
        self.trusted == TrustedAttestation::Required
    }

    /// What keeps a model out.
    pub(crate) const fn statuses(&self) -> &StatusPolicy {
        &self.statuses
    }

    /// What trust is demanded.
    pub(crate) const fn policy(&self) -> &TrustPolicy {
        &self.policy
    }
}

fn statuses(lines: &StatusLines<'_>) -> Result<StatusPolicy, DemandError> {
    let mut policy = StatusPolicy::default();
    let [denied, accepted] = [lines.denied, lines.accepted].map(Option::unwrap_or_default);
    for name in denied {
        if accepted.contains(name) {
            return Err(DemandError::Contradiction(name.clone()));
        }
        policy = policy.deny(status(name)?);
    }
    for name in accepted {
        policy = policy.accept(status(name)?);
    }
    let Some(name) = lines.minimum else { return Ok(policy) };
    let level = CertificationLevel::of(Status::from_name(name));
    level.map(|level| policy.demand_level(level)).ok_or_else(|| DemandError::Certification(name.to_owned()))
}

fn status(name: &str) -> Result<Status, DemandError> {
    let status = Status::from_name(name);
    if status == Status::Unknown { Err(DemandError::Status(name.to_owned())) } else { Ok(status) }
}
