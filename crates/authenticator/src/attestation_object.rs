//! The fourth layer: the attestation object.

use alloc::vec;
use alloc::vec::Vec;

use countersign_cbor::Item;

use crate::authenticator_data::{set_entry, without_entry};
use crate::edit::Edits;
use crate::statement::WrittenStatement;

/// The attestation object before it is written.
///
/// # Source
/// [§6.5.4](https://www.w3.org/TR/webauthn-3/#sctn-generating-an-attestation-object)
#[derive(Debug)]
pub struct AttestationObject {
    entries: Vec<(Item, Item)>,
    sorted: bool,
    bytes: Edits<Vec<u8>>,
}

impl AttestationObject {
    pub(crate) fn new(statement: &WrittenStatement, authenticator_data: &[u8]) -> Self {
        Self {
            entries: vec![
                (Item::from("fmt"), Item::Text(statement.format.clone())),
                (Item::from("attStmt"), statement.item.clone()),
                (Item::from("authData"), Item::bytes(authenticator_data)),
            ],
            sorted: true,
            bytes: Edits::default(),
        }
    }

    /// Sets a member: in its place, or at the end.
    #[must_use]
    pub fn member(self, name: &str, value: impl Into<Item>) -> Self {
        Self { entries: set_entry(self.entries, Item::from(name), value.into()), ..self }
    }

    /// Removes a member.
    #[must_use]
    pub fn without(self, name: &str) -> Self {
        Self { entries: without_entry(self.entries, &Item::from(name)), ..self }
    }

    /// Changes the entries.
    #[must_use]
    pub fn edit_members(self, change: impl FnOnce(Vec<(Item, Item)>) -> Vec<(Item, Item)>) -> Self {
        Self { entries: change(self.entries), ..self }
    }

    /// Writes the entries in their order, or that of [`Self::edit_members`], instead of the canonical one.
    #[must_use]
    pub fn unsorted(self) -> Self {
        Self { sorted: false, ..self }
    }

    /// Appends bytes that belong to nothing.
    #[must_use]
    pub fn trailing(self, bytes: &[u8]) -> Self {
        let trailing = bytes.to_vec();
        self.edit(|mut bytes| {
            bytes.extend(trailing);
            bytes
        })
    }

    /// Changes the bytes that are sent.
    #[must_use]
    pub fn edit(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.bytes.push(change);
        self
    }

    /// Sends these bytes.
    #[must_use]
    pub fn raw(self, bytes: &[u8]) -> Self {
        let bytes = bytes.to_vec();
        self.edit(|_| bytes)
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        let item = if self.sorted { Item::Map(self.entries) } else { unsorted_map(&self.entries) };
        self.bytes.apply(item.to_bytes())
    }
}

/// A CBOR map with its entries in the order given, duplicates and all; of at most 255 entries.
#[must_use]
pub fn unsorted_map(entries: &[(Item, Item)]) -> Item {
    let count = u8::try_from(entries.len()).unwrap_or(u8::MAX);
    let mut bytes = if count < 24 { vec![0xa0 | count] } else { vec![0xb8, count] };
    for (key, value) in entries.iter().take(usize::from(u8::MAX)) {
        bytes.extend(key.to_bytes());
        bytes.extend(value.to_bytes());
    }
    Item::Encoded(bytes)
}
