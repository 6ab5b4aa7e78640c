//! `apple`: the format of Apple's platform authenticators, whose credential key is certified by an anonymization CA.
//!
//! ```text
//! attStmt = { x5c: [ credCert: bytes, * (caCert: bytes) ] }
//! ```
//!
//! There is no signature: the first certificate is for the credential key, and holds a nonce of this registration.
//!
//! # Source
//! [§8.8](https://www.w3.org/TR/webauthn-3/#sctn-apple-anonymous-attestation)

use alloc::vec::Vec;

use countersign_cbor::Value;
use countersign_cose::{AlgorithmIdentifier, Crypto};
use countersign_x509::Certificate;

use crate::error::{Cause, Error};
use crate::formats::{
    AttestationType, Attested, Format, algorithm_identifier, at_leaf, certificates, evidence,
};
use crate::procedure::{Steps, Trace};
use crate::statement::{StatementNote, VerifiedStatement};
use crate::steps;

/// A statement by its syntax, and a member that is not of it.
struct Statement<'a> {
    certificates: Vec<Certificate<'a>>,
    /// Devices of 2020 send it. It says nothing: there is no signature that it could be the algorithm of.
    algorithm: Option<AlgorithmIdentifier>,
}

impl<'a> Statement<'a> {
    /// §8.8.v1
    fn parse(statement: Value<'a>) -> Result<Self, Cause> {
        let (mut algorithm, mut x5c) = (None, None);
        for member in statement.map()? {
            let (name, value) = member?;
            match name.text()? {
                "alg" => algorithm = Some(algorithm_identifier(value)?),
                "x5c" => x5c = Some(certificates(value)?),
                _ => return Err(Cause::UnknownMember),
            }
        }
        Ok(Self { certificates: x5c.ok_or(Cause::Missing("x5c"))?, algorithm })
    }

    fn leaf(&self) -> Result<&Certificate<'a>, Cause> {
        self.certificates.first().ok_or(Cause::CertificateCount(0))
    }

    /// §8.8.v4
    fn require_nonce(&self, nonce: &[u8; 32]) -> Result<(), Cause> {
        match self.leaf()?.apple_nonce().map_err(at_leaf)? {
            Some(certified) if certified == nonce => Ok(()),
            Some(_) | None => Err(Cause::Rule),
        }
    }
}

pub(super) fn verify<'a, T: Trace>(
    attested: &Attested<'_, 'a>,
    crypto: &dyn Crypto,
    trace: &mut T,
) -> Result<VerifiedStatement<'a>, Error> {
    let mut steps: Steps<'_, T, Error> = Steps::new(trace);
    // §8.8.v1
    let statement = steps.obtain(&steps::APPLE_SYNTAX, Statement::parse(attested.statement))?;
    // §8.8.v2
    let message = steps.make(&steps::APPLE_MESSAGE, attested.message());
    // §8.8.v3
    let nonce = steps.make(&steps::APPLE_DIGEST, crypto.sha256(&message));
    // §8.8.v4
    let certified = statement.require_nonce(&nonce);
    let is_certified = certified.is_ok();
    steps.examine(&steps::APPLE_NONCE, certified, || evidence("the nonce", is_certified))?;
    // §8.8.v5
    let same = attested.require_credential_key(statement.leaf());
    let is_same = same.is_ok();
    steps.examine(&steps::APPLE_KEY, same, || evidence("the credential key", is_same))?;
    // §8.8.v6
    let Statement { certificates, algorithm } = statement;
    let result = VerifiedStatement::new(
        Format::Apple,
        AttestationType::AnonymizationCa,
        attested.algorithm(),
        certificates,
    )
    .note_if(algorithm.is_some(), StatementNote::AppleAlgorithm);
    Ok(steps.make(&steps::APPLE_RESULT, result))
}
