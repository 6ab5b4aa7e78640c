//! `tpm`: the format of platforms whose credential keys are in a Trusted Platform Module.
//!
//! ```text
//! attStmt = { ver: "2.0", alg: int, x5c: [ aikCert: bytes, * (caCert: bytes) ], sig: bytes,
//!             certInfo: bytes, pubArea: bytes }
//! ```
//!
//! `pubArea` describes the credential key (TPMT_PUBLIC). `certInfo` (TPMS_ATTEST) says that the TPM has a key of this name,
//! and holds a digest of this registration. It is signed by the TPM's attestation key, which a CA has certified.
//!
//! # Source
//! [§8.3](https://www.w3.org/TR/webauthn-3/#sctn-tpm-attestation)

use alloc::vec::Vec;

use countersign_cbor::Value;
use countersign_cose::{Algorithm, AlgorithmIdentifier, CoseKey, Crypto, Hash, PublicKey, SignatureScheme};
use countersign_x509::{Certificate, ObjectIdentifier, TpmName, Version};

use crate::error::{Cause, Error};
use crate::formats::{
    AttestationType, Attested, Format, algorithm_identifier, at_leaf, certificates, evidence, fitting_scheme,
};
use crate::procedure::{Evidence, Steps, Trace};
use crate::statement::{StatementDetails, StatementNote, VerifiedStatement};
use crate::steps;

mod algorithm;
mod attest;
mod details;
mod error;
mod manufacturers;
mod policy;
mod public;
mod reader;
mod signature;
pub mod structures;

use attest::{Attest, AttestType, Certified};
use details::TpmDetails;
pub use policy::TpmPolicy;
use public::Public;

/// The version of the TPM specification that the format is for.
const VERSION: &str = "2.0";

/// A statement by its syntax.
struct Statement<'a> {
    algorithm: AlgorithmIdentifier,
    signature: &'a [u8],
    /// Nothing where the member is missing, which is for another step to judge.
    certificates: Option<Vec<Certificate<'a>>>,
    cert_info: &'a [u8],
    pub_area: &'a [u8],
}

impl<'a> Statement<'a> {
    /// §8.3.v1
    fn parse(statement: Value<'a>) -> Result<Self, Cause> {
        let (mut version, mut algorithm, mut signature, mut x5c) = (None, None, None, None);
        let (mut cert_info, mut pub_area, mut has_ecdaa_key) = (None, None, false);
        for member in statement.map()? {
            let (name, value) = member?;
            match name.text()? {
                "ver" => version = Some(value.text()?),
                "alg" => algorithm = Some(algorithm_identifier(value)?),
                "sig" => signature = Some(value.bytes()?),
                "x5c" if value.array()?.count_left() == 0 => x5c = Some(Vec::new()),
                "x5c" => x5c = Some(certificates(value)?),
                // Level 1 had it in place of x5c.
                "ecdaaKeyId" => has_ecdaa_key = true,
                "certInfo" => cert_info = Some(value.bytes()?),
                "pubArea" => pub_area = Some(value.bytes()?),
                _ => return Err(Cause::UnknownMember),
            }
        }
        if version.ok_or(Cause::Missing("ver"))? != VERSION {
            return Err(Cause::Value("ver"));
        }
        if has_ecdaa_key && x5c.is_some() {
            return Err(Cause::UnknownMember);
        }
        Ok(Self {
            algorithm: algorithm.ok_or(Cause::Missing("alg"))?,
            signature: signature.ok_or(Cause::Missing("sig"))?,
            certificates: x5c,
            cert_info: cert_info.ok_or(Cause::Missing("certInfo"))?,
            pub_area: pub_area.ok_or(Cause::Missing("pubArea"))?,
        })
    }

    /// §8.3.v2
    fn credential_key(&self, credential: &CoseKey<'_>) -> Result<Public<'a>, Cause> {
        let public = Public::parse(self.pub_area)?;
        match credential.known() {
            Some((_, key)) if public.is_key(&key) => Ok(public),
            Some(_) | None => Err(Cause::Rule),
        }
    }

    /// §8.3.v4.a
    fn leaf(&self) -> Result<&Certificate<'a>, Cause> {
        let path = self.certificates.as_ref().ok_or(Cause::Missing("x5c"))?;
        path.first().ok_or(Cause::CertificateCount(0))
    }

    /// §8.3.v4.d: the scheme by which the signature verifies.
    fn verify_signature(
        &self,
        leaf: &Certificate<'a>,
        crypto: &dyn Crypto,
    ) -> Result<SignatureScheme, Cause> {
        let key = leaf.public_key().map_err(at_leaf)?;
        let scheme = scheme(self.algorithm, &key)?;
        let signature = signature::bare(self.signature, scheme, &key);
        crypto.verify(scheme, &key, &[self.cert_info], &signature)?;
        Ok(scheme)
    }
}

/// The scheme of an algorithm that fits the key. RS1 does here: all of Windows Hello signs statements with SHA-1.
fn scheme(identifier: AlgorithmIdentifier, key: &PublicKey<'_>) -> Result<SignatureScheme, Cause> {
    match (identifier.algorithm(), key) {
        (Some(Algorithm::Rs1), PublicKey::Rsa(_)) => Ok(Algorithm::Rs1.scheme()),
        _ => fitting_scheme(identifier, key),
    }
}

pub(super) fn verify<'a, T: Trace>(
    attested: &Attested<'_, 'a>,
    crypto: &dyn Crypto,
    trace: &mut T,
) -> Result<VerifiedStatement<'a>, Error> {
    let mut steps: Steps<'_, T, Error> = Steps::new(trace);
    // §8.3.v1
    let statement = steps.obtain(&steps::TPM_SYNTAX, Statement::parse(attested.statement))?;
    // §8.3.v2
    let public = statement.credential_key(attested.object.credential().public_key());
    let is_same = public.is_ok();
    let public = steps.examine(&steps::TPM_KEY, public, || evidence("the credential key", is_same))?;
    // §8.3.v3
    let message = steps.make(&steps::TPM_MESSAGE, attested.message());
    let (name, scheme) = integrity(&statement, attested, crypto, &mut steps)?;
    // §8.3.v4
    steps.make(&steps::TPM_INTEGRITY, ());
    // §8.3.v5
    let attest = steps.obtain(&steps::TPM_CERT_INFO, Attest::parse(statement.cert_info))?;
    let expected = Expected { public: &public, scheme, message: &message, policy: attested.policy.tpm() };
    contents(&attest, &expected, crypto, &mut steps)?;
    // §8.3.v5.e
    let details = TpmDetails::new(&name, &attest, &public);
    let result = VerifiedStatement::new(
        Format::Tpm,
        AttestationType::AttestationCa,
        attested.algorithm(),
        statement.certificates.unwrap_or_default(),
    )
    .note_if(signature::hash_of(scheme) == Some(Hash::Sha1), StatementNote::Sha1)
    .note_if(details.registered_manufacturer().is_none(), StatementNote::UnregisteredTpmManufacturer)
    .note_if(public.name_algorithm().hash() == Some(Hash::Sha1), StatementNote::Sha1TpmName)
    .with_details(StatementDetails::Tpm(details));
    Ok(steps.make(&steps::TPM_RESULT, result))
}

/// §8.3 verification procedure, step 4: who signs, and that he did.
fn integrity<'a, T: Trace>(
    statement: &Statement<'a>,
    attested: &Attested<'_, 'a>,
    crypto: &dyn Crypto,
    steps: &mut Steps<'_, T, Error>,
) -> Result<(TpmName<'a>, SignatureScheme), Error> {
    // §8.3.v4.a
    let leaf = steps.obtain(&steps::TPM_CERTIFICATES, statement.leaf())?;
    let name = certificate_requirements(leaf, attested.policy.tpm(), steps)?;
    // §8.3.v4.b
    steps.make(&steps::TPM_CERTIFICATE, ());
    // §8.3.v4.c
    let (same, shown) = attested.certified_aaguid(leaf);
    steps.examine(&steps::TPM_AAGUID, same, || shown)?;
    // §8.3.v4.d
    let scheme = steps.obtain(&steps::TPM_SIGNATURE, statement.verify_signature(leaf, crypto))?;
    Ok((name, scheme))
}

/// §8.3.1.
fn certificate_requirements<'a, T: Trace>(
    leaf: &Certificate<'a>,
    policy: TpmPolicy,
    steps: &mut Steps<'_, T, Error>,
) -> Result<TpmName<'a>, Error> {
    // §8.3.1.a
    let is_version_3 = leaf.version() == Version::V3;
    steps.require(&steps::TPM_CERTIFICATE_VERSION, is_version_3, || evidence("3", is_version_3))?;
    // §8.3.1.b
    let is_empty = leaf.subject().is_empty();
    steps.require(&steps::TPM_CERTIFICATE_SUBJECT, is_empty, || {
        (Evidence::Word("empty"), Evidence::Word(if is_empty { "empty" } else { "filled" }))
    })?;
    // §8.3.1.c
    let name = leaf.tpm_name().map_err(at_leaf);
    let manufacturer = name.as_ref().ok().copied().flatten().map(|name| name.manufacturer());
    let name = steps.examine(&steps::TPM_CERTIFICATE_NAME, accepted(name, policy), || {
        let found = manufacturer.map_or(Evidence::Word("no name of a TPM"), Evidence::Identifier);
        (Evidence::Word("manufacturer, model and version, the manufacturer registered"), found)
    })?;
    // §8.3.1.d
    let usage = leaf.extended_key_usage().map_err(at_leaf);
    let usage = match usage {
        Ok(Some(usage)) if usage.has(ObjectIdentifier::TPM_ATTESTATION_KEY) => Ok(()),
        Ok(_) => Err(Cause::Rule),
        Err(cause) => Err(cause),
    };
    let is_for_attestation = usage.is_ok();
    steps.examine(&steps::TPM_CERTIFICATE_USAGE, usage, || evidence("2.23.133.8.3", is_for_attestation))?;
    // §8.3.1.e: those of Microsoft may have no basic constraints, and then are no CA.
    let no_authority = match leaf.basic_constraints() {
        Ok(Some(constraints)) if constraints.is_authority() => Err(Cause::Rule),
        Ok(_) => Ok(()),
        Err(error) => Err(at_leaf(error)),
    };
    let is_none = no_authority.is_ok();
    steps.examine(&steps::TPM_CERTIFICATE_CA, no_authority, || evidence("no CA", is_none))?;
    // §8.3.1.f
    steps.make(&steps::TPM_CERTIFICATE_REVOCATION, ());
    Ok(name)
}

/// The name of the TPM, if there is one and the policy accepts its manufacturer.
fn accepted<'a>(name: Result<Option<TpmName<'a>>, Cause>, policy: TpmPolicy) -> Result<TpmName<'a>, Cause> {
    let name = name?.ok_or(Cause::Rule)?;
    let registered = manufacturers::vendor_id(name.manufacturer()).and_then(manufacturers::manufacturer);
    if registered.is_some() || policy.accepts_unregistered_manufacturers() {
        Ok(name)
    } else {
        Err(Cause::TpmManufacturer)
    }
}

/// What certInfo is held against.
struct Expected<'m> {
    public: &'m Public<'m>,
    /// By which certInfo was signed; its hash function is that of the extra data too.
    scheme: SignatureScheme,
    message: &'m [&'m [u8]],
    policy: TpmPolicy,
}

/// §8.3 verification procedure, step 5: what the TPM says.
fn contents<T: Trace>(
    attest: &Attest<'_>,
    expected: &Expected<'_>,
    crypto: &dyn Crypto,
    steps: &mut Steps<'_, T, Error>,
) -> Result<(), Error> {
    // §8.3.v5.a
    steps.require(&steps::TPM_MAGIC, attest.is_generated(), || {
        evidence("TPM_GENERATED_VALUE", attest.is_generated())
    })?;
    // §8.3.v5.b
    let certified = attest.certified().ok_or(Cause::Rule);
    let certified = steps.examine(&steps::TPM_TYPE, certified, || {
        (Evidence::Word(AttestType::CERTIFY.name()), Evidence::Word(attest.kind().name()))
    })?;
    // §8.3.v5.c
    let same = require_extra_data(attest, expected, crypto);
    let is_same = same.is_ok();
    steps.examine(&steps::TPM_EXTRA_DATA, same, || evidence("the digest by the hash of alg", is_same))?;
    // §8.3.v5.d
    let named = require_name(&certified, expected, crypto);
    steps.examine(&steps::TPM_NAME, named, || {
        let accepts_sha1 = expected.policy.accepts_sha1_names();
        let wanted = if accepts_sha1 { "SHA-1 or SHA-2" } else { "SHA-256, -384 or -512" };
        (Evidence::Word(wanted), Evidence::Word(expected.public.name_algorithm().name()))
    })
}

fn require_extra_data(
    attest: &Attest<'_>,
    expected: &Expected<'_>,
    crypto: &dyn Crypto,
) -> Result<(), Cause> {
    let hash = signature::hash_of(expected.scheme).ok_or(Cause::Algorithm)?;
    let digest = crypto.digest(hash, expected.message);
    if digest.as_bytes() == attest.extra_data() { Ok(()) } else { Err(Cause::Rule) }
}

/// The name is the number of the hash function, and the digest of the public area by it.
fn require_name(
    certified: &Certified<'_>,
    expected: &Expected<'_>,
    crypto: &dyn Crypto,
) -> Result<(), Cause> {
    let algorithm = expected.public.name_algorithm();
    let hash = algorithm.hash().ok_or(Cause::TpmNameAlgorithm)?;
    if hash == Hash::Sha1 && !expected.policy.accepts_sha1_names() {
        return Err(Cause::TpmNameAlgorithm);
    }
    let digest = crypto.digest(hash, &[expected.public.encoded()]);
    let is_named =
        certified.name().strip_prefix(&algorithm.number().to_be_bytes()) == Some(digest.as_bytes());
    if is_named { Ok(()) } else { Err(Cause::Rule) }
}
