//! The steps of format `none`: §8.7.

use crate::procedure::{Duty, Step};
use crate::steps::NO_HINT;

/// §8.7 verification procedure.
pub static NONE_RESULT: Step = Step::new(
    "none.result",
    "8.7.v1",
    Duty::Output,
    "The result is no attestation and an empty trust path",
    NO_HINT,
);

/// §8.7, syntax.
pub static NONE_SYNTAX: Step =
    Step::new("none.syntax", "8.7.r1", Duty::Library, "The statement is the empty map", NO_HINT);

/// The steps of format `none`, in order.
pub static NONE: &[&Step] = &[&NONE_SYNTAX, &NONE_RESULT];
