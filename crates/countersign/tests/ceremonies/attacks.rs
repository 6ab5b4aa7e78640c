//! `docs/attacks.md`: written from the list of attacks, the tests that name them, and `docs/attacks-not-applicable.txt`.
//!
//! A test names an attack by its id, in a comment above it or in the field of a row. Whether an id stands in a file is all
//! that is looked at here; whether the test deserves it is for people to judge.

use core::fmt::Write as _;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

/// The areas of the list that these crates have to answer for.
const AREAS: [&str; 19] = [
    "client-data",
    "authenticator-data",
    "cbor",
    "cose",
    "signature",
    "ceremony",
    "policy",
    "attestation:none",
    "attestation:packed",
    "attestation:tpm",
    "attestation:android-key",
    "attestation:android-safetynet",
    "attestation:fido-u2f",
    "attestation:apple",
    "attestation:compound",
    "x509",
    "dos",
    "server",
    "mds",
];

/// Where a ceremony refuses what the tests of an area look at by itself, before it is a step.
const STEPS_OF_PARTS: [(&str, &str); 4] = [
    ("client-data", "7.1.6, 7.2.9"),
    ("cose", "7.1.13"),
    ("signature", "7.2.21, and the step of each statement that verifies its signature"),
    ("x509", "7.1.24.c, or where the format reads the certificate"),
];

/// How many tests are named for one attack; the others are counted.
const NAMED: usize = 2;

const HEAD: &str = "# Which attacks are shown to fail, and by which tests

Written from the ids in the tests and from `attacks-not-applicable.txt` beside this file; do not edit. A test fails when it
is not current, and for an attack that stands in neither. After a change of tests:

```sh
COUNTERSIGN_BLESS=1 cargo test -p countersign --test ceremonies attacks
```

A test names an attack by its id, in a comment above it or in a row of a table: search the sources for the id. Files
are below `crates/`, and `ceremonies/` is `countersign/tests/ceremonies/`. The step that refuses is that of
the rows, or those that the tests name; where tests look at a part by itself, it is where a ceremony looks at that part.
Some attacks change nothing that matters: what was attacked is accepted, noted or ignored as it should be. `docs/lies.md` has
the same the other way round: what the virtual authenticator can do wrong, and the step that refuses it.
";

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The ids of each area, in the order of the list; nothing where the list is not there and may be missing.
fn listed() -> Option<Vec<(&'static str, Vec<String>)>> {
    let root =
        std::env::var("COUNTERSIGN_SHARED").map_or_else(|_| workspace().join("../shared"), PathBuf::from);
    let file = root.join("spec/attacks.json");
    if !file.exists() {
        let required = std::env::var("COUNTERSIGN_REQUIRE_ALL").is_ok_and(|value| value == "1");
        assert!(!required, "{} is missing", file.display());
        println!("skipped: {} is missing", file.display());
        return None;
    }
    let attacks: Vec<Json> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let of = |area: &'static str| {
        let ids = attacks.iter().filter(|attack| attack["area"] == area);
        (area, ids.map(|attack| attack["id"].as_str().unwrap().to_owned()).collect())
    };
    Some(AREAS.map(of).to_vec())
}

/// The Rust sources below a folder, in order. Tests stand in `tests/` and at the foot of files; a lie of the virtual
/// authenticator may have the name of an attack and is no test.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    if folder.ends_with("authenticator/src/lie") {
        return;
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("attacks.rs")
        {
            files.push(path);
        }
    }
}

/// The tests that name an id.
type Places = BTreeMap<String, Vec<Place>>;

/// A test: its file, its name or that of the row, and the step at which the row is refused, or those that the test names.
#[derive(PartialEq, Eq)]
struct Place {
    path: String,
    test: String,
    steps: Vec<String>,
}

/// The words of a line that could be ids.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|character: char| !character.is_ascii_alphanumeric() && character != '-')
        .filter(|word| word.contains('-'))
}

/// The name of a row that is given in this line.
fn row_name(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("name: \"")?.split('"').next()
}

/// The name of a function that begins in this line.
fn function_name(line: &str) -> Option<&str> {
    let line = line.trim_start();
    line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?.split(['(', '<']).next()
}

/// What an id in this line belongs to: the row whose name stands above it; of a comment, the test below that it stands
/// before, or the one that it stands in.
fn owner(lines: &[&str], at: usize) -> Option<String> {
    if !lines[at].trim_start().starts_with("//") {
        let row = lines[at.saturating_sub(2)..=at].iter().rev().find_map(|line| row_name(line));
        let test = lines[at..].iter().find_map(|line| function_name(line));
        return row.or(test).map(str::to_owned);
    }
    let is_between =
        |line: &&&str| line.trim_start().starts_with("//") || line.trim_start().starts_with("#[");
    let below = lines[at..].iter().find(|line| !is_between(line)).and_then(|line| function_name(line));
    let around = || lines[..at].iter().rev().find_map(|line| function_name(line));
    below.or_else(around).map(str::to_owned)
}

/// The ids of steps that a test names in its body.
fn steps_of_test(lines: &[&str], test: &str) -> Vec<String> {
    let start = lines.iter().position(|line| function_name(line) == Some(test));
    let Some(start) = start else { return Vec::new() };
    let indentation = lines[start].split("fn ").next().unwrap_or_default();
    let last = format!("{indentation}}}");
    let body = lines[start..]
        .iter()
        .take_while(|line| **line != last)
        .flat_map(|line| line.split('"').skip(1).step_by(2));
    body.filter(|text| is_step(text)).map(str::to_owned).collect()
}

/// The chapters that have steps and rules: an address of IPv4 has other numbers.
const CHAPTERS: [&str; 7] = ["2.4.", "5.", "6.", "7.1.", "7.2.", "8.", "10."];

/// Whether a text looks like the id of a step: `6.5.1.r8`, `7.1.22/8.2.v2.a`.
fn is_step(text: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && part.len() <= 3 && part.chars().all(|c| c.is_ascii_alphanumeric());
    text.split('/').all(|id| id.split('.').count() >= 3 && id.split('.').all(is_part))
        && CHAPTERS.iter().any(|chapter| text.starts_with(chapter))
}

/// The step that a row in whose `attack` this line stands is refused at.
fn step(lines: &[&str], at: usize) -> Option<String> {
    if lines[at].trim_start().starts_with("//") {
        return None;
    }
    let row = lines[at..].iter().take_while(|line| !line.starts_with("    },"));
    let refused = row.filter_map(|line| line.trim_start().strip_prefix("expect: Refused(\""));
    refused.filter_map(|rest| rest.split('"').next()).map(str::to_owned).next()
}

fn places(ids: &[String]) -> Places {
    let mut files = Vec::new();
    sources(&workspace().join("crates"), &mut files);
    let mut places = Places::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let path = file.strip_prefix(workspace().join("crates")).unwrap().to_str().unwrap();
        let path = path.replace("countersign/tests/ceremonies/", "ceremonies/");
        for (at, line) in lines.iter().enumerate() {
            for word in words(line).filter(|word| ids.iter().any(|id| id == word)) {
                let owner = owner(&lines, at).unwrap_or_else(|| panic!("{path}: {word} belongs to no test"));
                let of = places.entry(word.to_owned()).or_default();
                let steps = match step(&lines, at) {
                    Some(step) => vec![step],
                    None => steps_of_test(&lines, &owner),
                };
                let place = Place { path: path.clone(), test: owner, steps };
                if !of.contains(&place) {
                    of.push(place);
                }
            }
        }
    }
    places
}

/// The reasons for which an attack cannot be tested here.
fn reasons() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(workspace().join("docs/attacks-not-applicable.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| line.split_once(": ").unwrap_or_else(|| panic!("no reason: {line}")))
        .map(|(id, reason)| (id.to_owned(), reason.to_owned()))
        .collect()
}

/// The steps that refuse an attack, in words where no row and no test names one.
fn refusing(area: &str, of: &[Place]) -> String {
    let steps: BTreeSet<&str> = of.iter().flat_map(|place| place.steps.iter().map(String::as_str)).collect();
    if !steps.is_empty() {
        return steps.into_iter().collect::<Vec<_>>().join(", ");
    }
    if of.iter().all(|place| place.test.starts_with("accepts_")) {
        return "accepted".to_owned();
    }
    let of_part = STEPS_OF_PARTS.iter().find(|(name, _)| *name == area);
    of_part.map_or_else(|| "before or behind the steps".to_owned(), |(_, steps)| (*steps).to_owned())
}

fn row(area: &str, id: &str, places: &Places, reasons: &BTreeMap<String, String>) -> String {
    let Some(of) = places.get(id) else { return format!("| {id} | | cannot apply: {} |\n", reasons[id]) };
    let named = of.iter().take(NAMED).map(|Place { path, test, .. }| format!("`{path}`: `{test}`"));
    let mut shown: Vec<_> = named.collect();
    if let more @ 1.. = of.len().saturating_sub(NAMED) {
        shown.push(format!("{more} more"));
    }
    format!("| {id} | {} | {} |\n", refusing(area, of), shown.join(", "))
}

fn document(listed: &[(&str, Vec<String>)], places: &Places, reasons: &BTreeMap<String, String>) -> String {
    let mut text = HEAD.to_owned();
    for (area, ids) in listed {
        let tested = ids.iter().filter(|id| places.contains_key(*id)).count();
        write!(
            text,
            "\n## {area}: {tested} of {} tested\n\n| attack | refused at | where |\n|---|---|---|\n",
            ids.len()
        )
        .unwrap();
        text.extend(ids.iter().map(|id| row(area, id, places, reasons)));
    }
    text
}

#[test]
fn accepts_attacks_that_are_tested_or_cannot_apply() {
    let Some(listed) = listed() else { return };
    let ids: Vec<String> = listed.iter().flat_map(|(_, ids)| ids.clone()).collect();
    assert!(listed.iter().all(|(_, ids)| !ids.is_empty()), "an area of the list is empty");
    let (places, reasons) = (places(&ids), reasons());
    let open: Vec<_> =
        ids.iter().filter(|id| !places.contains_key(*id) && !reasons.contains_key(*id)).collect();
    assert!(open.is_empty(), "neither tested nor reasoned: {open:?}");
    let both: Vec<_> = reasons.keys().filter(|id| places.contains_key(*id)).collect();
    assert!(both.is_empty(), "said not to apply, and tested: {both:?}");
    let unknown: Vec<_> = reasons.keys().filter(|id| !ids.contains(id)).collect();
    assert!(unknown.is_empty(), "a reason for an attack that is not listed in these areas: {unknown:?}");

    let file = workspace().join("docs/attacks.md");
    let current = document(&listed, &places, &reasons);
    if std::env::var("COUNTERSIGN_BLESS").as_deref() == Ok("1") {
        std::fs::write(&file, &current).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(written == current, "docs/attacks.md is not current; see its head for the command");
    println!("{} attacks tested, {} cannot apply", places.len(), reasons.len());
}
