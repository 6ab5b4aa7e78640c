//! `docs/attacks.md`: written from the list of attacks, the tests that name them, and `docs/attacks-not-applicable.txt`.
//!
//! A test names an attack by its id, in a comment above it or in the field of a row. Whether an id stands in a file is all
//! that is looked at here; whether the test deserves it is for people to judge.

use core::fmt::Write as _;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

/// The areas of the list that these crates have to answer for.
const AREAS: [&str; 17] = [
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
are below `crates/`, and `ceremonies/` is `countersign/tests/ceremonies/`. The step that refuses stands where a row says
it; other tests look at a part alone, before it is a step, or at what follows from a verdict. `docs/lies.md` has the same the
other way round: what the virtual authenticator can do wrong, and the step that refuses it.
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

/// The Rust sources below a folder, in order. Tests stand in `tests/` and at the foot of files.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
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

/// A test: its file, its name or that of the row, and the step at which the row is refused.
#[derive(PartialEq, Eq)]
struct Place {
    path: String,
    test: String,
    step: Option<String>,
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
    line.trim_start().strip_prefix("fn ")?.split(['(', '<']).next()
}

/// What an id in this line belongs to: the row whose name stands above it, or the test below.
fn owner(lines: &[&str], at: usize) -> Option<String> {
    let is_comment = lines[at].trim_start().starts_with("//");
    let row = lines[at.saturating_sub(2)..=at].iter().rev().find_map(|line| row_name(line));
    let test = lines[at..].iter().find_map(|line| function_name(line));
    row.filter(|_| !is_comment).or(test).map(str::to_owned)
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
                let place = Place { path: path.clone(), test: owner, step: step(&lines, at) };
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

fn row(id: &str, places: &Places, reasons: &BTreeMap<String, String>) -> String {
    let Some(of) = places.get(id) else { return format!("| {id} | | cannot apply: {} |\n", reasons[id]) };
    let named = of.iter().take(NAMED).map(|Place { path, test, .. }| format!("`{path}`: `{test}`"));
    let mut shown: Vec<_> = named.collect();
    if let more @ 1.. = of.len().saturating_sub(NAMED) {
        shown.push(format!("{more} more"));
    }
    let steps: BTreeSet<&str> = of.iter().filter_map(|place| place.step.as_deref()).collect();
    let steps: Vec<&str> = steps.into_iter().collect();
    format!("| {id} | {} | {} |\n", steps.join(", "), shown.join(", "))
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
        text.extend(ids.iter().map(|id| row(id, places, reasons)));
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
