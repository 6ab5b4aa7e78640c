//! A certificate authority for attestation, made from a seed.

use alloc::vec::Vec;

use crate::certificate::{CertificateBuilder, Extension, Name};
use crate::{Algorithm, SigningKey, der, oid};

/// A certificate authority: a root, an intermediate below it, and the attestation certificates that they issue.
///
/// Everything comes from the seed; two authorities of one seed are the same.
#[derive(Clone, Debug)]
pub struct TestAuthority {
    root_name: Name,
    root_key: SigningKey,
    intermediate_key: SigningKey,
}

impl TestAuthority {
    /// The authority of a seed of any length, with keys on P-256.
    #[must_use]
    pub fn from_seed(seed: &[u8]) -> Self {
        Self {
            root_name: Name::empty().attribute(oid::COMMON_NAME, der::UTF8_STRING, "Countersign Test Root"),
            root_key: SigningKey::from_seed(Algorithm::Es256, &[b"root ", seed].concat()),
            intermediate_key: SigningKey::from_seed(Algorithm::Es256, &[b"intermediate ", seed].concat()),
        }
    }

    /// The same authority with another name of its root.
    #[must_use]
    pub fn with_root_name(self, root_name: Name) -> Self {
        Self { root_name, ..self }
    }

    /// The same authority with another key in its root.
    #[must_use]
    pub fn with_root_key(self, root_key: SigningKey) -> Self {
        Self { root_key, ..self }
    }

    /// The same authority with another key in its intermediate.
    #[must_use]
    pub fn with_intermediate_key(self, intermediate_key: SigningKey) -> Self {
        Self { intermediate_key, ..self }
    }

    /// The key of the root.
    #[must_use]
    pub const fn root_key(&self) -> &SigningKey {
        &self.root_key
    }

    /// The key of the intermediate.
    #[must_use]
    pub const fn intermediate_key(&self) -> &SigningKey {
        &self.intermediate_key
    }

    /// The root certificate in DER: what a relying party takes as trust anchor.
    #[must_use]
    pub fn root(&self) -> Vec<u8> {
        self.root_builder().build()
    }

    /// The root certificate before it is signed: by itself, `CA: TRUE`, for signing certificates and CRLs.
    #[must_use]
    pub fn root_builder(&self) -> CertificateBuilder {
        CertificateBuilder::new(
            self.root_name.clone(),
            &self.root_key,
            self.root_name.clone(),
            &self.root_key,
        )
        .extension(Extension::authority(None))
        .extension(Extension::key_usage(&[5, 6]))
    }

    /// The intermediate certificate before it is signed: by the root, with a path length of zero.
    #[must_use]
    pub fn intermediate_builder(&self) -> CertificateBuilder {
        CertificateBuilder::new(
            intermediate_name(),
            &self.intermediate_key,
            self.root_name.clone(),
            &self.root_key,
        )
        .extension(Extension::authority(Some(0)))
        .extension(Extension::key_usage(&[5, 6]))
    }

    /// An attestation certificate before it is signed, as packed attestation asks for it; issued by the root or by the
    /// intermediate.
    ///
    /// # Source
    /// [§8.2.1](https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements)
    #[must_use]
    pub fn attestation_builder(&self, issuer: Issuer, key: &SigningKey, aaguid: &[u8]) -> CertificateBuilder {
        let subject = Name::of_attestation("Countersign Virtual Authenticator");
        self.certificate_builder(issuer, subject, key)
            .extension(Extension::end_entity())
            .extension(Extension::aaguid(aaguid))
    }

    /// A certificate without extensions before it is signed, of any subject and key; issued by the root or by the
    /// intermediate.
    #[must_use]
    pub fn certificate_builder(&self, issuer: Issuer, subject: Name, key: &SigningKey) -> CertificateBuilder {
        let (issuer, issuer_key) = match issuer {
            Issuer::Root => (self.root_name.clone(), &self.root_key),
            Issuer::Intermediate => (intermediate_name(), &self.intermediate_key),
        };
        CertificateBuilder::new(subject, key, issuer, issuer_key)
    }
}

/// Who of a [`TestAuthority`] issues a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Issuer {
    /// The root.
    Root,
    /// The intermediate.
    Intermediate,
}

fn intermediate_name() -> Name {
    Name::empty().attribute(oid::COMMON_NAME, der::UTF8_STRING, "Countersign Test Intermediate")
}
