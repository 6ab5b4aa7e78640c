//! What an entry is found by.

use alloc::string::String;
use alloc::vec::Vec;

use countersign_wire::Aaguid;

use crate::ignored::{Fields, IgnoredReason};
use crate::json::{Json, Malformed};

/// Bytes of a key identifier: a SHA-1 hash.
pub const KEY_IDENTIFIER_BYTES: usize = 20;

/// Most key identifiers of one entry. Real ones have up to eight.
pub const MAX_KEY_IDENTIFIERS: usize = 1_024;

pub(crate) const KEY_IDENTIFIERS: &str = "attestationCertificateKeyIdentifiers";

/// Which authenticators an entry is of: one kind of identifier, and never two.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "FIDO has had three protocols, and each its identifier")]
pub enum Identity {
    /// Those of FIDO2 with an AAGUID.
    Aaguid(Aaguid),
    /// Those of U2F whose attestation certificates have keys with one of these identifiers: SHA-1 over the public key.
    KeyIdentifiers(Vec<[u8; KEY_IDENTIFIER_BYTES]>),
    /// Those of UAF, which have nothing to do with WebAuthn.
    Aaid(String),
    /// Nobody knows: there is no identifier, or none that can be read.
    None,
}

impl Identity {
    /// The identifier of an entry, or of a statement that stands for itself: the first kind that is there.
    pub(crate) fn read(fields: &mut Fields<'_, '_>) -> Self {
        let aaguid = fields.read("aaguid", aaguid);
        let keys = fields.list_if_any(KEY_IDENTIFIERS, MAX_KEY_IDENTIFIERS, key_identifier);
        let aaid = fields.read("aaid", |value| value.text().map(String::from));
        let found = [matches!(aaguid, Ok(Some(_))), matches!(keys, Ok(Some(_))), matches!(aaid, Ok(Some(_)))];
        let names = ["aaguid", KEY_IDENTIFIERS, "aaid"];
        let mut present =
            names.into_iter().zip(found).filter_map(|(name, is_there)| is_there.then_some(name));
        let first = present.next();
        for name in present {
            fields.report.add(name, IgnoredReason::SecondIdentifier);
        }
        match (first, aaguid, keys, aaid) {
            // An entry that has a kind of identifier which cannot be read is not of another kind for that.
            (_, Err(_), _, _) => Self::None,
            (_, Ok(Some(aaguid)), _, _) if aaguid.is_zero() => {
                fields.report.add("aaguid", IgnoredReason::ZeroAaguid);
                Self::None
            }
            (_, Ok(Some(aaguid)), _, _) => Self::Aaguid(aaguid),
            (_, Ok(None), Ok(Some(keys)), _) if keys.is_empty() => {
                fields.report.add("", IgnoredReason::NoIdentifier);
                Self::None
            }
            (_, Ok(None), Ok(Some(keys)), _) => Self::KeyIdentifiers(keys),
            (_, Ok(None), Ok(None), Ok(Some(aaid))) => Self::Aaid(aaid),
            (None, Ok(None), Ok(None), Ok(None)) => {
                fields.report.add("", IgnoredReason::NoIdentifier);
                Self::None
            }
            _ => Self::None,
        }
    }

    /// The AAGUID, if the entry is of one.
    pub(crate) const fn aaguid(&self) -> Option<Aaguid> {
        match self {
            Self::Aaguid(aaguid) => Some(*aaguid),
            Self::KeyIdentifiers(_) | Self::Aaid(_) | Self::None => None,
        }
    }
}

/// An AAGUID in hexadecimal digits of any case, with dashes in their places or without.
pub(crate) fn aaguid(value: Json<'_>) -> Result<Aaguid, Malformed> {
    let text = value.text()?;
    let bytes = text.as_bytes();
    let digits: Vec<u8> = if bytes.len() == 36 {
        let is_dash = |at: usize| matches!(at, 8 | 13 | 18 | 23);
        let dashes_in_place = bytes.iter().enumerate().all(|(at, byte)| (*byte == b'-') == is_dash(at));
        if !dashes_in_place {
            return Err(Malformed::Form);
        }
        bytes.iter().copied().filter(|byte| *byte != b'-').collect()
    } else {
        bytes.to_vec()
    };
    hexadecimal(&digits).map(Aaguid::new)
}

fn key_identifier(value: Json<'_>) -> Result<[u8; KEY_IDENTIFIER_BYTES], Malformed> {
    hexadecimal(value.text()?.as_bytes())
}

/// So many bytes in hexadecimal digits of any case.
fn hexadecimal<const N: usize>(digits: &[u8]) -> Result<[u8; N], Malformed> {
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some((value(*high)? << 4) | value(*low)?),
        _ => None,
    };
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(pair).collect();
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(Malformed::Form)
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString as _;

    use super::*;

    fn read(text: &str) -> Result<Aaguid, Malformed> {
        aaguid(Json::of_value(&format!("\"{text}\"")))
    }

    #[test]
    fn accepts_an_aaguid_however_it_is_written() {
        for text in [
            "0132d110-bf4e-4208-a403-ab4f5f12efe5",
            "0132D110-BF4E-4208-A403-AB4F5F12EFE5",
            "0132d110bf4e4208a403ab4f5f12efe5",
        ] {
            assert_eq!(read(text).unwrap().to_string(), "0132d110-bf4e-4208-a403-ab4f5f12efe5");
        }
    }

    #[test]
    fn refuses_other_texts_and_types() {
        for text in [
            "",
            "0132d110-bf4e-4208-a403-ab4f5f12efe",
            "0132d110-bf4e-4208-a403-ab4f5f12efe50",
            "0132d110-bf4e-4208a403--ab4f5f12efe5",
            "{0132d110-bf4e-4208-a403-ab4f5f12efe5}",
            "+132d110bf4e4208a403ab4f5f12efe5",
            "g132d110-bf4e-4208-a403-ab4f5f12efe5",
            "ATLREL9OQgikA6tPXxLv5Q==",
        ] {
            assert_eq!(read(text), Err(Malformed::Form), "{text}");
        }
        assert_eq!(aaguid(Json::of_value("7")), Err(Malformed::Type));
        let identifier = |digits: &str| key_identifier(Json::of_value(&format!("\"{digits}\"")));
        assert_eq!(identifier(&"0A".repeat(20)), Ok([10; 20]));
        assert_eq!(identifier(&"0a".repeat(19)), Err(Malformed::Form));
    }
}
