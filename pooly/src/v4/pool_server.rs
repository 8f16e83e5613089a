//! The server of a pool: it knows which of its workers are idle, whose the
//! others are, and who waits for one.
//!
//! It is long, because all that may happen to a worker or a consumer changes
//! one state, and is read in one place.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};
use std::mem;

use actor_core::gen_server::{Info, Init, Next, StartError};
use actor_core::supervisor::ChildError;
use actor_core::{
    CallError, Down, DynamicSupervisorRef, Exit, ExitReason, GenServer,
    Mailbox, Pid, ProcessRef, Reference, Reply, SupervisorRef, process,
};

use super::loan::Loan;
use super::{
    CheckoutError, PoolConfig, State, Status, Wait, worker_supervisor,
};
use crate::sample_worker::Worker;

/// Returns what the server of a pool is called.
pub fn name(pool: &str) -> String {
    format!("{pool}Server")
}

/// Takes a worker out of a pool, on loan to the current process.
///
/// # Errors
///
/// See [`CheckoutError`].
///
/// # Cancellation
///
/// A consumer that waits no longer leaves the queue.
pub async fn checkout(pool: &str, wait: Wait) -> Result<Loan, CheckoutError> {
    let server = ProcessRef::named(name(pool));
    let place = Place(&server);
    let call = server.call(|answer| Message::Checkout(wait, answer));
    let loan = match wait {
        Wait::No => call.await,
        Wait::For(time) => call.within(time).await,
        Wait::Forever => call.forever().await,
    }?;
    // Whoever is answered has no place in the queue.
    mem::forget(place);
    loan
}

/// Gives a worker back. One that the current process has not checked out of
/// this pool is ignored.
pub fn checkin(pool: &str, worker: &Worker) {
    let (worker, consumer) = (worker.pid(), process::id());
    let message = Message::Checkin { worker, consumer };
    ProcessRef::named(name(pool)).cast(message);
}

/// Returns how many workers of a pool are idle, how many are not, and what
/// that means for whoever wants one.
///
/// # Errors
///
/// If there is no such pool, or none any more.
pub async fn status(pool: &str) -> Result<Status, CallError> {
    ProcessRef::named(name(pool)).call(Message::Status).await
}

/// Starts the server of a pool, linked to the current process. `supervisor`
/// is that of the pool.
///
/// # Errors
///
/// If there is one already.
pub async fn start_link(
    supervisor: SupervisorRef,
    pool: PoolConfig,
) -> Result<ProcessRef<Message>, StartError> {
    let name = name(pool.name.as_str());
    PoolServer::starter((supervisor, pool)).named(name).start_link().await
}

/// A place in the queue: the server is told when it is left.
struct Place<'a>(&'a ProcessRef<Message>);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.cast(Message::GaveUp);
    }
}

/// What the server is told.
#[derive(Debug)]
pub enum Message {
    /// Wants a worker.
    Checkout(Wait, Answer),
    /// Somebody waits no longer.
    GaveUp,
    /// Take this worker back, if this consumer has it.
    Checkin {
        /// The worker.
        worker: Pid,
        /// The consumer.
        consumer: Pid,
    },
    /// Wants to know what the workers are doing.
    Status(Reply<Status>),
    /// From a process that was to start a worker.
    Started(Pid, Result<Worker, ChildError>),
}

/// Where a worker is waited for.
pub type Answer = Reply<Result<Loan, CheckoutError>>;

/// What the server knows.
#[derive(Debug)]
pub struct PoolServer {
    supervisor: SupervisorRef,
    /// Nothing until `handle_continue` has started it.
    worker_supervisor: Option<DynamicSupervisorRef>,
    pool: PoolConfig,
    /// The idle workers. The last that came goes first.
    workers: Vec<Worker>,
    /// Each worker that is out, and who has it.
    monitors: HashMap<Pid, (Worker, Consumer)>,
    /// The consumers that wait. The first that came goes first.
    waiting: VecDeque<(Consumer, Answer)>,
    /// The processes that are starting a worker each.
    starting: HashSet<Pid>,
    /// How many more workers than the pool's size are idle, out or starting.
    overflow: usize,
}

#[derive(Debug)]
struct Consumer {
    pid: Pid,
    monitor: Reference,
}

impl GenServer for PoolServer {
    type Args = (SupervisorRef, PoolConfig);
    type Message = Message;

    async fn init((supervisor, pool): Self::Args) -> Init<Self> {
        process::trap_exit(true);
        Init::ok_continue(PoolServer {
            supervisor,
            worker_supervisor: None,
            pool,
            workers: Vec::new(),
            monitors: HashMap::new(),
            waiting: VecDeque::new(),
            starting: HashSet::new(),
            overflow: 0,
        })
    }

    async fn handle_continue(&mut self) -> Next {
        match self.start_workers().await {
            Ok(()) => Next::Continue,
            Err(error) => Next::Stop(ExitReason::error(error)),
        }
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Checkout(wait, answer) => self.check_out(wait, answer),
            Message::GaveUp => self.forget_who_gave_up(),
            Message::Checkin { worker, consumer } => {
                self.check_in(worker, consumer);
            }
            Message::Status(reply) => reply.send(self.status()),
            Message::Started(starter, worker) => {
                return self.started(starter, worker);
            }
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Down(down) => self.consumer_down(&down),
            Info::Exit(exit) if self.is_worker_supervisor(exit.from) => {
                return Next::Stop(exit.reason);
            }
            Info::Exit(exit) => return self.worker_ended(exit),
            info => info.log(),
        }
        Next::Continue
    }
}

impl PoolServer {
    async fn start_workers(&mut self) -> Result<(), ChildError> {
        let spec = worker_supervisor::child_spec(self.pool.name.as_str());
        let supervisor = self.supervisor.start_child(spec).await?;
        // In the book the supervisor does this when it is initialised; a link
        // is the same, whoever makes it.
        let _ = process::link(&supervisor);
        self.worker_supervisor = Some(supervisor);
        for _ in 0..self.pool.size {
            let worker = self.new_worker().await?;
            let _ = process::link(&worker);
            self.workers.push(worker);
        }
        Ok(())
    }

    /// Returns what starts a worker, in whichever process.
    fn new_worker(
        &self,
    ) -> impl Future<Output = Result<Worker, ChildError>> + use<> {
        let supervisor = self.worker_supervisor.clone();
        let worker = self.pool.worker.clone();
        async move {
            let supervisor = supervisor.ok_or(CallError::NoProc)?;
            worker_supervisor::start_worker(&supervisor, worker).await
        }
    }

    /// Has a worker started by another process, because that may take long.
    fn start_worker(&mut self) {
        let server = process::this();
        let worker = self.new_worker();
        let starter = process::spawn_link(async move |_: Mailbox<()>| {
            server.cast(Message::Started(process::id(), worker.await));
        });
        self.starting.insert(starter.pid());
    }

    fn started(
        &mut self,
        starter: Pid,
        worker: Result<Worker, ChildError>,
    ) -> Next {
        self.starting.remove(&starter);
        match worker {
            Ok(worker) => {
                // If it is dead already, its exit is a message as well.
                let _ = process::link(&worker);
                self.release(worker);
                Next::Continue
            }
            Err(error) => self.did_not_start(error),
        }
    }

    /// Tells who has waited longest. The pool does without an extra worker; of
    /// the others it needs each, so its supervisor must start all anew.
    fn did_not_start(&mut self, error: ChildError) -> Next {
        if let Some((consumer, answer)) = self.waiting.pop_front() {
            process::demonitor_flush(consumer.monitor);
            answer.send(Err(CheckoutError::Worker(error.clone())));
        }
        let supervisor = self.worker_supervisor.as_ref();
        if !supervisor.is_some_and(DynamicSupervisorRef::is_alive) {
            // It has ended, and so will this server, when it is told why.
            return Next::Continue;
        }
        if self.overflow == 0 {
            return Next::Stop(ExitReason::error(error));
        }
        let any_comes = !self.monitors.is_empty() || !self.starting.is_empty();
        if any_comes || self.waiting.is_empty() {
            self.overflow -= 1;
        } else {
            // Nobody must wait for nothing.
            self.start_worker();
        }
        Next::Continue
    }

    fn is_worker_supervisor(&self, process: Pid) -> bool {
        let supervisor = self.worker_supervisor.as_ref();
        supervisor.is_some_and(|supervisor| supervisor.pid() == process)
    }

    fn check_out(&mut self, wait: Wait, answer: Answer) {
        // Only a process can be watched.
        let Some(pid) = answer.caller() else { return };
        let idle = self.workers.pop();
        if idle.is_none() && self.starting.len() <= self.waiting.len() {
            if self.overflow < self.pool.max_overflow {
                self.overflow += 1;
                self.start_worker();
            } else if wait == Wait::No {
                return answer.send(Err(CheckoutError::Full));
            }
        }
        let consumer = Consumer { pid, monitor: process::monitor(pid) };
        match idle {
            Some(worker) => self.lend(worker, consumer, answer),
            None => self.waiting.push_back((consumer, answer)),
        }
    }

    fn lend(&mut self, worker: Worker, consumer: Consumer, answer: Answer) {
        let loan = Loan::new(worker.clone(), consumer.pid, process::this());
        self.monitors.insert(worker.pid(), (worker, consumer));
        answer.send(Ok(loan));
    }

    /// A worker has one pid, whoever has it: somebody who knows it may have had
    /// it before. So only the consumer that is watched may check it in.
    fn check_in(&mut self, worker: Pid, consumer: Pid) {
        if let Entry::Occupied(out) = self.monitors.entry(worker)
            && out.get().1.pid == consumer
        {
            let (worker, consumer) = out.remove();
            process::demonitor_flush(consumer.monitor);
            self.release(worker);
        }
    }

    /// Finds something to do for a worker that nobody has.
    fn release(&mut self, worker: Worker) {
        self.forget_who_gave_up();
        if let Some((consumer, answer)) = self.waiting.pop_front() {
            self.lend(worker, consumer, answer);
        } else if self.overflow > self.starting.len() {
            self.overflow -= 1;
            self.dismiss(&worker);
        } else {
            // Also if an extra one is starting: that one is late, and goes.
            self.workers.push(worker);
        }
    }

    fn forget_who_gave_up(&mut self) {
        self.waiting.retain(|(consumer, answer)| {
            let is_awaited = answer.is_awaited();
            if !is_awaited {
                process::demonitor_flush(consumer.monitor);
            }
            is_awaited
        });
    }

    /// Has a worker stopped by another process, because that may take long.
    fn dismiss(&self, worker: &Worker) {
        process::unlink(worker);
        let Some(supervisor) = self.worker_supervisor.clone() else { return };
        let worker = worker.pid();
        process::spawn(async move |_: Mailbox<()>| {
            // If it is dead already, so much the better.
            let _ = supervisor.terminate_child(worker).await;
        });
    }

    /// A worker that is starting is idle, unless somebody waits for it or it
    /// is an extra one: whoever comes is given it, and waits for no consumer.
    fn status(&self) -> Status {
        let spoken_for = self.waiting.len().max(self.overflow);
        let starting = self.starting.len().saturating_sub(spoken_for);
        let idle = self.workers.len() + starting;
        let state = if idle > 0 {
            State::Ready
        } else if self.overflow < self.pool.max_overflow {
            State::Overflow
        } else {
            State::Full
        };
        Status { state, idle, busy: self.monitors.len() }
    }

    /// Takes the consumer out of the queue, or its worker back.
    fn consumer_down(&mut self, down: &Down) {
        let monitor = down.reference;
        self.waiting.retain(|(consumer, _)| consumer.monitor != monitor);
        let lost = self
            .monitors
            .extract_if(|_, (_, consumer)| consumer.monitor == monitor)
            .next();
        if let Some((_, (worker, _))) = lost {
            self.release(worker);
        }
    }

    /// Replaces a worker, idle or not, unless it is an extra one that nobody
    /// waits for. Its consumer is not told.
    fn worker_ended(&mut self, Exit { from, reason }: Exit) -> Next {
        if self.starting.remove(&from) {
            let error = CallError::Exited(reason);
            return self.did_not_start(ChildError::Supervisor(error));
        }
        let idle = self.workers.iter().position(|idle| idle.pid() == from);
        if let Some((_, consumer)) = self.monitors.remove(&from) {
            process::demonitor_flush(consumer.monitor);
        } else if let Some(idle) = idle {
            self.workers.remove(idle);
        } else {
            // It has started a worker, or was dismissed.
            return Next::Continue;
        }
        if self.waiting.len() <= self.starting.len() && self.overflow > 0 {
            self.overflow -= 1;
        } else {
            self.start_worker();
        }
        Next::Continue
    }
}
