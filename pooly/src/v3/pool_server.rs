//! The server of a pool: it knows which of its workers are idle, and whose the
//! others are.

use std::collections::HashMap;

use actor_core::gen_server::{Info, Init, Next, StartError};
use actor_core::supervisor::ChildError;
use actor_core::{
    CallError, Down, DynamicSupervisorRef, ExitReason, GenServer, Pid,
    ProcessRef, Reference, Reply, SupervisorRef, process,
};

use super::{PoolConfig, Status, worker_supervisor};
use crate::sample_worker::Worker;

/// Returns what the server of a pool is called.
pub fn name(pool: &str) -> String {
    format!("{pool}Server")
}

/// Takes a worker out of a pool. Nothing, the book's `:noproc`, if all are
/// out.
///
/// # Errors
///
/// If there is no such pool, or none any more.
pub async fn checkout(pool: &str) -> Result<Option<Worker>, CallError> {
    ProcessRef::named(name(pool)).call(Message::Checkout).await
}

/// Gives a worker back. One that is not out of this pool is ignored.
pub fn checkin(pool: &str, worker: &Worker) {
    ProcessRef::named(name(pool)).cast(Message::Checkin(worker.pid()));
}

/// Returns how many workers of a pool are idle, and how many are not.
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

/// What the server is told.
#[derive(Debug)]
pub enum Message {
    /// Wants a worker.
    Checkout(Reply<Option<Worker>>),
    /// Take this worker back.
    Checkin(Pid),
    /// Wants to know what the workers are doing.
    Status(Reply<Status>),
}

/// What the server knows.
#[derive(Debug)]
pub struct PoolServer {
    supervisor: SupervisorRef,
    /// Nothing until `handle_continue` has started it.
    worker_supervisor: Option<DynamicSupervisorRef>,
    pool: PoolConfig,
    /// The idle workers. The last that came goes first.
    workers: Vec<Worker>,
    /// Each worker that is out, and the monitor on its consumer. The book has
    /// a private ETS table here; what nobody else reads needs no table.
    monitors: HashMap<Pid, (Worker, Reference)>,
}

impl GenServer for PoolServer {
    type Args = (SupervisorRef, PoolConfig);
    type Message = Message;

    /// The supervisor waits for this, so it cannot be asked for anything yet.
    /// What `handle_continue` does comes before the first message of any
    /// client; the book's server sends itself a message, and a client that
    /// knows its name may be quicker.
    async fn init((supervisor, pool): Self::Args) -> Init<Self> {
        process::trap_exit(true);
        Init::ok_continue(PoolServer {
            supervisor,
            worker_supervisor: None,
            pool,
            workers: Vec::new(),
            monitors: HashMap::new(),
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
            Message::Checkout(reply) => self.check_out(reply),
            Message::Checkin(worker) => self.check_in(worker),
            Message::Status(reply) => reply.send(Status {
                idle: self.workers.len(),
                busy: self.monitors.len(),
            }),
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Down(down) => self.consumer_down(&down),
            Info::Exit(exit) if self.is_worker_supervisor(exit.from) => {
                Next::Stop(exit.reason)
            }
            Info::Exit(exit) => self.worker_ended(exit.from).await,
            info => {
                Next::stop(format!("the server has no clause for {info:?}"))
            }
        }
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
            self.workers.push(worker);
        }
        Ok(())
    }

    async fn new_worker(&self) -> Result<Worker, ChildError> {
        let supervisor = self.worker_supervisor.as_ref();
        let supervisor = supervisor.ok_or(CallError::NoProc)?;
        let worker = self.pool.worker.clone();
        let worker =
            worker_supervisor::start_worker(supervisor, worker).await?;
        // If it is dead already, its exit is a message as well.
        let _ = process::link(&worker);
        Ok(worker)
    }

    fn is_worker_supervisor(&self, process: Pid) -> bool {
        let supervisor = self.worker_supervisor.as_ref();
        supervisor.is_some_and(|supervisor| supervisor.pid() == process)
    }

    fn check_out(&mut self, reply: Reply<Option<Worker>>) {
        // Only a process can be watched.
        let Some(consumer) = reply.caller() else { return };
        let Some(worker) = self.workers.pop() else { return reply.send(None) };
        let monitor = process::monitor(consumer);
        self.monitors.insert(worker.pid(), (worker.clone(), monitor));
        reply.send(Some(worker));
    }

    fn check_in(&mut self, worker: Pid) {
        let Some((worker, monitor)) = self.monitors.remove(&worker) else {
            return;
        };
        process::demonitor(monitor);
        self.workers.push(worker);
    }

    /// Takes the worker back, in whatever state its consumer has left it.
    fn consumer_down(&mut self, down: &Down) -> Next {
        let mut lost = self
            .monitors
            .extract_if(|_, (_, monitor)| *monitor == down.reference);
        let Some((_, (worker, _))) = lost.next() else {
            // Its consumer ended just after the worker was checked in. That
            // removes the monitor, but not the message that is there already.
            // The book's server crashes, too.
            return Next::stop(format!("no worker is out for {down:?}"));
        };
        self.workers.push(worker);
        Next::Continue
    }

    /// Replaces a worker that was out; its consumer is not told.
    async fn worker_ended(&mut self, worker: Pid) -> Next {
        let Some((_, monitor)) = self.monitors.remove(&worker) else {
            // It was idle, and stays in the list.
            return Next::Continue;
        };
        process::demonitor(monitor);
        match self.new_worker().await {
            Ok(worker) => {
                self.workers.push(worker);
                Next::Continue
            }
            Err(error) => Next::Stop(ExitReason::error(error)),
        }
    }
}
