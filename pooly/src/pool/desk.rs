//! Where workers change hands.
//!
//! Callers and holders serve each other here, under one lock, as long as that
//! changes nothing but who has which worker. Everything else is for the server,
//! which closes the desk to them while there are more workers than there should
//! be, or the pool ends.

use std::collections::VecDeque;
use std::mem;
use std::panic::Location;
use std::time::Duration;

use actor_core::{Pid, process};
use rustc_hash::FxHashMap;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::manage::Manage;
use super::options::{Options, Order};
use super::queue::Queue;
use super::stats::Counters;
use super::timing::after;
use super::waiter::{Answer, Outcome, Patience, Request, Waiter};
use super::worker::{Unit, UnitId, Worker};

/// The server looks after timeouts that are at least this long, and may be late
/// by 20 ms, as those of calls. For the others each caller has a timer.
pub(super) const COARSE: Duration = Duration::from_secs(1);

/// What the lock is for. Nothing of a user's is run, woken or dropped under
/// it.
pub(super) struct Desk<W: Manage> {
    /// Whether callers and holders may serve each other.
    pub(super) is_open: bool,
    /// Whether there are as many workers as there may be, so that who waits
    /// can only wait for those that others hold.
    pub(super) is_full: bool,
    /// When the server looks at the clock.
    pub(super) due: Option<Instant>,
    /// Which server has it.
    generation: u64,
    /// In the order in which they came back.
    pub(super) idle: VecDeque<Box<Unit<W>>>,
    pub(super) busy: FxHashMap<UnitId, Loan>,
    /// Nobody waits for long while a worker is idle.
    pub(super) waiting: Queue<W>,
    /// How many workers in a row did not start, or crashed at once.
    pub(super) setbacks: u32,
    pub(super) counters: Counters,
    /// All that ever were.
    units: u64,
}

/// What is known of a worker that is out.
pub(super) struct Loan {
    pub(super) holder: Option<Pid>,
    pub(super) place: &'static Location<'static>,
    pub(super) since: Instant,
    /// When the worker has been used for long enough.
    pub(super) expires: Option<Instant>,
}

/// What becomes of a caller at the desk.
pub(super) enum Service<W: Manage> {
    /// It has a worker.
    Served(Worker<W>),
    /// It waits.
    Waits(oneshot::Receiver<Outcome<W>>),
    /// The server must be asked.
    AskTheServer,
}

/// A worker, and who is to have it as soon as the lock is free.
#[must_use = "somebody waits for it"]
pub(super) struct Handover<W: Manage> {
    worker: Worker<W>,
    answer: Answer<W>,
}

/// What nobody has use for, to be dropped when the lock is free.
pub(super) struct Remains<W: Manage> {
    _idle: VecDeque<Box<Unit<W>>>,
    _waiting: Queue<W>,
}

impl<W: Manage> Desk<W> {
    pub(super) fn new() -> Self {
        Self {
            is_open: false,
            is_full: false,
            due: None,
            generation: 0,
            idle: VecDeque::new(),
            busy: FxHashMap::default(),
            waiting: Queue::new(),
            setbacks: 0,
            counters: Counters::new(),
            units: 0,
        }
    }

    /// Gives the desk to a new server. Returns its generation.
    pub(super) fn begin(&mut self) -> (u64, Remains<W>) {
        self.generation += 1;
        self.counters = Counters::new();
        self.setbacks = 0;
        (self.generation, self.clear())
    }

    /// Clears the desk of a server that has ended, unless another has it.
    pub(super) fn end(&mut self, generation: u64) -> Option<Remains<W>> {
        (self.generation == generation).then(|| self.clear())
    }

    fn clear(&mut self) -> Remains<W> {
        self.is_open = false;
        self.due = None;
        self.busy.clear();
        Remains {
            _idle: mem::take(&mut self.idle),
            _waiting: mem::replace(&mut self.waiting, Queue::new()),
        }
    }

    pub(super) fn new_id(&mut self) -> UnitId {
        self.units += 1;
        UnitId(self.units)
    }

    /// Takes an idle worker.
    pub(super) fn take(&mut self, order: Order) -> Option<Box<Unit<W>>> {
        match order {
            Order::Lifo => self.idle.pop_back(),
            Order::Fifo => self.idle.pop_front(),
        }
    }

    /// Serves a caller, as far as that can be done here. It waits for `time`.
    pub(super) fn serve(
        &mut self,
        request: Request,
        time: Duration,
        options: &Options,
    ) -> Service<W> {
        let Request { ticket, patience, place } = request;
        if !self.is_open {
            return Service::AskTheServer;
        }
        let holder = process::try_id();
        if self.waiting.is_empty()
            && let Some(unit) = self.take(options.order)
        {
            let now = Instant::now();
            let expires = unit.expires;
            let loan = Loan { holder, place, since: now, expires };
            return Service::Served(self.lend(unit, loan, now));
        }
        let is_patient = patience == Patience::Queues && time >= COARSE;
        if !is_patient
            || !self.is_full
            || self.waiting.len() >= options.max_queue
        {
            return Service::AskTheServer;
        }
        let since = Instant::now();
        let until = after(since, time);
        if self.due.is_none_or(|due| due > until) {
            // Somebody must look at the clock.
            return Service::AskTheServer;
        }
        let (sender, receiver) = oneshot::channel();
        let answer = Answer::Channel(sender, holder);
        let waiter = Waiter::at_desk(request, since, until, answer);
        self.waiting.push(ticket, waiter);
        Service::Waits(receiver)
    }

    /// Takes whoever waits longest out of the queue, and those before who have
    /// gone meanwhile.
    pub(super) fn next_waiter(
        &mut self,
    ) -> (Option<Waiter<W>>, Vec<Waiter<W>>) {
        let (waiter, gone) = self.waiting.pop();
        self.counters.abandoned += gone.len() as u64;
        (waiter, gone)
    }

    /// Lends a worker to somebody who has asked for it at `asked`.
    pub(super) fn lend(
        &mut self,
        mut unit: Box<Unit<W>>,
        loan: Loan,
        asked: Instant,
    ) -> Worker<W> {
        unit.waited = loan.since - asked;
        unit.since = loan.since;
        unit.is_reset = false;
        self.counters.lent(unit.waited);
        self.busy.insert(unit.id, loan);
        Worker::new(unit)
    }

    /// Lends a worker to somebody who waits for an answer. If the caller has
    /// gone meanwhile, the answer is dropped, and the worker is checked in.
    pub(super) fn answer(
        &mut self,
        unit: Box<Unit<W>>,
        waiter: Waiter<W>,
        now: Instant,
    ) -> Handover<W> {
        let Waiter { since, place, answer, .. } = waiter;
        let (holder, expires) = (answer.caller(), unit.expires);
        let loan = Loan { holder, place, since: now, expires };
        Handover { worker: self.lend(unit, loan, since), answer }
    }

    /// Notes that a worker has come back. Returns false if it did not belong
    /// here any more.
    pub(super) fn returned(&mut self, id: UnitId, now: Instant) -> bool {
        let Some(loan) = self.busy.remove(&id) else { return false };
        self.counters.held(now - loan.since);
        true
    }
}

impl<W: Manage> Handover<W> {
    /// Wakes the caller.
    pub(super) fn finish(self) {
        self.answer.send(Ok(self.worker));
    }
}
