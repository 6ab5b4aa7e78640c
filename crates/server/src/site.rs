//! What all requests share.

use std::sync::Arc;

use crate::clock::Clock;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::providers::Providers;
use crate::relying_parties::RelyingParties;
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
        Self { store, parties, clock, explain, limits, providers, metrics }
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

    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }
}
