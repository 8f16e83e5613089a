//! What can be known of a pool.

use std::fmt;
use std::panic::Location;
use std::time::Duration;

use actor_core::Pid;
use hdrhistogram::Histogram;
use tokio::time::Instant;

use super::desk::Desk;
use super::manage::Manage;
use super::server::Server;

/// What the workers of a pool are doing now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Workers that nobody holds.
    pub idle: usize,
    /// Workers that are checked out.
    pub busy: usize,
    /// Workers that are being started.
    pub starting: usize,
    /// Workers that came back, and are being reset.
    pub resetting: usize,
    /// Workers that are being closed.
    pub closing: usize,
    /// How many of the others are more than the size of the pool.
    pub overflow: usize,
    /// Callers that wait for a worker.
    pub waiting: usize,
    /// How many workers there are without overflow.
    pub size: usize,
}

/// What a pool has done since its server was started.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Stats {
    /// What it is doing now.
    pub status: Status,
    /// Workers that were given out.
    pub checkouts: u64,
    /// Callers that waited too long.
    pub timed_out: u64,
    /// Callers that stopped waiting for another reason.
    pub abandoned: u64,
    /// Workers that were started.
    pub started: u64,
    /// Workers that could not be started.
    pub start_failures: u64,
    /// Workers that are processes, and ended by themselves.
    pub crashed: u64,
    /// Workers that came back and were not fit for use.
    pub discarded: u64,
    /// Workers that the pool has closed, for whatever reason.
    pub closed: u64,
    /// How long those waited who were given a worker.
    pub wait: Durations,
    /// How long workers were held that came back.
    pub hold: Durations,
    /// Who holds a worker for the longest time now.
    pub longest: Option<Holder>,
}

/// Somebody who holds a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its pid, if it is a process.
    pub pid: Option<Pid>,
    /// Where in the program it checked the worker out.
    pub place: &'static Location<'static>,
    /// For how long.
    pub held: Duration,
}

/// Times, of which each is known to one percent.
#[derive(Clone)]
pub struct Durations(Histogram<u64>);

/// Longer times count as this one.
const LONGEST: Duration = Duration::from_hours(24);

impl Durations {
    fn new() -> Self {
        let (nanosecond, longest) = (1, nanoseconds(LONGEST));
        let histogram = Histogram::new_with_bounds(nanosecond, longest, 2);
        Self(histogram.expect("the bounds are in order"))
    }

    fn record(&mut self, time: Duration) {
        self.0.saturating_record(nanoseconds(time));
    }

    /// Returns how many there are.
    pub fn count(&self) -> u64 {
        self.0.len()
    }

    /// Returns the time that this part of them, from 0 to 1, does not exceed.
    pub fn quantile(&self, part: f64) -> Duration {
        Duration::from_nanos(self.0.value_at_quantile(part))
    }

    /// Returns the mean.
    pub fn mean(&self) -> Duration {
        Duration::from_secs_f64(self.0.mean() / 1e9)
    }

    /// Returns the longest.
    pub fn max(&self) -> Duration {
        Duration::from_nanos(self.0.max())
    }
}

impl fmt::Debug for Durations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Durations")
            .field("count", &self.count())
            .field("median", &self.quantile(0.5))
            .field("p99", &self.quantile(0.99))
            .field("max", &self.max())
            .finish()
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// What a server counts.
pub(super) struct Counters {
    checkouts: u64,
    pub(super) timed_out: u64,
    pub(super) abandoned: u64,
    pub(super) started: u64,
    pub(super) start_failures: u64,
    pub(super) crashed: u64,
    pub(super) discarded: u64,
    pub(super) closed: u64,
    wait: Durations,
    hold: Durations,
}

impl Counters {
    pub(super) fn new() -> Self {
        Self {
            checkouts: 0,
            timed_out: 0,
            abandoned: 0,
            started: 0,
            start_failures: 0,
            crashed: 0,
            discarded: 0,
            closed: 0,
            wait: Durations::new(),
            hold: Durations::new(),
        }
    }

    pub(super) fn lent(&mut self, waited: Duration) {
        self.checkouts += 1;
        self.wait.record(waited);
    }

    pub(super) fn held(&mut self, time: Duration) {
        self.hold.record(time);
    }
}

impl<W: Manage> Server<W> {
    pub(super) fn status(&self) -> Status {
        self.status_at(&self.desk())
    }

    fn status_at(&self, desk: &Desk<W>) -> Status {
        Status {
            idle: desk.idle.len(),
            busy: desk.busy.len(),
            starting: self.starting.len(),
            resetting: self.resetting.len(),
            closing: self.closing.len(),
            overflow: self.present(desk).saturating_sub(self.size),
            waiting: desk.waiting.len(),
            size: self.size,
        }
    }

    pub(super) fn stats(&self) -> Stats {
        let desk = self.desk();
        let counters = &desk.counters;
        let longest = desk.busy.values().min_by_key(|loan| loan.since);
        let now = Instant::now();
        Stats {
            status: self.status_at(&desk),
            checkouts: counters.checkouts,
            timed_out: counters.timed_out,
            abandoned: counters.abandoned,
            started: counters.started,
            start_failures: counters.start_failures,
            crashed: counters.crashed,
            discarded: counters.discarded,
            closed: counters.closed,
            wait: counters.wait.clone(),
            hold: counters.hold.clone(),
            longest: longest.map(|loan| Holder {
                pid: loan.holder,
                place: loan.place,
                held: now - loan.since,
            }),
        }
    }
}
