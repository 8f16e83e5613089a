//! What can be seen of a pool that is at rest.

use std::time::Duration;

use actor_core::Pid;
use pooly::pool::Status;
use tokio::time::{Instant, sleep};

use super::kind::Kind;
use super::notes::State;
use super::run::{Running, Verdict};

/// A checkout of a second or more may time out this much later.
pub(crate) const LATE: Duration = Duration::from_millis(25);

/// What was seen at one look.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) status: Status,
    pub(crate) server: Option<Pid>,
    /// To whom the workers belong: their supervisor, or the server.
    pub(crate) owner: Option<Pid>,
    /// How many workers there are that come, go, and stay.
    pub(crate) total: usize,
    pub(crate) started: u64,
    pub(crate) start_failures: u64,
    pub(crate) crashed: u64,
    pub(crate) closed: u64,
    pub(crate) discarded: u64,
    pub(crate) checkouts: u64,
    /// How many workers came back.
    pub(crate) returned: u64,
    /// When a start failed, if none has succeeded since.
    pub(crate) failed: Option<Instant>,
}

impl<K: Kind> Running<K> {
    /// Compares the pool with the notes.
    pub(crate) async fn look(&mut self) -> Verdict {
        let seen = self.see().await;
        let mut page = self.notes.page();
        let page = &mut *page;
        if let Some(fault) = page.faults.first() {
            return Err(fault.clone());
        }
        self.balance(page, &seen)?;
        self.answers(page, &seen)?;
        let limit = self.plan.size + self.plan.max_overflow;
        if seen.total <= limit {
            page.limit = limit;
        }
        for caller in &mut page.callers {
            caller.seen = matches!(caller.state, State::Refused(_));
        }
        page.served.clear();
        page.unfit = 0;
        self.step.clear();
        self.seen = seen;
        Ok(())
    }

    async fn see(&self) -> Seen {
        let stats = loop {
            // It may be about to be started again.
            match self.pool.stats().await {
                Ok(stats) => break stats,
                Err(_) => sleep(Duration::from_millis(1)).await,
            }
        };
        let server = self.child("PoolServer").await;
        let owner = self.child("WorkerSupervisor").await.or(server);
        let is_new = server != self.seen.server;
        let failed_before = if is_new { 0 } else { self.seen.start_failures };
        let failed = if stats.start_failures > failed_before {
            Some(Instant::now())
        } else if is_new || stats.started > self.seen.started {
            None
        } else {
            self.seen.failed
        };
        let Status { idle, busy, starting, resetting, closing, .. } =
            stats.status;
        Seen {
            status: stats.status,
            server,
            owner,
            total: idle + busy + starting + resetting + closing,
            started: stats.started,
            start_failures: stats.start_failures,
            crashed: stats.crashed,
            closed: stats.closed,
            discarded: stats.discarded,
            checkouts: stats.checkouts,
            returned: stats.hold.count(),
            failed,
        }
    }
}
