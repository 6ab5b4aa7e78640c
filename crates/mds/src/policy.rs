//! What of what is said of a model keeps it out.
//!
//! # Source
//! FIDO Metadata Service v3.1 §3.1.4

use alloc::vec::Vec;
use core::fmt;

use countersign_x509::Certificate;

use crate::date::Date;
use crate::entry::Entry;
use crate::status::{Concerns, Effect, Status, StatusReport, in_effect};

/// What keeps a model out at its registration, as data. By default it is one of the four compromises, a revocation, and a
/// report that cannot be read; there is no level that is demanded.
///
/// A report that keeps a model out does so wherever it stands among those in effect: no certification and no update undoes
/// it, but where [`StatusPolicy::accept_updated_firmware`] says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusPolicy {
    denied: Vec<Status>,
    minimum: Option<CertificationLevel>,
    unreadable: Treatment,
    updates: Updates,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Treatment {
    Accept,
    Deny,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Updates {
    ChangeNothing,
    MendCompromises,
}

/// How well a model keeps keys, as FIDO certified it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CertificationLevel {
    /// It works as it should; no level is said.
    Functional,
    /// Level 1.
    L1,
    /// Level 1+.
    L1Plus,
    /// Level 2.
    L2,
    /// Level 2+.
    L2Plus,
    /// Level 3.
    L3,
    /// Level 3+.
    L3Plus,
}

impl CertificationLevel {
    /// The level that a status certifies, if it is one that certifies.
    #[must_use]
    pub const fn of(status: Status) -> Option<Self> {
        match status {
            Status::FidoCertified => Some(Self::Functional),
            Status::FidoCertifiedL1 => Some(Self::L1),
            Status::FidoCertifiedL1Plus => Some(Self::L1Plus),
            Status::FidoCertifiedL2 => Some(Self::L2),
            Status::FidoCertifiedL2Plus => Some(Self::L2Plus),
            Status::FidoCertifiedL3 => Some(Self::L3),
            Status::FidoCertifiedL3Plus => Some(Self::L3Plus),
            Status::NotFidoCertified
            | Status::SelfAssertionSubmitted
            | Status::Fips140CertifiedL1
            | Status::Fips140CertifiedL2
            | Status::Fips140CertifiedL3
            | Status::Fips140CertifiedL4
            | Status::UpdateAvailable
            | Status::Retired
            | Status::Revoked
            | Status::UserVerificationBypass
            | Status::AttestationKeyCompromise
            | Status::UserKeyRemoteCompromise
            | Status::UserKeyPhysicalCompromise
            | Status::Unknown => None,
        }
    }

    /// The level in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Functional => "certified without a level",
            Self::L1 => "L1",
            Self::L1Plus => "L1+",
            Self::L2 => "L2",
            Self::L2Plus => "L2+",
            Self::L3 => "L3",
            Self::L3Plus => "L3+",
        }
    }
}

/// The status that keeps a model out by default.
const DENIED: [Status; 5] = [
    Status::UserVerificationBypass,
    Status::AttestationKeyCompromise,
    Status::UserKeyRemoteCompromise,
    Status::UserKeyPhysicalCompromise,
    Status::Revoked,
];

impl Default for StatusPolicy {
    fn default() -> Self {
        Self {
            denied: DENIED.to_vec(),
            minimum: None,
            unreadable: Treatment::Deny,
            updates: Updates::ChangeNothing,
        }
    }
}

impl StatusPolicy {
    /// Also keeps out what is said to be this: [`Status::Retired`] or [`Status::NotFidoCertified`], for instance.
    #[must_use]
    pub fn deny(mut self, status: Status) -> Self {
        if !self.denied.contains(&status) {
            self.denied.push(status);
        }
        self
    }

    /// Accepts what is said to be this.
    #[must_use]
    pub fn accept(mut self, status: Status) -> Self {
        self.denied.retain(|denied| *denied != status);
        self
    }

    /// Demands a certification of this level or a higher one, that is in effect.
    #[must_use]
    pub fn demand_level(self, minimum: CertificationLevel) -> Self {
        Self { minimum: Some(minimum), ..self }
    }

    /// Keeps out what is said to be something that is not known here.
    #[must_use]
    pub fn deny_unknown_status(self) -> Self {
        self.deny(Status::Unknown)
    }

    /// Accepts a model of which something is said that cannot be read: it could be a compromise.
    #[must_use]
    pub fn accept_unreadable_reports(self) -> Self {
        Self { unreadable: Treatment::Accept, ..self }
    }

    /// Accepts a model with a compromise if a later report names a firmware that mends it, and the attestation certificate
    /// says that the device has this firmware or a later one. That the report mends this very compromise is taken for
    /// granted; none mends that of a key of the path, or of the root above it, which a report names.
    #[must_use]
    pub fn accept_updated_firmware(self) -> Self {
        Self { updates: Updates::MendCompromises, ..self }
    }

    /// Whether it keeps out what is said to be this.
    #[must_use]
    pub fn denies(&self, status: Status) -> bool {
        self.denied.contains(&status)
    }

    /// What is said of a model at a time in seconds since 1970 UTC, and whether it keeps out an authenticator with these
    /// certificates, its attestation certificate first; without any it is as [`StatusPolicy::evaluate_model`].
    ///
    /// Whether the certificates lead to a root is another question. A root may be compromised itself: it is looked at as far as
    /// it is among the certificates; [`MetadataAt::verdict`](crate::MetadataAt::verdict) adds the one that issued them.
    ///
    /// It concerns registrations. What was registered before is for [`Blob::changed_since`](crate::Blob::changed_since) to find.
    pub fn evaluate(&self, entry: &Entry<'_>, path: &[Certificate<'_>], at: i64) -> Verdict {
        self.evaluate_reports(&entry.status_reports(), path, at)
    }

    /// The same for a model, whichever certificates its authenticators have: what is said of some of them counts.
    pub fn evaluate_model(&self, entry: &Entry<'_>, at: i64) -> Verdict {
        self.evaluate_reports(&entry.status_reports(), &[], at)
    }

    /// As [`StatusPolicy::evaluate`].
    pub(crate) fn evaluate_reports(
        &self,
        reports: &[StatusReport<'_>],
        path: &[Certificate<'_>],
        at: i64,
    ) -> Verdict {
        let level = certification(reports, firmware(path), at);
        let mut verdict = Verdict { level, reasons: Vec::new(), remarks: Vec::new() };
        let judged = Judged { policy: self, reports, path, at };
        for report in reports {
            judged.report(report, &mut verdict);
        }
        if let Some(required) = self.minimum.filter(|required| level.is_none_or(|level| level < *required)) {
            verdict.reasons.push(Reason::Level { found: level, required });
        }
        verdict
    }
}

/// What a policy says of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Verdict {
    level: Option<CertificationLevel>,
    reasons: Vec<Reason>,
    remarks: Vec<Remark>,
}

impl Verdict {
    /// Whether nothing keeps the model out.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Everything that keeps it out.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// What does not, and is worth a word.
    #[must_use]
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// The certification that is in effect, of the model: it says nothing of an authenticator that only claims to be of it,
    /// see [`ModelTrust::is_model_vouched`](crate::ModelTrust::is_model_vouched).
    #[must_use]
    pub const fn level(&self) -> Option<CertificationLevel> {
        self.level
    }
}

/// Something that keeps a model out. Places are those of status reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It is said to be what the policy denies.
    Status {
        /// What.
        status: Status,
        /// In which report.
        place: usize,
        /// Since when, if the report has a date that can be read.
        since: Option<Date>,
    },
    /// It is said to be something that is not known, and the policy denies that.
    Unknown {
        /// In which report.
        place: usize,
    },
    /// Something is said of it that cannot be read.
    Unreadable {
        /// In which report.
        place: usize,
    },
    /// Its certification is none, or below the level that is demanded.
    Level {
        /// The certification that is in effect.
        found: Option<CertificationLevel>,
        /// The lowest that is enough.
        required: CertificationLevel,
    },
}

/// Something that does not keep a model out. Places are those of status reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// It is said to be something that is not known.
    Unknown {
        /// In which report.
        place: usize,
    },
    /// It is said to be what the policy denies, on a day that has not come or that is over.
    NotInEffect {
        /// What.
        status: Status,
        /// In which report.
        place: usize,
    },
    /// Keys are compromised, and none of them is in this path.
    OtherCertificates {
        /// In which report.
        place: usize,
    },
    /// It is compromised, and the firmware of this device is one that a later report names as mended.
    Updated {
        /// What.
        status: Status,
        /// In which report.
        place: usize,
    },
    /// There is a new firmware.
    UpdateAvailable {
        /// Its version, if the report has one.
        version: Option<u64>,
    },
    /// It is said to be retired.
    Retired,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status { status, since: Some(since), .. } => {
                write!(formatter, "{} since {since}", status.name())
            }
            Self::Status { status, since: None, .. } => write!(formatter, "{}", status.name()),
            Self::Unknown { place } => {
                write!(formatter, "status report {place} says something that is not known")
            }
            Self::Unreadable { place } => write!(formatter, "status report {place} cannot be read"),
            Self::Level { found: Some(found), required } => {
                write!(formatter, "{}, where {} is demanded", found.name(), required.name())
            }
            Self::Level { found: None, required } => {
                write!(formatter, "not certified, where {} is demanded", required.name())
            }
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { place } => {
                write!(formatter, "status report {place} says something that is not known")
            }
            Self::NotInEffect { status, .. } => write!(formatter, "{} is not in effect", status.name()),
            Self::OtherCertificates { .. } => {
                formatter.write_str("attestation keys of other devices are compromised")
            }
            Self::Updated { status, .. } => {
                write!(formatter, "{}, which the firmware of this device has mended", status.name())
            }
            Self::UpdateAvailable { version: Some(version) } => {
                write!(formatter, "firmware {version} is available")
            }
            Self::UpdateAvailable { version: None } => formatter.write_str("a new firmware is available"),
            Self::Retired => formatter.write_str("retired"),
        }
    }
}

/// What a report is judged with.
struct Judged<'j, 'b> {
    policy: &'j StatusPolicy,
    reports: &'j [StatusReport<'b>],
    path: &'j [Certificate<'j>],
    at: i64,
}

impl Judged<'_, '_> {
    fn report(&self, report: &StatusReport<'_>, verdict: &mut Verdict) {
        let place = report.place();
        let effect = report.effect(self.at);
        let Some(status) = report.status() else {
            if self.policy.unreadable == Treatment::Deny {
                verdict.reasons.push(Reason::Unreadable { place });
            }
            return;
        };
        let is_denied = self.policy.denies(status);
        match (status, effect) {
            (_, Effect::NotInEffect) if is_denied => {
                verdict.remarks.push(Remark::NotInEffect { status, place })
            }
            (_, Effect::NotInEffect) => {}
            (Status::Unknown, _) if is_denied => verdict.reasons.push(Reason::Unknown { place }),
            // A date that cannot be read does not take back what is said.
            (_, Effect::InEffect | Effect::Unclear) if is_denied => match self.exemption(report, status) {
                Some(remark) => verdict.remarks.push(remark),
                None => {
                    let since = report.effective_date().ok().flatten();
                    verdict.reasons.push(Reason::Status { status, place, since });
                }
            },
            (Status::Unknown, _) => verdict.remarks.push(Remark::Unknown { place }),
            (Status::UpdateAvailable, _) => {
                verdict.remarks.push(Remark::UpdateAvailable { version: report.authenticator_version() });
            }
            (Status::Retired, _) => verdict.remarks.push(Remark::Retired),
            _ => {}
        }
    }

    /// Why a report that is denied does not keep this device out, if that is so.
    fn exemption(&self, report: &StatusReport<'_>, status: Status) -> Option<Remark> {
        let (place, path) = (report.place(), self.path);
        // Of no device in particular nothing exempts.
        if path.is_empty() {
            return None;
        }
        if status == Status::AttestationKeyCompromise && !is_about(report.concerns(), path) {
            return Some(Remark::OtherCertificates { place });
        }
        // Whoever has the key of a certificate writes any version of the firmware below it.
        let is_of_key = matches!(report.concerns(), Concerns::Certificates(_));
        let is_mended = self.policy.updates == Updates::MendCompromises
            && is_compromise(status)
            && !(status == Status::AttestationKeyCompromise && is_of_key)
            && self.reports.iter().any(|update| self.mends(update, report, path));
        is_mended.then_some(Remark::Updated { status, place })
    }

    /// Whether a report names a firmware, no earlier than another says that there is a compromise, and the device has it.
    fn mends(
        &self,
        update: &StatusReport<'_>,
        compromise: &StatusReport<'_>,
        path: &[Certificate<'_>],
    ) -> bool {
        let is_update =
            update.status() == Some(Status::UpdateAvailable) && update.effect(self.at) == Effect::InEffect;
        let dates = (update.effective_date(), compromise.effective_date());
        let is_later = matches!(dates, (Ok(Some(update)), Ok(Some(compromise))) if update >= compromise);
        let has_it = matches!(
            (firmware(path), update.authenticator_version()),
            (Some(own), Some(mended)) if own >= mended
        );
        is_update && is_later && has_it
    }
}

const fn is_compromise(status: Status) -> bool {
    matches!(
        status,
        Status::UserVerificationBypass
            | Status::AttestationKeyCompromise
            | Status::UserKeyRemoteCompromise
            | Status::UserKeyPhysicalCompromise
    )
}

/// The version of the firmware, if the attestation certificate says it.
fn firmware(path: &[Certificate<'_>]) -> Option<u64> {
    path.first()?.firmware_version().ok().flatten().map(|extension| extension.value())
}

/// Whether one of these certificates has the key of one that a report names. One that cannot be read could be any.
fn is_about(concerns: &Concerns, certificates: &[Certificate<'_>]) -> bool {
    let Concerns::Certificates(named) = concerns else { return true };
    let is_named = |key: &[u8]| named.iter().any(|named| named.public_key() == Some(key));
    named.iter().any(|named| named.public_key().is_none())
        || certificates.iter().any(|certificate| certificate.public_key_bytes().is_ok_and(is_named))
}

/// The certification that is in effect: what the latest report says. Reports on one day count in their order, and one
/// without a date as of the day of the report before it; one whose date cannot be read raises nothing.
///
/// `FIDO_CERTIFIED` says that a model works, and no level: it takes none away. (In 2023 it stood behind the level that was
/// reported on the same day, for three of four certified models.) A certification is one of a firmware and of later ones: of
/// a device that says that its own is an earlier one it says nothing.
fn certification(reports: &[StatusReport<'_>], firmware: Option<u64>, at: i64) -> Option<CertificationLevel> {
    let is_of_device = |report: &StatusReport<'_>| match (firmware, report.authenticator_version()) {
        (Some(own), Some(certified)) => own >= certified,
        (None, _) | (_, None) => true,
    };
    let counts = |(_, report): &(i64, &StatusReport<'_>)| {
        is_of_device(report) || report.status().and_then(CertificationLevel::of).is_none()
    };
    let reported =
        in_effect(reports, at).into_iter().filter(counts).filter_map(|(_, report)| report.status());
    reported.fold(None, |level, status| match (status, CertificationLevel::of(status)) {
        (Status::FidoCertified, functional) => level.max(functional),
        (_, Some(level)) => Some(level),
        (Status::NotFidoCertified | Status::SelfAssertionSubmitted | Status::Revoked, None) => None,
        (_, None) => level,
    })
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;

    #[test]
    fn accepts_every_level_and_every_remark_in_words() {
        let names = Status::ALL.into_iter().filter_map(CertificationLevel::of).map(CertificationLevel::name);
        let expected = ["certified without a level", "L1", "L1+", "L2", "L2+", "L3", "L3+"];
        assert!(names.eq(expected));
        assert_eq!(CertificationLevel::of(Status::Unknown), None);
        assert_eq!(Status::Unknown.name(), "unknown");
        let unknown = "status report 2 says something that is not known";
        assert_eq!(Reason::Unknown { place: 2 }.to_string(), unknown);
        assert_eq!(Remark::Unknown { place: 2 }.to_string(), unknown);
        let updated = Remark::Updated { status: Status::UserVerificationBypass, place: 2 };
        let text = "USER_VERIFICATION_BYPASS, which the firmware of this device has mended";
        assert_eq!(updated.to_string(), text);
    }
}
