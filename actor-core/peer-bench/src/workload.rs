//! The workloads: their names, sizes and units.

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

/// What is measured; [`Contestant`](crate::contestants::Contestant) says how.
#[derive(
    Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ValueEnum,
)]
#[allow(missing_docs)]
pub enum Workload {
    Spawn,
    Call,
    FanIn1,
    FanIn8,
    Ring,
    Idle,
    Links,
    Monitors,
    Callers,
    Skynet,
    Restarts,
    Whereis,
    Tables1,
    Tables1000,
    Dynamic,
}

/// How much of everything is done in one measurement.
#[derive(Args, Clone, Debug, Deserialize, Serialize)]
#[command(next_help_heading = "Sizes")]
pub struct Sizes {
    /// Processes that are spawned, get one message and exit
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub spawns: usize,

    /// Calls of one caller to one server
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub calls: usize,

    /// Messages to one receiver, of all producers together
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub messages: usize,

    /// Hops of a token around the ring
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    pub hops: usize,

    /// Processes in the ring
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub ring: usize,

    /// Idle processes in memory
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub idle: usize,

    /// Processes in the chain of links
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub links: usize,

    /// Monitors of one process by one watcher
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub monitors: usize,

    /// Concurrent callers of one server
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub callers: usize,

    /// Calls of each concurrent caller
    #[arg(long, value_name = "N", default_value_t = 300)]
    pub calls_each: usize,

    /// Leaves of the skynet tree, a power of ten
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub skynet: usize,

    /// Restarts of one child by its supervisor
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub restarts: usize,

    /// Look-ups of one registered name
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub lookups: usize,

    /// Names that are registered
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub names: usize,

    /// Keys in the table, of all its clients together
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub keys: usize,

    /// Children of the dynamic supervisor
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub children: usize,
}

impl Sizes {
    /// Returns the size that a tenth of `workload` has.
    pub fn of(&mut self, workload: Workload) -> &mut usize {
        match workload {
            Workload::Spawn => &mut self.spawns,
            Workload::Call => &mut self.calls,
            Workload::FanIn1 | Workload::FanIn8 => &mut self.messages,
            Workload::Ring => &mut self.hops,
            Workload::Idle => &mut self.idle,
            Workload::Links => &mut self.links,
            Workload::Monitors => &mut self.monitors,
            Workload::Callers => &mut self.calls_each,
            Workload::Skynet => &mut self.skynet,
            Workload::Restarts => &mut self.restarts,
            Workload::Whereis => &mut self.lookups,
            Workload::Tables1 | Workload::Tables1000 => &mut self.keys,
            Workload::Dynamic => &mut self.children,
        }
    }
}

/// A number that a workload yields; a row of the table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Metric {
    /// What the number is about.
    pub name: &'static str,
    /// The unit it is written in.
    pub unit: &'static str,
    /// Whether more of it is better or worse.
    pub better: Better,
}

/// The direction in which a [`Metric`] improves.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[allow(missing_docs)]
pub enum Better {
    Less,
    More,
}

impl Workload {
    /// Returns the metrics in the order in which a measurement yields them.
    pub fn metrics(self) -> Vec<Metric> {
        use Better::{Less, More};
        let metric = |name, unit, better| Metric { name, unit, better };
        match self {
            Workload::Spawn => {
                vec![metric("spawn + message + exit", "ns", Less)]
            }
            Workload::Call => vec![metric("call, there and back", "ns", Less)],
            Workload::FanIn1 => vec![metric("cast, 1 producer", "M/s", More)],
            Workload::FanIn8 => vec![metric("cast, 8 producers", "M/s", More)],
            Workload::Ring => vec![metric("ring, one hop", "ns", Less)],
            Workload::Idle => vec![metric("idle process, resident", "B", Less)],
            Workload::Links => vec![
                metric("chain of links, build one", "ns", Less),
                metric("chain of links, kill one", "ns", Less),
            ],
            Workload::Monitors => vec![metric("one DOWN of many", "ns", Less)],
            Workload::Callers => vec![
                metric("many callers, calls", "M/s", More),
                metric("many callers, p50", "µs", Less),
                metric("many callers, p99", "µs", Less),
            ],
            Workload::Skynet => vec![metric("skynet, one leaf", "ns", Less)],
            Workload::Restarts => vec![metric("restarts", "k/s", More)],
            Workload::Whereis => vec![metric("whereis", "ns", Less)],
            Workload::Tables1 => vec![metric("table, 1 client", "M/s", More)],
            Workload::Tables1000 => {
                vec![metric("table, 1000 clients", "M/s", More)]
            }
            Workload::Dynamic => vec![
                metric("dynamic child, start", "ns", Less),
                metric("dynamic child, resident", "B", Less),
                metric("dynamic child, stop", "ns", Less),
            ],
        }
    }

    /// Chooses from the numbers of workers those that it runs with.
    ///
    /// Those that need a million processes run with the last one only:
    /// memory hardly depends on it, and a tree of processes is there to be
    /// shared.
    pub fn workers(self, workers: &[usize]) -> &[usize] {
        match (self, workers) {
            (
                Workload::Idle | Workload::Skynet | Workload::Dynamic,
                [.., _],
            ) => &workers[workers.len() - 1..],
            _ => workers,
        }
    }

    /// Tells whether a tenth of the size runs first, unmeasured.
    ///
    /// Not where the memory that a warm-up leaves behind would count, nor
    /// where a measurement takes so long that it is its own warm-up.
    pub fn warms_up(self) -> bool {
        !matches!(self, Workload::Idle | Workload::Skynet | Workload::Dynamic)
    }
}
