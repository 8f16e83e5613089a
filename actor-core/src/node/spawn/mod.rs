//! Starting processes on other nodes, and for them.

mod asked;

use std::sync::Arc;

use serde::Serialize;
use tokio::sync::oneshot;

use super::connection::{Awaited, Closed, Connection};
use super::control::{Bonds, SpawnRequest, write};
use super::functions::{Application, Given};
use super::{Node, NodeName, output};
use crate::etf::{self, Atom, Term};
use crate::pid::{Pid, Reference};
use crate::process::{self, Process, Ties};

pub(super) use asked::{replied, requested};

/// Why there is no new process on another node.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpawnError {
    /// The connection to the node was lost, or there is none.
    #[error("the node is not connected")]
    NodeDown,
    /// The node does not want to: `notsup`, `system_limit`.
    #[error("the node started no process: {0}")]
    Refused(Arc<str>),
    /// What shall be called cannot be written for another node.
    #[error("the call cannot be sent to another node: {0}")]
    Unsendable(Arc<str>),
}

/// A process that was asked for and is not there yet.
pub(super) struct Spawning {
    /// Who has asked, if it is a process.
    pub(super) parent: Option<Arc<dyn Process>>,
    pub(super) told: oneshot::Sender<Result<Pid, SpawnError>>,
}

/// A request that was put to a node. When it is dropped, nobody waits for
/// what comes of it any more.
pub(super) struct Put {
    connection: Arc<Connection>,
    number: u64,
}

impl Node {
    /// Starts a process on another node, which calls a function that is there:
    /// `Node.spawn`. Nothing ties it to the current process.
    ///
    /// The arguments are a tuple, or a `Vec` of terms. If the function is not
    /// there, the process ends with `undef` at once.
    ///
    /// # Errors
    ///
    /// See [`SpawnError`].
    ///
    /// # Cancellation
    ///
    /// The process may be started or not.
    pub async fn spawn<A: Serialize>(
        &self,
        on: &NodeName,
        module: &str,
        function: &str,
        arguments: A,
    ) -> Result<Pid, SpawnError> {
        let call = self.application(module, function, &arguments)?;
        let bonds = Bonds { link: false, monitor: false };
        self.start(on, call, bonds).await.map(|(pid, _)| pid)
    }

    /// As [`spawn`](Self::spawn), linked to the current process, with no moment
    /// between the two: `Node.spawn_link`.
    ///
    /// # Errors
    ///
    /// As [`spawn`](Self::spawn).
    ///
    /// # Panics
    ///
    /// Outside of a process.
    ///
    /// # Cancellation
    ///
    /// A process that is started nevertheless ends with `abandoned`.
    pub async fn spawn_link<A: Serialize>(
        &self,
        on: &NodeName,
        module: &str,
        function: &str,
        arguments: A,
    ) -> Result<Pid, SpawnError> {
        let call = self.application(module, function, &arguments)?;
        let bonds = Bonds { link: true, monitor: false };
        self.start(on, call, bonds).await.map(|(pid, _)| pid)
    }

    /// As [`spawn`](Self::spawn), monitored by the current process, with no
    /// moment between the two: `:erlang.spawn_monitor`.
    ///
    /// # Errors
    ///
    /// As [`spawn`](Self::spawn).
    ///
    /// # Panics
    ///
    /// Outside of a process.
    ///
    /// # Cancellation
    ///
    /// A process that is started nevertheless is not monitored.
    pub async fn spawn_monitor<A: Serialize>(
        &self,
        on: &NodeName,
        module: &str,
        function: &str,
        arguments: A,
    ) -> Result<(Pid, Reference), SpawnError> {
        let call = self.application(module, function, &arguments)?;
        let bonds = Bonds { link: false, monitor: true };
        self.start(on, call, bonds).await
    }

    pub(super) fn application<A: Serialize>(
        &self,
        module: &str,
        function: &str,
        arguments: &A,
    ) -> Result<Application, SpawnError> {
        // Names that are too long for an atom are none on the wire.
        Ok(Application {
            module: Atom::new(module).map_err(|error| unsendable(&error))?,
            function: Atom::new(function)
                .map_err(|error| unsendable(&error))?,
            given: Given::write(arguments, &self.system)
                .map_err(|error| unsendable(&error))?,
        })
    }

    async fn start(
        &self,
        on: &NodeName,
        call: Application,
        bonds: Bonds,
    ) -> Result<(Pid, Reference), SpawnError> {
        let kernel = &self.system.kernel;
        let parent = if bonds.link || bonds.monitor {
            Some(process::me())
        } else {
            process::current_in(kernel)
        };
        let number = kernel.number();
        let reference = Reference::new(number);
        if on == self.name() {
            let parent = || parent.clone();
            let watcher = bonds.monitor.then(parent).flatten();
            let ties = Ties {
                link: bonds.link.then(parent).flatten(),
                monitor: watcher.map(|watcher| (watcher, reference)),
                ..Ties::default()
            };
            let process = call.start_at_once(&self.system, ties);
            return Ok((process.pid(), reference));
        }
        let (told, answer) = oneshot::channel();
        let awaited = Awaited::Spawn(Spawning { parent, told });
        let mut options = Vec::new();
        options.extend(bonds.link.then(|| Term::atom("link")));
        options.extend(bonds.monitor.then(|| Term::atom("monitor")));
        let _put = self.put(on, &call, options, number, awaited)?;
        let pid = answer.await.unwrap_or(Err(SpawnError::NodeDown))?;
        Ok((pid, reference))
    }

    /// Asks a node to start a process.
    pub(super) fn put(
        &self,
        on: &NodeName,
        call: &Application,
        options: Vec<Term>,
        number: u64,
        mut awaited: Awaited,
    ) -> Result<Put, SpawnError> {
        let written = |term: &Term| {
            let mut written = Vec::new();
            let result = etf::encode(term, &mut written);
            result.map(|()| written).map_err(|error| unsendable(&error))
        };
        let arguments = written(&call.given.to_list())?;
        let options = written(&options.into())?;
        let arity = u32::try_from(call.given.arity()).unwrap_or(u32::MAX);
        let kernel = &self.system.kernel;
        let caller = process::current_in(kernel).map(|caller| caller.pid());
        let from = caller.unwrap_or(Pid::NOBODY);
        loop {
            let connection = kernel
                .nodes
                .connection(kernel, on)
                .ok_or(SpawnError::NodeDown)?;
            let reference = connection.own_reference(number);
            let leader = kernel.names.whereis(output::NAME).unwrap_or(from);
            let leader = connection.own_pid(leader);
            let from = connection.own_pid(from);
            let added = connection.await_by(number, awaited, |out| {
                let request = SpawnRequest {
                    reference,
                    from,
                    group_leader: leader,
                    module: call.module.as_str(),
                    function: call.function.as_str(),
                    arity,
                    options: &options,
                    arguments: &arguments,
                };
                write::spawn_request(&mut out.bytes, &request);
            });
            match added {
                Ok(()) => return Ok(Put { connection, number }),
                Err((Closed, back)) => awaited = back,
            }
        }
    }
}

impl Spawning {
    /// Tells who has asked, who may have given up.
    pub(super) fn tell(self, outcome: Result<Pid, SpawnError>) {
        let _ = self.told.send(outcome);
    }
}

impl Drop for Put {
    fn drop(&mut self) {
        self.connection.abandon(self.number);
    }
}

fn unsendable(error: &etf::Error) -> SpawnError {
    SpawnError::Unsendable(error.to_string().into())
}
