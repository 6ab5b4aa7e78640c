//! Blobs that a test authority signs: every part is open to change before it is signed.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign_authenticator::{
    Algorithm, CertificateBuilder, Extension, Issuer, Name, SigningKey, TestAuthority, der, oid,
};
use countersign_cose::{Crypto as _, RUST_CRYPTO};
use countersign_mds::{Blob, BlobContext, BlobError, BlobVerifier, LastAccepted, RevocationCheck, Source};
use countersign_x509::{Certificate, Revocation, RevocationList, TrustAnchor};
use serde_json::{Map, Value, json};

/// 2026-01-01T00:00:00Z, when the blobs of these tests are judged.
pub(crate) const NOW: i64 = 1_767_225_600;
pub(crate) const DAY: i64 = 86_400;

pub(crate) const HOST: &str = "mds.countersign.example";
pub(crate) const ADDRESS: &str = "https://mds.countersign.example/blob.jwt";

/// Everything that a blob is made of, and what it is judged with.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) authority: TestAuthority,
    pub(crate) signer: SigningKey,
    pub(crate) header: Map<String, Value>,
    pub(crate) x5c: Option<Vec<Vec<u8>>>,
    pub(crate) payload: Value,
    /// The text that is signed in place of `payload`, if it is not what serde_json writes.
    pub(crate) raw_payload: Option<Vec<u8>>,
    pub(crate) anchors: Vec<Vec<u8>>,
    pub(crate) host: Option<&'static str>,
    pub(crate) at: i64,
    pub(crate) lists: Vec<Vec<u8>>,
    pub(crate) mode: Mode,
    pub(crate) address: Option<&'static str>,
    pub(crate) x5u: Option<Vec<u8>>,
    pub(crate) last: Option<LastAccepted>,
    /// What is done to the blob after it was signed.
    pub(crate) edit: fn(&Self, String) -> String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Off,
    AsGiven,
    Strict,
}

impl Scene {
    /// A blob without entries that is accepted, at all steps but those of `x5u`.
    pub(crate) fn new() -> Self {
        let authority = TestAuthority::from_seed(b"metadata");
        let signer = SigningKey::from_seed(Algorithm::Es256, b"metadata signer");
        let mut scene = Self {
            header: Map::new(),
            x5c: None,
            payload: json!({ "legalHeader": "x", "no": 7, "nextUpdate": "2026-02-01", "entries": [] }),
            raw_payload: None,
            anchors: vec![authority.root()],
            host: Some(HOST),
            at: NOW,
            lists: Vec::new(),
            mode: Mode::Off,
            address: Some(ADDRESS),
            x5u: None,
            last: None,
            edit: |_, blob| blob,
            authority,
            signer,
        };
        scene.header.insert("alg".into(), "ES256".into());
        scene.header.insert("typ".into(), "JWT".into());
        scene.x5c = Some(vec![scene.leaf().build(), scene.authority.intermediate_builder().build()]);
        scene
    }

    /// The same, with these entries.
    pub(crate) fn with_entries(entries: Vec<Value>) -> Self {
        let mut scene = Self::new();
        scene.payload["entries"] = Value::Array(entries);
        scene
    }

    /// The certificate of the signer before it is signed.
    pub(crate) fn leaf(&self) -> CertificateBuilder {
        self.leaf_of(&self.signer)
    }

    pub(crate) fn leaf_of(&self, key: &SigningKey) -> CertificateBuilder {
        let subject = Name::empty().attribute(oid::COMMON_NAME, der::UTF8_STRING, HOST);
        self.authority
            .certificate_builder(Issuer::Intermediate, subject, key)
            .extension(Extension::end_entity())
            .extension(Extension::dns_name(HOST))
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.into(), value.into());
        self
    }

    pub(crate) fn member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.payload[name] = value.into();
        self
    }

    /// Another key of the signer, with a certificate and the name of its algorithm.
    pub(crate) fn with_signer(mut self, algorithm: Algorithm, name: &str) -> Self {
        self.signer = SigningKey::from_seed(algorithm, b"another signer");
        self.x5c = Some(vec![self.leaf().build(), self.authority.intermediate_builder().build()]);
        self.header("alg", name)
    }

    /// Lists of the root and of the intermediate that name these certificates.
    pub(crate) fn with_lists(mut self, revoked: &[&[u8]], (from, until): (i64, i64)) -> Self {
        let root = self.authority.root();
        let intermediate = self.authority.intermediate_builder().build();
        self.lists = vec![
            revocation_list(&root, self.authority.root_key(), revoked, (from, until)),
            revocation_list(&intermediate, self.authority.intermediate_key(), revoked, (from, until)),
        ];
        self
    }

    pub(crate) fn text(&self) -> String {
        let mut header = self.header.clone();
        if let Some(x5c) = &self.x5c {
            header.insert("x5c".into(), x5c.iter().map(|der| Value::from(STANDARD.encode(der))).collect());
        }
        let payload = self.raw_payload.clone().unwrap_or_else(|| self.payload.to_string().into_bytes());
        let signed =
            [URL_SAFE_NO_PAD.encode(Value::Object(header).to_string()), URL_SAFE_NO_PAD.encode(payload)]
                .join(".");
        let signature = self.signer.sign_jws(signed.as_bytes());
        (self.edit)(self, [signed, URL_SAFE_NO_PAD.encode(signature)].join("."))
    }

    pub(crate) fn verifier(&self) -> BlobVerifier {
        let anchors = self.anchors.iter().map(|der| TrustAnchor::from_certificate(der).unwrap());
        let verifier = BlobVerifier::new(anchors);
        match self.host {
            Some(host) => verifier.expected_host(host),
            None => verifier.accept_any_host(),
        }
    }

    /// Judges a blob with what this scene judges its own with.
    pub(crate) fn judge<T: countersign_attestation::Trace>(
        &self,
        text: &str,
        trace: &mut T,
    ) -> Result<Blob, BlobError> {
        let lists = self.lists.iter().map(|der| RevocationList::parse(der).unwrap());
        let revocation = lists.fold(Revocation::NONE, Revocation::with_list);
        let context = BlobContext {
            at: self.at,
            revocation: match self.mode {
                Mode::Off => RevocationCheck::Off,
                Mode::AsGiven => RevocationCheck::AsGiven(&revocation),
                Mode::Strict => RevocationCheck::Strict(&revocation),
            },
            source: match self.address {
                Some(blob) => Source::Address { blob, x5u: self.x5u.as_deref() },
                None => Source::File,
            },
            last: self.last.as_ref(),
        };
        self.verifier().verify_traced(text.as_bytes(), &context, &RUST_CRYPTO, trace)
    }

    pub(crate) fn verify(&self) -> Result<Blob, BlobError> {
        self.judge(&self.text(), &mut ())
    }
}

/// A revocation list of the subject of a certificate, which names the serial numbers of others.
pub(crate) fn revocation_list(
    issuer: &[u8],
    key: &SigningKey,
    revoked: &[&[u8]],
    (from, until): (i64, i64),
) -> Vec<u8> {
    let serial = |der: &&[u8]| Certificate::parse(der).unwrap().serial_number().to_vec();
    let serial_numbers: Vec<_> = revoked.iter().map(serial).collect();
    let issuer = Certificate::parse(issuer).unwrap().subject().encoded().to_vec();
    countersign_authenticator::revocation_list(&issuer, key, &serial_numbers, (from, until))
}

/// HMAC with SHA-256, as somebody would compute it who takes a public key for a secret.
pub(crate) fn hmac_sha256(secret: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    if secret.len() > block.len() {
        block[..32].copy_from_slice(&RUST_CRYPTO.sha256(&[secret]));
    } else {
        block[..secret.len()].copy_from_slice(secret);
    }
    let inner = RUST_CRYPTO.sha256(&[&block.map(|byte| byte ^ 0x36), message]);
    RUST_CRYPTO.sha256(&[&block.map(|byte| byte ^ 0x5c), &inner])
}

/// A blob whose header says something else than what was signed, with this signature.
pub(crate) fn replace_header(blob: &str, change: impl FnOnce(&mut Map<String, Value>)) -> String {
    let parts: Vec<&str> = blob.split('.').collect();
    let mut header: Map<String, Value> =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[0]).unwrap()).unwrap();
    change(&mut header);
    [&URL_SAFE_NO_PAD.encode(Value::Object(header).to_string()), parts[1], parts[2]].join(".")
}

/// The same blob with another signature.
pub(crate) fn replace_signature(blob: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let (signed, _) = blob.rsplit_once('.').unwrap();
    [signed, &URL_SAFE_NO_PAD.encode(sign(signed.as_bytes()))].join(".")
}

pub(crate) fn pem(certificates: &[Vec<u8>]) -> Vec<u8> {
    let one = |der: &Vec<u8>| {
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(der))
    };
    certificates.iter().map(one).collect::<String>().into_bytes()
}

/// The folder of shared vectors; nothing where it is not there and may be missing.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let root = std::env::var("COUNTERSIGN_SHARED")
        .map_or_else(|_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = root.join("vectors").join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    let required = std::env::var("COUNTERSIGN_REQUIRE_ALL").is_ok_and(|value| value == "1");
    assert!(!required, "{} is missing", folder.display());
    println!("skipped: {} is missing", folder.display());
    None
}
