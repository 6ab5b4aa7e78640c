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
    let is_bare = if let PublicKey::Rsa(key) = key {
        signature.len() == key.modulus().len()
    } else {
        signature.first() == Some(&SEQUENCE)
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
        SignatureScheme::EdDsa | SignatureScheme::MlDsa | _ => return Ok(None),
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
        SignatureScheme::EdDsa | SignatureScheme::MlDsa | _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::vec;

    use countersign_cose::{Curve, EcPublicKey, RsaPublicKey};

    use super::*;

    const ECDSA: SignatureScheme = SignatureScheme::Ecdsa(Hash::Sha256);
    const RSASSA: SignatureScheme = SignatureScheme::RsaPkcs1(Hash::Sha1);
    const MODULUS: [u8; 256] = [0xC1; 256];

    fn bare_ecdsa(signature: &[u8]) -> Vec<u8> {
        let key = PublicKey::Ec(EcPublicKey::new(Curve::P256, &[1; 32], &[2; 32]).unwrap());
        bare(signature, ECDSA, &key).into_owned()
    }

    fn bare_rsa(signature: &[u8], scheme: SignatureScheme) -> Vec<u8> {
        let key = PublicKey::Rsa(RsaPublicKey::new(&MODULUS, &[3], 2048..=2048).unwrap());
        bare(signature, scheme, &key).into_owned()
    }

    /// RSASSA with SHA-1, in the structure.
    fn structure(contents: &[u8]) -> Vec<u8> {
        let size = u16::try_from(contents.len()).unwrap().to_be_bytes();
        [&[0, 0x14, 0, 4][..], &size, contents].concat()
    }

    // attack: tpm-sig-form
    #[test]
    fn accepts_integers_of_any_length_as_der() {
        let signature = [0, 0x18, 0, 0xB, 0, 3, 0, 0, 5, 0, 2, 0x80, 1];
        assert_eq!(bare_ecdsa(&signature), [0x30, 8, 2, 1, 5, 2, 3, 0, 0x80, 1]);
        assert_eq!(bare_ecdsa(&[0, 0x18, 0, 0xB, 0, 0, 0, 1, 0]), [0x30, 6, 2, 1, 0, 2, 1, 0]);
        let long = [&[0, 0x18, 0, 0xB, 0, 66][..], &[0xFF; 66], &[0, 66], &[1; 66]].concat();
        assert_eq!(bare_ecdsa(&long)[..6], [0x30, 0x81, 137, 2, 67, 0]);
        // The longest with one byte of length, and the shortest with two.
        let of_lengths = |r: u8, s: u8| {
            let (first, second) = (vec![1; usize::from(r)], vec![1; usize::from(s)]);
            [&[0, 0x18, 0, 0xB, 0, r][..], &first, &[0, s], &second].concat()
        };
        assert_eq!(bare_ecdsa(&of_lengths(62, 61))[..4], [0x30, 127, 2, 62]);
        assert_eq!(bare_ecdsa(&of_lengths(62, 62))[..4], [0x30, 0x81, 128, 2]);
    }

    // attack: tpm-sig-form
    #[test]
    fn accepts_bare_signatures_as_they_are() {
        for signature in [vec![0x30, 6, 2, 1, 1, 2, 1, 1], vec![0x30], vec![]] {
            assert_eq!(bare_ecdsa(&signature), signature);
        }
        // As long as the modulus it is bare, even if it reads as a structure.
        let signature = structure(&[7; 250]);
        assert_eq!(signature.len(), MODULUS.len());
        assert_eq!(bare_rsa(&signature, RSASSA), signature);
        assert_eq!(bare_rsa(&structure(&[7; 256]), RSASSA), [7; 256]);
        assert_eq!(hash_of(SignatureScheme::EdDsa), None);
    }

    // attack: tpm-sig-form
    #[test]
    fn refuses_to_unwrap_what_is_not_exactly_a_fitting_structure() {
        let whole = [0, 0x18, 0, 0xB, 0, 1, 5, 0, 1, 6];
        for length in 0..whole.len() {
            assert_eq!(bare_ecdsa(&whole[..length]), whole[..length]);
        }
        for other in [
            // A byte behind it, another hash function, no hash function, another scheme, a size in front.
            vec![0, 0x18, 0, 0xB, 0, 1, 5, 0, 1, 6, 0],
            vec![0, 0x18, 0, 0xC, 0, 1, 5, 0, 1, 6],
            vec![0, 0x18, 0, 0x10, 0, 1, 5, 0, 1, 6],
            vec![0, 0x1B, 0, 0xB, 0, 1, 5, 0, 1, 6],
            vec![0, 10, 0, 0x18, 0, 0xB, 0, 1, 5, 0, 1, 6],
        ] {
            assert_eq!(bare_ecdsa(&other), other);
        }
        let rsa = structure(&[7; 256]);
        assert_eq!(bare_rsa(&rsa, SignatureScheme::RsaPkcs1(Hash::Sha256)), rsa);
        assert_eq!(bare_rsa(&rsa, SignatureScheme::RsaPss(Hash::Sha1)), rsa);
        assert_eq!(bare_rsa(&rsa, SignatureScheme::EdDsa), rsa);
    }
}
