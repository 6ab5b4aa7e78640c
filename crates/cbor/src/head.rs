//! Heads: the first bytes of a data item, with its kind and its number or length.
//!
//! # Source
//! [RFC 8949 §3](https://www.rfc-editor.org/rfc/rfc8949#section-3)

use crate::error::{Error, ErrorKind, Kind};

/// The simple value false.
pub(crate) const FALSE: u8 = 20;
/// The simple value true.
pub(crate) const TRUE: u8 = 21;
/// The simple value null.
pub(crate) const NULL: u8 = 22;
/// The simple value undefined.
const UNDEFINED: u8 = 23;

/// Additional information of a head whose argument follows in 1, 2, 4 or 8 bytes; smaller ones are the argument.
const ONE_BYTE: u8 = 24;
const TWO_BYTES: u8 = 25;
const FOUR_BYTES: u8 = 26;
const EIGHT_BYTES: u8 = 27;
/// Additional information of an item whose end is marked.
const INDEFINITE: u8 = 31;

#[cfg(test)]
std::thread_local! {
    /// How many heads were read on this thread: what reading costs.
    pub(crate) static LOOKS: core::cell::Cell<usize> = const { core::cell::Cell::new(0) };
}

/// The head of a data item: its kind, its number or length (or simple value), and how many bytes the head takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) kind: Kind,
    length: u8,
    pub(crate) argument: u64,
}

impl Head {
    /// Reads the head at `at`, and refuses what the dialect does not have.
    #[inline]
    pub(crate) fn read(input: &[u8], at: usize) -> Result<Self, Error> {
        #[cfg(test)]
        LOOKS.with(|looks| looks.set(looks.get().saturating_add(1)));
        let head = input.get(at..).and_then(<[u8]>::split_first);
        let head = head.ok_or(ErrorKind::Truncated).and_then(|(first, rest)| Self::of(*first, rest));
        head.map_err(|kind| Error::new(kind, at))
    }

    /// Bytes of the head.
    #[inline]
    pub(crate) fn length(&self) -> usize {
        usize::from(self.length)
    }

    #[inline]
    fn of(first: u8, rest: &[u8]) -> Result<Self, ErrorKind> {
        let (major, information) = (first >> 5, first & 0b0001_1111);
        let (argument, length) = match information {
            0..ONE_BYTE => (u64::from(information), 1),
            ONE_BYTE..=EIGHT_BYTES => argument(information, rest)?,
            INDEFINITE => return Err(ErrorKind::IndefiniteLength),
            _ => return Err(ErrorKind::ReservedInformation),
        };
        let kind = match major {
            0 => Kind::Unsigned,
            1 => Kind::Negative,
            2 => Kind::Bytes,
            3 => Kind::Text,
            4 => Kind::Array,
            5 => Kind::Map,
            6 => return Err(ErrorKind::Tag),
            _ if information > ONE_BYTE => return Err(ErrorKind::Float),
            _ => simple(argument)?,
        };
        if length == minimal_length(argument) {
            Ok(Self { kind, length, argument })
        } else {
            Err(ErrorKind::NonMinimal)
        }
    }
}

/// The argument that follows the first byte, and the bytes of the head with it.
fn argument(information: u8, rest: &[u8]) -> Result<(u64, u8), ErrorKind> {
    let argument = match information {
        ONE_BYTE => rest.first().map(|byte| (u64::from(*byte), 2)),
        TWO_BYTES => rest.first_chunk().map(|bytes| (u64::from(u16::from_be_bytes(*bytes)), 3)),
        FOUR_BYTES => rest.first_chunk().map(|bytes| (u64::from(u32::from_be_bytes(*bytes)), 5)),
        _ => rest.first_chunk().map(|bytes| (u64::from_be_bytes(*bytes), 9)),
    };
    argument.ok_or(ErrorKind::Truncated)
}

fn simple(argument: u64) -> Result<Kind, ErrorKind> {
    match u8::try_from(argument) {
        Ok(FALSE | TRUE) => Ok(Kind::Boolean),
        Ok(NULL) => Ok(Kind::Null),
        Ok(UNDEFINED) => Ok(Kind::Undefined),
        _ => Err(ErrorKind::ReservedSimple),
    }
}

/// Bytes of the shortest head for a number or length.
const fn minimal_length(argument: u64) -> u8 {
    match argument {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        0x1_0000_0000.. => 9,
    }
}
