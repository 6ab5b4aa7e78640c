//! A blob whose signature was verified: its number, its dates and its entries.
//!
//! # Source
//! FIDO Metadata Service v3.1 §3.1.6

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use countersign_cose::Crypto;
use countersign_wire::Aaguid;

use crate::date::Date;
use crate::entry::{Entry, Record};
use crate::error::PayloadError;
use crate::identity::{Identity, KEY_IDENTIFIER_BYTES};
use crate::ignored::{Fields, Ignored, IgnoredReason, MAX_IGNORED_OF_BLOB, Report};
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
    records: Vec<Record>,
    index: Index,
}

/// The place of an entry, by each identifier.
#[derive(Debug, Default)]
struct Index {
    aaguids: BTreeMap<[u8; 16], Place>,
    keys: BTreeMap<[u8; KEY_IDENTIFIER_BYTES], Place>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    At(usize),
    /// Several entries have the identifier.
    Ambiguous,
}

/// What is known of a model.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there is one entry, or none, or several")]
pub enum LookUp<'b> {
    /// This.
    Found(Entry<'b>),
    /// Several entries claim to be of it, so that none is.
    Ambiguous,
    /// Nothing.
    Unknown,
}

impl Blob {
    /// Reads a payload.
    pub(crate) fn read(payload: Vec<u8>) -> Result<Self, PayloadError> {
        let payload = text_of(payload)?;
        let members = object_of(&payload)?;
        let number = required(&members, "no", Json::integer)?;
        let entries = required(&members, "entries", |entries| entries.items(MAX_ENTRIES))?;
        let next_update = members.get("nextUpdate").ok().flatten().and_then(|text| text.text().ok());
        let next_update = next_update.and_then(|text| Date::parse(&text));
        let record = |entry: &Json<'_>| Some(Record::of_entry(range_in(&payload, entry.as_str())?, *entry));
        let records: Vec<Record> = entries.iter().filter_map(record).collect();
        let index = Index::of(&records);
        Ok(Self { number, next_update, addresses: Vec::new(), records, index, payload })
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
        self.records.len()
    }

    /// The entries, in order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.records.iter().enumerate().map(|(place, record)| Entry::new(&self.payload, record, place))
    }

    /// What is known of the model of an AAGUID. Of the AAGUID that is all zero nothing ever is.
    #[must_use]
    pub fn by_aaguid(&self, aaguid: Aaguid) -> LookUp<'_> {
        self.look_up(self.index.aaguids.get(aaguid.bytes()))
    }

    /// What is known of the model whose attestation certificates have keys with this identifier: SHA-1 over the bytes of the
    /// public key, without tag, length and count of unused bits.
    #[must_use]
    pub fn by_key_identifier(&self, identifier: &[u8; KEY_IDENTIFIER_BYTES]) -> LookUp<'_> {
        self.look_up(self.index.keys.get(identifier))
    }

    fn look_up(&self, place: Option<&Place>) -> LookUp<'_> {
        match place {
            Some(Place::At(place)) => self
                .records
                .get(*place)
                .map_or(LookUp::Unknown, |record| LookUp::Found(Entry::new(&self.payload, record, *place))),
            Some(Place::Ambiguous) => LookUp::Ambiguous,
            None => LookUp::Unknown,
        }
    }

    /// The entries of which something was said on a day or later, or comes into effect or ceases to be then, for a look at
    /// credentials that were registered before. An entry that does not say when is among them.
    ///
    /// The day is the one on which the blob of the last look was published, or some days before it, and not that of the look:
    /// what is said on a day is published on a later one.
    pub fn changed_since(&self, day: Date) -> impl Iterator<Item = Entry<'_>> {
        let is_before = move |date| matches!(date, Ok(Some(date)) if date < day);
        let is_over = move |date| is_before(date) || date == Ok(None);
        self.entries().filter(move |entry| {
            let reports = entry.status_reports();
            let dates = reports.iter().flat_map(|report| [report.effective_date(), report.sunset_date()]);
            !is_before(entry.time_of_last_status_change()) || !dates.into_iter().all(is_over)
        })
    }

    /// What was ignored in the blob and in each of its entries: at most [`MAX_IGNORED_OF_BLOB`] things, so that a list of
    /// that length may lack some. All of the blob is read for that, the roots too.
    #[must_use]
    pub fn ignored(&self) -> Vec<Ignored> {
        let mut list = Vec::new();
        if let Some(mut fields) =
            Fields::of(Json::of_value(self.payload.trim_ascii()), Report::new(None, &mut list))
        {
            fields.date("nextUpdate").ok();
            fields.finish(&["legalHeader", "no", "entries"]);
        }
        for entry in self.entries() {
            list.extend(entry.ignored());
            if self.index.is_ambiguous(entry.identity()) {
                list.push(Ignored::new(Some(entry.place()), "", IgnoredReason::Ambiguous));
            }
            if list.len() >= MAX_IGNORED_OF_BLOB {
                list.truncate(MAX_IGNORED_OF_BLOB);
                break;
            }
        }
        list
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
            self.records.len(),
            self.payload.len()
        )
    }
}

impl Index {
    fn of(records: &[Record]) -> Self {
        let mut index = Self::default();
        for (place, record) in records.iter().enumerate() {
            match record.identity() {
                Identity::Aaguid(aaguid) => add(&mut index.aaguids, *aaguid.bytes(), place),
                Identity::KeyIdentifiers(keys) => {
                    keys.iter().for_each(|key| add(&mut index.keys, *key, place));
                }
                Identity::Aaid(_) | Identity::None => {}
            }
        }
        index
    }

    fn is_ambiguous(&self, identity: &Identity) -> bool {
        match identity {
            Identity::Aaguid(aaguid) => self.aaguids.get(aaguid.bytes()) == Some(&Place::Ambiguous),
            Identity::KeyIdentifiers(keys) => {
                keys.iter().any(|key| self.keys.get(key) == Some(&Place::Ambiguous))
            }
            Identity::Aaid(_) | Identity::None => false,
        }
    }
}

/// Notes the place of an identifier, which is ambiguous if it has another one already.
fn add<K: Ord>(places: &mut BTreeMap<K, Place>, identifier: K, place: usize) {
    let own = Place::At(place);
    places
        .entry(identifier)
        .and_modify(|found| {
            if *found != own {
                *found = Place::Ambiguous
            }
        })
        .or_insert(own);
}

pub(crate) fn text_of(bytes: Vec<u8>) -> Result<String, PayloadError> {
    String::from_utf8(bytes).map_err(|error| PayloadError::Encoding { at: error.utf8_error().valid_up_to() })
}

/// The members of a JSON object.
pub(crate) fn object_of(text: &str) -> Result<Members<'_>, PayloadError> {
    json::members_of(text).map_err(|error| PayloadError::Json { line: error.line(), column: error.column() })
}

/// What is made of a member that has to be there.
fn required<'b, V>(
    members: &Members<'b>,
    name: &'static str,
    read: impl FnOnce(Json<'b>) -> Result<V, Malformed>,
) -> Result<V, PayloadError> {
    let value = members.get(name).and_then(|value| value.map(read).transpose());
    value.map_err(|error| PayloadError::Member { name, error })?.ok_or(PayloadError::Missing(name))
}

/// Where a part of a text stands in it.
pub(crate) fn range_in(whole: &str, part: &str) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let range = start..start.checked_add(part.len())?;
    whole.get(range.clone()).is_some().then_some(range)
}
