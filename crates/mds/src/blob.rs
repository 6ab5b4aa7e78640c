//! A blob whose signature was verified: its number, its dates and its entries.
//!
//! # Source
//! FIDO Metadata Service v3.1 §3.1.6

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use countersign_cose::Crypto;

use crate::date::Date;
use crate::error::PayloadError;
use crate::json::{self, Json, Malformed, Members};
use crate::verifier::LastAccepted;

/// Most entries of one blob. That of 2023 had 174.
pub const MAX_ENTRIES: usize = 8_192;

/// A blob whose signature was verified. Only [`BlobVerifier::verify`](crate::BlobVerifier::verify) makes one.
pub struct Blob {
    payload: String,
    number: u64,
    next_update: Option<Date>,
    addresses: Vec<String>,
    entries: Vec<Range<usize>>,
}

impl Blob {
    /// Reads a payload.
    pub(crate) fn read(payload: Vec<u8>) -> Result<Self, PayloadError> {
        let payload = String::from_utf8(payload).map_err(|_| PayloadError::Json { line: 0, column: 0 })?;
        if !json::is_shallow(&payload) {
            return Err(PayloadError::TooDeep);
        }
        let members = json::members_of(&payload)
            .map_err(|error| PayloadError::Json { line: error.line(), column: error.column() })?
            .ok_or(PayloadError::TooMany)?;
        let number = required(&members, "no")?.integer().map_err(|_| PayloadError::Member("no"))?;
        let entries = required(&members, "entries")?.items(MAX_ENTRIES).map_err(|error| match error {
            Malformed::TooMany => PayloadError::TooMany,
            _ => PayloadError::Member("entries"),
        })?;
        let next_update = members.get("nextUpdate").ok().flatten().and_then(|text| text.text().ok());
        let next_update = next_update.and_then(|text| Date::parse(&text));
        let entries = entries.iter().filter_map(|entry| range_in(&payload, entry.as_str())).collect();
        Ok(Self { number, next_update, addresses: Vec::new(), entries, payload })
    }

    pub(crate) fn with_addresses(self, addresses: Vec<String>) -> Self {
        Self { addresses, ..self }
    }

    /// The number, which grows with each blob of a service.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// When the next blob is announced for, if the blob says so in the form of a date.
    #[must_use]
    pub const fn next_update(&self) -> Option<Date> {
        self.next_update
    }

    /// Whether it is time to look for the next blob, at a time in seconds since 1970 UTC: the day that was announced has
    /// begun, or none was. It does not make this one invalid: how long to go on with it is for an operator to say.
    #[must_use]
    pub fn is_due(&self, at: i64) -> bool {
        self.next_update.is_none_or(|date| date.has_begun(at))
    }

    /// How many entries there are.
    #[must_use]
    pub const fn entry_count(&self) -> usize {
        self.entries.len()
    }

    /// What to keep of it, so that no older blob is accepted after it.
    #[must_use]
    pub fn accepted(&self, crypto: &dyn Crypto) -> LastAccepted {
        LastAccepted::new(self.number, crypto.sha256(&[self.payload.as_bytes()]))
    }

    /// Addresses of revocation lists that could name the certificates of the signer and those above it: at most
    /// [`MAX_REVOCATION_ADDRESSES`](crate::MAX_REVOCATION_ADDRESSES), each `http` or `https`. They stand in certificates
    /// that lead to an anchor; whether to fetch what they name is for the caller to say.
    #[must_use]
    pub fn crl_urls(&self) -> &[String] {
        &self.addresses
    }
}

impl fmt::Debug for Blob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Blob(no {}, {} entries, {} bytes)",
            self.number,
            self.entries.len(),
            self.payload.len()
        )
    }
}

fn required<'b>(members: &Members<'b>, name: &'static str) -> Result<Json<'b>, PayloadError> {
    members.get(name).ok().flatten().ok_or(PayloadError::Member(name))
}

/// Where a part of a text stands in it.
pub(crate) fn range_in(whole: &str, part: &str) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let range = start..start.checked_add(part.len())?;
    whole.get(range.clone()).is_some().then_some(range)
}
