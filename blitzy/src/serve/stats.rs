//! What was asked, counted exactly.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

/// Counts since the start. It is also what `/stats` answers, in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Requests that were received, answered or not, but for those of
    /// `/stats`.
    pub requests: u64,
    /// Answers that became errors by the share of errors.
    pub errors: u64,
    /// Connections that were accepted.
    pub connections: u64,
    /// Connections that are open now.
    pub open_connections: u64,
}

/// Is the one place where requests are counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters(Arc<Numbers>);

#[derive(Debug, Default)]
struct Numbers {
    requests: AtomicU64,
    errors: AtomicU64,
    connections: AtomicU64,
    open_connections: AtomicU64,
}

/// Is a connection, open until this is dropped.
#[derive(Debug)]
pub(super) struct Open(Arc<Numbers>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open_connections.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Counters {
    /// Returns the number of the request that came: 0 for the first.
    pub(super) fn arrive(&self) -> u64 {
        self.0.requests.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn fail(&self) {
        self.0.errors.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn connect(&self) -> Open {
        self.0.connections.fetch_add(1, Ordering::Relaxed);
        self.0.open_connections.fetch_add(1, Ordering::Relaxed);
        Open(Arc::clone(&self.0))
    }

    pub(super) fn stats(&self) -> Stats {
        let load = |number: &AtomicU64| number.load(Ordering::Relaxed);
        Stats {
            requests: load(&self.0.requests),
            errors: load(&self.0.errors),
            connections: load(&self.0.connections),
            open_connections: load(&self.0.open_connections),
        }
    }
}
