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
    /// Another process links itself to this one, by a link of this number.
    Link(Arc<dyn Process>, u64),
    /// Another process removed its end of the link of this number.
    Unlink(Pid, u64),
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
                let Some((link, _)) =
                    relations.and_then(|r| r.links.remove(&from))
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
            Signal::Link(other, number) => {
                // If both link at once, both keep the later number.
                let links = &mut self.relations().links;
                let before = links.remove(&other.pid());
                let before_number = before.as_ref().map_or(0, |link| link.1);
                let number = number.max(before_number);
                links.insert(other.pid(), (other, number));
                garbage(before.map(|link| link.0), None)
            }
            Signal::Unlink(other, number) => {
                let links = self.relations.as_mut().map(|r| &mut r.links);
                let same = links.and_then(|links| {
                    let link = links.get(&other)?;
                    (link.1 == number).then(|| links.remove(&other))?
                });
                garbage(same.map(|link| link.0), None)
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
