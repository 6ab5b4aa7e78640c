//! What is counted: ceremonies by outcome and step, how long they took, and how old the metadata is.

use core::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

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

/// What there is to tell of metadata that was accepted. Ages are in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MetadataState {
    pub(crate) number: u64,
    pub(crate) entries: usize,
    pub(crate) age: i64,
    pub(crate) overdue: i64,
    pub(crate) is_usable: bool,
}

/// The gauges of metadata, and its counter.
#[derive(Debug, Default)]
struct MetadataMetrics {
    number: Gauge,
    entries: Gauge,
    age: Gauge,
    overdue: Gauge,
    usable: Gauge,
    refused: Family<Why, Counter>,
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
            ("metadata_usable", "1 if there is metadata that counts, else 0", &self.usable),
        ];
        for (name, help, gauge) in gauges {
            registry.register(name, help, gauge.clone());
        }
        registry.register("metadata_refused", "Metadata that was refused, by cause", self.refused.clone());
    }

    fn set(&self, state: Option<MetadataState>) {
        self.usable.set(i64::from(state.is_some_and(|state| state.is_usable)));
        let Some(state) = state else { return };
        self.number.set(i64::try_from(state.number).unwrap_or(i64::MAX));
        self.entries.set(i64::try_from(state.entries).unwrap_or(i64::MAX));
        self.age.set(state.age);
        self.overdue.set(state.overdue);
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

    /// Takes down what there is to tell of metadata now.
    pub(crate) fn tell_of_metadata(&self, state: Option<MetadataState>) {
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
