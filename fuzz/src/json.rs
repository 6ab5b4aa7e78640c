//! Another reading of JSON, to compare with.

use serde::de::IgnoredAny;
use serde_json::Value;

/// JSON that was accepted, as a tree. The grammar of JSON has to hold in any case. None for half a surrogate pair: the grammar
/// lets it stand, a tree of UTF-8 cannot hold it, and we pass over it where nothing is read. None for what is nested deeper
/// than a tree may be either: metadata passes over that too.
#[must_use]
pub fn read(text: &str) -> Option<Value> {
    serde_json::from_str::<IgnoredAny>(text).expect("what is accepted is JSON");
    let tree = serde_json::from_str::<Value>(text);
    let has_surrogate = text.to_ascii_lowercase().contains("\\ud");
    let is_deep = |error: &serde_json::Error| error.to_string().starts_with("recursion limit");
    let is_no_tree = has_surrogate || tree.as_ref().is_err_and(is_deep);
    assert!(tree.is_ok() || is_no_tree, "what is accepted is JSON: {tree:?}");
    tree.ok()
}
