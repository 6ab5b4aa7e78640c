//! What a byte of input may cost: no input makes the reader look at its parts many times over.

use core::time::Duration;
use std::time::Instant;

use countersign_cbor::{Item, Kind, MapOrder, Value};

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

/// Reads everything there is, and counts the items.
fn walk(value: Value<'_>) -> usize {
    let kind = value.kind();
    let inner: usize = if kind == Kind::Array {
        value.array().into_iter().flatten().flatten().map(walk).sum()
    } else if kind == Kind::Map {
        let entries = value.map().into_iter().flatten().flatten();
        entries.map(|(key, value)| walk(key).saturating_add(walk(value))).sum()
    } else {
        0
    };
    inner.saturating_add(1)
}

/// The shortest of several times, so that only a constant burden of the machine could disturb it.
fn fastest(run: impl Fn()) -> Duration {
    let times = (0..5).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

#[test]
fn accepts_unsorted_maps_at_the_cost_of_sorted_ones() {
    let content = Item::array(vec![Item::array(vec![Item::Null; 256]); 256]);
    let sorted = nested_maps(&content, 3, true);
    let unsorted = nested_maps(&content, 3, false);
    assert_eq!(sorted.len(), unsorted.len());
    let expected =
        fastest(|| assert!(Value::decode(&sorted, MapOrder::Reported).unwrap().is_canonical_order()));
    let hostile =
        fastest(|| assert!(!Value::decode(&unsorted, MapOrder::Reported).unwrap().is_canonical_order()));
    println!("{} bytes: sorted {expected:?}, unsorted {hostile:?}", sorted.len());
    assert!(hostile < expected.saturating_mul(4), "sorted {expected:?}, unsorted {hostile:?}");
}

#[test]
fn accepts_a_walk_over_all_items_at_the_cost_of_one_look_per_level() {
    let content = Item::array(vec![Item::array(vec![Item::Null; 256]); 256]);
    let input = nested_maps(&content, 3, true);
    let value = Value::decode(&input, MapOrder::Enforced).unwrap().value();
    let decode = fastest(|| assert!(Value::decode(&input, MapOrder::Enforced).is_ok()));
    // Three maps with 64 keys each, 63 nulls beside the first value, and two levels of arrays.
    let items = 3 * (1 + 64 + 63) + 1 + 256 * 257;
    let walked = fastest(|| assert_eq!(walk(value), items));
    println!("{} bytes: decoded in {decode:?}, walked in {walked:?}", input.len());
    assert!(walked < decode.saturating_mul(20), "decoded in {decode:?}, walked in {walked:?}");
}
