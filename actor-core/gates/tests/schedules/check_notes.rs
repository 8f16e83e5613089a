//! What must be true of messages: none is lost, doubled or overtaken.

use std::collections::HashSet;

use actor_core::ExitReason;

use super::check::{Check, ensure};
use super::outcome::Outcome;
use super::world::Entry;

impl Outcome {
    /// What one process sends to another arrives in order, all of it if the
    /// receiver lives.
    pub(crate) fn notes(&self, me: usize, from: usize) -> Check {
        let mine = &self.roles[me];
        let of_this = |entry: &Entry| match entry {
            Entry::Received(sender, number) | Entry::Picked(sender, number)
                if *sender == from =>
            {
                Some(*number)
            }
            _ => None,
        };
        let got: Vec<usize> = mine.log.iter().filter_map(of_this).collect();
        let wrong = || format!("{me} got {got:?} from {from}");

        // Even ones may be received before their turn.
        let even = got.iter().filter(|n| **n % 2 == 0);
        let odd = got.iter().filter(|n| **n % 2 == 1);
        ensure(even.is_sorted() && odd.is_sorted(), wrong)?;
        if !self.program.roles[me].picks() {
            let expected: Vec<usize> = (0..got.len()).collect();
            ensure(got == expected, wrong)?;
        }
        let unique: HashSet<usize> = got.iter().copied().collect();
        ensure(unique.len() == got.len(), wrong)?;
        let to_me =
            |entry: &Entry| matches!(entry, Entry::Sent(to) if *to == me);
        let sent = self.roles[from].count(to_me);
        let all = mine.info.is_some() && got.len() != sent;
        ensure(!all && got.iter().all(|number| *number < sent), || {
            format!("{} of {sent}", wrong())
        })
    }

    /// A process that was told to end receives nothing that was sent to it
    /// later.
    pub(crate) fn nothing_after_a_signal(
        &self,
        from: usize,
        to: usize,
    ) -> Check {
        let never_traps = self.program.roles[to].never_traps();
        let mut sent = 0;
        for entry in &self.roles[from].log {
            let ends = match entry {
                Entry::Sent(other) if *other == to => {
                    sent += 1;
                    continue;
                }
                Entry::Killed(other) => *other == to,
                Entry::Told(other, reason) => {
                    *other == to && *reason != ExitReason::Normal && never_traps
                }
                _ => false,
            };
            if !ends {
                continue;
            }
            let late = |entry: &Entry| match entry {
                Entry::Received(sender, number)
                | Entry::Picked(sender, number) => {
                    *sender == from && *number >= sent
                }
                _ => false,
            };
            ensure(!self.roles[to].has(late), || {
                format!("{to} received what {from} sent after a signal")
            })?;
        }
        Ok(())
    }

    /// A message to a name reaches one process, or nobody.
    pub(crate) fn names_sent_to(&self, from: usize) -> Check {
        for entry in &self.roles[from].log {
            let Entry::SentToName(number, taken) = entry else { continue };
            let such = |entry: &Entry| match entry {
                Entry::ReceivedByName(sender, which) => {
                    *sender == from && which == number
                }
                _ => false,
            };
            let got: usize =
                self.roles.iter().map(|role| role.count(such)).sum();
            ensure(got <= usize::from(*taken), || {
                format!("{from} sent {number} to a name: {got} got it")
            })?;
        }
        Ok(())
    }

    /// No message of a process comes after the news of its end.
    pub(crate) fn nothing_after_the_end(
        &self,
        me: usize,
        from: usize,
    ) -> Check {
        let pid = self.roles[from].pid;
        let mut log = self.roles[me].log.iter();
        let is_end = |entry: &Entry| match entry {
            Entry::Down(down) => Some(down.pid) == pid,
            Entry::Exit(exit) => {
                Some(exit.from) == pid && !self.was_told(me, from, &exit.reason)
            }
            _ => false,
        };
        let is_note = |entry: &Entry| match entry {
            Entry::Received(sender, _) | Entry::Picked(sender, _) => {
                *sender == from
            }
            _ => false,
        };
        let ended = log.any(is_end);
        ensure(!ended || !log.any(is_note), || {
            format!("{me} got a message of {from} after its end")
        })
    }
}
