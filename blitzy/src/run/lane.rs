//! Where connections count.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::queue::Ticket;
use crate::engine::Answer;
use crate::measure::{Failure, Tally};

/// The tally of some of the connections: as many as one thread runs, so that
/// hardly ever two want it at a time. A tally for each connection would be
/// hundreds of histograms, which no cache holds.
#[derive(Debug, Default)]
pub(super) struct Lane {
    counted: Mutex<Counted>,
}

/// What a lane has counted since it was last asked.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) tally: Tally,
    /// When the last request that counts was over.
    pub(super) last: Option<Instant>,
}

/// A request that is over.
#[derive(Debug)]
pub(super) struct Over {
    pub(super) ticket: Ticket,
    /// When its time began: when it was due, or taken.
    pub(super) began: Instant,
    /// When it was sent; if it was, and only in the open model.
    pub(super) sent: Option<Instant>,
    pub(super) ended: Instant,
    /// How long it took to open a connection for it, if one was opened.
    pub(super) opened: Option<Duration>,
    pub(super) outcome: Result<Answer, Failure>,
}

impl Lane {
    /// Counts a request that is over.
    pub(super) fn count(&self, over: Over) {
        let mut counted = self.counted.lock();
        let Counted { tally, last } = &mut *counted;
        if let Some(time) = over.opened {
            tally.connects.record(time);
        }
        if let Ticket::Warmup(_) = over.ticket {
            tally.warmup += 1;
            return;
        }
        *last = Some(over.ended);
        tally.sent += 1;
        let took = over.ended.saturating_duration_since(over.began);
        match over.outcome {
            Ok(Answer { status, body }) => {
                *tally.statuses.entry(status).or_default() += 1;
                tally.body_bytes += body;
                if status < 400 {
                    tally.succeeded.record(took);
                } else {
                    tally.failed.record(took);
                }
            }
            Err(failure) => {
                tally.errors.record(took);
                tally.count_failure(failure);
            }
        }
        if let Some(sent) = over.sent {
            let lag = sent.saturating_duration_since(over.began);
            tally.lag.record(lag);
            tally.service.record(over.ended.saturating_duration_since(sent));
        }
    }

    /// Counts a connection that was opened before there was a request for it.
    pub(super) fn opened(&self, time: Duration) {
        self.counted.lock().tally.connects.record(time);
    }

    /// Counts requests that were due and never sent.
    pub(super) fn missed(&self, count: u64) {
        self.counted.lock().tally.missed += count;
    }

    /// Counts a request that has no answer although the run is over.
    pub(super) fn unfinished(&self, age: Duration) {
        let tally = &mut self.counted.lock().tally;
        tally.sent += 1;
        tally.unfinished.record(age);
    }

    /// Takes what was counted since the last time.
    pub(super) fn take(&self) -> Counted {
        // Made before the lock is taken: histograms take a moment.
        let empty = Counted::default();
        std::mem::replace(&mut *self.counted.lock(), empty)
    }
}
