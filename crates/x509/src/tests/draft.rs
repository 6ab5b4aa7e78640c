//! A certificate before it is signed, in which every field can be wrong.

use p256::ecdsa::signature::Signer;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{DerSignature, SigningKey};
use sha1::Digest;

use crate::der::{
    BIT_STRING, BOOLEAN, GENERALIZED_TIME, INTEGER, NULL, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET,
    UTC_TIME,
};
use crate::{ObjectIdentifier, PathContext, PathOptions, Revocation};

/// The time at which the tests judge: 1 January 2026.
pub(super) const NOW: i64 = 1_767_225_600;

/// A time, default options, and nothing known of revocation.
pub(super) fn at_time(at: i64) -> PathContext<'static> {
    static UNKNOWN: Revocation = Revocation::NONE;
    PathContext { at, options: PathOptions::default(), revocation: &UNKNOWN }
}

/// A key pair, the same for the same number.
pub(super) fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

/// Tag, minimal length and contents.
pub(super) fn element(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let contents = contents.concat();
    let length = u32::try_from(contents.len()).unwrap().to_be_bytes();
    let header = match length {
        [0, 0, 0, short @ ..=0x7F] => vec![tag, short],
        [0, 0, 0, long] => vec![tag, 0x81, long],
        [0, 0, high, low] => vec![tag, 0x82, high, low],
        [0, high, middle, low] => vec![tag, 0x83, high, middle, low],
        [..] => panic!("nothing is as long as that"),
    };
    [header, contents].concat()
}

pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(SEQUENCE, parts)
}

pub(super) fn identifier(identifier: ObjectIdentifier<'_>) -> Vec<u8> {
    element(OBJECT_IDENTIFIER, &[identifier.contents()])
}

pub(super) fn algorithm(of: ObjectIdentifier<'_>, parameters: &[u8]) -> Vec<u8> {
    sequence(&[&identifier(of), parameters])
}

pub(super) fn null() -> Vec<u8> {
    element(NULL, &[])
}

pub(super) fn utc_time(text: &str) -> Vec<u8> {
    element(UTC_TIME, &[text.as_bytes()])
}

pub(super) fn generalized_time(text: &str) -> Vec<u8> {
    element(GENERALIZED_TIME, &[text.as_bytes()])
}

/// A name of one relative name, which is a common name.
pub(super) fn name(text: &str) -> Vec<u8> {
    const UTF8_STRING: u8 = 12;
    let value = element(UTF8_STRING, &[text.as_bytes()]);
    let attribute = sequence(&[&identifier(ObjectIdentifier::COMMON_NAME), &value]);
    sequence(&[&element(SET, &[&attribute])])
}

/// `SubjectPublicKeyInfo` of any algorithm.
pub(super) fn key_info(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    sequence(&[algorithm, &element(BIT_STRING, &[&[0], key])])
}

pub(super) fn p256_key_info(key: &SigningKey) -> Vec<u8> {
    let curve = identifier(ObjectIdentifier::P256);
    let point = key.verifying_key().to_sec1_point(false);
    key_info(&algorithm(ObjectIdentifier::EC_PUBLIC_KEY, &curve), point.as_bytes())
}

pub(super) fn extension(of: ObjectIdentifier<'_>, value: &[u8]) -> Vec<u8> {
    sequence(&[&identifier(of), &element(OCTET_STRING, &[value])])
}

pub(super) fn critical(of: ObjectIdentifier<'_>, value: &[u8]) -> Vec<u8> {
    sequence(&[&identifier(of), &element(BOOLEAN, &[&[0xFF]]), &element(OCTET_STRING, &[value])])
}

/// basicConstraints of an authority.
pub(super) fn authority(path_length: Option<u8>) -> Vec<u8> {
    let length = path_length.map(|length| element(INTEGER, &[&[length]])).unwrap_or_default();
    critical(ObjectIdentifier::BASIC_CONSTRAINTS, &sequence(&[&element(BOOLEAN, &[&[0xFF]]), &length]))
}

/// keyUsage with one byte of bits, the first bit being digitalSignature.
pub(super) fn key_usage(bits: u8) -> Vec<u8> {
    critical(ObjectIdentifier::KEY_USAGE, &element(BIT_STRING, &[&[0, bits]]))
}

/// Bits of keyUsage.
pub(super) const DIGITAL_SIGNATURE: u8 = 0x80;
pub(super) const CERTIFICATE_SIGNING: u8 = 0x04;

/// A certificate before it is signed. Fields hold encoded elements, unless they say otherwise.
#[derive(Clone)]
pub(super) struct Draft {
    /// The explicit version; empty for version 1.
    pub(super) version: Vec<u8>,
    pub(super) serial_number: Vec<u8>,
    /// The algorithm inside the signed part.
    pub(super) signed_algorithm: Vec<u8>,
    /// The algorithm outside it.
    pub(super) algorithm: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) not_before: Vec<u8>,
    pub(super) not_after: Vec<u8>,
    pub(super) subject: Vec<u8>,
    pub(super) key_info: Vec<u8>,
    /// Each an encoded extension.
    pub(super) extensions: Vec<Vec<u8>>,
    /// The count of unused bits of the signature: a number, not an element.
    pub(super) unused_bits: u8,
}

impl Draft {
    /// A leaf that is valid in 2026, with ECDSA and SHA-256 and without extensions.
    pub(super) fn new(subject: &str, issuer: &str, key: &SigningKey) -> Self {
        let ecdsa = algorithm(ObjectIdentifier::ECDSA_WITH_SHA256, &[]);
        Self {
            version: element(0xA0, &[&element(INTEGER, &[&[2]])]),
            serial_number: element(INTEGER, &[&[1]]),
            signed_algorithm: ecdsa.clone(),
            algorithm: ecdsa,
            issuer: name(issuer),
            not_before: utc_time("250101000000Z"),
            not_after: utc_time("270101000000Z"),
            subject: name(subject),
            key_info: p256_key_info(key),
            extensions: Vec::new(),
            unused_bits: 0,
        }
    }

    /// An authority, without a limit to the length of the path.
    pub(super) fn authority(subject: &str, issuer: &str, key: &SigningKey) -> Self {
        let extensions = vec![authority(None), key_usage(CERTIFICATE_SIGNING)];
        Self { extensions, ..Self::new(subject, issuer, key) }
    }

    /// The same algorithm inside and outside.
    pub(super) fn with_algorithm(self, algorithm: Vec<u8>) -> Self {
        Self { signed_algorithm: algorithm.clone(), algorithm, ..self }
    }

    pub(super) fn tbs(&self) -> Vec<u8> {
        let list = match self.extensions.as_slice() {
            [] => Vec::new(),
            extensions => element(0xA3, &[&sequence(&[&extensions.concat()])]),
        };
        sequence(&[
            &self.version,
            &self.serial_number,
            &self.signed_algorithm,
            &self.issuer,
            &sequence(&[&self.not_before, &self.not_after]),
            &self.subject,
            &self.key_info,
            &list,
        ])
    }

    /// The certificate, with a signature of ECDSA and SHA-256.
    pub(super) fn sign(&self, issuer: &SigningKey) -> Vec<u8> {
        let signature: DerSignature = issuer.sign(&self.tbs());
        self.with_signature(signature.as_bytes())
    }

    /// The certificate, with a signature of ECDSA and SHA-1.
    pub(super) fn sign_sha1(&self, issuer: &SigningKey) -> Vec<u8> {
        let signature: DerSignature = issuer.sign_prehash(&sha1::Sha1::digest(self.tbs())).unwrap();
        self.with_signature(signature.as_bytes())
    }

    /// The certificate, with a signature as it stands in the bit string.
    pub(super) fn with_signature(&self, signature: &[u8]) -> Vec<u8> {
        let signature = element(BIT_STRING, &[&[self.unused_bits], signature]);
        sequence(&[&self.tbs(), &self.algorithm, &signature])
    }
}
