//! Keys, messages and signatures, valid ones with changes: every provider gives the same verdict.

use std::convert::Infallible;
use std::sync::LazyLock;

use arbitrary::Arbitrary;
use countersign_authenticator::{Algorithm, SigningKey};
use countersign_cose::{
    AWS_LC_RS, Crypto, Curve, EcPublicKey, EdwardsCurve, EdwardsPublicKey, GRAVIOLA, Hash, MAX_MODULUS_BITS,
    MlDsaParameterSet, MlDsaPublicKey, PublicKey, RUST_CRYPTO, RsaPublicKey, SignatureScheme,
};
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::traits::PublicKeyParts as _;
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPrivateKey};
use sha2::{Digest as _, Sha256};

use crate::bounds::bounded;
use crate::der::{self, Element};
use crate::edit::{Edit, edited};
use crate::scene::one_of;

static PROVIDERS: [&dyn Crypto; 3] = [&RUST_CRYPTO, &GRAVIOLA, &AWS_LC_RS];

const MESSAGE: &[u8] = b"what an authenticator signs";

/// What is signed and verified, and what is changed in between.
#[derive(Arbitrary, Debug)]
pub struct Plan {
    start: u8,
    /// Another scheme than the key is for.
    scheme: Option<(u8, u8)>,
    /// Of the point, the modulus or the only string of the key.
    key: Vec<Edit>,
    exponent: Vec<Edit>,
    message: Vec<Edit>,
    /// Where the message is cut in two.
    cut: u16,
    signature: Vec<Edit>,
    /// Of a signature in DER, with lengths that stay right.
    elements: Vec<der::Change>,
}

/// A valid signature, and what a key is made of.
struct Start {
    kind: Kind,
    scheme: SignatureScheme,
    key: Vec<u8>,
    signature: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Kind {
    Ec(Curve),
    Edwards(EdwardsCurve),
    Rsa,
    MlDsa(MlDsaParameterSet),
}

impl Kind {
    fn public_key<'a>(self, key: &'a [u8], exponent: &'a [u8]) -> Option<PublicKey<'a>> {
        match self {
            Self::Ec(curve) => EcPublicKey::from_sec1(curve, key).map(PublicKey::Ec).ok(),
            Self::Edwards(curve) => EdwardsPublicKey::new(curve, key).map(PublicKey::Edwards).ok(),
            Self::Rsa => RsaPublicKey::new(key, exponent, 1..=MAX_MODULUS_BITS).map(PublicKey::Rsa).ok(),
            Self::MlDsa(set) => MlDsaPublicKey::new(set, key).map(PublicKey::MlDsa).ok(),
        }
    }
}

const EXPONENT: [u8; 3] = [1, 0, 1];

const ALGORITHMS: [(Algorithm, Kind); 12] = [
    (Algorithm::Es256, Kind::Ec(Curve::P256)),
    (Algorithm::Es384, Kind::Ec(Curve::P384)),
    (Algorithm::Es512, Kind::Ec(Curve::P521)),
    (Algorithm::Es256k, Kind::Ec(Curve::Secp256k1)),
    (Algorithm::EdDsa, Kind::Edwards(EdwardsCurve::Ed25519)),
    (Algorithm::Ed448, Kind::Edwards(EdwardsCurve::Ed448)),
    (Algorithm::Rs256, Kind::Rsa),
    (Algorithm::Ps256, Kind::Rsa),
    (Algorithm::Rs1, Kind::Rsa),
    (Algorithm::MlDsa44, Kind::MlDsa(MlDsaParameterSet::MlDsa44)),
    (Algorithm::MlDsa65, Kind::MlDsa(MlDsaParameterSet::MlDsa65)),
    (Algorithm::MlDsa87, Kind::MlDsa(MlDsaParameterSet::MlDsa87)),
];

static STARTS: LazyLock<Vec<Start>> = LazyLock::new(|| {
    let starts = ALGORITHMS.map(|(algorithm, kind)| {
        let key = SigningKey::from_seed(algorithm, b"providers");
        let scheme = countersign_cose::AlgorithmIdentifier::new(algorithm.identifier()).algorithm();
        Start {
            kind,
            scheme: scheme.expect("an algorithm of both").scheme(),
            key: key.public_key(),
            signature: key.sign(MESSAGE),
        }
    });
    let starts: Vec<Start> = starts.into_iter().chain(rsa_2048()).collect();
    for start in &starts {
        let key = start.kind.public_key(&start.key, &EXPONENT).expect("a key");
        for crypto in PROVIDERS {
            assert_eq!(crypto.verify(start.scheme, &key, &[MESSAGE], &start.signature), Ok(()), "{crypto:?}");
        }
    }
    starts
});

/// Signatures under a modulus of 2048 bits from two primes that anyone can check: 2^1024 - 105 and 3 * 2^1022 + 1037.
fn rsa_2048() -> [Start; 2] {
    let [mut first, mut second] = [[0xff; 128], [0; 128]];
    first[127] = 0_u8.wrapping_sub(105);
    second[0] = 0xc0;
    second[126..].copy_from_slice(&1037_u16.to_be_bytes());
    let [first, second, exponent] = [&first[..], &second, &EXPONENT].map(BoxedUint::from_be_slice_vartime);
    let key = RsaPrivateKey::from_p_q(first, second, exponent).expect("two primes");
    let digest = Sha256::digest(MESSAGE);
    let pkcs1 = key.sign(Pkcs1v15Sign::new::<Sha256>(), &digest).expect("a signature");
    let padding = Pss { blinded: false, ..Pss::<Sha256>::new() };
    let pss = key.sign_with_rng(&mut Salt, padding, &digest).expect("a signature");
    let signed =
        [(SignatureScheme::RsaPkcs1(Hash::Sha256), pkcs1), (SignatureScheme::RsaPss(Hash::Sha256), pss)];
    signed.map(|(scheme, signature)| Start {
        kind: Kind::Rsa,
        scheme,
        key: key.n_bytes().to_vec(),
        signature,
    })
}

/// The salt of a PSS signature, in the shape of the generator that `rsa` asks for it.
struct Salt;

impl TryRng for Salt {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(0)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(0)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill(0x5a);
        Ok(())
    }
}

impl TryCryptoRng for Salt {}

impl Plan {
    fn scheme(&self, right: SignatureScheme) -> SignatureScheme {
        let Some((kind, hash)) = self.scheme else { return right };
        let hash = one_of(&[Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512], hash);
        let schemes = [
            SignatureScheme::Ecdsa(hash),
            SignatureScheme::RsaPkcs1(hash),
            SignatureScheme::RsaPss(hash),
            SignatureScheme::EdDsa,
            SignatureScheme::MlDsa,
        ];
        one_of(&schemes, kind)
    }

    fn signature(&self, right: &[u8]) -> Vec<u8> {
        let tree = Element::parse(right).filter(|_| !self.elements.is_empty());
        let changed = tree.map_or_else(|| right.to_vec(), |tree| tree.changed(&self.elements).to_bytes());
        edited(&changed, &self.signature)
    }

    fn length(&self) -> usize {
        let edits = [&self.key, &self.exponent, &self.message, &self.signature];
        edits.iter().map(|edits| edits.len()).sum::<usize>().saturating_add(self.elements.len())
    }
}

/// Whether a key may be used, and whether a signature is valid, is the same to every provider; a signature is valid under a
/// prepared key if it is without, and none is under a key that may not be used.
pub fn agree(plan: &Plan) {
    let start = &STARTS[usize::from(plan.start) % STARTS.len()];
    let scheme = plan.scheme(start.scheme);
    let key = edited(&start.key, &plan.key);
    let exponent = edited(&EXPONENT, &plan.exponent);
    let message = edited(MESSAGE, &plan.message);
    let signature = plan.signature(&start.signature);
    let Some(public_key) = start.kind.public_key(&key, &exponent) else { return };
    let (one, other) = message.split_at(usize::from(plan.cut) % message.len().saturating_add(1));
    bounded(plan.length().saturating_add(key.len()).saturating_add(signature.len()), || {
        let verdicts = PROVIDERS.map(|crypto| {
            let checked = crypto.check_key(&public_key);
            let verified = crypto.verify(scheme, &public_key, &[one, other], &signature);
            let prepared = crypto.prepare(scheme, &public_key);
            assert!(checked.is_ok() || prepared.is_err() && verified.is_err(), "{crypto:?}");
            let is_prepared = prepared.is_ok();
            let again = prepared.is_ok_and(|prepared| prepared.verify(&[&message], &signature).is_ok());
            assert_eq!(verified.is_ok(), again, "{crypto:?}");
            (checked, is_prepared, verified)
        });
        let [first, others @ ..] = verdicts;
        assert!(others.iter().all(|verdict| *verdict == first), "{scheme:?}: {verdicts:?}");
    });
}
