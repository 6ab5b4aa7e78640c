//! A credential, and what an authenticator keeps with it.

use alloc::vec::Vec;

use crate::credential::Credential;
use crate::derive::derive;

/// A credential, and what an authenticator keeps with it.
#[derive(Clone, Debug)]
pub(super) struct Passkey {
    pub(super) credential: Credential,
    pub(super) is_discoverable: bool,
    /// Whether it was registered by U2F, under an AppID in the place of an RP ID.
    pub(super) is_of_u2f: bool,
    /// Whether its authenticator verifies users; one of U2F does not.
    pub(super) verifies_users: bool,
    /// Whether it was created with `largeBlob`.
    pub(super) has_large_blob: bool,
    /// The level of `credProtect`, from 1 to 3.
    pub(super) protection: i64,
    pub(super) blob: Option<Vec<u8>>,
    pub(super) large_blob: Option<Vec<u8>>,
}

impl Passkey {
    pub(super) const fn new(credential: Credential, is_discoverable: bool) -> Self {
        Self {
            credential,
            is_discoverable,
            is_of_u2f: false,
            verifies_users: true,
            has_large_blob: false,
            protection: 1,
            blob: None,
            large_blob: None,
        }
    }

    /// The secret of `prf`.
    pub(super) fn secret(&self) -> [u8; 32] {
        derive(&[b"prf", self.credential.id()])
    }

    /// Whether it may be used: some want the user verified, or known beforehand.
    pub(super) const fn may_be_used(&self, is_listed: bool, is_user_verified: bool) -> bool {
        let is_protected = match self.protection {
            3 => true,
            2 => !is_listed,
            _ => false,
        };
        (is_listed || self.is_discoverable) && (is_user_verified || !is_protected)
    }
}
