//! Folders and files of vectors: the one place of this crate that reads any.

use core::fmt;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use countersign::Crypto;

use crate::error::{Error, Place, Problem};
use crate::outcome::{Deviation, Test};
use crate::suites::{listed, not_supported, run_document, run_index};

/// Largest file of vectors, in bytes; that of Wycheproof for ML-DSA-87 has 2.6 million.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Deepest folders that are looked into.
pub const MAX_FOLDER_DEPTH: usize = 16;

const INDEX: &str = "index.json";

/// A file or folder that cannot be used, and why.
#[derive(Debug)]
pub struct Unusable {
    path: PathBuf,
    reason: Reason,
}

/// Why a file cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reason {
    /// It cannot be read.
    Unreadable(io::Error),
    /// It has more bytes than [`MAX_FILE_BYTES`].
    TooLong,
    /// Folders nest deeper than [`MAX_FOLDER_DEPTH`].
    TooDeep,
    /// It is not what it should be.
    Malformed(Error),
}

impl Unusable {
    /// The file or folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Why it cannot be used.
    #[must_use]
    pub const fn reason(&self) -> &Reason {
        &self.reason
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(formatter, "{error}"),
            Self::TooLong => write!(formatter, "expected at most {MAX_FILE_BYTES} bytes"),
            Self::TooDeep => write!(formatter, "expected at most {MAX_FOLDER_DEPTH} folders in each other"),
            Self::Malformed(error) => write!(formatter, "{error}"),
        }
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path.display(), self.reason)
    }
}

impl From<&Unusable> for Test {
    /// What cannot be used did not pass.
    fn from(unusable: &Unusable) -> Self {
        Self::unusable(unusable.path.display().to_string(), unusable.reason.to_string())
    }
}

impl core::error::Error for Unusable {}

/// A file that may hold vectors, and how it was found.
#[derive(Clone, Debug)]
pub struct VectorFile {
    path: PathBuf,
    role: Role,
}

/// How a file was found.
#[derive(Clone, Debug)]
enum Role {
    /// By itself. It may hold other data.
    Found,
    /// An index lists it under this name, as something to be run.
    Listed(String),
    /// It is an index.
    Index,
}

/// The files below a path that may hold vectors, in order: those that an `index.json` lists, whatever they are, and all
/// others that are JSON. Links to folders are not followed, except the path itself.
///
/// # Errors
/// A path that cannot be read.
pub fn files(path: &Path) -> Result<Vec<VectorFile>, Unusable> {
    let unreadable = |error| Unusable { path: path.to_owned(), reason: Reason::Unreadable(error) };
    let mut found = Files::default();
    if fs::metadata(path).map_err(unreadable)?.is_dir() {
        found.collect(path, 0)?;
    } else if path.file_name().is_some_and(|name| name == INDEX) {
        found.add_index(path);
    } else {
        found.add(path.to_owned(), Role::Found);
    }
    Ok(found.files)
}

/// Files, each once.
#[derive(Default)]
struct Files {
    files: Vec<VectorFile>,
    paths: BTreeSet<PathBuf>,
}

impl Files {
    fn add(&mut self, path: PathBuf, role: Role) {
        if self.paths.insert(path.clone()) {
            self.files.push(VectorFile { path, role });
        }
    }

    /// Adds an index and what it lists. One that cannot be used lists nothing; what is wrong is said when it is run.
    fn add_index(&mut self, path: &Path) {
        self.add(path.to_owned(), Role::Index);
        let names = read(path).ok().and_then(|text| listed(&text).ok()).unwrap_or_default();
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        for name in names.into_iter().flatten() {
            self.add(folder.join(&name), Role::Listed(name));
        }
    }

    fn collect(&mut self, folder: &Path, depth: usize) -> Result<(), Unusable> {
        let unusable = |reason| Unusable { path: folder.to_owned(), reason };
        if depth >= MAX_FOLDER_DEPTH {
            return Err(unusable(Reason::TooDeep));
        }
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = entries.map_err(|error| unusable(Reason::Unreadable(error)))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        if entries.iter().any(|entry| entry.file_name() == INDEX) {
            self.add_index(&folder.join(INDEX));
        }
        for entry in entries {
            let kind = entry.file_type().map_err(|error| unusable(Reason::Unreadable(error)))?;
            let path = entry.path();
            if kind.is_dir() {
                self.collect(&path, depth.saturating_add(1))?;
            } else if is_json(&path) && path.is_file() {
                self.add(path, Role::Found);
            }
        }
        Ok(())
    }
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json")
}

impl VectorFile {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs its tests; none if it is JSON that is no suite that is known. What an index lists has a test at least, which
    /// is skipped if it cannot be run.
    ///
    /// # Errors
    /// A file that cannot be read or is not of the form of its suite.
    pub fn run(&self, deviations: &[Deviation], crypto: &'static dyn Crypto) -> Result<Vec<Test>, Unusable> {
        let unusable = |reason| Unusable { path: self.path.clone(), reason };
        let folder = folder_name(&self.path);
        let tests = read(&self.path).and_then(|text| {
            let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
            let tests = run_document(&format!("{folder}/{stem}"), &text, deviations, crypto);
            match (tests.map_err(Reason::Malformed)?, &self.role) {
                (None, Role::Index) => {
                    let beside = self.path.parent().unwrap_or_else(|| Path::new(""));
                    run_index(beside, &folder, &text, crypto).map_err(Reason::Malformed)
                }
                (tests, _) => Ok(tests.unwrap_or_default()),
            }
        });
        match (tests, &self.role) {
            (Ok(tests), Role::Listed(name)) if tests.is_empty() => Ok(vec![not_supported(&folder, name)]),
            // Tokens and certificates, which are not called JSON, need not be.
            (Err(Reason::Malformed(error)), Role::Listed(name))
                if !is_json(&self.path) && error.problem().is_no_json() =>
            {
                Ok(vec![not_supported(&folder, name)])
            }
            (tests, _) => tests.map_err(unusable),
        }
    }
}

fn folder_name(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned()
}

/// A file beside another, by its bare name; none where it cannot be read or the name leads elsewhere.
pub(crate) fn read_beside(folder: &Path, name: &str) -> Option<String> {
    let is_bare = Path::new(name).file_name().is_some_and(|bare| bare == name);
    if is_bare { read(&folder.join(name)).ok() } else { None }
}

fn read(path: &Path) -> Result<String, Reason> {
    let file = File::open(path).map_err(Reason::Unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES.saturating_add(1)).read_to_end(&mut bytes).map_err(Reason::Unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_FILE_BYTES) {
        return Err(Reason::TooLong);
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Reason::Malformed(Error::new(Place::Document, Problem::NotUtf8 { at }))
    })
}
