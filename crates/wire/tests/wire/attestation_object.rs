//! Attestation objects, and CBOR that is not what it should be, as seen from there.

use countersign_cbor::{self as cbor, Item, Kind};
use countersign_wire::{AttestationObject, ErrorKind, Field, MAX_ATTESTATION_OBJECT_BYTES};

use crate::builder::{attestation_object, integer, object, refusal, registration_data, rule, text};

/// The kind of CBOR error, and the rule.
fn cbor_refusal(bytes: &[u8]) -> (Field, cbor::ErrorKind, &'static str) {
    let (field, kind, rule) = refusal(AttestationObject::parse(bytes));
    let ErrorKind::Cbor(error) = kind else { panic!("{kind:?}") };
    (field, error.kind(), rule.unwrap())
}

fn wrong_kind(expected: Kind, found: Kind) -> cbor::ErrorKind {
    cbor::ErrorKind::WrongKind { expected, found }
}

/// A valid object but for its statement, which is written as it is given.
fn with_statement(encoded: &[u8]) -> Vec<u8> {
    object(text("none"), Item::Encoded(encoded.to_vec()), Item::bytes(&registration_data())).to_bytes()
}

#[test]
fn accepts_the_three_members() {
    let bytes = attestation_object().to_bytes();
    let object = AttestationObject::parse(&bytes).unwrap();
    assert_eq!(object.format(), "none");
    assert_eq!(object.statement().encoded(), [0xa0]);
    assert_eq!(object.authenticator_data().bytes(), registration_data());
    assert!(object.is_canonical_order());
}

#[test]
fn accepts_any_format_and_an_array_as_statement() {
    let item = object(text("x-new"), Item::array([Item::map([])]), Item::bytes(&registration_data()));
    let bytes = item.to_bytes();
    let object = AttestationObject::parse(&bytes).unwrap();
    assert_eq!(object.format(), "x-new");
    assert_eq!(object.statement().array().unwrap().count_left(), 1);
}

// Refused in the COSE key and in extension outputs: see the tests of authenticator data.
// attack: cbor-key-order
#[test]
fn accepts_keys_out_of_order_and_says_so() {
    let entry = |name: &str, value: Item| [text(name).to_bytes(), value.to_bytes()].concat();
    let data = Item::bytes(&registration_data());
    let outer = [
        &[0xa3][..],
        &entry("authData", data),
        &entry("fmt", text("none")),
        &entry("attStmt", Item::map([])),
    ];
    let bytes = outer.concat();
    let object = AttestationObject::parse(&bytes).unwrap();
    assert_eq!(object.format(), "none");
    assert!(!object.is_canonical_order());
    let statement = [&[0xa2][..], &entry("x5c", Item::array([])), &entry("alg", integer(-7))].concat();
    assert!(!AttestationObject::parse(&with_statement(&statement)).unwrap().is_canonical_order());
}

// attack: cbor-truncated
#[test]
fn refuses_every_prefix() {
    let bytes = attestation_object().to_bytes();
    for length in 0..bytes.len() {
        let expected = (Field::AttestationObject, cbor::ErrorKind::Truncated, "2.4.r1");
        assert_eq!(cbor_refusal(&bytes[..length]), expected, "{length}");
    }
}

// attack: cbor-trailing-object
#[test]
fn refuses_every_byte_behind_the_object() {
    let bytes = attestation_object().to_bytes();
    let expected = (Field::AttestationObject, cbor::ErrorKind::TrailingBytes, "2.4.r1");
    for byte in 0..=u8::MAX {
        assert_eq!(cbor_refusal(&[&bytes[..], &[byte]].concat()), expected);
    }
    assert_eq!(cbor_refusal(&[&bytes[..], &bytes].concat()), expected);
}

// attack: cbor-empty
#[test]
fn refuses_nothing_and_an_empty_map() {
    let expected = (Field::AttestationObject, cbor::ErrorKind::Truncated, "2.4.r1");
    assert_eq!(cbor_refusal(&[]), expected);
    let refused = refusal(AttestationObject::parse(&[0xa0]));
    assert_eq!(refused, (Field::AttestationStatement, ErrorKind::Missing, Some("6.5.4.r1")));
}

#[test]
fn refuses_missing_members() {
    for (name, field) in [
        ("fmt", Field::Format),
        ("attStmt", Field::AttestationStatement),
        ("authData", Field::AuthenticatorData),
    ] {
        let Item::Map(mut entries) = attestation_object() else { panic!() };
        entries.retain(|(key, _)| *key != text(name));
        let refused = refusal(AttestationObject::parse(&Item::Map(entries).to_bytes()));
        assert_eq!(refused, (field, ErrorKind::Missing, Some("6.5.4.r1")));
    }
}

// attack: cbor-extra-member
#[test]
fn refuses_other_members() {
    for name in ["epAtt", "largeBlobKey", "Fmt", "fmt ", ""] {
        let Item::Map(mut entries) = attestation_object() else { panic!() };
        entries.push((text(name), Item::Boolean(true)));
        let refused = refusal(AttestationObject::parse(&Item::Map(entries).to_bytes()));
        assert_eq!(refused, (Field::AttestationObject, ErrorKind::WrongValue, Some("6.5.4.r1")), "{name}");
    }
}

// attack: cbor-ctap-integer-keys
#[test]
fn refuses_the_form_that_authenticators_use() {
    let item = Item::map([
        (integer(1), text("none")),
        (integer(2), Item::bytes(&registration_data())),
        (integer(3), Item::map([])),
    ]);
    let expected = (Field::AttestationObject, wrong_kind(Kind::Text, Kind::Unsigned), "6.5.4.r1");
    assert_eq!(cbor_refusal(&item.to_bytes()), expected);
}

// attack: cbor-text-as-bytes
#[test]
fn refuses_members_of_another_kind() {
    let data = || Item::bytes(&registration_data());
    let cases = [
        (object(Item::bytes(b"none"), Item::map([]), data()), Field::Format, Kind::Text, Kind::Bytes),
        (object(Item::Null, Item::map([]), data()), Field::Format, Kind::Text, Kind::Null),
        (
            object(text("none"), Item::map([]), text("data")),
            Field::AuthenticatorData,
            Kind::Bytes,
            Kind::Text,
        ),
        (
            object(text("none"), Item::map([]), Item::array([integer(1), integer(2)])),
            Field::AuthenticatorData,
            Kind::Bytes,
            Kind::Array,
        ),
    ];
    for (item, field, expected, found) in cases {
        assert_eq!(cbor_refusal(&item.to_bytes()), (field, wrong_kind(expected, found), "6.5.4.r1"));
    }
    for item in [Item::array([]), text("none"), integer(1), Item::bytes(&[]), Item::Null] {
        let (field, kind, rule) = cbor_refusal(&item.to_bytes());
        assert_eq!((field, rule), (Field::AttestationObject, "6.5.4.r1"));
        assert!(matches!(kind, cbor::ErrorKind::WrongKind { expected: Kind::Map, .. }));
    }
}

// An array is the compound format's; the other formats refuse it where they are verified.
// attack: cbor-attstmt-wrong-type
#[test]
fn refuses_a_statement_that_is_neither_map_nor_array() {
    for statement in [text(""), Item::bytes(&[]), Item::Null, integer(0), integer(-1), Item::Boolean(false)] {
        let bytes = with_statement(&statement.to_bytes());
        let refused = refusal(AttestationObject::parse(&bytes));
        assert_eq!(refused, (Field::AttestationStatement, ErrorKind::WrongValue, Some("6.5.4.r1")));
    }
}

#[test]
fn refuses_bad_authenticator_data_under_its_own_rule() {
    let data = registration_data();
    for (data, expected) in [
        (&[][..], "6.1.r1"),
        (&data[..36], "6.1.r1"),
        (&data[..40], "6.5.1.r1"),
        (&[&data[..], &[0]].concat(), "6.1.r4"),
    ] {
        let bytes = object(text("none"), Item::map([]), Item::bytes(data)).to_bytes();
        assert_eq!(rule(AttestationObject::parse(&bytes)), expected);
    }
}

// attack: cbor-duplicate-key
#[test]
fn refuses_a_key_that_stands_twice() {
    let expected = (Field::AttestationObject, cbor::ErrorKind::DuplicateKey, "2.4.r2");
    for name in ["fmt", "attStmt", "authData"] {
        let Item::Map(mut entries) = attestation_object() else { panic!() };
        let again = entries.iter().find(|(key, _)| *key == text(name)).unwrap().clone();
        entries.push(again);
        assert_eq!(cbor_refusal(&Item::Map(entries).to_bytes()), expected, "{name}");
    }
    // Also where the two are apart, in a map that is not sorted.
    let statement = [&[0xa3][..], &[0x61, b'b', 1], &[0x61, b'a', 1], &[0x61, b'b', 1]].concat();
    assert_eq!(cbor_refusal(&with_statement(&statement)), expected);
}

// attack: cbor-duplicate-key-other-encoding
#[test]
fn refuses_a_key_that_stands_twice_in_another_encoding() {
    let statement = [&[0xa2][..], &[0x61, b'a', 1], &[0x78, 1, b'a', 1]].concat();
    let expected = (Field::AttestationObject, cbor::ErrorKind::NonMinimal, "2.4.r1");
    assert_eq!(cbor_refusal(&with_statement(&statement)), expected);
}

// attack: cbor-non-minimal-int
// attack: cbor-indefinite
// attack: cbor-tag
// attack: cbor-shared-references
// attack: cbor-float
// attack: cbor-simple
// attack: cbor-reserved-info
// attack: cbor-invalid-utf8-text
#[test]
fn refuses_cbor_outside_the_dialect_anywhere_in_the_statement() {
    use cbor::ErrorKind as Rule;
    let cases: &[(&[u8], Rule)] = &[
        (&[0x18, 0], Rule::NonMinimal),
        (&[0x38, 23], Rule::NonMinimal),
        (&[0x59, 0, 4, 1, 2, 3, 4], Rule::NonMinimal),
        (&[0x98, 0], Rule::NonMinimal),
        (&[0xb8, 0], Rule::NonMinimal),
        (&[0xbf, 0xff], Rule::IndefiniteLength),
        (&[0x9f, 0xff], Rule::IndefiniteLength),
        (&[0x5f, 0x41, 1, 0xff], Rule::IndefiniteLength),
        (&[0x7f, 0x61, b'a', 0xff], Rule::IndefiniteLength),
        (&[0xff], Rule::IndefiniteLength),
        (&[0xc2, 0x41, 1], Rule::Tag),
        (&[0xd8, 24, 0x41, 1], Rule::Tag),
        (&[0xd9, 0xd9, 0xf7, 0xa0], Rule::Tag),
        (&[0xd8, 28, 0xa0], Rule::Tag),
        (&[0xd8, 29, 0], Rule::Tag),
        (&[0xd9, 1, 0, 0xa0], Rule::Tag),
        (&[0xd8, 25, 0], Rule::Tag),
        (&[0xf9, 0xc7, 0], Rule::Float),
        (&[0xfa, 0xc0, 0xe0, 0, 0], Rule::Float),
        (&[0xfb, 0xc0, 0x1c, 0, 0, 0, 0, 0, 0], Rule::Float),
        (&[0xe0], Rule::ReservedSimple),
        (&[0xf8, 0xff], Rule::ReservedSimple),
        (&[0x1c], Rule::ReservedInformation),
        (&[0x3d], Rule::ReservedInformation),
        (&[0x9e], Rule::ReservedInformation),
        (&[0x61, 0xff], Rule::InvalidUtf8),
        (&[0x62, 0xc3, 0x28], Rule::InvalidUtf8),
    ];
    for (encoded, expected) in cases {
        for statement in [
            encoded.to_vec(),
            [&[0xa1, 0x63, b's', b'i', b'g'], *encoded].concat(),
            [&[0xa1, 0x63, b'x', b'5', b'c', 0x81], *encoded].concat(),
        ] {
            let refused = cbor_refusal(&with_statement(&statement));
            assert_eq!(refused, (Field::AttestationObject, *expected, "2.4.r1"), "{statement:x?}");
        }
        // As a key.
        let statement = [&[0xa1], *encoded, &[0]].concat();
        assert_eq!(cbor_refusal(&with_statement(&statement)).1, *expected, "{statement:x?}");
    }
    // A two-byte simple value below 32 is no CBOR at all; null and undefined are, and no statement.
    let two_bytes = cbor_refusal(&with_statement(&[0xf8, 20])).1;
    assert!(matches!(two_bytes, Rule::NonMinimal | Rule::ReservedSimple | Rule::ReservedInformation));
    for simple in [0xf4, 0xf5, 0xf6, 0xf7] {
        assert_eq!(refusal(AttestationObject::parse(&with_statement(&[simple]))).1, ErrorKind::WrongValue);
    }
}

// attack: cbor-invalid-utf8-text
#[test]
fn refuses_a_format_that_is_not_utf8() {
    let item =
        object(Item::Encoded(vec![0x62, 0xc3, 0x28]), Item::map([]), Item::bytes(&registration_data()));
    let expected = (Field::AttestationObject, cbor::ErrorKind::InvalidUtf8, "2.4.r1");
    assert_eq!(cbor_refusal(&item.to_bytes()), expected);
}

// attack: cbor-depth
#[test]
fn refuses_deep_nesting_without_recursion() {
    // The object is one level of five.
    let arrays = |levels: usize| [&vec![0x81; levels - 1][..], &[0x80]].concat();
    assert!(AttestationObject::parse(&with_statement(&arrays(4))).is_ok());
    for levels in [5, 6, 50_000] {
        let expected = (Field::AttestationObject, cbor::ErrorKind::TooDeep, "2.4.r1");
        assert_eq!(cbor_refusal(&with_statement(&arrays(levels))), expected, "{levels}");
    }
}

// attack: cbor-huge-length
// attack: cbor-length-overflow
#[test]
fn refuses_lengths_beyond_the_input() {
    let expected = (Field::AttestationObject, cbor::ErrorKind::Truncated, "2.4.r1");
    for major in [2_u8, 3, 4, 5] {
        for length in [0xffff_u64, 1 << 32, u64::from(u32::MAX), (1 << 63) - 1, u64::MAX - 8, u64::MAX] {
            let head = match u32::try_from(length) {
                Ok(length) if length > 0xffff => [&[major << 5 | 26][..], &length.to_be_bytes()].concat(),
                Ok(length) => [&[major << 5 | 25][..], &length.to_be_bytes()[2..]].concat(),
                Err(_) => [&[major << 5 | 27][..], &length.to_be_bytes()].concat(),
            };
            assert_eq!(cbor_refusal(&with_statement(&head)), expected, "{head:x?}");
            assert_eq!(cbor_refusal(&head), expected, "{head:x?}");
        }
    }
}

// attack: cbor-negative-range
#[test]
fn accepts_no_small_number_for_a_large_negative_one() {
    let lowest = [0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    let statement = [&[0xa1, 0x63, b'a', b'l', b'g'][..], &lowest].concat();
    let bytes = with_statement(&statement);
    let object = AttestationObject::parse(&bytes).unwrap();
    let (_, algorithm) = object.statement().map().unwrap().next().unwrap().unwrap();
    assert_eq!(algorithm.integer(), Ok(-18_446_744_073_709_551_616));
}

#[test]
fn refuses_one_byte_more_than_the_bound() {
    let filled = |length: usize| {
        // Two byte strings with heads of three bytes each, so that every length can be reached.
        let base = with_statement(
            &Item::array([Item::bytes(&vec![0; 0xffff]), Item::bytes(&vec![0; 0x8000])]).to_bytes(),
        );
        let second = 0x8000 + length - base.len();
        let items = [Item::bytes(&vec![0; 0xffff]), Item::bytes(&vec![0; second])];
        with_statement(&Item::array(items).to_bytes())
    };
    let bytes = filled(MAX_ATTESTATION_OBJECT_BYTES);
    assert_eq!(bytes.len(), MAX_ATTESTATION_OBJECT_BYTES);
    assert_eq!(AttestationObject::parse(&bytes).unwrap().format(), "none");
    let refused = refusal(AttestationObject::parse(&filled(MAX_ATTESTATION_OBJECT_BYTES + 1)));
    let kind = ErrorKind::TooLong { most: MAX_ATTESTATION_OBJECT_BYTES };
    assert_eq!(refused, (Field::AttestationObject, kind, None));
}

// attack: dos-panic
#[test]
fn accepts_or_refuses_every_change_of_one_byte() {
    let bytes = attestation_object().to_bytes();
    let mut refused = 0_u32;
    for at in 0..bytes.len() {
        for value in 0..=u8::MAX {
            let mut changed = bytes.clone();
            changed[at] = value;
            match AttestationObject::parse(&changed) {
                Ok(object) => assert!(changed.ends_with(object.authenticator_data().bytes())),
                Err(error) => {
                    assert!(error.rule().is_some(), "{error}");
                    refused += 1;
                }
            }
        }
    }
    // Each byte of the frame: map head, three names with their heads, two heads of values.
    assert!(refused > 255 * 20, "{refused}");
}
