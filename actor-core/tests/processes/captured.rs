//! Keeps what is reported through `tracing`, on one thread.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, set_default};
use tracing::{Event, Level, Metadata, Subscriber};

/// One event: its level, its target, and its fields as text.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) level: Level,
    pub(crate) target: String,
    fields: BTreeMap<&'static str, String>,
}

impl Report {
    /// Returns a field, or what a missing one reads like.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("(none)", String::as_str)
    }
}

impl Visit for Report {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name(), value.to_owned());
    }
}

#[derive(Clone, Default)]
pub(crate) struct Captured(Arc<Mutex<Vec<Report>>>);

impl Captured {
    /// Starts to keep what this thread reports, until the guard is dropped.
    pub(crate) fn start() -> (Self, DefaultGuard) {
        let captured = Self::default();
        let guard = set_default(captured.clone());
        (captured, guard)
    }

    pub(crate) fn reports(&self) -> Vec<Report> {
        self.0.lock().unwrap().clone()
    }

    /// Returns the reports with this text.
    pub(crate) fn with(&self, message: &str) -> Vec<Report> {
        let mut reports = self.reports();
        reports.retain(|report| report.field("message") == message);
        reports
    }
}

impl Subscriber for Captured {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("actor_core")
    }

    fn event(&self, event: &Event<'_>) {
        let mut report = Report {
            level: *event.metadata().level(),
            target: event.metadata().target().to_owned(),
            fields: BTreeMap::new(),
        };
        event.record(&mut report);
        self.0.lock().unwrap().push(report);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
