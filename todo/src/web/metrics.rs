//! What is counted, in the text format of Prometheus.
//!
//! The counters of a route are made with the route, so that counting a
//! request looks nothing up.

use std::sync::Arc;
use std::time::Duration;

use actor_core::System;
use axum::extract::State;
use axum::http::{StatusCode, header::CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use parking_lot::RwLock;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::problem::Problem;
use super::site::Site;

/// The text format, in the version that Prometheus asks for first.
const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Seconds, from a read in memory to a disk that hangs.
const BUCKETS: [f64; 12] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.5,
    2.0, 10.0,
];

/// All that is counted.
pub(super) struct Metrics {
    registry: RwLock<Registry>,
    requests: Family<Answered, Counter>,
    seconds: Durations,
    /// Of requests that were refused before their route was looked for.
    pub(super) refused: RouteMetrics,
    /// Of the book's `GET /entries`.
    pub(super) entries: RouteMetrics,
    /// Of the book's `POST /add_entry`.
    pub(super) add_entry: RouteMetrics,
    pub(super) connections: Level,
    pub(super) subscribers: Level,
    pub(super) entries_written: Counter,
    pub(super) store_errors: Counter,
    active_lists: Gauge,
    processes: Gauge,
}

type Durations = Family<Asked, Histogram, fn() -> Histogram>;

/// What is counted of one route.
#[derive(Clone, Debug)]
pub(super) struct RouteMetrics {
    /// For 2xx, 3xx, 4xx and 5xx.
    answered: [Counter; 4],
    seconds: Histogram,
}

/// How many there are at the moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Level(Gauge);

/// Is one of those that there are, until it is dropped.
pub(super) struct One(Gauge);

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: &'static str,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    route: &'static str,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let requests = Family::default();
        let seconds: Durations =
            Family::new_with_constructor(|| Histogram::new(BUCKETS));
        let route = |route| RouteMetrics::new(&requests, &seconds, route);
        let metrics = Self {
            registry: RwLock::new(Registry::with_prefix("todo")),
            refused: route("refused"),
            entries: route("/entries"),
            add_entry: route("/add_entry"),
            connections: Level::default(),
            subscribers: Level::default(),
            entries_written: Counter::default(),
            store_errors: Counter::default(),
            active_lists: Gauge::default(),
            processes: Gauge::default(),
            requests,
            seconds,
        };
        metrics.register();
        metrics
    }

    fn register(&self) {
        let mut registry = self.registry.write();
        registry.register(
            "http_requests",
            "Requests that were answered",
            self.requests.clone(),
        );
        registry.register_with_unit(
            "http_request",
            "Time from the head of a request to that of its answer",
            Unit::Seconds,
            self.seconds.clone(),
        );
        registry.register(
            "connections",
            "Connections that are open",
            self.connections.0.clone(),
        );
        registry.register(
            "subscribers",
            "Streams of events that are open",
            self.subscribers.0.clone(),
        );
        registry.register(
            "entries_written",
            "Entries that were added, changed or removed",
            self.entries_written.clone(),
        );
        registry.register(
            "store_errors",
            "Requests that failed because the store did",
            self.store_errors.clone(),
        );
        registry.register(
            "active_lists",
            "Lists that have a server at the moment",
            self.active_lists.clone(),
        );
        registry.register(
            "processes",
            "Processes in the system",
            self.processes.clone(),
        );
    }

    /// Makes the counters of a route.
    pub(super) fn route(&self, route: &'static str) -> RouteMetrics {
        RouteMetrics::new(&self.requests, &self.seconds, route)
    }
}

impl RouteMetrics {
    fn new(
        requests: &Family<Answered, Counter>,
        seconds: &Durations,
        route: &'static str,
    ) -> Self {
        let answered = ["2xx", "3xx", "4xx", "5xx"].map(|status| {
            requests.get_or_create_owned(&Answered { route, status })
        });
        let seconds = seconds.get_or_create_owned(&Asked { route });
        Self { answered, seconds }
    }

    /// Counts a request that was answered.
    pub(super) fn count(&self, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100);
        if let Some(counter) = self.answered.get(class.saturating_sub(2)) {
            counter.inc();
        }
        self.seconds.observe(took.as_secs_f64());
    }
}

impl Level {
    /// Counts one more, until what is returned is dropped.
    pub(super) fn one_more(&self) -> One {
        self.0.inc();
        One(self.0.clone())
    }
}

impl Drop for One {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Answers with all that is counted.
pub(super) async fn show(
    State(site): State<Arc<Site>>,
) -> Result<Response, Problem> {
    let metrics = &site.metrics;
    let number = |count| i64::try_from(count).unwrap_or(i64::MAX);
    metrics.active_lists.set(number(site.lists.active()));
    metrics.processes.set(number(System::current().process_count()));
    let mut text = String::new();
    // Only our own labels could go wrong.
    encode(&mut text, &metrics.registry.read())
        .map_err(|_| Problem::unavailable("the counters cannot be written"))?;
    Ok(([(CONTENT_TYPE, TEXT)], text).into_response())
}
