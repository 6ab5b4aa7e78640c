//! `docs/spec-coverage.md`: written from the tables of steps and the rows, and checked to be current.

use core::fmt::Write as _;
use std::path::{Path, PathBuf};

use countersign::{Duty, Step, steps};

use crate::steps::{Row, authentication_rows, registration_rows};
use crate::support::registration_table;

/// What makes the test write the document in place of comparing it.
const BLESS: &str = "COUNTERSIGN_BLESS";

/// How many rows are named for one step; the others are counted.
const NAMED: usize = 3;

const HEAD: &str = "# Which steps of the specification are checked, where, and by which tests

Written from the tables of steps and from the rows of `crates/countersign/tests/ceremonies`; do not edit. A test fails
when it is not current. After a change of tables or rows:

```sh
COUNTERSIGN_BLESS=1 cargo test -p countersign --test ceremonies coverage
```

Ids are those of Web Authentication Level 3: section and step; `r` with a number is a rule in the prose of a section, `v`
a step of a verification procedure, `c.` a step of ours. Whose business a step is:

| duty | meaning |
|---|---|
| library | checked when an answer is verified, and refused there |
| before | checked before that: when options are made, or when stored bytes or a response are read |
| output | carried out; there is nothing to refuse, and the result shows it |
| contains | the steps below it do the work |
| same as | the same rule as another step, checked there |
| caller | the page or the application does it |
";

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A source file: its path below the workspace, and its text.
type Source = (String, String);

/// All sources of the libraries that check steps.
fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    for library in ["cbor", "cose", "wire", "x509", "attestation", "countersign"] {
        collect(&workspace().join("crates").join(library).join("src"), &mut sources);
    }
    sources.sort();
    sources
}

fn collect(folder: &Path, sources: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let below = path.strip_prefix(workspace()).unwrap().to_string_lossy().replace('\\', "/");
            sources.push((below, text));
        }
    }
}

/// Whether a file is a table of steps.
fn is_table(path: &str) -> bool {
    path.ends_with("/steps.rs") || path.contains("/steps/")
}

/// The name of the static that a step is declared as: what is declared last before its id.
fn static_name<'s>(step: &Step, sources: &'s [Source]) -> Option<&'s str> {
    let id = format!("\"{}\"", step.id());
    sources.iter().filter(|(path, _)| is_table(path)).find_map(|(_, text)| {
        let before = text.split_once(&id)?.0;
        let (_, declared) = before.rsplit_once("pub static ")?;
        let (name, rest) = declared.split_once(": Step = ")?;
        (!rest.contains(';')).then_some(name)
    })
}

/// The files in which a step is carried out: where its static is used, its rule is named, or a comment says so.
fn places(step: &Step, sources: &[Source]) -> Vec<String> {
    let uses = static_name(step, sources)
        .map(|name| [format!("steps::{name},"), format!("steps::{name}\n"), format!("steps::{name})")]);
    let literal = format!("\"{}\"", step.id());
    let comment =
        step.id().rsplit_once('.').map(|(section, number)| format!("// §{section} step {number}\n"));
    let holds = |text: &str| match &uses {
        Some(uses) => uses.iter().any(|used| text.contains(used.as_str())),
        None => text.contains(&literal) || text.contains(&format!("// §{}\n", step.id())),
    };
    let files = |holds: &dyn Fn(&str) -> bool| -> Vec<String> {
        sources
            .iter()
            .filter(|(path, text)| !is_table(path) && holds(text))
            .map(|(path, _)| path.clone())
            .collect()
    };
    let found = files(&holds);
    match comment {
        Some(comment) if found.is_empty() => files(&|text: &str| text.contains(&comment)),
        Some(_) | None => found,
    }
}

fn duty(step: &Step) -> String {
    match step.duty() {
        Duty::Library => "library".into(),
        Duty::Before => "before".into(),
        Duty::Output => "output".into(),
        Duty::Caller => "caller".into(),
        Duty::Contains(prefix) => format!("contains {prefix}*"),
        Duty::SameAs(id) => format!("same as {id}"),
        _ => panic!("a duty that is new"),
    }
}

/// The names of rows, the first of them in full.
fn names<'r>(rows: impl Iterator<Item = &'r Row>) -> String {
    let names: Vec<_> = rows.map(|row| format!("`{}`", row.name)).collect();
    let mut text = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if let Some(more) = names.len().checked_sub(NAMED).filter(|more| *more > 0) {
        write!(text, " and {more} more").unwrap();
    }
    text
}

fn section(title: &str, table: &[&Step], rows: &[Row], sources: &[Source]) -> String {
    let mut text = format!(
        "\n## {title}\n\n| id | name | rule | duty | checked in | accepted by | refused by |\n|---|---|---|---|---|---|---|\n"
    );
    for step in table {
        let is_elsewhere = matches!(step.duty(), Duty::Caller | Duty::SameAs(_));
        let places = if is_elsewhere { Vec::new() } else { places(step, sources) };
        let places = places.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
        let accepted = names(rows.iter().filter(|row| row.accepts(step)));
        let refused = names(rows.iter().filter(|row| row.refuses(step)));
        writeln!(
            text,
            "| {} | `{}` | {} | {} | {places} | {accepted} | {refused} |",
            step.id(),
            step.name(),
            step.rule(),
            duty(step),
        )
        .unwrap();
    }
    text
}

fn document() -> String {
    let sources = sources();
    let registrations = registration_rows();
    let authentications = authentication_rows();
    let rules: Vec<_> = steps::RULES.iter().collect();
    let mut text = HEAD.to_owned();
    text += &section("Registration (§7.1, with §8)", &registration_table(), &registrations, &sources);
    text += &section("Authentication (§7.2)", steps::AUTHENTICATION, &authentications, &sources);
    let all: Vec<_> = registrations.into_iter().chain(authentications).collect();
    text += &section("Rules of form (§2.4, §5.8.5, §6.1, §6.5, §9.1)", &rules, &all, &sources);
    text
}

#[test]
fn accepts_a_place_for_every_step_that_is_checked() {
    let sources = sources();
    let all =
        registration_table().into_iter().chain(steps::AUTHENTICATION.iter().copied()).chain(steps::RULES);
    for step in all {
        if matches!(step.duty(), Duty::Library | Duty::Before | Duty::Contains(_)) {
            assert_ne!(places(step, &sources), [""; 0], "{step}");
        }
    }
}

#[test]
fn accepts_the_coverage_document_as_current() {
    let file = workspace().join("docs/spec-coverage.md");
    let document = document();
    if std::env::var(BLESS).is_ok_and(|value| value == "1") {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &document).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(written == document, "docs/spec-coverage.md is not current; see its head for the command");
}
