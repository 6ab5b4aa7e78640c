//! What is counted: ceremonies by outcome and step, and how long they took.

use core::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
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

/// The counters of one server.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    ceremonies: Family<Ended, Counter>,
    seconds: Family<Which, Histogram, fn() -> Histogram>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("countersign");
        let ceremonies = Family::<Ended, Counter>::default();
        let seconds: Family<Which, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(BUCKETS));
        registry.register("ceremonies", "Ceremonies that were answered, by outcome", ceremonies.clone());
        registry.register("ceremony_seconds", "Time from the answer to the outcome", seconds.clone());
        Self { registry, ceremonies, seconds }
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
