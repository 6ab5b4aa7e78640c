//! `countersign-prf/1`: the extension `prf`, of which salt derivation is a relying party's business.
//!
//! # Source
//! [§10.1.4](https://www.w3.org/TR/webauthn-3/#prf-extension)

use countersign::{Crypto, prf_salt};
use countersign_wire::{Field, base64url};
use serde_json::Value;

use crate::error::Error;
use crate::outcome::{Expected, Got, Outcome, Test};
use crate::suites::{array, text, unexpected};

pub(crate) const SCHEMA: &str = "countersign-prf/1";

const SECTION: &str = "ctap2_hmac_secret.cases";

/// Compares the salts of every case with those derived from its inputs.
pub(crate) fn run(document: &Value, crypto: &dyn Crypto) -> Result<Test, Error> {
    let id = text("", document, "id")?.to_owned();
    let cases = document.get("ctap2_hmac_secret").unwrap_or(&Value::Null);
    let cases = array("ctap2_hmac_secret", cases, "cases")?;
    if cases.is_empty() {
        return Err(unexpected("ctap2_hmac_secret", "cases", "at least one"));
    }
    let mut differing = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        if !derives(case, crypto)? {
            differing.push(index);
        }
    }
    let accept = differing.is_empty();
    let outcome = if accept {
        Outcome::Passed
    } else {
        Outcome::Failed(format!("expected equal salts, got others in cases {differing:?}"))
    };
    let expected = Expected { accept: Some(true), step: None };
    let cause = (!accept).then(|| "the salts differ".to_owned());
    Ok(Test::new(id, expected, Got::verdict(accept, cause), outcome))
}

/// Whether the salts of a case are those of its inputs.
fn derives(case: &Value, crypto: &dyn Crypto) -> Result<bool, Error> {
    let salts = array(SECTION, case, "salts")?;
    let evaluated = case.get("eval").ok_or_else(|| unexpected(SECTION, "eval", "an object"))?;
    let inputs: Vec<&Value> =
        [evaluated.get("first"), evaluated.get("second")].into_iter().flatten().collect();
    if inputs.is_empty() {
        return Err(unexpected(SECTION, "eval", "first, and perhaps second"));
    }
    let mut equal = inputs.len() == salts.len();
    for (input, salt) in inputs.into_iter().zip(salts) {
        equal &= prf_salt(&decoded(input, "eval")?, crypto).as_slice() == decoded(salt, "salts")?;
    }
    Ok(equal)
}

fn decoded(value: &Value, name: &'static str) -> Result<Vec<u8>, Error> {
    let bytes = value.as_str().map(|text| base64url::decode(text, Field::Extensions, text.len()));
    bytes.and_then(Result::ok).ok_or_else(|| unexpected(SECTION, name, "base64url without padding"))
}

#[cfg(test)]
mod tests {
    use countersign::RUST_CRYPTO;
    use serde_json::json;

    use super::*;

    fn document(salt: &[u8]) -> Value {
        let case = json!({ "eval": { "first": "AQID" }, "salts": [base64url::encode(salt)] });
        json!({ "schema": SCHEMA, "id": "prf", "ctap2_hmac_secret": { "cases": [case] } })
    }

    #[test]
    fn accepts_derived_salts() {
        let test = run(&document(&prf_salt(&[1, 2, 3], &RUST_CRYPTO)), &RUST_CRYPTO).unwrap();
        assert_eq!((test.id(), test.outcome()), ("prf", &Outcome::Passed));
    }

    #[test]
    fn refuses_other_salts() {
        let test = run(&document(&[1; 32]), &RUST_CRYPTO).unwrap();
        let line = "expected equal salts, got others in cases [0]".to_owned();
        assert_eq!(test.outcome(), &Outcome::Failed(line));
    }

    #[test]
    fn refuses_a_document_without_cases() {
        let error =
            run(&json!({ "id": "prf", "ctap2_hmac_secret": { "cases": [] } }), &RUST_CRYPTO).unwrap_err();
        assert_eq!(error.to_string(), "ctap2_hmac_secret.cases: expected at least one");
    }
}
