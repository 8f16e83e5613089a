//! What ties a process to others. Most processes have little of it, so it is
//! one box that is made when it is first needed.

use std::sync::Arc;
use std::task::Waker;

use rustc_hash::FxHashMap;
use tokio::sync::oneshot;

use super::cell::Process;
use super::scope::Orphan;
use crate::exit::{Down, ExitReason};
use crate::node::{Read, RemoteWatcher};
use crate::pid::{Name, Pid, Reference};

#[derive(Default)]
pub(crate) struct Relations {
    /// The other ends of its links.
    pub(crate) links: FxHashMap<Pid, Arc<dyn Process>>,
    /// The monitors it has on others.
    pub(crate) monitors: FxHashMap<Reference, Monitor>,
    /// Who has a monitor on it.
    pub(crate) watchers: FxHashMap<Reference, Watcher>,
    /// The name it is registered under.
    pub(crate) name: Option<Name>,
    /// What it calls itself in reports, without being registered.
    pub(crate) label: Option<Name>,
    /// The processes it descends from, its starter first.
    pub(crate) ancestors: Vec<Pid>,
    /// Whether a supervisor started it, which reports its crash.
    pub(crate) supervised: bool,
    /// The messages that it understands, if it is a server that crashed.
    pub(crate) message_type: Option<&'static str>,
    /// How messages of other nodes are read, if they may send it any.
    pub(crate) read: Option<Read>,
    /// What is told of its end before anybody else is.
    pub(crate) belongings: Vec<Arc<dyn Belonging>>,
    /// Why it must end or, once it is closed, why it did.
    pub(crate) exit: Option<ExitReason>,
    /// How many messages of removed monitors are still in the mailbox.
    pub(crate) flushed: usize,
    /// Callers who are told at its end that there will be no answer, because
    /// it is terminating already.
    pub(crate) orphans: Vec<Arc<dyn Orphan>>,
    /// Whom to wake for a message, if it is not the task of the process.
    pub(crate) other_waker: Option<Waker>,
}

/// What others keep for a process, to be given up at its end.
pub(crate) struct Held {
    pub(crate) name: Option<Name>,
    pub(crate) belongings: Vec<Arc<dyn Belonging>>,
}

/// What a process owns, or is entered in, under the system's care: it changes
/// hands or vanishes with the process, so that whoever learns of the end finds
/// it done.
pub(crate) trait Belonging: Send + Sync {
    fn owner_ended(&self, owner: Pid, reason: &ExitReason);
}

/// A monitor, seen from the process that watches.
pub(crate) struct Monitor {
    /// Who is watched; nobody if there was no such process.
    pub(crate) target: Option<Arc<dyn Process>>,
    /// Whether its `Down` is in the queue. The entry stays until the message
    /// is received, so that a demonitor with flush needs to look nowhere else.
    pub(crate) fired: bool,
}

/// A monitor, seen from the process that is watched.
pub(crate) enum Watcher {
    /// A process, and the name by which it asked.
    Process(Arc<dyn Process>, Option<Name>),
    /// Somebody who is not a process.
    Outsider(oneshot::Sender<Down>),
    /// A process of another node.
    Remote(Arc<RemoteWatcher>),
}
