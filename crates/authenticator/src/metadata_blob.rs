//! A blob of a metadata service, which a test authority signs.

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::json_object::JsonObject;
use crate::response::base64url;
use crate::{Algorithm, Extension, Issuer, NOT_AFTER, NOT_BEFORE, Name, SigningKey, TestAuthority, der, oid};

/// A blob of FIDO's metadata service with entries of one's own. It is signed with ES256 by a key that has a certificate of a
/// [`TestAuthority`] for a host, and verifies under the root of that authority.
///
/// ```
/// use countersign_authenticator::{MetadataBlob, TestAuthority};
///
/// let authority = TestAuthority::from_seed(b"metadata");
/// let blob = MetadataBlob::new(&authority, "mds.example").number(8).next_update("2026-02-01").build();
/// assert_eq!(blob.split('.').count(), 3);
/// let _trust_anchor = authority.root();
/// ```
///
/// # Source
/// FIDO Metadata Service v3.1 §3.1.6, §3.1.7
#[derive(Clone, Debug)]
pub struct MetadataBlob {
    authority: TestAuthority,
    host: String,
    number: u64,
    next_update: String,
    entries: Vec<Value>,
    validity: (i64, i64),
}

impl MetadataBlob {
    /// A blob without entries, of number 1.
    #[must_use]
    pub fn new(authority: &TestAuthority, host: &str) -> Self {
        Self {
            authority: authority.clone(),
            host: host.into(),
            number: 1,
            next_update: "2030-01-01".into(),
            entries: Vec::new(),
            validity: (NOT_BEFORE, NOT_AFTER),
        }
    }

    /// Sets the number.
    #[must_use]
    pub fn number(self, number: u64) -> Self {
        Self { number, ..self }
    }

    /// Sets the day of the next update, `YYYY-MM-DD` in blobs that are as they should be.
    #[must_use]
    pub fn next_update(self, day: &str) -> Self {
        Self { next_update: day.into(), ..self }
    }

    /// Sets when the certificate of the signer is valid, in seconds since 1970 UTC.
    #[must_use]
    pub fn validity(self, not_before: i64, not_after: i64) -> Self {
        Self { validity: (not_before, not_after), ..self }
    }

    /// Adds an entry, whatever it is.
    #[must_use]
    pub fn entry(mut self, entry: impl Into<Value>) -> Self {
        self.entries.push(entry.into());
        self
    }

    /// The blob: a compact JWS.
    #[must_use]
    pub fn build(&self) -> String {
        let signer = SigningKey::from_seed(Algorithm::Es256, b"signer of metadata");
        let subject = Name::empty().attribute(oid::COMMON_NAME, der::UTF8_STRING, &self.host);
        let leaf = self.authority.certificate_builder(Issuer::Intermediate, subject, &signer);
        let leaf = leaf.validity(self.validity.0, self.validity.1);
        let leaf = leaf.extension(Extension::end_entity()).extension(Extension::dns_name(&self.host)).build();
        let chain = [leaf, self.authority.intermediate_builder().build()];
        let header = JsonObject::new(Vec::from([
            ("alg", "ES256".into()),
            ("typ", "JWT".into()),
            ("x5c", chain.iter().map(|certificate| STANDARD.encode(certificate)).collect()),
        ]));
        let payload = JsonObject::new(Vec::from([
            ("legalHeader", "for tests".into()),
            ("no", self.number.into()),
            ("nextUpdate", self.next_update.as_str().into()),
            ("entries", Value::Array(self.entries.clone())),
        ]));
        let signed = [base64url(&header.into_bytes()), base64url(&payload.into_bytes())].join(".");
        let signature = base64url(&signer.sign_jws(signed.as_bytes()));
        [signed, signature].join(".")
    }
}
