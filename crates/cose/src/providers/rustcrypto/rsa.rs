//! RSASSA-PKCS1-v1_5 and RSASSA-PSS.

use rsa::traits::SignatureScheme;
use rsa::{BoxedUint, Pkcs1v15Sign, Pss};
use sha1::Sha1;
use sha2::digest::const_oid::AssociatedOid;
use sha2::digest::{Digest, FixedOutputReset};
use sha2::{Sha256, Sha384, Sha512};

use super::digest;
use crate::{Hash, InvalidKey, InvalidSignature, MAX_MODULUS_BITS, RsaPublicKey};

/// A modulus and an exponent that the crate can compute with.
pub(super) struct Key(rsa::RsaPublicKey);

impl Key {
    /// The least size of the modulus is for the caller of [`RsaPublicKey::new`] to say.
    pub(super) fn new(key: &RsaPublicKey<'_>) -> Result<Self, InvalidKey> {
        let modulus = BoxedUint::from_be_slice_vartime(key.modulus());
        let exponent = BoxedUint::from_be_slice_vartime(key.exponent());
        rsa::RsaPublicKey::new_with_size_limits(modulus, exponent, 1..=MAX_MODULUS_BITS)
            .map(Self)
            .map_err(|_: rsa::Error| InvalidKey)
    }

    /// RSASSA-PKCS1-v1_5. §6.5.5.b: the signature is bare, and its hash is that of the scheme.
    pub(super) fn verify_pkcs1(
        &self,
        hash: Hash,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        match hash {
            Hash::Sha1 => self.pkcs1::<Sha1>(message, signature),
            Hash::Sha256 => self.pkcs1::<Sha256>(message, signature),
            Hash::Sha384 => self.pkcs1::<Sha384>(message, signature),
            Hash::Sha512 => self.pkcs1::<Sha512>(message, signature),
        }
    }

    /// RSASSA-PSS. §6.5.5.c: the signature is bare, and its hash is that of the scheme.
    pub(super) fn verify_pss(
        &self,
        hash: Hash,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        match hash {
            Hash::Sha1 => self.pss::<Sha1>(message, signature),
            Hash::Sha256 => self.pss::<Sha256>(message, signature),
            Hash::Sha384 => self.pss::<Sha384>(message, signature),
            Hash::Sha512 => self.pss::<Sha512>(message, signature),
        }
    }

    fn pkcs1<D: Digest + AssociatedOid>(
        &self,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.verify(Pkcs1v15Sign::new::<D>(), &digest::<D>(message), signature)
    }

    /// MGF1 with the same hash, and a salt as long as the hash.
    fn pss<D: Digest + FixedOutputReset>(
        &self,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.verify(Pss::<D>::new(), &digest::<D>(message), signature)
    }

    fn verify(
        &self,
        padding: impl SignatureScheme,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.0.verify(padding, digest, signature).map_err(|_: rsa::Error| InvalidSignature)
    }
}
