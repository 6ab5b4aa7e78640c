//! Metadata: blobs as they are sent, and what stands in them.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign::{Algorithm, Outcome, RUST_CRYPTO, Recording};
use countersign_benches::ACCEPTING;
use countersign_cose::Crypto;
use countersign_mds::{
    BareStatement, Blob, BlobContext, BlobError, BlobVerifier, CertificationLevel, Concerns, Effect, Entry,
    Identity, LookUp, MAX_IGNORED, MAX_IGNORED_OF_BLOB, MAX_REVOCATION_ADDRESSES, MAX_ROOTS,
    MAX_STATUS_REPORTS, RevocationCheck, Source, Status, StatusPolicy,
};
use countersign_x509::{Revocation, TrustAnchor};

use crate::bounds::bounded;
use crate::{json, scene};

/// 2026, when the certificates of the test authority are valid.
const AT: i64 = 1_790_000_000;

const ADDRESS: &str = "https://mds.example/blob";

static ROOT: LazyLock<Vec<u8>> = LazyLock::new(|| scene::authenticator().authority().root());

/// What is found at an address of certificates.
static AT_ADDRESS: LazyLock<String> = LazyLock::new(|| {
    let digits = STANDARD.encode(&*ROOT);
    format!("-----BEGIN CERTIFICATE-----\n{digits}\n-----END CERTIFICATE-----\n")
});

static VERIFIER: LazyLock<BlobVerifier> = LazyLock::new(|| {
    let anchor = TrustAnchor::from_certificate(&ROOT).expect("a root");
    BlobVerifier::new([anchor]).accept_any_host()
});

/// A blob with this payload, which the root itself is said to have signed: it has to be accepted by [`ACCEPTING`] if the
/// payload can be read.
#[must_use]
pub fn blob_of(payload: &[u8]) -> Vec<u8> {
    sent(br#"{"alg":"ES256"}"#, payload)
}

/// A blob with this header and payload, and a signature of the right length.
#[must_use]
pub fn sent(header: &[u8], payload: &[u8]) -> Vec<u8> {
    let parts = [header, payload, &[1; 64]].map(|part| URL_SAFE_NO_PAD.encode(part));
    parts.join(".").into_bytes()
}

fn verify(bytes: &[u8], source: Source<'_>, crypto: &dyn Crypto) -> Result<Blob, BlobError> {
    let context = BlobContext { at: AT, revocation: RevocationCheck::Off, source, last: None };
    let outcome = VERIFIER.verify(bytes, &context, crypto);
    let mut recording = Recording::default();
    let traced = VERIFIER.verify_traced(bytes, &context, crypto, &mut recording);
    assert_eq!(outcome.as_ref().err(), traced.as_ref().err(), "a trace changes no verdict");
    if let Err(error) = &outcome {
        let last = recording.records().last().expect("a refusing step is recorded");
        assert_eq!((last.step(), last.outcome()), (error.step(), Outcome::Refused));
        assert!(!error.to_string().contains('\n'), "one line for an operator");
    }
    outcome
}

/// A blob as it is sent: one verdict with and without a trace; what the real provider accepts the one that accepts every
/// signature accepts too; a file names no address; demands only refuse.
pub fn blob(input: &[u8]) {
    bounded(input.len(), || {
        let address = Source::Address { blob: ADDRESS, x5u: Some(AT_ADDRESS.as_bytes()) };
        for source in [Source::File, address] {
            let found = verify(input, source, &ACCEPTING);
            assert!(found.is_ok() || verify(input, source, &RUST_CRYPTO).is_err());
            let Ok(found) = found else { continue };
            assert!(found.crl_urls().len() <= MAX_REVOCATION_ADDRESSES);
            assert!(found.crl_urls().iter().all(|address| address.starts_with("http")));
            accept_again(input, source, &found);
        }
        let _ = verify(input, Source::Address { blob: ADDRESS, x5u: Some(input) }, &ACCEPTING);
    });
}

/// What was accepted is accepted again after itself, and never before a later one.
fn accept_again(input: &[u8], source: Source<'_>, found: &Blob) {
    let accepted = found.accepted(&ACCEPTING);
    let later = countersign_mds::LastAccepted::new(found.number().saturating_add(1), *accepted.digest());
    let revocation = Revocation::default();
    let verify = |last, revocation| {
        let context = BlobContext { at: AT, revocation, source, last: Some(last) };
        VERIFIER.verify(input, &context, &ACCEPTING)
    };
    assert!(verify(&accepted, RevocationCheck::AsGiven(&revocation)).is_ok());
    assert!(verify(&later, RevocationCheck::Off).is_err() || found.number() == u64::MAX);
    let _ = verify(&accepted, RevocationCheck::Strict(&revocation));
}

/// The payload of a blob: another reader of JSON reads the same; every entry is found by what it is of; whatever can be asked
/// of an entry has an answer within its bounds; what a policy denies is refused.
pub fn payload(input: &[u8]) {
    bounded(input.len(), || {
        let _ = BareStatement::from_json(input).map(|statement| ask(statement.entry()));
        let Ok(found) = verify(&blob_of(input), Source::File, &ACCEPTING) else { return };
        let theirs = json::read(core::str::from_utf8(input).expect("what is accepted is UTF-8"));
        if let Some(theirs) = theirs {
            assert_eq!(theirs.get("no").and_then(serde_json::Value::as_u64), Some(found.number()));
            let entries = theirs.get("entries").and_then(serde_json::Value::as_array).expect("entries");
            assert_eq!(entries.len(), found.entry_count());
        }
        let mut ignored = 0;
        for entry in found.entries() {
            ignored += entry.ignored().len();
            find(&found, entry);
            ask(entry);
        }
        let of_blob = found.ignored().len();
        assert!(of_blob <= MAX_IGNORED_OF_BLOB && of_blob >= ignored.min(MAX_IGNORED_OF_BLOB));
        let changed = found.next_update().map(|date| found.changed_since(date).count());
        assert!(changed.is_none_or(|changed| changed <= found.entry_count()));
    });
}

fn find(found: &Blob, entry: Entry<'_>) {
    let is_this = |look_up: LookUp<'_>| match look_up {
        LookUp::Found(other) => other.place() == entry.place(),
        LookUp::Ambiguous => true,
        LookUp::Unknown => false,
    };
    match entry.identity() {
        Identity::Aaguid(aaguid) => assert!(is_this(found.by_aaguid(*aaguid)) && !aaguid.is_zero()),
        Identity::KeyIdentifiers(keys) => {
            assert!(keys.iter().all(|key| is_this(found.by_key_identifier(key))));
        }
        Identity::Aaid(_) | Identity::None => {}
    }
}

fn ask(entry: Entry<'_>) {
    assert!(entry.ignored().len() <= MAX_IGNORED);
    assert!(entry.roots().len() <= MAX_ROOTS);
    let statement = entry.statement();
    for picture in
        [statement.icon(), statement.icon_dark(), statement.provider_logo_light()].into_iter().flatten()
    {
        assert!(!picture.media_type().contains(char::is_control));
    }
    let _ = (
        statement.lists_algorithm(Algorithm::Es256.into()),
        statement.is_key_restricted(),
        entry.rogue_list(),
    );
    judge(entry);
}

/// No policy lets in what it denies, and a stricter one lets in no more.
fn judge(entry: Entry<'_>) {
    let reports = entry.status_reports();
    assert!(reports.len() <= MAX_STATUS_REPORTS);
    let lenient = StatusPolicy::default().accept_unreadable_reports().accept_updated_firmware();
    let strict = StatusPolicy::default().deny_unknown_status().demand_level(CertificationLevel::L1);
    let is_allowed = |policy: &StatusPolicy| policy.evaluate(&entry, &[], AT).is_allowed();
    assert!(!is_allowed(&strict) || is_allowed(&StatusPolicy::default()));
    assert!(!is_allowed(&StatusPolicy::default()) || is_allowed(&lenient));
    let is_revoked = reports.iter().any(|report| {
        report.status() == Some(Status::Revoked)
            && report.effect(AT) != Effect::NotInEffect
            && *report.concerns() == Concerns::Everything
    });
    assert!(!(is_revoked && is_allowed(&lenient)), "what is revoked is refused");
}
