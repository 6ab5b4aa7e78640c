//! Who keeps a passkey, by what its authenticator says of itself: to be shown, never to be trusted.

use std::collections::HashMap;

use serde::Deserialize;

/// Longest name of a provider in a file of the operator, in bytes.
const MAX_PROVIDER_BYTES: usize = 64;
/// Providers in a file of the operator: a few dozen are known in all.
const MAX_PROVIDERS: usize = 10_000;

/// The AAGUIDs of the passkey providers that most people have.
const PROVIDERS: [(&str, &str); 18] = [
    ("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "Google Password Manager"),
    ("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "Apple Passwords"),
    ("dd4ec289-e01d-41c9-bb89-70fa845d4bf2", "iCloud Keychain (Managed)"),
    ("08987058-cadc-4b81-b6e1-30de50dcbe96", "Windows Hello"),
    ("9ddd1817-af5a-4672-a2b9-3e3dd95000a9", "Windows Hello"),
    ("6028b017-b1d4-4c02-b4b3-afcdafc96bb2", "Windows Hello"),
    ("d3452668-01fd-4c12-926c-83a4204853aa", "Microsoft Password Manager"),
    ("53414d53-554e-4700-0000-000000000000", "Samsung Pass"),
    ("adce0002-35bc-c60a-648b-0b25f1f05503", "Chrome on Mac"),
    ("bada5566-a7aa-401f-bd96-45619a55120d", "1Password"),
    ("d548826e-79b4-db40-a3d8-11116f7e8349", "Bitwarden"),
    ("531126d6-e717-415c-9320-3d9aa6981239", "Dashlane"),
    ("50726f74-6f6e-5061-7373-50726f746f6e", "Proton Pass"),
    ("b84e4048-15dc-4dd0-8640-f4f60813c8af", "NordPass"),
    ("0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6", "Keeper"),
    ("b78a0a55-6ef8-d246-a042-ba0f6d55050c", "LastPass"),
    ("f3809540-7f14-49c1-a8b3-8f813b225541", "Enpass"),
    ("fdb141b2-5d84-443e-8a35-4698c205a502", "KeePassXC"),
];

/// The names of providers: a table of ours, and what the operator adds to it or puts in its place.
#[derive(Debug, Default)]
pub struct Providers {
    of_operator: HashMap<String, String>,
}

/// Why a file of providers is not usable.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProvidersError {
    /// It is no JSON object of AAGUIDs and names.
    Json(serde_json::Error),
    /// This is no AAGUID in lower case with hyphens, or its name is empty or too long.
    Entry(String),
    /// There are too many.
    Count,
}

impl core::fmt::Display for ProvidersError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Json(cause) => write!(formatter, "expected an object of AAGUIDs and names: {cause}"),
            Self::Entry(aaguid) => write!(
                formatter,
                "{aaguid:?}: expected an AAGUID in lower case with hyphens, and a name of 1 to {MAX_PROVIDER_BYTES} bytes"
            ),
            Self::Count => write!(formatter, "more than {MAX_PROVIDERS} providers"),
        }
    }
}

impl core::error::Error for ProvidersError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Json(cause) => Some(cause),
            Self::Entry(_) | Self::Count => None,
        }
    }
}

/// The value of an entry: a name, or, as in the list that the community keeps, an object with a name and pictures.
#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Name(String),
    Object { name: String },
}

impl Providers {
    /// Reads a JSON object of AAGUIDs (lower case, with hyphens) and names, or objects with a `name`.
    ///
    /// # Errors
    /// [`ProvidersError`].
    pub fn from_json(text: &str) -> Result<Self, ProvidersError> {
        let entries: HashMap<String, Entry> = serde_json::from_str(text).map_err(ProvidersError::Json)?;
        if entries.len() > MAX_PROVIDERS {
            return Err(ProvidersError::Count);
        }
        let checked = entries.into_iter().map(|(aaguid, entry)| {
            let (Entry::Name(name) | Entry::Object { name }) = entry;
            let is_name = !name.is_empty() && name.len() <= MAX_PROVIDER_BYTES;
            if is_aaguid(&aaguid) && is_name {
                Ok((aaguid, name))
            } else {
                Err(ProvidersError::Entry(aaguid))
            }
        });
        Ok(Self { of_operator: checked.collect::<Result<_, _>>()? })
    }

    /// The name of the provider that an AAGUID stands for; none for most security keys, and for the AAGUID of zeros.
    pub(crate) fn name(&self, aaguid: &[u8; 16]) -> Option<&str> {
        let text = countersign::Aaguid::new(*aaguid).to_string();
        let ours = || PROVIDERS.iter().find(|(known, _)| *known == text).map(|(_, name)| *name);
        self.of_operator.get(&text).map(String::as_str).or_else(ours)
    }
}

/// 8-4-4-4-12 hexadecimal digits in lower case.
fn is_aaguid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-');
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOGLE: [u8; 16] =
        [0xea, 0x9b, 0x8d, 0x66, 0x4d, 0x01, 0x1d, 0x21, 0x3c, 0xe4, 0xb6, 0xb4, 0x8c, 0xb5, 0x75, 0xd4];

    #[test]
    fn accepts_providers_of_ours_and_of_the_operator() {
        assert_eq!(Providers::default().name(&GOOGLE), Some("Google Password Manager"));
        assert_eq!(Providers::default().name(&[0; 16]), None);
        let more = r#"{"ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4": "Ours", "00000000-0000-0000-0000-000000000001": {"name": "New", "icon_dark": "x"}}"#;
        let providers = Providers::from_json(more).unwrap();
        let mut last = [0; 16];
        last[15] = 1;
        assert_eq!((providers.name(&GOOGLE), providers.name(&last)), (Some("Ours"), Some("New")));
    }

    #[test]
    fn refuses_files_that_are_no_list_of_providers() {
        let long = format!(
            r#"{{"ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4": "{}"}}"#,
            "x".repeat(MAX_PROVIDER_BYTES + 1)
        );
        for text in [
            r#"{"EA9B8D66-4d01-1d21-3ce4-b6b48cb575d4": "x"}"#,
            r#"{"ea9b8d664d011d213ce4b6b48cb575d4": "x"}"#,
            r#"{"ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4": ""}"#,
            &long,
        ] {
            assert!(matches!(Providers::from_json(text), Err(ProvidersError::Entry(_))), "{text}");
        }
        assert!(matches!(Providers::from_json("[]"), Err(ProvidersError::Json(_))));
    }

    #[test]
    fn accepts_our_table_as_the_list_of_the_community_has_it() {
        let shared = std::env::var("COUNTERSIGN_SHARED").unwrap_or_else(|_| "../../../shared".to_owned());
        let Ok(text) = std::fs::read_to_string(format!("{shared}/data/aaguids.json")) else {
            assert!(std::env::var("COUNTERSIGN_REQUIRE_ALL").is_err(), "the list of AAGUIDs is missing");
            println!("skipped: the list of AAGUIDs is missing");
            return;
        };
        let listed: HashMap<String, String> = serde_json::from_str(&text).unwrap();
        for (aaguid, name) in PROVIDERS {
            assert!(is_aaguid(aaguid));
            assert_eq!(listed.get(aaguid).map(String::as_str), Some(name), "{aaguid}");
        }
    }
}
