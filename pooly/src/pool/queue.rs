//! The queue: who waits, in the order in which was asked.

use std::collections::BTreeMap;

use tokio::time::Instant;

use super::manage::Manage;
use super::waiter::{Patience, Ticket, Turn, Waiter};

/// Those who wait, each at the place that its ticket gives it.
pub(super) struct Queue<W: Manage> {
    waiting: BTreeMap<Ticket, Waiter<W>>,
    /// How many of them the server has not looked at.
    unseen: usize,
}

impl<W: Manage> Queue<W> {
    pub(super) fn new() -> Self {
        Self { waiting: BTreeMap::new(), unseen: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Puts a caller into the queue. The server must be told, unless it need
    /// not look at it.
    pub(super) fn push(&mut self, ticket: Ticket, waiter: Waiter<W>) {
        self.unseen += usize::from(!waiter.is_seen);
        self.waiting.insert(ticket, waiter);
    }

    /// Looks at a caller who is in the queue, for the first time. Returns for
    /// what it waits, and how many others do who were looked at before.
    pub(super) fn look_at(
        &mut self,
        ticket: Ticket,
    ) -> Option<(Patience, Turn, usize)> {
        let waiter = self.waiting.get_mut(&ticket)?;
        if waiter.is_seen {
            // It was served before it was looked at, and has come again.
            return None;
        }
        waiter.is_seen = true;
        let (patience, turn) = (waiter.patience, waiter.turn);
        self.unseen -= 1;
        Some((patience, turn, self.waiting.len() - self.unseen - 1))
    }

    /// Takes a caller out of the queue.
    pub(super) fn remove(&mut self, ticket: Ticket) -> Option<Waiter<W>> {
        let waiter = self.waiting.remove(&ticket)?;
        self.unseen -= usize::from(!waiter.is_seen);
        Some(waiter)
    }

    /// Takes all callers out of the queue for which this is so.
    pub(super) fn remove_if(
        &mut self,
        mut is_meant: impl FnMut(&Waiter<W>) -> bool,
    ) -> Vec<Waiter<W>> {
        let waiting = &mut self.waiting;
        let removed = waiting.extract_if(.., |_, waiter| is_meant(waiter));
        let removed: Vec<_> = removed.map(|(_, waiter)| waiter).collect();
        let unseen = removed.iter().filter(|waiter| !waiter.is_seen);
        self.unseen -= unseen.count();
        removed
    }

    /// Takes whoever waits longest out of the queue, and those before who have
    /// gone meanwhile.
    pub(super) fn pop(&mut self) -> (Option<Waiter<W>>, Vec<Waiter<W>>) {
        let mut gone = Vec::new();
        while let Some((_, waiter)) = self.waiting.pop_first() {
            self.unseen -= usize::from(!waiter.is_seen);
            if waiter.answer.is_awaited() {
                return (Some(waiter), gone);
            }
            gone.push(waiter);
        }
        (None, gone)
    }

    /// Returns when the first of them gives up.
    pub(super) fn next_to_give_up(&self) -> Option<Instant> {
        self.waiting.values().filter_map(|waiter| waiter.until).min()
    }
}
