//! Android's list of attestation keys that are not to be trusted.
//!
//! ```text
//! { "entries": { "<serial number, hexadecimal>": { "status": "REVOKED" / "SUSPENDED", … }, … } }
//! ```
//!
//! # Source
//! [Android, verify key attestation](https://developer.android.com/privacy-and-security/security-key-attestation#certificate_status)

use core::fmt;
use std::collections::BTreeSet;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::error::{Error, ErrorKind, Part};

/// Largest list in bytes. The published one has some hundred KiB.
pub const MAX_ANDROID_STATUS_BYTES: usize = 8 * 1024 * 1024;

/// Most entries. The published list has a few thousand.
pub const MAX_ANDROID_STATUS_ENTRIES: usize = 100_000;

/// Longest serial number in hexadecimal digits. The longest certificates have is 22 bytes.
const MAX_SERIAL_DIGITS: usize = 64;

/// Android's list of attestation keys that are not to be trusted, by the serial numbers of their certificates.
///
/// Whatever the status says, an entry is a reason to refuse: `REVOKED` and `SUSPENDED` are all there are, and a new one
/// would hardly be praise. The list has no signature; that it is Google's is for the connection to prove that it came by.
#[derive(Clone, PartialEq, Eq)]
pub struct AndroidStatusList {
    serial_numbers: BTreeSet<Box<[u8]>>,
}

impl AndroidStatusList {
    /// Reads the list as it is published.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`], [`ErrorKind::Json`] for what is not JSON or not of this form, [`ErrorKind::TooManyEntries`].
    /// Members that are not known are skipped. A serial number or a status that stands there twice is refused, and a name
    /// that is no serial number. A list that cannot be read whole is no list: keep the last one that could.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let error = |kind| Error::new(Part::AndroidStatusList, kind);
        if text.len() > MAX_ANDROID_STATUS_BYTES {
            return Err(error(ErrorKind::TooLarge { bytes: text.len() }));
        }
        let Document(entries) = serde_json::from_str(text)
            .map_err(|problem| error(ErrorKind::Json { line: problem.line(), column: problem.column() }))?;
        if entries.0.len() > MAX_ANDROID_STATUS_ENTRIES {
            return Err(error(ErrorKind::TooManyEntries));
        }
        Ok(Self { serial_numbers: entries.0 })
    }

    /// How many certificates it names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.serial_numbers.len()
    }

    /// Whether it names none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.serial_numbers.is_empty()
    }

    /// Whether it names a serial number, given as the contents of its integer. Negative ones stand in no list.
    pub(crate) fn names(&self, serial_number: &[u8]) -> bool {
        let is_negative = serial_number.first().is_some_and(|first| *first >= 0x80);
        !is_negative && self.serial_numbers.contains(without_leading_zeros(serial_number))
    }
}

impl fmt::Debug for AndroidStatusList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AndroidStatusList({} entries)", self.serial_numbers.len())
    }
}

fn without_leading_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// The number that hexadecimal digits write, in bytes without leading zeros.
fn serial_number(digits: &str) -> Option<Box<[u8]>> {
    let is_one = !digits.is_empty()
        && digits.len() <= MAX_SERIAL_DIGITS
        && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if !is_one {
        return None;
    }
    // An odd number of digits has half a byte in front.
    let even = if digits.len().is_multiple_of(2) { digits.to_owned() } else { format!("0{digits}") };
    let bytes = even
        .as_bytes()
        .chunks(2)
        .map(|pair| core::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()));
    let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
    Some(without_leading_zeros(&bytes).into())
}

/// The whole document.
struct Document(Entries);

/// The member `entries`.
struct Entries(BTreeSet<Box<[u8]>>);

/// An entry, of which nothing but its form counts.
struct Entry;

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Document;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object with entries")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Document, A::Error> {
                let mut entries = None;
                while let Some(name) = members.next_key::<String>()? {
                    if name != "entries" {
                        members.next_value::<IgnoredAny>()?;
                    } else if entries.replace(members.next_value()?).is_some() {
                        return Err(A::Error::duplicate_field("entries"));
                    }
                }
                entries.map(Document).ok_or_else(|| A::Error::missing_field("entries"))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SerialNumbers;
        impl<'de> Visitor<'de> for SerialNumbers {
            type Value = Entries;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object whose names are serial numbers")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Entries, A::Error> {
                let mut serial_numbers = BTreeSet::new();
                while let Some(name) = members.next_key::<String>()? {
                    let number = serial_number(&name).ok_or_else(|| A::Error::custom("no serial number"))?;
                    members.next_value::<Entry>()?;
                    if !serial_numbers.insert(number) {
                        return Err(A::Error::custom("a serial number stands there twice"));
                    }
                }
                Ok(Entries(serial_numbers))
            }
        }
        deserializer.deserialize_map(SerialNumbers)
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Entry;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object with a status")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Entry, A::Error> {
                let mut has_status = false;
                while let Some(name) = members.next_key::<String>()? {
                    if name == "status" {
                        members.next_value::<String>()?;
                        if has_status {
                            return Err(A::Error::duplicate_field("status"));
                        }
                        has_status = true;
                    } else {
                        members.next_value::<IgnoredAny>()?;
                    }
                }
                if has_status { Ok(Entry) } else { Err(A::Error::missing_field("status")) }
            }
        }
        deserializer.deserialize_map(Members)
    }
}
