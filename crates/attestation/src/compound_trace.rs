//! The trace of a ceremony with a compound statement, in which steps occur more than once.

use alloc::vec::Vec;

use crate::procedure::Record;
use crate::steps;

/// The records of a ceremony, those of the statements inside a compound one apart.
///
/// A statement inside has the steps of its own format, so that two of them may have the same ones. A step that refuses
/// there does not end the ceremony, if the policy accepts that.
#[derive(Clone, Debug)]
pub struct CompoundTrace<'r> {
    before: &'r [Record],
    parts: Vec<&'r [Record]>,
    after: &'r [Record],
}

impl<'r> CompoundTrace<'r> {
    /// Takes the records of a ceremony apart. One without a compound statement has no parts.
    #[must_use]
    pub fn new(records: &'r [Record]) -> Self {
        let is_part = |record: &Record| record.step() == &steps::COMPOUND_PART;
        let syntax = records.iter().position(|record| record.step() == &steps::COMPOUND_SYNTAX);
        let begin = syntax.map_or(records.len(), |at| at.saturating_add(1));
        let (before, inside) = records.split_at_checked(begin).unwrap_or((records, &[]));
        let end = inside.iter().rposition(is_part).map_or(0, |at| at.saturating_add(1));
        let (inside, after) = inside.split_at_checked(end).unwrap_or((inside, &[]));
        Self { before, parts: inside.split_inclusive(is_part).collect(), after }
    }

    /// The records of the ceremony itself before any part of the statement.
    #[must_use]
    pub const fn before(&self) -> &'r [Record] {
        self.before
    }

    /// The records of each part of the statement: those of its own format, and at last that of the step that contains them,
    /// 8.9.v1.
    #[must_use]
    pub fn parts(&self) -> &[&'r [Record]] {
        &self.parts
    }

    /// The records of the ceremony itself after all parts of the statement.
    #[must_use]
    pub const fn after(&self) -> &'r [Record] {
        self.after
    }

    /// The records of the ceremony itself, 8.9.v1 once for each part among them.
    pub fn own(&self) -> impl Iterator<Item = &'r Record> + '_ {
        self.before.iter().chain(self.parts.iter().filter_map(|part| part.last())).chain(self.after)
    }
}
