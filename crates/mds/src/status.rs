//! Status reports: what is said of a model, and since when.
//!
//! # Source
//! FIDO Metadata Service v3.1 §3.1.3, §3.1.4

use alloc::borrow::Cow;
use alloc::vec::Vec;

use countersign_x509::Certificate;

use crate::date::Date;
use crate::ignored::{Fields, IgnoredReason, Report};
use crate::json::{Json, Malformed};
use crate::policy::CertificationLevel;
use crate::root;

/// Most status reports of one entry. Real ones have up to a dozen.
pub const MAX_STATUS_REPORTS: usize = 256;

/// Most profiles of one report.
const MAX_PROFILES: usize = 32;

/// What a report says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Status {
    /// `NOT_FIDO_CERTIFIED`
    NotFidoCertified,
    /// `SELF_ASSERTION_SUBMITTED`
    SelfAssertionSubmitted,
    /// `FIDO_CERTIFIED`: it works as it should. How well keys are kept, no level says.
    FidoCertified,
    /// `FIDO_CERTIFIED_L1`
    FidoCertifiedL1,
    /// `FIDO_CERTIFIED_L1plus`
    FidoCertifiedL1Plus,
    /// `FIDO_CERTIFIED_L2`
    FidoCertifiedL2,
    /// `FIDO_CERTIFIED_L2plus`
    FidoCertifiedL2Plus,
    /// `FIDO_CERTIFIED_L3`
    FidoCertifiedL3,
    /// `FIDO_CERTIFIED_L3plus`
    FidoCertifiedL3Plus,
    /// `FIPS140_CERTIFIED_L1`
    Fips140CertifiedL1,
    /// `FIPS140_CERTIFIED_L2`
    Fips140CertifiedL2,
    /// `FIPS140_CERTIFIED_L3`
    Fips140CertifiedL3,
    /// `FIPS140_CERTIFIED_L4`
    Fips140CertifiedL4,
    /// `UPDATE_AVAILABLE`
    UpdateAvailable,
    /// `RETIRED`
    Retired,
    /// `REVOKED`
    Revoked,
    /// `USER_VERIFICATION_BYPASS`
    UserVerificationBypass,
    /// `ATTESTATION_KEY_COMPROMISE`
    AttestationKeyCompromise,
    /// `USER_KEY_REMOTE_COMPROMISE`
    UserKeyRemoteCompromise,
    /// `USER_KEY_PHYSICAL_COMPROMISE`
    UserKeyPhysicalCompromise,
    /// Something that is not known: [`StatusReport::text`] has it.
    Unknown,
}

impl Status {
    /// Every status that is known.
    pub const ALL: [Self; 20] = [
        Self::NotFidoCertified,
        Self::SelfAssertionSubmitted,
        Self::FidoCertified,
        Self::FidoCertifiedL1,
        Self::FidoCertifiedL1Plus,
        Self::FidoCertifiedL2,
        Self::FidoCertifiedL2Plus,
        Self::FidoCertifiedL3,
        Self::FidoCertifiedL3Plus,
        Self::Fips140CertifiedL1,
        Self::Fips140CertifiedL2,
        Self::Fips140CertifiedL3,
        Self::Fips140CertifiedL4,
        Self::UpdateAvailable,
        Self::Retired,
        Self::Revoked,
        Self::UserVerificationBypass,
        Self::AttestationKeyCompromise,
        Self::UserKeyRemoteCompromise,
        Self::UserKeyPhysicalCompromise,
    ];

    /// The status of a name, by an exact match.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|status| status.name() == name).unwrap_or(Self::Unknown)
    }

    /// The name in metadata.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotFidoCertified => "NOT_FIDO_CERTIFIED",
            Self::SelfAssertionSubmitted => "SELF_ASSERTION_SUBMITTED",
            Self::FidoCertified => "FIDO_CERTIFIED",
            Self::FidoCertifiedL1 => "FIDO_CERTIFIED_L1",
            Self::FidoCertifiedL1Plus => "FIDO_CERTIFIED_L1plus",
            Self::FidoCertifiedL2 => "FIDO_CERTIFIED_L2",
            Self::FidoCertifiedL2Plus => "FIDO_CERTIFIED_L2plus",
            Self::FidoCertifiedL3 => "FIDO_CERTIFIED_L3",
            Self::FidoCertifiedL3Plus => "FIDO_CERTIFIED_L3plus",
            Self::Fips140CertifiedL1 => "FIPS140_CERTIFIED_L1",
            Self::Fips140CertifiedL2 => "FIPS140_CERTIFIED_L2",
            Self::Fips140CertifiedL3 => "FIPS140_CERTIFIED_L3",
            Self::Fips140CertifiedL4 => "FIPS140_CERTIFIED_L4",
            Self::UpdateAvailable => "UPDATE_AVAILABLE",
            Self::Retired => "RETIRED",
            Self::Revoked => "REVOKED",
            Self::UserVerificationBypass => "USER_VERIFICATION_BYPASS",
            Self::AttestationKeyCompromise => "ATTESTATION_KEY_COMPROMISE",
            Self::UserKeyRemoteCompromise => "USER_KEY_REMOTE_COMPROMISE",
            Self::UserKeyPhysicalCompromise => "USER_KEY_PHYSICAL_COMPROMISE",
            Self::Unknown => "unknown",
        }
    }
}

impl Status {
    /// Whether it certifies how well keys are kept.
    const fn is_level(self) -> bool {
        !matches!(self, Self::FidoCertified) && CertificationLevel::of(self).is_some()
    }
}

/// Whether a report counts at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a report counts, or not, or nobody can tell")]
pub enum Effect {
    /// It does.
    InEffect,
    /// Its day has not come yet, or is over.
    NotInEffect,
    /// One of its dates cannot be read.
    Unclear,
}

/// Which certificates a report is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a report is about some certificates or about all")]
pub enum Concerns {
    /// All of the model: the report names none, or one that cannot be read.
    Everything,
    /// Those with the key of one of these certificates.
    Certificates(Vec<NamedCertificate>),
}

/// A certificate that a report names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedCertificate {
    der: Vec<u8>,
    public_key: Option<Vec<u8>>,
}

impl NamedCertificate {
    /// It is parsed here, once: its key is compared with those of every path and every root.
    fn new(der: Vec<u8>) -> Self {
        let key =
            Certificate::parse(&der).and_then(|certificate| certificate.public_key_bytes().map(Vec::from));
        Self { public_key: key.ok(), der }
    }

    /// The certificate in DER, if it is one.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The bytes of its key, without tag, length and count of unused bits; nothing if it cannot be read, so that it could be
    /// any.
    #[must_use]
    pub fn public_key(&self) -> Option<&[u8]> {
        self.public_key.as_deref()
    }
}

/// One report of an entry, read leniently: what is wrong in it is missing, and makes it count for less or against more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReport<'b> {
    place: usize,
    text: Option<Cow<'b, str>>,
    effective_date: Result<Option<Date>, Malformed>,
    sunset_date: Result<Option<Date>, Malformed>,
    authenticator_version: Result<Option<u64>, Malformed>,
    concerns: Concerns,
    details: Details<'b>,
}

/// What else a report has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Details<'b> {
    url: Option<Cow<'b, str>>,
    certification_descriptor: Option<Cow<'b, str>>,
    certificate_number: Option<Cow<'b, str>>,
    certification_policy_version: Option<Cow<'b, str>>,
    certification_requirements_version: Option<Cow<'b, str>>,
    certification_profiles: Vec<Cow<'b, str>>,
    fips_revision: Option<u64>,
    fips_physical_security_level: Option<u64>,
}

impl<'b> StatusReport<'b> {
    /// A report that cannot be read.
    pub(crate) const fn unreadable(place: usize) -> Self {
        Self {
            place,
            text: None,
            effective_date: Ok(None),
            sunset_date: Ok(None),
            authenticator_version: Ok(None),
            concerns: Concerns::Everything,
            details: Details {
                url: None,
                certification_descriptor: None,
                certificate_number: None,
                certification_policy_version: None,
                certification_requirements_version: None,
                certification_profiles: Vec::new(),
                fips_revision: None,
                fips_physical_security_level: None,
            },
        }
    }

    pub(crate) fn read(place: usize, value: Json<'b>, report: Report<'_>) -> Self {
        let Some(mut fields) = Fields::of(value, report) else { return Self::unreadable(place) };
        let text = fields.text("status");
        if text.as_deref().is_some_and(|text| Status::from_name(text) == Status::Unknown) {
            fields.report.add("status", IgnoredReason::UnknownValue);
        }
        let read = Self {
            place,
            text,
            effective_date: fields.date("effectiveDate"),
            sunset_date: fields.date("sunsetDate"),
            authenticator_version: fields.read("authenticatorVersion", Json::integer),
            concerns: concerns(&mut fields),
            details: Details {
                url: fields.text("url"),
                certification_descriptor: fields.text("certificationDescriptor"),
                certificate_number: fields.text("certificateNumber"),
                certification_policy_version: fields.text("certificationPolicyVersion"),
                certification_requirements_version: fields.text("certificationRequirementsVersion"),
                certification_profiles: fields.list("certificationProfiles", MAX_PROFILES, Json::text),
                fips_revision: fields.integer("fipsRevision"),
                fips_physical_security_level: fields.integer("fipsPhysicalSecurityLevel"),
            },
        };
        fields.finish(&[]);
        read
    }

    /// Its place among the reports of the entry, from 0 on.
    #[must_use]
    pub const fn place(&self) -> usize {
        self.place
    }

    /// What it says; nothing if that cannot be read.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        self.text.as_deref().map(Status::from_name)
    }

    /// What it says, as it stands there.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// From when on it counts; from when on it was listed, without a date.
    ///
    /// # Errors
    /// A date that cannot be read.
    pub const fn effective_date(&self) -> Result<Option<Date>, Malformed> {
        self.effective_date
    }

    /// From when on it counts no longer.
    ///
    /// # Errors
    /// A date that cannot be read.
    pub const fn sunset_date(&self) -> Result<Option<Date>, Malformed> {
        self.sunset_date
    }

    /// Whether it counts at a time in seconds since 1970 UTC.
    #[must_use]
    pub fn effect(&self, at: i64) -> Effect {
        let has_begun = |date: Option<Date>, otherwise| date.map_or(otherwise, |date| date.has_begun(at));
        match (self.effective_date, self.sunset_date) {
            (Ok(from), Ok(until)) if has_begun(from, true) && !has_begun(until, false) => Effect::InEffect,
            (Ok(_), Ok(_)) => Effect::NotInEffect,
            // The other date may be enough to tell that it does not count.
            (Ok(from), Err(_)) if !has_begun(from, true) => Effect::NotInEffect,
            (Err(_), Ok(until)) if has_begun(until, false) => Effect::NotInEffect,
            (Err(_), _) | (_, Err(_)) => Effect::Unclear,
        }
    }

    /// The version of the firmware that it is about; all versions without one.
    #[must_use]
    pub fn authenticator_version(&self) -> Option<u64> {
        self.authenticator_version.unwrap_or_default()
    }

    /// Which certificates it is about.
    #[must_use]
    pub const fn concerns(&self) -> &Concerns {
        &self.concerns
    }

    /// Where more is said.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.details.url.as_deref()
    }

    /// What was certified.
    #[must_use]
    pub fn certification_descriptor(&self) -> Option<&str> {
        self.details.certification_descriptor.as_deref()
    }

    /// The number of the certification.
    #[must_use]
    pub fn certificate_number(&self) -> Option<&str> {
        self.details.certificate_number.as_deref()
    }

    /// The version of the policy that was certified against.
    #[must_use]
    pub fn certification_policy_version(&self) -> Option<&str> {
        self.details.certification_policy_version.as_deref()
    }

    /// The version of the requirements that were certified against.
    #[must_use]
    pub fn certification_requirements_version(&self) -> Option<&str> {
        self.details.certification_requirements_version.as_deref()
    }

    /// The profiles that were certified.
    #[must_use]
    pub fn certification_profiles(&self) -> &[Cow<'b, str>] {
        &self.details.certification_profiles
    }

    /// The revision of FIPS 140 that was certified against.
    #[must_use]
    pub const fn fips_revision(&self) -> Option<u64> {
        self.details.fips_revision
    }

    /// The level of physical security by FIPS 140.
    #[must_use]
    pub const fn fips_physical_security_level(&self) -> Option<u64> {
        self.details.fips_physical_security_level
    }
}

/// The reports that are in effect, by the seconds at which their days begin. Reports on one day keep their order; one
/// without a date is as of the day of the report before it that is in effect.
pub(crate) fn in_effect<'r, 'b>(
    reports: &'r [StatusReport<'b>],
    at: i64,
) -> Vec<(i64, &'r StatusReport<'b>)> {
    let mut day = i64::MIN;
    let mut dated = Vec::new();
    for report in reports {
        if report.effect(at) == Effect::InEffect {
            day = report.effective_date().ok().flatten().map_or(day, |date| date.start());
            dated.push((day, report));
        }
    }
    dated.sort_by_key(|(day, _)| *day);
    dated
}

/// The latest report that is in effect. `FIDO_CERTIFIED` says no level, and does not hide one of the same day.
pub(crate) fn current<'r, 'b>(reports: &'r [StatusReport<'b>], at: i64) -> Option<&'r StatusReport<'b>> {
    let in_effect = in_effect(reports, at);
    let (day, last) = *in_effect.last()?;
    if last.status() != Some(Status::FidoCertified) {
        return Some(last);
    }
    let of_same_day =
        in_effect.iter().rev().take_while(|(other, _)| *other == day).map(|(_, report)| *report);
    let is_level = |report: &&StatusReport<'_>| report.status().is_some_and(Status::is_level);
    Some(of_same_day.into_iter().find(is_level).unwrap_or(last))
}

/// What is named and cannot be read could be anything: it is everything then.
fn concerns(fields: &mut Fields<'_, '_>) -> Concerns {
    let read = |value: Json<'_>| root::certificate(value)?.map(NamedCertificate::new).ok_or(Malformed::Form);
    let named = [fields.read("certificate", read), fields.read("batchCertificate", read)];
    let certificates: Result<Vec<_>, _> = named.into_iter().filter_map(Result::transpose).collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Concerns::Certificates(certificates),
        Ok(_) | Err(_) => Concerns::Everything,
    }
}
