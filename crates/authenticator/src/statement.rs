//! The third layer: the attestation statement.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use countersign_cbor::Item;

use crate::algorithm::KeyKind;
use crate::authenticator_data::{set_entry, without_entry};
use crate::certificate::{CertificateBuilder, Extension};
use crate::edit::Edits;
use crate::signature::Signature;
use crate::test_authority::{Issuer, TestAuthority};
use crate::{Algorithm, SigningKey};

mod android_key;
mod android_safetynet;
mod apple;
mod compound;
mod fido_u2f;
mod packed;
mod tpm;

pub use android_safetynet::SAFETYNET_TIMESTAMP;

/// Which attestation a registration comes with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Attestation {
    /// None, the format `none`.
    #[default]
    None,
    /// Self attestation in the format `packed`: signed by the credential key.
    PackedSelf,
    /// Basic attestation in the format `packed`: signed by an attestation key with a certificate of the authority.
    PackedBasic,
    /// The format `tpm`: the credential key certified by a TPM whose attestation key has a certificate of the authority.
    Tpm,
    /// The format `android-key`: the credential key has a certificate of the authority that describes it.
    AndroidKey,
    /// The retired format `android-safetynet`: a JWS of the authority.
    AndroidSafetyNet,
    /// The format `fido-u2f`: signed by an attestation key with a certificate of the authority. The authenticator has no
    /// AAGUID and does not verify the user.
    FidoU2f,
    /// The format `apple`: the credential key has a certificate of the authority with the nonce.
    Apple,
    /// The format `compound`: packed attestation and a second statement.
    Compound,
}

impl Attestation {
    /// Every attestation, in the order of this enumeration.
    pub const ALL: [Self; 9] = [
        Self::None,
        Self::PackedSelf,
        Self::PackedBasic,
        Self::Tpm,
        Self::AndroidKey,
        Self::AndroidSafetyNet,
        Self::FidoU2f,
        Self::Apple,
        Self::Compound,
    ];

    /// Whether authenticators attest keys of an algorithm so: a TPM has no Edwards curves, secp256k1 or lattices, U2F has
    /// P-256 alone, and no Android key signs with SHA-1.
    #[must_use]
    pub const fn attests(self, algorithm: Algorithm) -> bool {
        match self {
            Self::FidoU2f => matches!(algorithm.key_kind(), KeyKind::P256),
            Self::Tpm => {
                matches!(algorithm.key_kind(), KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::Rsa)
            }
            Self::AndroidKey => !matches!(algorithm, Algorithm::Rs1),
            Self::None
            | Self::PackedSelf
            | Self::PackedBasic
            | Self::AndroidSafetyNet
            | Self::Apple
            | Self::Compound => true,
        }
    }
}

/// The attestation statement before it is made.
///
/// # Source
/// [§8](https://www.w3.org/TR/webauthn-3/#sctn-defined-attestation-formats)
#[derive(Debug)]
pub struct Statement {
    attestation: Attestation,
    format: Option<String>,
    algorithm: Option<i64>,
    signature: Edits<Signature>,
    authority: TestAuthority,
    attestation_key: SigningKey,
    leaf: Edits<CertificateBuilder>,
    intermediate: Option<Edits<CertificateBuilder>>,
    x5c: Edits<Vec<Vec<u8>>>,
    entries: Edits<Vec<(Item, Item)>>,
    raw: Option<Item>,
    tpm: tpm::Changes,
    android_key: android_key::Changes,
    safetynet: android_safetynet::Changes,
    fido_u2f: fido_u2f::Changes,
    apple: apple::Changes,
    compound: compound::Changes,
}

/// What a statement is about.
#[derive(Debug)]
pub(crate) struct Attested<'s> {
    pub(crate) credential_key: &'s SigningKey,
    pub(crate) credential_id: &'s [u8],
    pub(crate) aaguid: &'s [u8],
    pub(crate) authenticator_data: &'s [u8],
    pub(crate) client_data: &'s [u8],
}

impl Attested<'_> {
    /// A signature over authenticator data and the hash of the client data, before it is made.
    fn signature(&self, key: &SigningKey) -> Signature {
        Signature::new(key, self.authenticator_data, self.client_data)
    }
}

/// What a format makes of all that.
struct Parts {
    format: &'static str,
    entries: Vec<(Item, Item)>,
    certificates: Vec<Vec<u8>>,
}

impl Statement {
    pub(crate) fn new(
        attestation: Attestation,
        authority: TestAuthority,
        attestation_key: SigningKey,
    ) -> Self {
        Self {
            attestation,
            format: None,
            algorithm: None,
            signature: Edits::default(),
            authority,
            attestation_key,
            leaf: Edits::default(),
            intermediate: None,
            x5c: Edits::default(),
            entries: Edits::default(),
            raw: None,
            tpm: tpm::Changes::default(),
            android_key: android_key::Changes::default(),
            safetynet: android_safetynet::Changes::default(),
            fido_u2f: fido_u2f::Changes::default(),
            apple: apple::Changes::default(),
            compound: compound::Changes::default(),
        }
    }

    /// Names another format.
    #[must_use]
    pub fn format(self, format: &str) -> Self {
        Self { format: Some(format.into()), ..self }
    }

    /// Names another algorithm than the one that signs.
    #[must_use]
    pub fn algorithm(self, algorithm: i64) -> Self {
        Self { algorithm: Some(algorithm), ..self }
    }

    /// Changes how the signature is made, or the signature.
    #[must_use]
    pub fn signature(mut self, change: impl FnOnce(Signature) -> Signature + 'static) -> Self {
        self.signature.push(change);
        self
    }

    /// Attests with a key of another algorithm, certified as the usual one on P-256 is.
    #[must_use]
    pub fn attestation_algorithm(self, algorithm: Algorithm) -> Self {
        let seed = self.attestation_key.public_key();
        self.attestation_key(&SigningKey::from_seed(algorithm, &seed))
    }

    /// Attests with another key, certified as the usual one is.
    #[must_use]
    pub fn attestation_key(self, key: &SigningKey) -> Self {
        Self { attestation_key: key.clone(), ..self }
    }

    /// Names the one device in the certificate of the attestation key, as enterprise attestation does.
    #[must_use]
    pub fn serial_number(self, serial_number: &[u8]) -> Self {
        let extension = Extension::serial_number(serial_number);
        self.certificate(move |certificate| certificate.extension(extension))
    }

    /// Changes the certificate of the attestation key before it is signed.
    #[must_use]
    pub fn certificate(
        mut self,
        change: impl FnOnce(CertificateBuilder) -> CertificateBuilder + 'static,
    ) -> Self {
        self.leaf.push(change);
        self
    }

    /// The public part of the key that it is attested with.
    pub(crate) fn attestation_public_key(&self) -> Vec<u8> {
        self.attestation_key.public_key_info()
    }

    /// Has the certificate issued by the intermediate, which then is the second of `x5c`.
    #[must_use]
    pub fn with_intermediate(self) -> Self {
        self.intermediate(|certificate| certificate)
    }

    /// The same, with the certificate of the intermediate changed before it is signed.
    #[must_use]
    pub fn intermediate(
        mut self,
        change: impl FnOnce(CertificateBuilder) -> CertificateBuilder + 'static,
    ) -> Self {
        self.intermediate.get_or_insert_default().push(change);
        self
    }

    /// Has the certificates issued by another authority.
    #[must_use]
    pub fn authority(self, authority: TestAuthority) -> Self {
        Self { authority, ..self }
    }

    /// Sends the root certificate too, last in `x5c`.
    #[must_use]
    pub fn with_root(self) -> Self {
        let root = self.authority.root();
        self.x5c(|mut certificates| {
            certificates.push(root);
            certificates
        })
    }

    /// Changes the list of certificates.
    #[must_use]
    pub fn x5c(mut self, change: impl FnOnce(Vec<Vec<u8>>) -> Vec<Vec<u8>> + 'static) -> Self {
        self.x5c.push(change);
        self
    }

    /// Sets a member of the statement: in its place, or at the end.
    #[must_use]
    pub fn member(self, name: &str, value: impl Into<Item>) -> Self {
        let (name, value) = (Item::from(name), value.into());
        self.edit(|entries| set_entry(entries, name, value))
    }

    /// Removes a member of the statement.
    #[must_use]
    pub fn without(self, name: &str) -> Self {
        let name = Item::from(name);
        self.edit(move |entries| without_entry(entries, &name))
    }

    /// Changes the entries of the statement; they are sorted when they are written.
    #[must_use]
    pub fn edit(mut self, change: impl FnOnce(Vec<(Item, Item)>) -> Vec<(Item, Item)> + 'static) -> Self {
        self.entries.push(change);
        self
    }

    /// Puts any item in the place of the statement.
    #[must_use]
    pub fn raw(self, statement: Item) -> Self {
        Self { raw: Some(statement), ..self }
    }

    /// The statement about a credential.
    pub(crate) fn write(mut self, attested: &Attested<'_>) -> WrittenStatement {
        let parts = match self.attestation {
            Attestation::None => Parts { format: "none", entries: Vec::new(), certificates: Vec::new() },
            Attestation::PackedSelf => packed::write_self(&mut self, attested),
            Attestation::PackedBasic => packed::write_basic(&mut self, attested),
            Attestation::Tpm => tpm::write(&mut self, attested),
            Attestation::AndroidKey => android_key::write(&mut self, attested),
            Attestation::AndroidSafetyNet => android_safetynet::write(&mut self, attested),
            Attestation::FidoU2f => fido_u2f::write(&mut self, attested),
            Attestation::Apple => apple::write(&mut self, attested),
            Attestation::Compound => compound::write(&mut self, attested),
        };
        let entries = self.entries.apply(parts.entries);
        WrittenStatement {
            format: self.format.unwrap_or_else(|| parts.format.into()),
            item: self.raw.unwrap_or(Item::Map(entries)),
            certificates: parts.certificates,
        }
    }

    /// The member `alg`: that of the key which signs, unless another was asked for.
    fn algorithm_member(&self, key: &SigningKey) -> (Item, Item) {
        let algorithm = self.algorithm.unwrap_or(key.algorithm().identifier());
        (Item::from("alg"), Item::from(algorithm))
    }

    /// The member `sig`, with the changes that were asked for.
    fn signature_member(&mut self, signature: Signature) -> (Item, Item) {
        let signature = core::mem::take(&mut self.signature).apply(signature);
        (Item::from("sig"), Item::Bytes(signature.into_bytes()))
    }

    /// Who issues the leaf.
    const fn issuer(&self) -> Issuer {
        if self.intermediate.is_some() { Issuer::Intermediate } else { Issuer::Root }
    }

    /// The list of certificates, with the changes that were asked for: the leaf, and the intermediate if it is the one who
    /// issues.
    fn certificates(&mut self, leaf: CertificateBuilder) -> Vec<Vec<u8>> {
        let mut certificates = vec![core::mem::take(&mut self.leaf).apply(leaf).build()];
        if let Some(intermediate) = self.intermediate.take() {
            certificates.push(intermediate.apply(self.authority.intermediate_builder()).build());
        }
        core::mem::take(&mut self.x5c).apply(certificates)
    }
}

/// The member `x5c`.
fn certificates_member(certificates: &[Vec<u8>]) -> (Item, Item) {
    let items = certificates.iter().map(|certificate| Item::bytes(certificate));
    (Item::from("x5c"), Item::array(items))
}

/// A statement, its format, and the certificates that it was made with.
#[derive(Debug)]
pub(crate) struct WrittenStatement {
    pub(crate) format: String,
    pub(crate) item: Item,
    pub(crate) certificates: Vec<Vec<u8>>,
}
