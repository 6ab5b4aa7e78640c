//! Folders of vectors, the schema, deviations, and reports.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests may panic as the tests do, and say what they skip"
)]

mod folders;
mod lies;
mod made;
#[path = "../../examples/making/mod.rs"]
mod making;
mod models;
mod report;
mod roots;
mod schema;
mod shared;
#[path = "../../examples/making/test_vector.rs"]
mod test_vector;
mod w3c;
