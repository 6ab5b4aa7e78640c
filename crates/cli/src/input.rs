//! What the command reads.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use countersign_vectors::Vector;
use countersign_x509::decode_pem;

use crate::output::Failure;

/// Largest input of one ceremony or one thing to inspect, in bytes: the largest response that is read, in hexadecimal
/// digits, with room around it.
pub(crate) const MAX_INPUT_BYTES: usize = 2 * 1024 * 1024;

/// Reads a file, or standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_at_most(path, MAX_INPUT_BYTES)
}

/// Reads a file of at most so many bytes, or standard input for `-`.
pub(crate) fn read_at_most(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: io::Error| unusable(path, &error.to_string());
    if path == Path::new("-") {
        bounded(path, io::stdin().lock(), most)
    } else {
        bounded(path, File::open(path).map_err(unreadable)?, most)
    }
}

fn bounded(path: &Path, source: impl Read, most: usize) -> Result<Vec<u8>, Failure> {
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let read = source.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    let length = read.map_err(|error| unusable(path, &error.to_string()))?;
    if length > most {
        return Err(unusable(path, &format!("expected at most {most} bytes")));
    }
    Ok(bytes)
}

/// The DER of what a file holds in PEM under this label, or of the file itself if it is no text.
pub(crate) fn read_der(path: &Path, label: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let bytes = read(path)?;
    let Ok(text) = core::str::from_utf8(&bytes) else { return Ok(vec![bytes]) };
    let found = decode_pem(label, text).filter(|found| !found.is_empty());
    found.ok_or_else(|| unusable(path, &format!("expected {label} in PEM or DER")))
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
