//! Where the issuer of a certificate publishes its revocation list.
//!
//! # Source
//! RFC 5280 §4.2.1.13

use x509_parser::extensions::{CRLDistributionPoints, DistributionPointName, GeneralName};

use crate::ObjectIdentifier;
use crate::certificate::Certificate;
use crate::error::{Error, Part};

impl<'a> Certificate<'a> {
    /// The addresses of the revocation lists that could name this certificate, as they stand in cRLDistributionPoints; none
    /// without that extension. Names that are no addresses, and points that are relative to the issuer, are passed over.
    ///
    /// An address proves nothing, not even that it is one: whoever made the certificate wrote it.
    ///
    /// # Errors
    /// An extension that is there and malformed.
    pub fn revocation_list_addresses(&self) -> Result<Vec<&'a str>, Error> {
        let Some(extension) = self.extension(ObjectIdentifier::CRL_DISTRIBUTION_POINTS) else {
            return Ok(Vec::new());
        };
        let decoded: CRLDistributionPoints<'a> = extension.decode(Part::DistributionPoints)?;
        let mut addresses = Vec::new();
        for point in &decoded.points {
            let Some(DistributionPointName::FullName(names)) = &point.distribution_point else { continue };
            for name in names {
                if let GeneralName::URI(address) = name {
                    addresses.push(*address);
                }
            }
        }
        Ok(addresses)
    }
}
