//! What all requests share.

use std::sync::Arc;

use countersign_mds::MetadataSet;

use crate::clock::Clock;
use crate::limits::Limits;
use crate::metadata::{Metadata, MetadataError};
use crate::metrics::Metrics;
use crate::providers::Providers;
use crate::relying_parties::{Party, RelyingParties};
use crate::store::Store;

/// The state of the server.
pub(crate) type Shared = axum::extract::State<Arc<Site>>;

/// Everything that a request needs.
#[derive(Debug)]
pub struct Site {
    pub(crate) store: Store,
    pub(crate) parties: RelyingParties,
    pub(crate) clock: Clock,
    pub(crate) explain: Explain,
    pub(crate) limits: Limits,
    pub(crate) providers: Providers,
    pub(crate) metrics: Metrics,
    metadata: Option<Metadata>,
}

/// Whether developers see the steps of their own ceremonies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "they do or they do not")]
pub enum Explain {
    /// They do. What a step looked at is shown to whoever is signed in: for development.
    ToSignedIn,
    /// Nobody does; steps are in the log.
    ToNobody,
}

impl Site {
    /// A site on an open database, which explains to nobody and knows the common providers.
    #[must_use]
    pub fn new(store: Store, parties: RelyingParties, clock: Clock, limits: Limits) -> Self {
        let (explain, providers, metrics) = (Explain::ToNobody, Providers::default(), Metrics::new());
        Self { store, parties, clock, explain, limits, providers, metrics, metadata: None }
    }

    /// Says who sees the steps of ceremonies.
    #[must_use]
    pub fn explain(self, explain: Explain) -> Self {
        Self { explain, ..self }
    }

    /// Says how providers are called.
    #[must_use]
    pub fn providers(self, providers: Providers) -> Self {
        Self { providers, ..self }
    }

    /// Loads the metadata that the configuration names, if it names any. Without it, nobody is trusted.
    ///
    /// # Errors
    /// [`MetadataError`]: roots, revocation lists or the file of metadata cannot be read. What the file holds is refused in the log
    /// and the metrics alone, as it is later.
    pub async fn load_metadata(self) -> Result<Self, MetadataError> {
        let Some(settings) = self.parties.metadata() else { return Ok(self) };
        let metadata = Metadata::open(settings, &self.store, self.now(), &self.metrics).await?;
        Ok(Self { metadata: Some(metadata), metrics: self.metrics.with_metadata(), ..self })
    }

    /// Looks whether there is new metadata, and takes it if it is accepted; else what was accepted before stays, and the log
    /// says why.
    pub async fn refresh_metadata(&self) {
        if let Some(metadata) = &self.metadata {
            metadata.refresh(&self.store, self.now(), &self.metrics).await;
        }
    }

    /// What is known of models, judged by what a relying party demands; none if there is no metadata that counts.
    pub(crate) fn known_models(&self, party: &Party) -> Option<MetadataSet> {
        self.metadata.as_ref()?.set(party.demand().statuses(), self.now())
    }

    /// The text that Prometheus reads.
    pub(crate) fn measure(&self) -> Result<String, core::fmt::Error> {
        if let Some(metadata) = &self.metadata {
            self.metrics.tell_of_metadata(metadata.state(self.now()));
        }
        self.metrics.text()
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }
}
