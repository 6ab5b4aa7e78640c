//! Tests of the reader: every rule, the bounds, every prefix and every trailing byte.

use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::Item;
use crate::head::LOOKS;

/// How many heads are read meanwhile.
fn looks(run: impl FnOnce()) -> usize {
    let before = LOOKS.get();
    run();
    LOOKS.get().saturating_sub(before)
}

fn enforced(input: &[u8]) -> Result<Decoded<'_>, Error> {
    Value::decode(input, MapOrder::Enforced)
}

fn reported(input: &[u8]) -> Result<Decoded<'_>, Error> {
    Value::decode(input, MapOrder::Reported)
}

/// The error is the same whatever is done with the order of map keys.
fn refused(input: &[u8]) -> (ErrorKind, usize) {
    let error = enforced(input).unwrap_err();
    assert_eq!(reported(input).unwrap_err(), error);
    (error.kind(), error.at())
}

/// Arrays inside one another, `levels` of them.
fn nested(levels: usize) -> Vec<u8> {
    let mut bytes = vec![0x81; levels.saturating_sub(1)];
    bytes.push(0x80);
    bytes
}

/// One item of every kind, in maps and arrays.
fn sample() -> Vec<u8> {
    Item::map([
        (Item::from(1), Item::from(-257)),
        (Item::from(-1), Item::bytes(&[7; 300])),
        (Item::from("fmt"), Item::array([Item::from(true), Item::from(false), Item::Null])),
        (Item::from("nested"), Item::map([(Item::bytes(&[1]), Item::Encoded(vec![0xf7]))])),
    ])
    .to_bytes()
}

#[test]
fn accepts_integers_at_every_edge() {
    let cases: [(&[u8], i128); 16] = [
        (&[0x00], 0),
        (&[0x17], 23),
        (&[0x18, 24], 24),
        (&[0x18, 0xff], 0xff),
        (&[0x19, 1, 0], 0x100),
        (&[0x19, 0xff, 0xff], 0xffff),
        (&[0x1a, 0, 1, 0, 0], 0x1_0000),
        (&[0x1a, 0xff, 0xff, 0xff, 0xff], 0xffff_ffff),
        (&[0x1b, 0, 0, 0, 1, 0, 0, 0, 0], 0x1_0000_0000),
        (&[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], (1 << 64) - 1),
        (&[0x20], -1),
        (&[0x37], -24),
        (&[0x38, 24], -25),
        (&[0x39, 1, 0], -257),
        (&[0x3b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], -(1 << 63)),
        (&[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], -(1 << 64)),
    ];
    for (input, number) in cases {
        assert_eq!(enforced(input).unwrap().value().integer(), Ok(number));
    }
}

// attack: cbor-negative-range
#[test]
fn accepts_integers_beyond_64_bits_without_wrapping() {
    let below = enforced(&[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xf8]).unwrap();
    let number = below.value().integer().unwrap();
    assert_eq!(number, -(1_i128 << 64) + 7);
    assert!(i64::try_from(number).is_err());
}

// attack: cbor-non-minimal-int
#[test]
fn refuses_numbers_and_lengths_longer_than_needed() {
    let cases: [&[u8]; 15] = [
        &[0x18, 0],
        &[0x18, 23],
        &[0x19, 0, 0xff],
        &[0x1a, 0, 0, 0xff, 0xff],
        &[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
        &[0x38, 6],
        &[0x39, 0, 0xff],
        &[0x58, 1, 0],
        &[0x59, 0, 4, 1, 2, 3, 4],
        &[0x78, 1, b'a'],
        &[0x98, 1, 0],
        &[0xb8, 1, 0, 0],
        &[0xf8, 20],
        &[0xf8, 21],
        &[0xf8, 22],
    ];
    for input in cases {
        assert_eq!(refused(input), (ErrorKind::NonMinimal, 0), "{input:02x?}");
    }
    // attack: cbor-duplicate-key-other-encoding
    assert_eq!(refused(&[0xa2, 1, 0, 0x18, 1, 0]), (ErrorKind::NonMinimal, 3));
}

// attack: cbor-indefinite
#[test]
fn refuses_indefinite_lengths() {
    let cases: [&[u8]; 7] = [
        &[0x5f, 0x41, 1, 0xff],
        &[0x7f, 0x61, b'a', 0xff],
        &[0x9f, 0, 0xff],
        &[0xbf, 0, 0, 0xff],
        &[0x1f],
        &[0x3f],
        &[0xdf],
    ];
    for input in cases {
        assert_eq!(refused(input), (ErrorKind::IndefiniteLength, 0), "{input:02x?}");
    }
    assert_eq!(refused(&[0x81, 0x9f, 0xff]), (ErrorKind::IndefiniteLength, 1));
}

// attack: cbor-reserved-info
#[test]
fn refuses_reserved_additional_information_and_lone_breaks() {
    for major in 0..8_u8 {
        for information in 28..31 {
            let input = [major << 5 | information, 0, 0, 0, 0, 0, 0, 0, 0];
            assert_eq!(refused(&input), (ErrorKind::ReservedInformation, 0), "{input:02x?}");
        }
    }
    assert_eq!(refused(&[0xff]), (ErrorKind::IndefiniteLength, 0));
    assert_eq!(refused(&[0x82, 0, 0xff]), (ErrorKind::IndefiniteLength, 2));
}

// attack: cbor-tag
#[test]
fn refuses_tags() {
    let cases: [&[u8]; 5] = [
        &[0xc0, 0x60],
        &[0xc2, 0x41, 1],
        &[0xd8, 24, 0x41, 0],
        &[0xd9, 0xd9, 0xf7, 0xa0],
        &[0xdb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0],
    ];
    for input in cases {
        assert_eq!(refused(input), (ErrorKind::Tag, 0), "{input:02x?}");
    }
}

// attack: cbor-shared-references
#[test]
fn refuses_references_as_tags() {
    assert_eq!(refused(&[0xd8, 28, 0x81, 0xd8, 29, 0]), (ErrorKind::Tag, 0));
    assert_eq!(refused(&[0x82, 0x00, 0xd8, 29, 0]), (ErrorKind::Tag, 2));
    assert_eq!(refused(&[0xd9, 1, 0, 0x82, 0x63, b'a', b'b', b'c', 0xd8, 25, 0]), (ErrorKind::Tag, 0));
}

// attack: cbor-float
#[test]
fn refuses_floats() {
    assert_eq!(refused(&[0xf9, 0xc7, 0x00]), (ErrorKind::Float, 0));
    assert_eq!(refused(&[0xfa, 0xc0, 0xe0, 0, 0]), (ErrorKind::Float, 0));
    assert_eq!(refused(&[0xfb, 0xc0, 0x1c, 0, 0, 0, 0, 0, 0]), (ErrorKind::Float, 0));
    assert_eq!(refused(&[0xa1, 3, 0xf9, 0xc7, 0x00]), (ErrorKind::Float, 2));
}

// attack: cbor-simple
#[test]
fn refuses_simple_values_without_a_meaning() {
    for value in 0..20 {
        assert_eq!(refused(&[0xe0 | value]), (ErrorKind::ReservedSimple, 0), "{value}");
    }
    for value in 32..=255 {
        assert_eq!(refused(&[0xf8, value]), (ErrorKind::ReservedSimple, 0), "{value}");
    }
    for value in 20..24 {
        assert_eq!(refused(&[0xf8, value]), (ErrorKind::NonMinimal, 0), "{value}");
    }
}

#[test]
fn accepts_the_four_simple_values_as_themselves_alone() {
    let kinds = [(0xf4, Kind::Boolean), (0xf5, Kind::Boolean), (0xf6, Kind::Null), (0xf7, Kind::Undefined)];
    for (byte, kind) in kinds {
        let input = [byte];
        let value = enforced(&input).unwrap().value();
        assert_eq!(value.kind(), kind);
        let wrong = ErrorKind::WrongKind { expected: Kind::Unsigned, found: kind };
        assert_eq!(value.integer().unwrap_err().kind(), wrong);
    }
    assert_eq!(enforced(&[0xf4]).unwrap().value().boolean(), Ok(false));
    assert_eq!(enforced(&[0xf5]).unwrap().value().boolean(), Ok(true));
}

// attack: cbor-invalid-utf8-text
#[test]
fn refuses_text_that_is_not_utf8() {
    let cases: [&[u8]; 4] =
        [&[0x61, 0xff], &[0x62, 0xc3, 0x28], &[0x63, 0xed, 0xa0, 0x80], &[0x62, 0xc0, 0x80]];
    for input in cases {
        assert_eq!(refused(input), (ErrorKind::InvalidUtf8, 0), "{input:02x?}");
    }
    assert_eq!(refused(&[0xa1, 0x61, 0xff, 0]), (ErrorKind::InvalidUtf8, 1));
}

// attack: cbor-depth
#[test]
fn refuses_nesting_beyond_the_bound() {
    assert!(enforced(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(refused(&nested(MAX_DEPTH + 1)), (ErrorKind::TooDeep, MAX_DEPTH));
    assert_eq!(refused(&nested(100_000)), (ErrorKind::TooDeep, MAX_DEPTH));
    let mut maps = vec![];
    for _ in 0..100_000 {
        maps.extend([0xa1, 0x00]);
    }
    maps.push(0);
    assert_eq!(refused(&maps), (ErrorKind::TooDeep, 2 * MAX_DEPTH));
    // As keys, too.
    assert_eq!(refused(&[&[0xa1; 100_000][..], &[0, 0]].concat()), (ErrorKind::TooDeep, MAX_DEPTH));
}

// attack: cbor-huge-length
#[test]
fn refuses_lengths_beyond_the_input() {
    for major in 2..6_u8 {
        for length in [1_u64, 0xff, 1 << 16, 1 << 32, u64::MAX / 2, u64::MAX] {
            let mut input = Item::Unsigned(length).to_bytes();
            input[0] |= major << 5;
            assert_eq!(refused(&input), (ErrorKind::Truncated, 0), "{input:02x?}");
        }
    }
}

// attack: cbor-length-overflow
#[test]
fn refuses_lengths_that_overflow_the_position() {
    for major in [0x5b, 0x7b, 0x9b, 0xbb] {
        for last in 0xe0..=0xff {
            let mut input = vec![0x82, 0];
            input.extend([major, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, last]);
            input.extend([0; 8]);
            assert_eq!(refused(&input), (ErrorKind::Truncated, 2), "{input:02x?}");
        }
    }
}

// attack: cbor-truncated
#[test]
fn refuses_every_prefix() {
    let sample = sample();
    for length in 0..sample.len() {
        let error = enforced(&sample[..length]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{length}");
        assert!(error.at() <= length);
        assert_eq!(Value::decode_prefix(&sample[..length], MapOrder::Enforced), Err(error));
    }
    assert!(enforced(&sample).is_ok());
}

#[test]
fn refuses_empty_input() {
    assert_eq!(refused(&[]), (ErrorKind::Truncated, 0));
}

// attack: cbor-trailing-object
#[test]
fn refuses_trailing_bytes() {
    let mut sample = sample();
    let length = sample.len();
    for trailing in [0x00, 0xa0, 0xf6, 0xff] {
        sample.truncate(length);
        sample.push(trailing);
        assert_eq!(refused(&sample), (ErrorKind::TrailingBytes, length));
        let (decoded, rest) = Value::decode_prefix(&sample, MapOrder::Enforced).unwrap();
        assert_eq!((decoded.value().encoded(), rest), (&sample[..length], &[trailing][..]));
    }
}

// attack: cbor-key-order
#[test]
fn accepts_or_refuses_unsorted_keys_as_asked() {
    let unsorted: [(&[u8], usize); 4] = [
        (&[0xa2, 2, 0, 1, 0], 3),
        // Shorter keys come first, whatever their bytes.
        (&[0xa2, 0x62, b'a', b'a', 0, 0x61, b'b', 0], 5),
        // The major type decides before the length does.
        (&[0xa2, 0x20, 0, 0x18, 24, 0], 3),
        // In a map within.
        (&[0x81, 0xa2, 0x41, 1, 0, 0x41, 0, 0], 5),
    ];
    for (input, at) in unsorted {
        let error = enforced(input).unwrap_err();
        assert_eq!((error.kind(), error.at(), error.rule()), (ErrorKind::KeyOrder, at, Some("2.4.r1")));
        assert!(!reported(input).unwrap().is_canonical_order());
    }
    for input in [sample(), vec![0xa3, 1, 0, 0x18, 24, 0, 0x20, 0]] {
        assert!(enforced(&input).unwrap().is_canonical_order());
        assert!(reported(&input).unwrap().is_canonical_order());
    }
}

// attack: cbor-duplicate-key
#[test]
fn refuses_repeated_keys_in_every_place() {
    let cases: [(&[u8], usize); 5] = [
        (&[0xa2, 1, 0, 1, 0], 3),
        (&[0xa3, 1, 0, 2, 0, 1, 0], 5),
        (&[0xa3, 2, 0, 1, 0, 2, 0], 5),
        (&[0xa2, 0x63, b'f', b'm', b't', 0, 0x63, b'f', b'm', b't', 1], 6),
        (&[0x81, 0xa2, 0xf6, 0, 0xf6, 0], 4),
    ];
    for (input, at) in cases {
        let error = reported(input).unwrap_err();
        assert_eq!((error.kind(), error.at(), error.rule()), (ErrorKind::DuplicateKey, at, Some("2.4.r2")));
        // Where the order is enforced, it may be the first rule that is broken.
        let error = enforced(input).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::DuplicateKey | ErrorKind::KeyOrder));
    }
    assert_eq!(refused(&[0xa3, 1, 0, 2, 0, 1, 0]), (ErrorKind::DuplicateKey, 5));
}

#[test]
fn refuses_repeated_keys_among_the_most_entries_that_are_allowed() {
    let entries = |last: i64| {
        let keys = (1..64).rev().chain([last]);
        let mut bytes = vec![0xb8, 64];
        for key in keys {
            bytes.extend(Item::from(key).to_bytes());
            bytes.push(0);
        }
        bytes
    };
    assert!(!reported(&entries(0)).unwrap().is_canonical_order());
    for key in 1..64 {
        assert_eq!(reported(&entries(key)).unwrap_err().kind(), ErrorKind::DuplicateKey, "{key}");
    }
}

#[test]
fn refuses_more_items_than_the_bounds() {
    let array = |count| Item::array(vec![Item::Null; count]).to_bytes();
    let values = array(MAX_ARRAY_ITEMS);
    assert_eq!(enforced(&values).unwrap().value().array().unwrap().count(), MAX_ARRAY_ITEMS);
    assert_eq!(refused(&array(MAX_ARRAY_ITEMS + 1)), (ErrorKind::TooManyItems, 0));
    let map = |count| Item::map((0..count).map(|key| (Item::Unsigned(key), Item::Null))).to_bytes();
    assert_eq!(enforced(&map(64)).unwrap().value().map().unwrap().count(), MAX_MAP_ENTRIES);
    assert_eq!(refused(&map(65)), (ErrorKind::TooManyItems, 0));
}

#[test]
fn refuses_an_item_of_another_kind_with_its_place() {
    let input = Item::map([(Item::from(1), Item::array([Item::from(-7), Item::from("text")]))]).to_bytes();
    let (key, value) = enforced(&input).unwrap().value().map().unwrap().next().unwrap().unwrap();
    assert_eq!((key.at(), key.encoded(), value.at()), (1, &[1][..], 2));
    let items: Vec<_> = value.array().unwrap().map(Result::unwrap).collect();
    assert_eq!((items[0].at(), items[1].at()), (3, 4));
    let wrong = |expected, found, at| Error::new(ErrorKind::WrongKind { expected, found }, at);
    assert_eq!(items[0].bytes(), Err(wrong(Kind::Bytes, Kind::Negative, 3)));
    assert_eq!(items[0].text(), Err(wrong(Kind::Text, Kind::Negative, 3)));
    assert_eq!(items[0].boolean(), Err(wrong(Kind::Boolean, Kind::Negative, 3)));
    assert_eq!(items[1].integer(), Err(wrong(Kind::Unsigned, Kind::Text, 4)));
    assert_eq!(items[1].array().unwrap_err(), wrong(Kind::Array, Kind::Text, 4));
    assert_eq!(items[1].map().unwrap_err(), wrong(Kind::Map, Kind::Text, 4));
    // attack: cbor-text-as-bytes
    assert_eq!(items[1].bytes(), Err(wrong(Kind::Bytes, Kind::Text, 4)));
    assert_eq!(items[1].bytes().unwrap_err().rule(), None);
}

/// Maps inside maps with as many entries as are allowed, and `content` beside the first key of the innermost; sorted or
/// in the reverse order.
fn nested_maps(content: &Item, levels: usize, sorted: bool) -> Vec<u8> {
    let mut inner = content.to_bytes();
    for _ in 0..levels {
        let mut bytes = vec![0xb8, 64];
        for place in 0..64 {
            let key = if sorted { place } else { 63_u64.saturating_sub(place) };
            bytes.extend(Item::Unsigned(key).to_bytes());
            if place == 0 { bytes.append(&mut inner) } else { bytes.push(0xf6) }
        }
        inner = bytes;
    }
    inner
}

/// Items of a hostile input: three maps with 64 keys each and 63 nulls beside the first value, and two levels of arrays.
const HOSTILE_ITEMS: usize = 3 * (1 + 64 + 63) + 1 + 256 * 257;

fn hostile(sorted: bool) -> Vec<u8> {
    nested_maps(&Item::array(vec![Item::array(vec![Item::Null; 256]); 256]), 3, sorted)
}

#[test]
fn accepts_maps_in_any_order_with_one_look_at_each_item() {
    for sorted in [true, false] {
        let input = hostile(sorted);
        let decoded = looks(|| assert_eq!(reported(&input).unwrap().is_canonical_order(), sorted));
        // And one more at the item as a whole.
        assert_eq!(decoded, HOSTILE_ITEMS + 1, "{sorted}");
    }
}

#[test]
fn accepts_a_walk_over_all_items_with_a_look_at_each_for_every_level_above_it() {
    fn walk(value: Value<'_>) -> usize {
        let inner: usize = if value.kind() == Kind::Array {
            value.array().unwrap().map(|item| walk(item.unwrap())).sum()
        } else if value.kind() == Kind::Map {
            value.map().unwrap().map(|entry| entry.unwrap()).map(|(key, value)| walk(key) + walk(value)).sum()
        } else {
            0
        };
        inner + 1
    }
    let input = hostile(true);
    let value = enforced(&input).unwrap().value();
    let walked = looks(|| assert_eq!(walk(value), HOSTILE_ITEMS));
    assert!((HOSTILE_ITEMS..=HOSTILE_ITEMS * MAX_DEPTH).contains(&walked), "{walked}");
}

#[test]
fn accepts_an_iterator_for_as_many_items_as_there_are() {
    let array = Item::array([Item::from(1), Item::from(2)]).to_bytes();
    let mut items = enforced(&array).unwrap().value().array().unwrap();
    assert_eq!(items.count_left(), 2);
    assert_eq!(items.next().unwrap().unwrap().integer(), Ok(1));
    assert_eq!(items.count_left(), 1);
    assert_eq!(items.next().unwrap().unwrap().integer(), Ok(2));
    assert_eq!((items.next(), items.count_left()), (None, 0));
    let map = Item::map([(Item::from(1), Item::Null), (Item::from(2), Item::Null)]).to_bytes();
    let mut entries = enforced(&map).unwrap().value().map().unwrap();
    for left in [1, 0] {
        assert_eq!(entries.count_left(), left + 1);
        assert!(entries.next().unwrap().is_ok());
        assert_eq!(entries.count_left(), left);
    }
    assert_eq!(entries.next(), None);
}

/// The content of a value is not shown, and neither are the bytes in an error.
#[test]
fn accepts_debug_and_display_without_content() {
    use alloc::string::ToString;
    let input = Item::from("secret").to_bytes();
    let value = enforced(&input).unwrap().value();
    assert_eq!(alloc::format!("{value:?}"), "Value(text string, 7 bytes)");
    let error = value.bytes().unwrap_err();
    assert_eq!(error.to_string(), "expected CBOR byte string, found text string (at byte 0)");
    assert_eq!(refused(&[0x61]), (ErrorKind::Truncated, 0));
    assert_eq!(enforced(&[0x61]).unwrap_err().to_string(), "CBOR ends too early (at byte 0)");
}

/// Every kind of error and of item has a line of its own, so that a log tells them apart.
#[test]
fn accepts_a_text_of_its_own_for_every_kind() {
    use alloc::string::{String, ToString};
    let kinds = [
        (Kind::Unsigned, "unsigned integer"),
        (Kind::Negative, "negative integer"),
        (Kind::Bytes, "byte string"),
        (Kind::Text, "text string"),
        (Kind::Array, "array"),
        (Kind::Map, "map"),
        (Kind::Boolean, "boolean"),
        (Kind::Null, "null"),
        (Kind::Undefined, "undefined"),
    ];
    for (kind, name) in kinds {
        assert_eq!(kind.to_string(), name);
    }
    let errors = [
        ErrorKind::Truncated,
        ErrorKind::TrailingBytes,
        ErrorKind::NonMinimal,
        ErrorKind::IndefiniteLength,
        ErrorKind::Tag,
        ErrorKind::Float,
        ErrorKind::ReservedSimple,
        ErrorKind::ReservedInformation,
        ErrorKind::InvalidUtf8,
        ErrorKind::DuplicateKey,
        ErrorKind::KeyOrder,
        ErrorKind::TooDeep,
        ErrorKind::TooManyItems,
        ErrorKind::WrongKind { expected: Kind::Map, found: Kind::Null },
        ErrorKind::WrongKind { expected: Kind::Null, found: Kind::Map },
    ];
    let mut texts: Vec<String> = errors.iter().map(|kind| Error::new(*kind, 7).to_string()).collect();
    assert!(texts.iter().all(|text| text.ends_with(" (at byte 7)")), "{texts:?}");
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), errors.len());
}

#[test]
fn accepts_debug_of_arrays_and_maps_without_content() {
    let input = Item::map([(Item::from("secret"), Item::array([Item::from("secret")]))]).to_bytes();
    let mut map = enforced(&input).unwrap().value().map().unwrap();
    assert_eq!(alloc::format!("{map:?}"), "Map { items: 1 items in 15 bytes }");
    let (_, list) = map.next().unwrap().unwrap();
    let list = list.array().unwrap();
    assert_eq!(alloc::format!("{list:?}"), "Array { items: 1 items in 7 bytes }");
}

/// Items are made of checked bytes alone. Were they not, what ends the walk is an error with the place, once.
#[test]
fn refuses_to_walk_on_behind_an_item_that_is_not_there() {
    let mut items = Array { items: Items { rest: &[0x05], at: 3, count: 3 } };
    assert_eq!(items.next().unwrap().unwrap().integer(), Ok(5));
    assert_eq!(items.next(), Some(Err(Error::new(ErrorKind::Truncated, 4))));
    assert_eq!(items.next(), None);
    let mut items = Array { items: Items { rest: &[0x41], at: 3, count: 1 } };
    assert_eq!(items.next(), Some(Err(Error::new(ErrorKind::Truncated, 3))));
}

#[test]
fn refuses_heads_that_end_too_early() {
    let heads: [&[u8]; 10] = [
        &[0x18],
        &[0x19, 0],
        &[0x1a, 0, 0, 0],
        &[0x1b, 0, 0, 0, 0, 0, 0, 0],
        &[0x3b, 0, 0, 0, 0, 0, 0, 0],
        &[0xd8],
        &[0xdb, 0, 0, 0, 0, 0, 0, 0],
        &[0xf8],
        &[0xf9, 0],
        &[0xfb, 0, 0, 0, 0, 0, 0, 0],
    ];
    for head in heads {
        assert_eq!(refused(head), (ErrorKind::Truncated, 0), "{head:x?}");
    }
}

#[test]
fn refuses_lengths_that_no_machine_word_holds_as_beyond_the_input() {
    assert_eq!(refused(&[0x5b, 0, 0, 0, 1, 0, 0, 0, 0]), (ErrorKind::Truncated, 0));
}
