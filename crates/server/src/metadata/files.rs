//! Files of the operator: bounded, and looked at again when they change.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use countersign::{MAX_REVOCATION_LIST_BYTES, RevocationList, TrustAnchor, decode_pem};

use super::error::MetadataError;

/// Largest file of roots in bytes: some dozen in PEM.
const MAX_ROOT_FILE_BYTES: usize = 128 * 1024;

/// What tells a file from the same one after a change; none if it is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp(Option<(SystemTime, u64)>);

#[cfg(feature = "metadata-fetch")]
impl Stamp {
    /// Whether there is no file.
    pub(super) const fn is_of_nothing(self) -> bool {
        self.0.is_none()
    }
}

/// Carries out what waits for a disk, or computes for long, where it keeps nobody waiting.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, MetadataError> + Send + 'static,
) -> Result<T, MetadataError> {
    tokio::task::spawn_blocking(work).await.map_err(MetadataError::Unfinished)?
}

/// The stamp of a file as it is now.
pub(super) async fn stamp(path: &Path) -> Stamp {
    let metadata = tokio::fs::metadata(path).await.ok();
    Stamp(metadata.and_then(|metadata| Some((metadata.modified().ok()?, metadata.len()))))
}

/// Reads a file that has at most `limit` bytes.
pub(super) async fn read(path: &Path, limit: usize) -> Result<Vec<u8>, MetadataError> {
    let path = path.to_owned();
    aside(move || read_bounded(&path, limit)).await
}

fn read_bounded(path: &Path, limit: usize) -> Result<Vec<u8>, MetadataError> {
    let unreadable = |cause: io::Error| MetadataError::Unreadable { path: path.to_owned(), cause };
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() > limit {
        return Err(MetadataError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// The anchors in files of one certificate in DER, or of some in PEM.
pub(super) async fn roots(paths: &[PathBuf]) -> Result<Vec<TrustAnchor>, MetadataError> {
    let mut anchors = Vec::new();
    for path in paths {
        let bytes = read(path, MAX_ROOT_FILE_BYTES).await?;
        let certificates =
            certificates(bytes).ok_or_else(|| MetadataError::Root { path: path.clone(), cause: None })?;
        for der in certificates {
            let anchor = TrustAnchor::from_certificate(&der);
            anchors.push(
                anchor.map_err(|cause| MetadataError::Root { path: path.clone(), cause: Some(cause) })?,
            );
        }
    }
    Ok(anchors)
}

/// The revocation lists in files, each one in DER.
pub(super) async fn revocation_lists(paths: &[PathBuf]) -> Result<Vec<RevocationList>, MetadataError> {
    let paths = paths.to_vec();
    aside(move || paths.into_iter().map(revocation_list).collect()).await
}

fn revocation_list(path: PathBuf) -> Result<RevocationList, MetadataError> {
    let der = read_bounded(&path, MAX_REVOCATION_LIST_BYTES)?;
    RevocationList::parse(&der).map_err(|cause| MetadataError::RevocationList { path, cause })
}

/// The certificates of a file in DER; none if what is PEM in it is broken.
fn certificates(bytes: Vec<u8>) -> Option<Vec<Vec<u8>>> {
    let Ok(text) = core::str::from_utf8(&bytes) else { return Some(Vec::from([bytes])) };
    let found = decode_pem("CERTIFICATE", text)?;
    // DER may be a text by chance.
    Some(if found.is_empty() { Vec::from([bytes]) } else { found })
}
