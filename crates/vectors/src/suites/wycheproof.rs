//! Wycheproof signature tests: every test of a file is run through a provider and gets a verdict.
//!
//! A verdict other than the file's is a failure, unless it stands in [`DIFFERENCES`] with its reason; a test that stands
//! there and is judged as its file says is a failure too.
//!
//! # Source
//! [C2SP Wycheproof](https://github.com/C2SP/wycheproof), test vectors v1

use countersign_cose::{
    Crypto, Curve, EcPublicKey, EdwardsCurve, EdwardsPublicKey, Error as KeyError, Hash, MAX_MODULUS_BITS,
    MIN_CREDENTIAL_MODULUS_BITS, MlDsaParameterSet, MlDsaPublicKey, PublicKey, RsaPublicKey, SignatureScheme,
};
use serde_json::Value;

use crate::error::Error;
use crate::outcome::{Expected, Got, Outcome, Test};
use crate::suites::{array, bytes, text, unexpected};

const FILE: &str = "wycheproof";
const GROUP: &str = "testGroups";
const TEST: &str = "tests";
const KEY: &str = "publicKey";

/// Tests that are judged otherwise than their file says, on purpose.
struct Difference {
    scheme: Scheme,
    /// What the file says of them.
    result: &'static str,
    select: Select,
    /// What is done with them here.
    accepted: bool,
    reason: &'static str,
}

/// What the tests of a group are of, as the file itself says; its name says nothing.
enum Scheme {
    Pkcs1,
    Pss { sha: &'static str, mgf_sha: &'static str, salt_length: u64 },
    MlDsa,
}

/// Which tests of a group are meant.
enum Select {
    All,
    Flag(&'static str),
    Comment(&'static str),
    /// Those with a context string that is not empty.
    Context,
}

const DIFFERENCES: &[Difference] = &[
    Difference {
        scheme: Scheme::Pss { sha: "SHA-256", mgf_sha: "SHA-256", salt_length: 0 },
        result: "valid",
        select: Select::All,
        accepted: false,
        reason: "COSE has a salt as long as the hash (RFC 8230 §2), here it is empty",
    },
    Difference {
        scheme: Scheme::Pss { sha: "SHA-256", mgf_sha: "SHA-256", salt_length: 0 },
        result: "invalid",
        select: Select::Comment("s_len changed to 32"),
        accepted: true,
        reason: "this one has the salt of COSE",
    },
    Difference {
        scheme: Scheme::Pss { sha: "SHA-256", mgf_sha: "SHA-1", salt_length: 20 },
        result: "valid",
        select: Select::All,
        accepted: false,
        reason: "COSE has one hash for the message and for MGF1 (RFC 8230 §2), here MGF1 has SHA-1",
    },
    Difference {
        scheme: Scheme::Pkcs1,
        result: "acceptable",
        select: Select::Flag("MissingNull"),
        accepted: false,
        reason: "the encoded message is compared with the one of RFC 8017 §9.2, which has the NULL",
    },
    Difference {
        scheme: Scheme::MlDsa,
        result: "valid",
        select: Select::Context,
        accepted: false,
        reason: "COSE signs with an empty context (RFC 9964)",
    },
];

/// Runs every test of a file; `name` is that of its folder and its own, without the ending.
pub(crate) fn run(name: &str, document: &Value, crypto: &dyn Crypto) -> Result<Vec<Test>, Error> {
    let algorithm = text(FILE, document, "algorithm")?;
    let mut tests = Vec::new();
    for group in array(FILE, document, "testGroups")? {
        let (scheme, key) = scheme_and_key(document, group)?;
        for test in array(GROUP, group, "tests")? {
            let accepted = verify(crypto, scheme, &key, test)?;
            let number = test.get("tcId").and_then(Value::as_u64);
            let number = number.ok_or_else(|| unexpected(TEST, "tcId", "a number"))?;
            let expected = expectation(test)?;
            let covers = |difference: &&Difference| {
                difference.scheme.is_of(algorithm, group) && difference.covers(test)
            };
            let outcome = outcome(DIFFERENCES.iter().find(covers), expected, accepted);
            let id = format!("{name}/{number}");
            let expected = Expected { accept: expected, step: None };
            tests.push(Test::new(id, expected, Got::verdict(accepted, None), outcome));
        }
    }
    Ok(tests)
}

/// What a file says of a test: to accept it, to refuse it, or none where it leaves that open.
fn expectation(test: &Value) -> Result<Option<bool>, Error> {
    match text(TEST, test, "result")? {
        "valid" => Ok(Some(true)),
        "invalid" => Ok(Some(false)),
        "acceptable" => Ok(None),
        _ => Err(unexpected(TEST, "result", "valid, invalid or acceptable")),
    }
}

fn outcome(difference: Option<&Difference>, expected: Option<bool>, accepted: bool) -> Outcome {
    let verdict = |accept: bool| if accept { "accept" } else { "reject" };
    match (difference, expected) {
        (Some(difference), _) if difference.accepted == accepted => Outcome::Deviates(difference.reason),
        (Some(difference), _) => {
            Outcome::Failed(format!("no longer deviates, take it off the list: {}", difference.reason))
        }
        (None, Some(expected)) if expected == accepted => Outcome::Passed,
        (None, Some(expected)) => {
            Outcome::Failed(format!("expected {}, got {}", verdict(expected), verdict(accepted)))
        }
        (None, None) => {
            Outcome::Failed(format!("expected a row that says what to do with it, got {}", verdict(accepted)))
        }
    }
}

impl Scheme {
    fn is_of(&self, algorithm: &str, group: &Value) -> bool {
        match self {
            Self::Pkcs1 => algorithm == "RSASSA-PKCS1-v1_5",
            Self::MlDsa => algorithm.starts_with("ML-DSA-"),
            Self::Pss { sha, mgf_sha, salt_length } => {
                let is = |name, expected| group.get(name).and_then(Value::as_str) == Some(expected);
                let length = group.get("sLen").and_then(Value::as_u64);
                let is_pss = algorithm == "RSASSA-PSS" && is("mgf", "MGF1");
                is_pss && is("sha", sha) && is("mgfSha", mgf_sha) && length == Some(*salt_length)
            }
        }
    }
}

impl Difference {
    fn covers(&self, test: &Value) -> bool {
        let member = |name| test.get(name).and_then(Value::as_str);
        let selected = match self.select {
            Select::All => true,
            Select::Flag(flag) => {
                let flags = test.get("flags").and_then(Value::as_array);
                flags.is_some_and(|flags| flags.iter().any(|each| each == flag))
            }
            Select::Comment(comment) => member("comment") == Some(comment),
            Select::Context => member("ctx").is_some_and(|context| !context.is_empty()),
        };
        selected && member("result") == Some(self.result)
    }
}

/// Whether the provider accepts the signature: once with the message in two parts, once under a prepared key.
fn verify(crypto: &dyn Crypto, scheme: SignatureScheme, key: &KeyBytes, test: &Value) -> Result<bool, Error> {
    let message = bytes(TEST, test, "msg")?;
    let signature = bytes(TEST, test, "sig")?;
    let parts: Vec<&[u8]> = message.chunks(message.len().div_ceil(2).max(1)).collect();
    let Ok(key) = key.public_key() else { return Ok(false) };
    let verified = crypto.verify(scheme, &key, &parts, &signature).is_ok();
    let prepared = crypto.prepare(scheme, &key);
    let verified_prepared = prepared.is_ok_and(|prepared| prepared.verify(&[&message], &signature).is_ok());
    if verified == verified_prepared {
        Ok(verified)
    } else {
        Err(unexpected(TEST, "sig", "one verdict from both ways to verify"))
    }
}

/// The parts of a key, as [`PublicKey`] borrows them.
enum KeyBytes {
    Ec(Curve, Vec<u8>),
    Edwards(EdwardsCurve, Vec<u8>),
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    MlDsa(MlDsaParameterSet, Vec<u8>),
}

impl KeyBytes {
    fn public_key(&self) -> Result<PublicKey<'_>, KeyError> {
        match self {
            Self::Ec(curve, point) => EcPublicKey::from_sec1(*curve, point).map(PublicKey::Ec),
            Self::Edwards(curve, point) => EdwardsPublicKey::new(*curve, point).map(PublicKey::Edwards),
            Self::Rsa { modulus, exponent } => {
                let bits = MIN_CREDENTIAL_MODULUS_BITS..=MAX_MODULUS_BITS;
                RsaPublicKey::new(modulus, exponent, bits).map(PublicKey::Rsa)
            }
            Self::MlDsa(parameter_set, key) => MlDsaPublicKey::new(*parameter_set, key).map(PublicKey::MlDsa),
        }
    }
}

/// What the key of a group of tests is, and what is verified with it.
fn scheme_and_key(json: &Value, group: &Value) -> Result<(SignatureScheme, KeyBytes), Error> {
    let key = group.get("publicKey").ok_or_else(|| unexpected(GROUP, "publicKey", "a key"))?;
    match text(FILE, json, "algorithm")? {
        "ECDSA" => {
            let curve = match text(KEY, key, "curve")? {
                "secp256r1" => Curve::P256,
                "secp384r1" => Curve::P384,
                "secp521r1" => Curve::P521,
                "secp256k1" => Curve::Secp256k1,
                _ => return Err(unexpected(KEY, "curve", "a curve of WebAuthn")),
            };
            let point = bytes(KEY, key, "uncompressed")?;
            Ok((SignatureScheme::Ecdsa(hash(group)?), KeyBytes::Ec(curve, point)))
        }
        "EDDSA" => {
            let curve = match text(KEY, key, "curve")? {
                "edwards25519" => EdwardsCurve::Ed25519,
                "edwards448" => EdwardsCurve::Ed448,
                _ => return Err(unexpected(KEY, "curve", "a curve of WebAuthn")),
            };
            Ok((SignatureScheme::EdDsa, KeyBytes::Edwards(curve, bytes(KEY, key, "pk")?)))
        }
        "RSASSA-PKCS1-v1_5" => Ok((SignatureScheme::RsaPkcs1(hash(group)?), rsa_key(key)?)),
        "RSASSA-PSS" => Ok((SignatureScheme::RsaPss(hash(group)?), rsa_key(key)?)),
        algorithm => {
            let parameter_set = match algorithm {
                "ML-DSA-44" => MlDsaParameterSet::MlDsa44,
                "ML-DSA-65" => MlDsaParameterSet::MlDsa65,
                "ML-DSA-87" => MlDsaParameterSet::MlDsa87,
                _ => return Err(unexpected(FILE, "algorithm", "a signature algorithm of WebAuthn")),
            };
            Ok((SignatureScheme::MlDsa, KeyBytes::MlDsa(parameter_set, bytes(GROUP, group, "publicKey")?)))
        }
    }
}

/// The files write integers as DER does, with a zero in front of a high bit.
fn rsa_key(key: &Value) -> Result<KeyBytes, Error> {
    let integer = |name| {
        let bytes = bytes(KEY, key, name)?;
        Ok(bytes.into_iter().skip_while(|byte| *byte == 0).collect())
    };
    Ok(KeyBytes::Rsa { modulus: integer("modulus")?, exponent: integer("publicExponent")? })
}

fn hash(group: &Value) -> Result<Hash, Error> {
    match text(GROUP, group, "sha")? {
        "SHA-256" => Ok(Hash::Sha256),
        "SHA-384" => Ok(Hash::Sha384),
        "SHA-512" => Ok(Hash::Sha512),
        _ => Err(unexpected(GROUP, "sha", "SHA-256, SHA-384 or SHA-512")),
    }
}
