//! Whoever signed a blob: the certificates that are sent with it, and what they have to be.
//!
//! # Source
//! FIDO Metadata Service v3.1 §3.1.8

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use countersign_attestation::{CompactJws, JwsError};
use countersign_cose::{Algorithm, Crypto, PublicKey};
use countersign_x509::{
    Certificate, ExtendedKeyUsage, MAX_CHAIN_LENGTH, ObjectIdentifier, PathError, PathRule, decode_pem,
};

use crate::address::is_web_address;
use crate::error::{BlobCause, X5u};
use crate::verifier::MAX_BLOB_BYTES;

/// Largest text at the address in `x5u`, in bytes: eight certificates of six KiB in PEM, as in a header.
///
/// # Source
/// RFC 7515 §4.1.5
pub const MAX_PEM_BYTES: usize = 64 * 1024;

/// Most addresses of revocation lists that are taken from the certificates of one blob: each has one or two.
pub const MAX_REVOCATION_ADDRESSES: usize = 16;

/// Smallest RSA modulus of a signer, in bits.
///
/// # Source
/// RFC 7518 §3.3
pub const MIN_SIGNER_MODULUS_BITS: usize = 2_048;

/// Who may have signed: one certificate, or all anchors.
pub(crate) struct Signers<'s> {
    pub(crate) certificates: Vec<Certificate<'s>>,
    pub(crate) addresses: Vec<String>,
}

impl Signers<'_> {
    /// The signature is that of one of them. If not, that it is none says more than what a key was refused for.
    pub(crate) fn verify(
        &self,
        jws: &CompactJws<'_>,
        algorithm: Algorithm,
        crypto: &dyn Crypto,
    ) -> Result<(), BlobCause> {
        let mut outcome = Err(BlobCause::Rule);
        for certificate in &self.certificates {
            let key = certificate.public_key().map_err(|error| BlobCause::Certificate { at: 0, error });
            let verified = key.and_then(|key| {
                require_strength(&key)?;
                Ok(jws.verify(algorithm, &key, crypto)?)
            });
            if verified.is_ok() {
                return verified;
            }
            if !matches!(outcome, Err(BlobCause::Jws(JwsError::Signature(_)))) {
                outcome = verified;
            }
        }
        outcome
    }
}

/// A signer's RSA key has at least [`MIN_SIGNER_MODULUS_BITS`].
fn require_strength(key: &PublicKey<'_>) -> Result<(), JwsError> {
    let is_weak = matches!(key, PublicKey::Rsa(key) if key.modulus_bits() < MIN_SIGNER_MODULUS_BITS);
    if is_weak { Err(JwsError::Algorithm) } else { Ok(()) }
}

/// The certificates that the header holds, or those that stand at the address that it names, in DER; none if it does neither.
pub(crate) fn sent_certificates(
    jws: &CompactJws<'_>,
    x5u: Option<&[u8]>,
) -> Result<Option<Vec<Vec<u8>>>, BlobCause> {
    if let Some(address) = jws.text("x5u")? {
        let bytes = x5u.ok_or_else(|| BlobCause::NeedsX5u(X5u::new(address)))?;
        let text = Some(bytes).filter(|bytes| bytes.len() <= MAX_PEM_BYTES);
        let text = text.and_then(|bytes| core::str::from_utf8(bytes).ok());
        let certificates = text.and_then(|text| decode_pem("CERTIFICATE", text)).ok_or(BlobCause::Pem)?;
        let is_a_path = (1..=MAX_CHAIN_LENGTH).contains(&certificates.len());
        return if is_a_path { Ok(Some(certificates)) } else { Err(BlobCause::Pem) };
    }
    match jws.certificates(MAX_CHAIN_LENGTH) {
        Ok(certificates) => Ok(Some(certificates)),
        Err(JwsError::Missing(_)) => Ok(None),
        Err(error) => Err(BlobCause::Jws(error)),
    }
}

/// The certificate that a blob names as that of its signer, in DER; none if it names none, or is no JWS.
///
/// Nothing is verified: it is whoever made the blob who says so. It is for messages, such as when a blob could have been
/// verified; of a blob that was verified it is the certificate that its signature was verified with.
#[must_use]
pub fn named_signer(bytes: &[u8]) -> Option<Vec<u8>> {
    let jws = CompactJws::parse(bytes, MAX_BLOB_BYTES).ok()?;
    jws.certificates(MAX_CHAIN_LENGTH).ok()?.into_iter().next()
}

/// The certificates before the first that cannot be read, and what is wrong with that.
pub(crate) fn read_certificates(sent: &[Vec<u8>]) -> (Vec<Certificate<'_>>, Option<BlobCause>) {
    let mut certificates = Vec::new();
    for (at, der) in sent.iter().enumerate() {
        match Certificate::parse(der) {
            Ok(certificate) => certificates.push(certificate),
            Err(error) => return (certificates, Some(BlobCause::Certificate { at, error })),
        }
    }
    (certificates, None)
}

/// Whether a path is refused because nothing is known of what stands behind the certificates that could be read.
pub(crate) fn is_missing_link(error: &PathError, readable: usize) -> bool {
    error.at().saturating_add(1) >= readable
        && matches!(error.rule(), PathRule::Empty | PathRule::NoAnchor | PathRule::Signature)
}

/// Whether a certificate is one that a server may sign with. Purposes that are not named are not denied.
pub(crate) fn is_of_server(certificate: &Certificate<'_>) -> bool {
    let may_sign =
        certificate.key_usage().is_ok_and(|usage| usage.is_none_or(|usage| usage.digital_signature()));
    may_sign && serves_servers(certificate)
}

/// Whether the purposes that a certificate names, for itself or for those below it, are those of servers too.
pub(crate) fn serves_servers(certificate: &Certificate<'_>) -> bool {
    let has = |purposes: ExtendedKeyUsage<'_>| purposes.has(ObjectIdentifier::SERVER_AUTHENTICATION);
    certificate.extended_key_usage().is_ok_and(|purposes| purposes.is_none_or(has))
}

/// Whether a certificate names a host. No wildcard counts: the host is one.
pub(crate) fn is_for_host(certificate: &Certificate<'_>, host: &str) -> bool {
    certificate.dns_names().is_ok_and(|names| names.iter().any(|name| name.eq_ignore_ascii_case(host)))
}

/// Where lists are that could name these certificates. An extension that cannot be read names nothing.
pub(crate) fn revocation_addresses(certificates: &[Certificate<'_>]) -> Vec<String> {
    let mut addresses: Vec<String> = Vec::new();
    for address in certificates
        .iter()
        .flat_map(|certificate| certificate.revocation_list_addresses().unwrap_or_default())
    {
        let is_new = addresses.iter().all(|other| other != address);
        if is_new && is_web_address(address) && addresses.len() < MAX_REVOCATION_ADDRESSES {
            addresses.push(address.to_owned());
        }
    }
    addresses
}
