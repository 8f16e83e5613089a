//! What can be seen of a process from outside.

use std::sync::atomic::Ordering;

use super::cell::Process;
use super::inbox::Waiting;
use crate::pid::{Name, Pid};

/// What is known of a process at one moment: `Process.info`.
///
/// It is read under the lock of the process, and costs it nothing while
/// nobody asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessInfo {
    /// Its pid.
    pub pid: Pid,
    /// The name it is registered under.
    pub name: Option<Name>,
    /// What it calls itself.
    pub label: Option<Name>,
    /// What it is doing.
    pub state: State,
    /// How many messages are in its mailbox.
    pub mailbox_len: usize,
    /// How many messages it has received since it started.
    pub messages_handled: u64,
    /// The processes it is linked to, in order.
    pub links: Vec<Pid>,
    /// The processes it monitors, in order, one entry a monitor.
    pub monitors: Vec<Pid>,
    /// How many monitors are on it.
    pub monitored_by: usize,
    /// Whether it traps exits.
    pub trap_exit: bool,
    /// The processes it descends from, its starter first; servers know them.
    pub ancestors: Vec<Pid>,
}

/// What a process is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for a message.
    Waiting,
    /// It runs, is about to, or waits for something other than a message.
    Running,
    /// An exit signal has reached it.
    Exiting,
}

impl ProcessInfo {
    /// Looks at a process; returns nothing if it is dead.
    pub(crate) fn of(process: &dyn Process) -> Option<Self> {
        let queued = process.queued();
        let head = process.head();
        let fresh = usize::from(head.fresh.load(Ordering::Relaxed));
        let passed = head.passed.load(Ordering::Relaxed) as usize;
        let unread = fresh + passed;
        process.with(|control| {
            if control.closed {
                return None;
            }
            let state = if process.head().must_exit() {
                State::Exiting
            } else if control.waiting == Waiting::Nobody {
                State::Running
            } else {
                State::Waiting
            };
            let handled = control.taken.saturating_sub(unread as u64);
            let mut info = Self {
                pid: process.pid(),
                name: None,
                label: None,
                state,
                mailbox_len: queued + unread,
                messages_handled: handled,
                links: Vec::new(),
                monitors: Vec::new(),
                monitored_by: 0,
                trap_exit: control.trapping,
                ancestors: Vec::new(),
            };
            if let Some(relations) = &control.relations {
                info.name.clone_from(&relations.name);
                info.label.clone_from(&relations.label);
                info.links = relations.links.keys().copied().collect();
                info.links.sort_unstable();
                let monitors = relations.monitors.values();
                let watched = monitors.filter_map(|m| m.target.as_ref());
                info.monitors = watched.map(|target| target.pid()).collect();
                info.monitors.sort_unstable();
                info.monitored_by = relations.watchers.len();
                info.mailbox_len -= relations.flushed.min(info.mailbox_len);
                info.ancestors.clone_from(&relations.ancestors);
            }
            Some(info)
        })
    }
}
