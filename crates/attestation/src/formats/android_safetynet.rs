//! `android-safetynet`: an answer of a Google service about an Android device. The service was shut down in 2025.
//!
//! ```text
//! attStmt = { ver: text, response: bytes }
//! ```
//!
//! The response is a JWS. What is asked of it beyond the section is what the documentation of the service asked: the
//! device matches a profile that passed the compatibility tests, and the answer is fresh.
//!
//! # Source
//! [§8.5](https://www.w3.org/TR/webauthn-3/#sctn-android-safetynet-attestation)

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_cbor::Value;
use countersign_cose::{Algorithm, Crypto};
use countersign_x509::Certificate;

use crate::error::{Cause, Error};
use crate::formats::{AttestationType, Attested, DecodedBytes, Format, MAX_CERTIFICATES, at_leaf};
use crate::jws::{CompactJws, JwsPart, Members};
use crate::procedure::{Evidence, Steps, Trace};
use crate::statement::{StatementDetails, StatementNote, VerifiedStatement};
use crate::steps;

/// Whom the certificate of an answer is for.
const HOST: &str = "attest.android.com";

/// Longest answer in bytes. Real ones, with two certificates and RSA, have five KiB.
const MAX_ANSWER_BYTES: usize = 32 * 1024;

/// The algorithms that the service signed with, and those of tests.
const ALGORITHMS: [Algorithm; 2] = [Algorithm::Rs256, Algorithm::Es256];

/// Oldest answer that is accepted, in seconds: the device asks for it while the ceremony runs, after the user agreed. The
/// conformance tests of FIDO drew the line at a minute too.
pub(crate) const DEFAULT_AGE_SECONDS: u32 = 60;

/// How far an answer may be ahead, in seconds: the service and the relying party both follow network time, and the
/// relying party may have cut its fraction of a second off.
pub(crate) const CLOCK_DIFFERENCE_SECONDS: u32 = 10;

/// What is demanded of `android-safetynet` statements. By default the device matches a profile that passed the
/// compatibility tests, and the answer is at most a minute old.
///
/// [`StatementPolicy::without_format`](crate::StatementPolicy::without_format) leaves this retired format out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SafetyNetPolicy {
    age_seconds: u32,
    profile: Profile,
}

/// Which devices are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Profile {
    Matching,
    Any,
}

impl Default for SafetyNetPolicy {
    fn default() -> Self {
        Self { age_seconds: DEFAULT_AGE_SECONDS, profile: Profile::Matching }
    }
}

impl SafetyNetPolicy {
    /// Accepts devices that do not match a profile which passed the compatibility tests: rooted ones, for instance. The
    /// result says so.
    #[must_use]
    pub const fn accept_profile_mismatch(self) -> Self {
        Self { profile: Profile::Any, ..self }
    }

    /// Accepts answers that are at most so old.
    #[must_use]
    pub const fn accept_age(self, seconds: u32) -> Self {
        Self { age_seconds: seconds, ..self }
    }

    /// What the documentation of the service asks of an answer.
    fn require(self, answer: &Answer<'_>, at: i64) -> Result<(), Cause> {
        if self.profile == Profile::Matching && !answer.details.profile_match {
            return Err(Cause::Value("ctsProfileMatch"));
        }
        let age = at.saturating_mul(1_000).saturating_sub(answer.details.timestamp);
        let oldest = i64::from(self.age_seconds).saturating_mul(1_000);
        let newest = i64::from(CLOCK_DIFFERENCE_SECONDS).saturating_mul(-1_000);
        if (newest..=oldest).contains(&age) {
            Ok(())
        } else {
            Err(Cause::Age { seconds: age.div_euclid(1_000) })
        }
    }
}

/// What an answer tells of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SafetyNetDetails {
    timestamp: i64,
    profile_match: bool,
    basic_integrity: bool,
}

impl SafetyNetDetails {
    /// When the service made the answer, in milliseconds since 1970 UTC.
    #[must_use]
    pub const fn timestamp(&self) -> i64 {
        self.timestamp
    }

    /// `ctsProfileMatch`: the device matches a profile that passed the compatibility tests.
    #[must_use]
    pub const fn profile_match(&self) -> bool {
        self.profile_match
    }

    /// `basicIntegrity`: the weaker claim that the device has not been tampered with. False where it is missing.
    #[must_use]
    pub const fn basic_integrity(&self) -> bool {
        self.basic_integrity
    }
}

/// A statement by its syntax. The version is one of an app, and says nothing.
struct Statement<'a> {
    response: &'a [u8],
}

impl<'a> Statement<'a> {
    /// §8.5.v1
    fn parse(statement: Value<'a>) -> Result<Self, Cause> {
        let (mut version, mut response) = (None, None);
        for member in statement.map()? {
            let (name, value) = member?;
            match name.text()? {
                "ver" => version = Some(value.text()?),
                "response" => response = Some(value.bytes()?),
                _ => return Err(Cause::UnknownMember),
            }
        }
        if version.ok_or(Cause::Missing("ver"))?.is_empty() {
            return Err(Cause::Value("ver"));
        }
        Ok(Self { response: response.ok_or(Cause::Missing("response"))? })
    }
}

/// A JWS whose signature verifies under the first of its certificates. Nobody has said yet that these are anybody's.
struct Jws<'a> {
    certificates: Vec<Certificate<'a>>,
    payload: Members,
}

impl<'a> Jws<'a> {
    fn verify(compact: &[u8], decoded: &'a DecodedBytes, crypto: &dyn Crypto) -> Result<Self, Cause> {
        let jws = CompactJws::parse(compact, MAX_ANSWER_BYTES)?;
        let mut certificates = Vec::new();
        for (at, der) in jws.certificates(MAX_CERTIFICATES)?.into_iter().enumerate() {
            let certificate = Certificate::parse(decoded.keep(der));
            certificates.push(certificate.map_err(|error| Cause::Certificate { at, error })?);
        }
        let leaf = certificates.first().ok_or(Cause::CertificateCount(0))?;
        let key = leaf.public_key().map_err(at_leaf)?;
        jws.verify(jws.algorithm(&ALGORITHMS)?, &key, crypto)?;
        let payload = Members::parse(&jws.payload()?, JwsPart::Payload)?;
        Ok(Self { certificates, payload })
    }
}

/// An answer whose signature verifies.
struct Answer<'a> {
    certificates: Vec<Certificate<'a>>,
    nonce: Option<String>,
    details: SafetyNetDetails,
}

impl<'a> Answer<'a> {
    /// §8.5.v2
    fn verify(response: &[u8], attested: &Attested<'_, 'a>, crypto: &dyn Crypto) -> Result<Self, Cause> {
        let Jws { certificates, payload } = Jws::verify(response, attested.decoded, crypto)?;
        let details = SafetyNetDetails {
            timestamp: payload.integer("timestampMs")?,
            profile_match: payload.boolean("ctsProfileMatch")?.unwrap_or(false),
            basic_integrity: payload.boolean("basicIntegrity")?.unwrap_or(false),
        };
        // That it is there, and a text, is for the next step.
        let nonce = payload.get("nonce").and_then(|nonce| nonce.as_str()).map(String::from);
        let answer = Self { certificates, nonce, details };
        attested.policy.safetynet().require(&answer, attested.at)?;
        Ok(answer)
    }

    /// §8.5.v4
    fn is_of_service(&self) -> Result<(), Cause> {
        let leaf = self.certificates.first().ok_or(Cause::CertificateCount(0))?;
        let names = leaf.dns_names().map_err(at_leaf)?;
        if names.iter().any(|name| name.eq_ignore_ascii_case(HOST)) { Ok(()) } else { Err(Cause::Rule) }
    }
}

pub(super) fn verify<'a, T: Trace>(
    attested: &Attested<'_, 'a>,
    crypto: &dyn Crypto,
    trace: &mut T,
) -> Result<VerifiedStatement<'a>, Error> {
    let mut steps: Steps<'_, T, Error> = Steps::new(trace);
    // §8.5.v1
    let statement = steps.obtain(&steps::SAFETYNET_SYNTAX, Statement::parse(attested.statement))?;
    // §8.5.v2: profile and time belong here, since the section calls valid what the documentation of the service does.
    let answer = Answer::verify(statement.response, attested, crypto);
    let answer = steps.obtain(&steps::SAFETYNET_RESPONSE, answer)?;
    // §8.5.v3: the text is compared, so that no other form of base64 stands for it.
    let nonce = STANDARD.encode(crypto.sha256(&attested.message()));
    let is_same = answer.nonce.as_ref() == Some(&nonce);
    steps.require(&steps::SAFETYNET_NONCE, is_same, || {
        (Evidence::Word("equal"), Evidence::Word(if is_same { "equal" } else { "different" }))
    })?;
    // §8.5.v4
    let service = answer.is_of_service();
    let is_host = service.is_ok();
    steps.examine(&steps::SAFETYNET_HOST, service, || {
        (Evidence::Word(HOST), Evidence::Word(if is_host { HOST } else { "something else, or nothing" }))
    })?;
    // §8.5.v5
    Ok(steps.make(
        &steps::SAFETYNET_RESULT,
        VerifiedStatement::new(
            Format::AndroidSafetyNet,
            AttestationType::Basic,
            attested.algorithm(),
            answer.certificates,
        )
        .with_details(StatementDetails::SafetyNet(answer.details))
        .note_if(true, StatementNote::RetiredFormat),
    ))
}
