//! Metadata from an address: asked for with what is known of the last answer, and kept in a cache on disk.
//!
//! Nothing is asked but the one address that the operator wrote: no redirect is followed, no proxy of the environment is used,
//! and no address counts that a certificate or a blob names.

use core::fmt;
use core::hash::BuildHasher as _;
use core::time::Duration;
use std::hash::RandomState;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign_mds::MAX_BLOB_BYTES;
use reqwest::header::{
    ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use reqwest::{Client, Response, StatusCode, Url, redirect, retry};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::MetadataError;
use super::files::{self, aside};
use super::settings::Address;
use super::timer::Timer;

/// How long the connection may take, and the whole answer: thirty megabytes over a slow line.
const CONNECT_TIME: Duration = Duration::from_secs(10);
const FETCH_TIME: Duration = Duration::from_secs(300);
/// How long after an answer the address is asked again, in seconds, and up to an hour more. Services publish monthly, and when
/// something happens.
const ASKED_AGAIN: i64 = 24 * 60 * 60;
/// Longest text of a header that is kept, in bytes.
const MAX_HEADER_BYTES: usize = 512;
/// Largest file of what is known of the last answer.
const MAX_ANSWER_BYTES: usize = 4 * 1024;

/// The files of the cache.
const BLOB: &str = "blob.jwt";
const ANSWER: &str = "answer.json";
/// How the name of a file ends that is being written.
const UNFINISHED: &str = ".new";

/// Entered, and read and written, by nobody else.
#[cfg(unix)]
const FOLDER_OF_OWNER: u32 = 0o700;
#[cfg(unix)]
const FILE_OF_OWNER: u32 = 0o600;

/// Why nothing was fetched.
#[derive(Debug)]
pub struct FetchError(Why);

#[derive(Debug)]
enum Why {
    /// No connection, no TLS, or no whole answer in time.
    Exchange(reqwest::Error),
    /// An answer with another status.
    Status(StatusCode),
    /// More bytes than a blob has.
    TooLarge,
}

impl fmt::Display for FetchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Why::Exchange(cause) => {
                write!(formatter, "the address cannot be read: {cause}")?;
                let mut source = core::error::Error::source(cause);
                while let Some(cause) = source {
                    write!(formatter, ": {cause}")?;
                    source = cause.source();
                }
                Ok(())
            }
            Why::Status(status) if status.is_redirection() => {
                write!(formatter, "the address answers {}, and no redirect is followed", status.as_u16())
            }
            Why::Status(status) => write!(formatter, "the address answers {}", status.as_u16()),
            Why::TooLarge => write!(formatter, "the answer has more than {MAX_BLOB_BYTES} bytes"),
        }
    }
}

impl core::error::Error for FetchError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        if let Why::Exchange(cause) = &self.0 { Some(cause) } else { None }
    }
}

impl From<reqwest::Error> for FetchError {
    fn from(cause: reqwest::Error) -> Self {
        Self(Why::Exchange(cause.without_url()))
    }
}

/// What is known of the last answer. It goes with the blob in the cache, and counts for that one alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    address: String,
    etag: Option<String>,
    last_modified: Option<String>,
    asked_at: i64,
    /// The SHA-256 of the blob.
    blob: [u8; 32],
}

impl Answer {
    /// Whether it can be sent back: a file that somebody changed may hold what is no header.
    fn has_headers(&self) -> bool {
        let mut texts = self.etag.iter().chain(&self.last_modified);
        texts.all(|text| text.len() <= MAX_HEADER_BYTES && HeaderValue::from_str(text).is_ok())
    }
}

fn digest(blob: &[u8]) -> [u8; 32] {
    Sha256::digest(blob).into()
}

/// What an address answered.
#[derive(Debug)]
pub(super) enum Fetched {
    /// What is in the cache is still what it has.
    Unchanged,
    /// This blob. It is to be judged, and to be kept if it is accepted.
    Blob(Arc<Vec<u8>>),
}

/// An address, and what is known of it.
#[derive(Debug)]
pub(super) struct Fetcher {
    client: Client,
    address: Url,
    cache: PathBuf,
    /// Of the blob that counts; empty if there is none.
    answer: Answer,
    /// Of a blob that is being judged.
    next_answer: Answer,
    timer: Timer,
}

impl Fetcher {
    /// Sets everything up, and fetches nothing.
    pub(super) async fn new(address: &Address) -> Result<Self, MetadataError> {
        let folder = address.cache.clone();
        let path = folder.clone();
        aside(move || prepare(&path).map_err(|cause| MetadataError::Unreadable { path, cause })).await?;
        Ok(Self {
            client: client(&address.roots).await?,
            address: address.url.clone(),
            cache: folder,
            answer: Answer::default(),
            next_answer: Answer::default(),
            timer: Timer::new(ASKED_AGAIN).with_share(share()),
        })
    }

    /// The blob in the cache, if there is one.
    pub(super) async fn cached(&self) -> Result<Option<Arc<Vec<u8>>>, MetadataError> {
        let path = self.cache.join(BLOB);
        if files::stamp(&path).await.is_of_nothing() {
            return Ok(None);
        }
        files::read(&path, MAX_BLOB_BYTES).await.map(|bytes| Some(Arc::new(bytes)))
    }

    /// The blob in the cache was accepted: what is known of the answer counts that it came with. Resolves to when that was, if it
    /// is known.
    pub(super) async fn trust_cache(&mut self, blob: &[u8], now: i64) -> Option<i64> {
        let bytes = files::read(&self.cache.join(ANSWER), MAX_ANSWER_BYTES).await.ok()?;
        let answer: Answer = serde_json::from_slice(&bytes).ok()?;
        let is_of_address = answer.address == self.address.as_str();
        // Beside another blob it would keep out the one that it is of.
        if !is_of_address || !answer.has_headers() || answer.blob != digest(blob) {
            return None;
        }
        // A clock that went back since is no reason to wait.
        let asked_at = Some(answer.asked_at).filter(|asked_at| *asked_at <= now);
        if let Some(asked_at) = asked_at {
            self.timer.succeeded(asked_at);
        }
        self.answer = answer;
        asked_at
    }

    /// Whether it is time to ask.
    pub(super) fn is_due(&self, now: i64) -> bool {
        self.timer.is_due(now)
    }

    /// Asks the address.
    pub(super) async fn fetch(&mut self, now: i64) -> Result<Fetched, FetchError> {
        let mut request = self.client.get(self.address.clone());
        let known = [(IF_NONE_MATCH, &self.answer.etag), (IF_MODIFIED_SINCE, &self.answer.last_modified)];
        let is_conditional = known.iter().any(|(_, value)| value.is_some());
        for (name, value) in known {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let response = request.send().await?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED if is_conditional => return Ok(Fetched::Unchanged),
            status => return Err(FetchError(Why::Status(status))),
        }
        let [etag, last_modified] = [ETAG, LAST_MODIFIED].map(|name| header(response.headers(), &name));
        let bytes = bounded(response).await?;
        let address = self.address.as_str().to_owned();
        self.next_answer = Answer { address, etag, last_modified, asked_at: now, blob: digest(&bytes) };
        Ok(Fetched::Blob(Arc::new(bytes)))
    }

    /// What was fetched was accepted, or has not changed: it goes into the cache.
    pub(super) async fn succeeded(&mut self, fetched: Fetched, now: i64) -> Result<(), MetadataError> {
        self.timer.succeeded(now);
        match fetched {
            Fetched::Unchanged => self.answer.asked_at = now,
            Fetched::Blob(bytes) => {
                self.answer = core::mem::take(&mut self.next_answer);
                write(self.cache.join(BLOB), bytes).await?;
            }
        }
        // Behind the blob that it is of.
        let answer = serde_json::to_vec(&self.answer).map_err(std::io::Error::from);
        let path = self.cache.join(ANSWER);
        match answer {
            Ok(answer) => write(path, Arc::new(answer)).await,
            Err(cause) => Err(MetadataError::Unreadable { path, cause }),
        }
    }

    /// Nothing came, or nothing that was accepted: later again.
    pub(super) fn failed(&mut self, now: i64) {
        self.timer.failed(now);
    }
}

/// Some number, another one in each process. Nothing depends on whether it can be guessed.
fn share() -> u8 {
    let [share, ..] = RandomState::new().hash_one(()).to_le_bytes();
    share
}

/// A client that asks what it is told to, over TLS.
async fn client(roots: &[PathBuf]) -> Result<Client, MetadataError> {
    let mut store = RootCertStore::empty();
    if roots.is_empty() {
        store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    for path in roots {
        for anchor in files::roots(core::slice::from_ref(path)).await? {
            let root = CertificateDer::from(anchor.certificate().to_vec());
            let unusable = |_| MetadataError::Root { path: path.clone(), cause: None };
            store.add(root).map_err(unusable)?;
        }
    }
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(MetadataError::Tls)?
        .with_root_certificates(store)
        .with_no_client_auth();
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .https_only(true)
        .no_proxy()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .user_agent(concat!("countersign-server/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIME)
        .timeout(FETCH_TIME)
        .build();
    client.map_err(|cause| MetadataError::Fetch(cause.into()))
}

/// The body of an answer, as long as it has not too many bytes.
async fn bounded(mut response: Response) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if bytes.len().saturating_add(chunk.len()) > MAX_BLOB_BYTES {
            return Err(FetchError(Why::TooLarge));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The text of a header, if it is one that can be sent back.
fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?;
    (text.len() <= MAX_HEADER_BYTES).then(|| text.to_owned())
}

/// Puts content in the place of a file, wholly or not at all.
async fn write(path: PathBuf, content: Arc<Vec<u8>>) -> Result<(), MetadataError> {
    aside(move || {
        replace(&path, &content).map_err(|cause| MetadataError::Unreadable { path: path.clone(), cause })
    })
    .await
}

fn replace(path: &Path, content: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let new = path.with_extension(format!("{}{UNFINISHED}", std::process::id()));
    let mut file = create(&new)?;
    file.write_all(content)?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    path.parent().map_or(Ok(()), sync)
}

/// Creates the folder for its owner alone, if there is none, and removes what a process left in it that died while it wrote.
fn prepare(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, FOLDER_OF_OWNER);
    builder.create(folder)?;
    for file in std::fs::read_dir(folder)? {
        let file = file?;
        // It may be gone by itself: another process that is still running has it.
        if file.file_name().to_str().is_some_and(is_unfinished)
            && let Err(cause) = std::fs::remove_file(file.path())
        {
            tracing::debug!(%cause, "a file of the cache that was never finished stays");
        }
    }
    Ok(())
}

/// Whether a name is one under which a process was writing.
fn is_unfinished(name: &str) -> bool {
    let of_process = name.strip_suffix(UNFINISHED).and_then(|rest| rest.split_once('.'));
    of_process.is_some_and(|(stem, process)| {
        let is_ours = [BLOB, ANSWER].iter().any(|ours| ours.split('.').next() == Some(stem));
        is_ours && process.parse::<u32>().is_ok()
    })
}

fn create(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, FILE_OF_OWNER);
    options.open(path)
}

/// So that a name stays through a loss of power.
#[cfg(unix)]
fn sync(folder: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
const fn sync(_: &Path) -> std::io::Result<()> {
    Ok(())
}
