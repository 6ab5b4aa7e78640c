//! Tests on certificates that they make themselves, each with one thing changed, and on those of the shared vectors.

mod apple;
mod certificate;
mod chain;
mod draft;
mod public_key;
mod tpm;
mod vectors;
