//! What a device says of how it was booted.

use core::fmt;

use crate::der::{ENUMERATED, OCTET_STRING, Reader, SEQUENCE};
use crate::error::{Error, Part};

/// How a device was booted.
///
/// ```text
/// RootOfTrust ::= SEQUENCE { verifiedBootKey OCTET STRING, deviceLocked BOOLEAN,
///                            verifiedBootState ENUMERATED, verifiedBootHash OCTET STRING (from version 3) }
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RootOfTrust<'a> {
    verified_boot_key: &'a [u8],
    device_locked: bool,
    verified_boot_state: VerifiedBootState,
    verified_boot_hash: Option<&'a [u8]>,
}

/// Who vouches for the system that was booted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VerifiedBootState {
    /// The maker of the device.
    Verified,
    /// Whoever installed a key of their own.
    SelfSigned,
    /// Nobody: the bootloader is unlocked.
    Unverified,
    /// Verification failed.
    Failed,
    /// Another number.
    Unknown(u64),
}

impl VerifiedBootState {
    const fn from_number(number: u64) -> Self {
        match number {
            0 => Self::Verified,
            1 => Self::SelfSigned,
            2 => Self::Unverified,
            3 => Self::Failed,
            other => Self::Unknown(other),
        }
    }
}

impl<'a> RootOfTrust<'a> {
    /// Reads the one element that stands under the tag.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut fields = reader.element(SEQUENCE)?.reader(Part::KeyDescription);
        let verified_boot_key = fields.element(OCTET_STRING)?.contents();
        // A true of BER, 01, occurs in the field: it says what it says.
        let device_locked = fields.boolean()?;
        let state = fields.element(ENUMERATED)?.unsigned(Part::KeyDescription)?;
        let verified_boot_hash = fields.optional(OCTET_STRING)?.map(|hash| hash.contents());
        fields.finish()?;
        let verified_boot_state = VerifiedBootState::from_number(state);
        Ok(Self { verified_boot_key, device_locked, verified_boot_state, verified_boot_hash })
    }

    /// The hash of the key that verified the system, or the key; zeros or empty where nothing did.
    #[must_use]
    pub const fn verified_boot_key(&self) -> &'a [u8] {
        self.verified_boot_key
    }

    /// Whether the bootloader is locked, so that it boots only what verifies.
    #[must_use]
    pub const fn device_locked(&self) -> bool {
        self.device_locked
    }

    /// Who vouches for the system.
    #[must_use]
    pub const fn verified_boot_state(&self) -> VerifiedBootState {
        self.verified_boot_state
    }

    /// The digest of everything that verified boot protects; from version 3.
    #[must_use]
    pub const fn verified_boot_hash(&self) -> Option<&'a [u8]> {
        self.verified_boot_hash
    }
}

impl fmt::Debug for RootOfTrust<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let locked = if self.device_locked { "locked" } else { "unlocked" };
        write!(formatter, "RootOfTrust({locked}, {:?})", self.verified_boot_state)
    }
}
