//! RSA with keys that need no search for primes.

use alloc::vec;
use alloc::vec::Vec;
use core::convert::Infallible;

use p256::elliptic_curve::bigint::ConcatenatingMul;
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPrivateKey};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use crate::algorithm::{Algorithm, Hash};
use crate::derive::derive_array;

/// The public exponent, 65537.
pub(crate) const EXPONENT: [u8; 3] = [1, 0, 1];

/// Which primes a key is made of. Mersenne primes, so that anyone can check them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Primes {
    /// 2^1279 - 1 and 2^2203 - 1: a modulus of 3482 bits.
    Usual,
    /// 2^1279 - 1 and 2^2281 - 1: a modulus of 3560 bits.
    Other,
}

impl Primes {
    fn pair(self) -> (BoxedUint, BoxedUint) {
        let first = mersenne(0x7f, 159);
        match self {
            Self::Usual => (first, mersenne(0x07, 275)),
            Self::Other => (first, mersenne(0x01, 285)),
        }
    }

    /// The modulus, big-endian without leading zeros.
    pub(crate) fn modulus(self) -> Vec<u8> {
        let (first, second) = self.pair();
        first.concatenating_mul(&second).to_be_bytes_trimmed_vartime().into_vec()
    }

    /// The whole key; always there, as the primes are known to fit.
    fn private_key(self) -> Option<RsaPrivateKey> {
        let (first, second) = self.pair();
        let one = BoxedUint::one();
        let totient = first.wrapping_sub(&one).concatenating_mul(&second.wrapping_sub(&one));
        let exponent = BoxedUint::from_be_slice(&EXPONENT, totient.bits_precision()).ok()?;
        let private = exponent.invert_mod(&totient.into_nz().into_option()?).into_option()?;
        let modulus = first.concatenating_mul(&second);
        let exponent = BoxedUint::from_be_slice_vartime(&EXPONENT);
        RsaPrivateKey::from_components_with_wide_primes(modulus, exponent, private, vec![first, second]).ok()
    }

    /// The signature over a hash; nothing if the key could not be made.
    pub(crate) fn sign(self, algorithm: Algorithm, hash: &[u8]) -> Vec<u8> {
        let Some(key) = self.private_key() else { return Vec::new() };
        let outcome = if algorithm.is_pss() {
            let salt = &mut Salt(derive_array(&[b"salt", hash]));
            match algorithm.hash() {
                Hash::Sha1 => key.sign_with_rng(salt, Pss { blinded: false, ..Pss::<Sha1>::new() }, hash),
                Hash::Sha256 => key.sign_with_rng(salt, Pss { blinded: false, ..Pss::<Sha256>::new() }, hash),
                Hash::Sha384 => key.sign_with_rng(salt, Pss { blinded: false, ..Pss::<Sha384>::new() }, hash),
                Hash::Sha512 => key.sign_with_rng(salt, Pss { blinded: false, ..Pss::<Sha512>::new() }, hash),
            }
        } else {
            key.sign(
                match algorithm.hash() {
                    Hash::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
                    Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                    Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                    Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
                },
                hash,
            )
        };
        outcome.unwrap_or_default()
    }
}

/// A number whose bits are all ones: those of a first byte and of whole bytes behind it.
fn mersenne(first: u8, whole_bytes: usize) -> BoxedUint {
    let mut bytes = vec![first];
    bytes.resize(whole_bytes.saturating_add(1), 0xff);
    BoxedUint::from_be_slice_vartime(&bytes)
}

/// The salt of a PSS signature, in the shape of the generator that `rsa` asks for it.
struct Salt([u8; 64]);

impl TryRng for Salt {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        Ok(())
    }
}

impl TryCryptoRng for Salt {}
