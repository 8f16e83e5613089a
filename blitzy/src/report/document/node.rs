//! What a node of a cluster had to do with a run.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::MOST;
use crate::report::units::millis;
use crate::run::{Cost, NodeShare};

/// A node's share whose durations are milliseconds.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Node {
    name: String,
    host: String,
    connections: usize,
    planned: Option<u64>,
    sent: u64,
    succeeded: u64,
    failed: u64,
    errors: u64,
    unfinished: u64,
    missed: u64,
    unknown: Option<u64>,
    redistributed: u64,
    #[serde(with = "millis")]
    p50_ms: Duration,
    #[serde(with = "millis")]
    p99_ms: Duration,
    #[serde(with = "millis")]
    max_ms: Duration,
    clock_ahead_ms: f64,
    #[serde(with = "millis")]
    clock_within_ms: Duration,
    #[serde(with = "millis")]
    user_ms: Duration,
    #[serde(with = "millis")]
    system_ms: Duration,
    #[serde(with = "millis")]
    wall_ms: Duration,
    peak_memory_bytes: u64,
    cores: usize,
    lost: Option<String>,
}

impl From<NodeShare> for Node {
    fn from(node: NodeShare) -> Self {
        Self {
            name: node.name,
            host: node.host,
            connections: node.connections,
            planned: node.planned,
            sent: node.sent,
            succeeded: node.succeeded,
            failed: node.failed,
            errors: node.errors,
            unfinished: node.unfinished,
            missed: node.missed,
            unknown: node.unknown,
            redistributed: node.redistributed,
            p50_ms: node.p50,
            p99_ms: node.p99,
            max_ms: node.max,
            clock_ahead_ms: node.clock_ahead_ms,
            clock_within_ms: node.clock_within,
            user_ms: node.cost.user,
            system_ms: node.cost.system,
            wall_ms: node.cost.wall,
            peak_memory_bytes: node.cost.peak_memory,
            cores: node.cost.cores,
            lost: node.lost,
        }
    }
}

impl From<Node> for NodeShare {
    fn from(node: Node) -> Self {
        Self {
            name: node.name,
            host: node.host,
            connections: node.connections,
            planned: node.planned,
            sent: node.sent,
            succeeded: node.succeeded,
            failed: node.failed,
            errors: node.errors,
            unfinished: node.unfinished,
            missed: node.missed,
            unknown: node.unknown,
            redistributed: node.redistributed,
            p50: node.p50_ms,
            p99: node.p99_ms,
            max: node.max_ms,
            clock_ahead_ms: node.clock_ahead_ms,
            clock_within: node.clock_within_ms,
            cost: Cost {
                user: node.user_ms,
                system: node.system_ms,
                peak_memory: node.peak_memory_bytes,
                cores: node.cores,
                wall: node.wall_ms,
            },
            lost: node.lost,
        }
    }
}

/// Returns whether a node can have such numbers.
pub(super) fn is_possible(node: &NodeShare) -> bool {
    let outcomes = [node.succeeded, node.failed, node.errors, node.unfinished];
    let counts = [node.sent, node.missed, node.unknown.unwrap_or(0)];
    let ended =
        outcomes.iter().try_fold(0, |all: u64, it| all.checked_add(*it));
    counts.iter().all(|count| *count <= MOST)
        && ended == Some(node.sent)
        && node.p50 <= node.p99
        && node.p99 <= node.max
        && node.clock_ahead_ms.is_finite()
}
