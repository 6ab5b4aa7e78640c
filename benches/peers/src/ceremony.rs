//! A ceremony as `ceremonies` writes it.

use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer};

/// A ceremony, and what a relying party knows of it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Ceremony {
    pub(crate) operation: String,
    pub(crate) rp_id: String,
    pub(crate) origin: String,
    #[serde(deserialize_with = "bytes")]
    pub(crate) challenge: Vec<u8>,
    #[serde(deserialize_with = "bytes")]
    pub(crate) user_handle: Vec<u8>,
    pub(crate) algorithm: i64,
    /// The text that the page sends.
    pub(crate) response: String,
    /// Of an authentication: the response that its credential was registered with.
    pub(crate) registration: Option<String>,
    /// Of an authentication: how many credentials were listed.
    pub(crate) listed: Option<usize>,
    /// Of a registration: who is trusted, in base64url.
    pub(crate) trust_anchor: Option<String>,
}

impl Ceremony {
    /// The registration that an authentication follows.
    pub(crate) fn registered(&self) -> Option<Self> {
        let response = self.registration.clone()?;
        Some(Self { response, ..self.clone() })
    }
}

fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    URL_SAFE_NO_PAD.decode(text).map_err(serde::de::Error::custom)
}

/// The ceremonies of the file that a variable names.
pub(crate) fn read(variable: &str) -> Vec<Ceremony> {
    let file = env::var(variable).unwrap_or_else(|_| panic!("{variable} names no file of ceremonies"));
    let text = fs::read_to_string(file).expect("a file");
    serde_json::from_str(&text).expect("ceremonies")
}
