//! `compound`: §8.9.

use alloc::vec;
use alloc::vec::Vec;

use countersign_cbor::Item;

use super::{Attestation, Attested, Parts, Statement, WrittenStatement};
use crate::edit::Edits;

/// What is changed of it, beside what is changed of every statement.
#[derive(Debug)]
pub(super) struct Changes {
    parts: Vec<Attestation>,
    changes: Vec<(usize, Edits<Statement>)>,
    items: Edits<Vec<Item>>,
}

impl Default for Changes {
    fn default() -> Self {
        let parts = vec![Attestation::PackedBasic, Attestation::PackedSelf];
        Self { parts, changes: Vec::new(), items: Edits::default() }
    }
}

impl Statement {
    /// Sets which statements a compound one has; [`Attestation::PackedBasic`] and [`Attestation::PackedSelf`] without.
    #[must_use]
    pub fn parts(mut self, parts: &[Attestation]) -> Self {
        self.compound.parts = parts.to_vec();
        self
    }

    /// Changes the statement at a place inside a compound one, counted from zero.
    #[must_use]
    pub fn part(mut self, place: usize, change: impl FnOnce(Self) -> Self + 'static) -> Self {
        let mut edits = Edits::default();
        edits.push(change);
        self.compound.changes.push((place, edits));
        self
    }

    /// Changes the list of statements of a compound one: maps of `fmt` and `attStmt`.
    #[must_use]
    pub fn edit_parts(mut self, change: impl FnOnce(Vec<Item>) -> Vec<Item> + 'static) -> Self {
        self.compound.items.push(change);
        self
    }
}

/// Statements of other formats in a list. Authority and attestation key are the same for all of them, unless a part has
/// others.
pub(super) fn write(statement: &mut Statement, attested: &Attested<'_>) -> Parts {
    let Changes { parts, mut changes, items } = core::mem::take(&mut statement.compound);
    let mut written = Vec::new();
    for (place, attestation) in parts.into_iter().enumerate() {
        let part =
            Statement::new(attestation, statement.authority.clone(), statement.attestation_key.clone());
        let of_place = changes.iter_mut().filter(|(changed, _)| *changed == place);
        let part = of_place.fold(part, |part, (_, change)| core::mem::take(change).apply(part));
        written.push(part.write(attested));
    }
    let list = items.apply(written.iter().map(item).collect());
    statement.raw.get_or_insert(Item::array(list));
    let certificates = written.into_iter().flat_map(|part| part.certificates).collect();
    Parts { format: "compound", entries: vec![], certificates }
}

fn item(part: &WrittenStatement) -> Item {
    Item::map([
        (Item::from("fmt"), Item::Text(part.format.clone())),
        (Item::from("attStmt"), part.item.clone()),
    ])
}
