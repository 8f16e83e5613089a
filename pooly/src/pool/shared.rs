//! What the handles of a pool share with its server.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};

use actor_core::{Pid, ProcessRef, SupervisorRef};
use parking_lot::RwLock;

use super::manage::Manage;
use super::options::Options;
use super::server::{Message, Ticket};

pub(super) struct Shared<W: Manage> {
    pub(super) manage: Arc<W>,
    pub(super) options: Options,
    /// Who runs the pool; another process after each restart.
    running: RwLock<Option<Running<W>>>,
    /// What must survive a restart of the server.
    size: AtomicUsize,
    phase: AtomicU8,
    tickets: AtomicU64,
    /// How many callers wait.
    pub(super) waiting: AtomicUsize,
}

/// The processes of a pool that runs.
pub(super) struct Running<W: Manage> {
    pub(super) server: ProcessRef<Message<W>>,
    pub(super) supervisor: SupervisorRef,
}

/// A pool that runs is not started again.
#[derive(Debug, thiserror::Error)]
#[error("the pool runs already, by {0}")]
pub(super) struct AlreadyRuns(Pid);

/// What a pool does with those who ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(super) enum Phase {
    /// It serves them.
    Open,
    /// It serves those who waited before, and nobody else.
    Draining,
    /// It refuses them.
    Closed,
}

impl<W: Manage> Shared<W> {
    pub(super) fn new(manage: Arc<W>, options: Options) -> Self {
        Self {
            manage,
            running: RwLock::new(None),
            size: AtomicUsize::new(options.size),
            options,
            phase: AtomicU8::new(Phase::Open as u8),
            tickets: AtomicU64::new(0),
            waiting: AtomicUsize::new(0),
        }
    }

    /// Notes who runs the pool, unless somebody does.
    pub(super) async fn run_by(
        &self,
        new: Running<W>,
    ) -> Result<(), AlreadyRuns> {
        loop {
            let ending = {
                let mut running = self.running.write();
                match &*running {
                    Some(old) if old.server.is_alive() => {
                        if old.supervisor.is_alive() {
                            return Err(AlreadyRuns(old.server.pid()));
                        }
                        old.server.clone()
                    }
                    _ => {
                        *running = Some(new);
                        return Ok(());
                    }
                }
            };
            // Its supervisor was killed, so it ends too.
            ending.down().await;
        }
    }

    pub(super) fn server(&self) -> Option<ProcessRef<Message<W>>> {
        let running = self.running.read();
        running.as_ref().map(|running| running.server.clone())
    }

    pub(super) fn ticket(&self) -> Ticket {
        Ticket(self.tickets.fetch_add(1, Ordering::Relaxed))
    }

    pub(super) fn size(&self) -> usize {
        self.size.load(Ordering::Relaxed)
    }

    pub(super) fn set_size(&self, size: usize) {
        self.size.store(size, Ordering::Relaxed);
    }

    pub(super) fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Acquire) {
            0 => Phase::Open,
            1 => Phase::Draining,
            _ => Phase::Closed,
        }
    }

    /// Goes on to a later phase; there is no way back.
    pub(super) fn enter(&self, phase: Phase) {
        self.phase.fetch_max(phase as u8, Ordering::AcqRel);
    }
}

impl<W: Manage> fmt::Debug for Shared<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("name", &self.options.name)
            .field("size", &self.size())
            .field("phase", &self.phase())
            .finish_non_exhaustive()
    }
}
