//! What must be true of links: both sides agree, and an end is told once.

use actor_core::{Exit, ExitReason};

use super::check::{Check, ensure};
use super::outcome::{Left, Outcome};
use super::program::Tie;
use super::world::Entry;

impl Left {
    /// Returns how often it linked itself to `other`, as far as it knows.
    pub(crate) fn links_to(&self, other: usize) -> usize {
        self.count(|entry| match entry {
            Entry::Linked(to, ok) => *to == other && *ok,
            Entry::Spawned(to, tie) => *to == other && *tie == Tie::Linked,
            _ => false,
        })
    }

    pub(crate) fn unlinks(&self, other: usize) -> bool {
        self.has(|entry| matches!(entry, Entry::Unlinked(o) if *o == other))
    }
}

impl Outcome {
    /// What two live processes know of each other agrees; of the dead nobody
    /// knows anything.
    pub(crate) fn relations(&self, me: usize, other: usize) -> Check {
        let (mine, theirs) = (&self.roles[me], &self.roles[other]);
        let (Some(info), Some(pid)) = (&mine.info, theirs.pid) else {
            return Ok(());
        };
        let linked = info.links.contains(&pid);
        let watched = info.monitors.contains(&pid);
        let Some(their) = &theirs.info else {
            return ensure(!linked && !watched, || {
                format!("{me} is tied to {other}, which is dead")
            });
        };
        ensure(linked == their.links.contains(&info.pid), || {
            format!("half a link between {me} and {other}")
        })?;
        let monitors = self.roles.iter().filter_map(|role| role.info.as_ref());
        let monitors = monitors.flat_map(|info| &info.monitors);
        // One more is ours, by which we learn of its end.
        let expected = 1 + monitors.filter(|watched| **watched == pid).count();
        ensure(their.monitored_by == expected, || {
            format!("{other} has {} monitors", their.monitored_by)
        })
    }

    /// A link that nobody removed passes a crash on.
    pub(crate) fn link(&self, me: usize, other: usize) -> Check {
        let (mine, theirs) = (&self.roles[me], &self.roles[other]);
        if mine.unlinks(other) || theirs.unlinks(me) {
            return Ok(());
        }
        let script = &self.program.roles[me];
        // To one that traps exits, a link to a dead process is no error.
        let by_other =
            theirs.links_to(me) > 0 && self.program.roles[other].never_traps();
        if mine.links_to(other) > 0 && script.always_traps() {
            // Of a `normal` it cannot tell where it came from.
            let told = self.link_ends(me, other).count() > 0
                || self.was_told(me, other, &ExitReason::Normal);
            ensure(told || !theirs.is_dead() || mine.is_dead(), || {
                format!("{me} did not learn that {other} ended")
            })?;
        }
        if (mine.links_to(other) > 0 || by_other) && script.never_traps() {
            ensure(mine.is_dead() || !theirs.is_crashed(), || {
                format!("{me} survived the crash of {other}")
            })?;
        }
        Ok(())
    }

    /// The end of a link is signalled once, when it comes to its end.
    pub(crate) fn exits(&self, me: usize, other: usize) -> Check {
        let (mine, theirs) = (&self.roles[me], &self.roles[other]);
        let wrong = || format!("{me} got a wrong exit from {other}");
        let (mut ends, mut late) = (0, 0);
        for exit in self.link_ends(me, other) {
            ensure(theirs.is_dead(), wrong)?;
            if exit.reason == ExitReason::NoProc {
                late += 1;
            } else {
                ends += 1;
                ensure(theirs.ended_with(&exit.reason), wrong)?;
            }
        }
        ensure(ends <= 1 && late <= mine.links_to(other), wrong)?;
        ensure(ends == 0 || self.may_be_linked(me, other), wrong)
    }

    /// Returns the exits from `other` that are no exit signals of its own.
    pub(crate) fn link_ends(
        &self,
        me: usize,
        other: usize,
    ) -> impl Iterator<Item = &Exit> {
        let from = self.roles[other].pid;
        self.roles[me].log.iter().filter_map(move |entry| match entry {
            Entry::Exit(exit)
                if Some(exit.from) == from
                    && !self.was_told(me, other, &exit.reason) =>
            {
                Some(exit)
            }
            _ => None,
        })
    }

    /// Returns whether `other` sent such an exit signal to `me`. Of `normal`
    /// nobody can tell whether it is the end of a link.
    pub(crate) fn was_told(
        &self,
        me: usize,
        other: usize,
        reason: &ExitReason,
    ) -> bool {
        self.roles[other].has(|entry| match entry {
            Entry::Told(to, told) => *to == me && told == reason,
            _ => false,
        })
    }

    pub(crate) fn may_be_linked(&self, me: usize, other: usize) -> bool {
        self.roles[me].links_to(other) + self.roles[other].links_to(me) > 0
    }
}
