//! `none`: no attestation.
//!
//! ```text
//! attStmt = {}
//! ```
//!
//! # Source
//! [§8.7](https://www.w3.org/TR/webauthn-3/#sctn-none-attestation)

use alloc::vec::Vec;

use crate::error::Error;
use crate::formats::{AttestationType, Attested, Format};
use crate::procedure::{Evidence, Steps, Trace};
use crate::statement::VerifiedStatement;
use crate::steps;

/// Verifies that there is no statement, neither one with members nor an array.
pub(super) fn verify<'a, T: Trace>(
    attested: &Attested<'_, 'a>,
    trace: &mut T,
) -> Result<VerifiedStatement<'a>, Error> {
    let mut steps: Steps<'_, T, Error> = Steps::new(trace);
    // §8.7.r1
    let is_empty = attested.statement.map().is_ok_and(|members| members.count_left() == 0);
    steps.require(&steps::NONE_SYNTAX, is_empty, || {
        (Evidence::Word("empty map"), Evidence::Word(if is_empty { "empty map" } else { "something else" }))
    })?;
    // §8.7.v1
    Ok(steps.make(
        &steps::NONE_RESULT,
        VerifiedStatement::new(Format::None, AttestationType::None, attested.algorithm(), Vec::new()),
    ))
}
