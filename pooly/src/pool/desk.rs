//! Where workers change hands.
//!
//! Callers and holders serve each other here, under one lock, as long as that
//! changes nothing but who has which worker. Everything else is for the server,
//! which closes the desk to them while there are more workers than there should
//! be, or the pool ends.

use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::panic::Location;
use std::time::Duration;

use actor_core::{Pid, Reply, process};
use rustc_hash::FxHashMap;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::error::CheckoutError;
use super::manage::Manage;
use super::options::{Options, Order};
use super::server::{Patience, Ticket};
use super::stats::Counters;
use super::timing::after;
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
    pub(super) waiting: BTreeMap<Ticket, Waiter<W>>,
    /// How many of them the server has not looked at.
    unseen: usize,
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

/// A caller that waits.
pub(super) struct Waiter<W: Manage> {
    pub(super) patience: Patience,
    pub(super) turn: Turn,
    pub(super) since: Instant,
    pub(super) place: &'static Location<'static>,
    /// When it gives up; nothing if it looks at the clock itself.
    pub(super) until: Option<Instant>,
    pub(super) answer: Answer<W>,
    /// Whether the server has looked whether there is anything to wait for.
    is_seen: bool,
}

/// What a caller asks for, each time that it asks.
#[derive(Clone, Copy)]
pub(super) struct Request {
    pub(super) ticket: Ticket,
    pub(super) patience: Patience,
    /// Where in the program.
    pub(super) place: &'static Location<'static>,
}

/// Whether a caller's turn has come before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    First,
    /// It has, but the worker was not fit for use.
    Again,
}

impl<W: Manage> Waiter<W> {
    /// One that asks the server.
    pub(super) fn new(
        request: Request,
        turn: Turn,
        reply: Reply<Outcome<W>>,
    ) -> Self {
        Self {
            patience: request.patience,
            turn,
            since: Instant::now(),
            place: request.place,
            until: None,
            answer: Answer::Reply(reply),
            is_seen: false,
        }
    }
}

/// What a caller is told.
pub(super) type Outcome<W> = Result<Worker<W>, CheckoutError>;

/// Where a caller waits.
pub(super) enum Answer<W: Manage> {
    /// In a call to the server.
    Reply(Reply<Outcome<W>>),
    /// At the desk, as this process.
    Channel(oneshot::Sender<Outcome<W>>, Option<Pid>),
}

impl<W: Manage> Answer<W> {
    fn is_awaited(&self) -> bool {
        match self {
            Self::Reply(reply) => reply.is_awaited(),
            Self::Channel(sender, _) => !sender.is_closed(),
        }
    }

    fn caller(&self) -> Option<Pid> {
        match self {
            Self::Reply(reply) => reply.caller(),
            Self::Channel(_, caller) => *caller,
        }
    }

    /// Tells the caller, who may have gone.
    pub(super) fn send(self, outcome: Outcome<W>) {
        match self {
            Self::Reply(reply) => reply.send(outcome),
            Self::Channel(sender, _) => drop(sender.send(outcome)),
        }
    }
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
    _waiting: BTreeMap<Ticket, Waiter<W>>,
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
            waiting: BTreeMap::new(),
            unseen: 0,
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
        self.unseen = 0;
        self.busy.clear();
        Remains {
            _idle: mem::take(&mut self.idle),
            _waiting: mem::take(&mut self.waiting),
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
        let waiter = Waiter {
            patience,
            turn: Turn::First,
            since,
            place,
            until: Some(until),
            answer: Answer::Channel(sender, holder),
            is_seen: true,
        };
        self.waiting.insert(ticket, waiter);
        Service::Waits(receiver)
    }

    /// Puts a caller into the queue. The server must be told.
    pub(super) fn enqueue(&mut self, ticket: Ticket, waiter: Waiter<W>) {
        self.unseen += 1;
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
    pub(super) fn next_waiter(
        &mut self,
    ) -> (Option<Waiter<W>>, Vec<Waiter<W>>) {
        let mut gone = Vec::new();
        while let Some((_, waiter)) = self.waiting.pop_first() {
            self.unseen -= usize::from(!waiter.is_seen);
            if waiter.answer.is_awaited() {
                return (Some(waiter), gone);
            }
            self.counters.abandoned += 1;
            gone.push(waiter);
        }
        (None, gone)
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
