//! Chains of Android key attestation: whether each leads to its root, and what the description of its key says.
//!
//! # Source
//! [android/keyattestation](https://github.com/android/keyattestation), test data

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_cose::Crypto;
use countersign_x509::{
    AttestationApplicationId, AuthorizationList, AuthorizationTag, AuthorizationValue, Certificate,
    KeyDescription, PathContext, PathError, PathOptions, Revocation, RootOfTrust, SecurityLevel, TrustAnchor,
    VerifiedBootState, decode_pem, verify_path,
};
use serde_json::{Map, Value, json};

use crate::error::{Error, Place, Problem};
use crate::outcome::{Expected, Got, Outcome, Test};
use crate::suites::{text, unexpected};
use crate::{folder, rfc3339};

const ENTRY: &str = "index";

/// The names of members that differ from those of tags.
const NAMES: [(&str, &str); 6] = [
    ("purpose", "purposes"),
    ("algorithm", "algorithms"),
    ("blockMode", "blockModes"),
    ("digest", "digests"),
    ("padding", "paddings"),
    ("mgfDigest", "rsaOaepMgfDigests"),
];

/// Tags that the expected fields never have: what wrote them reads none of these.
const NOT_COMPARED: [&str; 1] = ["userSecureId"];

/// The member that says whether tags are in order. Older files do not have it, and then it is not compared.
const ORDER: &str = "areTagsOrdered";

/// A chain that is about its signatures alone: what its leaf has in the place of a description is none.
const WITHOUT_DESCRIPTION: &str = "p256_sha384_intermediate.pem";

/// Whether an entry of an index is one of these chains.
pub(super) fn is_entry(entry: &Value) -> bool {
    entry.get("chain").is_some()
}

/// Judges one chain of an index in this folder.
pub(super) fn run(folder: &Path, name: &str, entry: &Value, crypto: &dyn Crypto) -> Result<Test, Error> {
    let chain = text(ENTRY, entry, "chain")?;
    let expected = entry.get("links_verify").and_then(Value::as_bool);
    let expected = expected.ok_or_else(|| unexpected(ENTRY, "links_verify", "true or false"))?;
    let certificates = certificates(folder, chain)?;
    let verdict = path_verdict(folder, entry, &certificates, crypto)?;
    let differing = match entry.get("expected_fields").and_then(Value::as_str) {
        Some(file) => differing_fields(folder, file, &certificates)?,
        None if chain == WITHOUT_DESCRIPTION => {
            leaf_description(&certificates).ok().map(|_| "has a description, take it off the list".to_owned())
        }
        // What is expected of the others is that they can be read.
        None => leaf_description(&certificates).err(),
    };
    let outcome = match (&verdict, differing) {
        (_, Some(differing)) => Outcome::Failed(differing),
        (Ok(()), None) if !expected => Outcome::Failed("expected reject, got accept".to_owned()),
        (Err(error), None) if expected => Outcome::Failed(format!("expected accept, got reject: {error}")),
        (Ok(()) | Err(_), None) => Outcome::Passed,
    };
    let got = Got::verdict(verdict.is_ok(), verdict.err().map(|error| error.to_string()));
    let expected = Expected { accept: Some(expected), step: None };
    Ok(Test::new(format!("{name}/{chain}"), expected, got, outcome))
}

/// The certificates of a file.
fn certificates(folder: &Path, file: &str) -> Result<Vec<Vec<u8>>, Error> {
    let unreadable = || unexpected(ENTRY, "chain", "a file of certificates in PEM");
    let text = folder::read_beside(folder, file).ok_or_else(unreadable)?;
    decode_pem("CERTIFICATE", &text).filter(|found| !found.is_empty()).ok_or_else(unreadable)
}

/// Whether a chain leads to the root that its entry names, or else to its own last certificate: as the path of an Android
/// key, and if that cannot be, as a chain that was put into the device in a factory and cannot be replaced there, as those
/// who expect something of these chains judge them all.
fn path_verdict(
    folder: &Path,
    entry: &Value,
    chain: &[Vec<u8>],
    crypto: &dyn Crypto,
) -> Result<Result<(), PathError>, Error> {
    let roots = match entry.get("root").and_then(Value::as_str) {
        Some(file) => certificates(folder, file)?,
        None => chain.last().cloned().into_iter().collect(),
    };
    let unusable = |_| unexpected(ENTRY, "chain", "certificates that can be read");
    let anchors: Vec<_> = roots
        .iter()
        .map(|root| TrustAnchor::from_certificate(root))
        .collect::<Result<_, _>>()
        .map_err(unusable)?;
    let path: Vec<_> =
        chain.iter().map(|der| Certificate::parse(der)).collect::<Result<_, _>>().map_err(unusable)?;
    let at = rfc3339::parse(text(ENTRY, entry, "at")?).ok_or_else(|| unexpected(ENTRY, "at", "a time"))?;
    let judge = |options| {
        let context = PathContext { at: at.seconds(), options, revocation: &Revocation::NONE };
        verify_path(&path, &anchors, &context, crypto).map(|_| ())
    };
    let of_android = PathOptions::default().for_android_key();
    Ok(judge(of_android)
        .or_else(|error| judge(of_android.accept_android_factory_chains()).map_err(|_| error)))
}

fn leaf_description(chain: &[Vec<u8>]) -> Result<Value, String> {
    let leaf = chain.first().map(Vec::as_slice).unwrap_or_default();
    let leaf = Certificate::parse(leaf).map_err(|error| error.to_string())?;
    let description = leaf.key_description().map_err(|error| error.to_string())?;
    let description = description.ok_or("the leaf does not describe its key")?;
    fields(&description).map_err(|error| error.to_string())
}

/// The first field that is another than the file says, in words.
fn differing_fields(folder: &Path, file: &str, chain: &[Vec<u8>]) -> Result<Option<String>, Error> {
    let unreadable = || unexpected(ENTRY, "expected_fields", "a file of JSON");
    let text = folder::read_beside(folder, file).ok_or_else(unreadable)?;
    let expected: Value = serde_json::from_str(&text).map_err(|error| Error::not_json(&error))?;
    let got = match leaf_description(chain) {
        Ok(got) => got,
        Err(problem) => return Ok(Some(problem)),
    };
    let (Some(expected), Some(got)) = (expected.as_object(), got.as_object()) else {
        return Err(Error::new(Place::Document, Problem::Unexpected { expected: "an object" }));
    };
    Ok(difference(expected, got))
}

/// The first member that only one of two objects has, or that differs; of objects inside, the first of theirs.
fn difference(expected: &Map<String, Value>, got: &Map<String, Value>) -> Option<String> {
    let names = expected.keys().chain(got.keys().filter(|name| !expected.contains_key(*name)));
    for name in names {
        let (expected, got) = (expected.get(name), got.get(name));
        if expected == got || (name == ORDER && expected.is_none()) {
            continue;
        }
        if let (Some(Value::Object(expected)), Some(Value::Object(got))) = (expected, got) {
            match difference(expected, got) {
                Some(difference) => return Some(format!("{name}: {difference}")),
                None => continue,
            }
        }
        let shown = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), Value::to_string);
        return Some(format!("{name}: expected {}, got {}", shown(expected), shown(got)));
    }
    None
}

/// A description in the form of the expected fields.
fn fields(description: &KeyDescription<'_>) -> Result<Value, countersign_x509::Error> {
    let authorizations = description.authorizations()?;
    Ok(json!({
        "attestationVersion": description.attestation_version().to_string(),
        "attestationSecurityLevel": level(description.attestation_security_level()),
        "keyMintVersion": description.key_mint_version().to_string(),
        "keyMintSecurityLevel": level(description.key_mint_security_level()),
        "attestationChallenge": STANDARD.encode(description.attestation_challenge()),
        "uniqueId": STANDARD.encode(description.unique_id()),
        "softwareEnforced": list(authorizations.software_enforced())?,
        "hardwareEnforced": list(authorizations.hardware_enforced())?,
    }))
}

const fn level(level: SecurityLevel) -> &'static str {
    match level {
        SecurityLevel::Software => "SOFTWARE",
        SecurityLevel::TrustedEnvironment => "TRUSTED_ENVIRONMENT",
        SecurityLevel::StrongBox => "STRONG_BOX",
        SecurityLevel::Unknown(_) | _ => "unknown",
    }
}

fn list(list: &AuthorizationList<'_>) -> Result<Value, countersign_x509::Error> {
    let mut members = Map::new();
    for (tag, value) in list.iter() {
        let name = tag.name().unwrap_or_default();
        if NOT_COMPARED.contains(&name) {
            continue;
        }
        let name = member(name);
        let value = match (*tag, value) {
            (AuthorizationTag::ORIGIN, AuthorizationValue::Integer(0)) => json!("GENERATED"),
            (AuthorizationTag::ATTESTATION_APPLICATION_ID, _) => list
                .attestation_application_id()?
                .map_or(Value::Null, |application| application_id(&application)),
            (AuthorizationTag::MODULE_HASH, AuthorizationValue::Octets(hash)) => json!(STANDARD.encode(hash)),
            (_, AuthorizationValue::Integer(number)) => json!(number.to_string()),
            (_, AuthorizationValue::Integers(numbers)) => {
                numbers.iter().map(|number| number.to_string()).collect()
            }
            (_, AuthorizationValue::Null) => json!(true),
            (_, AuthorizationValue::Octets(text)) => json!(String::from_utf8_lossy(text)),
            (_, AuthorizationValue::RootOfTrust(root)) => root_of_trust(root),
            (_, _) => Value::Null,
        };
        members.insert(name.to_owned(), value);
    }
    members.insert(ORDER.to_owned(), json!(list.is_ascending()));
    Ok(Value::Object(members))
}

/// The member that stands for a tag.
fn member(tag: &'static str) -> &'static str {
    NAMES.iter().find(|(of_tag, _)| *of_tag == tag).map_or(tag, |(_, name)| *name)
}

fn application_id(application: &AttestationApplicationId<'_>) -> Value {
    let packages = application.packages().iter().map(|package| {
        json!({ "name": String::from_utf8_lossy(package.name()), "version": package.version().to_string() })
    });
    let signatures = application.signature_digests().iter().map(|digest| json!(STANDARD.encode(digest)));
    json!({ "packages": packages.collect::<Value>(), "signatures": signatures.collect::<Value>() })
}

fn root_of_trust(root: &RootOfTrust<'_>) -> Value {
    let mut members = Map::new();
    let state = match root.verified_boot_state() {
        VerifiedBootState::Verified => "VERIFIED",
        VerifiedBootState::SelfSigned => "SELF_SIGNED",
        VerifiedBootState::Unverified => "UNVERIFIED",
        VerifiedBootState::Failed => "FAILED",
        VerifiedBootState::Unknown(_) | _ => "unknown",
    };
    members.insert("verifiedBootKey".to_owned(), json!(STANDARD.encode(root.verified_boot_key())));
    members.insert("deviceLocked".to_owned(), json!(root.device_locked()));
    members.insert("verifiedBootState".to_owned(), json!(state));
    if let Some(hash) = root.verified_boot_hash() {
        members.insert("verifiedBootHash".to_owned(), json!(STANDARD.encode(hash)));
    }
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list with every field, of which there is no certificate.
    #[test]
    fn accepts_every_field_that_a_list_can_have() {
        let shared = std::env::var("COUNTERSIGN_SHARED")
            .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
        let folder = Path::new(&shared).join("vectors/android-keyattestation");
        let Some(text) = folder::read_beside(&folder, "complete_authlist.json") else {
            assert_ne!(
                std::env::var("COUNTERSIGN_REQUIRE_ALL").as_deref(),
                Ok("1"),
                "no {}",
                folder.display()
            );
            println!("SKIPPED: no {}", folder.display());
            return;
        };
        let description: Value = serde_json::from_str(&text).unwrap();
        let list = description["softwareEnforced"].as_object().unwrap();
        let known: Vec<_> =
            AuthorizationTag::known().filter_map(AuthorizationTag::name).map(member).collect();
        let unknown: Vec<_> =
            list.keys().filter(|name| *name != ORDER && !known.contains(&name.as_str())).collect();
        assert_eq!(unknown, Vec::<&String>::new());
        assert!(list.len() >= 38, "{}", list.len());
    }

    #[test]
    fn refuses_fields_that_differ_or_are_of_one_side_alone() {
        let differing =
            |expected: Value, got: Value| difference(expected.as_object().unwrap(), got.as_object().unwrap());
        let nothing = json!({ "a": { "b": "1" } });
        assert_eq!(differing(nothing.clone(), nothing.clone()), None);
        assert_eq!(
            differing(nothing.clone(), json!({ "a": { "b": "2" } })).as_deref(),
            Some("a: b: expected \"1\", got \"2\"")
        );
        assert_eq!(
            differing(nothing.clone(), json!({ "a": { "b": "1", "c": true } })).as_deref(),
            Some("a: c: expected nothing, got true")
        );
        assert_eq!(differing(nothing, json!({})).as_deref(), Some("a: expected {\"b\":\"1\"}, got nothing"));
        assert_eq!(differing(json!({}), json!({ ORDER: true })), None);
        assert!(differing(json!({ ORDER: true }), json!({ ORDER: false })).is_some());
    }
}
