//! What each signal does to the process that it reaches.
//!
//! A signal is applied by whoever sends it, under the lock of the receiver:
//! a delivery without delay, which Erlang's order of signals allows.

use std::sync::Arc;

use super::cell::Process;
use super::inbox::{Control, Rare};
use super::relations::Watcher;
use crate::exit::{Down, Exit, ExitReason};
use crate::pid::{Name, Pid, Reference};

pub(crate) enum Signal {
    /// `exit(pid, reason)`.
    Exit {
        from: Pid,
        reason: ExitReason,
    },
    /// A linked process ended.
    LinkExit {
        from: Pid,
        reason: ExitReason,
    },
    /// Another process links itself to this one.
    Link(Arc<dyn Process>),
    /// Another process removed its end of the link.
    Unlink(Pid),
    /// Somebody watches this process.
    Monitor(Reference, Watcher),
    Demonitor(Reference),
    /// A watched process ended.
    Down {
        reference: Reference,
        pid: Pid,
        name: Option<Name>,
        reason: ExitReason,
    },
}

/// What is left to do once the signal is applied.
#[derive(Default)]
pub(crate) struct Effect {
    /// A signal that became a message.
    pub(crate) message: Option<Box<Rare>>,
    /// Whether the process must end.
    pub(crate) exit: bool,
    /// A process and a watcher that must not be dropped under the lock.
    pub(crate) garbage: (Option<Arc<dyn Process>>, Option<Watcher>),
}

impl Control {
    /// Applies `signal` to the process `me`.
    pub(crate) fn apply(&mut self, me: Pid, signal: Signal) -> Effect {
        match signal {
            Signal::Exit { from, reason: ExitReason::Kill } => {
                let _ = from;
                self.end(ExitReason::Killed)
            }
            Signal::Exit { from, reason } => {
                if self.trapping {
                    return message(Rare::Exit(Exit { from, reason }));
                }
                // `normal` ends nobody but the sender itself.
                if reason == ExitReason::Normal && from != me {
                    return Effect::default();
                }
                self.end(reason)
            }
            Signal::LinkExit { from, reason } => {
                let relations = self.relations.as_mut();
                let Some(link) = relations.and_then(|r| r.links.remove(&from))
                else {
                    return Effect::default();
                };
                let mut effect = if self.trapping {
                    message(Rare::Exit(Exit { from, reason }))
                } else if reason == ExitReason::Normal {
                    Effect::default()
                } else {
                    self.end(reason)
                };
                effect.garbage.0 = Some(link);
                effect
            }
            Signal::Link(other) => {
                let twice = self.relations().links.insert(other.pid(), other);
                garbage(twice, None)
            }
            Signal::Unlink(other) => {
                let relations = self.relations.as_mut();
                garbage(relations.and_then(|r| r.links.remove(&other)), None)
            }
            Signal::Monitor(reference, watcher) => {
                self.relations().watchers.insert(reference, watcher);
                Effect::default()
            }
            Signal::Demonitor(reference) => {
                let relations = self.relations.as_mut();
                let watcher =
                    relations.and_then(|r| r.watchers.remove(&reference));
                garbage(None, watcher)
            }
            Signal::Down { reference, pid, name, reason } => {
                let relations = self.relations.as_mut();
                let Some(monitor) =
                    relations.and_then(|r| r.monitors.get_mut(&reference))
                else {
                    return Effect::default();
                };
                monitor.fired = true;
                let target = monitor.target.take();
                let down = Down { reference, pid, name, reason };
                let mut effect = message(Rare::Down(down));
                effect.garbage.0 = target;
                effect
            }
        }
    }

    /// Gives the reason to end; the first one counts.
    fn end(&mut self, reason: ExitReason) -> Effect {
        let exit = &mut self.relations().exit;
        if exit.is_none() {
            *exit = Some(reason);
        }
        Effect { exit: true, ..Effect::default() }
    }
}

fn message(message: Rare) -> Effect {
    Effect { message: Some(Box::new(message)), ..Effect::default() }
}

fn garbage(
    process: Option<Arc<dyn Process>>,
    watcher: Option<Watcher>,
) -> Effect {
    Effect { garbage: (process, watcher), ..Effect::default() }
}
