//! Hostile bytes for every parser of Countersign and for both ceremonies, and what has to hold of each.
//!
//! A target in `targets/` is one line: a function of this crate, run under the bounds of [`bounds`]. Start reading at
//! [`registration`] and [`authentication`], which change valid ceremonies of the virtual authenticator, and at
//! [`parsers`]. A violated invariant is a panic, which the fuzzer takes for a crash.
#![forbid(unsafe_code)]

pub mod authentication;
pub mod bounds;
pub mod cbor;
pub mod certificates;
pub mod der;
pub mod edit;
pub mod json;
pub mod metadata;
pub mod parsers;
pub mod providers;
pub mod registration;
pub mod scene;
pub mod state;
pub mod statements;
pub mod tampered;
