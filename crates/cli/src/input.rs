//! What the command reads.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use countersign_vectors::Vector;

use crate::output::Failure;

/// Largest input of one ceremony or one thing to inspect, in bytes: the largest response that is read, in hexadecimal
/// digits, with room around it.
pub(crate) const MAX_INPUT_BYTES: usize = 2 * 1024 * 1024;

/// Reads a file, or standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: io::Error| unusable(path, &error.to_string());
    if path == Path::new("-") {
        bounded(path, io::stdin().lock())
    } else {
        bounded(path, File::open(path).map_err(unreadable)?)
    }
}

fn bounded(path: &Path, source: impl Read) -> Result<Vec<u8>, Failure> {
    let most = u64::try_from(MAX_INPUT_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let read = source.take(most.saturating_add(1)).read_to_end(&mut bytes);
    let length = read.map_err(|error| unusable(path, &error.to_string()))?;
    if length > MAX_INPUT_BYTES {
        return Err(unusable(path, &format!("expected at most {MAX_INPUT_BYTES} bytes")));
    }
    Ok(bytes)
}

/// Reads a recorded ceremony.
pub(crate) fn read_vector(path: &Path) -> Result<Vector, Failure> {
    let bytes = read(path)?;
    let text = core::str::from_utf8(&bytes)
        .map_err(|error| unusable(path, &format!("byte {}: expected UTF-8", error.valid_up_to())))?;
    Vector::from_json(text).map_err(|error| unusable(path, &error.to_string()))
}

/// An input that cannot be used: its name, the place and what was expected.
pub(crate) fn unusable(path: &Path, problem: &str) -> Failure {
    let name = if path == Path::new("-") { "standard input".into() } else { path.display().to_string() };
    Failure::Input(format!("{name}: {problem}"))
}
