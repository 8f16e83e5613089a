//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use crate::child::{Job, Sizes};
use crate::contestants::Name;
use crate::workload::Workload;

/// Measures pooly beside its peers: same workloads, one table.
///
/// Every measurement runs in a process of its own, and the rounds are
/// interleaved: each contestant has its turn before any has its second.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    /// Workloads to run [default: all]
    #[arg(short, long, value_delimiter = ',')]
    workloads: Vec<Workload>,

    /// Contestants to measure [default: all]
    #[arg(short, long, value_delimiter = ',')]
    contestants: Vec<Name>,

    /// Rounds, each of which measures everything once
    #[arg(short, long, default_value_t = 5)]
    pub rounds: usize,

    /// Threads; 1 is tokio's current-thread runtime and BEAM's +S 1:1
    #[arg(short, long, value_delimiter = ',', default_value = "1,2")]
    pub threads: Vec<usize>,

    /// Seconds after which a measurement counts as hung
    #[arg(long, default_value_t = 30)]
    pub timeout: u64,

    /// Writes the table to this file, as Markdown
    #[arg(short, long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,

    /// How much of everything is done.
    #[command(flatten)]
    pub sizes: Sizes,

    /// The measurement that a child process is to answer, as JSON.
    #[arg(long, hide = true, value_parser = Job::from_json)]
    pub job: Option<Job>,
}

impl Cli {
    /// Returns the workloads asked for, in the order of the table.
    pub fn workloads(&self) -> Vec<Workload> {
        chosen(&self.workloads)
    }

    /// Returns the contestants asked for, in the order of the table.
    pub fn contestants(&self) -> Vec<Name> {
        chosen(&self.contestants)
    }
}

fn chosen<T: ValueEnum + PartialEq>(asked_for: &[T]) -> Vec<T> {
    T::value_variants()
        .iter()
        .filter(|one| asked_for.is_empty() || asked_for.contains(one))
        .cloned()
        .collect()
}
