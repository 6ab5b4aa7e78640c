//! What FIDO's metadata service says of authenticators: it is verified, looked at again when it changes, and counts for as long as
//! the operator says.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use countersign::{Recording, Revocation};
use countersign_mds::roots::{FIDO_HOST, fido_anchors};
use countersign_mds::{
    Blob, BlobContext, BlobError, BlobErrorKind, BlobVerifier, LastAccepted, MAX_BLOB_BYTES, MetadataSet,
    RevocationCheck, Source, StatusPolicy,
};
use sha2::{Digest as _, Sha256};

use crate::cryptography::CRYPTO;
use crate::metrics::{MetadataState, Metrics};
use crate::store::{AcceptedMetadata, Store};

mod demand;
mod error;
#[cfg(feature = "metadata-fetch")]
mod fetch;
mod files;
mod judge;
mod model;
mod settings;

pub use demand::DemandError;
pub(crate) use demand::{Demand, StatusLines, TrustedAttestation};
pub use error::MetadataError;
#[cfg(feature = "metadata-fetch")]
pub use fetch::FetchError;
#[cfg(feature = "metadata-fetch")]
use fetch::{Fetched, Fetcher};
use files::{Stamp, aside};
pub(crate) use judge::Judge;
pub(crate) use model::AttestedModel;
pub use settings::MetadataLinesError;
use settings::Origin;
pub(crate) use settings::{MetadataLines, Settings};

const SECONDS_PER_DAY: i64 = 86_400;

/// The metadata of a server.
#[derive(Debug)]
pub(crate) struct Metadata {
    verifier: BlobVerifier,
    service: String,
    revocation_lists: Vec<PathBuf>,
    seconds_overdue: i64,
    current: RwLock<Option<Current>>,
    watch: tokio::sync::Mutex<Watch>,
}

/// The blob that counts.
#[derive(Clone, Debug)]
struct Current {
    blob: Arc<Blob>,
    /// When a blob of its number was accepted first.
    accepted_at: i64,
}

/// What was seen of the source last.
#[derive(Debug)]
struct Watch {
    origin: Watched,
    /// Whether it was said that what there is counts no more.
    is_told: bool,
}

#[derive(Debug)]
enum Watched {
    File {
        path: PathBuf,
        seen: Option<Stamp>,
    },
    #[cfg(feature = "metadata-fetch")]
    Address(Box<Fetcher>),
}

impl Current {
    /// When it is time for the next blob, or, if no day was announced, when this one came.
    fn due_at(&self) -> i64 {
        self.blob.next_update().map_or(self.accepted_at, |date| date.start())
    }
}

impl Metadata {
    /// Reads what the settings name, and loads the metadata.
    ///
    /// A file has to be accepted: nothing that is older is at hand. Of an address the cache is looked at, and no more: that
    /// nothing can be fetched keeps nobody from signing in.
    pub(crate) async fn open(settings: &Settings, store: &Store, now: i64) -> Result<Self, MetadataError> {
        let (verifier, service) = verifier(settings).await?;
        let origin = match &settings.origin {
            Origin::File(path) => Watched::File { path: path.clone(), seen: None },
            #[cfg(feature = "metadata-fetch")]
            Origin::Address(address) => Watched::Address(Box::new(Fetcher::new(address).await?)),
        };
        let metadata = Self {
            verifier,
            service,
            revocation_lists: settings.revocation_lists.clone(),
            seconds_overdue: i64::from(settings.days_overdue).saturating_mul(SECONDS_PER_DAY),
            current: RwLock::new(None),
            watch: tokio::sync::Mutex::new(Watch { origin, is_told: false }),
        };
        let mut watch = metadata.watch.lock().await;
        match &mut watch.origin {
            Watched::File { .. } => {
                metadata.look(&mut watch, store, now).await?;
                metadata.tell(&mut watch, now);
            }
            #[cfg(feature = "metadata-fetch")]
            Watched::Address(fetcher) => metadata.load_cache(fetcher, store, now).await,
        }
        drop(watch);
        Ok(metadata)
    }

    /// Looks whether there is something new, and takes it if it is accepted; else what was there stays.
    pub(crate) async fn refresh(&self, store: &Store, now: i64, metrics: &Metrics) {
        let mut watch = self.watch.lock().await;
        if let Err(error) = self.look(&mut watch, store, now).await {
            tracing::error!(%error, "no metadata was accepted; what was accepted before stays");
            metrics.metadata_refused(error.word());
        }
        self.tell(&mut watch, now);
    }

    async fn look(&self, watch: &mut Watch, store: &Store, now: i64) -> Result<(), MetadataError> {
        match &mut watch.origin {
            Watched::File { path, seen } => {
                let stamp = files::stamp(path).await;
                if *seen == Some(stamp) {
                    return Ok(());
                }
                let bytes = files::read(path, MAX_BLOB_BYTES).await;
                let accepted = match bytes {
                    Ok(bytes) => self.accept(Arc::new(bytes), store, now).await,
                    Err(error) => Err(error),
                };
                // A database that did not answer says nothing of the file.
                if !matches!(accepted, Err(MetadataError::Store(_))) {
                    *seen = Some(stamp);
                }
                accepted
            }
            #[cfg(feature = "metadata-fetch")]
            Watched::Address(fetcher) if fetcher.is_due(now) => {
                let outcome = self.fetch(fetcher, store, now).await;
                if outcome.is_err() {
                    fetcher.failed(now);
                }
                outcome
            }
            #[cfg(feature = "metadata-fetch")]
            Watched::Address(_) => Ok(()),
        }
    }

    #[cfg(feature = "metadata-fetch")]
    async fn load_cache(&self, fetcher: &mut Fetcher, store: &Store, now: i64) {
        let accepted = match fetcher.cached().await {
            Ok(None) => return,
            Ok(Some(bytes)) => self.accept(bytes, store, now).await,
            Err(error) => Err(error),
        };
        match accepted {
            Ok(()) => fetcher.trust_cache(now).await,
            Err(error) => tracing::error!(%error, "metadata in the cache was refused; it is fetched again"),
        }
    }

    #[cfg(feature = "metadata-fetch")]
    async fn fetch(&self, fetcher: &mut Fetcher, store: &Store, now: i64) -> Result<(), MetadataError> {
        let fetched = fetcher.fetch(now).await?;
        if let Fetched::Blob(bytes) = &fetched {
            self.accept(Arc::clone(bytes), store, now).await?;
        }
        fetcher.succeeded(fetched, now).await;
        Ok(())
    }

    /// Judges a blob as it arrived, notes its number, and lets it count.
    async fn accept(&self, bytes: Arc<Vec<u8>>, store: &Store, now: i64) -> Result<(), MetadataError> {
        let lists = files::revocation_lists(&self.revocation_lists).await?;
        let last = store.metadata(&self.service).await?;
        let lists =
            (!lists.is_empty()).then(|| lists.into_iter().fold(Revocation::NONE, Revocation::with_list));
        let judged = Judged { verifier: self.verifier.clone(), bytes, lists, last, now };
        let blob = aside(move || judged.verify()).await?;
        let accepted = blob.accepted(CRYPTO);
        let number =
            i64::try_from(accepted.number()).map_err(|_| MetadataError::Number(accepted.number()))?;
        let accepted = AcceptedMetadata { number, digest: *accepted.digest(), accepted_at: now };
        let kept = store.accept_metadata(&self.service, &accepted).await?;
        if (kept.number, kept.digest) != (number, accepted.digest) {
            return Err(MetadataError::Overtaken { last: kept.number, found: number });
        }
        tracing::info!(number, entries = blob.entry_count(), "metadata was accepted");
        let current = Current { blob: Arc::new(blob), accepted_at: kept.accepted_at };
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(current);
        Ok(())
    }

    fn current(&self) -> Option<Current> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The blob, if there is one that still counts.
    fn usable(&self, now: i64) -> Option<Current> {
        let is_usable = |current: &Current| now < current.due_at().saturating_add(self.seconds_overdue);
        self.current().filter(is_usable)
    }

    /// Says once that what there is counts no more.
    fn tell(&self, watch: &mut Watch, now: i64) {
        let is_usable = self.usable(now).is_some();
        if !is_usable && !watch.is_told {
            tracing::error!("there is no metadata, or it is too old to count: no attestation is trusted");
        }
        watch.is_told = !is_usable;
    }

    /// What is known of models, judged by a policy; none if nothing counts.
    pub(crate) fn set(&self, policy: &StatusPolicy, now: i64) -> Option<MetadataSet> {
        let current = self.usable(now)?;
        Some(MetadataSet::new().with_blob(current.blob).with_policy(policy.clone()))
    }

    /// What the metrics tell of it.
    pub(crate) fn state(&self, now: i64) -> Option<MetadataState> {
        let current = self.current()?;
        Some(MetadataState {
            number: current.blob.number(),
            entries: current.blob.entry_count(),
            age: now.saturating_sub(current.accepted_at),
            overdue: now.saturating_sub(current.due_at()),
            is_usable: self.usable(now).is_some(),
        })
    }
}

/// The verifier, and the name by which the database knows the service: whoever signs under other roots is another service.
async fn verifier(settings: &Settings) -> Result<(BlobVerifier, String), MetadataError> {
    let unreadable = |cause| MetadataError::Root { path: PathBuf::new(), cause: Some(cause) };
    let (anchors, mut service) = if settings.roots.is_empty() {
        (fido_anchors().map_err(unreadable)?, String::new())
    } else {
        let anchors = files::roots(&settings.roots).await?;
        let mut certificates: Vec<&[u8]> = anchors.iter().map(|anchor| anchor.certificate()).collect();
        certificates.sort_unstable();
        let digest = certificates.iter().fold(Sha256::new(), Sha256::chain_update).finalize();
        let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        (anchors, format!("{hash} "))
    };
    let verifier = BlobVerifier::new(anchors);
    Ok(match &settings.host {
        Some(host) => {
            service.push_str(host);
            let is_any = host == settings::ANY_HOST;
            (if is_any { verifier.accept_any_host() } else { verifier.expected_host(host) }, service)
        }
        // Without other roots it is FIDO's service, whose host the verifier demands by itself.
        None => (verifier, FIDO_HOST.to_owned()),
    })
}

/// A blob, and what it is judged with.
struct Judged {
    verifier: BlobVerifier,
    bytes: Arc<Vec<u8>>,
    lists: Option<Revocation>,
    last: Option<AcceptedMetadata>,
    now: i64,
}

impl Judged {
    fn verify(&self) -> Result<Blob, MetadataError> {
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
