//! The suites that are run: which one a document is of, and its tests.

use std::path::{Component, Path};

use countersign::Crypto;
use serde_json::Value;

use crate::error::{Error, Place, Problem};
use crate::judge::judge;
use crate::outcome::{Deviation, Test, compare};
use crate::schema::{VECTOR_SCHEMA, Vector};

mod android_key_attestation;
mod cbor;
mod limbo;
mod metadata;
mod prf;
mod wycheproof;

/// The schemas that can be run, for messages.
const SCHEMAS: &str = "countersign-vector/1 or countersign-prf/1";

/// Runs the tests of a JSON document, told by its `schema` or else by its shape; none if it is no suite that is known.
///
/// `crypto` computes. `name` begins the ids of tests that have no id of their own: the name of the folder and of the file, without its ending.
///
/// # Errors
/// A document that is not JSON, of an unknown schema, or not of the form of its suite.
pub fn run_document(
    name: &str,
    text: &str,
    deviations: &[Deviation],
    crypto: &'static dyn Crypto,
) -> Result<Option<Vec<Test>>, Error> {
    let document: Value = serde_json::from_str(text).map_err(|error| Error::not_json(&error))?;
    let schema = document.get("schema").and_then(Value::as_str).unwrap_or_default();
    let tests = match schema {
        VECTOR_SCHEMA => {
            let vector = Vector::from_json(text)?;
            vec![compare(&vector, &judge(&vector, crypto), deviations)]
        }
        prf::SCHEMA => vec![prf::run(&document, crypto)?],
        // One of ours that this version does not know. Other suites name schemas of their own.
        _ if schema.starts_with("countersign-") => return Err(unexpected("", "schema", SCHEMAS)),
        _ if document.get("testGroups").is_some() => wycheproof::run(name, &document, crypto)?,
        _ if document.get("testcases").is_some() => limbo::run(name, &document, crypto)?,
        _ if cbor::is_appendix(&document) => cbor::run(name, &document)?,
        _ => return Ok(None),
    };
    Ok(Some(tests))
}

/// The names of the files that an `index.json` lists; none for an entry that names no file, or one that is run with the index.
pub(crate) fn listed(text: &str) -> Result<Vec<Option<String>>, Error> {
    const INSIDE: &str = "a name of a file inside the folder";
    let document: Value = serde_json::from_str(text).map_err(|error| Error::not_json(&error))?;
    let entries = document
        .as_array()
        .ok_or_else(|| Error::new(Place::Document, Problem::Unexpected { expected: "a list of entries" }))?;
    let name = |(at, entry): (usize, &Value)| {
        let name = entry.get("file").and_then(Value::as_str);
        let is_inside = |name: &str| {
            let mut parts = Path::new(name).components();
            parts.all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
        };
        if name.is_none_or(is_inside) {
            return Ok(name.filter(|_| !metadata::is_entry(entry)).map(str::to_owned));
        }
        let place = Place::Member { section: "", name: "", index: Some(at) };
        Err(Error::new(place, Problem::Unexpected { expected: INSIDE }))
    };
    entries.iter().enumerate().map(name).collect()
}

/// The entries of an `index.json` that are run with it, and those that name no file, so that none is lost; others are files
/// of their own. `name` is that of the folder.
pub(crate) fn run_index(
    folder: &Path,
    name: &str,
    text: &str,
    crypto: &dyn Crypto,
) -> Result<Vec<Test>, Error> {
    let document: Value = serde_json::from_str(text).map_err(|error| Error::not_json(&error))?;
    let entries = document.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut tests = Vec::new();
    for (entry, listed) in entries.iter().zip(listed(text)?) {
        if android_key_attestation::is_entry(entry) {
            let test = android_key_attestation::run(folder, name, entry, crypto);
            let chain = entry.get("chain").and_then(Value::as_str).unwrap_or("unnamed");
            tests.push(
                test.unwrap_or_else(|error| Test::unusable(format!("{name}/{chain}"), error.to_string())),
            );
        } else if metadata::is_entry(entry) {
            let file = entry.get("file").and_then(Value::as_str).unwrap_or("unnamed");
            tests.extend(
                metadata::run(folder, name, entry, crypto).unwrap_or_else(|error| {
                    vec![Test::unusable(format!("{name}/{file}"), error.to_string())]
                }),
            );
        } else if listed.is_none() {
            tests.push(not_supported(name, "unnamed"));
        }
    }
    Ok(tests)
}

/// What an index lists and nobody can run.
pub(crate) fn not_supported(folder: &str, name: &str) -> Test {
    Test::skipped(format!("{folder}/{name}"), "listed in an index, in a form that is not supported")
}

const fn unexpected(section: &'static str, name: &'static str, expected: &'static str) -> Error {
    Error::new(Place::Member { section, name, index: None }, Problem::Unexpected { expected })
}

/// A list in a document of another's making; `section` says where errors see it.
fn array<'a>(section: &'static str, value: &'a Value, name: &'static str) -> Result<&'a [Value], Error> {
    let items = value.get(name).and_then(Value::as_array).map(Vec::as_slice);
    items.ok_or_else(|| unexpected(section, name, "a list"))
}

fn text<'a>(section: &'static str, value: &'a Value, name: &'static str) -> Result<&'a str, Error> {
    value.get(name).and_then(Value::as_str).ok_or_else(|| unexpected(section, name, "a string"))
}

/// A member that is written in hexadecimal digits.
fn bytes(section: &'static str, value: &Value, name: &'static str) -> Result<Vec<u8>, Error> {
    crate::hex::decode(text(section, value, name)?)
        .ok_or_else(|| unexpected(section, name, "hexadecimal digits"))
}
