//! `TPMS_ATTEST`: what a TPM says and signs.
//!
//! ```text
//! TPMS_ATTEST       = magic, type, qualifiedSigner, extraData, clockInfo, firmwareVersion, attested
//! clockInfo         = clock, resetCount, restartCount, safe
//! TPMS_CERTIFY_INFO = name, qualifiedName
//! ```
//!
//! # Source
//! TPM 2.0 Part 2 §10.12

use core::fmt;

use crate::formats::tpm::error::Error;
use crate::formats::tpm::reader::Reader;

/// What a structure begins with that a TPM made: it signs nothing from outside that begins so.
const GENERATED_VALUE: u32 = 0xFF54_4347;

/// Longest name: the number of an algorithm and a digest by SHA-512.
const MAX_NAME_BYTES: u16 = 66;
/// Longest data of the caller: as long as a name.
const MAX_EXTRA_DATA_BYTES: u16 = MAX_NAME_BYTES;

/// What a TPM says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Attest<'a> {
    magic: u32,
    kind: AttestType,
    qualified_signer: &'a [u8],
    extra_data: &'a [u8],
    clock: ClockInfo,
    firmware_version: u64,
    certified: Option<Certified<'a>>,
}

impl<'a> Attest<'a> {
    /// Reads a structure that takes up all of `encoded`, whatever it begins with and whatever it is about. Of what it is
    /// about, only a certified key is read.
    ///
    /// # Errors
    /// A structure that is cut off, or followed by bytes.
    pub fn parse(encoded: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(encoded);
        let magic = reader.u32("magic")?;
        let kind = AttestType(reader.u16("type")?);
        let qualified_signer = reader.buffer("qualifiedSigner", MAX_NAME_BYTES)?;
        let extra_data = reader.buffer("extraData", MAX_EXTRA_DATA_BYTES)?;
        let clock = ClockInfo::read(&mut reader)?;
        let firmware_version = reader.u64("firmwareVersion")?;
        let certified = if kind == AttestType::CERTIFY { Some(Certified::read(reader)?) } else { None };
        Ok(Self { magic, kind, qualified_signer, extra_data, clock, firmware_version, certified })
    }

    /// Whether it begins with the value that says that a TPM made it.
    #[must_use]
    pub const fn is_generated(&self) -> bool {
        self.magic == GENERATED_VALUE
    }

    /// The value that it begins with.
    #[must_use]
    pub const fn magic(&self) -> u32 {
        self.magic
    }

    /// What it is about.
    #[must_use]
    pub const fn kind(&self) -> AttestType {
        self.kind
    }

    /// The name of the key that signs, with those of its parents in it; may be empty.
    #[must_use]
    pub const fn qualified_signer(&self) -> &'a [u8] {
        self.qualified_signer
    }

    /// What the caller gave to be signed too.
    #[must_use]
    pub const fn extra_data(&self) -> &'a [u8] {
        self.extra_data
    }

    /// When it was, by the clock of the TPM.
    #[must_use]
    pub const fn clock(&self) -> ClockInfo {
        self.clock
    }

    /// The version of the TPM's firmware, in a form of the manufacturer.
    #[must_use]
    pub const fn firmware_version(&self) -> u64 {
        self.firmware_version
    }

    /// The key that it certifies, if it is about one.
    #[must_use]
    pub const fn certified(&self) -> Option<Certified<'a>> {
        self.certified
    }
}

impl fmt::Debug for Attest<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Attest({}, firmware {:#018x})", self.kind.name(), self.firmware_version)
    }
}

/// What a TPM says something about (`TPMI_ST_ATTEST`).
///
/// # Source
/// TPM 2.0 Part 2 §6.9
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AttestType(u16);

impl AttestType {
    /// A key that is in the TPM.
    pub const CERTIFY: Self = Self(0x8017);

    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    /// The name in the specification of the structures, without what all of them begin with.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            0x8014 => "NV",
            0x8015 => "COMMAND_AUDIT",
            0x8016 => "SESSION_AUDIT",
            0x8017 => "CERTIFY",
            0x8018 => "QUOTE",
            0x8019 => "TIME",
            0x801A => "CREATION",
            0x801C => "NV_DIGEST",
            _ => "unknown",
        }
    }
}

impl fmt::Debug for AttestType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AttestType({} {:#06x})", self.name(), self.0)
    }
}

/// The clock of a TPM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockInfo {
    clock: u64,
    reset_count: u32,
    restart_count: u32,
    is_safe: bool,
}

impl ClockInfo {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(Self {
            clock: reader.u64("clock")?,
            reset_count: reader.u32("resetCount")?,
            restart_count: reader.u32("restartCount")?,
            // A byte that is neither 1 nor 0 is no reason to refuse: the example of the specification has one, and
            // nothing that is verified depends on it.
            is_safe: reader.u8("safe")? == 1,
        })
    }

    /// Milliseconds for which the TPM has been on, as far as it knows.
    #[must_use]
    pub const fn clock(&self) -> u64 {
        self.clock
    }

    /// How often it was reset.
    #[must_use]
    pub const fn reset_count(&self) -> u32 {
        self.reset_count
    }

    /// How often it was restarted or resumed since then.
    #[must_use]
    pub const fn restart_count(&self) -> u32 {
        self.restart_count
    }

    /// Whether no later time was told before.
    #[must_use]
    pub const fn is_safe(&self) -> bool {
        self.is_safe
    }
}

/// A key that a TPM certifies to have (`TPMS_CERTIFY_INFO`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Certified<'a> {
    name: &'a [u8],
    qualified_name: &'a [u8],
}

impl<'a> Certified<'a> {
    fn read(mut reader: Reader<'a>) -> Result<Self, Error> {
        let name = reader.buffer("attested.name", MAX_NAME_BYTES)?;
        let qualified_name = reader.buffer("attested.qualifiedName", MAX_NAME_BYTES)?;
        reader.finish("TPMS_ATTEST")?;
        Ok(Self { name, qualified_name })
    }

    /// The name of the key: the number of a hash function, and the digest of the public area by it.
    #[must_use]
    pub const fn name(&self) -> &'a [u8] {
        self.name
    }

    /// The name with those of the key's parents in it; may be empty.
    #[must_use]
    pub const fn qualified_name(&self) -> &'a [u8] {
        self.qualified_name
    }
}

impl fmt::Debug for Certified<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Certified(name of {} bytes)", self.name.len())
    }
}

#[cfg(test)]
mod tests;
