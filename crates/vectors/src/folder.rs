//! Folders and files of vectors: the one place of this crate that reads any.

use core::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::error::{Error, Place, Problem};
use crate::outcome::{Deviation, Test};
use crate::suites::{run_document, run_index};

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

impl fmt::Display for Unusable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.path.display())?;
        match &self.reason {
            Reason::Unreadable(error) => write!(formatter, "{error}"),
            Reason::TooLong => write!(formatter, "expected at most {MAX_FILE_BYTES} bytes"),
            Reason::TooDeep => write!(formatter, "expected at most {MAX_FOLDER_DEPTH} folders in each other"),
            Reason::Malformed(error) => write!(formatter, "{error}"),
        }
    }
}

impl core::error::Error for Unusable {}

/// The files below a path that may hold vectors, in order. A folder with an `index.json` is that file; links to folders
/// are not followed, except the path itself.
///
/// # Errors
/// A path that cannot be read.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, Unusable> {
    let unreadable = |error| Unusable { path: path.to_owned(), reason: Reason::Unreadable(error) };
    if fs::metadata(path).map_err(unreadable)?.is_dir() {
        let mut files = Vec::new();
        collect(path, 0, &mut files)?;
        Ok(files)
    } else {
        Ok(vec![path.to_owned()])
    }
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Unusable> {
    let unusable = |reason| Unusable { path: folder.to_owned(), reason };
    if depth >= MAX_FOLDER_DEPTH {
        return Err(unusable(Reason::TooDeep));
    }
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = entries.map_err(|error| unusable(Reason::Unreadable(error)))?;
    if let Some(index) = entries.iter().find(|entry| entry.file_name() == INDEX) {
        files.push(index.path());
        return Ok(());
    }
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type().map_err(|error| unusable(Reason::Unreadable(error)))?;
        let path = entry.path();
        if kind.is_dir() {
            collect(&path, depth.saturating_add(1), files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

/// Runs the tests of a file; none if it is JSON that is no suite that is known.
///
/// # Errors
/// A file that cannot be read or is not of the form of its suite.
pub fn run_file(path: &Path, deviations: &[Deviation]) -> Result<Option<Vec<Test>>, Unusable> {
    let unusable = |reason| Unusable { path: path.to_owned(), reason };
    let text = read(path).map_err(unusable)?;
    let tests = if path.file_name().is_some_and(|name| name == INDEX) {
        run_index(&folder_name(path), &text).map(Some)
    } else {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        run_document(&format!("{}/{stem}", folder_name(path)), &text, deviations)
    };
    tests.map_err(|error| unusable(Reason::Malformed(error)))
}

fn folder_name(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned()
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
