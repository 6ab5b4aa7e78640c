//! The parsers of `countersign-wire`, by what they read.
#![cfg(test)]

mod attestation_object;
mod authenticator_data;
mod base64url;
mod builder;
mod client_data;
mod client_extensions;
mod credential;
mod debug;
mod extensions;
mod vectors;
