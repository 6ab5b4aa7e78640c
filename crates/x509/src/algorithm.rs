//! Algorithm identifiers, and the signature schemes that they stand for.

use countersign_cose::{Hash, SignatureScheme};
use x509_parser::asn1_rs::FromDer;
use x509_parser::signature_algorithm::RsaSsaPssParams;

use crate::ObjectIdentifier;
use crate::der::{Element, NULL, OBJECT_IDENTIFIER, Reader, SEQUENCE};
use crate::error::{Error, ErrorKind};

/// Whether a scheme has the hash that can be forged with effort.
pub(crate) const fn is_sha1(scheme: SignatureScheme) -> bool {
    matches!(scheme, SignatureScheme::Ecdsa(Hash::Sha1) | SignatureScheme::RsaPkcs1(Hash::Sha1))
}

/// An algorithm and its parameters, if it has any.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Algorithm<'a> {
    element: Element<'a>,
    identifier: ObjectIdentifier<'a>,
    parameters: Option<Element<'a>>,
}

impl<'a> Algorithm<'a> {
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let element = reader.element(SEQUENCE)?;
        let mut inside = element.reader(reader.part());
        let identifier = ObjectIdentifier::from_contents(inside.element(OBJECT_IDENTIFIER)?.contents());
        let parameters = if inside.is_at_end() { None } else { Some(inside.any()?) };
        inside.finish()?;
        Ok(Self { element, identifier, parameters })
    }

    /// The DER encoding.
    pub(crate) const fn encoded(&self) -> &'a [u8] {
        self.element.encoded()
    }

    pub(crate) const fn identifier(&self) -> ObjectIdentifier<'a> {
        self.identifier
    }

    pub(crate) const fn parameters(&self) -> Option<&Element<'a>> {
        self.parameters.as_ref()
    }

    pub(crate) fn require_no_parameters(&self) -> Result<(), ErrorKind> {
        if self.parameters.is_none() { Ok(()) } else { Err(ErrorKind::UnsupportedParameters) }
    }

    /// RFC 4055 asks for NULL, RFC 5758 for nothing. Real certificates mix them up: Samsung Pass writes NULL with ECDSA.
    pub(crate) fn require_no_parameters_or_null(&self) -> Result<(), ErrorKind> {
        match &self.parameters {
            None => Ok(()),
            Some(element) if element.tag() == NULL && element.contents().is_empty() => Ok(()),
            Some(_) => Err(ErrorKind::UnsupportedParameters),
        }
    }

    /// What a verifier of the signature computes.
    ///
    /// # Source
    /// RFC 5758 §3, RFC 4055 §5, RFC 8410 §3, RFC 9881 §2
    pub(crate) fn signature_scheme(&self) -> Result<SignatureScheme, ErrorKind> {
        let scheme = match self.identifier {
            ObjectIdentifier::ECDSA_WITH_SHA1 => SignatureScheme::Ecdsa(Hash::Sha1),
            ObjectIdentifier::ECDSA_WITH_SHA256 => SignatureScheme::Ecdsa(Hash::Sha256),
            ObjectIdentifier::ECDSA_WITH_SHA384 => SignatureScheme::Ecdsa(Hash::Sha384),
            ObjectIdentifier::ECDSA_WITH_SHA512 => SignatureScheme::Ecdsa(Hash::Sha512),
            ObjectIdentifier::SHA1_WITH_RSA => SignatureScheme::RsaPkcs1(Hash::Sha1),
            ObjectIdentifier::SHA256_WITH_RSA => SignatureScheme::RsaPkcs1(Hash::Sha256),
            ObjectIdentifier::SHA384_WITH_RSA => SignatureScheme::RsaPkcs1(Hash::Sha384),
            ObjectIdentifier::SHA512_WITH_RSA => SignatureScheme::RsaPkcs1(Hash::Sha512),
            ObjectIdentifier::RSASSA_PSS => return self.rsassa_pss().map(SignatureScheme::RsaPss),
            ObjectIdentifier::ED25519 | ObjectIdentifier::ED448 => {
                return self.require_no_parameters().map(|()| SignatureScheme::EdDsa);
            }
            ObjectIdentifier::ML_DSA_44 | ObjectIdentifier::ML_DSA_65 | ObjectIdentifier::ML_DSA_87 => {
                return self.require_no_parameters().map(|()| SignatureScheme::MlDsa);
            }
            _ => return Err(ErrorKind::UnsupportedAlgorithm),
        };
        self.require_no_parameters_or_null().map(|()| scheme)
    }

    /// The one hash of RSASSA-PSS parameters that COSE can express: mask and message are hashed alike, and the salt is
    /// as long as the hash. The defaults, which are SHA-1, are no such thing.
    fn rsassa_pss(&self) -> Result<Hash, ErrorKind> {
        const TRAILER: u32 = 1;
        let encoded = self.parameters.ok_or(ErrorKind::UnsupportedParameters)?.encoded();
        let (_, parameters) = RsaSsaPssParams::from_der(encoded).map_err(|_| ErrorKind::Malformed)?;
        let mask = parameters.mask_gen_algorithm().map_err(|_| ErrorKind::Malformed)?;
        let (hash, length) = match ObjectIdentifier::from_contents(parameters.hash_algorithm_oid().as_bytes())
        {
            ObjectIdentifier::SHA256 => (Hash::Sha256, 32),
            ObjectIdentifier::SHA384 => (Hash::Sha384, 48),
            ObjectIdentifier::SHA512 => (Hash::Sha512, 64),
            _ => return Err(ErrorKind::UnsupportedParameters),
        };
        let agrees = mask.mgf.as_bytes() == ObjectIdentifier::MGF1.contents()
            && mask.hash == *parameters.hash_algorithm_oid()
            && parameters.salt_length() == length
            && parameters.trailer_field() == TRAILER;
        if agrees { Ok(hash) } else { Err(ErrorKind::UnsupportedParameters) }
    }
}
