//! The two forms of a signature: bare, as `packed` has it, and in a `TPMT_SIGNATURE`.
//!
//! ```text
//! TPMT_SIGNATURE = sigAlg, hash, sig     (RSASSA, RSAPSS)
//!                | sigAlg, hash, r, s    (ECDSA)
//! ```
//!
//! The text of §8.3 names the structure; every platform, and the examples of the specification, send the bare signature.
//! Both are accepted, as no bytes can be both: a bare ECDSA signature is DER and begins with 30, the structure with 00; a
//! bare RSA signature is as long as the modulus, the structure six bytes longer.
//!
//! # Source
//! [§8.3](https://www.w3.org/TR/webauthn-3/#sctn-tpm-attestation); TPM 2.0 Part 2 §11.3.4

use alloc::borrow::Cow;
use alloc::vec::Vec;

use countersign_cose::{Hash, PublicKey, SignatureScheme};

use crate::formats::tpm::algorithm::TpmAlgorithm;
use crate::formats::tpm::error::Error;
use crate::formats::tpm::reader::Reader;

/// The tag of a DER sequence, with which a bare ECDSA signature begins.
const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
/// Longest r or s: as long as the order of P-521.
const MAX_INTEGER_BYTES: u16 = 66;
/// Longest RSA signature: as long as the longest modulus.
const MAX_RSA_BYTES: u16 = 1024;

/// The bare signature: what is in the structure, if it is exactly one that fits the scheme; else the bytes as they are,
/// for the provider of cryptography to refuse.
pub(super) fn bare<'a>(signature: &'a [u8], scheme: SignatureScheme, key: &PublicKey<'_>) -> Cow<'a, [u8]> {
    let is_bare = match key {
        PublicKey::Rsa(key) => signature.len() == key.modulus().len(),
        _ => signature.first() == Some(&SEQUENCE),
    };
    let bare = if is_bare { None } else { unwrapped(signature, scheme).ok().flatten() };
    bare.unwrap_or(Cow::Borrowed(signature))
}

/// What is in a structure of this scheme and its hash function; nothing where a TPM has no such scheme.
fn unwrapped(signature: &[u8], scheme: SignatureScheme) -> Result<Option<Cow<'_, [u8]>>, Error> {
    let (algorithm, hash) = match scheme {
        SignatureScheme::RsaPkcs1(hash) => (TpmAlgorithm::RSASSA, hash),
        SignatureScheme::RsaPss(hash) => (TpmAlgorithm::RSAPSS, hash),
        SignatureScheme::Ecdsa(hash) => (TpmAlgorithm::ECDSA, hash),
        _ => return Ok(None),
    };
    let mut reader = Reader::new(signature);
    reader.algorithm("sigAlg", &[algorithm])?;
    if reader.algorithm("hash", TpmAlgorithm::HASHES)?.hash() != Some(hash) {
        return Ok(None);
    }
    let bare = if algorithm == TpmAlgorithm::ECDSA {
        let r = reader.buffer("signatureR", MAX_INTEGER_BYTES)?;
        let s = reader.buffer("signatureS", MAX_INTEGER_BYTES)?;
        Cow::Owned(element(SEQUENCE, &[integer(r), integer(s)].concat()))
    } else {
        Cow::Borrowed(reader.buffer("sig", MAX_RSA_BYTES)?)
    };
    reader.finish("TPMT_SIGNATURE")?;
    Ok(Some(bare))
}

/// A DER integer of a big-endian number, however many zeros it begins with.
fn integer(number: &[u8]) -> Vec<u8> {
    let mut contents: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
    if contents.first().is_none_or(|first| *first >= 0x80) {
        contents.insert(0, 0);
    }
    element(INTEGER, &contents)
}

/// A DER element of at most 255 bytes: two integers of [`MAX_INTEGER_BYTES`] have fewer.
fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = u8::try_from(contents.len()).unwrap_or(u8::MAX);
    let header: &[u8] = if length < 0x80 { &[tag, length] } else { &[tag, 0x81, length] };
    [header, contents].concat()
}

/// The hash function of a scheme, by which the statement's data are digested too; none where the scheme has no hash
/// function of its own, as EdDSA, which no TPM signs statements with.
pub(super) const fn hash_of(scheme: SignatureScheme) -> Option<Hash> {
    match scheme {
        SignatureScheme::Ecdsa(hash) | SignatureScheme::RsaPkcs1(hash) | SignatureScheme::RsaPss(hash) => {
            Some(hash)
        }
        _ => None,
    }
}
