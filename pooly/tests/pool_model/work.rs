//! What is done with workers by those who abandon them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actor_core::ExitReason;
use pooly::sample_worker;

/// What is known of all resources.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) alive: AtomicUsize,
    /// How many times two had the same, or there were too many.
    pub(crate) faults: AtomicUsize,
}

/// A resource that notices when two have it.
pub(crate) struct Counted {
    ledger: Arc<Ledger>,
    holders: AtomicUsize,
}

/// What can be done with a worker.
pub(crate) trait Work {
    fn begin(&self);
    fn end(&self);
    /// Leaves it in a bad way, perhaps after it was checked in.
    fn harm(&self) -> impl FnOnce() + Send + 'static;
}

impl Counted {
    pub(crate) fn new(ledger: Arc<Ledger>, limit: usize) -> Self {
        if ledger.alive.fetch_add(1, Ordering::SeqCst) >= limit {
            ledger.faults.fetch_add(1, Ordering::SeqCst);
        }
        Self { ledger, holders: AtomicUsize::new(0) }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.ledger.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Work for Counted {
    fn begin(&self) {
        if self.holders.fetch_add(1, Ordering::SeqCst) > 0 {
            self.ledger.faults.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn end(&self) {
        self.holders.fetch_sub(1, Ordering::SeqCst);
    }

    fn harm(&self) -> impl FnOnce() + Send + 'static {
        || {}
    }
}

impl Work for sample_worker::Worker {
    fn begin(&self) {}

    fn end(&self) {}

    fn harm(&self) -> impl FnOnce() + Send + 'static {
        let worker = self.clone();
        move || worker.exit(ExitReason::Kill)
    }
}
