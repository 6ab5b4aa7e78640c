//! The reference FIDO2 server of Countersign: passkeys for real browsers, on SQLite or PostgreSQL.
//!
//! Start reading at [`routes`], which lists every address. This crate is the only one with sockets, a clock and randomness;
//! every decision about a ceremony is the library's, and the server's business is what the library cannot do: keep a pending
//! ceremony for one answer, bind it to a browser, look a passkey up, and write down what follows, at once or not at all.
#![deny(missing_docs)]

mod account;
mod answer;
mod ceremonies;
mod clock;
mod cryptography;
mod decoys;
mod documents;
mod extensions;
mod guard;
mod limits;
mod metadata;
mod metrics;
mod names;
mod page;
mod providers;
mod relying_parties;
mod routes;
mod serve;
mod session;
mod signals;
mod site;
pub mod store;

pub use clock::Clock;
pub use cryptography::libraries;
pub use limits::Limits;
#[cfg(feature = "metadata-fetch")]
pub use metadata::FetchError;
pub use metadata::{DemandError, MetadataError, MetadataLinesError};
pub use providers::{Providers, ProvidersError};
pub use relying_parties::{RelyingParties, RelyingPartiesError};
pub use routes::{metrics_routes, routes};
pub use serve::{Addresses, ServeError, Tls, serve};
pub use site::{Explain, Site};
pub use store::{Store, StoreError};
