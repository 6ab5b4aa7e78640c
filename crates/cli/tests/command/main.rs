//! The command as scripts see it: exit codes, lines, encodings, and what it says of bad input.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers of tests may panic and print as the tests do"
)]

mod explain;
mod inspect;
mod mds;
mod mds_ceremony;
mod mds_diff;
mod run;
mod vectors;
mod verify;
