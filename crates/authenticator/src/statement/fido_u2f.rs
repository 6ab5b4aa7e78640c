//! `fido-u2f`: §8.6.

use alloc::vec;

use super::{Attested, Parts, Statement};

pub(super) fn write(_statement: &mut Statement, _attested: &Attested<'_>) -> Parts {
    Parts { format: "fido-u2f", entries: vec![], certificates: vec![] }
}
