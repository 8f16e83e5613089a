//! The pool's server: what it is told, what it knows, and who does what.
//!
//! Everything here is quick: what may take time, such as starting a worker, is
//! done by a process of its own, linked to the server, which tells it the
//! outcome.

use std::collections::{BTreeMap, VecDeque};
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use actor_core::gen_server::{Info, Init, Next};
use actor_core::{
    DynamicSupervisorRef, Exit, ExitReason, GenServer, Pid, ProcessRef,
    Reference, Reply, SupervisorRef, Timer, process,
};
use rustc_hash::{FxHashMap, FxHashSet};
use tokio::time::{Instant, timeout_at};

use super::error::CheckoutError;
use super::manage::Manage;
use super::options::Options;
use super::shared::{Phase, Running, Shared};
use super::staffing::{ERRAND_TIMEOUT, Failure, Watched};
use super::stats::{Counters, Stats, Status};
use super::worker::{Unit, UnitId, Worker};

/// What the server is told.
pub(super) enum Message<W: Manage> {
    /// Somebody asks for a worker.
    Checkout(Request, Asker<W>),
    /// A caller does not wait any more.
    GiveUp(Ticket, Why),
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

/// Where an answer to a checkout goes.
pub(super) type Asker<W> = Reply<Result<Worker<W>, CheckoutError>>;

/// A question for a worker.
#[derive(Clone, Copy)]
pub(super) struct Request {
    pub(super) ticket: Ticket,
    pub(super) attempt: Attempt,
    pub(super) patience: Patience,
    /// Where in the program.
    pub(super) place: &'static Location<'static>,
}

/// The place of a caller among all who ever asked: the lower, the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(pub(super) u64);

/// For what a caller waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// For whatever worker comes.
    Queues,
    /// Only for the start of a worker, not for those that others hold.
    DoesNotQueue,
}

/// Whether a caller's turn has come before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    First,
    /// It has, but the worker was not fit for use.
    Again,
}

/// Why a caller does not wait any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    TimedOut,
    Dropped,
}

/// A caller that waits.
pub(super) struct Waiter<W: Manage> {
    pub(super) patience: Patience,
    pub(super) since: Instant,
    pub(super) place: &'static Location<'static>,
    pub(super) reply: Asker<W>,
}

/// What is known of a worker that is out.
pub(super) struct Loan {
    pub(super) holder: Option<Pid>,
    pub(super) place: &'static Location<'static>,
    pub(super) since: Instant,
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
    /// In the order in which they came back.
    pub(super) idle: VecDeque<Box<Unit<W>>>,
    pub(super) busy: FxHashMap<UnitId, Loan>,
    /// Nobody waits while a worker is idle.
    pub(super) waiting: BTreeMap<Ticket, Waiter<W>>,
    /// The processes that start a worker.
    pub(super) starting: FxHashSet<Pid>,
    /// The processes that reset a worker, and the monitor on that.
    pub(super) resetting: FxHashMap<Pid, Option<Reference>>,
    /// The processes that close a worker.
    pub(super) closing: FxHashSet<Pid>,
    /// Whose end each monitor tells of.
    pub(super) monitors: FxHashMap<Reference, Watched>,
    /// The last start, if it failed.
    pub(super) failure: Option<Failure>,
    /// How many workers in a row did not start, or crashed at once.
    pub(super) setbacks: u32,
    pub(super) last_setback: Instant,
    pub(super) timer: Option<(Instant, Timer)>,
    /// Who waits until the pool is filled.
    pub(super) ready: Vec<Reply<Result<(), ExitReason>>>,
    /// Who waits until the pool is empty.
    pub(super) ends: Vec<Reply<()>>,
    pub(super) counters: Counters,
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
        if let Err(already) = shared.run_by(running).await {
            return Init::error(ExitReason::error(already));
        }
        let is_supervised = worker_supervisor.is_some();
        if let Some(supervisor) = worker_supervisor {
            shared.manage.stand_under(supervisor);
        }
        let mut server = Self {
            size: shared.size(),
            is_supervised,
            shared,
            this,
            idle: VecDeque::new(),
            busy: FxHashMap::default(),
            waiting: BTreeMap::new(),
            starting: FxHashSet::default(),
            resetting: FxHashMap::default(),
            closing: FxHashSet::default(),
            monitors: FxHashMap::default(),
            failure: None,
            setbacks: 0,
            last_setback: Instant::now(),
            timer: None,
            ready: Vec::new(),
            ends: Vec::new(),
            counters: Counters::new(),
        };
        server.staff();
        Init::ok(server)
    }

    async fn handle(&mut self, message: Message<W>) -> Next {
        match message {
            Message::Checkout(request, reply) => self.checkout(request, reply),
            Message::GiveUp(ticket, why) => self.give_up(ticket, why),
            Message::Checkin(unit) => self.checkin(unit),
            Message::Started(by, worker) => self.started(by, worker),
            Message::Reset(by, unit) => self.was_reset(by, unit),
            Message::Spoiled(by, unit) => {
                self.resetting.remove(&by);
                self.counters.discarded += 1;
                self.retire(*unit);
            }
            Message::Tick => self.tick(),
            Message::Resize(size) => self.resize(size),
            Message::End(reply) => self.end(reply),
            Message::Ready(reply) => self.ready(reply),
            Message::Status(reply) => reply.send(self.status()),
            Message::Stats(reply) => reply.send(self.stats()),
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Down(down) => self.worker_ended(&down),
            Info::Exit(Exit { from, reason }) => self.exited(from, reason),
            other => other.log(),
        }
        Next::Continue
    }

    async fn terminate(&mut self, _: &ExitReason) {
        if self.is_supervised {
            return;
        }
        let deadline = Instant::now() + ERRAND_TIMEOUT;
        for unit in self.idle.drain(..) {
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

    /// Returns how many workers there are, or will be.
    pub(super) fn present(&self) -> usize {
        self.idle.len() + self.busy.len() + self.coming()
    }

    /// Returns how many are coming without anybody giving them back.
    pub(super) fn coming(&self) -> usize {
        self.starting.len() + self.resetting.len()
    }

    /// Returns how many there are, counting those that are about to go.
    pub(super) fn total(&self) -> usize {
        self.present() + self.closing.len()
    }

    /// Returns how many there may be, counting those too.
    pub(super) fn limit(&self) -> usize {
        self.size.saturating_add(self.options().max_overflow)
    }

    /// Tells those outside how long the queue is.
    pub(super) fn publish(&self) {
        let waiting = self.waiting.len();
        self.shared.waiting.store(waiting, Ordering::Relaxed);
    }
}
