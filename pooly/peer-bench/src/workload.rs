//! The workloads: who checks out from what, and what is counted.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// What is measured; [`Shape`] says how.
#[derive(
    Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ValueEnum,
)]
#[allow(missing_docs)]
pub enum Workload {
    One,
    OneHold,
    Many,
    ManyHold,
    Waits,
    Overflow,
    Churn,
}

/// A pool, and the tasks that check out from it, again and again.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// How many tasks there are.
    pub tasks: usize,
    /// Whether a holder yields once before it checks in, so that holders
    /// overlap.
    pub hold: bool,
    /// The size of the pool.
    pub size: usize,
    /// How many more workers it may start.
    pub max_overflow: usize,
    /// Whether those end as soon as they are checked in.
    pub ends_overflow_at_once: bool,
}

/// A number that a workload yields; a row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// What the number is about.
    pub name: &'static str,
    /// The unit it is written in.
    pub unit: &'static str,
}

impl Workload {
    /// Returns what takes part.
    pub fn shape(self) -> Shape {
        let one = Shape {
            tasks: 1,
            hold: false,
            size: 8,
            max_overflow: 0,
            ends_overflow_at_once: false,
        };
        let many = Shape { tasks: 64, ..one };
        let overflow = Shape { tasks: 8, size: 4, max_overflow: 4, ..one };
        match self {
            Workload::One => one,
            Workload::OneHold => Shape { hold: true, ..one },
            Workload::Many => many,
            Workload::ManyHold | Workload::Waits => {
                Shape { hold: true, ..many }
            }
            Workload::Overflow => Shape { hold: true, ..overflow },
            Workload::Churn => {
                Shape { hold: true, ends_overflow_at_once: true, ..overflow }
            }
        }
    }

    /// Returns the metrics in the order in which a measurement yields them.
    pub fn metrics(self) -> Vec<Metric> {
        let metric = |name, unit| Metric { name, unit };
        let time = |name| vec![metric(name, "ns"), metric(name, "CPU ns")];
        match self {
            Workload::One => time("1 task"),
            Workload::OneHold => time("1 task, hold"),
            Workload::Many => time("64 tasks"),
            Workload::ManyHold => time("64 tasks, hold"),
            Workload::Waits => vec![
                metric("wait, p50", "µs"),
                metric("wait, p99", "µs"),
                metric("wait, worst", "µs"),
                metric("wait, worst", "fair shares"),
                metric("wait, worst", "others served"),
                metric("least served task", "checkouts"),
                metric("most served task", "checkouts"),
            ],
            Workload::Overflow => time("overflow, lingers"),
            Workload::Churn => time("overflow, ends at once"),
        }
    }
}
