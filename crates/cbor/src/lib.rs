//! CTAP2 canonical CBOR over borrowed bytes.
//!
//! WebAuthn carries attestation objects, COSE keys and extension outputs in a small dialect of CBOR: shortest
//! lengths, no indefinite lengths, no tags, sorted map keys. [`Value::decode`] checks a whole data item against that
//! dialect, without allocating, and gives a view of it that remembers the bytes it came from: what is signed is
//! verified as it arrived, never encoded again.
//!
//! Start reading at [`Value`]. [`Item`] writes the same dialect.
//!
//! ```
//! use countersign_cbor::{Item, MapOrder, Value};
//!
//! let encoded = Item::map([(Item::from("fmt"), Item::from("none"))]).to_bytes();
//! let decoded = Value::decode(&encoded, MapOrder::Enforced)?;
//! for entry in decoded.value().map()? {
//!     let (key, value) = entry?;
//!     assert_eq!((key.text()?, value.text()?), ("fmt", "none"));
//! }
//! # Ok::<(), countersign_cbor::Error>(())
//! ```
//!
//! # Source
//! [CTAP 2.1 §8, message encoding](https://fidoalliance.org/specs/fido-v2.1-ps-20210615/fido-client-to-authenticator-protocol-v2.1-ps-20210615.html#message-encoding),
//! [RFC 8949](https://www.rfc-editor.org/rfc/rfc8949)
#![no_std]
#![deny(missing_docs)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod error;
mod head;
mod reader;
mod writer;

pub use error::{Error, ErrorKind, Kind};
pub use reader::{Array, Decoded, MAX_ARRAY_ITEMS, MAX_DEPTH, MAX_MAP_ENTRIES, Map, MapOrder, Value};
pub use writer::Item;
