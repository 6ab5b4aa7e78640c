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
use crate::formats::{DecodedBytes, MAX_CERTIFICATES, at_leaf};

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
        let key = leaf.public_key().map_err(at_leaf)?;
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

#[cfg(test)]
mod tests {
    use alloc::boxed::Box;
    use alloc::format;
    use alloc::string::{String, ToString as _};
    use alloc::vec;

    use countersign_cose::{Digest, InvalidKey, InvalidSignature, PreparedKey};

    use super::*;

    /// A provider that is never asked: what is refused here is refused before.
    #[derive(Debug)]
    struct Unasked;

    impl Crypto for Unasked {
        fn sha256(&self, _: &[&[u8]]) -> [u8; 32] {
            [0; 32]
        }

        fn digest(&self, _: Hash, _: &[&[u8]]) -> Digest {
            Digest::new(&[])
        }

        fn check_key(&self, _: &PublicKey<'_>) -> Result<(), InvalidKey> {
            Err(InvalidKey)
        }

        fn verify(
            &self,
            _: SignatureScheme,
            _: &PublicKey<'_>,
            _: &[&[u8]],
            _: &[u8],
        ) -> Result<(), InvalidSignature> {
            Err(InvalidSignature)
        }

        fn prepare(&self, _: SignatureScheme, _: &PublicKey<'_>) -> Result<Box<dyn PreparedKey>, InvalidKey> {
            Err(InvalidKey)
        }
    }

    fn refusal(compact: &str) -> Cause {
        let decoded = DecodedBytes::default();
        match Jws::verify(compact.as_bytes(), &decoded, &Unasked) {
            Ok(_) => panic!("accepted: {compact}"),
            Err(cause) => cause,
        }
    }

    /// A JWS of this header, an empty payload and a signature of one byte.
    fn with_header(header: &str) -> String {
        format!("{}.e30.AA", URL_SAFE_NO_PAD.encode(header))
    }

    #[test]
    fn refuses_what_is_not_three_parts() {
        for compact in ["", "a", "a.b", "a.b.c.d", "...", &".".repeat(1_000)] {
            assert_eq!(refusal(compact), Cause::Jws(JwsError::Parts), "{compact}");
        }
        let long = "a".repeat(MAX_JWS_BYTES + 1);
        assert_eq!(refusal(&long), Cause::Jws(JwsError::TooLong { most: MAX_JWS_BYTES }));
    }

    #[test]
    fn refuses_parts_that_are_not_base64url() {
        for header in ["e30=", "e+0", "e/0", "e30 ", "e31", "e", "\u{e4}"] {
            let expected = Cause::Jws(JwsError::Base64url(JwsPart::Header));
            assert_eq!(refusal(&format!("{header}.e30.AA")), expected, "{header}");
        }
    }

    #[test]
    fn refuses_headers_that_are_not_one_object_with_each_member_once() {
        for header in ["", "null", "[]", "{", "{}{}", "{\"alg\":}", "\u{feff}{}"] {
            let cause = refusal(&with_header(header));
            assert!(matches!(cause, Cause::Jws(JwsError::Json { part: JwsPart::Header, .. })), "{header}");
        }
        let twice = Cause::Jws(JwsError::DuplicateMember(JwsPart::Header));
        assert_eq!(refusal(&with_header(r#"{"alg":"ES256","alg":"none"}"#)), twice);
        assert_eq!(refusal(&with_header(r#"{"alg":"ES256","\u0061lg":"none"}"#)), twice);
        let members: Vec<_> = (0..33).map(|at| format!("\"m{at}\":{at}")).collect();
        let many = Cause::Jws(JwsError::TooManyMembers(JwsPart::Header));
        assert_eq!(refusal(&with_header(&format!("{{{}}}", members.join(",")))), many);
    }

    #[test]
    fn refuses_headers_without_what_is_needed() {
        let cases = [
            ("{}", Cause::Missing("x5c")),
            (r#"{"x5c":"MAA="}"#, Cause::Value("x5c")),
            (r#"{"x5c":[]}"#, Cause::CertificateCount(0)),
            (r#"{"x5c":[1,1,1,1,1,1,1,1,1]}"#, Cause::CertificateCount(9)),
            (r#"{"x5c":[1]}"#, Cause::Value("x5c")),
            (r#"{"x5c":["MA"]}"#, Cause::Jws(JwsError::CertificateBase64 { at: 0 })),
            (r#"{"x5c":["-_8="]}"#, Cause::Jws(JwsError::CertificateBase64 { at: 0 })),
            (r#"{"crit":[],"x5c":[]}"#, Cause::Jws(JwsError::Critical)),
        ];
        for (header, expected) in cases {
            assert_eq!(refusal(&with_header(header)), expected, "{header}");
        }
        assert!(matches!(refusal(&with_header(r#"{"x5c":["MAA="]}"#)), Cause::Certificate { at: 0, .. }));
    }

    #[test]
    fn accepts_numbers_of_signatures_in_their_shortest_form() {
        let mut signature = vec![0; 64];
        assert_eq!(distinguished(&signature), Ok(vec![0x30, 6, 2, 1, 0, 2, 1, 0]));
        signature[31] = 0x7F;
        signature[63] = 0x80;
        assert_eq!(distinguished(&signature), Ok(vec![0x30, 7, 2, 1, 0x7F, 2, 2, 0, 0x80]));
        let longest = distinguished(&[0xFF; 64]).unwrap();
        assert_eq!((longest.len(), &longest[..5]), (72, &[0x30, 70, 2, 33, 0][..]));
        for length in [0, 31, 32, 63, 65, 72] {
            assert_eq!(distinguished(&vec![1; length]), Err(Cause::Signature(InvalidSignature)), "{length}");
        }
    }

    #[test]
    fn refuses_with_words_that_hold_nothing_of_the_input() {
        let cases = [
            (refusal("secret"), "the JWS does not have three parts"),
            (refusal("secret!.e30.AA"), "the header of the JWS is not base64url"),
            (
                refusal(&with_header(r#"{"secret":"#)),
                "the header of the JWS is not a JSON object, from line 1, column 10 on",
            ),
            (refusal(&with_header(r#"{"secret":1,"secret":2}"#)), "the header of the JWS has a member twice"),
        ];
        for (cause, text) in cases {
            assert_eq!(cause.to_string(), text);
        }
    }
}
