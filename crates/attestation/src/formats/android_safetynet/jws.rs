//! A compact JWS, signed under the first certificate of its header.
//!
//! # Source
//! [RFC 7515 §7.1](https://www.rfc-editor.org/rfc/rfc7515#section-7.1),
//! [RFC 7518 §3](https://www.rfc-editor.org/rfc/rfc7518#section-3),
//! [RFC 8725](https://www.rfc-editor.org/rfc/rfc8725)

use alloc::vec::Vec;
use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign_cose::{Crypto, Curve, Hash, PublicKey, SignatureScheme};
use countersign_x509::Certificate;

use super::members::Members;
use crate::error::Cause;
use crate::formats::{DecodedBytes, MAX_CERTIFICATES};

/// Longest JWS in bytes. Real ones, with two certificates and RSA, have five KiB.
const MAX_JWS_BYTES: usize = 32 * 1024;

/// Bytes of each of the two numbers of an ES256 signature.
const ES256_NUMBER_BYTES: usize = 32;

/// A part of a JWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a compact JWS has three parts")]
pub enum JwsPart {
    /// The header.
    Header,
    /// The payload.
    Payload,
    /// The signature.
    Signature,
}

impl JwsPart {
    const fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        }
    }
}

/// Why bytes are not a JWS that can be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JwsError {
    /// It is too long.
    TooLong {
        /// Bytes that it may have.
        most: usize,
    },
    /// There are not three parts with dots between them.
    Parts,
    /// A part is not base64url without padding.
    Base64url(JwsPart),
    /// A part is not a JSON object.
    Json {
        /// Which.
        part: JwsPart,
        /// The line where it stops being one, from 1 on.
        line: usize,
        /// The column in that line.
        column: usize,
    },
    /// A member occurs twice.
    DuplicateMember(JwsPart),
    /// There are more members than anybody needs.
    TooManyMembers(JwsPart),
    /// The header has a list of what has to be understood.
    Critical,
    /// A certificate is not base64 with padding.
    CertificateBase64 {
        /// Its place.
        at: usize,
    },
}

impl fmt::Display for JwsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { most } => write!(formatter, "the JWS has more than {most} bytes"),
            Self::Parts => formatter.write_str("the JWS does not have three parts"),
            Self::Base64url(part) => write!(formatter, "the {} of the JWS is not base64url", part.name()),
            Self::Json { part, line, column } => {
                write!(
                    formatter,
                    "the {} of the JWS is not a JSON object, from line {line}, column {column} on",
                    part.name()
                )
            }
            Self::DuplicateMember(part) => {
                write!(formatter, "the {} of the JWS has a member twice", part.name())
            }
            Self::TooManyMembers(part) => {
                write!(formatter, "the {} of the JWS has too many members", part.name())
            }
            Self::Critical => formatter.write_str("the header of the JWS has crit"),
            Self::CertificateBase64 { at } => write!(formatter, "certificate {at} of the JWS is not base64"),
        }
    }
}

/// A JWS whose signature verifies under the first of its certificates. Nobody has said yet that these are anybody's.
pub(super) struct Jws<'a> {
    pub(super) certificates: Vec<Certificate<'a>>,
    pub(super) payload: Members,
}

impl<'a> Jws<'a> {
    /// Verifies a compact JWS. Of the header, `alg` and `x5c` are used alone: keys and addresses of keys that others of
    /// its members name are nobody's but the sender's.
    pub(super) fn verify(
        compact: &[u8],
        decoded: &'a DecodedBytes,
        crypto: &dyn Crypto,
    ) -> Result<Self, Cause> {
        if compact.len() > MAX_JWS_BYTES {
            return Err(Cause::Jws(JwsError::TooLong { most: MAX_JWS_BYTES }));
        }
        let mut parts = compact.split(|byte| *byte == b'.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Cause::Jws(JwsError::Parts));
        };
        let fields = Members::parse(&base64url(header, JwsPart::Header)?, JwsPart::Header)?;
        if fields.get("crit").is_some() {
            return Err(Cause::Jws(JwsError::Critical));
        }
        let certificates = certificates(&fields, decoded)?;
        let signature = base64url(signature, JwsPart::Signature)?;
        let leaf = certificates.first().ok_or(Cause::CertificateCount(0))?;
        let key = leaf.public_key().map_err(|error| Cause::Certificate { at: 0, error })?;
        let (scheme, signature) = scheme(fields.text("alg")?, &key, signature)?;
        crypto.verify(scheme, &key, &[header, b".", payload], &signature)?;
        let payload = Members::parse(&base64url(payload, JwsPart::Payload)?, JwsPart::Payload)?;
        Ok(Self { certificates, payload })
    }
}

fn base64url(text: &[u8], part: JwsPart) -> Result<Vec<u8>, Cause> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Cause::Jws(JwsError::Base64url(part)))
}

/// The certificates of `x5c`, which are base64 with padding, unlike the rest.
fn certificates<'a>(header: &Members, decoded: &'a DecodedBytes) -> Result<Vec<Certificate<'a>>, Cause> {
    let items = header.get("x5c").ok_or(Cause::Missing("x5c"))?.as_array().ok_or(Cause::Value("x5c"))?;
    if items.is_empty() || items.len() > MAX_CERTIFICATES {
        return Err(Cause::CertificateCount(items.len()));
    }
    let mut certificates = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let text = item.as_str().ok_or(Cause::Value("x5c"))?;
        let der = STANDARD.decode(text).map_err(|_| Cause::Jws(JwsError::CertificateBase64 { at }))?;
        let certificate = Certificate::parse(decoded.keep(der));
        certificates.push(certificate.map_err(|error| Cause::Certificate { at, error })?);
    }
    Ok(certificates)
}

/// The scheme of an algorithm that fits the key, and the signature in the form of that scheme. The two algorithms are a
/// closed list: there is no `none`, and nothing that takes a public key for a secret.
fn scheme(
    algorithm: &str,
    key: &PublicKey<'_>,
    signature: Vec<u8>,
) -> Result<(SignatureScheme, Vec<u8>), Cause> {
    match (algorithm, key) {
        ("RS256", PublicKey::Rsa(_)) => Ok((SignatureScheme::RsaPkcs1(Hash::Sha256), signature)),
        ("ES256", PublicKey::Ec(key)) if key.curve() == Curve::P256 => {
            Ok((SignatureScheme::Ecdsa(Hash::Sha256), distinguished(&signature)?))
        }
        _ => Err(Cause::Algorithm),
    }
}

/// An ES256 signature, which is two numbers of a fixed length in JWS, in DER.
fn distinguished(signature: &[u8]) -> Result<Vec<u8>, Cause> {
    const SEQUENCE: u8 = 0x30;
    let invalid = Cause::Signature(countersign_cose::InvalidSignature);
    let (r, s) = signature.split_at_checked(ES256_NUMBER_BYTES).ok_or(invalid.clone())?;
    if s.len() != ES256_NUMBER_BYTES {
        return Err(invalid);
    }
    let contents = [integer(r), integer(s)].concat();
    let length = u8::try_from(contents.len()).map_err(|_| invalid)?;
    Ok([&[SEQUENCE, length][..], &contents].concat())
}

/// An INTEGER of at most 33 bytes.
fn integer(number: &[u8]) -> Vec<u8> {
    const INTEGER: u8 = 2;
    let mut contents: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
    if contents.first().is_none_or(|first| *first >= 0x80) {
        contents.insert(0, 0);
    }
    [&[INTEGER, u8::try_from(contents.len()).unwrap_or(u8::MAX)][..], &contents].concat()
}
