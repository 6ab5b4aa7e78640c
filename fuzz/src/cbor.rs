//! CBOR: what was read as what is written, changes of it, and another reader to compare with.

use arbitrary::Arbitrary;
use countersign_cbor::{Item, Kind, MapOrder, Value};

use crate::der::{self, Element};
use crate::edit::{Edit, edited};

/// An item as it was read, to be written again.
#[must_use]
pub fn item(value: &Value<'_>) -> Item {
    let whole = "a decoded item is well-formed all the way down";
    match value.kind() {
        Kind::Unsigned => Item::Unsigned(value.integer().expect(whole).try_into().expect("64 bits")),
        Kind::Negative => Item::Negative((-1 - value.integer().expect(whole)).try_into().expect("64 bits")),
        Kind::Bytes => Item::bytes(value.bytes().expect(whole)),
        Kind::Text => Item::from(value.text().expect(whole)),
        Kind::Array => Item::array(value.array().expect(whole).map(|inside| item(&inside.expect(whole)))),
        Kind::Map => Item::map(value.map().expect(whole).map(|entry| {
            let (key, value) = entry.expect(whole);
            (item(&key), item(&value))
        })),
        Kind::Boolean => Item::from(value.boolean().expect(whole)),
        Kind::Null => Item::Null,
        // Nobody writes it, so the writer has no item for it.
        Kind::Undefined => Item::Encoded(vec![0xf7]),
    }
}

/// One change of an item and what is inside.
#[derive(Arbitrary, Clone, Debug)]
pub struct Change {
    /// Which item, counted from the root down, modulo their number.
    at: u8,
    what: What,
}

#[derive(Arbitrary, Clone, Debug)]
enum What {
    /// Changes the bytes of a byte string or a text.
    Content(Vec<Edit>),
    /// Changes a byte string that is DER, as a certificate is.
    Der(Vec<der::Change>),
    Unsigned(u64),
    Negative(u64),
    Text(String),
    Bytes(Vec<u8>),
    Boolean(bool),
    Null,
    Encoded(Vec<u8>),
    RemoveInside(u8),
    RepeatInside(u8),
    SwapInside(u8, u8),
    WrapInArray,
}

/// The item with the changes made.
#[must_use]
pub fn changed(mut item: Item, changes: &[Change]) -> Item {
    for change in changes {
        let mut left = usize::from(change.at) % count(&item);
        if let Some(found) = nth(&mut item, &mut left) {
            change_one(found, &change.what);
        }
    }
    item
}

fn count(item: &Item) -> usize {
    match item {
        Item::Array(items) => items.iter().fold(1, |sum, item| sum + count(item)),
        Item::Map(entries) => entries.iter().fold(1, |sum, (key, value)| sum + count(key) + count(value)),
        _ => 1,
    }
}

fn nth<'i>(item: &'i mut Item, left: &mut usize) -> Option<&'i mut Item> {
    if *left == 0 {
        return Some(item);
    }
    *left -= 1;
    match item {
        Item::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Item::Map(entries) => {
            entries.iter_mut().flat_map(|(key, value)| [key, value]).find_map(|item| nth(item, left))
        }
        _ => None,
    }
}

fn change_one(item: &mut Item, what: &What) {
    match (what, &mut *item) {
        (What::Content(edits), Item::Bytes(bytes)) => *bytes = edited(bytes, edits),
        (What::Content(edits), Item::Text(text)) => {
            *text = String::from_utf8_lossy(&edited(text.as_bytes(), edits)).into_owned();
        }
        (What::Der(changes), Item::Bytes(bytes)) => {
            if let Some(element) = Element::parse(bytes) {
                *bytes = element.changed(changes).to_bytes();
            }
        }
        (What::Unsigned(number), _) => *item = Item::Unsigned(*number),
        (What::Negative(number), _) => *item = Item::Negative(*number),
        (What::Text(text), _) => *item = Item::Text(text.clone()),
        (What::Bytes(bytes), _) => *item = Item::Bytes(bytes.clone()),
        (What::Boolean(value), _) => *item = Item::Boolean(*value),
        (What::Null, _) => *item = Item::Null,
        (What::Encoded(bytes), _) => *item = Item::Encoded(bytes.clone()),
        (What::WrapInArray, _) => *item = Item::Array(vec![item.clone()]),
        (what, Item::Array(items)) => change_list(items, what),
        (what, Item::Map(entries)) => change_list(entries, what),
        _ => {}
    }
}

fn change_list<T: Clone>(list: &mut Vec<T>, what: &What) {
    if list.is_empty() || list.len() > 300 {
        return;
    }
    let place = |at: &u8| usize::from(*at) % list.len();
    match what {
        What::RemoveInside(at) => {
            let at = place(at);
            list.remove(at);
        }
        What::RepeatInside(at) => {
            let at = place(at);
            list.insert(at, list[at].clone());
        }
        What::SwapInside(one, other) => {
            let (one, other) = (place(one), place(other));
            list.swap(one, other);
        }
        _ => {}
    }
}

/// Strict CBOR accepts only what `ciborium` accepts, with the same value; what is sorted is written as the same bytes;
/// nothing may follow, and nothing may be missing.
pub fn check(input: &[u8]) {
    let strict = Value::decode(input, MapOrder::Enforced);
    let lenient = Value::decode(input, MapOrder::Reported);
    if let Ok(strict) = &strict {
        assert!(strict.is_canonical_order());
        assert_eq!(lenient.as_ref(), Ok(strict), "what is accepted under the order is accepted without it");
    }
    let Ok(decoded) = lenient else { return };
    assert_eq!(strict.is_ok(), decoded.is_canonical_order());
    assert_eq!(decoded.value().encoded(), input);

    let mut rest = input;
    let theirs: ciborium::Value = ciborium::from_reader(&mut rest).expect("ciborium accepts it");
    assert!(rest.is_empty(), "ciborium reads as many bytes");
    assert_same(&decoded.value(), &theirs);

    let item = item(&decoded.value());
    let written = item.to_bytes();
    if decoded.is_canonical_order() {
        assert_eq!(written, input, "what is canonical is written as it was read");
    } else {
        let sorted = Value::decode(&written, MapOrder::Enforced).expect("the writer sorts");
        assert_eq!(sorted.value().encoded().len(), input.len());
    }

    let longer = [input, &[0]].concat();
    Value::decode(&longer, MapOrder::Reported).expect_err("a trailing byte");
    let (prefix, rest) = Value::decode_prefix(&longer, MapOrder::Reported).expect("the same item");
    assert_eq!((prefix.value().encoded(), rest), (input, &[0][..]));
    let shorter = &input[..input.len() - 1];
    Value::decode_prefix(shorter, MapOrder::Reported).expect_err("a byte too few");
}

fn assert_same(ours: &Value<'_>, theirs: &ciborium::Value) {
    use ciborium::Value as Theirs;
    let is_same = match theirs {
        Theirs::Integer(number) => ours.integer() == Ok(i128::from(*number)),
        Theirs::Bytes(bytes) => ours.bytes() == Ok(bytes),
        Theirs::Text(text) => ours.text() == Ok(text),
        Theirs::Bool(value) => ours.boolean() == Ok(*value),
        // It has one value for both.
        Theirs::Null => matches!(ours.kind(), Kind::Null | Kind::Undefined),
        Theirs::Array(items) => {
            let array = ours.array().expect("an array");
            assert_eq!(array.count_left(), items.len());
            array.zip(items).for_each(|(ours, theirs)| assert_same(&ours.expect("an item"), theirs));
            true
        }
        Theirs::Map(entries) => {
            let map = ours.map().expect("a map");
            assert_eq!(map.count_left(), entries.len());
            for (ours, theirs) in map.zip(entries) {
                let (key, value) = ours.expect("an entry");
                assert_same(&key, &theirs.0);
                assert_same(&value, &theirs.1);
            }
            true
        }
        other => panic!("nothing that the dialect has: {other:?}"),
    };
    assert!(is_same, "{ours:?} is not {theirs:?}");
}
