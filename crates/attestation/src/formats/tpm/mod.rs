//! `tpm`
//!
//! # Source
//! [§8.3](https://www.w3.org/TR/webauthn-3/#sctn-tpm-attestation)

use countersign_cose::Crypto;

use crate::error::{Cause, Error};
use crate::formats::Attested;
use crate::procedure::{Refusal as _, Trace};
use crate::statement::VerifiedStatement;
use crate::steps;

/// What is demanded of `tpm` statements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TpmPolicy {
    accepts_unregistered_manufacturers: bool,
}

impl TpmPolicy {
    /// Accepts TPMs of manufacturers that the registry does not have; the result says so.
    #[must_use]
    pub const fn accept_unregistered_manufacturers(self) -> Self {
        Self { accepts_unregistered_manufacturers: true }
    }
}

pub(super) fn verify<'a, T: Trace>(
    _attested: &Attested<'_, 'a>,
    _crypto: &dyn Crypto,
    _trace: &mut T,
) -> Result<VerifiedStatement<'a>, Error> {
    Err(Error::refused(&steps::NONE_SYNTAX, Cause::Rule))
}
