//! Running the command.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How a run of the command ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Run {
    pub(crate) fn lines(&self) -> Vec<&str> {
        self.output.lines().collect()
    }

    /// The last line of what it printed.
    pub(crate) fn closing(&self) -> &str {
        self.output.lines().last().unwrap_or_default()
    }
}

/// Runs the command with arguments and standard input.
pub(crate) fn run_with(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The command may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(input);
    let done = child.wait_with_output().unwrap();
    Run {
        code: done.status.code().unwrap(),
        output: String::from_utf8(done.stdout).unwrap(),
        errors: String::from_utf8(done.stderr).unwrap(),
    }
}

pub(crate) fn run(arguments: &[&str]) -> Run {
    run_with(arguments, b"")
}

/// The path of one of this project's vectors.
pub(crate) fn vector(stem: &str) -> String {
    folder().join(format!("{stem}.json")).to_str().unwrap().to_owned()
}

/// The folder of this project's vectors.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors")
}

/// The names of the providers that the command was built with.
pub(crate) fn providers() -> Vec<&'static str> {
    let mut names = vec!["rustcrypto"];
    names.extend(cfg!(feature = "graviola").then_some("graviola"));
    names.extend(cfg!(feature = "aws-lc-rs").then_some("aws-lc-rs"));
    names
}

/// Compares with a golden file; `COUNTERSIGN_BLESS=1` writes it.
pub(crate) fn assert_golden(name: &str, output: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var("COUNTERSIGN_BLESS").as_deref() == Ok("1") {
        std::fs::write(&path, output).unwrap();
    }
    assert_eq!(output, std::fs::read_to_string(&path).unwrap_or_default(), "{name}");
}

/// A folder of shared vectors; nothing where it is not there and may be missing.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let root = std::env::var("COUNTERSIGN_SHARED")
        .map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = root.join("vectors").join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    let is_required = std::env::var("COUNTERSIGN_REQUIRE_ALL").is_ok_and(|value| value == "1");
    assert!(!is_required, "{} is missing", folder.display());
    println!("skipped: {} is missing", folder.display());
    None
}

/// A fresh folder for one test.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
