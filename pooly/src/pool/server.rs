//! The pool's server: what it is told, what it knows, and who does what.
//!
//! Everything here is quick: what may take time, such as starting a worker, is
//! done by a process of its own, linked to the server, which tells it the
//! outcome.

use std::sync::Arc;

use actor_core::gen_server::{Info, Init, Next};
use actor_core::{
    CallError, DynamicSupervisorRef, Exit, ExitReason, GenServer, Pid,
    ProcessRef, Reference, Reply, SupervisorRef, Timer, process,
};
use parking_lot::MutexGuard;
use rustc_hash::{FxHashMap, FxHashSet};
use tokio::time::{Instant, timeout_at};

use super::desk::Desk;
use super::errands::ERRAND_TIMEOUT;
use super::error::CheckoutError;
use super::manage::Manage;
use super::options::Options;
use super::shared::{Phase, Running, Shared};
use super::staffing::{Failure, Watched};
use super::stats::{Stats, Status};
use super::waiter::Ticket;
use super::worker::{Unit, Worker};

/// What the server is told.
pub(super) enum Message<W: Manage> {
    /// Somebody has come to the queue, and gives this unfit worker back.
    Asked(Ticket, Option<Worker<W>>),
    /// A worker comes back.
    Checkin(Box<Unit<W>>),
    /// A process has started a worker.
    Started(Pid, W::Worker),
    /// A process has reset a worker.
    Reset(Pid, Box<Unit<W>>),
    /// A process could not reset a worker.
    Spoiled(Pid, Box<Unit<W>>),
    /// Something is due.
    Tick,
    Resize(usize),
    /// The phase of the pool has changed.
    End(Reply<()>),
    Ready(Reply<Result<(), ExitReason>>),
    Status(Reply<Status>),
    Stats(Reply<Stats>),
}

/// What the server is started with.
pub(super) struct Args<W: Manage> {
    pub(super) shared: Arc<Shared<W>>,
    /// The supervisor of the pool.
    pub(super) supervisor: SupervisorRef,
    /// That of the workers, if they have one.
    pub(super) worker_supervisor: Option<DynamicSupervisorRef>,
}

pub(super) struct Server<W: Manage> {
    pub(super) shared: Arc<Shared<W>>,
    pub(super) this: ProcessRef<Message<W>>,
    pub(super) size: usize,
    /// Whether the workers stand under a supervisor, which stops them.
    is_supervised: bool,
    /// Which server of the pool it is.
    generation: u64,
    /// The processes that start a worker.
    pub(super) starting: FxHashSet<Pid>,
    /// The processes that reset a worker, and the monitor on that.
    pub(super) resetting: FxHashMap<Pid, Option<Reference>>,
    /// The processes that close a worker, and its pid if it is one too.
    pub(super) closing: FxHashMap<Pid, Option<Pid>>,
    /// Whose end each monitor tells of.
    pub(super) monitors: FxHashMap<Reference, Watched>,
    /// The last start, if it failed.
    pub(super) failure: Option<Failure>,
    pub(super) last_setback: Instant,
    pub(super) timer: Option<(Instant, Timer)>,
    /// Who waits until the pool is filled.
    pub(super) ready: Vec<Reply<Result<(), ExitReason>>>,
    /// Who waits until the pool is empty.
    pub(super) ends: Vec<Reply<()>>,
}

impl<W: Manage> GenServer for Server<W> {
    type Args = Args<W>;
    type Message = Message<W>;

    async fn init(args: Args<W>) -> Init<Self> {
        let Args { shared, supervisor, worker_supervisor } = args;
        // So that the end of those that it starts is news, and not the end.
        process::trap_exit(true);
        let this = process::this::<Message<W>>();
        let running = Running { server: this.clone(), supervisor };
        let generation = match shared.run_by(running).await {
            Ok(generation) => generation,
            Err(already) => return Init::error(ExitReason::error(already)),
        };
        let is_supervised = worker_supervisor.is_some();
        if let Some(supervisor) = worker_supervisor {
            shared.manage.stand_under(supervisor);
        }
        let mut server = Self {
            size: shared.size(),
            is_supervised,
            shared,
            this,
            generation,
            starting: FxHashSet::default(),
            resetting: FxHashMap::default(),
            closing: FxHashMap::default(),
            monitors: FxHashMap::default(),
            failure: None,
            last_setback: Instant::now(),
            timer: None,
            ready: Vec::new(),
            ends: Vec::new(),
        };
        server.settle();
        Init::ok(server)
    }

    async fn handle(&mut self, message: Message<W>) -> Next {
        match message {
            Message::Asked(ticket, unfit) => self.asked(ticket, unfit),
            Message::Checkin(unit) => self.checkin(unit),
            Message::Started(by, worker) => self.started(by, worker),
            Message::Reset(by, unit) => self.was_reset(by, unit),
            Message::Spoiled(by, unit) => {
                self.resetting.remove(&by);
                self.desk().counters.discarded += 1;
                self.retire(*unit);
            }
            Message::Tick => self.tick(),
            Message::Resize(size) => self.resize(size),
            Message::End(reply) => self.end(reply),
            Message::Ready(reply) => self.ready(reply),
            Message::Status(reply) => reply.send(self.status()),
            Message::Stats(reply) => reply.send(self.stats()),
        }
        self.settle();
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Down(down) => self.worker_ended(&down),
            Info::Exit(Exit { from, reason }) => self.exited(from, reason),
            other => other.log(),
        }
        self.settle();
        Next::Continue
    }

    async fn terminate(&mut self, reason: &ExitReason) {
        let ended = CallError::Exited(reason.clone());
        self.refuse_all(&CheckoutError::Down(ended));
        if self.is_supervised {
            return;
        }
        let deadline = Instant::now() + ERRAND_TIMEOUT;
        let idle = self.take_idle();
        for unit in idle {
            let closing = self.shared.manage.close(unit.worker);
            if timeout_at(deadline, closing).await.is_err() {
                break;
            }
        }
    }
}

impl<W: Manage> Server<W> {
    pub(super) fn options(&self) -> &Options {
        &self.shared.options
    }

    pub(super) fn phase(&self) -> Phase {
        self.shared.phase()
    }

    pub(super) fn desk(&self) -> MutexGuard<'_, Desk<W>> {
        self.shared.desk.lock()
    }

    /// Returns how many workers there are, or will be.
    pub(super) fn present(&self, desk: &Desk<W>) -> usize {
        desk.idle.len() + desk.busy.len() + self.coming()
    }

    /// Returns how many are coming without anybody giving them back.
    pub(super) fn coming(&self) -> usize {
        self.starting.len() + self.resetting.len()
    }

    /// Returns how many there are, counting those that are about to go.
    pub(super) fn total(&self, desk: &Desk<W>) -> usize {
        self.present(desk) + self.closing.len()
    }

    /// Returns how many there may be, counting those too.
    pub(super) fn limit(&self) -> usize {
        self.size.saturating_add(self.options().max_overflow)
    }

    /// Does what is to be done after each message: says what may be done at the
    /// desk, and starts as many workers as are needed and may be.
    fn settle(&mut self) {
        let has_extra = loop {
            let mut desk = self.shared.desk.lock();
            let has_extra = self.present(&desk) > self.size;
            desk.is_open = !has_extra
                && self.phase() == Phase::Open
                && self.options().idle_timeout.is_none();
            desk.is_full = self.total(&desk) >= self.limit();
            // Also for those who came while the desk was full.
            if !self.must_start(&desk) {
                break has_extra;
            }
            drop(desk);
            self.start();
        };
        if has_extra && let Some(due) = self.idle_until() {
            self.arm(due);
        }
        self.tell();
    }
}

/// What is left on the desk goes with the server, also if that was killed.
impl<W: Manage> Drop for Server<W> {
    fn drop(&mut self) {
        let remains = self.shared.desk.lock().end(self.generation);
        drop(remains);
    }
}
