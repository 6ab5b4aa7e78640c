//! The command as scripts see it: exit codes, lines, encodings, and what it says of bad input.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic as the tests do"
)]

mod explain;
mod inspect;
mod run;
mod vectors;
mod verify;
