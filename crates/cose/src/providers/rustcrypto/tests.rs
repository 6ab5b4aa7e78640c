//! Tests over every algorithm, with keys that sign.

use alloc::boxed::Box;
use alloc::vec::Vec;
use std::sync::OnceLock;

use ::ml_dsa::{KeyExport, MlDsa44, MlDsa65, MlDsa87, MlDsaParams};
use ::rsa::traits::PublicKeyParts;
use countersign_cbor::Item;
use p256::ecdsa::signature::Signer;
use sha1::Sha1;
use sha2::digest::Digest;
use sha2::{Sha256, Sha384, Sha512};

use super::{RUST_CRYPTO, digest};
use crate::providers::tests::EVERY;
use crate::{
    Algorithm, CoseKey, Crypto, Curve, EcPublicKey, ErrorKind, Hash, InvalidKey, InvalidSignature, PublicKey,
    SignatureScheme,
};

/// Authenticator data and a hash, as a relying party gets them.
pub(crate) const MESSAGE: [&[u8]; 2] = [&[0x5a; 37], &[0xc3; 32]];

pub(crate) type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// An algorithm for each scheme and kind of key: names that mean the same are verified by the same code.
pub(crate) fn distinct_algorithms() -> impl Iterator<Item = Algorithm> {
    use Algorithm::{Ed25519, Esp256, Esp384, Esp512};
    let same = [Esp256, Esp384, Esp512, Ed25519];
    Algorithm::ALL.into_iter().filter(move |algorithm| !same.contains(algorithm))
}

/// A COSE key and what signs for it.
pub(crate) fn signer(algorithm: Algorithm) -> (Vec<u8>, Sign) {
    let (members, sign): (Vec<(i64, Item)>, Sign) = match algorithm {
        Algorithm::Es256 | Algorithm::Esp256 => {
            let key = p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
            let members = ec_members(1, key.verifying_key().to_sec1_point(false).as_bytes());
            (members, Box::new(move |message| sign_ecdsa::<p256::ecdsa::DerSignature>(&key, message)))
        }
        Algorithm::Es384 | Algorithm::Esp384 => {
            let key = p384::ecdsa::SigningKey::from_slice(&[7; 48]).unwrap();
            let members = ec_members(2, key.verifying_key().to_sec1_point(false).as_bytes());
            (members, Box::new(move |message| sign_ecdsa::<p384::ecdsa::DerSignature>(&key, message)))
        }
        Algorithm::Es512 | Algorithm::Esp512 => {
            let mut secret = [7; 66];
            secret[0] = 0;
            let key = p521::ecdsa::SigningKey::from_slice(&secret).unwrap();
            let members = ec_members(3, key.verifying_key().to_sec1_point(false).as_bytes());
            (members, Box::new(move |message| sign_ecdsa::<p521::ecdsa::DerSignature>(&key, message)))
        }
        Algorithm::Es256k => {
            let key = k256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
            let members = ec_members(8, key.verifying_key().to_sec1_point(false).as_bytes());
            (members, Box::new(move |message| sign_ecdsa::<k256::ecdsa::DerSignature>(&key, message)))
        }
        Algorithm::EdDsa | Algorithm::Ed25519 => {
            let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
            let members = edwards_members(6, key.verifying_key().as_bytes());
            (members, Box::new(move |message| key.sign(message).to_bytes().to_vec()))
        }
        Algorithm::Ed448 => {
            let key = ed448_goldilocks::SigningKey::from(&[7; 57].into());
            let members = edwards_members(7, key.verifying_key().as_bytes());
            (members, Box::new(move |message| key.sign_raw(message).to_bytes().to_vec()))
        }
        Algorithm::Rs1 => sign_pkcs1::<Sha1>(),
        Algorithm::Rs256 => sign_pkcs1::<Sha256>(),
        Algorithm::Rs384 => sign_pkcs1::<Sha384>(),
        Algorithm::Rs512 => sign_pkcs1::<Sha512>(),
        Algorithm::Ps256 => sign_pss::<Sha256>(),
        Algorithm::Ps384 => sign_pss::<Sha384>(),
        Algorithm::Ps512 => sign_pss::<Sha512>(),
        Algorithm::MlDsa44 => sign_ml_dsa::<MlDsa44>(b""),
        Algorithm::MlDsa65 => sign_ml_dsa::<MlDsa65>(b""),
        Algorithm::MlDsa87 => sign_ml_dsa::<MlDsa87>(b""),
    };
    (cose_key(algorithm, members), sign)
}

fn cose_key(algorithm: Algorithm, mut members: Vec<(i64, Item)>) -> Vec<u8> {
    members.push((3, Item::from(algorithm.identifier().number())));
    Item::map(members.into_iter().map(|(label, item)| (Item::from(label), item))).to_bytes()
}

fn ec_members(curve: i64, point: &[u8]) -> Vec<(i64, Item)> {
    let (x, y) = point[1..].split_at(point.len() / 2);
    [(1, Item::from(2)), (-1, Item::from(curve)), (-2, Item::bytes(x)), (-3, Item::bytes(y))].into()
}

fn edwards_members(curve: i64, point: &[u8]) -> Vec<(i64, Item)> {
    [(1, Item::from(1)), (-1, Item::from(curve)), (-2, Item::bytes(point))].into()
}

fn sign_ecdsa<S: AsRef<[u8]>>(key: &impl Signer<S>, message: &[u8]) -> Vec<u8> {
    key.sign(message).as_ref().to_vec()
}

type SignPadded = Box<dyn Fn(RsaPadding, &[u8]) -> Vec<u8>>;

#[derive(Clone, Copy, Debug)]
pub(crate) enum RsaPadding {
    Pkcs1,
    Pss,
}

/// An RSA key of any size, and what signs with it.
pub(crate) struct RsaSigner {
    pub(crate) modulus: Vec<u8>,
    pub(crate) exponent: Vec<u8>,
    pub(crate) sign: SignPadded,
}

/// Signs with SHA-256.
pub(crate) fn rsa_signer(bits: usize) -> RsaSigner {
    let key = ::rsa::RsaPrivateKey::new(&mut Counter(0), bits).unwrap();
    let (modulus, exponent) = (key.n_bytes().to_vec(), key.e_bytes().to_vec());
    let sign = move |padding, message: &[u8]| {
        let digest = Sha256::digest(message);
        match padding {
            RsaPadding::Pss => {
                key.sign_with_rng(&mut Counter(1), ::rsa::Pss::<Sha256>::new(), &digest).unwrap()
            }
            RsaPadding::Pkcs1 => key.sign(::rsa::Pkcs1v15Sign::new::<Sha256>(), &digest).unwrap(),
        }
    };
    RsaSigner { modulus, exponent, sign: Box::new(sign) }
}

/// Numbers that are the same on every run.
struct Counter(u64);

impl ::rsa::rand_core::TryRng for Counter {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for chunk in bytes.chunks_mut(32) {
            self.0 = self.0.wrapping_add(1);
            chunk.copy_from_slice(&digest::<Sha256>(&[&self.0.to_le_bytes()])[..chunk.len()]);
        }
        Ok(())
    }
}

impl ::rsa::rand_core::TryCryptoRng for Counter {}

/// A key of 2048 bits from two primes that anyone can check, 2^1024 - 105 and 3 * 2^1022 + 1037: to search for some takes
/// seconds.
fn rsa_key() -> &'static ::rsa::RsaPrivateKey {
    static KEY: OnceLock<::rsa::RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| {
        let [mut first, mut second] = [[0xff; 128], [0; 128]];
        first[127] = 0u8.wrapping_sub(105);
        second[0] = 0xc0;
        second[126..].copy_from_slice(&1037_u16.to_be_bytes());
        let [first, second, exponent] =
            [&first[..], &second, &[1, 0, 1]].map(::rsa::BoxedUint::from_be_slice_vartime);
        ::rsa::RsaPrivateKey::from_p_q(first, second, exponent).unwrap()
    })
}

fn rsa_members() -> Vec<(i64, Item)> {
    let key = rsa_key();
    [(1, Item::from(3)), (-1, Item::bytes(&key.n_bytes())), (-2, Item::bytes(&key.e_bytes()))].into()
}

fn sign_pkcs1<D: Digest + sha2::digest::const_oid::AssociatedOid + 'static>() -> (Vec<(i64, Item)>, Sign) {
    let sign = |message: &[u8]| rsa_key().sign(::rsa::Pkcs1v15Sign::new::<D>(), &D::digest(message)).unwrap();
    (rsa_members(), Box::new(sign))
}

fn sign_pss<D: Digest + sha2::digest::FixedOutputReset + 'static>() -> (Vec<(i64, Item)>, Sign) {
    let sign = |message: &[u8]| {
        rsa_key().sign_with_rng(&mut Counter(1), ::rsa::Pss::<D>::new(), &D::digest(message)).unwrap()
    };
    (rsa_members(), Box::new(sign))
}

fn sign_ml_dsa<P: MlDsaParams + 'static>(context: &'static [u8]) -> (Vec<(i64, Item)>, Sign) {
    let key = ::ml_dsa::ExpandedSigningKey::<P>::from_seed(&[7; 32].into());
    let members = [(1, Item::from(7)), (-1, Item::bytes(&key.verifying_key().to_bytes()))].into();
    let sign = move |message: &[u8]| key.sign_deterministic(message, context).unwrap().encode().to_vec();
    (members, Box::new(sign))
}

#[test]
fn accepts_a_hash_over_parts() {
    let whole = EVERY.sha256(&[b"one message"]);
    assert_eq!(whole, <[u8; 32]>::from(Sha256::digest(b"one message")));
    assert_eq!(EVERY.sha256(&[b"one", b"", b" message"]), whole);
    assert_eq!(EVERY.sha256(&[]), EVERY.sha256(&[b""]));
}

#[test]
fn accepts_a_signature_of_every_algorithm_however_the_message_is_cut() {
    for algorithm in Algorithm::ALL {
        let (encoded, sign) = signer(algorithm);
        let key = CoseKey::decode(&encoded).unwrap();
        let message = MESSAGE.concat();
        let signature = sign(&message);
        assert_eq!(key.check(&EVERY), Ok(()), "{algorithm}");
        let prepared = EVERY.prepare(algorithm.scheme(), &key.known().unwrap().1).unwrap();
        let cuts: [&[&[u8]]; 4] =
            [&MESSAGE, &[&message], &[b"", &message], &[&message[..1], &message[1..], b""]];
        for parts in cuts {
            assert_eq!(key.verify(&EVERY, parts, &signature), Ok(()), "{algorithm}");
            assert_eq!(prepared.verify(parts, &signature), Ok(()), "{algorithm}");
        }
    }
}

// attack: sig-bit-flip
#[test]
fn refuses_a_change_of_any_bit() {
    for algorithm in distinct_algorithms() {
        let (encoded, sign) = signer(algorithm);
        let key = CoseKey::decode(&encoded).unwrap().known().unwrap().1;
        let prepared = EVERY.prepare(algorithm.scheme(), &key).unwrap();
        let mut message = MESSAGE.concat();
        let mut signature = sign(&message);
        // Generic arithmetic is built with this crate, without optimisation, and some takes milliseconds: what is slow or
        // long is sampled. Steps are prime to eight.
        let (message_step, signature_step) = match key {
            PublicKey::MlDsa(_) => (101, 307),
            PublicKey::Ec(key) if key.x().len() > 32 => (101, 43),
            PublicKey::Edwards(key) if key.bytes().len() > 32 => (61, 17),
            PublicKey::Edwards(_) => (7, 1),
            PublicKey::Ec(_) | PublicKey::Rsa(_) => (29, 5),
        };
        for bit in (0..message.len() * 8).step_by(message_step) {
            message[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(prepared.verify(&[&message], &signature), Err(InvalidSignature), "{algorithm} {bit}");
            message[bit / 8] ^= 1 << (bit % 8);
        }
        for bit in (0..signature.len() * 8).step_by(signature_step) {
            signature[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(prepared.verify(&[&message], &signature), Err(InvalidSignature), "{algorithm} {bit}");
            signature[bit / 8] ^= 1 << (bit % 8);
        }
        assert_eq!(prepared.verify(&[&message], &signature), Ok(()), "{algorithm}");
    }
}

// attack: sig-rsa-length
// attack: sig-eddsa-length
#[test]
fn refuses_signatures_of_another_length() {
    for algorithm in distinct_algorithms() {
        let (encoded, sign) = signer(algorithm);
        let key = CoseKey::decode(&encoded).unwrap();
        let signature = sign(&MESSAGE.concat());
        let longer = [&signature[..], &[0]].concat();
        let padded = [&[0], &signature[..]].concat();
        let twice = [&signature[..], &signature].concat();
        let half = &signature[..signature.len() / 2];
        for other in [&[][..], &[0], half, &signature[1..], &longer, &padded, &twice] {
            assert_eq!(key.verify(&EVERY, &MESSAGE, other), Err(InvalidSignature), "{algorithm}");
        }
        // The key of ML-DSA is expanded once, not for each of thousands of lengths.
        let prepared = EVERY.prepare(algorithm.scheme(), &key.known().unwrap().1).unwrap();
        for length in 0..signature.len() {
            let other = &signature[..length];
            assert_eq!(prepared.verify(&MESSAGE, other), Err(InvalidSignature), "{algorithm}");
        }
    }
}

// attack: sig-prehash-confusion
#[test]
fn refuses_a_message_and_its_digest_in_the_place_of_each_other() {
    for algorithm in distinct_algorithms() {
        let (encoded, sign) = signer(algorithm);
        let key = CoseKey::decode(&encoded).unwrap();
        let message = MESSAGE.concat();
        for digest in [
            Sha256::digest(&message).to_vec(),
            Sha384::digest(&message).to_vec(),
            Sha512::digest(&message).to_vec(),
        ] {
            assert_eq!(key.verify(&EVERY, &[&digest], &sign(&message)), Err(InvalidSignature));
            assert_eq!(key.verify(&EVERY, &MESSAGE, &sign(&digest)), Err(InvalidSignature));
        }
    }
}

/// A signature of one algorithm under the key of another: it is right only where the scheme and the key are the same.
// attack: sig-rsa-primitive
// attack: cose-key-swap
#[test]
fn refuses_a_signature_of_another_algorithm() {
    let message = MESSAGE.concat();
    let signed = Algorithm::ALL.map(|algorithm| {
        let (encoded, sign) = signer(algorithm);
        (algorithm, encoded, sign(&message))
    });
    for (own, encoded, _) in &signed {
        let key = CoseKey::decode(encoded).unwrap();
        let prepared = EVERY.prepare(own.scheme(), &key.known().unwrap().1).unwrap();
        for (other, other_key, signature) in &signed {
            let other_key = CoseKey::decode(other_key).unwrap().known().unwrap().1;
            let same = own.scheme() == other.scheme() && key.known().unwrap().1 == other_key;
            let verified = prepared.verify(&MESSAGE, signature);
            assert_eq!(verified.is_ok(), same, "{other} under {own}");
        }
    }
}

#[test]
fn refuses_a_scheme_that_does_not_fit_the_key() {
    let kind = |scheme| match scheme {
        SignatureScheme::Ecdsa(_) => 0,
        SignatureScheme::EdDsa => 1,
        SignatureScheme::RsaPkcs1(_) | SignatureScheme::RsaPss(_) => 2,
        SignatureScheme::MlDsa => 3,
    };
    for own in Algorithm::ALL {
        let (encoded, sign) = signer(own);
        let key = CoseKey::decode(&encoded).unwrap().known().unwrap().1;
        let signature = sign(&MESSAGE.concat());
        for scheme in Algorithm::ALL.map(Algorithm::scheme) {
            if kind(scheme) != kind(own.scheme()) {
                assert_eq!(EVERY.verify(scheme, &key, &MESSAGE, &signature), Err(InvalidSignature));
            }
            let prepared = EVERY.prepare(scheme, &key).map(drop);
            assert_eq!(prepared.is_ok(), kind(scheme) == kind(own.scheme()), "{scheme:?} with {own}");
        }
    }
}

// attack: sig-mldsa-context
#[test]
fn refuses_ml_dsa_signatures_with_a_context() {
    let cases = [
        (Algorithm::MlDsa44, sign_ml_dsa::<MlDsa44>(b"webauthn")),
        (Algorithm::MlDsa65, sign_ml_dsa::<MlDsa65>(b"\0")),
        (Algorithm::MlDsa87, sign_ml_dsa::<MlDsa87>(&[7; 255])),
    ];
    for (algorithm, (members, sign)) in cases {
        let encoded = cose_key(algorithm, members);
        let key = CoseKey::decode(&encoded).unwrap();
        let signature = sign(&MESSAGE.concat());
        assert_eq!(key.verify(&EVERY, &MESSAGE, &signature), Err(InvalidSignature), "{algorithm}");
    }
}

#[test]
fn refuses_rsa_salts_of_another_length() {
    let encoded = cose_key(Algorithm::Ps256, rsa_members());
    let key = CoseKey::decode(&encoded).unwrap();
    let digest = Sha256::digest(MESSAGE.concat());
    for length in [0, 20, 31, 32, 33, 64, 222] {
        let padding = ::rsa::Pss::<Sha256>::new_with_salt(length);
        let signature = rsa_key().sign_with_rng(&mut Counter(2), padding, &digest).unwrap();
        assert_eq!(key.verify(&EVERY, &MESSAGE, &signature).is_ok(), length == 32, "{length}");
    }
}

/// No COSE algorithm has it; old certificates and TPMs may.
#[test]
fn accepts_a_signature_of_pss_with_sha1_of_its_message_alone() {
    let (members, sign) = sign_pss::<Sha1>();
    let encoded = cose_key(Algorithm::Ps256, members);
    let key = CoseKey::decode(&encoded).unwrap().known().unwrap().1;
    let signature = sign(&MESSAGE.concat());
    let verify =
        |hash, message: &[&[u8]]| EVERY.verify(SignatureScheme::RsaPss(hash), &key, message, &signature);
    assert_eq!(verify(Hash::Sha1, &MESSAGE), Ok(()));
    assert_eq!(verify(Hash::Sha1, &MESSAGE[..1]), Err(InvalidSignature));
    assert_eq!(verify(Hash::Sha256, &MESSAGE), Err(InvalidSignature));
}

/// Signature plus modulus is the same number to the primitive.
// attack: sig-rsa-length
#[test]
fn refuses_rsa_signatures_above_the_modulus() {
    let (encoded, sign) = signer(Algorithm::Rs256);
    let key = CoseKey::decode(&encoded).unwrap();
    // Some message of a few has a signature so small that the sum is no longer than the modulus.
    let mut tried = 0;
    for number in 0..32_u8 {
        let signature = sign(&[number]);
        let (mut sum, mut carry) = (signature.clone(), 0_u16);
        for (byte, added) in sum.iter_mut().zip(rsa_key().n_bytes().iter()).rev() {
            let total = u16::from(*byte) + u16::from(*added) + carry;
            [_, *byte] = total.to_be_bytes();
            carry = total >> 8;
        }
        assert_eq!(key.verify(&EVERY, &[&[number]], &signature), Ok(()));
        if carry == 0 {
            tried += 1;
            assert_eq!(key.verify(&EVERY, &[&[number]], &sum), Err(InvalidSignature));
        }
    }
    assert!(tried > 0);
}

#[test]
fn refuses_keys_of_a_credential_that_are_no_points() {
    let zeros = [0; 32];
    let key = EcPublicKey::new(Curve::P256, &zeros, &zeros).unwrap();
    assert_eq!(EVERY.check_key(&PublicKey::Ec(key)), Err(InvalidKey));
    let point = [&[4][..], &zeros, &zeros].concat();
    let encoded = cose_key(Algorithm::Es256, ec_members(1, &point));
    let error = CoseKey::decode(&encoded).unwrap().check(&EVERY).unwrap_err();
    assert_eq!((error.kind(), error.rule()), (ErrorKind::InvalidKey, "5.8.5.r1"));
}

#[test]
fn accepts_debug_without_keys() {
    for (algorithm, shown) in [
        (Algorithm::Es384, "Ecdsa(Sha384)"),
        (Algorithm::Ed448, "EdDsa"),
        (Algorithm::Rs1, "RsaPkcs1(Sha1)"),
        (Algorithm::Ps512, "RsaPss(Sha512)"),
        (Algorithm::MlDsa65, "MlDsa"),
    ] {
        let (encoded, _) = signer(algorithm);
        let key = CoseKey::decode(&encoded).unwrap().known().unwrap().1;
        let prepared = EVERY.prepare(algorithm.scheme(), &key).unwrap();
        assert_eq!(alloc::format!("{prepared:?}"), shown);
    }
    assert_eq!(alloc::format!("{RUST_CRYPTO:?}"), "RustCrypto");
}
