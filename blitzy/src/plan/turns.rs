//! Whose turn it is, where several machines send the requests of one run.

use serde::{Deserialize, Serialize};

/// Which of the requests of a run are sent here: every so many, from one on.
///
/// Machines that take turns send together what one machine would, and in the
/// open model at the times at which it would: so a rate is divided exactly,
/// and each number is there once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turns {
    /// The number of the first.
    pub first: u64,
    /// How many numbers further the next one is.
    pub every: u64,
    /// The number of the request that is due at the beginning, whoever sends
    /// it.
    pub from: u64,
}

impl Default for Turns {
    /// All of them.
    fn default() -> Self {
        Self { first: 0, every: 1, from: 0 }
    }
}

impl Turns {
    /// Returns which number, among all requests of the run, the request has
    /// that is the `count`th here, from zero.
    pub fn number(self, count: u64) -> u64 {
        self.first.saturating_add(self.every.saturating_mul(count))
    }

    /// Divides these requests among `of` machines, the first `done` of them
    /// left out. Returns those of one machine.
    #[must_use]
    pub fn part(self, machine: u64, of: u64, done: u64) -> Self {
        Self {
            first: self.number(done.saturating_add(machine)),
            every: self.every.saturating_mul(of),
            from: self.number(done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_that_take_turns_send_each_number_once() {
        let numbers = |turns: Turns| (0..).map(move |it| turns.number(it));
        let mut all: Vec<u64> = (0..3)
            .flat_map(|machine| {
                let turns = Turns::default().part(machine, 3, 0);
                numbers(turns).take_while(|number| *number < 20)
            })
            .collect();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..20));
    }

    #[test]
    fn what_one_has_left_is_divided_again() {
        let second = Turns::default().part(1, 3, 0);
        let rest = [0, 1].map(|machine| second.part(machine, 2, 4));
        // It had sent 1, 4, 7 and 10.
        assert_eq!(rest.map(|turns| turns.number(0)), [13, 16]);
        assert_eq!(rest.map(|turns| turns.number(1)), [19, 22]);
        assert_eq!(rest.map(|turns| turns.from), [13, 13]);
    }
}
