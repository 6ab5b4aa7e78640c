//! Wycheproof signature tests: every test of a file is run through a provider and gets a verdict.
//!
//! A verdict other than the file's is a failure, unless it stands in [`DIFFERENCES`] with its reason; a difference that
//! stands there and is not found is a failure too.
//!
//! # Source
//! [C2SP Wycheproof](https://github.com/C2SP/wycheproof), test vectors v1

#![cfg(feature = "rustcrypto")]

use core::fmt;
use std::path::Path;

use countersign_cose::{
    Crypto, Curve, EcPublicKey, EdwardsCurve, EdwardsPublicKey, Error, Hash, MAX_MODULUS_BITS,
    MIN_CREDENTIAL_MODULUS_BITS, MlDsaParameterSet, MlDsaPublicKey, PublicKey, RUST_CRYPTO, RsaPublicKey,
    SignatureScheme,
};
use serde_json::Value;

/// Tests that are judged otherwise than their file says, on purpose.
struct Difference {
    /// The file's name begins with this.
    file: &'static str,
    /// What the file says of them.
    result: &'static str,
    select: Select,
    /// What is done with them here.
    accepted: bool,
    /// How many they are, so that none slips in or out.
    count: usize,
    reason: &'static str,
}

/// Which tests of a file are meant.
enum Select {
    All,
    Flag(&'static str),
    Comment(&'static str),
    /// Those with a context string that is not empty.
    Context,
}

const DIFFERENCES: &[Difference] = &[
    Difference {
        file: "rsa_pss_2048_sha256_mgf1_0_",
        result: "valid",
        select: Select::All,
        accepted: false,
        count: 61,
        reason: "COSE has a salt as long as the hash (RFC 8230 §2), here it is empty",
    },
    Difference {
        file: "rsa_pss_2048_sha256_mgf1_0_",
        result: "invalid",
        select: Select::Comment("s_len changed to 32"),
        accepted: true,
        count: 1,
        reason: "this one has the salt of COSE",
    },
    Difference {
        file: "rsa_pss_2048_sha256_mgf1sha1_20_",
        result: "valid",
        select: Select::All,
        accepted: false,
        count: 63,
        reason: "COSE has one hash for the message and for MGF1 (RFC 8230 §2), here MGF1 has SHA-1",
    },
    Difference {
        file: "rsa_signature_",
        result: "acceptable",
        select: Select::Flag("MissingNull"),
        accepted: false,
        count: 1,
        reason: "the encoded message is compared with the one of RFC 8017 §9.2, which has the NULL",
    },
    Difference {
        file: "mldsa_",
        result: "valid",
        select: Select::Context,
        accepted: false,
        count: 2,
        reason: "COSE signs with an empty context (RFC 9964)",
    },
];

/// What became of the tests of one file.
struct Report {
    file: String,
    judged: Vec<Judged>,
    failures: Vec<String>,
}

/// What became of one test, and the row of [`DIFFERENCES`] that covers it.
struct Judged {
    accepted: bool,
    difference: Option<usize>,
}

impl Report {
    fn count(&self, select: impl Fn(&Judged) -> bool) -> usize {
        self.judged.iter().filter(|judged| select(judged)).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, failures, .. } = self;
        let accepted = self.count(|judged| judged.accepted);
        let refused = self.count(|judged| !judged.accepted);
        let different = self.count(|judged| judged.difference.is_some());
        write!(
            formatter,
            "{file}: {accepted} accepted, {refused} refused, {different} of them on purpose, "
        )?;
        write!(formatter, "{} failed", failures.len())
    }
}

/// A file that is not of the expected shape; names the member.
#[derive(Debug)]
struct Malformed(&'static str);

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "not a file of Wycheproof: {}", self.0)
    }
}

impl core::error::Error for Malformed {}

/// Runs every test of a file.
fn run(file: &str, json: &Value, crypto: &dyn Crypto) -> Result<Report, Malformed> {
    let mut report = Report { file: file.to_owned(), judged: Vec::new(), failures: Vec::new() };
    for group in array(json, "testGroups")? {
        let (scheme, key) = scheme_and_key(json, group)?;
        for test in array(group, "tests")? {
            let accepted = verify(crypto, scheme, &key, test)?;
            let difference = DIFFERENCES.iter().position(|difference| difference.covers(file, test));
            let result = text(test, "result")?;
            let expected = match (difference.and_then(|index| DIFFERENCES.get(index)), result) {
                (Some(difference), _) => Some(difference.accepted),
                (None, "valid") => Some(true),
                (None, "invalid") => Some(false),
                // Of an acceptable test the table has to say what is done with it.
                (None, _) => None,
            };
            if expected != Some(accepted) {
                let id = test.get("tcId").unwrap_or(&Value::Null);
                report.failures.push(format!("test {id} is {result}, accepted: {accepted}"));
            }
            report.judged.push(Judged { accepted, difference });
        }
    }
    for (index, difference) in DIFFERENCES.iter().enumerate() {
        let found = report.count(|judged| judged.difference == Some(index));
        let Difference { count, reason, .. } = difference;
        if file.starts_with(difference.file) && found != *count {
            report.failures.push(format!("{found} tests and not {count} differ because {reason}"));
        }
    }
    let judged = report.judged.len();
    if json.get("numberOfTests").and_then(Value::as_u64) != u64::try_from(judged).ok() {
        report.failures.push(format!("{judged} tests were run, the file counts otherwise"));
    }
    Ok(report)
}

impl Difference {
    fn covers(&self, file: &str, test: &Value) -> bool {
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
        selected && file.starts_with(self.file) && member("result") == Some(self.result)
    }
}

/// Whether the provider accepts the signature: once with the message in two parts, once under a prepared key.
fn verify(
    crypto: &dyn Crypto,
    scheme: SignatureScheme,
    key: &KeyBytes,
    test: &Value,
) -> Result<bool, Malformed> {
    let message = bytes(test, "msg")?;
    let signature = bytes(test, "sig")?;
    let parts: Vec<&[u8]> = message.chunks(message.len().div_ceil(2).max(1)).collect();
    let Ok(key) = key.public_key() else { return Ok(false) };
    let verified = crypto.verify(scheme, &key, &parts, &signature).is_ok();
    let prepared = crypto.prepare(scheme, &key);
    let verified_prepared = prepared.is_ok_and(|prepared| prepared.verify(&[&message], &signature).is_ok());
    if verified == verified_prepared {
        Ok(verified)
    } else {
        Err(Malformed("the two ways to verify disagree"))
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
    fn public_key(&self) -> Result<PublicKey<'_>, Error> {
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
fn scheme_and_key(json: &Value, group: &Value) -> Result<(SignatureScheme, KeyBytes), Malformed> {
    let key = group.get("publicKey").ok_or(Malformed("publicKey"))?;
    match text(json, "algorithm")? {
        "ECDSA" => {
            let curve = match text(key, "curve")? {
                "secp256r1" => Curve::P256,
                "secp384r1" => Curve::P384,
                "secp521r1" => Curve::P521,
                "secp256k1" => Curve::Secp256k1,
                _ => return Err(Malformed("curve")),
            };
            let point = bytes(key, "uncompressed")?;
            Ok((SignatureScheme::Ecdsa(hash(group)?), KeyBytes::Ec(curve, point)))
        }
        "EDDSA" => {
            let curve = match text(key, "curve")? {
                "edwards25519" => EdwardsCurve::Ed25519,
                "edwards448" => EdwardsCurve::Ed448,
                _ => return Err(Malformed("curve")),
            };
            Ok((SignatureScheme::EdDsa, KeyBytes::Edwards(curve, bytes(key, "pk")?)))
        }
        "RSASSA-PKCS1-v1_5" => Ok((SignatureScheme::RsaPkcs1(hash(group)?), rsa_key(key)?)),
        "RSASSA-PSS" => Ok((SignatureScheme::RsaPss(hash(group)?), rsa_key(key)?)),
        algorithm => {
            let parameter_set = match algorithm {
                "ML-DSA-44" => MlDsaParameterSet::MlDsa44,
                "ML-DSA-65" => MlDsaParameterSet::MlDsa65,
                "ML-DSA-87" => MlDsaParameterSet::MlDsa87,
                _ => return Err(Malformed("algorithm")),
            };
            Ok((SignatureScheme::MlDsa, KeyBytes::MlDsa(parameter_set, bytes(group, "publicKey")?)))
        }
    }
}

/// The files write integers as DER does, with a zero in front of a high bit.
fn rsa_key(key: &Value) -> Result<KeyBytes, Malformed> {
    let integer = |name| {
        let bytes = bytes(key, name)?;
        Ok(bytes.into_iter().skip_while(|byte| *byte == 0).collect())
    };
    Ok(KeyBytes::Rsa { modulus: integer("modulus")?, exponent: integer("publicExponent")? })
}

fn hash(group: &Value) -> Result<Hash, Malformed> {
    match text(group, "sha")? {
        "SHA-256" => Ok(Hash::Sha256),
        "SHA-384" => Ok(Hash::Sha384),
        "SHA-512" => Ok(Hash::Sha512),
        _ => Err(Malformed("sha")),
    }
}

fn array<'a>(value: &'a Value, name: &'static str) -> Result<&'a [Value], Malformed> {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).ok_or(Malformed(name))
}

fn text<'a>(value: &'a Value, name: &'static str) -> Result<&'a str, Malformed> {
    value.get(name).and_then(Value::as_str).ok_or(Malformed(name))
}

/// A member that is written in hexadecimal digits.
fn bytes(value: &Value, name: &'static str) -> Result<Vec<u8>, Malformed> {
    let digits = text(value, name)?.as_bytes();
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes = pairs.iter().map(|pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok());
    bytes.collect::<Option<_>>().filter(|_| rest.is_empty()).ok_or(Malformed(name))
}

// attack: sig-ecdsa-integer-overflow
// attack: sig-ecdsa-edge-key
// attack: sig-mldsa-hints
// attack: sig-rsa-digestinfo-ber
// attack: sig-rsa-missing-null
// attack: sig-rsa-padding-garbage
// attack: sig-rsa-block-type
// attack: sig-rsa-wrong-hash
// attack: sig-rsa-primitive
#[test]
fn accepts_and_refuses_as_wycheproof_does() {
    let shared = std::env::var("COUNTERSIGN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let folder = Path::new(&shared).join("vectors/wycheproof");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        assert_ne!(std::env::var("COUNTERSIGN_REQUIRE_ALL").as_deref(), Ok("1"), "no {}", folder.display());
        println!("SKIPPED: no {}", folder.display());
        return;
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut judged, mut different, mut failures) = (0, 0, Vec::new());
    for path in &paths {
        let json = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let start = std::time::Instant::now();
        let report = run(path.file_name().unwrap().to_str().unwrap(), &json, &RUST_CRYPTO);
        let report = report.unwrap_or_else(|malformed| panic!("{}: {malformed}", path.display()));
        println!("{report} ({} ms)", start.elapsed().as_millis());
        judged += report.judged.len();
        different += report.count(|judged| judged.difference.is_some());
        failures.extend(report.failures.into_iter().map(|failure| format!("{}: {failure}", report.file)));
    }
    println!("{} files, {judged} tests, {different} different on purpose", paths.len());
    assert_eq!(failures, Vec::<String>::new());
    assert_eq!((paths.len(), judged), (29, 6977));
}
