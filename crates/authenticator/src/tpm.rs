//! The structures of a TPM 2.0, with every field open to change before it is named, digested or signed.

use alloc::vec;
use alloc::vec::Vec;

use crate::SigningKey;
use crate::algorithm::{Hash, KeyKind};
use crate::edit::Edits;
use crate::signing_key::hash;

const RSA: u16 = 0x0001;
const ECC: u16 = 0x0023;
const NULL: u16 = 0x0010;
const SHA1: u16 = 0x0004;
const SHA256: u16 = 0x000b;
const SHA384: u16 = 0x000c;
const SHA512: u16 = 0x000d;
const RSASSA: u16 = 0x0014;
const RSAPSS: u16 = 0x0016;
const ECDSA: u16 = 0x0018;

/// What a structure begins with that a TPM made.
const GENERATED_VALUE: u32 = 0xff54_4347;
/// The type of a structure that certifies a key.
const CERTIFY: u16 = 0x8017;
/// fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, sign.
const SIGNING_KEY: u32 = 0x0004_0072;

/// The public area of a key before it is written: a `TPMT_PUBLIC`.
///
/// Numbers are those of the TCG algorithm registry. A key of a kind that no TPM has is written as a point on curve 0.
///
/// # Source
/// TPM 2.0 Part 2 §12.2.4
#[derive(Debug)]
pub struct TpmPublic {
    kind: u16,
    name_algorithm: u16,
    attributes: u32,
    policy: Vec<u8>,
    symmetric: Vec<u16>,
    scheme: Vec<u16>,
    curve: u16,
    key_derivation: Vec<u16>,
    key_bits: u16,
    exponent: u32,
    unique: Vec<Vec<u8>>,
    bytes: Edits<Vec<u8>>,
}

impl TpmPublic {
    /// The public area of a signing key that never leaves its TPM, is tied to no scheme and is named by SHA-256.
    pub(crate) fn new(key: &SigningKey) -> Self {
        let public_key = key.public_key();
        let is_rsa = key.kind() == KeyKind::Rsa;
        Self {
            kind: if is_rsa { RSA } else { ECC },
            name_algorithm: SHA256,
            attributes: SIGNING_KEY,
            policy: Vec::new(),
            symmetric: vec![NULL],
            scheme: vec![NULL],
            curve: curve(key.kind()),
            key_derivation: vec![NULL],
            key_bits: bits(&public_key),
            exponent: 0,
            unique: if is_rsa { vec![public_key] } else { coordinates(&public_key) },
            bytes: Edits::default(),
        }
    }

    /// Describes another key, without the changes so far.
    #[must_use]
    pub fn key(self, key: &SigningKey) -> Self {
        Self::new(key)
    }

    /// Sets the type: 1 is RSA, 0x23 a key on a curve. The parameters stay as they are.
    #[must_use]
    pub fn kind(self, kind: u16) -> Self {
        Self { kind, ..self }
    }

    /// Sets the hash function of the key's name: 4 is SHA-1, 0xb SHA-256, 0xc SHA-384, 0xd SHA-512; by any other number, the
    /// name is made by SHA-256.
    #[must_use]
    pub fn name_algorithm(self, name_algorithm: u16) -> Self {
        Self { name_algorithm, ..self }
    }

    /// Sets the attributes, as bits.
    #[must_use]
    pub fn attributes(self, attributes: u32) -> Self {
        Self { attributes, ..self }
    }

    /// Sets the digest of the authorization policy.
    #[must_use]
    pub fn policy(self, policy: &[u8]) -> Self {
        Self { policy: policy.to_vec(), ..self }
    }

    /// Sets the symmetric algorithm, as numbers of two bytes: 6, 128, 0x43 is AES-128 in the mode CFB; 0x10 is none.
    #[must_use]
    pub fn symmetric(self, words: &[u16]) -> Self {
        Self { symmetric: words.to_vec(), ..self }
    }

    /// Sets the scheme, as numbers of two bytes: 0x18, 0xb is ECDSA with SHA-256; 0x10 is none.
    #[must_use]
    pub fn scheme(self, words: &[u16]) -> Self {
        Self { scheme: words.to_vec(), ..self }
    }

    /// Sets the curve: 3 is P-256, 4 P-384, 5 P-521.
    #[must_use]
    pub fn curve(self, curve: u16) -> Self {
        Self { curve, ..self }
    }

    /// Sets the scheme of key derivation, as numbers of two bytes; 0x10 is none.
    #[must_use]
    pub fn key_derivation(self, words: &[u16]) -> Self {
        Self { key_derivation: words.to_vec(), ..self }
    }

    /// Sets the bits of an RSA key.
    #[must_use]
    pub fn key_bits(self, key_bits: u16) -> Self {
        Self { key_bits, ..self }
    }

    /// Sets the exponent of an RSA key; 0, which stands for 65537, without.
    #[must_use]
    pub fn exponent(self, exponent: u32) -> Self {
        Self { exponent, ..self }
    }

    /// Changes the numbers of the key, big-endian: its modulus, or its two coordinates.
    #[must_use]
    pub fn unique(self, change: impl FnOnce(Vec<Vec<u8>>) -> Vec<Vec<u8>>) -> Self {
        Self { unique: change(self.unique), ..self }
    }

    /// Changes the bytes, before they are digested for the name.
    #[must_use]
    pub fn edit(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.bytes.push(change);
        self
    }

    /// The bytes, and the name that a TPM gives them.
    pub(crate) fn write(self) -> (Vec<u8>, Vec<u8>) {
        let mut bytes = words(&[self.kind, self.name_algorithm]);
        bytes.extend(self.attributes.to_be_bytes());
        bytes.extend(sized(&self.policy));
        bytes.extend(words(&self.symmetric));
        bytes.extend(words(&self.scheme));
        if self.kind == RSA {
            bytes.extend(words(&[self.key_bits]));
            bytes.extend(self.exponent.to_be_bytes());
        } else {
            bytes.extend(words(&[self.curve]));
            bytes.extend(words(&self.key_derivation));
        }
        bytes.extend(self.unique.iter().flat_map(|number| sized(number)));
        let bytes = self.bytes.apply(bytes);
        let digest = hash(hash_function(self.name_algorithm), &bytes);
        let name = [&self.name_algorithm.to_be_bytes()[..], &digest].concat();
        (bytes, name)
    }
}

/// What a TPM signs, before it is signed: a `TPMS_ATTEST`.
///
/// # Source
/// TPM 2.0 Part 2 §10.12
#[derive(Debug)]
pub struct TpmAttest {
    magic: u32,
    kind: u16,
    qualified_signer: Vec<u8>,
    extra_data: Vec<u8>,
    clock: u64,
    resets: u32,
    restarts: u32,
    safe: u8,
    firmware_version: u64,
    name: Vec<u8>,
    qualified_name: Vec<u8>,
    bytes: Edits<Vec<u8>>,
}

impl TpmAttest {
    /// Certifies a key by its name; the data of the caller are digested by the hash function of the key that signs.
    pub(crate) fn new(name: Vec<u8>, signs: &SigningKey, data: &[u8]) -> Self {
        let qualified = |of: &[u8]| [&SHA256.to_be_bytes()[..], &hash(Hash::Sha256, of)].concat();
        Self {
            magic: GENERATED_VALUE,
            kind: CERTIFY,
            qualified_signer: qualified(&signs.public_key()),
            extra_data: hash(signs.algorithm().hash(), data),
            clock: 86_400_000,
            resets: 3,
            restarts: 0,
            safe: 1,
            firmware_version: 0x0001_0002_0003_0004,
            qualified_name: qualified(&name),
            name,
            bytes: Edits::default(),
        }
    }

    /// Begins with another value.
    #[must_use]
    pub fn magic(self, magic: u32) -> Self {
        Self { magic, ..self }
    }

    /// Is about something else: 0x8018 is a quote. What follows stays as it is.
    #[must_use]
    pub fn kind(self, kind: u16) -> Self {
        Self { kind, ..self }
    }

    /// Sets the qualified name of the key that signs.
    #[must_use]
    pub fn qualified_signer(self, name: &[u8]) -> Self {
        Self { qualified_signer: name.to_vec(), ..self }
    }

    /// Changes the data of the caller: the digest of authenticator data and client data hash.
    #[must_use]
    pub fn extra_data(self, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Self {
        Self { extra_data: change(self.extra_data), ..self }
    }

    /// Sets the clock in milliseconds, and how often the TPM was reset and restarted.
    #[must_use]
    pub fn clock(self, clock: u64, resets: u32, restarts: u32) -> Self {
        Self { clock, resets, restarts, ..self }
    }

    /// Sets the byte that says whether the clock is safe.
    #[must_use]
    pub fn safe(self, safe: u8) -> Self {
        Self { safe, ..self }
    }

    /// Sets the version of the firmware.
    #[must_use]
    pub fn firmware_version(self, firmware_version: u64) -> Self {
        Self { firmware_version, ..self }
    }

    /// Changes the name of the key that is certified.
    #[must_use]
    pub fn name(self, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Self {
        Self { name: change(self.name), ..self }
    }

    /// Sets the qualified name of the key that is certified.
    #[must_use]
    pub fn qualified_name(self, name: &[u8]) -> Self {
        Self { qualified_name: name.to_vec(), ..self }
    }

    /// Changes the bytes, before they are signed.
    #[must_use]
    pub fn edit(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.bytes.push(change);
        self
    }

    pub(crate) fn write(self) -> Vec<u8> {
        let bytes = [
            &self.magic.to_be_bytes()[..],
            &self.kind.to_be_bytes(),
            &sized(&self.qualified_signer),
            &sized(&self.extra_data),
            &self.clock.to_be_bytes(),
            &self.resets.to_be_bytes(),
            &self.restarts.to_be_bytes(),
            &[self.safe],
            &self.firmware_version.to_be_bytes(),
            &sized(&self.name),
            &sized(&self.qualified_name),
        ];
        self.bytes.apply(bytes.concat())
    }
}

/// The structure of a signature, `TPMT_SIGNATURE`, from the bare one.
///
/// # Source
/// TPM 2.0 Part 2 §11.3.4
pub(crate) fn signature_structure(key: &SigningKey, signature: &[u8]) -> Vec<u8> {
    let hash = match key.algorithm().hash() {
        Hash::Sha1 => SHA1,
        Hash::Sha256 => SHA256,
        Hash::Sha384 => SHA384,
        Hash::Sha512 => SHA512,
    };
    match key.kind() {
        KeyKind::Rsa if key.algorithm().is_pss() => [words(&[RSAPSS, hash]), sized(signature)].concat(),
        KeyKind::Rsa => [words(&[RSASSA, hash]), sized(signature)].concat(),
        KeyKind::P256
        | KeyKind::P384
        | KeyKind::P521
        | KeyKind::Secp256k1
        | KeyKind::Ed25519
        | KeyKind::Ed448
        | KeyKind::MlDsa44
        | KeyKind::MlDsa65
        | KeyKind::MlDsa87 => [words(&[ECDSA, hash]), integers(signature)].concat(),
    }
}

/// The two integers of a DER sequence, each with its size in front.
fn integers(signature: &[u8]) -> Vec<u8> {
    let mut rest = match signature {
        [_, 0x81, _, rest @ ..] | [_, _, rest @ ..] => rest,
        _ => &[],
    };
    let mut written = Vec::new();
    while let [_, length, after @ ..] = rest {
        let (integer, after) = after.split_at_checked(usize::from(*length)).unwrap_or_default();
        written.extend(sized(&integer.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<_>>()));
        rest = after;
    }
    written
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// A buffer with its size in front.
fn sized(bytes: &[u8]) -> Vec<u8> {
    let size = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    [&size.to_be_bytes()[..], bytes].concat()
}

const fn hash_function(number: u16) -> Hash {
    match number {
        SHA1 => Hash::Sha1,
        SHA384 => Hash::Sha384,
        SHA512 => Hash::Sha512,
        _ => Hash::Sha256,
    }
}

const fn curve(kind: KeyKind) -> u16 {
    match kind {
        KeyKind::P256 => 0x0003,
        KeyKind::P384 => 0x0004,
        KeyKind::P521 => 0x0005,
        KeyKind::Secp256k1
        | KeyKind::Ed25519
        | KeyKind::Ed448
        | KeyKind::Rsa
        | KeyKind::MlDsa44
        | KeyKind::MlDsa65
        | KeyKind::MlDsa87 => 0,
    }
}

/// Bits of a big-endian number.
fn bits(number: &[u8]) -> u16 {
    let unused = number.first().map_or(0, |first| first.leading_zeros());
    let bits = u32::try_from(number.len()).unwrap_or(0).saturating_mul(8).saturating_sub(unused);
    u16::try_from(bits).unwrap_or(u16::MAX)
}

/// The two coordinates of an uncompressed point.
fn coordinates(point: &[u8]) -> Vec<Vec<u8>> {
    let coordinates = point.split_first().map(|(_, coordinates)| coordinates).unwrap_or_default();
    let (x, y) = coordinates.split_at_checked(coordinates.len().div_euclid(2)).unwrap_or_default();
    vec![x.to_vec(), y.to_vec()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Algorithm;

    fn key(algorithm: Algorithm) -> SigningKey {
        SigningKey::from_seed(algorithm, b"seed")
    }

    #[test]
    fn accepts_public_areas_of_the_kinds_that_tpms_have() {
        let (bytes, name) = TpmPublic::new(&key(Algorithm::Es256)).write();
        assert_eq!(bytes[..18], [0, 0x23, 0, 0xb, 0, 4, 0, 0x72, 0, 0, 0, 0x10, 0, 0x10, 0, 3, 0, 0x10]);
        assert_eq!((bytes.len(), name.len()), (18 + 2 * 34, 34));
        assert_eq!(name[..2], [0, 0xb]);
        let (bytes, _) = TpmPublic::new(&key(Algorithm::Es512)).write();
        assert_eq!(bytes.len(), 18 + 2 * 68);
        let (bytes, name) = TpmPublic::new(&key(Algorithm::Rs256)).name_algorithm(0xd).write();
        assert_eq!(bytes[..4], [0, 1, 0, 0xd]);
        // 3482 bits, the exponent zero, and the modulus.
        assert_eq!(bytes[14..22], [0x0d, 0x9a, 0, 0, 0, 0, 0x01, 0xb4]);
        assert_eq!((bytes.len(), name.len()), (22 + 436, 66));
    }

    #[test]
    fn accepts_an_attestation_of_the_length_of_its_fields() {
        let attest = TpmAttest::new(vec![7; 34], &key(Algorithm::Rs1), b"data");
        let bytes = attest.write();
        assert_eq!(bytes[..6], [0xff, 0x54, 0x43, 0x47, 0x80, 0x17]);
        assert_eq!(bytes.len(), 4 + 2 + 36 + 22 + 17 + 8 + 36 + 36);
    }

    #[test]
    fn accepts_any_clock_and_names_without_bytes() {
        let attest = TpmAttest::new(vec![], &key(Algorithm::Es256), b"data");
        let attest = attest.qualified_signer(&[]).extra_data(|_| vec![]).qualified_name(&[]);
        let bytes = attest.clock(1, 2, 3).safe(4).firmware_version(5).write();
        let rest = [
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 4, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0,
        ];
        assert_eq!(bytes[6..], rest);
    }

    #[test]
    fn accepts_signatures_of_every_scheme_in_their_structure() {
        let wrap = |algorithm: Algorithm| {
            let key = key(algorithm);
            let wrapped = signature_structure(&key, &key.sign(b"message"));
            (wrapped[..4].to_vec(), wrapped.len())
        };
        assert_eq!(wrap(Algorithm::Rs1), (vec![0, 0x14, 0, 4], 442));
        assert_eq!(wrap(Algorithm::Ps384), (vec![0, 0x16, 0, 0xc], 442));
        let (head, length) = wrap(Algorithm::Es512);
        assert_eq!(head, [0, 0x18, 0, 0xd]);
        assert!((130..=140).contains(&length), "{length}");
    }
}
