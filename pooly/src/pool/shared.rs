//! What the handles of a pool share with its server.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::task::Poll;

use actor_core::{Pid, ProcessRef, SupervisorRef};
use parking_lot::{Mutex, RwLock};
use tokio::time::Instant;

use super::desk::Desk;
use super::errands::at_once;
use super::manage::Manage;
use super::options::Options;
use super::server::Message;
use super::waiter::{Ticket, Turn, Why};
use super::worker::Unit;

pub(super) struct Shared<W: Manage> {
    pub(super) manage: Arc<W>,
    pub(super) options: Options,
    /// Who runs the pool; another process after each restart.
    running: RwLock<Option<Running<W>>>,
    /// What must survive a restart of the server.
    size: AtomicUsize,
    phase: AtomicU8,
    tickets: AtomicU64,
    pub(super) desk: Mutex<Desk<W>>,
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
            desk: Mutex::new(Desk::new()),
        }
    }

    /// Notes who runs the pool, unless somebody does. Returns its generation.
    pub(super) async fn run_by(
        &self,
        new: Running<W>,
    ) -> Result<u64, AlreadyRuns> {
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
                        let (generation, remains) = self.desk.lock().begin();
                        *running = Some(new);
                        drop(running);
                        drop(remains);
                        return Ok(generation);
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

    /// Takes a worker back, and hands it to whoever waits longest; the server
    /// does if there is anything else to be done.
    pub(super) fn check_in(&self, mut unit: Box<Unit<W>>) {
        let now = Instant::now();
        let mut is_good =
            !unit.tainted && unit.expires.is_none_or(|expires| expires > now);
        if is_good {
            let reset = reset_here(&*self.manage, &mut unit.worker);
            unit.tainted = reset == Some(false);
            unit.is_reset = reset == Some(true);
            is_good = unit.is_reset;
        }
        let mut desk = self.desk.lock();
        if !is_good || !desk.is_open {
            drop(desk);
            // Without a server there is nothing that it could belong to.
            if let Some(server) = self.server() {
                server.cast(Message::Checkin(unit));
            }
            return;
        }
        if !desk.returned(unit.id, now) {
            // It is dropped when the lock is free.
            drop(desk);
            return;
        }
        desk.setbacks = 0;
        let (waiter, gone) = desk.next_waiter();
        if let Some(waiter) = waiter {
            let handover = desk.answer(unit, waiter, now);
            drop(desk);
            handover.finish();
        } else {
            unit.since = now;
            desk.idle.push_back(unit);
            drop(desk);
        }
        drop(gone);
    }

    /// Takes a caller out of the queue.
    pub(super) fn give_up(&self, ticket: Ticket, why: Why) {
        let mut desk = self.desk.lock();
        let waiter = desk.waiting.remove(ticket);
        if waiter.is_some() {
            match why {
                Why::TimedOut => desk.counters.timed_out += 1,
                Why::Dropped => desk.counters.abandoned += 1,
            }
        }
        drop(desk);
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

/// Resets a worker where its holder drops it, if that is all there is to do: a
/// future without room for a reference has nothing to do with the worker any
/// more. Returns nothing, and has done nothing, if there is room.
fn reset_here<W: Manage>(manage: &W, worker: &mut W::Worker) -> Option<bool> {
    const fn size_of_output<A, B, C>(_: fn(A, B) -> C) -> usize {
        size_of::<C>()
    }
    if size_of_output::<&W, &mut W::Worker, _>(W::reset) >= size_of::<&()>() {
        return None;
    }
    let reset = || at_once(pin!(manage.reset(worker)));
    let outcome = catch_unwind(AssertUnwindSafe(reset)).ok().flatten();
    Some(matches!(outcome, Some(Poll::Ready(Ok(())))))
}

impl Phase {
    /// Returns whether this is the time to ask.
    pub(super) fn admits(self, turn: Turn) -> bool {
        match self {
            Self::Open => true,
            Self::Draining => turn == Turn::Again,
            Self::Closed => false,
        }
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
