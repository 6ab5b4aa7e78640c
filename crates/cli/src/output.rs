//! What the command writes, and what it ends with.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// How the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Accepted, or nothing failed: 0.
    Accepted,
    /// Refused, or something failed: 1.
    Refused,
    /// The input cannot be used: 2.
    Unusable,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Accepted => 0,
            Status::Refused => 1,
            Status::Unusable => 2,
        })
    }
}

/// Why the command could not do its work.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The input cannot be used: the file, the place and what was expected.
    Input(String),
    /// The output cannot be written.
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Longest text that is shown, in characters: a screen or two.
const MAX_SHOWN_CHARACTERS: usize = 4096;

/// A text out of a file, without what could move the cursor or look like other letters.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars().take(MAX_SHOWN_CHARACTERS) {
        if character.is_ascii_graphic() || character == ' ' {
            shown.push(character);
        } else {
            shown.extend(character.escape_unicode());
        }
    }
    shown
}

/// Longest text that stands in a line with others, in characters: a description has at most 200.
const MAX_BRIEF_CHARACTERS: usize = 200;

/// A text out of a file that stands in a line with others: cut, and as [`shown`].
pub(crate) fn brief(text: &str) -> String {
    let is_long = text.chars().nth(MAX_BRIEF_CHARACTERS).is_some();
    let cut: String = text.chars().take(MAX_BRIEF_CHARACTERS).collect();
    format!("{}{}", shown(&cut), if is_long { "…" } else { "" })
}

/// JSON in which every character is one that can be shown: others are written by their numbers, which means the same.
pub(crate) fn shown_json(json: &str) -> String {
    let mut shown = String::new();
    for character in json.chars() {
        if character.is_ascii_graphic() || matches!(character, ' ' | '\n') {
            shown.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            shown.push_str(&format!("\\u{unit:04x}"));
        }
    }
    shown
}

/// Says in one line on standard error what is wrong.
pub(crate) fn complain(failure: &Failure) {
    let line = match failure {
        Failure::Input(line) => line.clone(),
        Failure::Output(error) => format!("standard output: {error}"),
    };
    // There is no third place to complain to.
    let _ = writeln!(io::stderr(), "countersign: {line}");
}

/// Standard output, buffered. When its reader goes away, as `head` does, the rest is dropped, and the command still ends
/// with what it found.
pub(crate) struct Output<W: Write> {
    inner: io::BufWriter<W>,
    is_closed: bool,
}

impl<W: Write> Output<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner: io::BufWriter::new(inner), is_closed: false }
    }

    fn unless_closed<T>(&mut self, result: io::Result<T>, otherwise: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(otherwise)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_closed {
            return Ok(bytes.len());
        }
        let written = self.inner.write(bytes);
        self.unless_closed(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_closed {
            return Ok(());
        }
        let flushed = self.inner.flush();
        self.unless_closed(flushed, ())
    }
}
