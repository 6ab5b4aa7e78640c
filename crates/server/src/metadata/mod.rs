//! What FIDO's metadata service says of authenticators: it is verified, looked at again when it changes, and counts for as long as
//! the operator says.

use core::sync::atomic::{AtomicI64, Ordering};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use countersign::Revocation;
use countersign_mds::{Blob, BlobVerifier, MetadataSet, StatusPolicy};

use crate::cryptography::CRYPTO;
use crate::metrics::{MetadataState, Metrics};
use crate::store::{AcceptedMetadata, Store};

mod demand;
mod error;
#[cfg(feature = "metadata-fetch")]
mod fetch;
mod files;
mod judge;
mod judging;
mod model;
mod settings;
mod timer;
mod watched_file;

pub use demand::DemandError;
pub(crate) use demand::{Demand, StatusLines, TrustedAttestation};
pub use error::MetadataError;
#[cfg(feature = "metadata-fetch")]
pub use fetch::FetchError;
#[cfg(feature = "metadata-fetch")]
use fetch::{Fetched, Fetcher};
use files::aside;
pub(crate) use judge::Judge;
use judging::{Judged, verifier};
pub(crate) use model::AttestedModel;
pub use settings::MetadataLinesError;
use settings::Origin;
pub(crate) use settings::{MetadataLines, Settings};
use watched_file::{Look, WatchedFile};

const SECONDS_PER_DAY: i64 = 86_400;

/// The metadata of a server.
#[derive(Debug)]
pub(crate) struct Metadata {
    verifier: BlobVerifier,
    service: String,
    revocation_lists: Vec<PathBuf>,
    seconds_overdue: i64,
    current: RwLock<Option<Current>>,
    /// When the source was found to hold what counts, or something newer; before that, when the server began.
    checked_at: AtomicI64,
    /// The number of the newest blob that any machine accepted.
    newest: AtomicI64,
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
    /// The newest number of which it was said that this machine has an older blob.
    told_newest: i64,
}

#[derive(Debug)]
enum Watched {
    File(WatchedFile),
    #[cfg(feature = "metadata-fetch")]
    Address(Box<Fetcher>),
}

/// What a look at the source found, where it found nothing bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Looked {
    /// It holds what counts.
    Checked,
    /// It was not yet time to ask, or there is what was refused before.
    Nothing,
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
    /// What the settings say has to be right: roots, lists, and a file that can be read. What the file or the cache holds keeps nobody
    /// from signing in: it is refused as it would be later, and nothing counts until there is something better.
    pub(crate) async fn open(
        settings: &Settings,
        store: &Store,
        now: i64,
        metrics: &Metrics,
    ) -> Result<Self, MetadataError> {
        let (verifier, service) = verifier(settings).await?;
        files::revocation_lists(&settings.revocation_lists).await?;
        let origin = match &settings.origin {
            Origin::File(path) => Watched::File(WatchedFile::new(path.clone())),
            #[cfg(feature = "metadata-fetch")]
            Origin::Address(address) => Watched::Address(Box::new(Fetcher::new(address).await?)),
        };
        let metadata = Self {
            verifier,
            service,
            revocation_lists: settings.revocation_lists.clone(),
            seconds_overdue: i64::from(settings.days_overdue).saturating_mul(SECONDS_PER_DAY),
            current: RwLock::new(None),
            checked_at: AtomicI64::new(now),
            newest: AtomicI64::new(0),
            watch: tokio::sync::Mutex::new(Watch { origin, is_told: false, told_newest: 0 }),
        };
        metadata.load(store, now, metrics).await?;
        Ok(metadata)
    }

    /// Loads what is at hand; of an address that is its cache.
    async fn load(&self, store: &Store, now: i64, metrics: &Metrics) -> Result<(), MetadataError> {
        let mut watch = self.watch.lock().await;
        match &mut watch.origin {
            Watched::File(file) => {
                if let Err(error) = self.look_at(file, store, now).await {
                    if file.is_unreadable(&error) {
                        return Err(error);
                    }
                    refused(&error, metrics);
                }
                self.tell(&mut watch, now);
            }
            #[cfg(feature = "metadata-fetch")]
            Watched::Address(fetcher) => self.load_cache(fetcher, store, now, metrics).await,
        }
        self.compare(&mut watch, store).await;
        Ok(())
    }

    /// Looks whether there is something new, and takes it if it is accepted; else what was there stays.
    pub(crate) async fn refresh(&self, store: &Store, now: i64, metrics: &Metrics) {
        let mut watch = self.watch.lock().await;
        let looked = match &mut watch.origin {
            Watched::File(file) => self.look_at(file, store, now).await,
            #[cfg(feature = "metadata-fetch")]
            Watched::Address(fetcher) => self.ask(fetcher, store, now, metrics).await,
        };
        match looked {
            Ok(Looked::Checked) => self.checked_at.store(now, Ordering::Relaxed),
            Ok(Looked::Nothing) => {}
            Err(error) => refused(&error, metrics),
        }
        self.compare(&mut watch, store).await;
        self.tell(&mut watch, now);
    }

    async fn look_at(
        &self,
        file: &mut WatchedFile,
        store: &Store,
        now: i64,
    ) -> Result<Looked, MetadataError> {
        let stamps = match file.look(&self.revocation_lists, now).await {
            Look::Unchanged => return Ok(Looked::Checked),
            Look::Nothing => return Ok(Looked::Nothing),
            Look::Judge(stamps) => stamps,
        };
        let accepted = match file.read().await {
            Ok(bytes) => self.accept(bytes, store, now).await,
            Err(error) => Err(error),
        };
        file.judged(stamps, &accepted, now);
        accepted.map(|()| Looked::Checked)
    }

    #[cfg(feature = "metadata-fetch")]
    async fn load_cache(&self, fetcher: &mut Fetcher, store: &Store, now: i64, metrics: &Metrics) {
        let accepted = match fetcher.cached().await {
            Ok(None) => return,
            Ok(Some(bytes)) => self.accept(Arc::clone(&bytes), store, now).await.map(|()| bytes),
            Err(error) => Err(error),
        };
        match accepted {
            Ok(bytes) => {
                if let Some(asked_at) = fetcher.trust_cache(&bytes, now).await {
                    self.checked_at.store(asked_at, Ordering::Relaxed);
                }
            }
            Err(error) => {
                tracing::error!(%error, "metadata in the cache was refused; it is fetched again");
                metrics.metadata_refused(error.word());
            }
        }
    }

    #[cfg(feature = "metadata-fetch")]
    async fn ask(
        &self,
        fetcher: &mut Fetcher,
        store: &Store,
        now: i64,
        metrics: &Metrics,
    ) -> Result<Looked, MetadataError> {
        if !fetcher.is_due(now) {
            return Ok(Looked::Nothing);
        }
        let fetched = match self.fetch(fetcher, store, now).await {
            Ok(fetched) => fetched,
            Err(error) => {
                fetcher.failed(now);
                return Err(error);
            }
        };
        // A disk that is full is no reason to do without it.
        if let Err(error) = fetcher.succeeded(fetched, now).await {
            tracing::error!(%error, "metadata could not be written to its cache");
            metrics.metadata_not_cached();
        }
        Ok(Looked::Checked)
    }

    #[cfg(feature = "metadata-fetch")]
    async fn fetch(&self, fetcher: &mut Fetcher, store: &Store, now: i64) -> Result<Fetched, MetadataError> {
        let fetched = fetcher.fetch(now).await?;
        if let Fetched::Blob(bytes) = &fetched {
            self.accept(Arc::clone(bytes), store, now).await?;
        }
        Ok(fetched)
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

    /// Notes the newest number that any machine accepted, and says once of each that this one has an older blob.
    async fn compare(&self, watch: &mut Watch, store: &Store) {
        let newest = match store.metadata(&self.service).await {
            Ok(last) => last.map_or(0, |last| last.number),
            // Requests say that the database does not answer, and how often.
            Err(error) => return tracing::debug!(%error, "the newest number is not known"),
        };
        self.newest.store(newest, Ordering::Relaxed);
        let Some(own) = self.current().and_then(|current| i64::try_from(current.blob.number()).ok()) else {
            return;
        };
        if newest > own && watch.told_newest != newest {
            tracing::warn!(newest, own, "another machine has accepted newer metadata than this one");
            watch.told_newest = newest;
        }
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
    pub(crate) fn state(&self, now: i64) -> MetadataState {
        let current = self.current();
        let since =
            |at: fn(&Current) -> i64| current.as_ref().map_or(0, |found| now.saturating_sub(at(found)));
        MetadataState {
            number: current.as_ref().map_or(0, |current| current.blob.number()),
            newest: self.newest.load(Ordering::Relaxed),
            entries: current.as_ref().map_or(0, |current| current.blob.entry_count()),
            age: since(|current| current.accepted_at),
            overdue: since(Current::due_at),
            unchecked: now.saturating_sub(self.checked_at.load(Ordering::Relaxed)),
            is_usable: self.usable(now).is_some(),
        }
    }
}

fn refused(error: &MetadataError, metrics: &Metrics) {
    tracing::error!(%error, "no metadata was accepted; what was accepted before stays");
    metrics.metadata_refused(error.word());
}
