//! A credential, as its authenticator keeps it.

use alloc::string::String;
use alloc::vec::Vec;

use crate::SigningKey;
use crate::authentication::AuthenticationBuilder;
use crate::authenticator_data::flags;

/// A credential that a registration made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    pub(crate) id: Vec<u8>,
    pub(crate) rp_id: String,
    pub(crate) user_handle: Vec<u8>,
    pub(crate) signing_key: SigningKey,
    pub(crate) public_key: Vec<u8>,
    pub(crate) aaguid: Vec<u8>,
    pub(crate) flags: u8,
    pub(crate) sign_count: u32,
}

impl Credential {
    /// The credential id.
    #[must_use]
    pub fn id(&self) -> &[u8] {
        &self.id
    }

    /// The RP ID that it belongs to.
    #[must_use]
    pub fn rp_id(&self) -> &str {
        &self.rp_id
    }

    /// The user handle.
    #[must_use]
    pub fn user_handle(&self) -> &[u8] {
        &self.user_handle
    }

    /// The private key.
    #[must_use]
    pub const fn signing_key(&self) -> &SigningKey {
        &self.signing_key
    }

    /// The COSE_Key, in the bytes that the registration sent.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// The AAGUID that the registration sent.
    #[must_use]
    pub fn aaguid(&self) -> &[u8] {
        &self.aaguid
    }

    /// The flags of the last ceremony, bits of [`flags`].
    #[must_use]
    pub const fn flags(&self) -> u8 {
        self.flags
    }

    /// Whether it may be backed up, as its registration said.
    #[must_use]
    pub const fn is_backup_eligible(&self) -> bool {
        self.flags & flags::BE != 0
    }

    /// Whether it is backed up, as its last ceremony said.
    #[must_use]
    pub const fn is_backed_up(&self) -> bool {
        self.flags & flags::BS != 0
    }

    /// The signature counter of the last ceremony.
    #[must_use]
    pub const fn sign_count(&self) -> u32 {
        self.sign_count
    }

    /// Begins an authentication: a challenge in bytes, the origin of the page.
    ///
    /// The counter grows by one. Take [`AuthenticationCeremony::credential`](crate::AuthenticationCeremony::credential)
    /// for the authentication after it, or it will stand still.
    #[must_use]
    pub fn authenticate(&self, challenge: &[u8], origin: &str) -> AuthenticationBuilder {
        AuthenticationBuilder::new(self.clone(), challenge, origin)
    }
}
