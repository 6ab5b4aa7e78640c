//! Another reading of JSON, to compare with.

use serde::de::IgnoredAny;
use serde_json::Value;

/// JSON that was accepted, as a tree. The grammar of JSON has to hold in any case. None for half a surrogate pair: the grammar
/// lets it stand, a tree of UTF-8 cannot hold it, and we pass over it where nothing is read.
#[must_use]
pub fn read(text: &str) -> Option<Value> {
    serde_json::from_str::<IgnoredAny>(text).expect("what is accepted is JSON");
    let tree = serde_json::from_str(text);
    let has_surrogate = text.to_ascii_lowercase().contains("\\ud");
    assert!(tree.is_ok() || has_surrogate, "what is accepted is JSON: {tree:?}");
    tree.ok()
}
