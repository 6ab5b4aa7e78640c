//! A blob is judged: with the roots, the lists and the last number that are known, at a time.

use std::sync::Arc;

use countersign::{Recording, Revocation};
use countersign_mds::roots::{FIDO_HOST, fido_anchors};
use countersign_mds::{
    Blob, BlobContext, BlobError, BlobErrorKind, BlobVerifier, LastAccepted, RevocationCheck, Source,
};
use sha2::{Digest as _, Sha256};

use super::error::MetadataError;
use super::files;
use super::settings::Settings;
use crate::cryptography::CRYPTO;
use crate::store::AcceptedMetadata;

/// The verifier, and the name by which the database knows the service: whoever signs under other roots is another service.
pub(super) async fn verifier(settings: &Settings) -> Result<(BlobVerifier, String), MetadataError> {
    let host = settings.host.as_deref().unwrap_or(FIDO_HOST);
    if settings.roots.is_empty() {
        let anchors = fido_anchors().map_err(MetadataError::BuiltInRoots)?;
        return Ok((BlobVerifier::new(anchors).expected_host(host), host.to_owned()));
    }
    let anchors = files::roots(&settings.roots).await?;
    let mut certificates: Vec<&[u8]> = anchors.iter().map(|anchor| anchor.certificate()).collect();
    certificates.sort_unstable();
    let digest = certificates.iter().fold(Sha256::new(), Sha256::chain_update).finalize();
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((BlobVerifier::new(anchors).expected_host(host), format!("{hash} {host}")))
}

/// A blob, and what it is judged with.
pub(super) struct Judged {
    pub(super) verifier: BlobVerifier,
    pub(super) bytes: Arc<Vec<u8>>,
    pub(super) lists: Option<Revocation>,
    pub(super) last: Option<AcceptedMetadata>,
    pub(super) now: i64,
}

impl Judged {
    /// The blob, if it is accepted.
    pub(super) fn verify(&self) -> Result<Blob, MetadataError> {
        let mut recording = Recording::default();
        let last = self.last.and_then(|last| {
            let number = u64::try_from(last.number).ok()?;
            Some((LastAccepted::new(number, last.digest), last.accepted_at))
        });
        let outcome = self.verify_at(self.now, last.as_ref().map(|(last, _)| last), &mut recording);
        match (outcome, last) {
            (Ok(blob), _) => Ok(blob),
            // Certificates of signers live for a year: what was accepted while one was valid is still what it was.
            (Err(error), Some((last, at))) if error.kind() == BlobErrorKind::Chain => self
                .verify_at(at, Some(&last), &mut Recording::default())
                .ok()
                .filter(|blob| blob.accepted(CRYPTO) == last)
                .ok_or_else(|| refused(error, &recording)),
            (Err(error), _) => Err(refused(error, &recording)),
        }
    }

    fn verify_at(
        &self,
        at: i64,
        last: Option<&LastAccepted>,
        recording: &mut Recording,
    ) -> Result<Blob, BlobError> {
        let revocation = self.lists.as_ref().map_or(RevocationCheck::Off, RevocationCheck::AsGiven);
        // Nothing is fetched that a blob names, so that one with an address of certificates is refused.
        let context = BlobContext { at, revocation, source: Source::File, last };
        self.verifier.verify_traced(&self.bytes, &context, CRYPTO, recording)
    }
}

fn refused(cause: BlobError, recording: &Recording) -> MetadataError {
    let record = recording.records().last();
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    MetadataError::Refused {
        expected: text(record.map(|record| record.expected())),
        found: text(record.map(|record| record.got())),
        cause: Box::new(cause),
    }
}
