//! What comes out of a run.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::measure::Tally;

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
