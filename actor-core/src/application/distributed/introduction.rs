//! Nodes tell each other what they share and run, when they start or meet
//! again.
//!
//! It is long because two nodes may do so at once, and either may be lost in
//! the middle of it: what each can hear is read in one place.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

use super::Rule;
use super::controller::Controller;
use super::message::{
    CONTROLLER, Message, Record, VERSION, Verdict, ranks_term,
};
use super::shared::{Shared, State};
use crate::call::Reply;
use crate::etf::{Atom, Term};
use crate::node::global::{self, Lock};
use crate::node::{Node, NodeAtom, NodeName};
use crate::pid::{Name, Reference};
use crate::process::{self, Mailbox, ProcessRef};
use crate::server_name::ServerName;

/// How long nodes may take to be found that this one shares something with.
const FINDING: Duration = Duration::from_secs(2);

/// How long nodes may take to share their names and, if they were lost before,
/// what they run.
const MEETING: Duration = Duration::from_secs(10);

#[derive(Default)]
pub(super) struct Introduction {
    phase: Phase,
    /// Who wants to start something, and has to wait until others are known.
    put_off: Vec<(Name, Reply<Verdict>)>,
    /// The nodes that have not answered, by the monitors on their controllers:
    /// for as long as they are silent, since they may be starting something.
    waiting: BTreeMap<Reference, NodeName>,
    /// The process that has the lock.
    locker: Option<Reply<()>>,
    /// It has the lock, and nobody was told anything yet.
    is_due: bool,
    /// A node has come in the meantime.
    again: bool,
    /// Nodes that are connected and have no controller.
    strangers: BTreeSet<NodeName>,
    /// Who has introduced itself and was not heard yet.
    held: Vec<Newcomer>,
}

/// A node that introduces itself.
pub(super) struct Newcomer {
    pub(super) node: NodeName,
    /// What it shares.
    pub(super) shares: Vec<Record>,
    /// What it runs.
    pub(super) running: Vec<(NodeAtom, Atom)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// It has not begun.
    #[default]
    Before,
    During,
    After,
}

impl Introduction {
    /// Returns whether this node has introduced itself once.
    pub(super) fn is_over(&self) -> bool {
        self.phase == Phase::After
    }

    /// Keeps a start until this node has introduced itself.
    pub(super) fn put_off(&mut self, name: Name, reply: Reply<Verdict>) {
        self.put_off.push((name, reply));
    }

    /// Returns the nodes that were told of this one, and have not answered.
    pub(super) fn told(&self) -> impl Iterator<Item = &NodeName> {
        self.waiting.values()
    }

    /// Forgets a node that is lost.
    pub(super) fn lose(&mut self, node: &NodeName) {
        self.strangers.remove(node);
        self.held.retain(|newcomer| newcomer.node != *node);
    }

    /// Does not wait for an answer any more, and tells if there is none left to
    /// wait for.
    fn has_answered(&mut self, reference: Reference) {
        self.waiting.remove(&reference);
        self.answer_locker();
    }

    fn answer_locker(&mut self) {
        if self.waiting.is_empty()
            && let Some(locker) = self.locker.take()
        {
            locker.send(());
        }
    }
}

impl Controller {
    /// Begins to introduce this node to those that do not know it.
    pub(super) fn begin_introduction(&mut self) {
        if self.introduction.phase == Phase::During {
            self.introduction.again = true;
            return;
        }
        let is_first = self.introduction.phase == Phase::Before;
        self.introduction.phase = Phase::During;
        let (me, node) = (process::this::<Message>(), self.node.clone());
        let all: Vec<_> =
            self.shared.values().flat_map(Shared::nodes).collect();
        let all: Vec<_> = all.into_iter().cloned().collect();
        process::spawn_link(async move |_: Mailbox<()>| {
            if is_first {
                find(&node, all).await;
                introduce(&me).await;
            } else {
                let _ = timeout(MEETING, introduce(&me)).await;
            }
            // What is started here must find the names that are taken.
            let _ = timeout(MEETING, global::sync()).await;
            me.send(Message::Introduced);
        });
    }

    /// Introduces this node to those that do not know it, as soon as it can.
    pub(super) fn introduce(&mut self, locker: Reply<()>) {
        self.introduction.locker = Some(locker);
        self.introduction.is_due = true;
    }

    fn introduce_now(&mut self) {
        for node in self.node.nodes() {
            if !self.known.contains(&node) {
                self.introduce_to(node);
            }
        }
        self.introduction.answer_locker();
    }

    /// Introduces this node to another one, if that has answered the last time.
    fn introduce_to(&mut self, node: NodeName) {
        if self.introduction.told().any(|it| *it == node) {
            return;
        }
        // There may be no controller.
        let theirs = ServerName::from((CONTROLLER, node.clone()));
        let monitor = process::monitor(theirs);
        if self.tell(&node, self.introduction_of_this()) {
            self.introduction.waiting.insert(monitor, node);
        } else {
            // It was lost a moment ago. If it is back it introduces itself,
            // which must not be taken for its answer.
            process::demonitor_flush(monitor);
        }
    }

    /// Has nodes say what they run, where something runs elsewhere that only a
    /// majority may run: what one of them said of its start may have come
    /// behind what the next one said that has taken it over. (In OTP it may
    /// too, and stays so.)
    pub(super) fn ask_again(&mut self) {
        let is_elsewhere = |it: &Shared| {
            it.spec.rule == Rule::InMajority && matches!(it.state, State::On(_))
        };
        let elsewhere = self.shared.values().filter(|it| is_elsewhere(it));
        let nodes: BTreeSet<_> = elsewhere.flat_map(Shared::nodes).collect();
        let known = self.known.iter().filter(|node| nodes.contains(node));
        let others = known.filter(|node| **node != self.own);
        for node in others.cloned().collect::<Vec<_>>() {
            self.introduce_to(node);
        }
    }

    /// Does what follows when all nodes are known, or take their time.
    pub(super) fn end_introduction(&mut self) {
        self.introduction.phase = Phase::After;
        self.introduction.is_due = false;
        self.introduction.locker = None;
        let me = process::this();
        for (name, reply) in std::mem::take(&mut self.introduction.put_off) {
            me.send(Message::Start(name, reply));
        }
        self.try_again();
        if std::mem::take(&mut self.introduction.again) {
            self.begin_introduction();
        }
    }

    /// Keeps what a node says that introduces itself, or answers.
    pub(super) fn hold(&mut self, newcomer: Newcomer) {
        self.introduction.held.push(newcomer);
    }

    /// Does what can be done of introductions: nothing while something is being
    /// started here, because others would be told that it does not run, and
    /// might start it too.
    pub(super) fn go_on_introducing(&mut self) {
        let is_starting =
            |it: &Shared| matches!(it.state, State::Starting | State::Moving);
        if self.shared.values().any(is_starting) {
            return;
        }
        if std::mem::take(&mut self.introduction.is_due) {
            self.introduce_now();
        }
        for newcomer in std::mem::take(&mut self.introduction.held) {
            self.introduced(newcomer);
        }
    }

    /// Takes note of a node that introduces itself, or answers.
    fn introduced(&mut self, newcomer: Newcomer) {
        let Newcomer { node, shares, running } = newcomer;
        let node = &node;
        for Record::Appl(name, _, _, _, run) in shares {
            let may = run.iter().any(|(runs_on, may)| {
                runs_on.0 == *node && may.as_atom() == Some("true")
            });
            if let Some(shared) = self.shared.get_mut(name.as_str()) {
                shared.permit(node, may);
            }
        }
        for (runs_on, name) in running {
            self.found(&name.as_str().into(), runs_on.0);
        }
        if self.node.is_connected(node) {
            self.known.insert(node.clone());
        }
        self.introduction.strangers.remove(node);
        let mut waiting = self.introduction.waiting.iter();
        let monitor = waiting.find(|(_, it)| *it == node).map(|it| *it.0);
        if let Some(monitor) = monitor {
            process::demonitor_flush(monitor);
            self.introduction.has_answered(monitor);
        } else {
            self.tell(node, self.introduction_of_this());
        }
        let names: Vec<_> = self.shared.keys().cloned().collect();
        for name in names {
            self.show(&name);
            self.decide(&name);
        }
        if self.introduction.is_over() {
            // There may be enough nodes now.
            self.try_again();
        }
    }

    /// Takes note of where an application runs, as a node has said that is met.
    fn found(&mut self, name: &Name, node: NodeName) {
        let Some(shared) = self.shared.get(name) else { return };
        if let State::On(_) | State::Lost(_) = shared.state {
            // It has moved while the two did not know each other.
            self.settle(name, State::On(node), Verdict::StandBy);
        } else {
            self.remote.insert(name.clone(), node);
        }
    }

    /// Takes note that a node has no controller, or none any more.
    pub(super) fn is_no_controller(&mut self, monitor: Reference) {
        let waiting = &self.introduction.waiting;
        if let Some(node) = waiting.get(&monitor).cloned()
            && self.node.is_connected(&node)
        {
            self.introduction.strangers.insert(node);
        }
        self.introduction.has_answered(monitor);
    }

    /// Returns whether all nodes have told what they run that are connected and
    /// can run an application.
    pub(super) fn has_met_all(&self, shared: &Shared) -> bool {
        let strangers = &self.introduction.strangers;
        shared.nodes().all(|node| {
            self.known.contains(node)
                || strangers.contains(node)
                || !self.node.is_connected(node)
        })
    }

    /// Does what follows when a node comes: one that starts introduces itself.
    ///
    /// OTP does nothing about one that comes back after it was lost, so both
    /// parts of a cluster go on to run what they run. Where only a majority may
    /// run something, the parts have to know each other again.
    pub(super) fn node_up(&mut self, node: &NodeName) {
        let rejoins = self.shared.values().any(|shared| {
            shared.spec.rule == Rule::InMajority && shared.has_node(node)
        });
        if rejoins
            && self.introduction.phase != Phase::Before
            && !self.known.contains(node)
        {
            self.begin_introduction();
        }
    }

    /// Introduces this node to those that it could not meet in time.
    pub(super) fn meet_the_rest(&mut self) {
        let mut kept = self.shared.values();
        let are_left = kept.any(|shared| {
            shared.spec.rule == Rule::InMajority && !self.has_met_all(shared)
        });
        if are_left && self.introduction.is_over() {
            self.begin_introduction();
        }
    }

    /// Tells the nodes that share an application that it is there.
    pub(super) fn tell_loaded(&self, name: &Name) {
        let Some(shared) = self.shared.get(name) else { return };
        for node in shared.nodes().filter(|node| **node != self.own) {
            let knows = shared.permitted.contains_key(node);
            self.tell_loaded_to(name, node, knows);
        }
    }

    pub(super) fn tell_loaded_to(
        &self,
        name: &Name,
        node: &NodeName,
        knows: bool,
    ) {
        let Some(shared) = self.shared.get(name) else { return };
        let Ok(name) = Atom::new(name.as_str()) else { return };
        let own = NodeAtom(self.own.clone());
        let ranks = ranks_term(&shared.spec.ranks);
        let may = Term::from(shared.is_permitted(&self.own));
        let loaded = Message::DistAcAppLoaded(own, name, ranks, may, knows);
        self.tell(node, loaded);
    }

    fn introduction_of_this(&self) -> Message {
        let own = NodeAtom(self.own.clone());
        let shared = self.shared.values();
        let records = shared.clone().filter_map(Shared::record);
        let here = shared.filter(|shared| shared.state == State::Here);
        let running = here.filter_map(|shared| {
            let name = Atom::new(shared.spec.application.as_str()).ok()?;
            Some((own.clone(), name))
        });
        let (records, running) = (records.collect(), running.collect());
        Message::DistAcNewNode(VERSION, own.clone(), records, running)
    }
}

/// Connects to the nodes that are there.
async fn find(node: &Node, all: Vec<NodeName>) {
    let mut calls = JoinSet::new();
    for other in all {
        let node = node.clone();
        calls.spawn(async move { node.connect(&other).await });
    }
    // One that is not there now calls when it comes.
    let _ = timeout(FINDING, calls.join_all()).await;
}

/// Has the controller introduce its node while no other node decides anything.
async fn introduce(controller: &ProcessRef<Message>) {
    // All nodes introduce themselves under the same lock together.
    let lock = Lock::new(CONTROLLER).requester("sync_dacs");
    let _ = global::trans(&lock, async || {
        let _ = controller.call(Message::Introduce).forever().await;
    })
    .await;
}
