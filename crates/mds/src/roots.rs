//! The roots of the production metadata service, and whom its signing certificates are for.
//!
//! The service changed from R3 to R46 in August 2026 without a word. Its certificates then came with R46 signed by R3:
//! both are anchors, so that either end of that path is one.

use alloc::vec::Vec;

use countersign_x509::{Error, TrustAnchor};

/// The host that the certificates of the production service are for.
pub const FIDO_HOST: &str = "mds.fidoalliance.org";

/// GlobalSign Root R46, from 2019-03-20 to 2046-03-20; SHA-256 of the certificate
/// 4fa3126d8d3a11d1c4855a4f807cbad6cf919d3a5a88b03bea2c6372d93c40c9.
pub const GLOBALSIGN_R46: &[u8] = include_bytes!("../roots/globalsign-r46.der");

/// GlobalSign Root CA - R3, from 2009-03-18 to 2029-03-18; SHA-256 of the certificate
/// cbb522d7b7f127ad6a0113865bdf1cd4102e7d0759af635a7cf4720dc963c53b.
pub const GLOBALSIGN_R3: &[u8] = include_bytes!("../roots/globalsign-r3.der");

/// The anchors of the production service: both roots.
///
/// # Errors
/// Those of [`TrustAnchor::from_certificate`]. As the certificates are constants that can be read, there are none.
pub fn fido_anchors() -> Result<Vec<TrustAnchor>, Error> {
    [GLOBALSIGN_R46, GLOBALSIGN_R3].into_iter().map(TrustAnchor::from_certificate).collect()
}

/// Whether an anchor is one of these, by name and key. Those of the production service are public ones, under which anybody
/// may have a certificate.
pub(crate) fn is_among(anchor: &TrustAnchor, anchors: &[TrustAnchor]) -> bool {
    let is_same = |own: &TrustAnchor| {
        own.subject() == anchor.subject()
            && matches!((own.public_key(), anchor.public_key()), (Ok(own), Ok(other)) if own == other)
    };
    anchors.iter().any(is_same)
}
