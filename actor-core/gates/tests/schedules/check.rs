//! What must be true of every program, in whatever order its steps were done.

use actor_core::{CallError, Down, ExitReason, Reference, RegisterError};

use super::outcome::{Left, Outcome};
use super::program::{Manner, NAMES, Tie};
use super::world::Entry;

pub(crate) type Check = Result<(), String>;

/// Says what is wrong, if anything is.
pub(crate) fn check(outcome: &Outcome) -> Check {
    for me in 0..outcome.roles.len() {
        outcome.monitors(me)?;
        outcome.calls(me)?;
        outcome.name(me)?;
        outcome.names_sent_to(me)?;
        outcome.death(me)?;
        for other in (0..outcome.roles.len()).filter(|other| *other != me) {
            outcome.relations(me, other)?;
            outcome.link(me, other)?;
            outcome.exits(me, other)?;
            outcome.signals(me, other)?;
            outcome.notes(me, other)?;
            outcome.nothing_after_a_signal(me, other)?;
            outcome.nothing_after_the_end(me, other)?;
        }
    }
    Ok(())
}

/// Fails with what is wrong, unless it is right.
pub(crate) fn ensure(right: bool, wrong: impl FnOnce() -> String) -> Check {
    if right { Ok(()) } else { Err(wrong()) }
}

impl Left {
    pub(crate) fn count(&self, counts: impl Fn(&Entry) -> bool) -> usize {
        self.log.iter().filter(|entry| counts(entry)).count()
    }

    pub(crate) fn has(&self, counts: impl Fn(&Entry) -> bool) -> bool {
        self.log.iter().any(counts)
    }

    /// Returns whether a reason that others report can be its own.
    pub(crate) fn ended_with(&self, reason: &ExitReason) -> bool {
        self.is_dead() && self.reason.as_ref().is_none_or(|r| r == reason)
    }
}

impl Outcome {
    /// A monitor yields one `Down`, and none once it is removed.
    fn monitors(&self, me: usize) -> Check {
        let log = &self.roles[me].log;
        for (at, entry) in log.iter().enumerate() {
            let Entry::Monitored(other, reference, tie) = entry else {
                continue;
            };
            let target = &self.roles[*other];
            let downs: Vec<(usize, &Down)> = log
                .iter()
                .enumerate()
                .filter_map(|(index, entry)| match entry {
                    Entry::Down(down) if down.reference == *reference => {
                        Some((index, down))
                    }
                    _ => None,
                })
                .collect();
            let wrong = || format!("{me} monitors {other} as {reference}");
            ensure(downs.len() <= 1, || format!("{} twice", wrong()))?;
            for (index, down) in &downs {
                let late = down.reason == ExitReason::NoProc;
                ensure(*index > at, wrong)?;
                ensure(Some(down.pid) == target.pid, wrong)?;
                ensure(target.is_dead(), || format!("{}: lives", wrong()))?;
                ensure(
                    target.ended_with(&down.reason)
                        || late && *tie == Tie::Alone,
                    || format!("{}: wrong reason", wrong()),
                )?;
            }
            let down = downs.first().map(|(index, _)| *index);
            let expected = match removed(log, *reference) {
                None => target.is_dead(),
                Some((_, _, true)) => false,
                Some((at, true, false)) => down.is_some_and(|d| d < at),
                Some((_, false, false)) => true,
            };
            if self.roles[me].info.is_some() || !expected {
                ensure(down.is_some() == expected, || {
                    format!("{}: expected a down: {expected}", wrong())
                })?;
            }
        }
        Ok(())
    }

    /// An exit signal ends its target, unless that may have trapped it.
    fn signals(&self, me: usize, other: usize) -> Check {
        let target = &self.roles[other];
        let must_die = self.roles[me].has(|entry| match entry {
            Entry::Killed(to) => *to == other,
            Entry::Told(to, reason) => {
                *to == other
                    && *reason != ExitReason::Normal
                    && self.program.roles[other].never_traps()
            }
            _ => false,
        });
        ensure(target.is_dead() || !must_die, || {
            format!("{other} survived what {me} told it")
        })
    }

    /// Nobody dies without a reason.
    fn death(&self, me: usize) -> Check {
        let Some(reason) = &self.roles[me].reason else { return Ok(()) };
        let mut others = (0..self.roles.len()).filter(|other| *other != me);
        let explained = self.roles[me].has(|e| matches!(e, Entry::Ends))
            || others.any(|other| {
                let killed =
                    |e: &Entry| matches!(e, Entry::Killed(to) if *to == me);
                self.was_told(me, other, reason)
                    || *reason == ExitReason::Killed
                        && self.roles[other].has(killed)
                    || self.roles[other].ended_with(reason)
                        && self.may_be_linked(me, other)
            });
        ensure(explained, || format!("{me} died of nothing: {reason}"))
    }

    /// Every call ends, and says the truth.
    fn calls(&self, me: usize) -> Check {
        let mine = &self.roles[me];
        let mut asked = None;
        for entry in &mine.log {
            let result = match entry {
                Entry::Asked(other, manner) => {
                    asked = Some((*other, *manner));
                    continue;
                }
                Entry::Answered(result) => result,
                _ => continue,
            };
            let Some((other, manner)) = asked.take() else {
                return Err(format!("{me} got an answer to nothing"));
            };
            let server = &self.roles[other];
            let right = match result {
                Ok(()) => !matches!(manner, Manner::Drop | Manner::Crash),
                Err(CallError::NoProc) => server.is_dead(),
                Err(CallError::Exited(reason)) => server.ended_with(reason),
                Err(CallError::NoReply) => {
                    matches!(manner, Manner::Drop | Manner::Pass(_))
                }
                // The model has no time: see `sync::sleep`.
                Err(CallError::Timeout(_)) => cfg!(shuttle),
                Err(_) => false,
            };
            ensure(right, || format!("{me} asked {other}: {result:?}"))?;
        }
        ensure(asked.is_none() || mine.is_dead(), || {
            format!("{me} waits for an answer")
        })
    }

    /// Names belong to the living, and both sides agree on it.
    fn name(&self, me: usize) -> Check {
        let mine = &self.roles[me];
        let Some(pid) = mine.pid else { return Ok(()) };
        for (index, name) in NAMES.iter().enumerate() {
            let held = mine.info.as_ref().and_then(|info| info.name.as_ref());
            let held = held.is_some_and(|held| held.as_str() == *name);
            ensure(held == (self.names[index] == Some(pid)), || {
                format!("{me} and the name {name}")
            })?;
            let got = mine.has(|entry| match entry {
                Entry::Registered(which, Ok(())) => *which == index,
                _ => false,
            });
            let was_freed = |entry: &Entry| match entry {
                Entry::Unregistered(which) => *which == index,
                _ => false,
            };
            let kept = got && !self.roles.iter().any(|r| r.has(was_freed));
            ensure(held || !kept || mine.is_dead(), || {
                format!("{me} lost the name {name}")
            })?;
        }
        let dead = |entry: &Entry| {
            matches!(entry, Entry::Registered(_, Err(RegisterError::NoProc)))
        };
        ensure(!mine.has(dead), || format!("{me} is dead and alive"))
    }
}

/// Returns where a monitor was removed, whether with flush, and whether it was
/// still on.
fn removed(log: &[Entry], monitor: Reference) -> Option<(usize, bool, bool)> {
    log.iter().enumerate().find_map(|(index, entry)| match entry {
        Entry::Demonitored(reference, flush, on) if *reference == monitor => {
            Some((index, *flush, *on))
        }
        _ => None,
    })
}
