//! The server of the pool: it knows which workers are idle, and whose the
//! others are.

use std::collections::HashMap;

use actor_core::gen_server::{Info, Init, Next, StartError};
use actor_core::supervisor::{ChildError, ChildSpec};
use actor_core::{
    CallError, DynamicSupervisorRef, ExitReason, GenServer, Pid, ProcessRef,
    Reference, Reply, SupervisorRef, process,
};

use super::{PoolConfig, Status, worker_supervisor};
use crate::sample_worker::{self, Worker};

/// What the server is called.
pub const NAME: &str = "Pooly.Server";

/// Takes a worker out of the pool. Nothing, the book's `:noproc`, if all are
/// out.
///
/// # Errors
///
/// If there is no pool, or none any more.
pub async fn checkout() -> Result<Option<Worker>, CallError> {
    ProcessRef::named(NAME).call(Message::Checkout).await
}

/// Gives a worker back. One that is not out is ignored.
pub fn checkin(worker: &Worker) {
    ProcessRef::named(NAME).cast(Message::Checkin(worker.pid()));
}

/// Returns how many workers are idle, and how many are not.
///
/// # Errors
///
/// If there is no pool, or none any more.
pub async fn status() -> Result<Status, CallError> {
    ProcessRef::named(NAME).call(Message::Status).await
}

/// Starts the server, linked to the current process. `supervisor` is that of
/// the server, and will be the one of the workers' supervisor.
///
/// # Errors
///
/// If there is one already.
pub async fn start_link(
    supervisor: SupervisorRef,
    config: PoolConfig,
) -> Result<ProcessRef<Message>, StartError> {
    Server::starter((supervisor, config)).named(NAME).start_link().await
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
pub struct Server {
    supervisor: SupervisorRef,
    /// Nothing until `handle_continue` has started it.
    worker_supervisor: Option<DynamicSupervisorRef>,
    worker: ChildSpec<sample_worker::Message>,
    size: usize,
    /// The idle workers. The last that came goes first.
    workers: Vec<Worker>,
    /// Each worker that is out, and the monitor on its consumer. The book has
    /// a private ETS table here; what nobody else reads needs no table.
    monitors: HashMap<Pid, (Worker, Reference)>,
}

impl GenServer for Server {
    type Args = (SupervisorRef, PoolConfig);
    type Message = Message;

    /// The supervisor waits for this, so it cannot be asked for anything yet.
    /// What `handle_continue` does comes before the first message of any
    /// client; the book's server sends itself a message, and a client that
    /// knows its name may be quicker.
    async fn init((supervisor, config): Self::Args) -> Init<Self> {
        Init::ok_continue(Server {
            supervisor,
            worker_supervisor: None,
            worker: config.worker,
            size: config.size,
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

    /// Consumers are monitored, but nothing is done when one is down: in the
    /// book no clause of this callback matches, and the server crashes.
    async fn handle_info(&mut self, info: Info) -> Next {
        Next::stop(format!("the server has no clause for {info:?}"))
    }
}

impl Server {
    async fn start_workers(&mut self) -> Result<(), ChildError> {
        let spec = worker_supervisor::child_spec();
        let supervisor = self.supervisor.start_child(spec).await?;
        self.worker_supervisor = Some(supervisor);
        for _ in 0..self.size {
            let worker = self.new_worker().await?;
            self.workers.push(worker);
        }
        Ok(())
    }

    async fn new_worker(&self) -> Result<Worker, ChildError> {
        let supervisor = self.worker_supervisor.as_ref();
        let supervisor = supervisor.ok_or(CallError::NoProc)?;
        worker_supervisor::start_worker(supervisor, self.worker.clone()).await
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
}
