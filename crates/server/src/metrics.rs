//! What is counted: ceremonies by outcome and step, how long they took, and how old the metadata is.

use core::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::metadata::MetadataError;

/// Upper bounds of the latencies that are counted, in seconds.
const BUCKETS: [f64; 8] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    ceremony: &'static str,
    outcome: &'static str,
    /// The name of the step that refused; empty if none did. There are as many as the specification has.
    step: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Which {
    ceremony: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Why {
    cause: &'static str,
}

/// What there is to tell of metadata: of what was accepted, 0 where nothing was. Ages are in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MetadataState {
    pub(crate) number: u64,
    /// The number of the newest that any machine accepted.
    pub(crate) newest: i64,
    pub(crate) entries: usize,
    pub(crate) age: i64,
    pub(crate) overdue: i64,
    /// Since the source was found to hold what counts, or something newer.
    pub(crate) unchecked: i64,
    pub(crate) is_usable: bool,
}

/// The gauges of metadata, and its counter.
#[derive(Debug, Default)]
struct MetadataMetrics {
    number: Gauge,
    entries: Gauge,
    age: Gauge,
    overdue: Gauge,
    newest: Gauge,
    unchecked: Gauge,
    usable: Gauge,
    refused: Family<Why, Counter>,
    not_cached: Counter,
}

impl MetadataMetrics {
    fn register(&self, registry: &mut Registry) {
        let gauges = [
            ("metadata_number", "Number of the metadata that was accepted last", &self.number),
            ("metadata_entries", "Entries of the metadata that was accepted last", &self.entries),
            ("metadata_age_seconds", "Time since that metadata was accepted", &self.age),
            (
                "metadata_overdue_seconds",
                "Time since the next metadata was announced for; below zero before that",
                &self.overdue,
            ),
            (
                "metadata_newest_number",
                "Number of the newest metadata that any machine accepted",
                &self.newest,
            ),
            (
                "metadata_unchecked_seconds",
                "Time since the source was found to hold what counts, or something newer",
                &self.unchecked,
            ),
            ("metadata_usable", "1 if there is metadata that counts, else 0", &self.usable),
        ];
        for (name, help, gauge) in gauges {
            registry.register(name, help, gauge.clone());
        }
        // An alert on what grows sees nothing of a series that begins with 1.
        for cause in MetadataError::WORDS {
            self.refused.get_or_create(&Why { cause }).inc_by(0);
        }
        registry.register("metadata_refused", "Metadata that was refused, by cause", self.refused.clone());
        registry.register(
            "metadata_not_cached",
            "Metadata that could not be written to the cache",
            self.not_cached.clone(),
        );
    }

    fn set(&self, state: MetadataState) {
        self.usable.set(i64::from(state.is_usable));
        self.number.set(i64::try_from(state.number).unwrap_or(i64::MAX));
        self.newest.set(state.newest);
        self.entries.set(i64::try_from(state.entries).unwrap_or(i64::MAX));
        self.age.set(state.age);
        self.overdue.set(state.overdue);
        self.unchecked.set(state.unchecked);
    }
}

/// The counters of one server.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    ceremonies: Family<Ended, Counter>,
    seconds: Family<Which, Histogram, fn() -> Histogram>,
    metadata: MetadataMetrics,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("countersign");
        let ceremonies = Family::<Ended, Counter>::default();
        let seconds: Family<Which, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(BUCKETS));
        registry.register("ceremonies", "Ceremonies that were answered, by outcome", ceremonies.clone());
        registry.register("ceremony_seconds", "Time from the answer to the outcome", seconds.clone());
        Self { registry, ceremonies, seconds, metadata: MetadataMetrics::default() }
    }

    /// Tells of metadata too: a server without any has nothing to tell.
    pub(crate) fn with_metadata(mut self) -> Self {
        self.metadata.register(&mut self.registry);
        self
    }

    /// Metadata was refused, for a cause in one word.
    pub(crate) fn metadata_refused(&self, cause: &'static str) {
        self.metadata.refused.get_or_create(&Why { cause }).inc();
    }

    /// Metadata was accepted, and could not be written to the cache.
    #[cfg(feature = "metadata-fetch")]
    pub(crate) fn metadata_not_cached(&self) {
        self.metadata.not_cached.inc();
    }

    /// Takes down what there is to tell of metadata now.
    pub(crate) fn tell_of_metadata(&self, state: MetadataState) {
        self.metadata.set(state);
    }

    /// A ceremony ended.
    pub(crate) fn ended(
        &self,
        ceremony: &'static str,
        outcome: &'static str,
        step: &'static str,
        took: Duration,
    ) {
        self.ceremonies.get_or_create(&Ended { ceremony, outcome, step }).inc();
        self.seconds.get_or_create(&Which { ceremony }).observe(took.as_secs_f64());
    }

    /// The text that Prometheus reads.
    pub(crate) fn text(&self) -> Result<String, core::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
