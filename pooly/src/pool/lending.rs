//! Giving workers out and taking them back: strictly in the order in which was
//! asked.

use std::mem;

use tokio::time::Instant;

use super::error::CheckoutError;
use super::manage::Manage;
use super::options::Order;
use super::server::{
    Asker, Attempt, Loan, Patience, Request, Server, Ticket, Waiter, Why,
};
use super::shared::Phase;
use super::worker::{Unit, Worker};

impl<W: Manage> Server<W> {
    pub(super) fn checkout(&mut self, request: Request, reply: Asker<W>) {
        let Request { ticket, attempt, patience, place } = request;
        if !self.may_ask(attempt) {
            return reply.send(Err(CheckoutError::Closed));
        }
        if !reply.is_awaited() {
            self.counters.abandoned += 1;
            return;
        }
        let since = Instant::now();
        let waiter = Waiter { patience, since, place, reply };
        if let Some(unit) = self.take_idle() {
            return self.lend(unit, waiter, since);
        }
        if let Some(refusal) = self.refusal(attempt, patience) {
            return waiter.reply.send(Err(refusal));
        }
        self.waiting.insert(ticket, waiter);
        self.publish();
        self.staff();
    }

    /// Returns whether this is the time to ask.
    fn may_ask(&self, attempt: Attempt) -> bool {
        match self.phase() {
            Phase::Open => true,
            Phase::Draining => attempt == Attempt::Again,
            Phase::Closed => false,
        }
    }

    /// Returns why a caller may not wait, if so. There is no idle worker.
    fn refusal(
        &self,
        attempt: Attempt,
        patience: Patience,
    ) -> Option<CheckoutError> {
        let failure = self.failure.as_ref().filter(|_| !self.may_start());
        let startable = match failure {
            Some(_) => 0,
            None => self.limit().saturating_sub(self.total()),
        };
        let (busy, waiting) = (self.busy.len(), self.waiting.len());
        if waiting < self.coming() + startable {
            return None;
        }
        if let Some(failure) = failure
            && (self.is_deserted() || patience == Patience::DoesNotQueue)
            && self.total() < self.limit()
        {
            let cause = failure.cause.clone();
            return Some(CheckoutError::StartFailed(cause));
        }
        let room = match (attempt, patience) {
            (_, Patience::DoesNotQueue) => 0,
            (Attempt::First, Patience::Queues) => self.options().max_queue,
            (Attempt::Again, Patience::Queues) => usize::MAX,
        };
        let queue = waiting - self.coming() - startable;
        (queue >= room).then_some(CheckoutError::Full { busy, waiting })
    }

    /// Returns whether nobody will come back, or come.
    pub(super) fn is_deserted(&self) -> bool {
        self.busy.is_empty() && self.coming() == 0
    }

    fn take_idle(&mut self) -> Option<Box<Unit<W>>> {
        match self.options().order {
            Order::Lifo => self.idle.pop_back(),
            Order::Fifo => self.idle.pop_front(),
        }
    }

    /// Gives a worker to a caller. If the caller has gone meanwhile, the answer
    /// is dropped, and the worker is checked in.
    fn lend(
        &mut self,
        mut unit: Box<Unit<W>>,
        waiter: Waiter<W>,
        now: Instant,
    ) {
        unit.waited = now - waiter.since;
        unit.since = now;
        self.counters.lent(unit.waited);
        let loan = Loan {
            holder: waiter.reply.caller(),
            place: waiter.place,
            since: now,
        };
        self.busy.insert(unit.id, loan);
        waiter.reply.send(Ok(Worker::new(unit)));
    }

    pub(super) fn give_up(&mut self, ticket: Ticket, why: Why) {
        if self.waiting.remove(&ticket).is_none() {
            return;
        }
        match why {
            Why::TimedOut => self.counters.timed_out += 1,
            Why::Dropped => self.counters.abandoned += 1,
        }
        self.publish();
    }

    pub(super) fn checkin(&mut self, mut unit: Box<Unit<W>>) {
        // A worker that ended was noticed before it came back.
        let Some(loan) = self.busy.remove(&unit.id) else { return };
        let now = Instant::now();
        self.counters.held(now - loan.since);
        if mem::take(&mut unit.tainted) {
            self.counters.discarded += 1;
            self.retire(*unit);
        } else if unit.expires.is_some_and(|expires| expires <= now) {
            self.retire(*unit);
        } else {
            self.setbacks = 0;
            self.reset(unit, now);
        }
    }

    /// Gives a worker to whoever waits longest; otherwise it is idle, or
    /// closed if it is one too many.
    pub(super) fn serve(&mut self, mut unit: Box<Unit<W>>, now: Instant) {
        if self.total() >= self.limit() {
            return self.retire(*unit);
        }
        while let Some((_, waiter)) = self.waiting.pop_first() {
            self.publish();
            if waiter.reply.is_awaited() {
                return self.lend(unit, waiter, now);
            }
            self.counters.abandoned += 1;
        }
        let is_extra = self.present() >= self.size;
        let is_closing = self.phase() != Phase::Open;
        if is_closing || is_extra && self.options().linger.is_zero() {
            return self.retire(*unit);
        }
        unit.since = now;
        let expires = unit.expires;
        self.idle.push_back(unit);
        for due in [self.idle_until(), expires].into_iter().flatten() {
            self.arm(due);
        }
    }

    /// Tells all who wait that they wait in vain.
    pub(super) fn refuse_all(&mut self, why: &CheckoutError) {
        for waiter in mem::take(&mut self.waiting).into_values() {
            waiter.reply.send(Err(why.clone()));
        }
        self.publish();
    }

    /// Tells those who wait for a start only that there was none.
    pub(super) fn refuse_hasty(&mut self, why: &CheckoutError) {
        let hasty = self.waiting.extract_if(.., |_, waiter| {
            waiter.patience == Patience::DoesNotQueue
        });
        for (_, waiter) in hasty {
            waiter.reply.send(Err(why.clone()));
        }
        self.publish();
    }
}
