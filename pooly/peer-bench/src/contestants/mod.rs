//! The contestants: one trait, one file for each.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::child::Job;
use crate::machine::version_of;
use crate::measure::{Outcome, run};
use crate::workload::Workload;

use self::pooly::Callers;

mod bb8;
mod deadpool;
mod floor;
pub mod poolboy;
mod pooly;

/// A pool, started, and shared by all tasks that check out from it.
///
/// What is pooled is a [`Connection`] wherever it may be a value. Each file
/// begins with the functions that start its pool.
pub trait Contestant: Clone + Send + Sync + 'static {
    /// Waits for a worker. Dropping what this returns checks it in.
    fn checkout(&self) -> impl Future<Output = impl Send> + Send;

    /// Spawns a task that checks out.
    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        tokio::spawn(task);
    }
}

/// What is pooled: it costs nothing to make and is always well.
#[derive(Debug)]
pub struct Connection;

/// How far a contestant can go in a workload. The words are footnotes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Plan {
    /// All the way.
    Full,
    /// With a tenth of the checkouts, because all of them take too long.
    Tenth(&'static str),
    /// It does not have the feature.
    Missing(&'static str),
}

/// Who takes part, in the order of the table.
#[derive(
    Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ValueEnum,
)]
#[allow(missing_docs)]
pub enum Name {
    Floor,
    Pooly,
    PoolyInProcesses,
    PoolyOfProcesses,
    Deadpool,
    DeadpoolTimeout,
    Bb8,
    Bb8Untested,
    Poolboy,
}

impl Name {
    /// Does `job` with the contestant of this name.
    pub fn measure(self, job: &Job) -> Outcome {
        let shape = job.workload.shape();
        match self {
            Name::Floor => run(job, floor::start(shape)),
            Name::Pooly => run(job, pooly::of_values(shape, Callers::Tasks)),
            Name::PoolyInProcesses => {
                run(job, pooly::of_values(shape, Callers::Processes))
            }
            Name::PoolyOfProcesses => {
                run(job, pooly::of_processes(shape, Callers::Tasks))
            }
            Name::Deadpool => run(job, deadpool::as_it_is(shape)),
            Name::DeadpoolTimeout => run(job, deadpool::with_timeout(shape)),
            Name::Bb8 => run(job, bb8::as_it_is(shape)),
            Name::Bb8Untested => run(job, bb8::untested(shape)),
            Name::Poolboy => poolboy::measure(job),
        }
    }

    /// Says how far this contestant can go in `workload`.
    pub fn plan(self, workload: Workload) -> Plan {
        let has_overflow = workload.shape().max_overflow > 0;
        match self {
            Name::Floor if has_overflow => Plan::Missing("it has no overflow"),
            Name::Deadpool | Name::DeadpoolTimeout if has_overflow => {
                Plan::Missing("it grows as needed, and never shrinks")
            }
            Name::Bb8 | Name::Bb8Untested if has_overflow => {
                Plan::Missing("it grows as needed, and shrinks after minutes")
            }
            Name::Poolboy => match workload {
                Workload::Waits => Plan::Full,
                Workload::Overflow => {
                    Plan::Missing("its overflow never lingers")
                }
                _ => Plan::Tenth("all of it takes seconds"),
            },
            _ => Plan::Full,
        }
    }

    /// Returns the head of its column, with its version below.
    pub fn title(self, line_break: &str) -> String {
        let (words, package) = match self {
            Name::Floor => ("semaphore + stack", "tokio"),
            Name::Pooly => ("pooly", "pooly"),
            Name::PoolyInProcesses => ("pooly, in processes", "pooly"),
            Name::PoolyOfProcesses => ("pooly, of processes", "pooly"),
            Name::Deadpool => ("deadpool", "deadpool"),
            Name::DeadpoolTimeout => ("deadpool, timeout", "deadpool"),
            Name::Bb8 => ("bb8", "bb8"),
            Name::Bb8Untested => ("bb8, untested", "bb8"),
            Name::Poolboy => ("poolboy", "poolboy"),
        };
        format!("{words}{line_break}{}", version_of(package))
    }
}
