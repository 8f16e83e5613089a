//! The seconds of all nodes, as one row.

use std::collections::BTreeMap;

use crate::run::Part;

/// The seconds of a run of which not all nodes have told.
#[derive(Default)]
pub(super) struct Seconds {
    open: BTreeMap<u64, Part>,
    /// The first that is open.
    next: u64,
}

impl Seconds {
    /// Returns the number of the first second that is open.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    /// Adds what one node has counted in a second.
    pub(super) fn add(&mut self, at: u64, part: &Part) {
        // What comes late is counted all the same, in the first that is open.
        self.open.entry(at.max(self.next)).or_default().merge(part);
    }

    /// Takes the first second, if it is before `end`: all that is told of it
    /// was.
    pub(super) fn take_before(&mut self, end: u64) -> Option<(u64, Part)> {
        if self.next >= end {
            return None;
        }
        let at = self.next;
        self.next += 1;
        Some((at, self.open.remove(&at).unwrap_or_default()))
    }

    /// Returns the number behind the last second that somebody has told of.
    pub(super) fn end(&self) -> u64 {
        self.open.last_key_value().map_or(self.next, |(last, _)| last + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(in_flight: u64) -> Part {
        Part { in_flight, ..Part::default() }
    }

    #[test]
    fn a_second_has_what_all_nodes_tell_of_it() {
        let mut seconds = Seconds::default();
        seconds.add(0, &part(1));
        seconds.add(1, &part(10));
        seconds.add(0, &part(2));
        let mut row = Vec::new();
        while let Some((at, part)) = seconds.take_before(1) {
            row.push((at, part.in_flight));
        }
        assert_eq!(row, [(0, 3)]);
        assert_eq!((seconds.next(), seconds.end()), (1, 2));
    }

    #[test]
    fn what_comes_late_is_not_lost() {
        let mut seconds = Seconds::default();
        seconds.take_before(3);
        seconds.take_before(3);
        seconds.add(0, &part(7));
        let (at, part) = seconds.take_before(3).unwrap();
        assert_eq!((at, part.in_flight), (2, 7));
    }
}
