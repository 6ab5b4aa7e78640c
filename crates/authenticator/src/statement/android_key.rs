//! `android-key`: §8.4.

use alloc::vec;

use super::{Attested, Parts, Statement};

/// What is changed of it, beside what is changed of every statement.
#[derive(Debug, Default)]
pub(super) struct Changes {}

pub(super) fn write(_statement: &mut Statement, _attested: &Attested<'_>) -> Parts {
    Parts { format: "android-key", entries: vec![], certificates: vec![] }
}
