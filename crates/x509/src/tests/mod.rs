//! Tests on certificates that they make themselves, each with one thing changed, and on those of the shared vectors.

mod alternative_names;
mod apple;
mod certificate;
mod chain;
mod debug;
mod der;
mod distribution_points;
mod draft;
mod key_description;
mod options;
mod oracle;
mod public_key;
mod revocation;
mod tpm;
mod vectors;
mod wild;
