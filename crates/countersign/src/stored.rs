//! The bytes that ceremonies and records are stored as.
//!
//! ```text
//! version(1) || kind(1) || CBOR map with small unsigned keys || CRC-32(4, big-endian) over all before it
//! ```
//!
//! The checksum finds damage. It is no seal: who can write to the store can write what he likes.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use countersign_cbor::{self as cbor, Item, Kind, MapOrder, Value};

/// The version of what this release writes. What it reads is this and nothing else, so far.
const VERSION: u8 = 1;

/// Longest stored bytes that are read: records may hold an attestation object.
pub const MAX_STORED_BYTES: usize = 256 * 1024;

/// What stored bytes are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoredKind {
    /// A registration that has begun.
    Registration,
    /// An authentication of an identified user that has begun.
    Identified,
    /// An authentication with a discoverable credential that has begun.
    Discoverable,
    /// A credential record.
    Record,
}

impl StoredKind {
    const fn byte(self) -> u8 {
        match self {
            Self::Registration => 1,
            Self::Identified => 2,
            Self::Discoverable => 3,
            Self::Record => 4,
        }
    }
}

/// Why stored bytes cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoredError {
    /// Fewer bytes than any, or more than [`MAX_STORED_BYTES`].
    Length(usize),
    /// A version that this release does not read.
    Version(u8),
    /// Bytes of another kind than the one asked for.
    Kind {
        /// The kind asked for.
        expected: StoredKind,
    },
    /// The checksum does not fit: the bytes were damaged.
    Checksum,
    /// The content is not what this version writes.
    Cbor(cbor::Error),
    /// A field is missing.
    Missing(u8),
    /// A field that this version does not have.
    UnknownField,
    /// A field has a value that it cannot have.
    Value(u8),
    /// The JSON of a record is not JSON, at this place.
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A member of a record's JSON is missing, unknown or has a value that it cannot have.
    Member(&'static str),
}

impl fmt::Display for StoredError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(length) => write!(formatter, "stored bytes of an impossible length, {length}"),
            Self::Version(version) => {
                write!(formatter, "stored bytes of version {version}, which this release does not read")
            }
            Self::Kind { expected } => write!(formatter, "stored bytes of another kind than {expected:?}"),
            Self::Checksum => formatter.write_str("stored bytes are damaged: the checksum does not fit"),
            Self::Cbor(error) => write!(formatter, "stored bytes: {error}"),
            Self::Missing(key) => write!(formatter, "stored bytes: field {key} is missing"),
            Self::UnknownField => {
                formatter.write_str("stored bytes: a field that this version does not have")
            }
            Self::Value(key) => {
                write!(formatter, "stored bytes: field {key} has a value that it cannot have")
            }
            Self::Json { line, column } => {
                write!(formatter, "record: not JSON at line {line}, column {column}")
            }
            Self::Member(name) => {
                write!(formatter, "record: {name} is missing, unknown or has a value that it cannot have")
            }
        }
    }
}

impl core::error::Error for StoredError {}

impl From<cbor::Error> for StoredError {
    fn from(error: cbor::Error) -> Self {
        Self::Cbor(error)
    }
}

/// Writes the fields of a kind.
pub(crate) fn write(kind: StoredKind, fields: impl IntoIterator<Item = (u8, Item)>) -> Vec<u8> {
    let map = Item::map(fields.into_iter().map(|(key, value)| (Item::Unsigned(u64::from(key)), value)));
    let mut bytes = [VERSION, kind.byte()].to_vec();
    bytes.extend_from_slice(&map.to_bytes());
    bytes.extend_from_slice(&crc32(&bytes).to_be_bytes());
    bytes
}

/// The fields of stored bytes, each taken once.
pub(crate) struct Fields<'a> {
    fields: Vec<(i128, Value<'a>)>,
}

impl<'a> Fields<'a> {
    /// Opens stored bytes of a kind.
    pub(crate) fn open(expected: StoredKind, bytes: &'a [u8]) -> Result<Self, StoredError> {
        let length = StoredError::Length(bytes.len());
        if bytes.len() > MAX_STORED_BYTES {
            return Err(length);
        }
        let (content, checksum) = bytes.split_last_chunk::<4>().ok_or(length)?;
        let [version, kind, map @ ..] = content else { return Err(length) };
        if *version != VERSION {
            return Err(StoredError::Version(*version));
        }
        if u32::from_be_bytes(*checksum) != crc32(content) {
            return Err(StoredError::Checksum);
        }
        if *kind != expected.byte() {
            return Err(StoredError::Kind { expected });
        }
        let decoded = Value::decode(map, MapOrder::Enforced)?;
        let fields = decoded
            .value()
            .map()?
            .map(|entry| {
                let (key, value) = entry?;
                Ok((key.integer()?, value))
            })
            .collect::<Result<_, cbor::Error>>()?;
        Ok(Self { fields })
    }

    /// Takes a field that has to be there.
    pub(crate) fn take(&mut self, key: u8) -> Result<Value<'a>, StoredError> {
        self.take_optional(key).ok_or(StoredError::Missing(key))
    }

    /// Takes a field that may be there.
    pub(crate) fn take_optional(&mut self, key: u8) -> Option<Value<'a>> {
        let place = self.fields.iter().position(|(found, _)| *found == i128::from(key))?;
        Some(self.fields.swap_remove(place).1)
    }

    /// Takes a field that has to be there and may be null, so that a policy cannot get lost with its field.
    pub(crate) fn nullable(&mut self, key: u8) -> Result<Option<Value<'a>>, StoredError> {
        let value = self.take(key)?;
        Ok(if value.kind() == Kind::Null { None } else { Some(value) })
    }

    /// Takes a text.
    pub(crate) fn text(&mut self, key: u8) -> Result<String, StoredError> {
        Ok(self.take(key)?.text()?.into())
    }

    /// Takes a byte string.
    pub(crate) fn bytes(&mut self, key: u8) -> Result<Vec<u8>, StoredError> {
        Ok(self.take(key)?.bytes()?.to_vec())
    }

    /// Takes an integer.
    pub(crate) fn integer<N: TryFrom<i128>>(&mut self, key: u8) -> Result<N, StoredError> {
        N::try_from(self.take(key)?.integer()?).map_err(|_| StoredError::Value(key))
    }

    /// Takes a choice by its number.
    pub(crate) fn choice<C: Choice>(&mut self, key: u8) -> Result<C, StoredError> {
        let number: u8 = self.integer(key)?;
        C::ALL.iter().copied().find(|choice| choice.number() == number).ok_or(StoredError::Value(key))
    }

    /// Takes a list.
    pub(crate) fn list<V>(
        &mut self,
        key: u8,
        item: impl Fn(Value<'a>) -> Result<V, StoredError>,
    ) -> Result<Vec<V>, StoredError> {
        self.take(key)?.array()?.map(|value| item(value?)).collect()
    }

    /// Refuses fields that nobody took.
    pub(crate) fn finish(self) -> Result<(), StoredError> {
        if self.fields.is_empty() { Ok(()) } else { Err(StoredError::UnknownField) }
    }
}

/// A policy that is stored as a number. Numbers are never given to another choice.
pub(crate) trait Choice: Copy + 'static {
    const ALL: &'static [Self];

    fn number(self) -> u8;

    fn item(self) -> Item {
        Item::Unsigned(u64::from(self.number()))
    }
}

macro_rules! choice {
    ($name:ident { $($variant:ident = $number:literal),+ $(,)? }) => {
        impl Choice for crate::policy::$name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn number(self) -> u8 {
                match self {
                    $(Self::$variant => $number),+
                }
            }
        }
    };
}

choice!(UserVerification { Required = 0, Preferred = 1, Discouraged = 2 });
choice!(Creation { Modal = 0, Conditional = 1 });
choice!(AttestationConveyance { None = 0, Indirect = 1, Direct = 2, Enterprise = 3 });
choice!(AttestationStorage { Discard = 0, Keep = 1 });
choice!(TrustedAttestation { Optional = 0, Required = 1 });
choice!(BackupPolicy { Any = 0, DeviceBoundOnly = 1, BackupEligibleOnly = 2, BackedUpOnly = 3 });
choice!(SignCountPolicy { Refuse = 0, AcceptAndReport = 1 });
choice!(BackupEligibilityPolicy { Refuse = 0, AcceptUpgrade = 1, AcceptAndReport = 2 });
choice!(Rs1Credentials { Refused = 0, AcceptSha1 = 1 });

/// CRC-32 (ISO-HDLC): finds every damage of up to 32 bits in a row.
fn crc32(bytes: &[u8]) -> u32 {
    const POLYNOMIAL: u32 = 0xedb8_8320;
    let step = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ POLYNOMIAL } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}
