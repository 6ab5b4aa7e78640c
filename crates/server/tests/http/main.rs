//! The server over HTTP, with the virtual client in the place of a browser: the same suite on SQLite and PostgreSQL.
#![cfg(test)]
#![expect(clippy::arithmetic_side_effects, reason = "numbers of tests are small")]

mod accounts;
mod ceremonies;
#[path = "../databases/mod.rs"]
mod databases;
mod guard;
mod lies;
mod metadata;
#[cfg(feature = "metadata-fetch")]
mod metadata_fetch;
mod metadata_service;
mod support;
