//! `packed`: the format of security keys and of many platforms.
//!
//! ```text
//! attStmt = { alg: int, sig: bytes, x5c: [ attestnCert: bytes, * (caCert: bytes) ] } / { alg: int, sig: bytes }
//! ```
//!
//! # Source
//! [§8.2](https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation)

use alloc::vec::Vec;

use countersign_cbor::{Kind, Value};
use countersign_cose::{AlgorithmIdentifier, Crypto};
use countersign_x509::{
    Attribute, Certificate, Error as CertificateError, FidoExtension, ObjectIdentifier, Version,
};

use crate::error::{Cause, Error};
use crate::formats::{
    AttestationType, Attested, EnterpriseAttestation, Format, algorithm_identifier, at_leaf, certificates,
    evidence, fitting_scheme,
};
use crate::procedure::{Evidence, Steps, Trace};
use crate::statement::VerifiedStatement;
use crate::steps;

/// The unit that says what a certificate is for.
const UNIT: &str = "Authenticator Attestation";

/// A statement by its syntax.
struct Statement<'a> {
    algorithm: AlgorithmIdentifier,
    signature: &'a [u8],
    certificates: Certificates<'a>,
}

/// What stands under `x5c`: it decides the branch, so its absence is not the same as a value that is no list.
enum Certificates<'a> {
    Absent,
    Null,
    Present(Vec<Certificate<'a>>),
}

impl<'a> Certificates<'a> {
    fn leaf(&self) -> Result<&Certificate<'a>, Cause> {
        match self {
            Self::Present(path) => path.first().ok_or(Cause::CertificateCount(0)),
            Self::Absent | Self::Null => Err(Cause::Missing("x5c")),
        }
    }

    fn into_path(self) -> Vec<Certificate<'a>> {
        match self {
            Self::Present(path) => path,
            Self::Absent | Self::Null => Vec::new(),
        }
    }
}

impl<'a> Statement<'a> {
    /// §8.2.v1
    fn parse(statement: Value<'a>) -> Result<Self, Cause> {
        let (mut algorithm, mut signature, mut x5c) = (None, None, Certificates::Absent);
        for member in statement.map()? {
            let (name, value) = member?;
            match name.text()? {
                "alg" => algorithm = Some(algorithm_identifier(value)?),
                "sig" => signature = Some(value.bytes()?),
                "x5c" if value.kind() == Kind::Null => x5c = Certificates::Null,
                "x5c" => x5c = Certificates::Present(certificates(value)?),
                _ => return Err(Cause::UnknownMember),
            }
        }
        Ok(Self {
            algorithm: algorithm.ok_or(Cause::Missing("alg"))?,
            signature: signature.ok_or(Cause::Missing("sig"))?,
            certificates: x5c,
        })
    }
}

pub(super) fn verify<'a, T: Trace>(
    attested: &Attested<'_, 'a>,
    crypto: &dyn Crypto,
    trace: &mut T,
) -> Result<VerifiedStatement<'a>, Error> {
    let mut steps: Steps<'_, T, Error> = Steps::new(trace);
    // §8.2.v1
    let statement = steps.obtain(&steps::PACKED_SYNTAX, Statement::parse(attested.statement))?;
    match statement.certificates {
        Certificates::Absent => verify_self(&statement, attested, crypto, steps),
        Certificates::Null | Certificates::Present(_) => verify_basic(statement, attested, crypto, steps),
    }
}

/// §8.2 verification procedure, step 3.
fn verify_self<'a, T: Trace>(
    statement: &Statement<'a>,
    attested: &Attested<'_, 'a>,
    crypto: &dyn Crypto,
    mut steps: Steps<'_, T, Error>,
) -> Result<VerifiedStatement<'a>, Error> {
    // §8.2.v3
    steps.make(&steps::PACKED_SELF_BRANCH, ());
    let key = attested.object.credential().public_key();
    // §8.2.v3.a: numbers are compared, so that -9 does not stand for -7.
    steps.require(&steps::PACKED_SELF_ALGORITHM, statement.algorithm == key.identifier(), || {
        (Evidence::Algorithm(key.identifier()), Evidence::Algorithm(statement.algorithm))
    })?;
    // §8.2.v3.b
    let verified = key.verify(crypto, &attested.message(), statement.signature);
    steps.obtain(&steps::PACKED_SELF_SIGNATURE, verified)?;
    // §8.2.v3.c
    Ok(steps.make(
        &steps::PACKED_SELF_RESULT,
        VerifiedStatement::new(
            Format::Packed,
            AttestationType::SelfAttestation,
            attested.algorithm(),
            Vec::new(),
        ),
    ))
}

/// §8.2 verification procedure, step 2.
fn verify_basic<'a, T: Trace>(
    statement: Statement<'a>,
    attested: &Attested<'_, 'a>,
    crypto: &dyn Crypto,
    mut steps: Steps<'_, T, Error>,
) -> Result<VerifiedStatement<'a>, Error> {
    let Statement { algorithm, signature, certificates } = statement;
    // §8.2.v2: an x5c that is null is no licence for self attestation.
    let leaf = steps.obtain(&steps::PACKED_BRANCH, certificates.leaf())?;
    // §8.2.v2.a
    let verified = verify_under_leaf(leaf, algorithm, &attested.message(), signature, crypto);
    steps.obtain(&steps::PACKED_SIGNATURE, verified)?;
    // §8.2.v2.b
    certificate_requirements(leaf, attested.enterprise, &mut steps)?;
    steps.make(&steps::PACKED_CERTIFICATE, ());
    // §8.2.v2.c
    let (same, shown) = attested.certified_aaguid(leaf);
    steps.examine(&steps::PACKED_AAGUID, same, || shown)?;
    // §8.2.v2.e
    Ok(steps.make(
        &steps::PACKED_RESULT,
        VerifiedStatement::new(
            Format::Packed,
            AttestationType::Basic,
            attested.algorithm(),
            certificates.into_path(),
        ),
    ))
}

fn verify_under_leaf(
    leaf: &Certificate<'_>,
    algorithm: AlgorithmIdentifier,
    message: &[&[u8]],
    signature: &[u8],
    crypto: &dyn Crypto,
) -> Result<(), Cause> {
    let key = leaf.public_key().map_err(at_leaf)?;
    crypto.verify(fitting_scheme(algorithm, &key)?, &key, message, signature)?;
    Ok(())
}

/// §8.2.1 and §8.2.2.
fn certificate_requirements<T: Trace>(
    leaf: &Certificate<'_>,
    enterprise: EnterpriseAttestation,
    steps: &mut Steps<'_, T, Error>,
) -> Result<(), Error> {
    // §8.2.1.a
    steps.require(&steps::PACKED_CERTIFICATE_VERSION, leaf.version() == Version::V3, || {
        (Evidence::Word("3"), Evidence::Word(version_number(leaf.version())))
    })?;
    let subject = leaf.subject();
    // §8.2.1.b
    steps.require(&steps::PACKED_CERTIFICATE_SUBJECT, !subject.is_empty(), || {
        evidence("filled", !subject.is_empty())
    })?;
    // §8.2.1.b.1
    let country = every(leaf, ObjectIdentifier::COUNTRY_NAME, is_country);
    steps.require(&steps::PACKED_CERTIFICATE_COUNTRY, country, || evidence("two letters", country))?;
    // §8.2.1.b.2
    let organization = every(leaf, ObjectIdentifier::ORGANIZATION_NAME, is_filled);
    steps.require(&steps::PACKED_CERTIFICATE_ORGANIZATION, organization, || {
        evidence("filled", organization)
    })?;
    // §8.2.1.b.3
    let unit = every(leaf, ObjectIdentifier::ORGANIZATIONAL_UNIT_NAME, |unit| unit.text() == Some(UNIT));
    steps.require(&steps::PACKED_CERTIFICATE_UNIT, unit, || evidence(UNIT, unit))?;
    // §8.2.1.b.4
    let common_name = every(leaf, ObjectIdentifier::COMMON_NAME, is_filled);
    steps.require(&steps::PACKED_CERTIFICATE_COMMON_NAME, common_name, || evidence("filled", common_name))?;
    // §8.2.1.c
    steps.obtain(&steps::PACKED_CERTIFICATE_AAGUID, not_critical(leaf.aaguid()))?;
    // §8.2.1.d
    let no_authority = no_authority(leaf);
    let is_none = no_authority.is_ok();
    steps.examine(&steps::PACKED_CERTIFICATE_CA, no_authority, || evidence("CA false", is_none))?;
    // §8.2.1.r1
    steps.make(&steps::PACKED_CERTIFICATE_REVOCATION, ());
    // §8.2.1.r2
    steps.obtain(&steps::PACKED_CERTIFICATE_FIRMWARE, not_critical(leaf.firmware_version()))?;
    // §8.2.2.r1
    let serial = not_critical(leaf.enterprise_serial_number());
    let serial = steps.obtain(&steps::PACKED_ENTERPRISE_SERIAL, serial)?;
    // §8.2.2.r2
    let is_asked_for = serial.is_none() || enterprise == EnterpriseAttestation::Requested;
    steps.require(&steps::PACKED_ENTERPRISE_ONLY, is_asked_for, || {
        evidence("asked for, or not there", is_asked_for)
    })
}

const fn version_number(version: Version) -> &'static str {
    match version {
        Version::V1 => "1",
        Version::V2 => "2",
        Version::V3 => "3",
    }
}

/// Whether the subject has an attribute, and all of its values hold.
fn every(leaf: &Certificate<'_>, kind: ObjectIdentifier<'_>, holds: impl Fn(&Attribute<'_>) -> bool) -> bool {
    let subject = leaf.subject();
    subject.values(kind).next().is_some() && subject.values(kind).all(|value| holds(&value))
}

/// Two letters in a PrintableString (ISO 3166); every certificate in the field has that.
fn is_country(country: &Attribute<'_>) -> bool {
    const PRINTABLE_STRING: u8 = 0x13;
    let is_code = |code: &str| code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase());
    country.tag() == PRINTABLE_STRING && country.text().is_some_and(is_code)
}

/// A text that is not empty. The section asks for UTF8String; some certificates have PrintableString.
fn is_filled(attribute: &Attribute<'_>) -> bool {
    attribute.text().is_some_and(|text| !text.is_empty())
}

/// Basic constraints that are there and say no.
fn no_authority(leaf: &Certificate<'_>) -> Result<(), Cause> {
    match leaf.basic_constraints().map_err(at_leaf)? {
        Some(constraints) if !constraints.is_authority() => Ok(()),
        Some(_) | None => Err(Cause::Rule),
    }
}

/// An extension that may be missing, but not malformed and not critical.
fn not_critical<V: Copy>(
    extension: Result<Option<FidoExtension<V>>, CertificateError>,
) -> Result<Option<FidoExtension<V>>, Cause> {
    match extension.map_err(at_leaf)? {
        Some(extension) if extension.is_critical() => Err(Cause::Rule),
        extension => Ok(extension),
    }
}
