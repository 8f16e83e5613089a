//! How much is asked, how fast, and for how long.

mod rate;
mod turns;

use std::time::Duration;

pub use rate::{Rate, RateError};
use serde::{Deserialize, Serialize};
pub use turns::Turns;

/// What a run is to do, but for what it asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Who decides when the next request is sent.
    pub load: Load,
    /// When it is enough.
    pub until: Until,
    /// How many connections there are at most.
    pub connections: usize,
    /// How many requests at a time a connection has: 1, but for HTTP/2.
    pub streams: usize,
    /// How long requests are sent at first that are not counted.
    pub warmup: Duration,
    /// How long it takes from the start to the whole load, evenly: to the rate
    /// in the open model, to all connections in the closed one.
    pub ramp: Duration,
    /// How long answers are waited for after the end.
    pub grace: Duration,
    /// How long a connection may take: name, TCP and TLS.
    pub connect_timeout: Duration,
    /// How long a request may take, from when it is sent to the end of the
    /// answer's body.
    pub request_timeout: Duration,
    /// Whether a connection is used again.
    pub keep_alive: KeepAlive,
    /// Which of the requests these are, if others send the rest.
    pub turns: Turns,
}

/// Who decides when the next request is sent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "model", rename_all = "snake_case")]
pub enum Load {
    /// The answers: each connection sends its next request when it has the
    /// answer to the last. A target that is slow is asked less, so that few
    /// requests meet the time in which it is slow.
    Closed,
    /// A clock: requests are due at times that the answers do not change, and
    /// a request takes from when it was due.
    Open {
        /// How many are due in a time.
        rate: Rate,
        /// How many may be due and not over. Those that come due beyond it are
        /// missed.
        max_in_flight: usize,
    },
}

/// When a run has asked enough: at the first that comes of what is there.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize,
)]
pub struct Until {
    /// So many requests, without those to warm up.
    pub requests: Option<u64>,
    /// So long after the time to warm up.
    pub duration: Option<Duration>,
}

/// Whether a connection is used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepAlive {
    /// As long as the server lets it.
    Yes,
    /// For each request there is a new one, which is part of the time it takes.
    No,
}

impl Default for Plan {
    /// Ten seconds, with fifty connections that ask as fast as they can.
    fn default() -> Self {
        Self {
            load: Load::Closed,
            until: Until {
                requests: None,
                duration: Some(Duration::from_secs(10)),
            },
            connections: 50,
            streams: 1,
            warmup: Duration::ZERO,
            ramp: Duration::ZERO,
            grace: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(30),
            keep_alive: KeepAlive::Yes,
            turns: Turns::default(),
        }
    }
}
