//! Tests of all providers together: one verdict on every input.

use alloc::boxed::Box;
use alloc::vec::Vec;
use alloc::{format, vec};
use core::fmt::Debug;

use super::rustcrypto::tests::{MESSAGE, RsaPadding, RsaSigner, distinct_algorithms, rsa_signer, signer};
use crate::{
    Algorithm, CoseKey, Crypto, Digest, EcPublicKey, EdwardsCurve, EdwardsPublicKey, Hash, InvalidKey,
    InvalidSignature, MAX_MODULUS_BITS, MlDsaPublicKey, PreparedKey, PublicKey, RUST_CRYPTO, RsaPublicKey,
    SignatureScheme,
};

/// Every provider that is built.
const PROVIDERS: &[&dyn Crypto] = &[
    &RUST_CRYPTO,
    #[cfg(feature = "graviola")]
    &crate::GRAVIOLA,
    #[cfg(feature = "aws-lc-rs")]
    &crate::AWS_LC_RS,
];

/// A provider that asks every other one and fails where they disagree.
#[derive(Debug)]
pub(crate) struct Every;

pub(crate) static EVERY: Every = Every;

/// What all of some say.
fn agreed<P, T: PartialEq + Debug>(asked: impl IntoIterator<Item = P>, ask: impl Fn(P) -> T) -> T {
    let mut answers = asked.into_iter().map(ask);
    let first = answers.next().unwrap();
    for other in answers {
        assert_eq!(first, other);
    }
    first
}

impl Crypto for Every {
    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        agreed(PROVIDERS, |crypto| crypto.sha256(parts))
    }

    fn digest(&self, hash: Hash, parts: &[&[u8]]) -> Digest {
        agreed(PROVIDERS, |crypto| crypto.digest(hash, parts))
    }

    fn check_key(&self, key: &PublicKey<'_>) -> Result<(), InvalidKey> {
        agreed(PROVIDERS, |crypto| crypto.check_key(key))
    }

    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey<'_>,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        agreed(PROVIDERS, |crypto| crypto.verify(scheme, key, message, signature))
    }

    fn prepare(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey<'_>,
    ) -> Result<Box<dyn PreparedKey>, InvalidKey> {
        let keys: Vec<_> = PROVIDERS.iter().map(|crypto| crypto.prepare(scheme, key)).collect();
        agreed(&keys, |key| key.as_ref().map(|key| format!("{key:?}")).map_err(|error| *error))?;
        Ok(Box::new(Prepared(keys.into_iter().flatten().collect())))
    }
}

struct Prepared(Vec<Box<dyn PreparedKey>>);

impl PreparedKey for Prepared {
    fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Result<(), InvalidSignature> {
        agreed(&self.0, |key| key.verify(message, signature))
    }
}

impl Debug for Prepared {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0[0].fmt(formatter)
    }
}

#[test]
fn accepts_each_provider_by_the_name_of_its_library() {
    let names = |crypto: &dyn Crypto| Algorithm::ALL.map(|algorithm| crypto.library(algorithm));
    assert!(names(&RUST_CRYPTO).iter().all(|name| *name == "RustCrypto"));
    // A provider of somebody else's that says nothing.
    assert_eq!(EVERY.library(Algorithm::Es256), "unnamed");
    #[cfg(feature = "graviola")]
    {
        use crate::GRAVIOLA;
        assert_eq!(format!("{GRAVIOLA:?}"), "Graviola");
        #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
        assert_eq!(GRAVIOLA.is_used(), graviola::util::is_cpu_supported());
        let fast = "ES256 ES384 EdDSA ESP256 ESP384 Ed25519 RS256 RS384 RS512 PS256 PS384 PS512";
        for algorithm in Algorithm::ALL {
            let is_fast = GRAVIOLA.is_used() && fast.split(' ').any(|name| name == algorithm.name());
            let expected = if is_fast { "graviola" } else { "RustCrypto" };
            assert_eq!(GRAVIOLA.library(algorithm), expected, "{algorithm}");
        }
    }
    #[cfg(feature = "aws-lc-rs")]
    {
        use crate::AWS_LC_RS;
        assert_eq!(format!("{AWS_LC_RS:?}"), "AwsLcRs");
        for algorithm in Algorithm::ALL {
            let is_slow = matches!(algorithm, Algorithm::Ed448 | Algorithm::Es256k);
            let expected = if is_slow { "RustCrypto" } else { "AWS-LC" };
            assert_eq!(AWS_LC_RS.library(algorithm), expected, "{algorithm}");
        }
    }
}

#[test]
fn accepts_the_same_digests_however_the_message_is_cut() {
    let message: Vec<u8> = (0..=255).cycle().take(1000).collect();
    for hash in [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
        for length in [0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 1000] {
            let (message, middle) = (&message[..length], length / 3);
            let whole = EVERY.digest(hash, &[message]);
            assert_eq!(EVERY.digest(hash, &[&message[..middle], b"", &message[middle..]]), whole);
            if hash == Hash::Sha256 {
                assert_eq!(EVERY.sha256(&[message]), whole.as_bytes());
            }
        }
    }
}

/// Numbers that look random and are the same on every run.
struct Numbers(u64);

impl Numbers {
    /// Below a limit that is not zero.
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap().checked_rem(limit).unwrap()
    }

    /// The bytes with one change: a bit, a byte that is extreme, one more or one less, or a run of them.
    fn changed(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut changed = bytes.to_vec();
        let place = self.below(bytes.len());
        match self.below(6) {
            0 => changed[place] ^= 1 << self.below(8),
            1 => changed[place] = 0,
            2 => changed[place] = 0xff,
            3 => changed.truncate(place),
            4 => changed.insert(place, [0, 0xff, 0x80][self.below(3)]),
            _ => changed[place..].fill([0, 0xff][self.below(2)]),
        }
        changed
    }
}

/// The parts of a key, in the order in which [`rebuilt`] takes them.
fn parts(key: &PublicKey<'_>) -> Vec<Vec<u8>> {
    match key {
        PublicKey::Ec(key) => vec![key.x().to_vec(), key.y().to_vec()],
        PublicKey::Edwards(key) => vec![key.bytes().to_vec()],
        PublicKey::Rsa(key) => vec![key.modulus().to_vec(), key.exponent().to_vec()],
        PublicKey::MlDsa(key) => vec![key.bytes().to_vec()],
    }
}

/// A key of the same kind with other parts, if they have the right form.
fn rebuilt<'a>(like: &PublicKey<'_>, parts: &'a [Vec<u8>]) -> Option<PublicKey<'a>> {
    let first = &parts[0];
    match like {
        PublicKey::Ec(key) => EcPublicKey::new(key.curve(), first, &parts[1]).ok().map(PublicKey::Ec),
        PublicKey::Edwards(key) => EdwardsPublicKey::new(key.curve(), first).ok().map(PublicKey::Edwards),
        PublicKey::Rsa(_) => {
            RsaPublicKey::new(first, &parts[1], 1..=MAX_MODULUS_BITS).ok().map(PublicKey::Rsa)
        }
        PublicKey::MlDsa(key) => MlDsaPublicKey::new(key.parameter_set(), first).ok().map(PublicKey::MlDsa),
    }
}

/// How often each algorithm is tried with something changed; those whose arithmetic takes milliseconds less often.
const TRIES: usize = 48;
const SLOW_TRIES: usize = 12;

#[test]
fn refuses_and_accepts_as_one_whatever_is_changed() {
    let mut numbers = Numbers(1);
    for algorithm in distinct_algorithms() {
        let (encoded, sign) = signer(algorithm);
        let key = CoseKey::decode(&encoded).unwrap().known().unwrap().1;
        let signature = sign(&MESSAGE.concat());
        let (scheme, right) = (algorithm.scheme(), parts(&key));
        let is_slow = signature.len() > 1000 || right[0].len() > 32 && signature.len() < 200;
        let (mut built, mut changed_signatures) = (0, 0);
        for _ in 0..if is_slow { SLOW_TRIES } else { TRIES } {
            let changed = numbers.changed(&signature);
            changed_signatures += u32::from(changed != signature);
            let verdict = EVERY.verify(scheme, &key, &MESSAGE, &changed);
            assert_eq!(verdict.is_ok(), changed == signature, "{algorithm}");
            let mut other = right.clone();
            let part = numbers.below(other.len());
            other[part] = numbers.changed(&other[part]);
            if let Some(key) = rebuilt(&key, &other) {
                built += 1;
                let _ = EVERY.check_key(&key);
                let verdict = EVERY.verify(scheme, &key, &MESSAGE, &signature);
                assert_eq!(verdict.is_ok(), other == right, "{algorithm}");
            }
        }
        assert!(built > 0 && changed_signatures > 0, "{algorithm}");
    }
}

/// Kinds of signature that no COSE algorithm has and certificates or TPMs may: another hash on each curve, PSS with SHA-1.
#[test]
fn refuses_and_accepts_as_one_under_every_scheme() {
    const HASHES: [Hash; 4] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
    for algorithm in distinct_algorithms() {
        let (encoded, sign) = signer(algorithm);
        let key = CoseKey::decode(&encoded).unwrap().known().unwrap().1;
        let signature = sign(&MESSAGE.concat());
        let schemes = HASHES.into_iter().flat_map(|hash| {
            use SignatureScheme::{Ecdsa, EdDsa, MlDsa, RsaPkcs1, RsaPss};
            [Ecdsa(hash), RsaPkcs1(hash), RsaPss(hash), EdDsa, MlDsa]
        });
        for scheme in schemes {
            let verdict = EVERY.verify(scheme, &key, &MESSAGE, &signature);
            assert_eq!(verdict.is_ok(), scheme == algorithm.scheme(), "{scheme:?} with {algorithm}");
        }
    }
}

/// Sizes that a library may refuse are RustCrypto's in every provider.
#[test]
fn accepts_rsa_moduli_of_unusual_sizes() {
    for bits in [1024, 1030, 1536, 2040] {
        let RsaSigner { modulus, exponent, sign } = rsa_signer(bits);
        let key = PublicKey::Rsa(RsaPublicKey::new(&modulus, &exponent, bits..=bits).unwrap());
        assert_eq!(EVERY.check_key(&key), Ok(()), "{bits}");
        for (padding, scheme) in [
            (RsaPadding::Pkcs1, SignatureScheme::RsaPkcs1(Hash::Sha256)),
            (RsaPadding::Pss, SignatureScheme::RsaPss(Hash::Sha256)),
        ] {
            let mut signature = sign(padding, &MESSAGE.concat());
            assert_eq!(EVERY.verify(scheme, &key, &MESSAGE, &signature), Ok(()), "{bits} {scheme:?}");
            *signature.last_mut().unwrap() ^= 1;
            assert_eq!(EVERY.verify(scheme, &key, &MESSAGE, &signature), Err(InvalidSignature));
        }
    }
}

/// A `y` that is small, near the prime, near the end or of a small order: where libraries read points otherwise.
#[test]
fn refuses_and_accepts_as_one_the_points_of_ed25519_near_the_ends() {
    let mut accepted = 0;
    for low in 0..=255 {
        for (middle, high) in [(0, 0), (0, 0x80), (0xff, 0x7f), (0xff, 0xff)] {
            let mut point = [middle; 32];
            point[0] = low;
            point[31] = high;
            let key = PublicKey::Edwards(EdwardsPublicKey::new(EdwardsCurve::Ed25519, &point).unwrap());
            let checked = EVERY.check_key(&key);
            assert_eq!(EVERY.prepare(SignatureScheme::EdDsa, &key).map(drop), checked, "{point:02x?}");
            accepted += u32::from(checked.is_ok());
        }
    }
    // About half of all numbers are the y of a point.
    assert!((400..600).contains(&accepted), "{accepted}");
}

/// What a library is said to have, it computes, and does not leave to RustCrypto without a word.
#[cfg(any(feature = "graviola", feature = "aws-lc-rs"))]
pub(super) fn computes_what_it_has<L: super::fallback::Library>() {
    use super::fallback::LibraryKey as _;
    let RsaSigner { modulus, exponent, .. } = rsa_signer(2048);
    for algorithm in Algorithm::ALL {
        let (encoded, _) = signer(algorithm);
        let key = match CoseKey::decode(&encoded).unwrap().known().unwrap().1 {
            PublicKey::Rsa(_) => PublicKey::Rsa(RsaPublicKey::new(&modulus, &exponent, 2048..=2048).unwrap()),
            key @ (PublicKey::Ec(_) | PublicKey::Edwards(_) | PublicKey::MlDsa(_)) => key,
        };
        let computes = L::Key::new(algorithm.scheme(), &key).is_some();
        // RS1 is computed by one of them where a certificate is of its age.
        assert!(computes == L::has(algorithm) || algorithm == Algorithm::Rs1, "{algorithm}");
    }
}
