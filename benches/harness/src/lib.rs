//! How a relying party is measured, whichever it is: candidates in rows, their time, allocations and throughput.
//!
//! It depends on no relying party, because those that are compared do not all fit into one program.

mod candidate;
mod costs;
mod interleaved;
#[cfg(feature = "criterion")]
mod time;

pub use candidate::{Candidate, Measured, Row, Stateless};
pub use costs::{Allocations, costs};
pub use interleaved::interleaved;
#[cfg(feature = "criterion")]
pub use time::run;
