//! The steps of section 8, and of section 7.1 as far as it judges trust, by their ids: one file for each format.

use crate::procedure::Step;

mod android_key;
mod android_safetynet;
mod apple;
mod compound;
mod fido_u2f;
mod none;
mod packed;
mod tpm;
mod trust;

pub use android_key::*;
pub use android_safetynet::*;
pub use apple::*;
pub use compound::*;
pub use fido_u2f::*;
pub use none::*;
pub use packed::*;
pub use tpm::*;
pub use trust::*;

const NO_HINT: &str = "";

/// The steps of every format, by section.
pub static FORMATS: [&[&Step]; 8] =
    [PACKED, TPM, ANDROID_KEY, ANDROID_SAFETYNET, FIDO_U2F, NONE, APPLE, COMPOUND];
