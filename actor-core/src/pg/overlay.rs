//! The scopes of one name on all nodes, as one of them sees the others.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::groups::Groups;
use super::peers::Met;
use super::protocol::{Speaker, Told};
use super::server::Message;
use super::state::Word;
use crate::etf::Term;
use crate::exit::Down;
use crate::node::{Node, NodeEvent, NodeName};
use crate::pid::{Name, Pid, Reference};
use crate::process::{self, Destination, ProcessRef};
use crate::registry::Key;
use crate::server_name::ServerName;

pub(super) struct Overlay<G> {
    scope: Name,
    groups: Arc<Groups<G>>,
    speaker: Speaker<G>,
    /// The scopes of other nodes, by the monitors on them.
    peers: FxHashMap<Reference, Pid>,
}

impl<G: Key> Overlay<G> {
    /// Looks for the scopes of all nodes, now and when they are connected.
    pub(super) fn new(
        scope: Name,
        groups: Arc<Groups<G>>,
        speaker: Speaker<G>,
    ) -> Self {
        let peers = FxHashMap::default();
        let this = Self { scope, groups, speaker, peers };
        // In this order no node is missed; one that is met twice is known the
        // second time. The system may become a node later.
        let server: ProcessRef<Message> = process::this();
        this.speaker.kernel.nodes.listen(Arc::new(move |event| {
            server.send(Message::of_node(event.clone()));
            server.is_alive()
        }));
        let nodes = Node::current().map(|node| node.nodes());
        for node in nodes.into_iter().flatten() {
            this.discover(node);
        }
        this
    }

    pub(super) fn node_event(&self, event: NodeEvent) {
        // Of one that is lost, the monitor on its scope tells.
        if let NodeEvent::Up { node, visible: true } = event {
            self.discover(node);
        }
    }

    /// Returns whether the node of a process is connected. What is said to a
    /// scope that is lost must not connect to its node again.
    fn is_connected(&self, pid: Pid) -> bool {
        self.speaker.kernel.nodes.is_connected(pid)
    }

    /// Asks for the scope of a node, if there is one.
    fn discover(&self, node: NodeName) {
        let scope = ServerName::from((self.scope.clone(), node));
        say(scope, self.speaker.discover());
    }

    /// Tells the others what processes of this node did.
    pub(super) fn publish(&self, words: Vec<Word<G>>) {
        if words.is_empty() {
            return;
        }
        let mut peers: Vec<_> = self.peers.values().copied().collect();
        peers.retain(|peer| self.is_connected(*peer));
        for word in words {
            let Some(message) = self.speaker.word(word) else { continue };
            for peer in &peers {
                say(*peer, message.clone());
            }
        }
    }

    /// Does what another says.
    pub(super) fn told(&mut self, message: &Term) {
        let Some(told) = self.speaker.read(message) else {
            tracing::warn!(
                scope = %self.scope,
                "a scope of groups does not understand a message"
            );
            return;
        };
        match told {
            Told::Discover { peer } => self.discovered(peer),
            Told::Sync { peer, groups } => {
                if self.meet(peer).is_some() {
                    self.groups.sync(peer, groups);
                }
            }
            Told::Join { peer, group, pids } => {
                self.groups.joined(peer, &group, pids);
            }
            Told::Leave { peer, pids, groups } => {
                self.groups.left(peer, &pids, &groups);
            }
        }
    }

    fn discovered(&mut self, peer: Pid) {
        let Some(met) = self.meet(peer) else { return };
        say(peer, self.speaker.sync(met.local));
        if met.is_new {
            say(peer, self.speaker.discover());
        }
    }

    /// Enters a peer, if it is new; unless its node is lost by now.
    fn meet(&mut self, peer: Pid) -> Option<Met<G>> {
        if !self.is_connected(peer) {
            return None;
        }
        let mut met = self.groups.meet(peer);
        self.publish(std::mem::take(&mut met.words));
        if met.is_new {
            self.peers.insert(process::monitor(peer), peer);
        }
        Some(met)
    }

    /// Forgets a peer that has ended, or whose node is lost.
    pub(super) fn lost(&mut self, down: &Down) {
        if let Some(peer) = self.peers.remove(&down.reference) {
            self.groups.lose(peer);
        }
    }
}

/// Sends a message; nobody knows whether it arrives.
fn say(to: impl Destination, message: Term) {
    // A name of another node is somebody, or nobody, over there.
    let _ = process::send(to, message);
}
