//! The steps of format `compound`: §8.9.

use crate::procedure::{Duty, Step};
use crate::steps::NO_HINT;

/// §8.9, syntax.
pub static COMPOUND_SYNTAX: Step = Step::new(
    "compound.syntax",
    "8.9.r1",
    Duty::Library,
    "The statement is an array of two to eight entries, each with fmt and attStmt alone, and none of them compound",
    NO_HINT,
);

/// §8.9 verification procedure, step 1. It is carried out once for each statement inside, after the steps of that one.
pub static COMPOUND_PART: Step = Step::new(
    "compound.part",
    "8.9.v1",
    Duty::Library,
    "The statement inside is valid by the procedure of its own format, or the policy accepts that it is not",
    "One statement of several does not hold. The policy can accept at least one.",
);

/// §8.9 verification procedure, step 2.
pub static COMPOUND_RESULT: Step = Step::new(
    "compound.result",
    "8.9.v2",
    Duty::Library,
    "At least one statement holds, and the result is what each of them gave",
    NO_HINT,
);

/// The steps of format `compound`, in order.
pub static COMPOUND: &[&Step] = &[&COMPOUND_SYNTAX, &COMPOUND_PART, &COMPOUND_RESULT];
