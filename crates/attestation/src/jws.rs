//! A compact JWS, as Android's service and FIDO metadata sign with.
//!
//! # Source
//! [RFC 7515 §7.1](https://www.rfc-editor.org/rfc/rfc7515#section-7.1),
//! [RFC 7518 §3](https://www.rfc-editor.org/rfc/rfc7518#section-3),
//! [RFC 8725](https://www.rfc-editor.org/rfc/rfc8725)

use alloc::vec::Vec;
use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign_cose::{Algorithm, Crypto, Curve, InvalidSignature, PublicKey};
use serde_json::Value;

mod members;

pub(crate) use members::Members;

/// Longest header of a JWS in characters, with room for eight certificates of six KiB. Real ones have two or three.
pub const MAX_JWS_HEADER_BYTES: usize = 64 * 1024;

/// Longest signature of a JWS in characters: that of an RSA key of 8,192 bits has 1,366.
pub const MAX_JWS_SIGNATURE_BYTES: usize = 2_048;

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
    /// It is too long, or its header or its signature is.
    TooLong {
        /// Bytes that it, or the part, may have.
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
    /// A member that has to be there is not.
    Missing(&'static str),
    /// A member has another value than it may have.
    Value(&'static str),
    /// No certificates in a list of them, or too many.
    CertificateCount(usize),
    /// The algorithm is not one that is accepted, or is not for the key.
    Algorithm,
    /// The signature does not verify.
    Signature(InvalidSignature),
}

impl fmt::Display for JwsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { most } => {
                write!(formatter, "the JWS, or a part of it, has more than {most} bytes")
            }
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
            Self::Missing(member) => write!(formatter, "{member} is missing"),
            Self::Value(member) => write!(formatter, "{member} has another value than it may have"),
            Self::CertificateCount(count) => write!(formatter, "{count} certificates"),
            Self::Algorithm => formatter.write_str("the algorithm is not accepted, or does not fit the key"),
            Self::Signature(error) => write!(formatter, "{error}"),
        }
    }
}

/// A compact JWS whose header was read. Whether anybody signed it is for [`CompactJws::verify`] to say.
///
/// Of the header, `alg` and `x5c` are used, and what [`CompactJws::text`] is asked for: keys and addresses of keys that
/// others of its members name are nobody's but the sender's.
pub struct CompactJws<'a> {
    header: Members,
    signed: [&'a [u8]; 2],
    signature: &'a [u8],
}

impl<'a> CompactJws<'a> {
    /// Splits a JWS of at most so many bytes, and reads its header.
    ///
    /// # Errors
    /// What is no compact JWS, or too long; a header that is not an object with each member once, and one with `crit`.
    pub fn parse(compact: &'a [u8], most: usize) -> Result<Self, JwsError> {
        if compact.len() > most {
            return Err(JwsError::TooLong { most });
        }
        let mut parts = compact.split(|byte| *byte == b'.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(JwsError::Parts);
        };
        let fields =
            Members::parse(&base64url(header, JwsPart::Header, MAX_JWS_HEADER_BYTES)?, JwsPart::Header)?;
        if fields.get("crit").is_some() {
            return Err(JwsError::Critical);
        }
        Ok(Self { header: fields, signed: [header, payload], signature })
    }

    /// A member of the header that has to be a text if it is there.
    ///
    /// # Errors
    /// [`JwsError::Value`] for anything but a text.
    pub fn text(&self, name: &'static str) -> Result<Option<&str>, JwsError> {
        self.header.get(name).map(|value| value.as_str().ok_or(JwsError::Value(name))).transpose()
    }

    /// The one of these algorithms that the header names.
    ///
    /// # Errors
    /// [`JwsError::Missing`] and [`JwsError::Value`] for a header without the name of an algorithm,
    /// [`JwsError::Algorithm`] for one that is not in the list. There is no `none`, and nothing that takes a public key for
    /// a secret: [`Algorithm`] has neither.
    pub fn algorithm(&self, listed: &[Algorithm]) -> Result<Algorithm, JwsError> {
        let name = self.header.text("alg")?;
        listed.iter().copied().find(|algorithm| algorithm.name() == name).ok_or(JwsError::Algorithm)
    }

    /// The certificates of `x5c` in DER, which are base64 with padding, unlike the rest; at least one.
    ///
    /// # Errors
    /// [`JwsError::Missing`] without `x5c`; a list that is empty, has more than `most`, or something else in it.
    pub fn certificates(&self, most: usize) -> Result<Vec<Vec<u8>>, JwsError> {
        let items = self.header.get("x5c").ok_or(JwsError::Missing("x5c"))?;
        let items = items.as_array().ok_or(JwsError::Value("x5c"))?;
        if items.is_empty() || items.len() > most {
            return Err(JwsError::CertificateCount(items.len()));
        }
        let decode = |(at, item): (usize, &Value)| {
            let text = item.as_str().ok_or(JwsError::Value("x5c"))?;
            STANDARD.decode(text).map_err(|_| JwsError::CertificateBase64 { at })
        };
        items.iter().enumerate().map(decode).collect()
    }

    /// Verifies the signature over header and payload as they arrived.
    ///
    /// # Errors
    /// [`JwsError::Algorithm`] for a key that the algorithm is not for, [`JwsError::Signature`] for a signature that does
    /// not verify, [`JwsError::Base64url`] for what is none.
    pub fn verify(
        &self,
        algorithm: Algorithm,
        key: &PublicKey<'_>,
        crypto: &dyn Crypto,
    ) -> Result<(), JwsError> {
        let signature = base64url(self.signature, JwsPart::Signature, MAX_JWS_SIGNATURE_BYTES)?;
        let signature = signature_for(algorithm, key, signature)?;
        let [header, payload] = self.signed;
        crypto
            .verify(algorithm.scheme(), key, &[header, b".", payload], &signature)
            .map_err(JwsError::Signature)
    }

    /// The payload, decoded. Nothing says yet that it is what anybody signed.
    ///
    /// # Errors
    /// [`JwsError::Base64url`] for what is none.
    pub fn payload(&self) -> Result<Vec<u8>, JwsError> {
        let [_, payload] = self.signed;
        base64url(payload, JwsPart::Payload, usize::MAX)
    }
}

impl fmt::Debug for CompactJws<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: usize = self.signed.iter().map(|part| part.len()).sum();
        write!(formatter, "CompactJws({bytes} bytes)")
    }
}

/// The bytes of a part of which at most so many characters are read.
fn base64url(text: &[u8], part: JwsPart, most: usize) -> Result<Vec<u8>, JwsError> {
    if text.len() > most {
        return Err(JwsError::TooLong { most });
    }
    URL_SAFE_NO_PAD.decode(text).map_err(|_| JwsError::Base64url(part))
}

/// The signature in the form that a provider takes, where the algorithm is one for the key.
///
/// # Source
/// [RFC 7518 §3.3 to §3.5](https://www.rfc-editor.org/rfc/rfc7518#section-3.3), RFC 8037 §3.1
fn signature_for(algorithm: Algorithm, key: &PublicKey<'_>, signature: Vec<u8>) -> Result<Vec<u8>, JwsError> {
    match (algorithm, key) {
        (Algorithm::Rs256 | Algorithm::Ps256, PublicKey::Rsa(_))
        | (Algorithm::EdDsa, PublicKey::Edwards(_)) => Ok(signature),
        (Algorithm::Es256, PublicKey::Ec(key)) if key.curve() == Curve::P256 => {
            distinguished(&signature, key.curve())
        }
        (Algorithm::Es384, PublicKey::Ec(key)) if key.curve() == Curve::P384 => {
            distinguished(&signature, key.curve())
        }
        (Algorithm::Es512, PublicKey::Ec(key)) if key.curve() == Curve::P521 => {
            distinguished(&signature, key.curve())
        }
        _ => Err(JwsError::Algorithm),
    }
}

/// An ECDSA signature, which is two numbers as long as the field in JWS, in DER.
fn distinguished(signature: &[u8], curve: Curve) -> Result<Vec<u8>, JwsError> {
    const SEQUENCE: u8 = 0x30;
    const ONE_BYTE_LENGTH: u8 = 0x81;
    let invalid = JwsError::Signature(InvalidSignature);
    let (r, s) = signature.split_at_checked(curve.coordinate_length()).ok_or(invalid)?;
    if s.len() != curve.coordinate_length() {
        return Err(invalid);
    }
    let contents = [integer(r), integer(s)].concat();
    let head = match u8::try_from(contents.len()).map_err(|_| invalid)? {
        length @ ..0x80 => [SEQUENCE, length].to_vec(),
        length => [SEQUENCE, ONE_BYTE_LENGTH, length].to_vec(),
    };
    Ok([head, contents].concat())
}

/// An INTEGER of a number of at most 66 bytes.
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
    use alloc::format;
    use alloc::string::{String, ToString as _};
    use alloc::vec;

    use countersign_cose::{EcPublicKey, RUST_CRYPTO, RsaPublicKey};

    use super::*;

    /// Longest JWS of these tests.
    const MOST: usize = 4_096;

    /// What a JWS is refused for before a key is at hand.
    fn refusal(compact: &str) -> JwsError {
        let certificates = CompactJws::parse(compact.as_bytes(), MOST).and_then(|jws| jws.certificates(8));
        certificates.err().unwrap_or_else(|| panic!("accepted: {compact}"))
    }

    /// A JWS of this header, an empty payload and a signature of one byte.
    fn with_header(header: &str) -> String {
        format!("{}.e30.AA", URL_SAFE_NO_PAD.encode(header))
    }

    #[test]
    fn refuses_what_is_not_three_parts() {
        for compact in ["", "a", "a.b", "a.b.c.d", "...", &".".repeat(1_000)] {
            assert_eq!(refusal(compact), JwsError::Parts, "{compact}");
        }
        let long = "a".repeat(MOST + 1);
        assert_eq!(refusal(&long), JwsError::TooLong { most: MOST });
    }

    #[test]
    fn refuses_parts_that_are_not_base64url() {
        for header in ["e30=", "e+0", "e/0", "e30 ", "e31", "e", "\u{e4}"] {
            let expected = JwsError::Base64url(JwsPart::Header);
            assert_eq!(refusal(&format!("{header}.e30.AA")), expected, "{header}");
        }
    }

    #[test]
    fn refuses_headers_that_are_not_one_object_with_each_member_once() {
        for header in ["", "null", "[]", "{", "{}{}", "{\"alg\":}", "\u{feff}{}"] {
            let cause = refusal(&with_header(header));
            assert!(matches!(cause, JwsError::Json { part: JwsPart::Header, .. }), "{header}");
        }
        let twice = JwsError::DuplicateMember(JwsPart::Header);
        assert_eq!(refusal(&with_header(r#"{"alg":"ES256","alg":"none"}"#)), twice);
        assert_eq!(refusal(&with_header(r#"{"alg":"ES256","\u0061lg":"none"}"#)), twice);
        let members: Vec<_> = (0..33).map(|at| format!("\"m{at}\":{at}")).collect();
        let many = JwsError::TooManyMembers(JwsPart::Header);
        assert_eq!(refusal(&with_header(&format!("{{{}}}", members.join(",")))), many);
        let most = format!("{{{}}}", members[1..].join(","));
        assert_eq!(refusal(&with_header(&most)), JwsError::Missing("x5c"));
        let (again, behind) =
            (format!("{{{},\"m0\":0}}", members.join(",")), format!("{{{},", members.join(",")));
        assert_eq!(refusal(&with_header(&again)), twice);
        let cause = refusal(&with_header(&behind));
        assert!(matches!(cause, JwsError::Json { part: JwsPart::Header, .. }), "{cause}");
    }

    #[test]
    fn refuses_headers_without_what_is_needed() {
        let cases = [
            ("{}", JwsError::Missing("x5c")),
            (r#"{"x5c":"MAA="}"#, JwsError::Value("x5c")),
            (r#"{"x5c":[]}"#, JwsError::CertificateCount(0)),
            (r#"{"x5c":[1,1,1,1,1,1,1,1,1]}"#, JwsError::CertificateCount(9)),
            (r#"{"x5c":[1,1,1,1,1,1,1,1]}"#, JwsError::Value("x5c")),
            (r#"{"x5c":[1]}"#, JwsError::Value("x5c")),
            (r#"{"x5c":["MA"]}"#, JwsError::CertificateBase64 { at: 0 }),
            (r#"{"x5c":["-_8="]}"#, JwsError::CertificateBase64 { at: 0 }),
            (r#"{"crit":[],"x5c":[]}"#, JwsError::Critical),
        ];
        for (header, expected) in cases {
            assert_eq!(refusal(&with_header(header)), expected, "{header}");
        }
    }

    #[test]
    fn accepts_texts_of_the_header_and_refuses_what_is_none() {
        let compact = with_header(r#"{"typ":"JWT","x5u":7}"#);
        let jws = CompactJws::parse(compact.as_bytes(), MOST).unwrap();
        assert_eq!((jws.text("typ"), jws.text("kid")), (Ok(Some("JWT")), Ok(None)));
        assert_eq!(jws.text("x5u"), Err(JwsError::Value("x5u")));
    }

    #[test]
    fn accepts_numbers_of_signatures_in_their_shortest_form() {
        let mut signature = vec![0; 64];
        assert_eq!(distinguished(&signature, Curve::P256), Ok(vec![0x30, 6, 2, 1, 0, 2, 1, 0]));
        signature[31] = 0x7F;
        signature[63] = 0x80;
        assert_eq!(distinguished(&signature, Curve::P256), Ok(vec![0x30, 7, 2, 1, 0x7F, 2, 2, 0, 0x80]));
        let longest = distinguished(&[0xFF; 64], Curve::P256).unwrap();
        assert_eq!((longest.len(), &longest[..5]), (72, &[0x30, 70, 2, 33, 0][..]));
        for length in [0, 31, 32, 63, 65, 72] {
            assert_eq!(
                distinguished(&vec![1; length], Curve::P256),
                Err(JwsError::Signature(InvalidSignature)),
                "{length}"
            );
        }
    }

    #[test]
    fn accepts_numbers_of_521_bits_in_a_longer_form() {
        let longest = distinguished(&[0xFF; 132], Curve::P521).unwrap();
        assert_eq!((longest.len(), &longest[..6]), (141, &[0x30, 0x81, 138, 2, 67, 0][..]));
        let shortest = distinguished(&[0x7F; 132], Curve::P521).unwrap();
        assert_eq!((shortest.len(), &shortest[..5]), (139, &[0x30, 0x81, 136, 2, 66][..]));
    }

    #[test]
    fn refuses_algorithms_that_are_not_listed_or_not_for_the_key() {
        let listed = [Algorithm::Es256, Algorithm::Es384, Algorithm::Rs256, Algorithm::EdDsa];
        let named = |name: &str| {
            let jws = with_header(&format!(r#"{{"alg":"{name}"}}"#));
            CompactJws::parse(jws.as_bytes(), MOST).unwrap().algorithm(&listed)
        };
        assert_eq!(named("ES384"), Ok(Algorithm::Es384));
        for name in ["none", "HS256", "ES512", "es256", "ES256 ", "RS1", ""] {
            assert_eq!(named(name), Err(JwsError::Algorithm), "{name}");
        }
        let numbers = [3; 48];
        let p256 = PublicKey::Ec(EcPublicKey::new(Curve::P256, &numbers[..32], &numbers[..32]).unwrap());
        let p384 = PublicKey::Ec(EcPublicKey::new(Curve::P384, &numbers, &numbers).unwrap());
        let rsa = PublicKey::Rsa(RsaPublicKey::new(&numbers, &[3], 1..=512).unwrap());
        let jws = with_header("{}");
        let jws = CompactJws::parse(jws.as_bytes(), MOST).unwrap();
        for (algorithm, key) in [
            (Algorithm::Es256, p384),
            (Algorithm::Es384, p256),
            (Algorithm::Es512, p256),
            (Algorithm::Es256, rsa),
            (Algorithm::Rs256, p256),
            (Algorithm::EdDsa, p256),
            (Algorithm::Es256k, p256),
        ] {
            assert_eq!(jws.verify(algorithm, &key, &RUST_CRYPTO), Err(JwsError::Algorithm), "{algorithm}");
        }
        // What is for the key is refused for the signature alone.
        let p521 = PublicKey::Ec(EcPublicKey::new(Curve::P521, &[1; 66], &[1; 66]).unwrap());
        for (algorithm, key) in [
            (Algorithm::Es256, p256),
            (Algorithm::Es384, p384),
            (Algorithm::Es512, p521),
            (Algorithm::Rs256, rsa),
            (Algorithm::Ps256, rsa),
        ] {
            let refused = Err(JwsError::Signature(InvalidSignature));
            assert_eq!(jws.verify(algorithm, &key, &RUST_CRYPTO), refused, "{algorithm}");
        }
    }

    #[test]
    fn refuses_headers_and_signatures_that_are_too_long_before_they_are_decoded() {
        let long = "A".repeat(MAX_JWS_HEADER_BYTES + 1);
        let jws = format!("{long}.e30.AA");
        let refused = CompactJws::parse(jws.as_bytes(), usize::MAX);
        assert_eq!(refused.err(), Some(JwsError::TooLong { most: MAX_JWS_HEADER_BYTES }));
        let jws = format!("e30.e30.{}", "A".repeat(MAX_JWS_SIGNATURE_BYTES + 1));
        let jws = CompactJws::parse(jws.as_bytes(), usize::MAX).unwrap();
        let rsa = PublicKey::Rsa(RsaPublicKey::new(&[3; 256], &[3], 1..=4096).unwrap());
        let refused = jws.verify(Algorithm::Rs256, &rsa, &RUST_CRYPTO);
        assert_eq!(refused, Err(JwsError::TooLong { most: MAX_JWS_SIGNATURE_BYTES }));
        let longest = format!("e30.e30.{}", "A".repeat(MAX_JWS_SIGNATURE_BYTES));
        let longest = CompactJws::parse(longest.as_bytes(), longest.len()).unwrap();
        let refused = longest.verify(Algorithm::Rs256, &rsa, &RUST_CRYPTO);
        assert_eq!(refused, Err(JwsError::Signature(InvalidSignature)));
        let longest = format!("{}.e30.AA", "A".repeat(MAX_JWS_HEADER_BYTES));
        let refused = CompactJws::parse(longest.as_bytes(), usize::MAX).err();
        assert!(matches!(refused, Some(JwsError::Json { part: JwsPart::Header, .. })));
        assert_eq!(format!("{jws:?}"), "CompactJws(6 bytes)");
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
            (refusal(&with_header(r#"{"secret":1}"#)), "x5c is missing"),
        ];
        for (cause, text) in cases {
            assert_eq!(cause.to_string(), text);
        }
    }
}
