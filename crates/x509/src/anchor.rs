//! Trust anchors.

use core::fmt;
use std::sync::Arc;

use countersign_cose::PublicKey;

use crate::certificate::{Certificate, Validity};
use crate::error::Error;
use crate::extension::KeyUsage;
use crate::public_key;

/// A name and a key that the relying party trusts, from a certificate that it was given out of band.
///
/// Every edition of a root is the same anchor, as it has the same name and key. Nothing else of the certificate counts:
/// roots in use are expired, have version 1, are signed with SHA-1, or do not say that they are authorities. The certificate
/// of one authenticator or model can be an anchor too; then it is the leaf, byte for byte, and should its key ever sign
/// another certificate, that is trusted as well.
#[derive(Clone, PartialEq, Eq)]
pub struct TrustAnchor(Arc<Parts>);

/// The parts of an anchor, which results share with the list that it stands on.
#[derive(PartialEq, Eq)]
struct Parts {
    certificate: Box<[u8]>,
    subject: Box<[u8]>,
    public_key_info: Box<[u8]>,
    validity: Validity,
}

impl TrustAnchor {
    /// An anchor from the DER of its certificate, whose signature is not looked at.
    ///
    /// # Errors
    /// Those of [`Certificate::parse`] and [`Certificate::public_key`].
    pub fn from_certificate(der: &[u8]) -> Result<Self, Error> {
        let certificate = Certificate::parse(der)?;
        certificate.public_key()?;
        Ok(Self(Arc::new(Parts {
            certificate: der.into(),
            subject: certificate.subject().encoded().into(),
            public_key_info: certificate.public_key_info().into(),
            validity: certificate.validity(),
        })))
    }

    /// The certificate, as it was given.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.0.certificate
    }

    /// The DER of the name.
    #[must_use]
    pub fn subject(&self) -> &[u8] {
        &self.0.subject
    }

    /// When the certificate is valid.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.0.validity
    }

    /// The key.
    ///
    /// # Errors
    /// Those of [`Certificate::public_key`]. As an anchor is made of a key that could be read, there are none.
    pub fn public_key(&self) -> Result<PublicKey<'_>, Error> {
        public_key::read(&self.0.public_key_info)
    }

    /// What the certificate says of the uses of its key.
    pub(crate) fn key_usage(&self) -> Result<Option<KeyUsage>, Error> {
        Certificate::parse(&self.0.certificate)?.key_usage()
    }

    /// Whether `certificate` is this very certificate.
    pub(crate) fn is_certificate(&self, certificate: &Certificate<'_>) -> bool {
        *self.0.certificate == *certificate.der()
    }

    /// Whether `certificate` has the same name and key, as another edition of a root has.
    pub(crate) fn is_edition(&self, certificate: &Certificate<'_>) -> bool {
        *self.0.subject == *certificate.subject().encoded()
            && matches!((self.public_key(), certificate.public_key()), (Ok(own), Ok(other)) if own == other)
    }

    /// Whether `certificate` names this anchor as its issuer.
    pub(crate) fn is_named_issuer(&self, certificate: &Certificate<'_>) -> bool {
        *self.0.subject == *certificate.issuer().encoded()
    }
}

impl fmt::Debug for TrustAnchor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TrustAnchor({} bytes)", self.0.certificate.len())
    }
}
