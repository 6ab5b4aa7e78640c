//! What the description of an Android key tells of the key and the device.

use core::fmt;

use countersign_x509::{
    AuthorizationList, AuthorizationTag, Authorizations, KeyDescription, SecurityLevel, VerifiedBootState,
};

/// What the description of an Android key tells of the key and the device, for policies of the application. It is as
/// trustworthy as the path of its certificate, and was true when the key was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AndroidKeyDetails {
    attestation_version: u64,
    attestation_security_level: SecurityLevel,
    key_mint_version: u64,
    key_security_level: SecurityLevel,
    os_version: Option<u64>,
    os_patch_level: Option<u64>,
    vendor_patch_level: Option<u64>,
    boot_patch_level: Option<u64>,
    boot: Option<AndroidBoot>,
}

/// How the device was booted when the key was made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AndroidBoot {
    device_locked: bool,
    state: VerifiedBootState,
    key: Option<[u8; 32]>,
    hash: Option<[u8; 32]>,
}

impl AndroidKeyDetails {
    pub(crate) fn new(description: &KeyDescription<'_>, authorizations: &Authorizations<'_>) -> Self {
        let hardware = authorizations.hardware_enforced();
        let number = |tag| AuthorizationList::integer(hardware, tag);
        Self {
            attestation_version: description.attestation_version(),
            attestation_security_level: description.attestation_security_level(),
            key_mint_version: description.key_mint_version(),
            key_security_level: description.key_mint_security_level(),
            os_version: number(AuthorizationTag::OS_VERSION),
            os_patch_level: number(AuthorizationTag::OS_PATCH_LEVEL),
            vendor_patch_level: number(AuthorizationTag::VENDOR_PATCH_LEVEL),
            boot_patch_level: number(AuthorizationTag::BOOT_PATCH_LEVEL),
            boot: hardware.root_of_trust().map(|root| AndroidBoot {
                device_locked: root.device_locked(),
                state: root.verified_boot_state(),
                key: root.verified_boot_key().try_into().ok(),
                hash: root.verified_boot_hash().and_then(|hash| hash.try_into().ok()),
            }),
        }
    }

    /// The version of the schema: 1 to 4 for Keymaster 2, 3, 4 and 4.1, hundreds for KeyMint.
    #[must_use]
    pub const fn attestation_version(&self) -> u64 {
        self.attestation_version
    }

    /// Who described the key.
    #[must_use]
    pub const fn attestation_security_level(&self) -> SecurityLevel {
        self.attestation_security_level
    }

    /// The version of Keymaster or KeyMint: 2, 3, 4 and 41, or hundreds.
    #[must_use]
    pub const fn key_mint_version(&self) -> u64 {
        self.key_mint_version
    }

    /// Who holds the key.
    #[must_use]
    pub const fn key_security_level(&self) -> SecurityLevel {
        self.key_security_level
    }

    /// The version of Android, `AABBCC` in decimal digits, as the secure hardware knows it.
    #[must_use]
    pub const fn os_version(&self) -> Option<u64> {
        self.os_version
    }

    /// The patch level of Android, `YYYYMM` in decimal digits.
    #[must_use]
    pub const fn os_patch_level(&self) -> Option<u64> {
        self.os_patch_level
    }

    /// The patch level of the vendor's part, `YYYYMMDD` or `YYYYMM` in decimal digits.
    #[must_use]
    pub const fn vendor_patch_level(&self) -> Option<u64> {
        self.vendor_patch_level
    }

    /// The patch level of the kernel, `YYYYMMDD` or `YYYYMM` in decimal digits.
    #[must_use]
    pub const fn boot_patch_level(&self) -> Option<u64> {
        self.boot_patch_level
    }

    /// How the device was booted, if the secure hardware says so.
    #[must_use]
    pub const fn boot(&self) -> Option<&AndroidBoot> {
        self.boot.as_ref()
    }
}

impl AndroidBoot {
    /// Whether the bootloader is locked, so that it boots only what verifies.
    #[must_use]
    pub const fn device_locked(&self) -> bool {
        self.device_locked
    }

    /// Who vouches for the system that was booted.
    #[must_use]
    pub const fn state(&self) -> VerifiedBootState {
        self.state
    }

    /// The hash of the key that verified the system; none if it does not have 32 bytes, as old devices write the key itself.
    #[must_use]
    pub const fn key(&self) -> Option<&[u8; 32]> {
        self.key.as_ref()
    }

    /// The digest of everything that verified boot protects; none if it does not have 32 bytes.
    #[must_use]
    pub const fn hash(&self) -> Option<&[u8; 32]> {
        self.hash.as_ref()
    }
}

impl fmt::Debug for AndroidBoot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let locked = if self.device_locked { "locked" } else { "unlocked" };
        write!(formatter, "AndroidBoot({locked}, {:?})", self.state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_to_show_what_was_booted() {
        let boot = |device_locked| AndroidBoot {
            device_locked,
            state: VerifiedBootState::Verified,
            key: Some([77; 32]),
            hash: Some([77; 32]),
        };
        assert_eq!(std::format!("{:?}", boot(true)), "AndroidBoot(locked, Verified)");
        assert_eq!(std::format!("{:?}", boot(false)), "AndroidBoot(unlocked, Verified)");
    }
}
