//! How a relying party is measured, whichever it is: candidates in rows, their time, throughput and allocations.
//!
//! It depends on no relying party, because those that are compared do not all fit into one program.

mod allocations;
mod candidate;
mod interleaved;
mod throughput;
#[cfg(feature = "criterion")]
mod time;

pub use allocations::{Allocations, allocations};
pub use candidate::{Candidate, Measured, Row, Stateless};
pub use interleaved::interleaved;
pub use throughput::throughput;
#[cfg(feature = "criterion")]
pub use time::run;
