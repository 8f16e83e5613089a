//! The nodes of a run, and what each has told.

use std::time::{Duration, Instant};

use actor_core::{NodeName, Pid, Reference};

use super::clock::Clock;
use crate::measure::Tally;
use crate::plan::Plan;
use crate::run::{Cost, NodeShare};

/// A node of a run.
pub(super) struct Member {
    pub(super) name: NodeName,
    /// The name of its machine.
    pub(super) host: String,
    pub(super) clock: Clock,
    /// All that it has told.
    pub(super) tally: Tally,
    pub(super) cost: Cost,
    /// Why it was lost, if it was.
    pub(super) lost: Option<String>,
    /// How many requests it is not known to have sent others were told to.
    pub(super) redistributed: u64,
}

/// A share that a node sends: the one that it began with, or a part of one of
/// a node that was lost.
pub(super) struct Shift {
    /// The index of its node.
    pub(super) member: usize,
    /// The process that sends it.
    pub(super) pid: Pid,
    pub(super) monitor: Reference,
    pub(super) plan: Plan,
    /// When it began, if it did.
    pub(super) began: Option<Instant>,
    /// When it was last heard of.
    pub(super) heard: Instant,
    /// The number of the second that it tells next.
    pub(super) next: u64,
    /// How many requests it is known to have sent, or missed.
    pub(super) done: u64,
    pub(super) state: State,
}

/// How far a shift is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    AtWork,
    Finished,
    Lost,
}

impl Member {
    pub(super) fn new(name: NodeName, host: String) -> Self {
        Self {
            name,
            host,
            clock: Clock::default(),
            tally: Tally::default(),
            cost: Cost::default(),
            lost: None,
            redistributed: 0,
        }
    }

    /// Returns what the report says of it, whose shifts these are.
    pub(super) fn share<'a>(
        &self,
        shifts: impl Iterator<Item = &'a Shift> + Clone,
    ) -> NodeShare {
        let tally = &self.tally;
        let latency = tally.latency();
        let time = |percent| latency.percentile(percent).unwrap_or_default();
        NodeShare {
            name: self.name.to_string(),
            host: self.host.clone(),
            connections: shifts.clone().map(|it| it.plan.connections).sum(),
            planned: shifts.clone().map(|it| it.plan.until.requests).sum(),
            sent: tally.sent,
            succeeded: tally.succeeded.len(),
            failed: tally.failed.len(),
            errors: tally.errors.len(),
            unfinished: tally.unfinished.len(),
            missed: tally.missed,
            unknown: shifts.map(Shift::unknown).sum(),
            redistributed: self.redistributed,
            p50: time(50.0),
            p99: time(99.0),
            max: time(100.0),
            clock_ahead_ms: self.clock.ahead_ms(),
            clock_within: self.clock.round_trip / 2,
            cost: self.cost,
            lost: self.lost.clone(),
        }
    }
}

impl Shift {
    /// Returns how many requests nobody knows to have been sent or not; none
    /// if nobody knows how many those are.
    pub(super) fn unknown(&self) -> Option<u64> {
        match self.state {
            State::Lost => {
                let planned = self.plan.until.requests?;
                Some(planned.saturating_sub(self.done))
            }
            State::AtWork | State::Finished => Some(0),
        }
    }

    /// Returns whether nothing was heard of it for so long. It says nothing
    /// while it opens its connections.
    pub(super) fn is_silent(&self, patience: Duration) -> bool {
        let opening = match self.began {
            Some(_) => Duration::ZERO,
            None => self.plan.connect_timeout,
        };
        self.state == State::AtWork && self.heard.elapsed() > patience + opening
    }
}
