//! A supervisor made by hand, on a server.
//!
//! It does what the book's does, also where that is less than a supervisor
//! should: `tests/thy_supervisor.rs` shows each limit, and beside it what
//! [`Supervisor`](actor_core::Supervisor) and
//! [`DynamicSupervisor`](actor_core::DynamicSupervisor) do.
//!
//! ```
//! use actor_core::{Mailbox, System, process};
//! use book_notes::thy_supervisor::{ThySupervisor, worker};
//!
//! System::new("docs").run_with(async |mut mailbox: Mailbox<()>| {
//!     let supervisor = ThySupervisor::start_link(Vec::new()).await.unwrap();
//!     let child = supervisor.start_child(worker::spec()).await.unwrap();
//!     let monitor = process::monitor(child);
//!     process::exit(child, "crash");
//!     mailbox.down(monitor).await;
//!     let children = supervisor.which_children().await.unwrap();
//!     assert_eq!(children.len(), 1);
//!     assert!(!children.contains_key(&child));
//! }).unwrap();
//! ```

mod child_spec;
pub mod worker;

use std::collections::BTreeMap;

use actor_core::gen_server::{Info, Init, Next, StartError};
use actor_core::{
    CallError, Exit, ExitReason, GenServer, Pid, ProcessRef, Reply, process,
};

pub use child_spec::ChildSpec;

/// The children of a supervisor, and how each is started.
pub type Children = BTreeMap<Pid, ChildSpec>;

/// What a user of the supervisor holds.
#[derive(Clone, Debug)]
pub struct ThySupervisor(ProcessRef<Message>);

/// Why a child does not run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Its function did not start it.
    #[error("error starting child")]
    Starting,
    /// It was ended, and its function did not start it again.
    #[error("error restarting child")]
    Restarting,
    /// The supervisor cannot be asked.
    #[error("the supervisor does not answer: {0}")]
    Supervisor(#[from] CallError),
}

impl ThySupervisor {
    /// Starts the supervisor with these children, linked to the current
    /// process.
    ///
    /// # Errors
    ///
    /// If one of them does not start. Those before it end with the supervisor.
    pub async fn start_link(specs: Vec<ChildSpec>) -> Result<Self, StartError> {
        Server::start_link(specs).await.map(ThySupervisor)
    }

    /// Starts one more child.
    pub async fn start_child(&self, spec: ChildSpec) -> Result<Pid, Error> {
        self.0.call(|reply| Message::StartChild(spec, reply)).await?
    }

    /// Kills a process, and forgets it if it is a child.
    pub async fn terminate_child(&self, pid: Pid) -> Result<(), CallError> {
        self.0.call(|reply| Message::TerminateChild(pid, reply)).await
    }

    /// Kills a child and starts it again; returns nothing if there is no such
    /// child. It is started as it was before, whatever `spec` says.
    pub async fn restart_child(
        &self,
        pid: Pid,
        spec: ChildSpec,
    ) -> Result<Option<Pid>, Error> {
        self.0.call(|reply| Message::RestartChild(pid, spec, reply)).await?
    }

    /// Returns how many children there are.
    pub async fn count_children(&self) -> Result<usize, CallError> {
        self.0.call(Message::CountChildren).await
    }

    /// Returns all children.
    pub async fn which_children(&self) -> Result<Children, CallError> {
        self.0.call(Message::WhichChildren).await
    }

    /// Returns the pid of the supervisor.
    pub fn pid(&self) -> Pid {
        self.0.pid()
    }
}

/// What the supervisor is told.
#[derive(Debug)]
pub enum Message {
    /// Start one more.
    StartChild(ChildSpec, Reply<Result<Pid, Error>>),
    /// Kill one.
    TerminateChild(Pid, Reply<()>),
    /// Kill one, and start it again.
    RestartChild(Pid, ChildSpec, Reply<Result<Option<Pid>, Error>>),
    /// Wants their number.
    CountChildren(Reply<usize>),
    /// Wants all of them.
    WhichChildren(Reply<Children>),
}

#[derive(Default)]
struct Server {
    children: Children,
}

impl GenServer for Server {
    type Args = Vec<ChildSpec>;
    type Message = Message;

    async fn init(specs: Vec<ChildSpec>) -> Init<Self> {
        process::trap_exit(true);
        let mut server = Server::default();
        for spec in specs {
            if let Err(error) = server.start_child(spec).await {
                return Init::error(ExitReason::error(error));
            }
        }
        Init::ok(server)
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::StartChild(spec, reply) => {
                reply.send(self.start_child(spec).await);
            }
            Message::TerminateChild(pid, reply) => {
                process::exit(pid, ExitReason::Kill);
                self.children.remove(&pid);
                reply.send(());
            }
            Message::RestartChild(pid, _, reply) => {
                reply.send(self.restart_child(pid).await);
            }
            Message::CountChildren(reply) => reply.send(self.children.len()),
            Message::WhichChildren(reply) => reply.send(self.children.clone()),
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        let Info::Exit(Exit { from, reason }) = info else {
            info.log();
            return Next::Continue;
        };
        if matches!(reason, ExitReason::Normal | ExitReason::Killed) {
            self.children.remove(&from);
        } else if let Err(error) = self.restart_child(from).await {
            tracing::warn!(pid = %from, %error, "a child is lost");
        }
        Next::Continue
    }

    async fn terminate(&mut self, _: &ExitReason) {
        for child in self.children.keys() {
            process::exit(*child, ExitReason::Kill);
        }
    }
}

impl Server {
    async fn start_child(&mut self, spec: ChildSpec) -> Result<Pid, Error> {
        let pid = spec.start().await.ok_or(Error::Starting)?;
        // Between these two lines the child may end, and nobody is told why.
        process::link(pid).expect("who traps exits is told by a message");
        self.children.insert(pid, spec);
        Ok(pid)
    }

    async fn restart_child(&mut self, pid: Pid) -> Result<Option<Pid>, Error> {
        let Some(spec) = self.children.get(&pid) else { return Ok(None) };
        let spec = spec.clone();
        process::exit(pid, ExitReason::Kill);
        let restarted = self.start_child(spec).await;
        let restarted = restarted.map_err(|_| Error::Restarting)?;
        self.children.remove(&pid);
        Ok(Some(restarted))
    }
}
