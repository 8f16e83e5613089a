//! A worker while it is alive, and while somebody holds it.

use std::sync::Arc;
use std::thread;

use super::notes::Notes;

/// A worker that is alive.
pub(crate) struct Life {
    pub(crate) notes: Arc<Notes>,
    pub(crate) number: usize,
}

impl Drop for Life {
    fn drop(&mut self) {
        let mut page = self.notes.page();
        let worker = &mut page.workers[self.number];
        worker.is_alive = false;
        let holder = worker.holder;
        // A process may die in somebody's hands, a resource may not.
        if let (Some(holder), None) = (holder, worker.pid) {
            let number = self.number;
            page.fault(format!("{number} was closed while {holder} holds it"));
        }
    }
}

/// A worker that somebody holds.
pub(crate) struct Held {
    pub(crate) notes: Arc<Notes>,
    pub(crate) number: usize,
    /// To stop here leaves the worker in the middle of something.
    pub(crate) in_the_middle: bool,
}

impl Held {
    pub(crate) fn spoil(&self) {
        let mut page = self.notes.page();
        page.spoils += 1;
        page.workers[self.number].spoiled = Some("was discarded");
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut page = self.notes.page();
        let worker = &mut page.workers[self.number];
        worker.holder = None;
        if self.in_the_middle && !thread::panicking() {
            worker.spoiled = Some("is in the middle of something");
            page.spoils += 1;
        }
    }
}
