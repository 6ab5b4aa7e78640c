//! Lies of the credential public key.

use alloc::vec::Vec;

use countersign_cbor::Item;

use super::Lie;
use super::bytes::last_bit_flipped;
use super::row::{At, Change, Row};
use crate::Algorithm;
use crate::algorithm::KeyKind;

/// Keys without a second member that is bytes.
const MODULE_LATTICE: &[Algorithm] = &[Algorithm::MlDsa44, Algorithm::MlDsa65, Algorithm::MlDsa87];

/// Where a compressed point is refused: WebAuthn forbids it for each algorithm by itself.
const COMPRESSED: &[(Algorithm, &str)] = &[
    (Algorithm::Es256, "5.8.5.1"),
    (Algorithm::Esp256, "5.8.5.2"),
    (Algorithm::Es384, "5.8.5.3"),
    (Algorithm::Esp384, "5.8.5.4"),
    (Algorithm::Es512, "5.8.5.5"),
    (Algorithm::Esp512, "5.8.5.6"),
    (Algorithm::Es256k, "6.5.1.r8"),
];

/// Where a point off its curve is refused.
const OFF_CURVE: &[(Algorithm, &str)] = &[
    (Algorithm::Es256, "5.8.5.r1"),
    (Algorithm::Esp256, "5.8.5.r1"),
    (Algorithm::Es384, "5.8.5.r1"),
    (Algorithm::Esp384, "5.8.5.r1"),
    (Algorithm::Es512, "5.8.5.r1"),
    (Algorithm::Esp512, "5.8.5.r1"),
    (Algorithm::Es256k, "5.8.5.r1"),
];

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::AlgorithmNotOffered,
        change: Change::Registration(|answer| answer.algorithm_not_offered()),
        at: At::registration("7.1.20"),
    },
    Row {
        lie: Lie::AlgorithmUnknown,
        change: Change::AuthenticatorData(|data| data.public_key_member(3, -7_777)),
        at: At::registration("7.1.20"),
    },
    Row {
        lie: Lie::KeyWithoutType,
        change: Change::AuthenticatorData(|data| data.without_public_key_member(1)),
        at: At::registration("6.5.1.r8"),
    },
    Row {
        lie: Lie::KeyTypeSymmetric,
        change: Change::AuthenticatorData(|data| data.public_key_member(1, 4)),
        at: At::registration("6.5.1.r8"),
    },
    Row {
        lie: Lie::KeyWithoutAlgorithm,
        change: Change::AuthenticatorData(|data| data.without_public_key_member(3)),
        at: At::registration("6.5.1.r5"),
    },
    Row {
        lie: Lie::KeyAlgorithmText,
        change: Change::AuthenticatorData(|data| data.public_key_member(3, "ES256")),
        at: At::registration("6.5.1.r7"),
    },
    Row {
        lie: Lie::KeyWithKeyId,
        change: Change::AuthenticatorData(|data| data.public_key_member(2, Item::bytes(b"id"))),
        at: At::registration("6.5.1.r6"),
    },
    Row {
        lie: Lie::KeyWithPrivatePart,
        change: Change::AuthenticatorData(|data| data.public_key_member(-4, Item::bytes(&[7; 32]))),
        at: At::registration("6.5.1.r6"),
    },
    Row {
        lie: Lie::KeyWithoutParameter,
        change: Change::AuthenticatorData(|data| data.without_public_key_member(-1)),
        at: At::registration("6.5.1.r8"),
    },
    Row {
        lie: Lie::KeyParameterNumber,
        change: Change::AuthenticatorData(|data| data.public_key_member(-2, 7)),
        at: At::registration("6.5.1.r8").without(MODULE_LATTICE),
    },
    Row {
        lie: Lie::KeyCompressed,
        change: Change::AuthenticatorData(|data| data.public_key_member(-3, true)),
        at: At::registration("").by_algorithm(COMPRESSED),
    },
    Row {
        lie: Lie::KeyOffCurve,
        change: Change::AuthenticatorData(|data| data.public_key(off_curve)),
        at: At::registration("").by_algorithm(OFF_CURVE),
    },
    Row {
        lie: Lie::KeyOnAnotherCurve,
        change: Change::AuthenticatorData(|data| data.public_key(on_another_curve)),
        at: At::registration("").by_algorithm(OTHER_CURVE),
    },
    Row {
        lie: Lie::KeyCoordinateShort,
        change: Change::AuthenticatorData(|data| data.public_key(short)),
        at: At::registration("6.5.1.r8").unless(|_, algorithm| {
            (matches!(algorithm.key_kind(), KeyKind::Rsa) || MODULE_LATTICE.contains(&algorithm))
                .then_some("")
        }),
    },
    Row {
        lie: Lie::KeyAlgorithmLong,
        change: Change::AuthenticatorData(|data| data.edit_public_key(algorithm_long)),
        at: At::registration("2.4.r1"),
    },
    Row {
        lie: Lie::KeyUnsorted,
        change: Change::AuthenticatorData(|data| data.edit_public_key(unsorted)),
        at: At::registration("2.4.r1"),
    },
    Row {
        lie: Lie::KeyMemberTwice,
        change: Change::AuthenticatorData(|data| data.edit_public_key(algorithm_twice)),
        at: At::registration("2.4.r2"),
    },
    Row {
        lie: Lie::KeyNoMap,
        change: Change::AuthenticatorData(|data| {
            data.raw_public_key(&Item::array([Item::from(2)]).to_bytes())
        }),
        at: At::registration("6.5.1.r8"),
    },
];

/// Where a key on another curve than that of its algorithm is refused.
const OTHER_CURVE: &[(Algorithm, &str)] = &[
    (Algorithm::Es256, "5.8.5.1"),
    (Algorithm::Es384, "5.8.5.3"),
    (Algorithm::Es512, "5.8.5.5"),
    (Algorithm::EdDsa, "5.8.5.7"),
    (Algorithm::Esp256, "6.5.1.r8"),
    (Algorithm::Esp384, "6.5.1.r8"),
    (Algorithm::Esp512, "6.5.1.r8"),
    (Algorithm::Es256k, "6.5.1.r8"),
    (Algorithm::Ed25519, "6.5.1.r8"),
    (Algorithm::Ed448, "6.5.1.r8"),
];

/// The entries with the number of another curve, whatever it was: that of X25519, which signs nothing.
fn on_another_curve(entries: Vec<(Item, Item)>) -> Vec<(Item, Item)> {
    let curve = Item::from(-1);
    let changed = |(label, value)| if label == curve { (label, Item::from(4)) } else { (label, value) };
    entries.into_iter().map(changed).collect()
}

/// The entries with x a byte shorter.
fn short(entries: Vec<(Item, Item)>) -> Vec<(Item, Item)> {
    let x = Item::from(-2);
    let changed = |(label, value)| {
        let value = if let (true, Item::Bytes(bytes)) = (label == x, &value) {
            Item::Bytes(bytes.iter().copied().skip(1).collect())
        } else {
            value
        };
        (label, value)
    };
    entries.into_iter().map(changed).collect()
}

/// The label of the algorithm in two bytes, where one is enough.
fn algorithm_long(key: Vec<u8>) -> Vec<u8> {
    let long = |[head, kind, algorithm, rest]: [&[u8]; 4]| [head, kind, &[0x18], algorithm, rest].concat();
    parts(&key).map(long).unwrap_or(key)
}

/// The entries with another y, of the same length.
fn off_curve(entries: Vec<(Item, Item)>) -> Vec<(Item, Item)> {
    let y = Item::from(-3);
    let changed = |(label, value)| {
        let value = if let (true, Item::Bytes(bytes)) = (label == y, &value) {
            Item::Bytes(last_bit_flipped(bytes.clone()))
        } else {
            value
        };
        (label, value)
    };
    entries.into_iter().map(changed).collect()
}

/// The bytes of a COSE_Key in parts: its head, its type, its algorithm, and what follows. Label and type have a byte each,
/// and the algorithm, which is negative, one to three behind its label.
fn parts(key: &[u8]) -> Option<[&[u8]; 4]> {
    let (head, rest) = key.split_at_checked(1)?;
    let (kind, rest) = rest.split_at_checked(2)?;
    let length = match rest.get(1)? {
        0x38 => 3,
        0x39 => 4,
        _ => 2,
    };
    let (algorithm, rest) = rest.split_at_checked(length)?;
    Some([head, kind, algorithm, rest])
}

/// Type and algorithm exchanged.
fn unsorted(key: Vec<u8>) -> Vec<u8> {
    parts(&key).map(|[head, kind, algorithm, rest]| [head, algorithm, kind, rest].concat()).unwrap_or(key)
}

/// The algorithm a second time, and one entry more in the head.
fn algorithm_twice(key: Vec<u8>) -> Vec<u8> {
    let twice = |[head, kind, algorithm, rest]: [&[u8]; 4]| {
        let head: Vec<u8> = head.iter().map(|byte| byte.saturating_add(1)).collect();
        [&head, kind, algorithm, algorithm, rest].concat()
    };
    parts(&key).map(twice).unwrap_or(key)
}
