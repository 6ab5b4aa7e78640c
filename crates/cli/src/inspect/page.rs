//! What is shown of a thing: lines of names and values, and what is odd.

use std::io::{self, Write};

use countersign_wire::base64url;

use crate::output::shown;

/// Longest bytes that are shown; of longer ones the length is.
pub(crate) const MAX_SHOWN_BYTES: usize = 96;

/// Columns of a name.
const NAME_WIDTH: usize = 26;

/// What is shown of a thing.
#[derive(Debug)]
pub(crate) struct Page {
    title: String,
    lines: Vec<String>,
    indent: usize,
    odd: Vec<String>,
}

impl Page {
    pub(crate) const fn new(title: String) -> Self {
        Self { title, lines: Vec::new(), indent: 1, odd: Vec::new() }
    }

    /// A name and its value. What a client wrote is escaped, which names are too: it might move the cursor.
    pub(crate) fn line(&mut self, name: &str, value: impl AsRef<str>) {
        let (name, value) = (shown(name), shown(value.as_ref()));
        let indent = self.indent.saturating_mul(2);
        let width = NAME_WIDTH.saturating_sub(indent);
        self.lines.push(format!("{:indent$}{name:width$} {value}", ""));
    }

    /// Bytes in base64url, or how many they are.
    pub(crate) fn bytes(&mut self, name: &str, bytes: &[u8]) {
        if bytes.len() > MAX_SHOWN_BYTES {
            self.line(name, format!("{} bytes", bytes.len()));
        } else {
            self.line(name, format!("{} ({} bytes)", base64url::encode(bytes), bytes.len()));
        }
    }

    /// A name without a value, for lines that stand below it.
    pub(crate) fn heading(&mut self, name: &str) {
        self.lines.push(format!("{:1$}{name}", "", self.indent.saturating_mul(2), name = shown(name)));
    }

    /// A part of the thing, whose lines stand below its name.
    pub(crate) fn section<E>(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        self.heading(name);
        self.indent = self.indent.saturating_add(1);
        let outcome = write(self);
        self.indent = self.indent.saturating_sub(1);
        outcome
    }

    /// A part that may not be decodable; then that is odd, and the rest is shown.
    pub(crate) fn part(&mut self, name: &str, write: impl FnOnce(&mut Self) -> Result<(), String>) {
        if let Err(problem) = self.section(name, write) {
            self.odd(&format!("{name}: {problem}"));
        }
    }

    /// Something odd.
    pub(crate) fn odd(&mut self, what: &str) {
        let what = shown(what);
        if !self.odd.contains(&what) {
            self.odd.push(what);
        }
    }

    /// Something odd, if it is so.
    pub(crate) fn odd_if(&mut self, is_so: bool, what: &str) {
        if is_so {
            self.odd(what);
        }
    }

    pub(crate) fn print(&self, output: &mut dyn Write) -> io::Result<()> {
        writeln!(output, "{}", self.title)?;
        for line in &self.lines {
            writeln!(output, "{}", line.trim_end())?;
        }
        for odd in &self.odd {
            writeln!(output, "odd: {odd}")?;
        }
        if self.odd.is_empty() { writeln!(output, "nothing odd") } else { Ok(()) }
    }
}
