//! `global_name_server`: keeps the names and the locks of a node, and meets
//! those of other nodes.
//!
//! It never waits: what takes time is done by the locker, the registrar and
//! processes that it starts. `entries.rs`, `meeting.rs`, `membership.rs` and
//! `partitions.rs` are the parts of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::entries::{Under, Watched};
use super::known::Known;
use super::membership::Left;
use super::message::{Message, NodeAtom, SERVER, VERSION, Yes};
use super::partitions::Losses;
use super::resolve::resolve_it;
use super::servers::Servers;
use super::session::Session;
use super::shared::Shared;
use super::{locker, registrar};
use crate::call::Reply;
use crate::etf::Term;
use crate::exit::ExitReason;
use crate::gen_server::{GenServer, Info, Init, Next};
use crate::node::{Node, NodeEvent, NodeName, Remote};
use crate::pid::{Pid, Reference};
use crate::process::{self, Mailbox, ProcessRef};
use crate::supervisor::{ChildSpec, IntoChildSpec};
use crate::system::System;

pub(in crate::node) fn child_spec() -> impl IntoChildSpec {
    ChildSpec::new(SERVER, async || {
        Server::starter(()).named(SERVER).start_link().await
    })
}

pub(super) struct Server {
    pub(super) servers: Servers,
    pub(super) shared: Arc<Shared>,
    pub(super) locker: ProcessRef<locker::Message>,
    pub(super) known: Known,
    pub(super) sessions: BTreeMap<NodeName, Session>,
    /// The nodes that know this one.
    pub(super) synced: BTreeSet<NodeName>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) watched: FxHashMap<Reference, Watched>,
    /// Whether whoever had the lock on the names last has ended with it.
    pub(super) lock_was_lost: bool,
    pub(super) losses: Losses,
}

/// Somebody who waits until nodes know this one.
pub(super) struct Waiting {
    pub(super) nodes: BTreeSet<NodeName>,
    pub(super) reply: Reply<()>,
}

impl GenServer for Server {
    type Args = ();
    type Message = Message;

    async fn init((): ()) -> Init<Self> {
        let Some(node) = Node::current() else {
            return Init::error("this system is no node");
        };
        // After a crash of this server all others believe that it knows what
        // it has lost: they have to meet it again.
        for other in node.nodes() {
            node.disconnect(&other);
        }
        node.monitor_nodes(Message::Node);
        let servers = Servers { node };
        let their = servers.clone();
        let registrar =
            process::spawn_link(async move |mailbox: Mailbox<_>| {
                registrar::run(mailbox, their).await;
            });
        let shared = Arc::new(Shared::new(registrar));
        let (me, their, also) =
            (process::this(), servers.clone(), shared.clone());
        let locker = process::spawn_link(async move |mailbox: Mailbox<_>| {
            locker::run(mailbox, their, also, me).await;
        });
        let system = System::current();
        let names = &system.kernel.names;
        names.show(&SERVER.into(), process::id(), shared.clone());
        let resolve = async |it: (Term, Term, Pid, Pid)| {
            resolve_it(&it.0, &it.1, it.2, it.3)
        };
        system.export("global", "resolve_it", resolve);
        let losses = Losses::new(servers.node.creation());
        Init::ok(Self {
            servers,
            shared,
            locker,
            known: Known::default(),
            sessions: BTreeMap::new(),
            synced: BTreeSet::new(),
            waiting: Vec::new(),
            watched: FxHashMap::default(),
            lock_was_lost: false,
            losses,
        })
    }

    fn remote() -> Remote<Message> {
        Remote::open()
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::SetLock(id, reply) => {
                let caller = reply.caller();
                reply.send(caller.is_some_and(|pid| self.set_lock(id, pid)));
            }
            Message::DelLock(id, reply) => {
                if let Some(pid) = reply.caller() {
                    self.del_lock(&id, pid);
                }
                reply.send(true);
            }
            Message::Register(name, pid, method, reply)
            | Message::RegisterExt(name, pid, method, _, reply) => {
                let caller = reply.caller();
                let entry = (name, pid, method);
                self.insert(entry, Under::Process(caller));
                reply.send(Yes::Yes);
            }
            Message::Unregister(name, reply) => {
                self.delete(&name);
                reply.send(());
            }
            Message::GetKnown(reply) => reply.send(atoms(self.known.names())),
            Message::GetSynced(reply) => reply.send(atoms(self.synced.iter())),
            Message::GetProtocolVersion(reply) => reply.send(VERSION),
            // These are names of processes of C nodes, which are like others
            // here.
            Message::GetNamesExt(reply) => reply.send(Vec::new()),

            Message::InitConnect((version, tag), node, locker) => {
                self.init_connect(version, tag, node.0, &locker);
            }
            Message::InitConnectAck(node, theirs, ours) => {
                self.acknowledged(&node.0, theirs, ours);
            }
            Message::CancelConnect(node, tag) => {
                self.cancelled(&node.0, tag);
            }
            Message::LockSet(locker, is_set, _, tag) => {
                self.their_lock(locker, is_set, tag);
            }
            Message::Exchange(node, entries, _, tag) => {
                self.exchange(&node.0, entries, tag);
            }
            Message::Resolved(node, ops, known, _, _, tag) => {
                self.resolved(&node.0, ops, known, tag);
            }
            Message::NewNodes(_, ops, _, nodes, extra) => {
                self.new_nodes(ops, nodes, &extra);
            }
            Message::InSync(node, _) => self.in_sync(&node.0),
            Message::LostConnection(from, creation, number, to) => {
                self.lost_connection(from.0, creation, number, to.0);
            }
            Message::RemoveConnection(node) => self.remove_connection(&node.0),

            Message::Node(NodeEvent::Up { node, visible: true }) => {
                self.nodeup(&node);
            }
            Message::Node(NodeEvent::Down { node, visible: true }) => {
                self.nodedown(&node, Left::Lost);
                // It may be back before it was told that it had gone.
                if self.servers.node.nodes().contains(&node) {
                    self.nodeup(&node);
                }
            }
            // Hidden nodes have nothing to do with names; and the monitors tell
            // what older nodes tell.
            Message::Node(_)
            | Message::AsyncDelName(..)
            | Message::AsyncDelLock(..) => {}
            Message::Unreachable(node) => {
                self.nodedown(&node, Left::Lost);
            }
            Message::LockIsSet { node, tag, id } => {
                self.lock_is_set(&node, tag, id);
            }
            Message::Compared { node, tag, ours, theirs } => {
                self.compared(&node, tag, ours, theirs);
            }
            Message::Sync(reply) => self.sync(reply),
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Down(down) => self.down(down.reference),
            other => other.log(),
        }
        Next::Continue
    }

    async fn terminate(&mut self, reason: &ExitReason) {
        if !reason.is_orderly() {
            tracing::error!(%reason, "global names are lost");
        }
    }
}

fn atoms<'a>(nodes: impl Iterator<Item = &'a NodeName>) -> Vec<NodeAtom> {
    nodes.cloned().map(NodeAtom).collect()
}
