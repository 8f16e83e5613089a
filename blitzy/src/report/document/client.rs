//! What a run cost the machine that it ran on.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::report::Report;
use crate::report::units::millis;
use crate::run::Cost;

/// The cost, and what it is for each request.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Client {
    #[serde(with = "millis")]
    user_ms: Duration,
    #[serde(with = "millis")]
    system_ms: Duration,
    #[serde(with = "millis")]
    wall_ms: Duration,
    peak_memory_bytes: u64,
    cores: usize,
    #[serde(skip_deserializing)]
    user_us_per_request: f64,
    #[serde(skip_deserializing)]
    system_us_per_request: f64,
    #[serde(skip_deserializing)]
    busy_share: f64,
}

impl From<&Report> for Client {
    fn from(report: &Report) -> Self {
        let (user, system) = report.cost_per_request();
        Self {
            user_ms: report.cost.user,
            system_ms: report.cost.system,
            wall_ms: report.cost.wall,
            peak_memory_bytes: report.cost.peak_memory,
            cores: report.cost.cores,
            user_us_per_request: user.as_secs_f64() * 1e6,
            system_us_per_request: system.as_secs_f64() * 1e6,
            busy_share: report.busy_share(),
        }
    }
}

impl From<Client> for Cost {
    fn from(client: Client) -> Self {
        Self {
            user: client.user_ms,
            system: client.system_ms,
            peak_memory: client.peak_memory_bytes,
            cores: client.cores,
            wall: client.wall_ms,
        }
    }
}
