//! The authenticator itself.

use crate::derive::derive_array;
use crate::registration::RegistrationBuilder;
use crate::test_authority::TestAuthority;
use crate::{Algorithm, SigningKey};

/// A virtual authenticator, and the client in front of it. It remembers nothing: what it needs to know of a credential
/// is in the [`Credential`](crate::Credential) that a registration gives.
#[derive(Clone, Debug)]
pub struct Authenticator {
    seed: [u8; 32],
    aaguid: [u8; 16],
}

impl Authenticator {
    /// The authenticator of a seed: its AAGUID, attestation key, authority and credentials all come from it.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self { seed: *seed, aaguid: derive_array(&[b"aaguid", seed]) }
    }

    /// The same authenticator with another AAGUID.
    #[must_use]
    pub fn with_aaguid(self, aaguid: [u8; 16]) -> Self {
        Self { aaguid, ..self }
    }

    /// The AAGUID.
    #[must_use]
    pub const fn aaguid(&self) -> &[u8; 16] {
        &self.aaguid
    }

    /// The authority that certifies the attestation key. Its root is the trust anchor.
    #[must_use]
    pub fn authority(&self) -> TestAuthority {
        TestAuthority::from_seed(&self.seed)
    }

    /// The key of basic attestation, on P-256.
    #[must_use]
    pub fn attestation_key(&self) -> SigningKey {
        SigningKey::from_seed(Algorithm::Es256, &[b"attestation ", &self.seed[..]].concat())
    }

    /// Begins a registration: a challenge in bytes, the RP ID, the origin of the page.
    #[must_use]
    pub fn register(&self, challenge: &[u8], rp_id: &str, origin: &str) -> RegistrationBuilder {
        RegistrationBuilder::new(self.clone(), challenge, rp_id, origin)
    }

    pub(crate) const fn seed(&self) -> &[u8; 32] {
        &self.seed
    }
}
