//! Giving workers out and taking them back where the server has to: strictly
//! in the order in which was asked.

use std::collections::VecDeque;
use std::mem;

use tokio::time::Instant;

use super::desk::Desk;
use super::error::CheckoutError;
use super::manage::Manage;
use super::server::Server;
use super::shared::Phase;
use super::timing::after;
use super::waiter::{Patience, Ticket, Turn};
use super::worker::{Unit, Worker};

impl<W: Manage> Server<W> {
    /// Looks at a caller who has come to the queue.
    pub(super) fn asked(&mut self, ticket: Ticket, unfit: Option<Worker<W>>) {
        if let Some(unit) = unfit.and_then(Worker::into_unit) {
            self.checkin(unit);
        }
        let mut desk = self.shared.desk.lock();
        // It may have been served, or have gone.
        let Some((patience, turn, waiting)) = desk.waiting.look_at(ticket)
        else {
            return;
        };
        if let Some(refusal) = self.refusal(&desk, patience, turn, waiting) {
            let waiter = desk.waiting.remove(ticket);
            drop(desk);
            if let Some(waiter) = waiter {
                waiter.answer.send(Err(refusal));
            }
            return;
        }
        drop(desk);
        self.serve_idle();
        // The next who waits for as long as this one, or longer, need not ask.
        self.arm(after(Instant::now(), self.options().checkout_timeout));
    }

    /// Gives idle workers to those who came to the queue just before these
    /// were idle.
    fn serve_idle(&mut self) {
        loop {
            let mut desk = self.shared.desk.lock();
            if desk.waiting.is_empty() {
                return;
            }
            let Some(unit) = desk.take(self.options().order) else { return };
            let (waiter, gone) = desk.next_waiter();
            let handover = if let Some(waiter) = waiter {
                Some(desk.answer(unit, waiter, Instant::now()))
            } else {
                desk.idle.push_back(unit);
                None
            };
            drop(desk);
            drop(gone);
            if let Some(handover) = handover {
                handover.finish();
            }
        }
    }

    /// Returns why a caller may not wait, if so; before it `waiting` others
    /// have come.
    fn refusal(
        &self,
        desk: &Desk<W>,
        patience: Patience,
        turn: Turn,
        waiting: usize,
    ) -> Option<CheckoutError> {
        if !self.phase().admits(turn) {
            return Some(CheckoutError::Closed);
        }
        let failure = self.failure.as_ref().filter(|_| !self.may_start());
        let startable = match failure {
            Some(_) => 0,
            None => self.limit().saturating_sub(self.total(desk)),
        };
        let busy = desk.busy.len();
        let ready = desk.idle.len() + self.coming() + startable;
        if waiting < ready {
            return None;
        }
        if let Some(failure) = failure
            && (self.is_deserted(desk) || patience == Patience::DoesNotQueue)
            && self.total(desk) < self.limit()
        {
            let cause = failure.cause.clone();
            return Some(CheckoutError::StartFailed(cause));
        }
        let room = match (patience, turn) {
            (Patience::DoesNotQueue, _) => 0,
            (Patience::Queues, Turn::First) => self.options().max_queue,
            (Patience::Queues, Turn::Again) => usize::MAX,
        };
        (waiting - ready >= room)
            .then_some(CheckoutError::Full { busy, waiting })
    }

    /// Returns whether nobody will come back, or come.
    pub(super) fn is_deserted(&self, desk: &Desk<W>) -> bool {
        desk.busy.is_empty() && self.coming() == 0
    }

    pub(super) fn checkin(&mut self, mut unit: Box<Unit<W>>) {
        let now = Instant::now();
        // A worker that ended was noticed before it came back.
        if !self.desk().returned(unit.id, now) {
            return;
        }
        if mem::take(&mut unit.tainted) {
            self.desk().counters.discarded += 1;
            self.retire(*unit);
        } else if unit.expires.is_some_and(|expires| expires <= now) {
            self.retire(*unit);
        } else {
            self.desk().setbacks = 0;
            if unit.is_reset {
                self.serve(unit, now);
            } else {
                self.reset(unit, now);
            }
        }
    }

    /// Gives a worker to whoever waits longest; otherwise it is idle, or
    /// closed if it is one too many.
    pub(super) fn serve(&mut self, mut unit: Box<Unit<W>>, now: Instant) {
        let mut desk = self.shared.desk.lock();
        if self.total(&desk) >= self.limit() {
            drop(desk);
            return self.retire(*unit);
        }
        let (waiter, gone) = desk.next_waiter();
        if let Some(waiter) = waiter {
            let handover = desk.answer(unit, waiter, now);
            drop(desk);
            drop(gone);
            return handover.finish();
        }
        let is_extra = self.present(&desk) >= self.size;
        let is_closing = self.phase() != Phase::Open;
        if is_closing || is_extra && self.options().linger.is_zero() {
            drop(desk);
            drop(gone);
            return self.retire(*unit);
        }
        unit.since = now;
        let expires = unit.expires;
        desk.idle.push_back(unit);
        drop(desk);
        drop(gone);
        for due in [self.idle_until(), expires].into_iter().flatten() {
            self.arm(due);
        }
    }

    pub(super) fn take_idle(&self) -> VecDeque<Box<Unit<W>>> {
        mem::take(&mut self.desk().idle)
    }

    /// Tells all who wait that they wait in vain.
    pub(super) fn refuse_all(&mut self, why: &CheckoutError) {
        let waiting = self.desk().waiting.remove_if(|_| true);
        for waiter in waiting {
            waiter.answer.send(Err(why.clone()));
        }
    }

    /// Tells those who wait for a start only that there was none.
    pub(super) fn refuse_hasty(&mut self, why: &CheckoutError) {
        let hasty = self
            .desk()
            .waiting
            .remove_if(|waiter| waiter.patience == Patience::DoesNotQueue);
        for waiter in hasty {
            waiter.answer.send(Err(why.clone()));
        }
    }
}
