//! What the connections of a group share.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, watch};

use super::lane::Lane;
use super::queue::Ticket;
use crate::plan::{Plan, Turns, Until};

/// What the connections of a group share: the clock, the numbers of requests,
/// and where they count.
#[derive(Debug)]
pub(super) struct Course {
    clock: watch::Sender<Option<Clock>>,
    until: Until,
    turns: Turns,
    warmup: Duration,
    /// The number of the next request that counts, and of the next that does
    /// not.
    next: AtomicU64,
    next_warmup: AtomicU64,
    is_stopped: AtomicBool,
    /// Tells those who wait for something that it is not needed any more.
    stopped: Notify,
    lanes: Vec<Lane>,
    seats: Vec<Arc<Seat>>,
    /// What the numbers in the seats count from.
    epoch: Instant,
}

/// When things happen in a run that has begun.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub(super) began: Instant,
    /// From when on requests count.
    pub(super) counts: Instant,
    /// From when on no more are sent.
    pub(super) ends: Option<Instant>,
}

/// What is known of a connection from outside.
#[derive(Debug, Default)]
pub(super) struct Seat {
    /// The nanoseconds from the epoch to when the request that is under way
    /// began, and one; doubled, and one more if it counts. Zero if there is
    /// none.
    under_way: AtomicU64,
}

impl Course {
    pub(super) fn new(plan: &Plan, lanes: usize, seats: usize) -> Self {
        Self {
            clock: watch::Sender::new(None),
            until: plan.until,
            turns: plan.turns,
            warmup: plan.warmup,
            next: AtomicU64::new(0),
            next_warmup: AtomicU64::new(0),
            is_stopped: AtomicBool::new(false),
            stopped: Notify::new(),
            lanes: (0..lanes).map(|_| Lane::default()).collect(),
            seats: (0..seats).map(|_| Arc::default()).collect(),
            epoch: Instant::now(),
        }
    }

    /// Lets the connections begin.
    pub(super) fn begin(&self) -> Clock {
        let began = Instant::now();
        let counts = began + self.warmup;
        let ends = self.until.duration.map(|duration| counts + duration);
        let clock = Clock { began, counts, ends };
        self.clock.send_replace(Some(clock));
        clock
    }

    /// Waits until they may.
    pub(super) async fn begun(&self) -> Clock {
        let mut clock = self.clock.subscribe();
        let clock = clock.wait_for(Option::is_some).await;
        clock.ok().and_then(|clock| *clock).expect("the course is here")
    }

    /// Takes the next request of the closed model, if there is one.
    pub(super) fn take(&self, clock: &Clock, now: Instant) -> Option<Ticket> {
        if self.is_stopped() || clock.ends.is_some_and(|ends| now >= ends) {
            return None;
        }
        if now < clock.counts {
            let number = self.next_warmup.fetch_add(1, Ordering::Relaxed);
            return Some(Ticket::Warmup(number));
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let is_wanted = self.until.requests.is_none_or(|all| number < all);
        is_wanted.then_some(Ticket::Counted(number))
    }

    /// Returns the number of a request among all of the run.
    pub(super) fn number(&self, ticket: Ticket) -> u64 {
        self.turns.number(ticket.number())
    }

    /// No more requests are sent.
    pub(super) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Release);
        self.stopped.notify_waiters();
    }

    /// Waits until no more requests are sent.
    pub(super) async fn stopped(&self) {
        let mut stopped = pin!(self.stopped.notified());
        // From here on it is told of a stop.
        stopped.as_mut().enable();
        if !self.is_stopped() {
            stopped.await;
        }
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Acquire)
    }

    pub(super) fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    /// Returns where this connection counts.
    pub(super) fn lane(&self, connection: usize) -> &Lane {
        &self.lanes[connection % self.lanes.len()]
    }

    pub(super) fn seat(&self, connection: usize) -> Arc<Seat> {
        Arc::clone(&self.seats[connection])
    }

    pub(super) fn epoch(&self) -> Instant {
        self.epoch
    }

    /// Counts requests that were due and never sent.
    pub(super) fn miss(&self, count: u64) {
        self.lanes[0].missed(count);
    }

    /// Returns how many requests are under way.
    pub(super) fn under_way(&self) -> usize {
        let seats = self.seats.iter();
        seats.filter(|seat| seat.load() != 0).count()
    }

    /// Counts what is under way as unfinished. The connections are dead.
    pub(super) fn give_up(&self, now: Instant) {
        for seat in &self.seats {
            let under_way = seat.load();
            if under_way & 1 == 1 {
                let began = Duration::from_nanos((under_way >> 1) - 1);
                let age = now.saturating_duration_since(self.epoch + began);
                self.lanes[0].unfinished(age);
            }
        }
    }
}

impl Seat {
    /// Notes that a request is under way.
    pub(super) fn begin(&self, ticket: Ticket, since_epoch: Duration) {
        let nanos = u64::try_from(since_epoch.as_nanos());
        let nanos = nanos.expect("a run ends within centuries");
        let counts = u64::from(matches!(ticket, Ticket::Counted(_)));
        self.under_way.store((nanos + 1) << 1 | counts, Ordering::Relaxed);
    }

    /// Notes that it is over.
    pub(super) fn end(&self) {
        self.under_way.store(0, Ordering::Relaxed);
    }

    fn load(&self) -> u64 {
        self.under_way.load(Ordering::Relaxed)
    }
}
