//! The tags of an authorization list: their numbers, names, and what stands under them.

use core::fmt;

/// The number of a tag of an authorization list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthorizationTag(u32);

/// What stands under a tag.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `INTEGER`
    Integer,
    /// `SET OF INTEGER`
    Integers,
    /// `NULL`: it is there or not.
    Null,
    /// `OCTET STRING`
    Octets,
    /// `RootOfTrust`
    RootOfTrust,
}

impl AuthorizationTag {
    /// purpose: what the key may be used for, a set.
    pub const PURPOSE: Self = Self(1);
    /// algorithm
    pub const ALGORITHM: Self = Self(2);
    /// keySize, in bits.
    pub const KEY_SIZE: Self = Self(3);
    /// blockMode, a set.
    pub const BLOCK_MODE: Self = Self(4);
    /// digest, a set.
    pub const DIGEST: Self = Self(5);
    /// padding, a set.
    pub const PADDING: Self = Self(6);
    /// callerNonce
    pub const CALLER_NONCE: Self = Self(7);
    /// minMacLength, in bits.
    pub const MINIMUM_MAC_LENGTH: Self = Self(8);
    /// ecCurve
    pub const EC_CURVE: Self = Self(10);
    /// mlDsaVariant, from version 500.
    pub const ML_DSA_VARIANT: Self = Self(11);
    /// rsaPublicExponent
    pub const RSA_PUBLIC_EXPONENT: Self = Self(200);
    /// mgfDigest, a set.
    pub const MGF_DIGEST: Self = Self(203);
    /// rollbackResistance, from version 3.
    pub const ROLLBACK_RESISTANCE: Self = Self(303);
    /// earlyBootOnly, from version 4.
    pub const EARLY_BOOT_ONLY: Self = Self(305);
    /// activeDateTime, in milliseconds since 1970 UTC.
    pub const ACTIVE_DATE_TIME: Self = Self(400);
    /// originationExpireDateTime, in milliseconds since 1970 UTC.
    pub const ORIGINATION_EXPIRE_DATE_TIME: Self = Self(401);
    /// usageExpireDateTime, in milliseconds since 1970 UTC.
    pub const USAGE_EXPIRE_DATE_TIME: Self = Self(402);
    /// usageCountLimit, from version 100.
    pub const USAGE_COUNT_LIMIT: Self = Self(405);
    /// userSecureId
    pub const USER_SECURE_ID: Self = Self(502);
    /// noAuthRequired
    pub const NO_AUTHENTICATION_REQUIRED: Self = Self(503);
    /// userAuthType, a mask of bits.
    pub const USER_AUTHENTICATION_TYPE: Self = Self(504);
    /// authTimeout, in seconds.
    pub const AUTHENTICATION_TIMEOUT: Self = Self(505);
    /// allowWhileOnBody
    pub const ALLOW_WHILE_ON_BODY: Self = Self(506);
    /// trustedUserPresenceRequired
    pub const TRUSTED_USER_PRESENCE_REQUIRED: Self = Self(507);
    /// trustedConfirmationRequired
    pub const TRUSTED_CONFIRMATION_REQUIRED: Self = Self(508);
    /// unlockedDeviceRequired
    pub const UNLOCKED_DEVICE_REQUIRED: Self = Self(509);
    /// allApplications: every application of the device may use the key, so that it is scoped to no RP ID.
    pub const ALL_APPLICATIONS: Self = Self(600);
    /// applicationId
    pub const APPLICATION_ID: Self = Self(601);
    /// creationDateTime, in milliseconds since 1970 UTC.
    pub const CREATION_DATE_TIME: Self = Self(701);
    /// origin: where the key was made.
    pub const ORIGIN: Self = Self(702);
    /// rollbackResistant, up to version 2.
    pub const ROLLBACK_RESISTANT: Self = Self(703);
    /// rootOfTrust
    pub const ROOT_OF_TRUST: Self = Self(704);
    /// osVersion: `AABBCC` in decimal digits.
    pub const OS_VERSION: Self = Self(705);
    /// osPatchLevel: `YYYYMM` in decimal digits.
    pub const OS_PATCH_LEVEL: Self = Self(706);
    /// attestationApplicationId: which application asked for the attestation.
    pub const ATTESTATION_APPLICATION_ID: Self = Self(709);
    /// attestationIdBrand
    pub const ATTESTATION_ID_BRAND: Self = Self(710);
    /// attestationIdDevice
    pub const ATTESTATION_ID_DEVICE: Self = Self(711);
    /// attestationIdProduct
    pub const ATTESTATION_ID_PRODUCT: Self = Self(712);
    /// attestationIdSerial
    pub const ATTESTATION_ID_SERIAL: Self = Self(713);
    /// attestationIdImei
    pub const ATTESTATION_ID_IMEI: Self = Self(714);
    /// attestationIdMeid
    pub const ATTESTATION_ID_MEID: Self = Self(715);
    /// attestationIdManufacturer
    pub const ATTESTATION_ID_MANUFACTURER: Self = Self(716);
    /// attestationIdModel
    pub const ATTESTATION_ID_MODEL: Self = Self(717);
    /// vendorPatchLevel: `YYYYMMDD` or `YYYYMM` in decimal digits.
    pub const VENDOR_PATCH_LEVEL: Self = Self(718);
    /// bootPatchLevel: `YYYYMMDD` or `YYYYMM` in decimal digits.
    pub const BOOT_PATCH_LEVEL: Self = Self(719);
    /// deviceUniqueAttestation
    pub const DEVICE_UNIQUE_ATTESTATION: Self = Self(720);
    /// attestationIdSecondImei
    pub const ATTESTATION_ID_SECOND_IMEI: Self = Self(723);
    /// moduleHash, from version 400.
    pub const MODULE_HASH: Self = Self(724);

    pub(super) const fn new(number: u32) -> Self {
        Self(number)
    }

    /// Every tag that is known, in ascending order.
    pub fn known() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(tag, ..)| *tag)
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The name that Android's documentation gives it.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        self.row().map(|(_, name, _)| *name)
    }

    pub(super) fn shape(self) -> Option<Shape> {
        self.row().map(|(_, _, shape)| *shape)
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|(tag, ..)| *tag == self)
    }
}

impl fmt::Debug for AuthorizationTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AuthorizationTag({}", self.0)?;
        self.name().map_or(Ok(()), |name| write!(formatter, ", {name}"))?;
        formatter.write_str(")")
    }
}

type Row = (AuthorizationTag, &'static str, Shape);

/// # Source
/// [Key attestation, schema](https://source.android.com/docs/security/features/keystore/attestation#schema), and the
/// tags of earlier versions
#[rustfmt::skip]
const TABLE: &[Row] = &[
    (AuthorizationTag::PURPOSE, "purpose", Shape::Integers),
    (AuthorizationTag::ALGORITHM, "algorithm", Shape::Integer),
    (AuthorizationTag::KEY_SIZE, "keySize", Shape::Integer),
    (AuthorizationTag::BLOCK_MODE, "blockMode", Shape::Integers),
    (AuthorizationTag::DIGEST, "digest", Shape::Integers),
    (AuthorizationTag::PADDING, "padding", Shape::Integers),
    (AuthorizationTag::CALLER_NONCE, "callerNonce", Shape::Null),
    (AuthorizationTag::MINIMUM_MAC_LENGTH, "minMacLength", Shape::Integer),
    (AuthorizationTag::EC_CURVE, "ecCurve", Shape::Integer),
    (AuthorizationTag::ML_DSA_VARIANT, "mlDsaVariant", Shape::Integer),
    (AuthorizationTag::RSA_PUBLIC_EXPONENT, "rsaPublicExponent", Shape::Integer),
    (AuthorizationTag::MGF_DIGEST, "mgfDigest", Shape::Integers),
    (AuthorizationTag::ROLLBACK_RESISTANCE, "rollbackResistance", Shape::Null),
    (AuthorizationTag::EARLY_BOOT_ONLY, "earlyBootOnly", Shape::Null),
    (AuthorizationTag::ACTIVE_DATE_TIME, "activeDateTime", Shape::Integer),
    (AuthorizationTag::ORIGINATION_EXPIRE_DATE_TIME, "originationExpireDateTime", Shape::Integer),
    (AuthorizationTag::USAGE_EXPIRE_DATE_TIME, "usageExpireDateTime", Shape::Integer),
    (AuthorizationTag::USAGE_COUNT_LIMIT, "usageCountLimit", Shape::Integer),
    (AuthorizationTag::USER_SECURE_ID, "userSecureId", Shape::Integer),
    (AuthorizationTag::NO_AUTHENTICATION_REQUIRED, "noAuthRequired", Shape::Null),
    (AuthorizationTag::USER_AUTHENTICATION_TYPE, "userAuthType", Shape::Integer),
    (AuthorizationTag::AUTHENTICATION_TIMEOUT, "authTimeout", Shape::Integer),
    (AuthorizationTag::ALLOW_WHILE_ON_BODY, "allowWhileOnBody", Shape::Null),
    (AuthorizationTag::TRUSTED_USER_PRESENCE_REQUIRED, "trustedUserPresenceRequired", Shape::Null),
    (AuthorizationTag::TRUSTED_CONFIRMATION_REQUIRED, "trustedConfirmationRequired", Shape::Null),
    (AuthorizationTag::UNLOCKED_DEVICE_REQUIRED, "unlockedDeviceRequired", Shape::Null),
    (AuthorizationTag::ALL_APPLICATIONS, "allApplications", Shape::Null),
    (AuthorizationTag::APPLICATION_ID, "applicationId", Shape::Octets),
    (AuthorizationTag::CREATION_DATE_TIME, "creationDateTime", Shape::Integer),
    (AuthorizationTag::ORIGIN, "origin", Shape::Integer),
    (AuthorizationTag::ROLLBACK_RESISTANT, "rollbackResistant", Shape::Null),
    (AuthorizationTag::ROOT_OF_TRUST, "rootOfTrust", Shape::RootOfTrust),
    (AuthorizationTag::OS_VERSION, "osVersion", Shape::Integer),
    (AuthorizationTag::OS_PATCH_LEVEL, "osPatchLevel", Shape::Integer),
    (AuthorizationTag::ATTESTATION_APPLICATION_ID, "attestationApplicationId", Shape::Octets),
    (AuthorizationTag::ATTESTATION_ID_BRAND, "attestationIdBrand", Shape::Octets),
    (AuthorizationTag::ATTESTATION_ID_DEVICE, "attestationIdDevice", Shape::Octets),
    (AuthorizationTag::ATTESTATION_ID_PRODUCT, "attestationIdProduct", Shape::Octets),
    (AuthorizationTag::ATTESTATION_ID_SERIAL, "attestationIdSerial", Shape::Octets),
    (AuthorizationTag::ATTESTATION_ID_IMEI, "attestationIdImei", Shape::Octets),
    (AuthorizationTag::ATTESTATION_ID_MEID, "attestationIdMeid", Shape::Octets),
    (AuthorizationTag::ATTESTATION_ID_MANUFACTURER, "attestationIdManufacturer", Shape::Octets),
    (AuthorizationTag::ATTESTATION_ID_MODEL, "attestationIdModel", Shape::Octets),
    (AuthorizationTag::VENDOR_PATCH_LEVEL, "vendorPatchLevel", Shape::Integer),
    (AuthorizationTag::BOOT_PATCH_LEVEL, "bootPatchLevel", Shape::Integer),
    (AuthorizationTag::DEVICE_UNIQUE_ATTESTATION, "deviceUniqueAttestation", Shape::Null),
    (AuthorizationTag::ATTESTATION_ID_SECOND_IMEI, "attestationIdSecondImei", Shape::Octets),
    (AuthorizationTag::MODULE_HASH, "moduleHash", Shape::Octets),
];
