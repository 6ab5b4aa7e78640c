//! The examples of RFC 8949 appendix A: each is accepted with its value, or refused for the rule that it breaks.
//!
//! # Source
//! [RFC 8949 appendix A](https://www.rfc-editor.org/rfc/rfc8949#appendix-A)

use countersign_cbor::{ErrorKind, MapOrder, Value as Cbor};
use serde_json::Value;

use crate::diagnostic::diagnostic;
use crate::error::Error;
use crate::outcome::{Expected, Got, Outcome, Test};
use crate::suites::{bytes, text, unexpected};

const SECTION: &str = "appendix_a";

/// Whether a document is a list of examples.
pub(crate) fn is_appendix(document: &Value) -> bool {
    let examples = document.as_array().filter(|examples| !examples.is_empty());
    examples.is_some_and(|examples| {
        examples.iter().all(|example| example.get("hex").is_some() && example.get("roundtrip").is_some())
    })
}

/// Runs every example.
pub(crate) fn run(name: &str, document: &Value) -> Result<Vec<Test>, Error> {
    let examples = document.as_array().ok_or_else(|| unexpected(SECTION, "", "a list"))?;
    examples.iter().map(|example| run_example(name, example)).collect()
}

fn run_example(name: &str, example: &Value) -> Result<Test, Error> {
    let id = format!("{name}/{}", text(SECTION, example, "hex")?);
    let encoded = bytes(SECTION, example, "hex")?;
    let broken = broken_rule(example, &encoded);
    let decoded = Cbor::decode(&encoded, MapOrder::Enforced)
        .and_then(|decoded| diagnostic(decoded.value(), usize::MAX));
    let expected = match (broken, example.get("decoded")) {
        (Some(kind), _) => Err(kind),
        (None, Some(json)) => Ok(diagnostic_of_json(json)),
        (None, None) => Ok(text(SECTION, example, "diagnostic")?.to_owned()),
    };
    let outcome = match (&expected, &decoded) {
        (Ok(expected), Ok(got)) if expected == got => Outcome::Passed,
        (Err(expected), Err(got)) if *expected == got.kind() => Outcome::Passed,
        (Ok(expected), got) => Outcome::Failed(format!("expected {expected}, got {got:?}")),
        (Err(expected), got) => Outcome::Failed(format!("expected reject for {expected:?}, got {got:?}")),
    };
    let cause = decoded.as_ref().err().map(ToString::to_string);
    let expected = Expected { accept: Some(expected.is_ok()), step: None };
    Ok(Test::new(id, expected, Got::verdict(decoded.is_ok(), cause), outcome))
}

/// The rule that an example breaks, told from its diagnostic notation or its first byte; none if it breaks none.
fn broken_rule(example: &Value, bytes: &[u8]) -> Option<ErrorKind> {
    let diagnostic = example.get("diagnostic").and_then(Value::as_str).unwrap_or_default();
    let first = bytes.first().copied().unwrap_or_default();
    if diagnostic.starts_with("simple(") {
        Some(ErrorKind::ReservedSimple)
    } else if matches!(first, 0xf9..=0xfb) {
        Some(ErrorKind::Float)
    } else if matches!(first, 0xc0..=0xdf) {
        Some(ErrorKind::Tag)
    } else if example.get("roundtrip") == Some(&Value::Bool(false)) {
        Some(ErrorKind::IndefiniteLength)
    } else {
        None
    }
}

/// The diagnostic notation of what an example gives as JSON.
fn diagnostic_of_json(json: &Value) -> String {
    match json {
        // -2^64 is not an integer to JSON, but exactly a float.
        Value::Number(number) => match number.as_i128() {
            Some(number) => number.to_string(),
            None => format!("{:.0}", number.as_f64().unwrap_or_default()),
        },
        Value::Array(items) => {
            format!("[{}]", items.iter().map(diagnostic_of_json).collect::<Vec<_>>().join(", "))
        }
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), diagnostic_of_json(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => json.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn outcome(example: Value) -> Outcome {
        run("a", &json!([example])).unwrap().remove(0).outcome().clone()
    }

    #[test]
    fn accepts_the_value_and_refuses_another() {
        assert_eq!(outcome(json!({ "hex": "01", "roundtrip": true, "decoded": 1 })), Outcome::Passed);
        let other = outcome(json!({ "hex": "01", "roundtrip": true, "decoded": 2 }));
        assert_eq!(other, Outcome::Failed("expected 2, got Ok(\"1\")".to_owned()));
    }

    #[test]
    fn refuses_a_rule_that_is_not_broken() {
        let outcome = outcome(json!({ "hex": "01", "roundtrip": false, "decoded": 1 }));
        let line = "expected reject for IndefiniteLength, got Ok(\"1\")".to_owned();
        assert_eq!(outcome, Outcome::Failed(line));
    }
}
