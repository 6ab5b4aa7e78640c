//! Lies of the attestation object, and of the format that it names.

use alloc::string::String;
use alloc::vec::Vec;

use countersign_cbor::Item;

use super::Lie;
use super::bytes::without_last;
use super::row::{At, Change, Row};
use crate::Attestation;

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::ObjectTrailing,
        change: Change::AttestationObject(|object| object.trailing(&[0])),
        at: At::registration("2.4.r1"),
    },
    Row {
        lie: Lie::ObjectCut,
        change: Change::AttestationObject(|object| object.edit(without_last)),
        at: At::registration("2.4.r1"),
    },
    Row {
        lie: Lie::ObjectIndefinite,
        change: Change::AttestationObject(|object| {
            object.edit(|bytes| [&[0xbf], bytes.get(1..).unwrap_or_default(), &[0xff]].concat())
        }),
        at: At::registration("2.4.r1"),
    },
    Row {
        lie: Lie::ObjectTagged,
        change: Change::AttestationObject(|object| {
            object.edit(|bytes| [&[0xd9, 0xd9, 0xf7], &bytes[..]].concat())
        }),
        at: At::registration("2.4.r1"),
    },
    Row {
        lie: Lie::ObjectLongCount,
        change: Change::AttestationObject(|object| {
            object.edit(|bytes| [&[0xb8, 3], bytes.get(1..).unwrap_or_default()].concat())
        }),
        at: At::registration("2.4.r1"),
    },
    Row {
        lie: Lie::ObjectMemberTwice,
        change: Change::AttestationObject(|object| object.edit_members(first_twice).unsorted()),
        at: At::registration("2.4.r2"),
    },
    Row {
        lie: Lie::ObjectDeep,
        change: Change::AttestationObject(|object| object.member("attStmt", deep())),
        at: At::registration("2.4.r1"),
    },
    Row {
        lie: Lie::ObjectFloat,
        change: Change::AttestationObject(|object| {
            object.member(
                "attStmt",
                Item::map([(Item::from("sig"), Item::Encoded(Vec::from([0xf9, 0x3c, 0])))]),
            )
        }),
        at: At::registration("2.4.r1"),
    },
    Row {
        lie: Lie::ObjectNotUtf8,
        change: Change::AttestationObject(|object| {
            object.member("fmt", Item::Encoded(Vec::from([0x61, 0xff])))
        }),
        at: At::registration("2.4.r1"),
    },
    Row {
        lie: Lie::ObjectNoMap,
        change: Change::AttestationObject(|object| object.raw(&Item::array([Item::from("fmt")]).to_bytes())),
        at: At::registration("6.5.4.r1"),
    },
    Row {
        lie: Lie::ObjectWithoutFormat,
        change: Change::AttestationObject(|object| object.without("fmt")),
        at: At::registration("6.5.4.r1"),
    },
    Row {
        lie: Lie::ObjectWithoutStatement,
        change: Change::AttestationObject(|object| object.without("attStmt")),
        at: At::registration("6.5.4.r1"),
    },
    Row {
        lie: Lie::ObjectWithoutData,
        change: Change::AttestationObject(|object| object.without("authData")),
        at: At::registration("6.5.4.r1"),
    },
    Row {
        lie: Lie::ObjectFurtherMember,
        change: Change::AttestationObject(|object| object.member("epAtt", true)),
        at: At::registration("6.5.4.r1"),
    },
    Row {
        lie: Lie::ObjectFormatNumber,
        change: Change::AttestationObject(|object| object.member("fmt", 1)),
        at: At::registration("6.5.4.r1"),
    },
    Row {
        lie: Lie::ObjectStatementNull,
        change: Change::AttestationObject(|object| object.member("attStmt", Item::Null)),
        at: At::registration("6.5.4.r1"),
    },
    Row {
        lie: Lie::ObjectDataText,
        change: Change::AttestationObject(|object| object.member("authData", "text")),
        at: At::registration("6.5.4.r1"),
    },
    Row {
        lie: Lie::FormatUnknown,
        change: Change::AttestationObject(|object| object.member("fmt", "new-format")),
        at: At::registration("7.1.21"),
    },
    Row {
        lie: Lie::FormatInUpperCase,
        change: Change::AttestationObject(|object| {
            object.edit_members(|members| format_text(members, |text| text.to_uppercase()))
        }),
        at: At::registration("7.1.21"),
    },
    Row {
        lie: Lie::FormatSpaced,
        change: Change::AttestationObject(|object| {
            object.edit_members(|members| format_text(members, |text| text + " "))
        }),
        at: At::registration("8.1.r2"),
    },
    Row {
        lie: Lie::FormatEmpty,
        change: Change::AttestationObject(|object| object.member("fmt", "")),
        at: At::registration("8.1.r2"),
    },
    Row {
        lie: Lie::FormatLong,
        change: Change::AttestationObject(|object| object.member("fmt", "a-format-with-thirty-three-octets")),
        at: At::registration("8.1.r2"),
    },
    Row {
        lie: Lie::FormatNone,
        change: Change::AttestationObject(|object| object.member("fmt", "none")),
        at: At::registration("8.7.r1").except(&[(Attestation::None, "")]),
    },
];

/// The first entry twice.
fn first_twice(entries: Vec<(Item, Item)>) -> Vec<(Item, Item)> {
    entries.iter().take(1).chain(&entries).cloned().collect()
}

/// Arrays in arrays, deeper than CTAP2 allows.
fn deep() -> Item {
    (0..5).fold(Item::from(1), |inner, _| Item::array([inner]))
}

/// The entries with the text of the format changed.
fn format_text(entries: Vec<(Item, Item)>, change: fn(String) -> String) -> Vec<(Item, Item)> {
    let format = Item::from("fmt");
    let changed = |(name, value)| {
        let value = if let (true, Item::Text(text)) = (name == format, &value) {
            Item::Text(change(text.clone()))
        } else {
            value
        };
        (name, value)
    };
    entries.into_iter().map(changed).collect()
}
