//! What comes out of a run.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::measure::Tally;

/// Of a run that nobody ends the seconds of the first week are kept.
pub(crate) const MOST_SECONDS: usize = 7 * 24 * 60 * 60;

/// What comes out of a run.
#[derive(Clone, Debug)]
pub struct Measured {
    /// How it ended.
    pub ended: Ended,
    /// When the part that counts began, after the time to warm up.
    pub began: SystemTime,
    /// How long that part was: to the last answer, or to the end of the
    /// duration that was asked for if that is later.
    pub elapsed: Duration,
    /// All that was counted.
    pub tally: Tally,
    /// How it went, second by second, the time to warm up included.
    pub seconds: Vec<Second>,
    /// Groups of connections that crashed, and why. What they had counted in
    /// their last second is not known.
    pub lost: Vec<String>,
    /// What the nodes of a cluster had to do with it; none if one machine did
    /// it all.
    pub nodes: Vec<NodeShare>,
    /// What it cost here.
    pub cost: Cost,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// As was planned.
    Finished,
    /// Somebody stopped it.
    Interrupted,
}

/// One second of a run: all that ended in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Second {
    /// Its number: 0 is the first, of the time to warm up if there is one.
    pub at: u64,
    /// Whether it belongs to the time to warm up, in which nothing is counted.
    pub is_warmup: bool,
    /// How many requests were over, whatever came of them.
    pub completed: u64,
    /// Those of them with a status of 400 or more.
    pub failed: u64,
    /// Those of them without a whole answer.
    pub errors: u64,
    /// Requests that were due and not sent.
    pub missed: u64,
    /// How many were under way at its end, in the open model with those that
    /// wait for a connection.
    pub in_flight: u64,
    /// The bytes of the answers' bodies.
    pub body_bytes: u64,
    /// The median of how long they took; zero if none was over.
    pub p50: Duration,
    /// What 99 % did not exceed.
    pub p99: Duration,
    /// The longest.
    pub max: Duration,
}

/// What a run cost the machine that it ran on, all of this program included.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize,
)]
pub struct Cost {
    /// The time of processors in the program.
    pub user: Duration,
    /// The time of processors in the kernel for it.
    pub system: Duration,
    /// The most memory that it had, ever, in bytes.
    pub peak_memory: u64,
    /// How many processors there are.
    pub cores: usize,
    /// How long it took.
    pub wall: Duration,
}

impl Cost {
    /// Adds what another program on the way to the same end has cost.
    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            user: self.user.saturating_add(other.user),
            system: self.system.saturating_add(other.system),
            peak_memory: self.peak_memory.max(other.peak_memory),
            cores: self.cores.max(other.cores),
            wall: self.wall.max(other.wall),
        }
    }
}

/// What one node of a cluster had to do with a run.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeShare {
    /// Its name, such as `b@127.0.0.1`.
    pub name: String,
    /// The name of its machine.
    pub host: String,
    /// How many connections it was told to have.
    pub connections: usize,
    /// How many requests it was told to send, those of a lost node included
    /// that it was given later; none if it was told for how long.
    pub planned: Option<u64>,
    /// How many it is known to have sent.
    pub sent: u64,
    /// Those of them with a status below 400.
    pub succeeded: u64,
    /// Those of them with another status.
    pub failed: u64,
    /// Those of them without a whole answer.
    pub errors: u64,
    /// Those of them without an end.
    pub unfinished: u64,
    /// Requests that were due and not sent.
    pub missed: u64,
    /// Requests of which nobody knows whether they were sent, because the node
    /// was lost; none if nobody knows how many those are.
    pub unknown: Option<u64>,
    /// How many of the unknown ones others were told to send instead.
    pub redistributed: u64,
    /// The median of how long requests took.
    pub p50: Duration,
    /// What 99 % did not exceed.
    pub p99: Duration,
    /// The longest.
    pub max: Duration,
    /// How many milliseconds its clock is ahead; less than nothing if it is
    /// behind.
    pub clock_ahead_ms: f64,
    /// How exactly that is known.
    pub clock_within: Duration,
    /// What it cost there.
    pub cost: Cost,
    /// Why it was lost, if it was.
    pub lost: Option<String>,
}
