//! Resetting workers and closing them: here if that takes no time, otherwise
//! as an errand, by a process of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use actor_core::{ExitReason, Mailbox, Pid, Reference, process};
use tokio::time::{Instant, timeout};

use super::manage::Manage;
use super::server::{Message, Server};
use super::worker::Unit;

impl<W: Manage> Server<W> {
    /// Resets a worker, here if that takes no time.
    pub(super) fn reset(&mut self, mut unit: Box<Unit<W>>, now: Instant) {
        let manage = self.shared.manage.clone();
        let monitor = unit.monitor;
        let mut reset = Box::pin(async move {
            let outcome = manage.reset(&mut unit.worker).await;
            (unit, outcome.is_ok())
        });
        match at_once(reset.as_mut()) {
            Some(Poll::Ready((unit, true))) => self.serve(unit, now),
            Some(Poll::Ready((unit, false))) => {
                self.desk().counters.discarded += 1;
                self.retire(*unit);
            }
            Some(Poll::Pending) => {
                let server = self.this.clone();
                let errand = process::spawn_link(async move |_: Mailbox<()>| {
                    process::set_label("resets a worker");
                    let me = process::id();
                    // What hangs is dropped, worker and all.
                    let Ok(reset) = timeout(ERRAND_TIMEOUT, reset).await else {
                        return;
                    };
                    server.cast(match reset {
                        (unit, true) => Message::Reset(me, unit),
                        (unit, false) => Message::Spoiled(me, unit),
                    });
                });
                self.resetting.insert(errand.pid(), monitor);
            }
            None => self.was_dropped(monitor),
        }
    }

    pub(super) fn was_reset(&mut self, by: Pid, unit: Box<Unit<W>>) {
        self.resetting.remove(&by);
        let is_watched = |monitor| self.monitors.contains_key(&monitor);
        // A process may have ended meanwhile.
        if unit.monitor.is_none_or(is_watched) {
            self.serve(unit, Instant::now());
        }
    }

    /// Notes that a reset has panicked or hung, and a worker is gone. If it is
    /// a process, it is still there.
    pub(super) fn was_dropped(&mut self, monitor: Option<Reference>) {
        self.desk().counters.discarded += 1;
        if let Some(worker) = self.forget(monitor) {
            process::exit(worker, ExitReason::Kill);
        }
    }

    /// Closes a worker.
    pub(super) fn retire(&mut self, unit: Unit<W>) {
        self.desk().counters.closed += 1;
        let pid = self.forget(unit.monitor);
        let manage = self.shared.manage.clone();
        let worker = unit.worker;
        let mut closing = Box::pin(async move { manage.close(worker).await });
        if let Some(Poll::Pending) = at_once(closing.as_mut()) {
            let name = self.options().name.clone();
            let errand = process::spawn_link(async move |_: Mailbox<()>| {
                process::set_label("closes a worker");
                if timeout(ERRAND_TIMEOUT, closing).await.is_err() {
                    tracing::warn!(
                        pool = %name,
                        "a worker did not close within {ERRAND_TIMEOUT:?}"
                    );
                }
            });
            self.closing.insert(errand.pid(), pid);
        }
    }

    /// Watches a worker no longer. Returns its pid, if it is a process.
    fn forget(&mut self, monitor: Option<Reference>) -> Option<Pid> {
        let monitor = monitor?;
        process::demonitor_flush(monitor);
        self.monitors.remove(&monitor).map(|watched| watched.pid)
    }
}

/// What hangs while it is closed or reset takes the place of another no longer
/// than this. Longer than a supervisor gives a process unless it is told
/// otherwise.
pub(super) const ERRAND_TIMEOUT: Duration = Duration::from_secs(10);

/// Polls a future once. Most of those here have nothing to wait for; one that
/// has is polled again by another process, and one that panics is none.
pub(super) fn at_once<F: Future>(
    future: Pin<&mut F>,
) -> Option<Poll<F::Output>> {
    let mut context = Context::from_waker(Waker::noop());
    catch_unwind(AssertUnwindSafe(|| future.poll(&mut context))).ok()
}
