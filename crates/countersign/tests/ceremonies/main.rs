//! Registrations and authentications, each with one thing changed, and what becomes of them.
//!
//! A row of a table changes a truthful ceremony and says what is expected: accepted, or refused at one step. `support`
//! carries rows out, `steps` demands rows for every step of the specification's tables.
#![cfg(test)]

mod attacks;
mod authentication_rows;
mod client;
mod coverage;
mod decoys;
mod evidence;
mod kept_attestations;
mod options;
mod records;
mod registration_rows;
mod relying_party;
mod state;
mod steps;
mod support;
mod texts;
mod verifying_credentials;
