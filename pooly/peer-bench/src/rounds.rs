//! Interleaved rounds: every contestant has its turn before any has its next.

use std::env;
use std::process::Command;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::child::{self, Answer, Job};
use crate::cli::Cli;
use crate::contestants::{Name, Plan, poolboy};
use crate::workload::Workload;

/// What is known of one contestant in one workload with so many threads.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What was asked for, at its final size.
    pub job: Job,
    /// Why the size is not the full one, or nothing was asked for.
    pub plan: Plan,
    /// The numbers of each round.
    pub rounds: Vec<Vec<f64>>,
    /// Why there are no more rounds.
    pub trouble: Option<String>,
}

/// Measures all that `cli` asks for.
pub fn run(cli: &Cli) -> anyhow::Result<Vec<Cell>> {
    let mut cells = cells(cli);
    let asked_for = cli.contestants().contains(&Name::Poolboy);
    let beams = match asked_for.then(poolboy::compile) {
        Some(Ok(beams)) => Some(beams),
        Some(Err(reason)) => {
            eprintln!("poolboy does not take part: {reason:#}");
            cells.retain(|cell| cell.job.contestant != Name::Poolboy);
            None
        }
        None => None,
    };
    let bar = ProgressBar::new((cli.rounds * cells.len()) as u64).with_style(
        ProgressStyle::with_template(
            "{bar:20} {pos}/{len}, {eta} left: {msg}",
        )?,
    );
    for _ in 0..cli.rounds {
        for cell in &mut cells {
            bar.inc(1);
            if cell.trouble.is_some() || matches!(cell.plan, Plan::Missing(_)) {
                continue;
            }
            let Job { contestant, workload, threads, .. } = cell.job;
            bar.set_message(format!("{contestant:?} {workload:?} {threads}"));
            let mut child = Command::new(env::current_exe()?);
            if let Some(folder) = &beams {
                child.env(poolboy::BEAMS, folder.path());
            }
            let timeout = Duration::from_secs(cli.timeout);
            match child::ask(child, &cell.job, timeout)? {
                Answer::Measured(numbers) => cell.rounds.push(numbers),
                Answer::Failed(why) => cell.trouble = Some(why),
                Answer::Hung => {
                    cell.trouble =
                        Some(format!("did not end within {} s", cli.timeout));
                }
            }
        }
    }
    bar.finish_and_clear();
    Ok(cells)
}

/// Lists the cells in the order of a round: neighbours in time are compared.
fn cells(cli: &Cli) -> Vec<Cell> {
    let mut cells = Vec::new();
    for workload in cli.workloads() {
        for &threads in &cli.threads {
            for contestant in cli.contestants() {
                let mut sizes = cli.sizes.clone();
                let plan = contestant.plan(workload);
                if let Plan::Tenth(_) = plan {
                    sizes.checkouts /= 10;
                }
                let job = Job { contestant, workload, threads, sizes };
                let (rounds, trouble) = (Vec::new(), None);
                cells.push(Cell { job, plan, rounds, trouble });
            }
        }
    }
    cells
}

impl Cell {
    /// Returns the footnote of this cell.
    pub fn note(&self) -> Option<String> {
        if let Some(trouble) = &self.trouble {
            return Some(trouble.clone());
        }
        match self.plan {
            Plan::Full => None,
            Plan::Missing(words) => Some(words.into()),
            Plan::Tenth(words) => Some(format!("a tenth of the size: {words}")),
        }
    }

    /// Tells whether this cell belongs into the row of `workload`.
    pub fn is_in(&self, workload: Workload, threads: usize) -> bool {
        self.job.workload == workload && self.job.threads == threads
    }
}
