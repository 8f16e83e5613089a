//! The global name servers of this node and others, as a process asks them.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::message::{LockId, Message, SERVER};
use super::shared::Shared;
use crate::call::{CallError, Reply};
use crate::etf::{Atom, Identities, Term};
use crate::node::{Node, NodeName, Phase};
use crate::pid::Pid;
use crate::process::ProcessRef;

/// Where the servers are.
#[derive(Clone)]
pub(super) struct Servers {
    pub(super) node: Node,
}

impl Servers {
    pub(super) fn own(&self) -> &NodeName {
        self.node.name()
    }

    pub(super) fn of(&self, node: &NodeName) -> ProcessRef<Message> {
        self.node.system.across((SERVER, node.clone()))
    }

    /// Returns how long a node may take for an answer. A server of names never
    /// waits for anything, so one that takes longer is broken, and would stop
    /// all others.
    pub(super) fn patience(&self) -> Duration {
        self.node.own.limits.tick_time
    }

    /// Asks the servers of all `nodes` at once. Who is not there gives no
    /// answer; who does not answer is not connected any more.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        nodes: &[NodeName],
        question: impl Fn(Reply<T>) -> Message,
    ) -> Vec<(NodeName, T)> {
        let servers: Vec<_> = nodes.iter().map(|node| self.of(node)).collect();
        let call = |server| {
            ProcessRef::call(server, &question).within(self.patience())
        };
        let mut calls: Vec<_> = servers.iter().map(call).collect();
        // Each is asked before anybody's answer is waited for.
        let first: Vec<_> = poll_fn(|cx| {
            let calls = calls.iter_mut();
            Poll::Ready(calls.map(|call| Pin::new(call).poll(cx)).collect())
        })
        .await;
        let mut answers = Vec::new();
        for ((node, call), outcome) in nodes.iter().zip(calls).zip(first) {
            let outcome = match outcome {
                Poll::Ready(outcome) => outcome,
                Poll::Pending => call.await,
            };
            match outcome {
                Ok(answer) => answers.push((node.clone(), answer)),
                Err(CallError::Timeout(_)) => self.give_up(node),
                Err(_) => {}
            }
        }
        answers
    }

    /// Ends the connection to a node that does not do its part.
    pub(super) fn give_up(&self, node: &NodeName) {
        tracing::warn!(%node, "its global name server does not answer");
        self.node.disconnect(node);
    }

    /// Tells a server something, as `gen_server:cast` does, if its node is
    /// connected.
    pub(super) fn cast(&self, node: &NodeName, message: Message) {
        if self.is_connected(node) {
            self.of(node).cast(message);
        }
    }

    /// Sends a server a message, if its node is connected.
    pub(super) fn send(&self, node: &NodeName, message: Message) {
        if self.is_connected(node) {
            self.of(node).send(message);
        }
    }

    pub(super) fn is_connected(&self, node: &NodeName) -> bool {
        let connection = self.node.system.kernel.nodes.existing(node);
        connection.is_some_and(|connection| {
            matches!(connection.phase(), Phase::Up { .. })
        })
    }

    /// Sets a lock on all of `nodes`, for the current process, or on none.
    pub(super) async fn set_lock(
        &self,
        id: &LockId,
        nodes: &[NodeName],
    ) -> bool {
        if nodes.len() > 1 && nodes.contains(self.own()) {
            // Others need not be troubled when it is known to be in vain.
            let shared = Shared::of(&self.node.system);
            if shared.is_some_and(|shared| !shared.locks.may_set(id)) {
                return false;
            }
        }
        let unlock = Unlock::new(self, id, nodes);
        let set = |reply| Message::SetLock(id.clone(), reply);
        let answers = self.ask(nodes, set).await;
        unlock.disarm();
        if answers.iter().all(|(_, set)| *set) {
            return true;
        }
        let answers = answers.into_iter().filter(|(_, set)| *set);
        let set: Vec<_> = answers.map(|(node, _)| node).collect();
        self.del_lock(id, &set).await;
        false
    }

    /// Removes a lock of the current process, where it is set.
    pub(super) async fn del_lock(&self, id: &LockId, nodes: &[NodeName]) {
        let unlock = Unlock::new(self, id, nodes);
        let nodes = unlock.reachable();
        self.ask(&nodes, |reply| Message::DelLock(id.clone(), reply)).await;
        unlock.disarm();
    }

    /// Removes the lock that is set in a whole partition: last on the node on
    /// which others begin, so that they find it set nowhere.
    pub(super) async fn del_global_lock(
        &self,
        id: &LockId,
        nodes: &[NodeName],
    ) {
        let Some(boss) = nodes.iter().max() else { return };
        let others = nodes.iter().filter(|node| *node != boss);
        let others: Vec<_> = others.cloned().collect();
        self.del_lock(id, &others).await;
        self.del_lock(id, std::slice::from_ref(boss)).await;
    }

    /// Returns a pid as a term.
    pub(super) fn pid(&self, pid: Pid) -> Term {
        let nodes = &self.node.system.kernel.nodes;
        let number = pid.node_number();
        match nodes.external(number, pid.id(), pid.serial()) {
            Some(pid) => Term::Pid(pid),
            None => Term::atom("undefined"),
        }
    }

    /// Returns the node of a process.
    pub(super) fn node_of(&self, pid: Pid) -> Option<NodeName> {
        if pid.is_local() {
            return Some(self.own().clone());
        }
        let nodes = &self.node.system.kernel.nodes;
        let (node, _) = nodes.life(pid.node_number())?;
        node.as_str().parse().ok()
    }
}

/// Returns an atom for a node.
pub(super) fn atom(node: &NodeName) -> Term {
    Atom::new(node.as_str()).map_or(Term::atom("undefined"), Term::Atom)
}

/// Removes a lock without waiting for it, unless it is disarmed: when whoever
/// sets or holds it is dropped in the middle.
pub(super) struct Unlock<'a> {
    servers: &'a Servers,
    id: &'a LockId,
    nodes: &'a [NodeName],
    armed: bool,
}

impl<'a> Unlock<'a> {
    pub(super) fn new(
        servers: &'a Servers,
        id: &'a LockId,
        nodes: &'a [NodeName],
    ) -> Self {
        Self { servers, id, nodes, armed: true }
    }

    pub(super) fn disarm(mut self) {
        self.armed = false;
    }

    /// Returns the nodes where the lock can be set still: with a connection it
    /// is lost.
    fn reachable(&self) -> Vec<NodeName> {
        let own = self.servers.own();
        let nodes = self.nodes.iter();
        nodes
            .filter(|it| *it == own || self.servers.is_connected(it))
            .cloned()
            .collect()
    }
}

impl Drop for Unlock<'_> {
    fn drop(&mut self) {
        if !self.armed {
            return;
        }
        for node in self.reachable() {
            let server = self.servers.of(&node);
            let del = |reply| Message::DelLock(self.id.clone(), reply);
            let mut call = server.call::<bool, _>(del);
            // The first poll asks; nobody waits for the answer.
            let mut cx = Context::from_waker(Waker::noop());
            let _ = Pin::new(&mut call).poll(&mut cx);
        }
    }
}
