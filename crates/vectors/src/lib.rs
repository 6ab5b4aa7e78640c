//! Recorded ceremonies and other test vectors: read, judged with Countersign, compared, and explained.
//!
//! Start reading at [`Vector`], which is one ceremony of the schema `countersign-vector/1`, and at [`judge`]. A whole
//! suite is run with [`folder::files`], or from text with [`run_document`]. [`Report`] is the
//! table of all steps of a ceremony.
//!
//! ```
//! use countersign::RUST_CRYPTO;
//! use countersign_vectors::{Error, Vector, judge};
//!
//! /// The step that refuses a recorded ceremony, if one does.
//! fn refusing_step(vector: &str) -> Result<Option<String>, Error> {
//!     Ok(judge(&Vector::from_json(vector)?, &RUST_CRYPTO).step_path())
//! }
//!
//! // What is missing is named.
//! let error = refusing_step(r#"{ "schema": "countersign-vector/1", "id": "mine" }"#);
//! assert_eq!(error.map_err(|error| error.to_string()), Err("rp: missing, expected an object".to_owned()));
//! ```
#![deny(missing_docs)]

mod diagnostic;
mod error;
pub mod folder;
pub mod hex;
mod judge;
mod members;
mod model_report;
mod outcome;
mod report;
pub mod rfc3339;
mod schema;
mod suites;
mod trust_path;

pub use diagnostic::diagnostic;
pub use error::{Error, Place, Problem};
pub use judge::{AttestationDetails, Details, Judgement, judge, judge_with_anchors, judge_with_metadata};
pub use model_report::{JudgedMetadata, ModelReport};
pub use outcome::{DEVIATIONS, Deviation, Expected, Got, Outcome, Test, compare};
pub use report::{Report, Row, RowOutcome};
pub use schema::{Expectation, VECTOR_SCHEMA, Vector};
pub use suites::run_document;
pub use trust_path::{PathCertificate, Role, TrustPath, distinguished_name};
