//! `android-key`
//!
//! # Source
//! [§8.4](https://www.w3.org/TR/webauthn-3/#sctn-android-key-attestation)

use countersign_cose::Crypto;

use crate::error::{Cause, Error};
use crate::formats::Attested;
use crate::procedure::{Refusal as _, Trace};
use crate::statement::VerifiedStatement;
use crate::steps;

/// What is demanded of `android-key` statements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AndroidKeyPolicy {}

pub(super) fn verify<'a, T: Trace>(
    _attested: &Attested<'_, 'a>,
    _crypto: &dyn Crypto,
    _trace: &mut T,
) -> Result<VerifiedStatement<'a>, Error> {
    Err(Error::refused(&steps::NONE_SYNTAX, Cause::Rule))
}
