//! Reading: a data item is checked as a whole, then looked at through a [`Value`].

use core::cmp::Ordering;
use core::fmt;

use crate::error::{Error, ErrorKind, Kind};
use crate::head::{Head, TRUE};

/// Deepest nesting of arrays and maps. CTAP2 has four levels; an attestation object with a compound statement needs a
/// fifth: object, list of statements, statement, its `attStmt`, `x5c`.
pub const MAX_DEPTH: usize = 5;

/// Most entries of one map. The largest map of WebAuthn has a dozen; the bound keeps the search for repeated keys
/// cheap, in time and on the stack.
pub const MAX_MAP_ENTRIES: usize = 64;

/// Most items of one array. The longest arrays of WebAuthn are certificate chains.
pub const MAX_ARRAY_ITEMS: usize = 256;

/// What to do with map keys that are not in CTAP2 order. Repeated keys are refused either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the order is enforced or it is not")]
pub enum MapOrder {
    /// Refuse them.
    Enforced,
    /// Accept them, and say so in [`Decoded::is_canonical_order`]: real devices and browsers send attestation
    /// objects whose keys are not sorted.
    Reported,
}

/// A data item that was checked as a whole, and whether its maps are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    value: Value<'a>,
    canonical_order: bool,
}

impl<'a> Decoded<'a> {
    /// The data item.
    #[must_use]
    pub const fn value(&self) -> Value<'a> {
        self.value
    }

    /// Whether the keys of every map in it are in CTAP2 order. Always true under [`MapOrder::Enforced`].
    #[must_use]
    pub const fn is_canonical_order(&self) -> bool {
        self.canonical_order
    }
}

/// One data item inside bytes that were checked to be CTAP2 canonical CBOR.
///
/// Reading it as a kind that it is not is an error with the offset of the item. `Debug` shows the kind and the length,
/// not the content.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Value<'a> {
    encoded: &'a [u8],
    at: usize,
    head: Head,
}

impl<'a> Value<'a> {
    /// Checks that `input` is one data item of the dialect, with nothing behind it.
    ///
    /// Success proves well-formedness and canonical form; it says nothing of the kinds inside.
    ///
    /// # Errors
    /// The first rule broken and its offset in `input`.
    ///
    /// # Source
    /// [CTAP 2.1 §8](https://fidoalliance.org/specs/fido-v2.1-ps-20210615/fido-client-to-authenticator-protocol-v2.1-ps-20210615.html#message-encoding)
    pub fn decode(input: &'a [u8], order: MapOrder) -> Result<Decoded<'a>, Error> {
        let (decoded, rest) = Self::decode_prefix(input, order)?;
        match rest {
            [] => Ok(decoded),
            [..] => Err(Error::new(ErrorKind::TrailingBytes, decoded.value.encoded.len())),
        }
    }

    /// Checks the data item at the start of `input`; the second part of the result is what follows it.
    ///
    /// # Errors
    /// The first rule broken and its offset in `input`.
    pub fn decode_prefix(input: &'a [u8], order: MapOrder) -> Result<(Decoded<'a>, &'a [u8]), Error> {
        let mut scanner = Scanner { input, order, canonical_order: true };
        let end = scanner.item(0, MAX_DEPTH)?;
        let (encoded, rest) =
            input.split_at_checked(end).ok_or(Error::new(ErrorKind::Truncated, input.len()))?;
        let value = Self { encoded, at: 0, head: Head::read(encoded, 0)? };
        Ok((Decoded { value, canonical_order: scanner.canonical_order }, rest))
    }

    /// The bytes of the item as they arrived.
    #[must_use]
    pub const fn encoded(&self) -> &'a [u8] {
        self.encoded
    }

    /// Offset in bytes of the item, from the start of the decoded input.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// The kind of the item.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.head.kind
    }

    /// An integer between -2^64 and 2^64 - 1.
    ///
    /// # Errors
    /// [`ErrorKind::WrongKind`] for every other item.
    pub fn integer(&self) -> Result<i128, Error> {
        if self.head.kind == Kind::Negative {
            // -1 - argument, which no 64-bit argument can carry out of the range of i128.
            return Ok(!i128::from(self.head.argument));
        }
        self.require(Kind::Unsigned)?;
        Ok(i128::from(self.head.argument))
    }

    /// A byte string.
    ///
    /// # Errors
    /// [`ErrorKind::WrongKind`] for every other item.
    pub fn bytes(&self) -> Result<&'a [u8], Error> {
        self.content(Kind::Bytes)
    }

    /// A text string.
    ///
    /// # Errors
    /// [`ErrorKind::WrongKind`] for every other item.
    pub fn text(&self) -> Result<&'a str, Error> {
        core::str::from_utf8(self.content(Kind::Text)?)
            .map_err(|_| Error::new(ErrorKind::InvalidUtf8, self.at))
    }

    /// False or true.
    ///
    /// # Errors
    /// [`ErrorKind::WrongKind`] for every other item.
    pub fn boolean(&self) -> Result<bool, Error> {
        self.require(Kind::Boolean)?;
        Ok(self.head.argument == u64::from(TRUE))
    }

    /// The items of an array.
    ///
    /// # Errors
    /// [`ErrorKind::WrongKind`] for every other item.
    pub fn array(&self) -> Result<Array<'a>, Error> {
        Ok(Array { items: self.items(Kind::Array)? })
    }

    /// The entries of a map, in the order in which they arrived.
    ///
    /// # Errors
    /// [`ErrorKind::WrongKind`] for every other item.
    pub fn map(&self) -> Result<Map<'a>, Error> {
        Ok(Map { items: self.items(Kind::Map)? })
    }

    fn content(&self, expected: Kind) -> Result<&'a [u8], Error> {
        self.require(expected)?;
        self.encoded.get(self.head.length()..).ok_or(Error::new(ErrorKind::Truncated, self.at))
    }

    fn items(&self, expected: Kind) -> Result<Items<'a>, Error> {
        let rest = self.content(expected)?;
        let truncated = Error::new(ErrorKind::Truncated, self.at);
        let count = usize::try_from(self.head.argument).map_err(|_| truncated)?;
        Ok(Items { rest, at: self.at.saturating_add(self.head.length()), count })
    }

    fn require(&self, expected: Kind) -> Result<(), Error> {
        let found = self.head.kind;
        if found == expected {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::WrongKind { expected, found }, self.at))
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Value({}, {} bytes)", self.kind(), self.encoded.len())
    }
}

/// The items of an array, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Array<'a> {
    items: Items<'a>,
}

impl Array<'_> {
    /// How many items are still to come.
    #[must_use]
    pub const fn count_left(&self) -> usize {
        self.items.count
    }
}

impl<'a> Iterator for Array<'a> {
    type Item = Result<Value<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.items.count = self.items.count.checked_sub(1)?;
        Some(self.items.take())
    }
}

/// The entries of a map, one after the other, as they arrived.
#[derive(Clone, Copy, Debug)]
pub struct Map<'a> {
    items: Items<'a>,
}

impl Map<'_> {
    /// How many entries are still to come.
    #[must_use]
    pub const fn count_left(&self) -> usize {
        self.items.count
    }
}

impl<'a> Iterator for Map<'a> {
    type Item = Result<(Value<'a>, Value<'a>), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.items.count = self.items.count.checked_sub(1)?;
        Some(self.items.take().and_then(|key| Ok((key, self.items.take()?))))
    }
}

/// What is left of an array or a map. `count` is of items or of entries; who iterates knows which.
#[derive(Clone, Copy)]
struct Items<'a> {
    rest: &'a [u8],
    at: usize,
    count: usize,
}

impl<'a> Items<'a> {
    fn take(&mut self) -> Result<Value<'a>, Error> {
        let (head, end) = skip(self.rest).map_err(|error| {
            self.count = 0;
            Error::new(error.kind(), self.at.saturating_add(error.at()))
        })?;
        let (encoded, rest) =
            self.rest.split_at_checked(end).ok_or(Error::new(ErrorKind::Truncated, self.at))?;
        let value = Value { encoded, at: self.at, head };
        self.rest = rest;
        self.at = self.at.saturating_add(end);
        Ok(value)
    }
}

impl fmt::Debug for Items<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} items in {} bytes", self.count, self.rest.len())
    }
}

/// Checks items and finds their ends.
struct Scanner<'a> {
    input: &'a [u8],
    order: MapOrder,
    canonical_order: bool,
}

impl<'a> Scanner<'a> {
    /// The end of the item at `at`; `levels` is how many levels of arrays and maps may begin here.
    fn item(&mut self, at: usize, levels: usize) -> Result<usize, Error> {
        let head = Head::read(self.input, at)?;
        let start = at.saturating_add(head.length());
        match head.kind {
            Kind::Unsigned | Kind::Negative | Kind::Boolean | Kind::Null | Kind::Undefined => Ok(start),
            Kind::Bytes => self.string(at, start, head.argument).map(|(_, end)| end),
            Kind::Text => {
                let (text, end) = self.string(at, start, head.argument)?;
                core::str::from_utf8(text).map_err(|_| Error::new(ErrorKind::InvalidUtf8, at))?;
                Ok(end)
            }
            Kind::Array => self.array(at, start, head.argument, levels),
            Kind::Map => self.map(at, start, head.argument, levels),
        }
    }

    fn string(&self, at: usize, start: usize, length: u64) -> Result<(&'a [u8], usize), Error> {
        let content = usize::try_from(length)
            .ok()
            .and_then(|length| start.checked_add(length))
            .and_then(|end| Some((self.input.get(start..end)?, end)));
        content.ok_or(Error::new(ErrorKind::Truncated, at))
    }

    fn array(&mut self, at: usize, start: usize, count: u64, levels: usize) -> Result<usize, Error> {
        let levels = levels.checked_sub(1).ok_or(Error::new(ErrorKind::TooDeep, at))?;
        let count = self.count(at, start, count, 1, MAX_ARRAY_ITEMS)?;
        let mut end = start;
        for _ in 0..count {
            end = self.item(end, levels)?;
        }
        Ok(end)
    }

    fn map(&mut self, at: usize, start: usize, count: u64, levels: usize) -> Result<usize, Error> {
        let levels = levels.checked_sub(1).ok_or(Error::new(ErrorKind::TooDeep, at))?;
        let count = self.count(at, start, count, 2, MAX_MAP_ENTRIES)?;
        let input = self.input;
        // The keys so far: a repeated one is found among them without reading the values again.
        let mut keys: [&[u8]; MAX_MAP_ENTRIES] = [&[]; MAX_MAP_ENTRIES];
        let mut greatest: &[u8] = &[];
        let mut end = start;
        for place in 0..count {
            let key_at = end;
            let key_end = self.item(key_at, levels)?;
            let key = input.get(key_at..key_end).unwrap_or_default();
            if canonical_order(greatest, key) == Ordering::Less {
                greatest = key;
            } else if keys.contains(&key) {
                return Err(Error::new(ErrorKind::DuplicateKey, key_at));
            } else if self.order == MapOrder::Enforced {
                return Err(Error::new(ErrorKind::KeyOrder, key_at));
            } else {
                self.canonical_order = false;
            }
            if let Some(place) = keys.get_mut(place) {
                *place = key;
            }
            end = self.item(key_end, levels)?;
        }
        Ok(end)
    }

    /// A declared count, refused before anything is read when the input cannot hold it.
    fn count(&self, at: usize, start: usize, count: u64, each: usize, most: usize) -> Result<usize, Error> {
        let left = self.input.len().saturating_sub(start);
        match usize::try_from(count) {
            Ok(count) if count.saturating_mul(each) > left => Err(Error::new(ErrorKind::Truncated, at)),
            Ok(count) if count > most => Err(Error::new(ErrorKind::TooManyItems, at)),
            Ok(count) => Ok(count),
            Err(_) => Err(Error::new(ErrorKind::Truncated, at)),
        }
    }
}

/// The head of the item at the start of `input`, which was checked before, and where the item ends: walks over the heads
/// of what it contains without recursion.
fn skip(input: &[u8]) -> Result<(Head, usize), Error> {
    let first = Head::read(input, 0)?;
    let (mut current, mut end, mut left) = (first, 0_usize, 0_u64);
    loop {
        let truncated = Error::new(ErrorKind::Truncated, end);
        end = end.checked_add(current.length()).ok_or(truncated)?;
        match current.kind {
            Kind::Unsigned | Kind::Negative | Kind::Boolean | Kind::Null | Kind::Undefined => {}
            Kind::Bytes | Kind::Text => {
                let length = usize::try_from(current.argument).map_err(|_| truncated)?;
                end = end.checked_add(length).ok_or(truncated)?;
            }
            Kind::Array => left = left.checked_add(current.argument).ok_or(truncated)?,
            Kind::Map => {
                let items = current.argument.checked_mul(2).ok_or(truncated)?;
                left = left.checked_add(items).ok_or(truncated)?;
            }
        }
        left = match left.checked_sub(1) {
            Some(left) => left,
            None => return Ok((first, end)),
        };
        current = Head::read(input, end)?;
    }
}

/// CTAP2 order of encoded keys: major type, then length of the encoding, then its bytes.
pub(crate) fn canonical_order(left: &[u8], right: &[u8]) -> Ordering {
    let major = |key: &[u8]| key.first().map(|first| first >> 5);
    (major(left), left.len(), left).cmp(&(major(right), right.len(), right))
}

#[cfg(test)]
mod tests;
