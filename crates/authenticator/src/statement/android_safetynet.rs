//! `android-safetynet`: §8.5.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_cbor::Item;
use sha2::{Digest, Sha256};

use super::{Attested, Parts, Statement};
use crate::certificate::{Extension, Name};
use crate::edit::Edits;
use crate::json_object::{JsonObject, texts};
use crate::response::base64url;
use crate::signature::{Signature, bare_numbers};
use crate::{Algorithm, der, oid};

/// When the service makes its answers unless it is told otherwise, in milliseconds since 1970 UTC: in September 2026. An
/// authenticator of tests has no clock, and a relying party has to judge at this time, or the test to name another.
pub const SAFETYNET_TIMESTAMP: i64 = 1_790_000_000_000;

/// Whom the certificate of an answer is for.
const HOST: &str = "attest.android.com";

/// What is changed of it, beside what is changed of every statement.
#[derive(Debug, Default)]
pub(super) struct Changes {
    header: Edits<JsonObject>,
    payload: Edits<JsonObject>,
    jws: Edits<Vec<u8>>,
}

impl Statement {
    /// Changes the header of the JWS before it is signed.
    #[must_use]
    pub fn jws_header(mut self, change: impl FnOnce(JsonObject) -> JsonObject + 'static) -> Self {
        self.safetynet.header.push(change);
        self
    }

    /// Changes the payload of the JWS before it is signed.
    #[must_use]
    pub fn jws_payload(mut self, change: impl FnOnce(JsonObject) -> JsonObject + 'static) -> Self {
        self.safetynet.payload.push(change);
        self
    }

    /// Changes the bytes of the JWS after it is signed.
    #[must_use]
    pub fn jws(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.safetynet.jws.push(change);
        self
    }

    /// Sets the time of the answer, in milliseconds since 1970 UTC; [`SAFETYNET_TIMESTAMP`] without.
    #[must_use]
    pub fn safetynet_timestamp(self, milliseconds: i64) -> Self {
        self.jws_payload(move |payload| payload.member("timestampMs", milliseconds))
    }
}

/// An answer of the service: the attestation key signs it, and has a certificate for the host of the service.
pub(super) fn write(statement: &mut Statement, attested: &Attested<'_>) -> Parts {
    let key = statement.attestation_key.clone();
    let subject = Name::empty().attribute(oid::COMMON_NAME, der::UTF8_STRING, HOST);
    let leaf = statement.authority.certificate_builder(statement.issuer(), subject, &key);
    let leaf = leaf.extension(Extension::end_entity()).extension(Extension::dns_name(HOST));
    let certificates = statement.certificates(leaf);
    let Changes { header, payload, jws } = core::mem::take(&mut statement.safetynet);
    let header = header.apply(JsonObject::new(vec![
        ("alg", jose_name(key.algorithm()).into()),
        ("x5c", texts(certificates.iter().map(|certificate| STANDARD.encode(certificate)))),
    ]));
    let payload = payload.apply(natural_payload(attested));
    let signed = [base64url(&header.into_bytes()), base64url(&payload.into_bytes())].join(".");
    let signature = Signature::of_message(&key, signed.as_bytes());
    let signature = core::mem::take(&mut statement.signature).apply(signature).into_bytes();
    let signature = base64url(&bare_numbers(&signature).unwrap_or(signature));
    let response = jws.apply([signed, signature].join(".").into_bytes());
    let entries =
        vec![(Item::from("ver"), Item::from("223616026")), (Item::from("response"), Item::Bytes(response))];
    Parts { format: "android-safetynet", entries, certificates }
}

fn natural_payload(attested: &Attested<'_>) -> JsonObject {
    let hash = Sha256::digest(attested.client_data);
    let nonce = Sha256::digest([attested.authenticator_data, &hash[..]].concat());
    let of_app = |what: &[u8]| -> String { STANDARD.encode(Sha256::digest(what)) };
    JsonObject::new(vec![
        ("nonce", STANDARD.encode(nonce).into()),
        ("timestampMs", SAFETYNET_TIMESTAMP.into()),
        ("apkPackageName", "com.google.android.gms".into()),
        ("apkDigestSha256", of_app(b"app").into()),
        ("ctsProfileMatch", true.into()),
        ("apkCertificateDigestSha256", texts([of_app(b"certificate")])),
        ("basicIntegrity", true.into()),
    ])
}

/// The name of an algorithm in JWS; `none` for those that no answer of the service ever had.
const fn jose_name(algorithm: Algorithm) -> &'static str {
    match algorithm.identifier() {
        -7 => "ES256",
        -35 => "ES384",
        -257 => "RS256",
        -37 => "PS256",
        _ => "none",
    }
}
