//! Writing: items that encode themselves in CTAP2 canonical form.

use alloc::string::String;
use alloc::vec::Vec;

use crate::head::{FALSE, NULL, TRUE};

/// A data item to be written. Map entries are sorted when they are written; a key that is given twice is written
/// twice, which the reader then refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Item {
    /// An integer of zero or more.
    Unsigned(u64),
    /// The integer `-1 - n`.
    Negative(u64),
    /// A byte string.
    Bytes(Vec<u8>),
    /// A text string.
    Text(String),
    /// An array.
    Array(Vec<Self>),
    /// A map.
    Map(Vec<(Self, Self)>),
    /// False or true.
    Boolean(bool),
    /// The simple value null.
    Null,
    /// Bytes that are written as they are: an item encoded before, or, for tests, one that is broken on purpose.
    Encoded(Vec<u8>),
}

impl Item {
    /// A byte string.
    #[must_use]
    pub fn bytes(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }

    /// An array of items.
    #[must_use]
    pub fn array(items: impl IntoIterator<Item = Self>) -> Self {
        Self::Array(items.into_iter().collect())
    }

    /// A map of entries, in any order.
    #[must_use]
    pub fn map(entries: impl IntoIterator<Item = (Self, Self)>) -> Self {
        Self::Map(entries.into_iter().collect())
    }

    /// The item in CTAP2 canonical form.
    ///
    /// # Source
    /// [CTAP 2.1 §8](https://fidoalliance.org/specs/fido-v2.1-ps-20210615/fido-client-to-authenticator-protocol-v2.1-ps-20210615.html#message-encoding)
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes);
        bytes
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Unsigned(number) => push(bytes, 0, *number),
            Self::Negative(number) => push(bytes, 1, *number),
            Self::Bytes(content) => {
                push(bytes, 2, wide(content.len()));
                bytes.extend_from_slice(content);
            }
            Self::Text(content) => {
                push(bytes, 3, wide(content.len()));
                bytes.extend_from_slice(content.as_bytes());
            }
            Self::Array(items) => {
                push(bytes, 4, wide(items.len()));
                for item in items {
                    item.write(bytes);
                }
            }
            Self::Map(entries) => {
                push(bytes, 5, wide(entries.len()));
                let mut encoded: Vec<_> =
                    entries.iter().map(|(key, value)| (key.to_bytes(), value.to_bytes())).collect();
                encoded.sort_by(|(left, _), (right, _)| crate::reader::canonical_order(left, right));
                for (key, value) in encoded {
                    bytes.extend_from_slice(&key);
                    bytes.extend_from_slice(&value);
                }
            }
            Self::Boolean(true) => push(bytes, 7, u64::from(TRUE)),
            Self::Boolean(false) => push(bytes, 7, u64::from(FALSE)),
            Self::Null => push(bytes, 7, u64::from(NULL)),
            Self::Encoded(encoded) => bytes.extend_from_slice(encoded),
        }
    }
}

/// Writes one head: three bits of major type, then the number or length in as few bytes as it needs.
fn push(bytes: &mut Vec<u8>, major: u8, argument: u64) {
    let first = major << 5;
    let [.., b3, b2, b1, b0] = argument.to_be_bytes();
    match argument {
        0..=23 => bytes.push(first | b0),
        24..=0xff => bytes.extend_from_slice(&[first | 24, b0]),
        0x100..=0xffff => bytes.extend_from_slice(&[first | 25, b1, b0]),
        0x1_0000..=0xffff_ffff => bytes.extend_from_slice(&[first | 26, b3, b2, b1, b0]),
        0x1_0000_0000.. => {
            bytes.push(first | 27);
            bytes.extend_from_slice(&argument.to_be_bytes());
        }
    }
}

/// A length as the 64 bits that CBOR gives it; a machine word is never wider.
fn wide(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl From<i64> for Item {
    fn from(number: i64) -> Self {
        match u64::try_from(number) {
            Ok(number) => Self::Unsigned(number),
            // `!number` is -1 - number, which is not negative here.
            Err(_) => Self::Negative(u64::try_from(!number).unwrap_or_default()),
        }
    }
}

impl From<&str> for Item {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<bool> for Item {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::{Kind, MapOrder, Value};

    #[test]
    fn accepts_numbers_in_as_few_bytes_as_they_need() {
        let lengths = [(0, 1), (23, 1), (24, 2), (0xff, 2), (0x100, 3), (0xffff, 3), (0x1_0000, 5)];
        let longer = [(0xffff_ffff, 5), (0x1_0000_0000, 9), (u64::MAX, 9)];
        for (number, length) in lengths.into_iter().chain(longer) {
            for item in [Item::Unsigned(number), Item::Negative(number)] {
                let bytes = item.to_bytes();
                assert_eq!(bytes.len(), length, "{item:?}");
                let decoded = Value::decode(&bytes, MapOrder::Enforced).unwrap().value().integer().unwrap();
                let expected = i128::from(number);
                assert_eq!(decoded, if item == Item::Unsigned(number) { expected } else { -1 - expected });
            }
        }
    }

    #[test]
    fn accepts_signed_numbers_as_themselves() {
        for number in [0, 1, -1, -7, -257, -65535, i64::MAX, i64::MIN] {
            let bytes = Item::from(number).to_bytes();
            let value = Value::decode(&bytes, MapOrder::Enforced).unwrap().value();
            assert_eq!(value.integer(), Ok(i128::from(number)));
        }
    }

    #[test]
    fn accepts_entries_in_any_order_and_writes_them_sorted() {
        let keys = [
            Item::from(10),
            Item::from(100),
            Item::from(-1),
            Item::bytes(&[0xff]),
            Item::bytes(&[0, 0]),
            Item::from("b"),
            Item::from("aa"),
            Item::array([]),
            Item::from(false),
        ];
        let bytes = Item::map(keys.iter().rev().map(|key| (key.clone(), Item::Null))).to_bytes();
        let decoded = Value::decode(&bytes, MapOrder::Enforced).unwrap();
        let written = decoded.value().map().unwrap().map(|entry| entry.unwrap().0.encoded().to_vec());
        assert!(written.eq(keys.iter().map(Item::to_bytes)));
    }

    #[test]
    fn accepts_every_item_back_as_it_was_written() {
        let item = Item::map([
            (Item::from("text"), Item::from("\u{fc}\u{6c34}")),
            (Item::from("bytes"), Item::bytes(&[0, 1, 2])),
            (Item::from("list"), Item::array([Item::from(true), Item::Null, Item::Encoded(vec![0x20])])),
        ]);
        let bytes = item.to_bytes();
        let entries: Vec<_> =
            Value::decode(&bytes, MapOrder::Enforced).unwrap().value().map().unwrap().collect();
        let [Ok((list, items)), Ok((text, content)), Ok((bytes, octets))] = entries[..] else { panic!() };
        assert_eq!((list.text(), text.text(), bytes.text()), (Ok("list"), Ok("text"), Ok("bytes")));
        assert_eq!((content.text(), octets.bytes()), (Ok("\u{fc}\u{6c34}"), Ok(&[0, 1, 2][..])));
        let items: Vec<_> = items.array().unwrap().map(Result::unwrap).collect();
        assert_eq!((items[0].boolean(), items[1].kind(), items[2].integer()), (Ok(true), Kind::Null, Ok(-1)));
    }

    #[test]
    fn refuses_nothing_and_leaves_a_repeated_key_to_the_reader() {
        let bytes = Item::map([(Item::from(1), Item::Null), (Item::from(1), Item::Null)]).to_bytes();
        let error = Value::decode(&bytes, MapOrder::Reported).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::DuplicateKey);
    }
}
