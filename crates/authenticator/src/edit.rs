//! Changes that are kept until the thing that they change exists.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

/// Changes to a `T` that does not exist yet, in the order in which they were asked for.
pub(crate) struct Edits<T>(Vec<Box<dyn FnOnce(T) -> T>>);

impl<T> Edits<T> {
    pub(crate) fn push(&mut self, change: impl FnOnce(T) -> T + 'static) {
        self.0.push(Box::new(change));
    }

    pub(crate) fn apply(self, value: T) -> T {
        self.0.into_iter().fold(value, |value, change| change(value))
    }
}

impl<T> Default for Edits<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> fmt::Debug for Edits<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Edits({})", self.0.len())
    }
}
