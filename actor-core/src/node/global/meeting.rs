//! How this node meets another, so that both share their names.
//!
//! Each tells the other that it begins (`init_connect`), and the lockers set
//! the lock in both parts. Then each sends its names (`exchange`), finds out
//! what is to be done about those of the other, and says so (`resolved`); and
//! each tells its own part (`new_nodes`), whose nodes connect to those of the
//! other part, and tell them that they know them (`in_sync`).
//!
//! It is long because the steps of a meeting are read one after the other.

use std::mem;

use super::compare::compare;
use super::locker::{self, Other};
use super::membership::names;
use super::message::{
    Entry, InitLocker, LockId, Message, NodeAtom, Op, Tag, VERSION,
};
use super::server::Server;
use super::servers::atom;
use super::session::{Names, Ops, Session, Theirs};
use crate::etf::Term;
use crate::exit::ExitReason;
use crate::node::NodeName;
use crate::pid::Pid;
use crate::process::{self, Mailbox, ProcessRef};

impl Server {
    /// Begins to meet a node that is connected now.
    pub(super) fn nodeup(&mut self, node: &NodeName) {
        if self.known.contains(node) || self.sessions.contains_key(node) {
            return;
        }
        let kernel = &self.servers.node.system.kernel;
        let tag = Tag::try_from(kernel.number()).unwrap_or_default();
        self.sessions.insert(node.clone(), Session::new(tag));
        let known = self.known.to_list().into_iter();
        let known = known.map(|(node, vsn)| (atom(&node.0), vsn.into()));
        let locker = InitLocker::Locker(
            Term::atom("no_longer_a_pid"),
            Term::map(known),
            self.locker.pid(),
        );
        let begin = Message::InitConnect((VERSION, tag), self.own(), locker);
        self.servers.cast(node, begin);
    }

    /// Another node begins.
    pub(super) fn init_connect(
        &mut self,
        version: i64,
        tag: Tag,
        node: NodeName,
        InitLocker::Locker(_, _, locker): &InitLocker,
    ) {
        if version < VERSION {
            tracing::error!(
                %node,
                version,
                "a node is disconnected that is older than OTP 25"
            );
            self.servers.node.disconnect(&node);
            return;
        }
        if self.known.is_pending(&node) {
            // It has begun twice, and cannot have heard of this node's
            // beginning both times. Both begin again.
            self.servers.send(&node, Message::CancelConnect(self.own(), tag));
            self.restart(&node);
            return;
        }
        // Without a session it is known to this node, and will be told so.
        let Some(session) = self.sessions.get_mut(&node) else { return };
        session.theirs = Some(Theirs { tag, version });
        let other = Other {
            node: node.clone(),
            locker: *locker,
            tag: session.tag,
            their_tag: tag,
        };
        let ours = session.tag;
        self.locker.send(locker::Message::Meet(other));
        let acknowledge = Message::InitConnectAck(self.own(), tag, ours);
        self.servers.send(&node, acknowledge);
        self.known.insert_pending(node, version);
    }

    /// The other node says which beginnings it has heard.
    pub(super) fn acknowledged(
        &mut self,
        node: &NodeName,
        ours: Tag,
        theirs: Tag,
    ) {
        let session = self.sessions.get(node);
        let agreed = session.is_some_and(|session| {
            session.tag == ours
                && session.theirs.is_some_and(|it| it.tag == theirs)
        });
        if agreed || session.is_none() {
            return;
        }
        let cancel = Message::CancelConnect(self.own(), theirs);
        self.servers.send(node, cancel);
        self.restart(node);
    }

    /// The other node has given up.
    pub(super) fn cancelled(&mut self, node: &NodeName, tag: Tag) {
        if self.is_current(node, tag) {
            self.known.remove_pending(node);
            self.restart(node);
        }
    }

    fn restart(&mut self, node: &NodeName) {
        self.cancel(node);
        self.known.remove_pending(node);
        self.nodeup(node);
    }

    /// The locker of the other node has set the lock, or could not.
    pub(super) fn their_lock(&self, locker: Pid, is_set: bool, tag: Tag) {
        let Some(node) = self.servers.node_of(locker) else { return };
        if self.is_current(&node, tag) {
            let message =
                locker::Message::TheirLock { node, locker, is_set, tag };
            self.locker.send(message);
        }
    }

    /// The lock is set in both parts: the other node gets the names.
    pub(super) fn lock_is_set(
        &mut self,
        node: &NodeName,
        tag: Tag,
        id: LockId,
    ) {
        let own = self.own();
        let Some(session) = self.current(node, tag) else {
            self.unlock(node, tag);
            return;
        };
        session.lock = Some(id);
        let names = mem::replace(&mut session.names, Names::LockSet);
        let Some(Theirs { tag: their_tag, .. }) = session.theirs else {
            return;
        };
        let (entries, ext) = (self.shared.names.entries(), Term::list([]));
        let message = Message::Exchange(own, entries, ext, their_tag);
        self.servers.cast(node, message);
        if let Names::Received(entries) = names {
            self.compare(node, tag, entries);
        }
    }

    /// The other node has sent its names.
    pub(super) fn exchange(
        &mut self,
        node: &NodeName,
        entries: Vec<Entry>,
        tag: Tag,
    ) {
        let Some(session) = self.current(node, tag) else {
            self.unlock(node, tag);
            return;
        };
        match session.names {
            Names::Nothing => session.names = Names::Received(entries),
            Names::LockSet => self.compare(node, tag, entries),
            // Once is enough.
            Names::Received(_) | Names::Comparing => {}
        }
    }

    /// Finds out what is to be done about names of the other node, beside this
    /// server: to resolve a conflict takes time.
    fn compare(&mut self, node: &NodeName, tag: Tag, entries: Vec<Entry>) {
        let (servers, shared) = (self.servers.clone(), self.shared.clone());
        let server: ProcessRef<Message> = process::this();
        let other = node.clone();
        let resolver = process::spawn(async move |_: Mailbox<()>| {
            process::set_label("global resolver");
            let (ours, theirs) =
                compare(&servers, &shared, &other, entries).await;
            let node = other;
            server.send(Message::Compared { node, tag, ours, theirs });
        });
        if let Some(session) = self.current(node, tag) {
            session.names = Names::Comparing;
            session.resolver = Some(resolver);
        }
    }

    /// What is to be done about the names of the other node is found.
    pub(super) fn compared(
        &mut self,
        node: &NodeName,
        tag: Tag,
        ours: Vec<Op>,
        theirs: Vec<Op>,
    ) {
        let (own, known) = (self.own(), self.known.to_list());
        let Some(session) = self.current(node, tag) else { return };
        let Some(Theirs { tag: their_tag, .. }) = session.theirs else {
            return;
        };
        let before = mem::replace(&mut session.ops, Ops::Ours(ours));
        let (unused, ext) = (Term::atom("unused"), Term::list([]));
        let message =
            Message::Resolved(own, theirs, known, unused, ext, their_tag);
        self.servers.cast(node, message);
        if let Ops::Theirs(ops, known) = before {
            self.join(node, ops, known);
        }
    }

    /// The other node says what this one has to do.
    pub(super) fn resolved(
        &mut self,
        node: &NodeName,
        ops: Vec<Op>,
        known: Vec<(NodeAtom, i64)>,
        tag: Tag,
    ) {
        let known = names(known);
        let Some(session) = self.current(node, tag) else {
            self.unlock(node, tag);
            return;
        };
        if let Ops::Ours(_) = session.ops {
            self.join(node, ops, known);
        } else {
            session.ops = Ops::Theirs(ops, known);
        }
    }

    /// Both know what is to be done: it is done, here and in this part.
    fn join(
        &mut self,
        node: &NodeName,
        theirs: Vec<Op>,
        known: Vec<(NodeName, i64)>,
    ) {
        let Some(session) = self.sessions.remove(node) else { return };
        let version = session.theirs.map_or(VERSION, |it| it.version);
        let Ops::Ours(mut ops) = session.ops else { return };
        ops.extend(theirs);
        let part: Vec<_> = self.known.names().cloned().collect();
        self.connect(known.iter().map(|(node, _)| node.clone()).collect());
        self.apply(ops.clone(), session.lock.as_ref());
        self.tell_synced(node);
        for (other, _) in &known {
            self.known.remove_pending(other);
            self.cancel(other);
        }
        let nodes: Vec<_> =
            known.into_iter().chain([(node.clone(), version)]).collect();
        let listed = nodes.iter();
        let listed: Vec<_> =
            listed.map(|(node, vsn)| (NodeAtom(node.clone()), *vsn)).collect();
        for other in &part {
            let new = Message::NewNodes(
                self.own(),
                ops.clone(),
                Term::list([]),
                listed.clone(),
                extra(version, session.lock.as_ref()),
            );
            self.servers.cast(other, new);
        }
        self.known.remove_pending(node);
        // What the locker does now comes after what was just sent.
        self.unlock(node, session.tag);
        self.add_known(nodes);
        self.synced.insert(node.clone());
    }

    /// Ends a meeting, if there is one.
    pub(super) fn cancel(&mut self, node: &NodeName) {
        let Some(session) = self.sessions.remove(node) else { return };
        self.unlock(node, session.tag);
        if let Some(Theirs { tag, .. }) = session.theirs
            && self.known.is_pending(node)
        {
            let cancel = Message::CancelConnect(self.own(), tag);
            self.servers.send(node, cancel);
        }
        if let Some(resolver) = session.resolver {
            resolver.exit(ExitReason::Kill);
        }
    }

    /// Has the locker remove the lock of a meeting.
    fn unlock(&self, node: &NodeName, tag: Tag) {
        let node = node.clone();
        self.locker.send(locker::Message::Cancel { node, tag });
    }

    fn is_current(&self, node: &NodeName, tag: Tag) -> bool {
        self.sessions.get(node).is_some_and(|session| session.tag == tag)
    }

    fn current(&mut self, node: &NodeName, tag: Tag) -> Option<&mut Session> {
        self.sessions.get_mut(node).filter(|session| session.tag == tag)
    }
}

/// Returns what a part is told beside the names: in which version its node and
/// that of the other part speak, and under which lock.
fn extra(version: i64, lock: Option<&LockId>) -> Vec<Term> {
    let lock = lock.map_or(Term::atom("undefined"), |LockId(what, whose)| {
        Term::tuple([what.clone(), whose.clone()])
    });
    let vsn = Term::tuple([Term::atom("vsn"), version.into()]);
    vec![vsn, Term::tuple([Term::atom("lock"), lock])]
}
