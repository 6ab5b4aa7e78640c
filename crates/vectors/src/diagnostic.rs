//! CBOR in words.

use countersign_cbor::{Error, Kind, Value};

/// The diagnostic notation of a value. Byte strings longer than `most` bytes are given by their length.
///
/// # Errors
/// None for a value that was decoded: it was checked as a whole.
///
/// # Source
/// [RFC 8949 §8](https://www.rfc-editor.org/rfc/rfc8949#section-8)
pub fn diagnostic(value: Value<'_>, most: usize) -> Result<String, Error> {
    Ok(match value.kind() {
        Kind::Unsigned | Kind::Negative => value.integer()?.to_string(),
        Kind::Bytes => {
            let bytes = value.bytes()?;
            if bytes.len() > most {
                format!("{} bytes", bytes.len())
            } else {
                format!("h'{}'", crate::hex::encode(bytes))
            }
        }
        Kind::Text => serde_json::Value::from(value.text()?).to_string(),
        Kind::Array => {
            let items: Result<Vec<_>, _> = value.array()?.map(|item| diagnostic(item?, most)).collect();
            format!("[{}]", items?.join(", "))
        }
        Kind::Map => {
            let entries = value.map()?.map(|entry| {
                let (key, value) = entry?;
                Ok(format!("{}: {}", diagnostic(key, most)?, diagnostic(value, most)?))
            });
            format!("{{{}}}", entries.collect::<Result<Vec<_>, _>>()?.join(", "))
        }
        Kind::Boolean => value.boolean()?.to_string(),
        Kind::Null => "null".to_owned(),
        Kind::Undefined => "undefined".to_owned(),
    })
}
