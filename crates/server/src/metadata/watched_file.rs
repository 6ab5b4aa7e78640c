//! The file of a blob: looked at again when it changes, or when what was wrong may have passed.

use std::path::PathBuf;
use std::sync::Arc;

use countersign_mds::MAX_BLOB_BYTES;

use super::error::MetadataError;
use super::files::{self, Stamp};
use super::timer::Timer;

/// How long what may have passed is put off at most, in seconds.
const LONGEST_PAUSE: i64 = 60 * 60;

/// What came of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Accepted,
    /// The same bytes are refused again.
    Refused,
    /// The time, the database or the disk may be why: the same bytes may be accepted later.
    Failed,
}

/// A file, and what came of it when it was looked at last.
#[derive(Debug)]
pub(super) struct WatchedFile {
    path: PathBuf,
    /// Of the file, and of those that it is judged with.
    seen: Option<(Vec<Stamp>, Outcome)>,
    timer: Timer,
}

/// What there is to do.
#[derive(Debug)]
pub(super) enum Look {
    /// It is what was accepted.
    Unchanged,
    /// It is what was refused.
    Nothing,
    /// It is to be judged; the stamps are those from before it is read.
    Judge(Vec<Stamp>),
}

impl WatchedFile {
    pub(super) const fn new(path: PathBuf) -> Self {
        Self { path, seen: None, timer: Timer::new(LONGEST_PAUSE) }
    }

    /// Whether it, or a file beside it, has changed.
    pub(super) async fn look(&mut self, beside: &[PathBuf], now: i64) -> Look {
        let mut stamps = Vec::new();
        for path in core::iter::once(&self.path).chain(beside) {
            stamps.push(files::stamp(path).await);
        }
        match &self.seen {
            Some((seen, outcome)) if *seen == stamps => match outcome {
                Outcome::Accepted => Look::Unchanged,
                Outcome::Refused => Look::Nothing,
                Outcome::Failed if !self.timer.is_due(now) => Look::Nothing,
                Outcome::Failed => Look::Judge(stamps),
            },
            _ => {
                self.timer = Timer::new(LONGEST_PAUSE);
                Look::Judge(stamps)
            }
        }
    }

    /// The blob in it.
    pub(super) async fn read(&self) -> Result<Arc<Vec<u8>>, MetadataError> {
        files::read(&self.path, MAX_BLOB_BYTES).await.map(without_line_end).map(Arc::new)
    }

    /// Notes what came of it.
    pub(super) fn judged(&mut self, stamps: Vec<Stamp>, outcome: &Result<(), MetadataError>, now: i64) {
        let outcome = match outcome {
            Ok(()) => Outcome::Accepted,
            Err(error) if error.is_of_bytes() => Outcome::Refused,
            Err(_) => {
                self.timer.failed(now);
                Outcome::Failed
            }
        };
        self.seen = Some((stamps, outcome));
    }

    /// Whether an error is that it cannot be read.
    pub(super) fn is_unreadable(&self, error: &MetadataError) -> bool {
        matches!(error, MetadataError::Unreadable { path, .. } if *path == self.path)
    }
}

/// A file may have been saved with a line end, which is none of the blob's.
fn without_line_end(mut bytes: Vec<u8>) -> Vec<u8> {
    for end in [b'\n', b'\r'] {
        if bytes.last() == Some(&end) {
            bytes.pop();
        }
    }
    bytes
}
