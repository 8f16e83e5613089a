//! What was to be done, in plain numbers.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::plan::{KeepAlive, Load, Plan, Turns, Until};
use crate::report::units::{millis, optional_millis};

/// A plan whose durations are milliseconds.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Config {
    load: Load,
    requests: Option<u64>,
    #[serde(with = "optional_millis")]
    duration_ms: Option<Duration>,
    connections: usize,
    streams: usize,
    #[serde(with = "millis")]
    warmup_ms: Duration,
    #[serde(with = "millis")]
    ramp_ms: Duration,
    #[serde(with = "millis")]
    grace_ms: Duration,
    #[serde(with = "millis")]
    connect_timeout_ms: Duration,
    #[serde(with = "millis")]
    request_timeout_ms: Duration,
    keep_alive: KeepAlive,
}

impl From<&Plan> for Config {
    fn from(plan: &Plan) -> Self {
        Self {
            load: plan.load,
            requests: plan.until.requests,
            duration_ms: plan.until.duration,
            connections: plan.connections,
            streams: plan.streams,
            warmup_ms: plan.warmup,
            ramp_ms: plan.ramp,
            grace_ms: plan.grace,
            connect_timeout_ms: plan.connect_timeout,
            request_timeout_ms: plan.request_timeout,
            keep_alive: plan.keep_alive,
        }
    }
}

impl From<Config> for Plan {
    fn from(config: Config) -> Self {
        Self {
            load: config.load,
            until: Until {
                requests: config.requests,
                duration: config.duration_ms,
            },
            connections: config.connections,
            streams: config.streams,
            warmup: config.warmup_ms,
            ramp: config.ramp_ms,
            grace: config.grace_ms,
            connect_timeout: config.connect_timeout_ms,
            request_timeout: config.request_timeout_ms,
            keep_alive: config.keep_alive,
            // A report is of all that was sent.
            turns: Turns::default(),
        }
    }
}
