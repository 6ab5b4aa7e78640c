//! What a model says of itself.
//!
//! # Source
//! FIDO Metadata Statement v3.1 §4.3, CTAP 2.2 §6.4

use alloc::borrow::Cow;
use alloc::vec::Vec;

use countersign_cose::AlgorithmIdentifier;
use countersign_wire::Aaguid;

use crate::ignored::{Fields, Report};
use crate::json::{Json, Malformed};
use crate::statement::MAX_ELEMENTS;

/// Members that are known, and that nobody has asked for.
const OF_NO_USE: [&str; 21] = [
    "maxMsgSize",
    "pinUvAuthProtocols",
    "maxCredentialCountInList",
    "maxCredentialIdLength",
    "maxSerializedLargeBlobArray",
    "forcePINChange",
    "minPINLength",
    "maxCredBlobLength",
    "maxRPIDsForSetMinPINLength",
    "preferredPlatformUvAttempts",
    "uvModality",
    "remainingDiscoverableCredentials",
    "vendorPrototypeConfigCommands",
    "uvCountSinceLastPinEntry",
    "longTouchForReset",
    "encIdentifier",
    "transportsForReset",
    "pinComplexityPolicy",
    "pinComplexityPolicyURL",
    "maxPINLength",
    "authenticatorConfigCommands",
];

/// What a model answers to `authenticatorGetInfo`, as far as it is of use here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetInfo<'b> {
    versions: Vec<Cow<'b, str>>,
    extensions: Vec<Cow<'b, str>>,
    aaguid: Option<Aaguid>,
    options: Vec<(Cow<'b, str>, bool)>,
    transports: Vec<Cow<'b, str>>,
    algorithms: Vec<AlgorithmIdentifier>,
    firmware_version: Option<u64>,
    certifications: Vec<(Cow<'b, str>, u64)>,
    attestation_formats: Vec<Cow<'b, str>>,
}

impl<'b> GetInfo<'b> {
    pub(crate) fn read(value: Json<'b>, report: Report<'_>, own: Option<Aaguid>) -> Self {
        let Some(mut fields) = Fields::of(value, report) else { return Self::default() };
        let info = Self {
            versions: fields.list("versions", MAX_ELEMENTS, Json::text),
            extensions: fields.list("extensions", MAX_ELEMENTS, Json::text),
            aaguid: fields.compare_aaguid("aaguid", own),
            options: fields.pairs("options", Json::boolean),
            transports: fields.list("transports", MAX_ELEMENTS, Json::text),
            algorithms: fields.list("algorithms", MAX_ELEMENTS, algorithm),
            firmware_version: fields.integer("firmwareVersion"),
            certifications: fields.pairs("certifications", Json::integer),
            attestation_formats: fields.list("attestationFormats", MAX_ELEMENTS, Json::text),
        };
        fields.finish(&OF_NO_USE);
        info
    }

    /// The versions of CTAP.
    #[must_use]
    pub fn versions(&self) -> &[Cow<'b, str>] {
        &self.versions
    }

    /// Its extensions.
    #[must_use]
    pub fn extensions(&self) -> &[Cow<'b, str>] {
        &self.extensions
    }

    /// Its AAGUID. It is the entry that counts: real models say something else here.
    #[must_use]
    pub const fn aaguid(&self) -> Option<Aaguid> {
        self.aaguid
    }

    /// Its options.
    #[must_use]
    pub fn options(&self) -> &[(Cow<'b, str>, bool)] {
        &self.options
    }

    /// How it is reached.
    #[must_use]
    pub fn transports(&self) -> &[Cow<'b, str>] {
        &self.transports
    }

    /// The algorithms of its keys.
    #[must_use]
    pub fn algorithms(&self) -> &[AlgorithmIdentifier] {
        &self.algorithms
    }

    /// The version of its firmware.
    #[must_use]
    pub const fn firmware_version(&self) -> Option<u64> {
        self.firmware_version
    }

    /// Its certifications, by scheme.
    #[must_use]
    pub fn certifications(&self) -> &[(Cow<'b, str>, u64)] {
        &self.certifications
    }

    /// The formats of its attestation statements.
    #[must_use]
    pub fn attestation_formats(&self) -> &[Cow<'b, str>] {
        &self.attestation_formats
    }
}

fn algorithm(value: Json<'_>) -> Result<AlgorithmIdentifier, Malformed> {
    let number = value.members()?.get("alg")?.ok_or(Malformed::Form)?.signed()?;
    Ok(AlgorithmIdentifier::new(number))
}
