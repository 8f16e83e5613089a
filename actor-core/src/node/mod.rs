//! A system as a node of a cluster, of which Erlang's nodes can be members.
//!
//! Nodes speak Erlang's own distribution protocol with each other, so each of
//! them may be a program on this library, or one in Erlang or Elixir.
//!
//! This file is long, as the list of what a node can do is.

mod apply;
mod caller;
mod connection;
mod control;
mod cookies;
mod dial;
mod epmd;
mod frame;
mod framed;
mod functions;
pub mod global;
mod handshake;
mod listener;
mod name;
mod net_kernel;
mod nodes;
mod options;
mod output;
mod question;
mod reason;
mod references;
mod remote;
mod request;
mod rpc;
mod scratch;
mod services;
mod socket;
mod spawn;
mod split;
mod sys;
mod tasks;
#[cfg(feature = "tls")]
mod tls;
mod transport;
mod wire;

use std::sync::Arc;

pub(crate) use connection::RemoteWatcher;
pub use cookies::CookieFileError;
pub use dial::ConnectError;
pub use epmd::{EpmdError, PortMapper};
pub use functions::{Arguments, Raised};
pub use global::Global;
pub(crate) use global::{NodeAtom, Registered};
pub use handshake::{Cookie, CookieError, HandshakeError, Step};
pub use name::{NameKind, NodeName, NodeNameError};
pub(crate) use nodes::Nodes;
use nodes::Own;
use options::Limits;
pub use options::{NodeError, NodeOptions};
pub use question::TermMessage;
pub(crate) use reason::words;
pub(crate) use remote::{Asked, RemoteProcess};
pub use request::{Asker, Request};
pub use rpc::{MultiCall, RemoteAnswers, RemoteCall, RpcError};
pub use spawn::SpawnError;
pub(crate) use tasks::ended;
#[cfg(feature = "tls")]
pub use tls::{TlsConfig, TlsError};
pub use wire::Remote;
pub(crate) use wire::{
    Awaits, Manner, Read, Write, ask, asker_reply, reading, write,
};

use crate::etf::{ExternalPid, Identities as _, Term};
use crate::pid::Pid;
use crate::process::{self, Address, ProcessRef};
use crate::system::System;
use connection::Phase;

/// A system that is a node; see the [module](self). It is a handle, cheap to
/// clone.
#[derive(Clone)]
pub struct Node {
    system: System,
    own: Arc<Own>,
}

/// What has happened to a node.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeEvent {
    /// It is connected now: `nodeup`.
    Up {
        /// Its name.
        node: NodeName,
        /// Whether it is seen by [`Node::nodes`].
        visible: bool,
    },
    /// It is not connected any more: `nodedown`.
    Down {
        /// Its name.
        node: NodeName,
        /// Whether it was seen by [`Node::nodes`].
        visible: bool,
    },
}

impl Node {
    /// Returns how a node of this name would be: `name@host`, with a long name
    /// if the host has a dot, and a short one if not.
    pub fn named(name: impl Into<String>) -> NodeOptions {
        NodeOptions::new(name.into())
    }

    /// Returns the node that the system of the current process is, if it is
    /// one.
    ///
    /// # Panics
    ///
    /// Outside of a process; see [`System::node`].
    #[track_caller]
    pub fn current() -> Option<Self> {
        System::current().node()
    }

    pub(crate) fn of(system: &System) -> Option<Self> {
        let own = system.kernel.nodes.own()?;
        Some(Self { system: system.clone(), own })
    }

    pub(crate) fn system(&self) -> &System {
        &self.system
    }

    /// Returns its name.
    pub fn name(&self) -> &NodeName {
        &self.own.name
    }

    /// Returns the number that tells this life of the node from those before.
    pub fn creation(&self) -> u32 {
        self.own.creation
    }

    /// Connects to a node, if it is not connected: `Node.connect`.
    ///
    /// It need not be called: whatever is sent to a node connects to it.
    ///
    /// # Errors
    ///
    /// See [`ConnectError`].
    pub async fn connect(&self, node: &NodeName) -> Result<(), ConnectError> {
        if *node == self.own.name {
            return Err(ConnectError::ThisNode(node.clone()));
        }
        let kernel = &self.system.kernel;
        let connection = kernel
            .nodes
            .connection(kernel, node)
            .ok_or(ConnectError::NoNode)?;
        connection.used().await
    }

    /// Connects to a node, if it is not connected, and does not wait.
    pub(crate) fn dial(&self, node: &NodeName) {
        let kernel = &self.system.kernel;
        // Whether it succeeds is told to those who monitor nodes.
        drop(kernel.nodes.connection(kernel, node));
    }

    /// Asks whether a node is there, and connects to it: `Node.ping`.
    ///
    /// # Errors
    ///
    /// Why it cannot be connected to.
    pub async fn ping(&self, node: &NodeName) -> Result<(), ConnectError> {
        if *node == self.own.name {
            return Ok(());
        }
        self.connect(node).await?;
        let own = Term::Atom(self.own.atom.clone());
        let request = Term::tuple([Term::atom("is_auth"), own]);
        let net_kernel = self.server(("net_kernel", node.clone()));
        let answer =
            net_kernel.call(|reply| TermMessage::Call(request, reply)).await;
        answer.map(drop).map_err(|_| ConnectError::Lost(node.clone()))
    }

    /// Returns a server of any node that talks in terms, because its messages
    /// have no type here.
    ///
    /// ```no_run
    /// use actor_core::etf::Term;
    /// use actor_core::node::TermMessage;
    /// use actor_core::{CallError, Node, NodeName};
    ///
    /// async fn size(node: &Node, b: NodeName) -> Result<Term, CallError> {
    ///     let list = node.server(("bobs_list", b));
    ///     list.call(|reply| TermMessage::Call(Term::atom("size"), reply)).await
    /// }
    /// ```
    pub fn server(&self, to: impl Into<Address>) -> ProcessRef<TermMessage> {
        question::server(self.system.clone(), to.into())
    }

    /// Ends the connection to a node, and everything across it. Returns whether
    /// there was one.
    pub fn disconnect(&self, node: &NodeName) -> bool {
        let connection = self.system.kernel.nodes.existing(node);
        connection.is_some_and(|connection| {
            let was_up = matches!(connection.phase(), Phase::Up { .. });
            connection.close();
            was_up
        })
    }

    /// Returns the visible nodes that are connected, in order: `Node.list`.
    pub fn nodes(&self) -> Vec<NodeName> {
        self.connected(|visible| visible)
    }

    /// Returns the hidden nodes that are connected, in order.
    pub fn hidden_nodes(&self) -> Vec<NodeName> {
        self.connected(|visible| !visible)
    }

    /// Returns whether a node is connected.
    pub(crate) fn is_connected(&self, node: &NodeName) -> bool {
        let connection = self.system.kernel.nodes.existing(node);
        connection.is_some_and(|connection| {
            matches!(connection.phase(), Phase::Up { .. })
        })
    }

    fn connected(&self, is_meant: impl Fn(bool) -> bool) -> Vec<NodeName> {
        let all = self.system.kernel.nodes.all();
        let mut names: Vec<_> = all
            .iter()
            .filter(|connection| match connection.phase() {
                Phase::Up { visible, .. } => is_meant(visible),
                _ => false,
            })
            .map(|connection| connection.peer.clone())
            .collect();
        names.sort_unstable();
        names
    }

    /// Has the current process told of nodes that come and go, from now on
    /// until it ends: `:net_kernel.monitor_nodes`. `message` makes its message
    /// of an event; a variant is such a function.
    ///
    /// # Panics
    ///
    /// Outside of a process, and if the messages of the process are not of type
    /// `M`.
    #[track_caller]
    pub fn monitor_nodes<M, F>(&self, message: F)
    where
        M: Send + 'static,
        F: Fn(NodeEvent) -> M + Send + Sync + 'static,
    {
        let listener: ProcessRef<M> = process::this();
        self.system.kernel.nodes.listen(Arc::new(move |event| {
            listener.send(message(event.clone()));
            listener.is_alive()
        }));
    }

    /// Returns a pid of a term as it is known here, to be sent to, linked or
    /// monitored.
    pub fn pid(&self, pid: &ExternalPid) -> Pid {
        self.system.kernel.nodes.known_pid(pid)
    }

    /// Returns a pid as it is in a term, or nothing if it is of another
    /// system.
    pub fn external_pid(&self, pid: Pid) -> Option<ExternalPid> {
        let nodes = &self.system.kernel.nodes;
        nodes.external(pid.node_number(), pid.id(), pid.serial())
    }

    /// Returns the nodes of a machine that its port mapper knows, by the part
    /// of their names before the `@`: `:net_adm.names`.
    ///
    /// # Errors
    ///
    /// If there is no port mapper that answers.
    pub async fn names_on(&self, host: &str) -> Result<Vec<String>, EpmdError> {
        let listed = self.own.epmd.names(host).await?;
        Ok(listed.into_iter().map(|node| node.name).collect())
    }

    /// Gives the secret that is shared with one other node, which is not that
    /// of the cluster.
    pub fn set_cookie(&self, node: NodeName, cookie: Cookie) {
        self.own.cookies.set(node, cookie);
    }

    /// Makes the system no node any more: `Node.stop`. All connections end,
    /// after what was sent before is written.
    pub async fn stop(&self) {
        self.system.kernel.nodes.end().await;
    }
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Node").field(&self.own.name).finish()
    }
}
