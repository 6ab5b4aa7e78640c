//! `fido-u2f`: the format of security keys that speak U2F, older than WebAuthn.
//!
//! ```text
//! attStmt = { x5c: [ attestnCert: bytes ], sig: bytes }
//! ```
//!
//! The certificate has no profile and may be of any version. The signature covers RP ID, client data, credential ID and
//! credential key, and nothing else of the authenticator data: flags, counter and AAGUID are what the client says.
//!
//! # Source
//! [§8.6](https://www.w3.org/TR/webauthn-3/#sctn-fido-u2f-attestation)

use alloc::vec::Vec;

use countersign_cbor::Value;
use countersign_cose::{CoseKey, Crypto, Curve, Hash, PublicKey, SignatureScheme};
use countersign_x509::Certificate;

use crate::error::{Cause, Error};
use crate::formats::{AttestationType, Attested, Format, at_leaf, certificates};
use crate::procedure::{Steps, Trace};
use crate::statement::{StatementNote, VerifiedStatement};
use crate::steps;

/// Bytes of one coordinate of a point on P-256.
const COORDINATE_BYTES: usize = 32;

/// The reserved byte that what is signed begins with.
const RESERVED: &[u8] = &[0x00];

/// The first byte of a point that is not compressed.
const UNCOMPRESSED: &[u8] = &[0x04];

/// A statement by its syntax.
struct Statement<'a> {
    signature: &'a [u8],
    /// How many certificates came. One is read; another number of them is for the next step to refuse.
    count: usize,
    certificates: Vec<Certificate<'a>>,
}

impl<'a> Statement<'a> {
    /// §8.6.v1
    fn parse(statement: Value<'a>) -> Result<Self, Cause> {
        let (mut signature, mut x5c) = (None, None);
        for member in statement.map()? {
            let (name, value) = member?;
            match name.text()? {
                "sig" => signature = Some(value.bytes()?),
                "x5c" => x5c = Some((value.array()?.count_left(), value)),
                _ => return Err(Cause::UnknownMember),
            }
        }
        let (count, x5c) = x5c.ok_or(Cause::Missing("x5c"))?;
        Ok(Self {
            signature: signature.ok_or(Cause::Missing("sig"))?,
            count,
            certificates: if count == 1 { certificates(x5c)? } else { Vec::new() },
        })
    }

    /// §8.6.v2
    fn attestation_key(&self, crypto: &dyn Crypto) -> Result<PublicKey<'a>, Cause> {
        let [certificate] = self.certificates.as_slice() else {
            return Err(Cause::CertificateCount(self.count));
        };
        let key = certificate.public_key().map_err(at_leaf)?;
        let is_p256 = matches!(key, PublicKey::Ec(point) if point.curve() == Curve::P256);
        if is_p256 && crypto.check_key(&key).is_ok() { Ok(key) } else { Err(Cause::Rule) }
    }
}

pub(super) fn verify<'a, T: Trace>(
    attested: &Attested<'_, 'a>,
    crypto: &dyn Crypto,
    trace: &mut T,
) -> Result<VerifiedStatement<'a>, Error> {
    let mut steps: Steps<'_, T, Error> = Steps::new(trace);
    // §8.6.v1
    let statement = steps.obtain(&steps::FIDO_U2F_SYNTAX, Statement::parse(attested.statement))?;
    // §8.6.v2
    let attestation_key = steps.obtain(&steps::FIDO_U2F_CERTIFICATE, statement.attestation_key(crypto))?;
    // §8.6.v3
    let (rp_id_hash, credential) = steps.make(
        &steps::FIDO_U2F_CLAIMS,
        (attested.object.authenticator_data().rp_id_hash(), attested.object.credential()),
    );
    let [form, x, y] = raw_key(credential.public_key(), &mut steps)?;
    // §8.6.v4
    steps.make(&steps::FIDO_U2F_KEY, ());
    // §8.6.v5
    let message: [&[u8]; 7] = steps.make(
        &steps::FIDO_U2F_MESSAGE,
        [RESERVED, rp_id_hash, attested.client_data_hash, credential.credential_id(), form, x, y],
    );
    // §8.6.v6
    let ecdsa = SignatureScheme::Ecdsa(Hash::Sha256);
    let verified = crypto.verify(ecdsa, &attestation_key, &message, statement.signature);
    steps.obtain(&steps::FIDO_U2F_SIGNATURE, verified)?;
    // §8.6.v8
    let result = VerifiedStatement::new(
        Format::FidoU2f,
        AttestationType::Basic,
        attested.algorithm(),
        statement.certificates,
    );
    let result = result.note_if(!credential.aaguid().is_zero(), StatementNote::UnsignedAaguid);
    Ok(steps.make(&steps::FIDO_U2F_RESULT, result))
}

/// The three parts of the raw form of a key.
fn raw_key<'a, T: Trace>(key: &CoseKey<'a>, steps: &mut Steps<'_, T, Error>) -> Result<[&'a [u8]; 3], Error> {
    // §8.6.v4.a
    let x = steps.obtain(&steps::FIDO_U2F_KEY_X, x(key))?;
    // §8.6.v4.b
    let y = steps.obtain(&steps::FIDO_U2F_KEY_Y, y(key))?;
    // §8.6.v4.c
    Ok(steps.make(&steps::FIDO_U2F_KEY_RAW, [UNCOMPRESSED, x, y]))
}

/// The member that elliptic keys of every kind have under one label.
fn x<'a>(key: &CoseKey<'a>) -> Result<&'a [u8], Cause> {
    let x = match key.known() {
        Some((_, PublicKey::Ec(point))) => point.x(),
        Some((_, PublicKey::Edwards(point))) => point.bytes(),
        _ => return Err(Cause::Rule),
    };
    if x.len() == COORDINATE_BYTES { Ok(x) } else { Err(Cause::Rule) }
}

fn y<'a>(key: &CoseKey<'a>) -> Result<&'a [u8], Cause> {
    match key.known() {
        Some((_, PublicKey::Ec(point))) if point.curve() == Curve::P256 => Ok(point.y()),
        _ => Err(Cause::Rule),
    }
}
