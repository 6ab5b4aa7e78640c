//! x509-limbo: certificates, anchors and revocation lists, and whether a path is there.
//!
//! A case gives certificates without an order, and our validator takes a path in its order: so every order that names link
//! is tried, up to a bound. Server names and purposes of a case are not looked at.
//!
//! # Source
//! [x509-limbo](https://x509-limbo.com)

use countersign_cose::Crypto;
use countersign_x509::{
    Certificate, MAX_CHAIN_LENGTH, PathContext, PathOptions, Revocation, RevocationList, TrustAnchor,
    decode_pem, verify_path,
};
use serde_json::Value;

use crate::error::Error;
use crate::outcome::{Deviation, Expected, Got, Outcome, Test};
use crate::rfc3339;
use crate::suites::{array, text, unexpected};

const CASE: &str = "testcases";

/// When certificates are judged where a case does not say: 2024-01-01T00:00:00Z, when all of them are valid that should be.
const AT: i64 = 1_704_067_200;

/// Most paths that are tried for one case. The pathological ones have more than could ever be.
const MAX_PATHS: usize = 64;

/// An anchor is a name and a key that the caller trusts: nothing else of its certificate counts.
const ANCHOR: &str =
    "an anchor is a name and a key: its certificate may be expired, or no authority by its extensions";

/// The cases that are judged otherwise than they expect, on purpose.
const DIFFERENCES: &[Deviation] = &[
    Deviation { id: "rfc5280::validity::expired-root", reason: ANCHOR },
    Deviation { id: "rfc5280::unknown-critical-extension-root", reason: ANCHOR },
    Deviation { id: "rfc5280::root-missing-basic-constraints", reason: ANCHOR },
    Deviation { id: "rfc5280::root-non-critical-basic-constraints", reason: ANCHOR },
    Deviation { id: "rfc5280::root-inconsistent-ca-extensions", reason: ANCHOR },
    Deviation {
        id: "rfc5280::leaf-ku-keycertsign",
        reason: "a leaf signs no certificate here, so that what it says of doing so is not looked at",
    },
];

/// Runs every case; `name` is that of the folder and the file, without its ending.
pub(crate) fn run(name: &str, document: &Value, crypto: &dyn Crypto) -> Result<Vec<Test>, Error> {
    array(CASE, document, "testcases")?.iter().map(|case| run_case(name, case, crypto)).collect()
}

fn run_case(name: &str, case: &Value, crypto: &dyn Crypto) -> Result<Test, Error> {
    let id = text(CASE, case, "id")?;
    let expected = match text(CASE, case, "expected_result")? {
        "SUCCESS" => true,
        "FAILURE" => false,
        _ => return Err(unexpected(CASE, "expected_result", "SUCCESS or FAILURE")),
    };
    let verdict = judge(&Case::read(case)?, crypto);
    let difference = DIFFERENCES.iter().find(|difference| difference.id == id);
    let outcome = match (verdict.is_ok() == expected, difference) {
        (true, None) => Outcome::Passed,
        (false, Some(difference)) => Outcome::Deviates(difference.reason),
        (true, Some(_)) => Outcome::Failed("no longer deviates, take it off the list".to_owned()),
        (false, None) => {
            let words = |accept| if accept { "accept" } else { "reject" };
            let why = verdict.as_ref().err().map(|why| format!(": {why}")).unwrap_or_default();
            Outcome::Failed(format!("expected {}, got {}{why}", words(expected), words(!expected)))
        }
    };
    let expected = Expected { accept: Some(expected), step: None };
    Ok(Test::new(format!("{name}/{id}"), expected, Got::verdict(verdict.is_ok(), verdict.err()), outcome))
}

/// What a case gives, in DER.
struct Case {
    leaf: Vec<u8>,
    pool: Vec<Vec<u8>>,
    roots: Vec<Vec<u8>>,
    lists: Vec<Vec<u8>>,
    at: i64,
}

impl Case {
    fn read(case: &Value) -> Result<Self, Error> {
        let decoded = |member: &'static str, label: &str, item: &Value| {
            let objects = item.as_str().and_then(|text| decode_pem(label, text));
            objects.and_then(|mut objects| objects.pop()).ok_or_else(|| unexpected(CASE, member, "PEM"))
        };
        let list = |member: &'static str, label: &str| -> Result<Vec<Vec<u8>>, Error> {
            let items = array(CASE, case, member)?;
            items.iter().map(|item| decoded(member, label, item)).collect()
        };
        let at = match case.get("validation_time").and_then(Value::as_str) {
            // In UTC, and perhaps with a fraction of a second, which no certificate has.
            Some(time) => {
                let second = time.split(['.', '+']).next().unwrap_or_default();
                let time = rfc3339::parse(&format!("{second}Z"));
                time.ok_or_else(|| unexpected(CASE, "validation_time", "a time"))?.seconds()
            }
            None => AT,
        };
        Ok(Self {
            leaf: decoded(
                "peer_certificate",
                "CERTIFICATE",
                case.get("peer_certificate").unwrap_or(&Value::Null),
            )?,
            pool: list("untrusted_intermediates", "CERTIFICATE")?,
            roots: list("trusted_certs", "CERTIFICATE")?,
            lists: list("crls", "X509 CRL")?,
            at,
        })
    }
}

/// Whether one of the orders is a path, or why the last one that was tried is none.
fn judge(case: &Case, crypto: &dyn Crypto) -> Result<(), String> {
    // What cannot be read can neither vouch nor lead anywhere.
    let anchors: Vec<_> =
        case.roots.iter().filter_map(|root| TrustAnchor::from_certificate(root).ok()).collect();
    let pool: Vec<_> = case.pool.iter().filter_map(|der| Certificate::parse(der).ok()).collect();
    let leaf = Certificate::parse(&case.leaf).map_err(|error| error.to_string())?;
    let mut revocation = Revocation::NONE;
    for list in case.lists.iter().filter_map(|list| RevocationList::parse(list).ok()) {
        revocation = revocation.with_list(list);
    }
    if !case.lists.is_empty() {
        revocation = revocation.demand_status();
    }
    let context = PathContext { at: case.at, options: PathOptions::default(), revocation: &revocation };
    let mut verdict = Err("there is no path".to_owned());
    for path in paths(leaf, &pool) {
        verdict =
            verify_path(&path, &anchors, &context, crypto).map(|_| ()).map_err(|error| error.to_string());
        if verdict.is_ok() {
            break;
        }
    }
    verdict
}

/// The orders in which names lead on from the leaf, shorter ones first, up to a bound.
fn paths<'p>(leaf: Certificate<'p>, pool: &[Certificate<'p>]) -> Vec<Vec<Certificate<'p>>> {
    let mut found = vec![vec![leaf]];
    let mut at = 0;
    while let Some(path) = found.get(at).cloned() {
        at = at.saturating_add(1);
        let Some(last) = path.last() else { continue };
        for issuer in pool {
            let leads_on = issuer.subject().encoded() == last.issuer().encoded() && !path.contains(issuer);
            if leads_on && path.len() < MAX_CHAIN_LENGTH && found.len() < MAX_PATHS {
                found.push([path.as_slice(), core::slice::from_ref(issuer)].concat());
            }
        }
    }
    found
}
