//! The process that locks the names of this node's partition when another one
//! is met, and keeps them locked until both share their names.
//!
//! Two lockers have to agree: each sets the lock in its own part, under an id
//! made of both, and tells the other. One of them begins, after a while that
//! is random; if both do, they have begun the same. It is never waited for
//! one who does not answer: the connection to such a node is ended.
//!
//! It is long because the steps of that agreement are read in one place.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::back_off::fraction;
use super::message::{LockId, Message as ToServer, Tag};
use super::servers::Servers;
use super::shared::{Shared, global, global_lock};
use crate::etf::{ExternalPid, Term};
use crate::node::NodeName;
use crate::pid::Pid;
use crate::process::{self, Mailbox, ProcessRef};

/// What a locker is told.
#[derive(Serialize, Deserialize)]
pub(super) enum Message {
    /// A locker that does not expect this one: it has not set the lock.
    LockSet(Pid, bool, Term),
    /// There is a node to meet.
    #[serde(skip)]
    Meet(Other),
    /// The meeting that has this tag here is over.
    #[serde(skip)]
    Cancel { node: NodeName, tag: Tag },
    /// The other locker of a meeting has set the lock, or could not.
    #[serde(skip)]
    TheirLock { node: NodeName, locker: Pid, is_set: bool, tag: Tag },
    #[serde(skip)]
    AddKnown(Vec<NodeName>),
    #[serde(skip)]
    RemoveKnown(NodeName),
}

/// The locker of a node that is to be met.
#[derive(Clone)]
pub(super) struct Other {
    pub(super) node: NodeName,
    pub(super) locker: Pid,
    /// What tells the meeting from those before, here and there.
    pub(super) tag: Tag,
    pub(super) their_tag: Tag,
}

struct Locker {
    servers: Servers,
    shared: Arc<Shared>,
    server: ProcessRef<ToServer>,
    /// The other nodes of this partition.
    known: BTreeSet<NodeName>,
    waiting: Vec<Other>,
    /// Whether a meeting was just successful, so that the next may follow.
    just_met: bool,
}

/// Who gives up first, and how long a meeting may take, in patiences.
const MEETING: u32 = 5;

/// Runs until the server ends.
pub(super) async fn run(
    mut mailbox: Mailbox<Message>,
    servers: Servers,
    shared: Arc<Shared>,
    server: ProcessRef<ToServer>,
) {
    process::set_label("global locker");
    mailbox.open();
    let mut locker = Locker {
        servers,
        shared,
        server,
        known: BTreeSet::new(),
        waiting: Vec::new(),
        just_met: false,
    };
    loop {
        let message = if locker.waiting.is_empty() {
            Some(mailbox.receive().await)
        } else {
            mailbox.receive().within(locker.pause()).await
        };
        match message {
            Some(message) => locker.handle(message, &mut mailbox).await,
            None if locker.shared.locks.is_set(&global()) => {}
            None => locker.begin(&mut mailbox).await,
        }
    }
}

impl Locker {
    /// Returns how long others may begin, before this one does.
    fn pause(&mut self) -> Duration {
        if std::mem::take(&mut self.just_met) {
            return Duration::ZERO;
        }
        let known = u64::try_from(self.known.len()).unwrap_or(u64::MAX);
        let most = match known {
            0 => 50,
            // The more try, the longer each waits.
            _ => known.saturating_mul(20).saturating_add(200).min(3000),
        };
        let least = Duration::from_millis(most / 4);
        least + Duration::from_millis(most).mul_f64(fraction())
    }

    async fn handle(
        &mut self,
        message: Message,
        mailbox: &mut Mailbox<Message>,
    ) {
        match message {
            Message::Meet(other) => self.waiting.push(other),
            Message::Cancel { node, tag } => self.forget(&node, tag),
            Message::TheirLock { node, locker, is_set: true, tag } => {
                self.answer(&node, locker, tag, mailbox).await;
            }
            // An answer that comes too late.
            Message::TheirLock { .. } | Message::LockSet(..) => {}
            Message::AddKnown(nodes) => self.known.extend(nodes),
            Message::RemoveKnown(node) => {
                self.known.remove(&node);
            }
        }
    }

    /// Sets the lock because another locker has begun.
    async fn answer(
        &mut self,
        node: &NodeName,
        locker: Pid,
        tag: Tag,
        mailbox: &mut Mailbox<Message>,
    ) {
        let is_it = |it: &&Other| it.node == *node && it.tag == tag;
        let Some(other) = self.waiting.iter().find(is_it).cloned() else {
            let system = &self.servers.node.system;
            let nobody = Term::list([]);
            let refusal = Message::LockSet(process::id(), false, nobody);
            system.across::<Message>(locker).send(refusal);
            return;
        };
        let id = self.lock_id(locker);
        let is_set = self.lock(&id, &[], mailbox).await;
        self.tell(&other, is_set);
        if !is_set {
            return;
        }
        let own = self.servers.own().clone();
        let nodes = self.known.iter().cloned().chain([own]).collect();
        self.meet(&other, id, nodes, mailbox).await;
    }

    /// Begins a meeting with one of the nodes that wait for one.
    async fn begin(&mut self, mailbox: &mut Mailbox<Message>) {
        let known = &self.known;
        self.waiting.retain(|other| !known.contains(&other.node));
        let host = self.servers.own().host();
        // Those of the same machine are the quickest.
        let mut near: Vec<_> = self.waiting.iter().collect();
        if near.iter().any(|other| other.node.host() == host) {
            near.retain(|other| other.node.host() == host);
        }
        let Some(last) = near.len().checked_sub(1) else { return };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "any of them will do"
        )]
        let any = (fraction() * near.len() as f64) as usize;
        let other = near[any.min(last)].clone();
        let id = self.lock_id(other.locker);
        // With the other node locked too, it cannot meet a third one.
        let theirs = std::slice::from_ref(&other.node);
        if !self.lock(&id, theirs, mailbox).await {
            return;
        }
        let own = self.servers.own().clone();
        let us = [own, other.node.clone()];
        let nodes: Vec<_> = self.known.iter().cloned().chain(us).collect();
        self.tell(&other, true);
        if self.they_agree(&other, mailbox).await {
            self.meet(&other, id, nodes, mailbox).await;
        } else {
            self.servers.del_global_lock(&id, &nodes).await;
        }
    }

    /// Waits for what the other locker says.
    async fn they_agree(
        &mut self,
        other: &Other,
        mailbox: &mut Mailbox<Message>,
    ) -> bool {
        let servers = self.servers.clone();
        let is_answer = |message: &Message| match message {
            Message::TheirLock { node, tag, .. }
            | Message::Cancel { node, tag } => {
                *node == other.node && *tag == other.tag
            }
            Message::LockSet(locker, ..) => {
                servers.node_of(*locker).as_ref() == Some(&other.node)
            }
            _ => false,
        };
        let patience = self.servers.patience();
        let answer = mailbox.receive_where(is_answer).within(patience).await;
        match answer {
            Some(Message::TheirLock { is_set, .. }) => is_set,
            Some(Message::Cancel { node, tag }) => {
                self.forget(&node, tag);
                false
            }
            Some(_) => false,
            None => {
                self.servers.give_up(&other.node);
                false
            }
        }
    }

    /// Tells the server that both have the lock, and keeps it until the server
    /// says that the meeting is over.
    async fn meet(
        &mut self,
        other: &Other,
        id: LockId,
        nodes: Vec<NodeName>,
        mailbox: &mut Mailbox<Message>,
    ) {
        let Other { node, tag, .. } = other;
        let (lock, their_node) = (id.clone(), node.clone());
        let message =
            ToServer::LockIsSet { node: their_node, tag: *tag, id: lock };
        self.server.send(message);
        let is_end = |message: &Message| {
            matches!(message, Message::Cancel { node: it, tag: its }
                if it == node && its == tag)
        };
        let patience = self.servers.patience() * MEETING;
        let end = mailbox.receive_where(is_end).within(patience).await;
        if end.is_none() {
            self.servers.give_up(node);
        }
        self.servers.del_global_lock(&id, &nodes).await;
        self.forget(node, *tag);
        self.just_met = true;
    }

    /// Sets the lock on all nodes of this partition and on `others`, or on
    /// none.
    async fn lock(
        &mut self,
        id: &LockId,
        others: &[NodeName],
        mailbox: &mut Mailbox<Message>,
    ) -> bool {
        let own = self.servers.own().clone();
        // All begin with the same node, so that few get half of the locks.
        let boss = self.known.last().filter(|last| **last > own);
        let boss = boss.unwrap_or(&own).clone();
        // A lock that is set here for nothing could stop who has the boss's.
        if boss != own && !self.shared.locks.may_set(id) {
            return false;
        }
        let first = [boss.clone()];
        if !self.servers.set_lock(id, &first).await {
            return false;
        }
        self.update(mailbox).await;
        let second = others.iter().cloned().chain([own]);
        let second: Vec<_> = second.filter(|node| *node != boss).collect();
        if !self.servers.set_lock(id, &second).await {
            self.servers.del_lock(id, &first).await;
            return false;
        }
        let third = self.known.iter().filter(|node| **node != boss);
        let third: Vec<_> = third.cloned().collect();
        if !self.servers.set_lock(id, &third).await {
            let so_far: Vec<_> = second.into_iter().chain(first).collect();
            self.servers.del_lock(id, &so_far).await;
            return false;
        }
        true
    }

    /// Takes what is new of the partition out of the mailbox.
    async fn update(&mut self, mailbox: &mut Mailbox<Message>) {
        let is_news = |message: &Message| {
            matches!(message, Message::AddKnown(_) | Message::RemoveKnown(_))
        };
        loop {
            let news = mailbox.receive_where(is_news).within(Duration::ZERO);
            match news.await {
                Some(Message::AddKnown(nodes)) => self.known.extend(nodes),
                Some(Message::RemoveKnown(node)) => {
                    self.known.remove(&node);
                }
                _ => return,
            }
        }
    }

    /// Tells the other locker whether the lock is set here: by way of its
    /// server, so that it comes after what that was told.
    fn tell(&self, other: &Other, is_set: bool) {
        let known = self.known.iter().map(super::servers::atom);
        let (me, known) = (process::id(), Term::list(known));
        let message = ToServer::LockSet(me, is_set, known, other.their_tag);
        self.servers.cast(&other.node, message);
    }

    fn forget(&mut self, node: &NodeName, tag: Tag) {
        self.waiting.retain(|it| it.node != *node || it.tag != tag);
    }

    /// Returns the id under which two lockers set the lock: theirs and ours in
    /// the order of Erlang's terms, so that both come to the same.
    fn lock_id(&self, other: Pid) -> LockId {
        let mut both = [process::id(), other].map(|pid| self.servers.pid(pid));
        both.sort_by(|one, two| order(one).cmp(&order(two)));
        global_lock(Term::list(both))
    }
}

/// Returns what Erlang compares of a pid, in this order.
fn order(pid: &Term) -> Option<(u32, u32, &str, u32)> {
    let ExternalPid { node, id, serial, creation } = pid.as_pid()?;
    Some((*serial, *id, node.as_str(), *creation))
}
