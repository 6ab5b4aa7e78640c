//! Every example of RFC 8949 appendix A: accepted with its value, or refused for the rule that it breaks.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign_cbor::{Error, ErrorKind, Kind, MapOrder, Value};
use serde_json::Value as Json;

/// The rule that an example breaks, told from its diagnostic notation or its first byte; `None` if it breaks none.
fn broken_rule(example: &Json, bytes: &[u8]) -> Option<ErrorKind> {
    let diagnostic = example.get("diagnostic").and_then(Json::as_str).unwrap_or_default();
    let first = bytes.first().copied().unwrap_or_default();
    if diagnostic.starts_with("simple(") {
        Some(ErrorKind::ReservedSimple)
    } else if matches!(first, 0xf9..=0xfb) {
        Some(ErrorKind::Float)
    } else if matches!(first, 0xc0..=0xdf) {
        Some(ErrorKind::Tag)
    } else if example.get("roundtrip") == Some(&Json::Bool(false)) {
        Some(ErrorKind::IndefiniteLength)
    } else {
        None
    }
}

/// The diagnostic notation of a value (RFC 8949 §8).
fn diagnostic(value: Value<'_>) -> Result<String, Error> {
    Ok(match value.kind() {
        Kind::Unsigned | Kind::Negative => value.integer()?.to_string(),
        Kind::Bytes => {
            let digits: String = value.bytes()?.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("h'{digits}'")
        }
        Kind::Text => Json::from(value.text()?).to_string(),
        Kind::Array => {
            let items: Result<Vec<_>, _> = value.array()?.map(|item| diagnostic(item?)).collect();
            format!("[{}]", items?.join(", "))
        }
        Kind::Map => {
            let entries = value.map()?.map(|entry| {
                let (key, value) = entry?;
                Ok(format!("{}: {}", diagnostic(key)?, diagnostic(value)?))
            });
            format!("{{{}}}", entries.collect::<Result<Vec<_>, _>>()?.join(", "))
        }
        Kind::Boolean => value.boolean()?.to_string(),
        Kind::Null => "null".to_owned(),
        Kind::Undefined => "undefined".to_owned(),
    })
}

/// The diagnostic notation of what an example gives as JSON.
fn diagnostic_of_json(json: &Json) -> String {
    match json {
        // -2^64 is not an integer to JSON, but exactly a float.
        Json::Number(number) => match number.as_i128() {
            Some(number) => number.to_string(),
            None => format!("{:.0}", number.as_f64().unwrap_or_default()),
        },
        Json::Array(items) => {
            format!("[{}]", items.iter().map(diagnostic_of_json).collect::<Vec<_>>().join(", "))
        }
        Json::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", Json::from(key.as_str()), diagnostic_of_json(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Json::Null | Json::Bool(_) | Json::String(_) => json.to_string(),
    }
}

#[test]
fn accepts_or_refuses_every_example() {
    let shared = std::env::var("COUNTERSIGN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let path = Path::new(&shared).join("vectors/cbor/appendix_a.json");
    let Ok(text) = std::fs::read(&path) else {
        assert_ne!(std::env::var("COUNTERSIGN_REQUIRE_ALL").as_deref(), Ok("1"), "no {}", path.display());
        println!("SKIPPED: no {}", path.display());
        return;
    };
    let examples: Vec<Json> = serde_json::from_slice(&text).unwrap();
    let mut refused = 0;
    for example in &examples {
        let bytes = STANDARD.decode(example["cbor"].as_str().unwrap()).unwrap();
        let decoded = Value::decode(&bytes, MapOrder::Enforced);
        match (broken_rule(example, &bytes), decoded) {
            (Some(kind), Err(error)) => {
                assert_eq!(error.kind(), kind, "{example}");
                refused += 1;
            }
            (None, Ok(decoded)) => {
                let expected = match example.get("decoded") {
                    Some(json) => diagnostic_of_json(json),
                    None => example["diagnostic"].as_str().unwrap().to_owned(),
                };
                assert_eq!(diagnostic(decoded.value()), Ok(expected));
            }
            (expected, decoded) => panic!("{example}: expected {expected:?}, got {decoded:?}"),
        }
    }
    println!("{} examples: {} accepted, {refused} refused", examples.len(), examples.len() - refused);
    assert_eq!((examples.len(), refused), (82, 44));
}
