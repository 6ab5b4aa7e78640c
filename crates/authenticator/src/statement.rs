//! The third layer: the attestation statement.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use countersign_cbor::Item;

use crate::authenticator_data::{set_entry, without_entry};
use crate::certificate::CertificateBuilder;
use crate::edit::Edits;
use crate::signature::Signature;
use crate::test_authority::{Issuer, TestAuthority};
use crate::{Algorithm, SigningKey};

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

    /// Changes the certificate of the attestation key before it is signed.
    #[must_use]
    pub fn certificate(
        mut self,
        change: impl FnOnce(CertificateBuilder) -> CertificateBuilder + 'static,
    ) -> Self {
        self.leaf.push(change);
        self
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

    /// The statement over authenticator data and client data.
    pub(crate) fn write(
        self,
        credential_key: &SigningKey,
        aaguid: &[u8],
        authenticator_data: &[u8],
        client_data: &[u8],
    ) -> WrittenStatement {
        let (natural_format, key) = match self.attestation {
            Attestation::None => ("none", None),
            Attestation::PackedSelf => ("packed", Some(credential_key)),
            Attestation::PackedBasic => ("packed", Some(&self.attestation_key)),
        };
        let mut entries = Vec::new();
        let mut certificates = Vec::new();
        if let Some(key) = key {
            let signature = self.signature.apply(Signature::new(key, authenticator_data, client_data));
            let algorithm = self.algorithm.unwrap_or(key.algorithm().identifier());
            entries.push((Item::from("alg"), Item::from(algorithm)));
            entries.push((Item::from("sig"), Item::Bytes(signature.into_bytes())));
        }
        if self.attestation == Attestation::PackedBasic {
            certificates =
                chain(&self.authority, &self.attestation_key, aaguid, self.leaf, self.intermediate);
            certificates = self.x5c.apply(certificates);
            let items = Item::array(certificates.iter().map(|certificate| Item::bytes(certificate)));
            entries.push((Item::from("x5c"), items));
        }
        let entries = self.entries.apply(entries);
        WrittenStatement {
            format: self.format.unwrap_or_else(|| natural_format.into()),
            item: self.raw.unwrap_or(Item::Map(entries)),
            certificates,
        }
    }
}

/// The certificate of the attestation key, and that of the intermediate if it is the one who issues.
fn chain(
    authority: &TestAuthority,
    attestation_key: &SigningKey,
    aaguid: &[u8],
    leaf: Edits<CertificateBuilder>,
    intermediate: Option<Edits<CertificateBuilder>>,
) -> Vec<Vec<u8>> {
    let issuer = if intermediate.is_some() { Issuer::Intermediate } else { Issuer::Root };
    let mut certificates =
        vec![leaf.apply(authority.attestation_builder(issuer, attestation_key, aaguid)).build()];
    if let Some(intermediate) = intermediate {
        certificates.push(intermediate.apply(authority.intermediate_builder()).build());
    }
    certificates
}

/// A statement, its format, and the certificates that it was made with.
#[derive(Debug)]
pub(crate) struct WrittenStatement {
    pub(crate) format: String,
    pub(crate) item: Item,
    pub(crate) certificates: Vec<Vec<u8>>,
}
