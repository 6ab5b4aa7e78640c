//! Lies of a `compound` statement. Those of other statements are told by the first one in it.

use alloc::vec::Vec;

use countersign_cbor::Item;

use super::Lie;
use super::row::{At, Change, Row};
use crate::{Attestation, SigningKey};

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::CompoundOfNone,
        change: Change::Statement(|statement| statement.parts(&[])),
        at: At::formats(&[(Attestation::Compound, "8.9.r1")]),
    },
    Row {
        lie: Lie::CompoundOfOne,
        change: Change::Statement(|statement| statement.parts(&[Attestation::PackedBasic])),
        at: At::formats(&[(Attestation::Compound, "8.9.r1")]),
    },
    Row {
        lie: Lie::CompoundOfNine,
        change: Change::Statement(|statement| statement.parts(&[Attestation::PackedSelf; 9])),
        at: At::formats(&[(Attestation::Compound, "8.9.r1")]),
    },
    Row {
        lie: Lie::CompoundNested,
        change: Change::Statement(|statement| {
            statement.edit_parts(|parts| with_second(parts, part("compound", Item::array([]))))
        }),
        at: At::formats(&[(Attestation::Compound, "8.9.r1")]),
    },
    Row {
        lie: Lie::CompoundPartWithoutFormat,
        change: Change::Statement(|statement| {
            statement
                .edit_parts(|parts| with_second(parts, Item::map([(Item::from("attStmt"), Item::map([]))])))
        }),
        at: At::formats(&[(Attestation::Compound, "8.9.r1")]),
    },
    Row {
        lie: Lie::CompoundPartNoMap,
        change: Change::Statement(|statement| {
            statement.edit_parts(|parts| with_second(parts, Item::from("none")))
        }),
        at: At::formats(&[(Attestation::Compound, "8.9.r1")]),
    },
    Row {
        lie: Lie::CompoundPartUnknown,
        change: Change::Statement(|statement| {
            statement.edit_parts(|parts| with_second(parts, part("new-format", Item::map([]))))
        }),
        at: At::formats(&[(Attestation::Compound, "8.9.v1")]),
    },
    Row {
        lie: Lie::CompoundSecondBroken,
        change: Change::Statement(|statement| {
            statement.part(1, |part| part.signature(|signature| signature.change_key(SigningKey::another)))
        }),
        at: At::formats(&[(Attestation::Compound, "8.9.v1")]),
    },
];

/// A statement in a compound one.
fn part(format: &str, statement: Item) -> Item {
    Item::map([(Item::from("fmt"), Item::from(format)), (Item::from("attStmt"), statement)])
}

/// The list with another second statement.
fn with_second(parts: Vec<Item>, second: Item) -> Vec<Item> {
    parts.into_iter().take(1).chain([second]).collect()
}
