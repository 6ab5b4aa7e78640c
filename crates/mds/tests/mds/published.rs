//! The blobs that the service published, and the example of its specification.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_cose::RUST_CRYPTO;
use countersign_mds::{Blob, BlobContext, BlobError, BlobVerifier, RevocationCheck, Source, named_signer};
use countersign_x509::{Certificate, TrustAnchor};
use serde_json::Value;

use super::support::shared;

/// One of the files, and what its index says of it.
pub(crate) struct Published {
    pub(crate) name: String,
    pub(crate) text: Vec<u8>,
    pub(crate) root: Vec<u8>,
    pub(crate) at: i64,
    expect: Value,
}

impl Published {
    pub(crate) fn context(&self, at: i64) -> BlobContext<'static> {
        let _ = self;
        BlobContext { at, revocation: RevocationCheck::Off, source: Source::File, last: None }
    }

    pub(crate) fn verify(&self, verifier: &BlobVerifier, at: i64) -> Result<Blob, BlobError> {
        verifier.verify(&self.text, &self.context(at), &RUST_CRYPTO)
    }

    pub(crate) fn verifier(&self) -> BlobVerifier {
        let verifier = BlobVerifier::new([TrustAnchor::from_certificate(&self.root).unwrap()]);
        if self.is_production() { verifier } else { verifier.accept_any_host() }
    }

    fn is_production(&self) -> bool {
        self.name.starts_with("fido-")
    }
}

fn certificate(folder: &Path, name: &str) -> Vec<u8> {
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    let digits: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    STANDARD.decode(digits).unwrap()
}

/// All of them; none where they are not there and may be missing.
pub(crate) fn published() -> Vec<Published> {
    let Some(folder) = shared("mds") else { return Vec::new() };
    let index: Vec<Value> =
        serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let one = |entry: &Value| {
        let text = |member: &str| entry[member].as_str().unwrap().to_owned();
        let at = text("at");
        let day = at.strip_suffix("T00:00:00Z").unwrap();
        Published {
            name: text("file"),
            text: std::fs::read(folder.join(text("file"))).unwrap(),
            root: certificate(&folder, &text("root")),
            at: countersign_mds::Date::parse(day).unwrap().start(),
            expect: entry["expect"].clone(),
        }
    };
    index.iter().map(one).collect()
}

#[test]
fn accepts_what_was_published_at_a_time_within_its_chain_and_refuses_it_outside() {
    for file in published() {
        let verifier = file.verifier();
        let blob = file.verify(&verifier, file.at).unwrap_or_else(|error| panic!("{}: {error}", file.name));
        assert_eq!(file.expect["verdict"], "accept");
        assert_eq!(file.expect["no"], blob.number(), "{}", file.name);
        assert_eq!(file.expect["next_update"], blob.next_update().unwrap().to_string(), "{}", file.name);
        assert_eq!(file.expect["entries"], blob.entry_count(), "{}", file.name);

        let leaf = named_signer(&file.text).unwrap();
        let validity = Certificate::parse(&leaf).unwrap().validity();
        for at in [validity.not_before() - 1, validity.not_after() + 1, 0, i64::MAX] {
            let error = file.verify(&verifier, at).unwrap_err();
            assert_eq!(error.step().id(), "mds-blob-path", "{}: {error}", file.name);
        }
        println!("{}: {blob:?}, lists at {:?}", file.name, blob.crl_urls());
    }
}

// attack: mds-root
#[test]
fn refuses_what_production_signed_for_another_host_and_what_others_signed() {
    for file in published() {
        let production = BlobVerifier::production().unwrap();
        assert_eq!(file.verify(&production, file.at).is_ok(), file.is_production(), "{}", file.name);
        let other = file.verify(&file.verifier().expected_host("www.fidoalliance.org"), file.at).unwrap_err();
        assert_eq!(other.step().id(), "mds-blob-host", "{}", file.name);
        assert!(file.verify(&file.verifier().accept_any_host(), file.at).is_ok());
    }
}
