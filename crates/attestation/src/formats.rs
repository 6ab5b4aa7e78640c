//! The attestation statement formats, one file each.
//!
//! # Source
//! [§8](https://www.w3.org/TR/webauthn-3/#sctn-defined-attestation-formats)

use alloc::vec::Vec;

use countersign_cbor::Value;
use countersign_cose::{
    Algorithm, AlgorithmIdentifier, Crypto, Curve, EdwardsCurve, MlDsaParameterSet, PublicKey,
    SignatureScheme,
};
use countersign_wire::{Aaguid, AttestationObject};
use countersign_x509::{Certificate, Error as CertificateError};

use crate::error::{Cause, Error};
use crate::procedure::{Evidence, Trace};
use crate::statement::{StatementNote, VerifiedStatement};
use crate::statement_policy::StatementPolicy;

mod android_key;
mod android_safetynet;
mod apple;
mod compound;
mod decoded;
mod fido_u2f;
mod none;
mod packed;
mod tpm;

pub use android_key::AndroidKeyPolicy;
pub use android_safetynet::{SafetyNetDetails, SafetyNetPolicy};
pub use compound::{CompoundDemand, CompoundPart, CompoundPolicy, CompoundStatement, MAX_PARTS, PartRefusal};
pub use decoded::DecodedBytes;
pub use tpm::{TpmPolicy, structures as tpm_structures};

/// Most certificates in one statement. Chains in the field have up to five.
pub const MAX_CERTIFICATES: usize = 8;

/// Longest identifier of a format in bytes.
///
/// # Source
/// [§8.1](https://www.w3.org/TR/webauthn-3/#sctn-attstn-fmt-ids)
pub const MAX_FORMAT_BYTES: usize = 32;

/// A format of statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `packed`, §8.2.
    Packed,
    /// `tpm`, §8.3.
    Tpm,
    /// `android-key`, §8.4.
    AndroidKey,
    /// `android-safetynet`, §8.5. The service behind it is retired.
    AndroidSafetyNet,
    /// `fido-u2f`, §8.6.
    FidoU2f,
    /// `none`, §8.7.
    None,
    /// `apple`, §8.8.
    Apple,
    /// `compound`, §8.9.
    Compound,
    /// A format that is not known, where the policy takes its statements for none: see
    /// [`StatementPolicy::keep_unknown_formats_as_unattested`](crate::StatementPolicy::keep_unknown_formats_as_unattested).
    Unknown,
}

impl Format {
    /// Every format whose statements can be verified.
    pub const ALL: [Self; 8] = [
        Self::Packed,
        Self::Tpm,
        Self::AndroidKey,
        Self::AndroidSafetyNet,
        Self::FidoU2f,
        Self::None,
        Self::Apple,
        Self::Compound,
    ];

    /// The format of an identifier, by an exact, case-sensitive match.
    ///
    /// # Errors
    /// [`UnsupportedFormat::Malformed`] for a text that is no identifier, [`UnsupportedFormat::Unknown`] for any other.
    ///
    /// # Source
    /// [§8.1](https://www.w3.org/TR/webauthn-3/#sctn-attstn-fmt-ids)
    pub fn from_identifier(identifier: &str) -> Result<Self, UnsupportedFormat> {
        // §8.1.r2
        if !is_identifier(identifier) {
            return Err(UnsupportedFormat::Malformed);
        }
        // §8.1.r1
        let known = Self::ALL.into_iter().find(|format| format.identifier() == identifier);
        known.ok_or(UnsupportedFormat::Unknown)
    }

    /// The identifier; `unknown` for a format that is not known.
    #[must_use]
    pub const fn identifier(self) -> &'static str {
        match self {
            Self::Packed => "packed",
            Self::Tpm => "tpm",
            Self::AndroidKey => "android-key",
            Self::AndroidSafetyNet => "android-safetynet",
            Self::FidoU2f => "fido-u2f",
            Self::None => "none",
            Self::Apple => "apple",
            Self::Compound => "compound",
            Self::Unknown => "unknown",
        }
    }
}

/// §8.1: visible ASCII, without the quotation mark and the backslash. A text without a character names nothing.
fn is_identifier(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_FORMAT_BYTES
        && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}

/// A format whose statements are not verified. It is never treated as `none`, unless a policy says so of unknown ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnsupportedFormat {
    /// The text is no identifier: too long, empty, or with a character that identifiers do not have.
    Malformed,
    /// The identifier is not that of a known format.
    Unknown,
    /// The policy leaves the format out.
    LeftOut,
}

impl UnsupportedFormat {
    /// The rule of form that is broken, if one is, by its id.
    #[must_use]
    pub const fn rule(self) -> Option<&'static str> {
        match self {
            Self::Malformed => Some("8.1.r2"),
            Self::Unknown | Self::LeftOut => None,
        }
    }
}

impl core::fmt::Display for UnsupportedFormat {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(match self {
            Self::Malformed => "the attestation statement format is no identifier",
            Self::Unknown => "the attestation statement format is not supported",
            Self::LeftOut => "the policy leaves the attestation statement format out",
        })
    }
}

impl core::error::Error for UnsupportedFormat {}

/// What an attestation proves of where the key is.
///
/// # Source
/// [§6.5.3](https://www.w3.org/TR/webauthn-3/#sctn-attestation-types)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttestationType {
    /// Nothing.
    None,
    /// The credential key signed for itself: possession, and nothing of the maker.
    SelfAttestation,
    /// A certificate of the model, or of an attestation CA, signed; which of them takes outside knowledge.
    Basic,
    /// An attestation CA certified the attestation key of one device's TPM.
    AttestationCa,
    /// An anonymization CA certified the credential key itself, once.
    AnonymizationCa,
    /// Several statements, each of a type of its own, and at least one of them with a certificate. (A compound statement
    /// whose parts are all self attestation is that, and one whose parts are all `none` is none.)
    Compound,
}

/// Whether the relying party asked for enterprise attestation, which may identify one device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "it was asked for or it was not")]
pub enum EnterpriseAttestation {
    /// It did.
    Requested,
    /// It did not.
    NotRequested,
}

/// What a statement is verified against.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct Attested<'r, 'a> {
    /// The attestation object.
    pub object: &'r AttestationObject<'a>,
    /// The statement: that of the object, or a part of it where that is a compound one.
    pub statement: Value<'a>,
    /// SHA-256 over the client data as it arrived.
    pub client_data_hash: &'r [u8; 32],
    /// Whether enterprise attestation was asked for.
    pub enterprise: EnterpriseAttestation,
    /// What is demanded of statements where the specification leaves a choice.
    pub policy: &'r StatementPolicy,
    /// The time at which statements that carry one are judged, in seconds since 1970 UTC.
    pub at: i64,
    /// Keeps what a statement has in another encoding, for as long as the result is looked at.
    pub decoded: &'a DecodedBytes,
}

impl Attested<'_, '_> {
    /// What statements sign: authenticator data and the hash of the client data, as two parts of one message.
    const fn message(&self) -> [&[u8]; 2] {
        [self.object.authenticator_data().bytes(), self.client_data_hash]
    }

    /// The algorithm of the credential.
    fn algorithm(&self) -> AlgorithmIdentifier {
        self.object.credential().public_key().identifier()
    }

    /// The AAGUID of a certificate, if it has one, is that of the authenticator data; and what to show of both.
    fn certified_aaguid(
        &self,
        leaf: &Certificate<'_>,
    ) -> (Result<(), Cause>, (Evidence<'static>, Evidence<'static>)) {
        let claimed = self.object.credential().aaguid();
        match leaf.aaguid().map(|extension| extension.map(|extension| Aaguid::new(extension.value()))) {
            Ok(None) => (Ok(()), (Evidence::Aaguid(claimed), Evidence::Word("not in the certificate"))),
            Ok(Some(certified)) => {
                let same = if certified == claimed { Ok(()) } else { Err(Cause::Rule) };
                (same, (Evidence::Aaguid(claimed), Evidence::Aaguid(certified)))
            }
            Err(error) => (Err(at_leaf(error)), (Evidence::Aaguid(claimed), Evidence::Word("malformed"))),
        }
    }

    /// The certificate, if there is one, is for the credential key: the same kind of key with the same numbers, however
    /// each is encoded.
    fn require_credential_key(&self, leaf: Result<&Certificate<'_>, Cause>) -> Result<(), Cause> {
        let certified = leaf?.public_key().map_err(at_leaf)?;
        match self.object.credential().public_key().known() {
            Some((_, key)) if key == certified => Ok(()),
            Some(_) | None => Err(Cause::Rule),
        }
    }
}

/// Verifies the attestation statement of an object by the procedure of its format.
///
/// Success proves what the attestation type says; it does not prove that anybody trusts the certificates.
///
/// # Errors
/// The step of the format that refused.
///
/// # Source
/// [§7.1 step 22](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential),
/// [§8](https://www.w3.org/TR/webauthn-3/#sctn-defined-attestation-formats)
pub fn verify<'a, T: Trace>(
    format: Format,
    attested: &Attested<'_, 'a>,
    crypto: &dyn Crypto,
    trace: &mut T,
) -> Result<VerifiedStatement<'a>, Error> {
    match format {
        Format::Packed => packed::verify(attested, crypto, trace),
        Format::Tpm => tpm::verify(attested, crypto, trace),
        Format::AndroidKey => android_key::verify(attested, crypto, trace),
        Format::AndroidSafetyNet => android_safetynet::verify(attested, crypto, trace),
        Format::FidoU2f => fido_u2f::verify(attested, crypto, trace),
        Format::None => none::verify(attested, trace),
        Format::Apple => apple::verify(attested, crypto, trace),
        Format::Compound => compound::verify(attested, crypto, trace),
        // Nothing is verified, and nothing is proved.
        Format::Unknown => Ok(VerifiedStatement::new(
            Format::Unknown,
            AttestationType::None,
            attested.algorithm(),
            Vec::new(),
        )
        .note_if(true, StatementNote::UnknownFormat)),
    }
}

/// Evidence of a rule of which what was looked at may not be shown itself.
const fn evidence<'e>(expected: &'static str, holds: bool) -> (Evidence<'e>, Evidence<'e>) {
    (Evidence::Word(expected), Evidence::Word(if holds { expected } else { "something else, or nothing" }))
}

const fn at_leaf(error: CertificateError) -> Cause {
    Cause::Certificate { at: 0, error }
}

/// The certificates of an `x5c` member, which has to hold one at least.
fn certificates(member: Value<'_>) -> Result<Vec<Certificate<'_>>, Cause> {
    let items = member.array()?;
    let count = items.count_left();
    if count == 0 || count > MAX_CERTIFICATES {
        return Err(Cause::CertificateCount(count));
    }
    let mut certificates = Vec::with_capacity(count);
    for (at, item) in items.enumerate() {
        let certificate =
            Certificate::parse(item?.bytes()?).map_err(|error| Cause::Certificate { at, error })?;
        certificates.push(certificate);
    }
    Ok(certificates)
}

/// The algorithm number of a statement.
fn algorithm_identifier(member: Value<'_>) -> Result<AlgorithmIdentifier, Cause> {
    let number = i64::try_from(member.integer()?).map_err(|_| Cause::Algorithm)?;
    Ok(AlgorithmIdentifier::new(number))
}

/// The scheme of an algorithm that fits the key of a certificate.
///
/// ES256 and its kin say nothing of a certificate's curve, which is its own: ES256 under a P-384 key is ECDSA with SHA-256
/// on P-384. Fully specified algorithms name their curve. SHA-1 fits nothing.
fn fitting_scheme(identifier: AlgorithmIdentifier, key: &PublicKey<'_>) -> Result<SignatureScheme, Cause> {
    let algorithm = identifier.algorithm().ok_or(Cause::Algorithm)?;
    let fits = match key {
        PublicKey::Ec(key) => fits_curve(algorithm, key.curve()),
        PublicKey::Edwards(key) => match key.curve() {
            EdwardsCurve::Ed25519 => matches!(algorithm, Algorithm::EdDsa | Algorithm::Ed25519),
            EdwardsCurve::Ed448 => algorithm == Algorithm::Ed448,
            _ => false,
        },
        PublicKey::Rsa(_) => {
            matches!(algorithm.scheme(), SignatureScheme::RsaPkcs1(_) | SignatureScheme::RsaPss(_))
                && algorithm != Algorithm::Rs1
        }
        PublicKey::MlDsa(key) => {
            algorithm
                == match key.parameter_set() {
                    MlDsaParameterSet::MlDsa44 => Algorithm::MlDsa44,
                    MlDsaParameterSet::MlDsa65 => Algorithm::MlDsa65,
                    MlDsaParameterSet::MlDsa87 => Algorithm::MlDsa87,
                }
        }
        _ => false,
    };
    if fits { Ok(algorithm.scheme()) } else { Err(Cause::Algorithm) }
}

fn fits_curve(algorithm: Algorithm, curve: Curve) -> bool {
    let is_unspecific = matches!(algorithm, Algorithm::Es256 | Algorithm::Es384 | Algorithm::Es512);
    match curve {
        Curve::P256 => is_unspecific || algorithm == Algorithm::Esp256,
        Curve::P384 => is_unspecific || algorithm == Algorithm::Esp384,
        Curve::P521 => is_unspecific || algorithm == Algorithm::Esp512,
        Curve::Secp256k1 => algorithm == Algorithm::Es256k,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use countersign_cose::{EcPublicKey, EdwardsPublicKey, MlDsaPublicKey, RsaPublicKey};

    use super::*;

    /// The algorithms that fit a key, out of all that there are.
    fn fitting(key: &PublicKey<'_>) -> Vec<&'static str> {
        let fits = |algorithm: &&Algorithm| match fitting_scheme(algorithm.identifier(), key) {
            Ok(scheme) => scheme == algorithm.scheme(),
            Err(cause) => {
                assert_eq!(cause, Cause::Algorithm);
                false
            }
        };
        Algorithm::ALL.iter().filter(fits).map(|algorithm| algorithm.name()).collect()
    }

    #[test]
    fn accepts_for_each_kind_of_key_the_algorithms_that_fit_it() {
        let ec = |curve: Curve| {
            let coordinate = [1; 66];
            let coordinate = coordinate.get(..curve.coordinate_length()).unwrap_or_default();
            fitting(&PublicKey::Ec(EcPublicKey::new(curve, coordinate, coordinate).unwrap()))
        };
        assert_eq!(ec(Curve::P256), ["ES256", "ES384", "ES512", "ESP256"]);
        assert_eq!(ec(Curve::P384), ["ES256", "ES384", "ES512", "ESP384"]);
        assert_eq!(ec(Curve::P521), ["ES256", "ES384", "ES512", "ESP512"]);
        assert_eq!(ec(Curve::Secp256k1), ["ES256K"]);
        let edwards =
            |curve, bytes| fitting(&PublicKey::Edwards(EdwardsPublicKey::new(curve, bytes).unwrap()));
        assert_eq!(edwards(EdwardsCurve::Ed25519, &[1; 32]), ["EdDSA", "Ed25519"]);
        assert_eq!(edwards(EdwardsCurve::Ed448, &[1; 57]), ["Ed448"]);
        let rsa = RsaPublicKey::new(&[0xff; 256], &[1, 0, 1], 1024..=4096).unwrap();
        assert_eq!(fitting(&PublicKey::Rsa(rsa)), ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]);
        let bytes = [1; 2592];
        for (set, name) in [
            (MlDsaParameterSet::MlDsa44, "ML-DSA-44"),
            (MlDsaParameterSet::MlDsa65, "ML-DSA-65"),
            (MlDsaParameterSet::MlDsa87, "ML-DSA-87"),
        ] {
            let key = MlDsaPublicKey::new(set, bytes.get(..set.key_length()).unwrap_or_default()).unwrap();
            assert_eq!(fitting(&PublicKey::MlDsa(key)), [name]);
        }
    }
}
