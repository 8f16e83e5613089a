//! Interleaved rounds: every contestant has its turn before any has its next.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, ensure};
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::Cli;
use crate::contestants::{Name, Plan, otp};
use crate::measure::{self, Answer, Job};
use crate::workload::Workload;

/// What is known of one contestant in one workload with so many workers.
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
    let names = cli.contestants();
    let beams = match names.contains(&Name::Otp).then(otp::compile) {
        Some(Ok(beams)) => Some(beams),
        Some(Err(reason)) => {
            eprintln!("OTP does not take part: {reason:#}");
            cells.retain(|cell| cell.job.contestant != Name::Otp);
            None
        }
        None => None,
    };
    let programs = Programs::new(&names)?;
    let bar = ProgressBar::new((cli.rounds * cells.len()) as u64).with_style(
        ProgressStyle::with_template(
            "{bar:20} {pos}/{len}, {eta} left: {msg}",
        )?,
    );
    for _ in 0..cli.rounds {
        for cell in &mut cells {
            bar.inc(1);
            if !cell.goes_on() {
                continue;
            }
            let Job { contestant, workload, workers, .. } = cell.job;
            bar.set_message(format!("{contestant:?} {workload:?} {workers}"));
            let mut child = Command::new(programs.of(contestant));
            if let Some(folder) = &beams {
                child.env(otp::BEAMS, folder.path());
            }
            let timeout = Duration::from_secs(cli.timeout);
            match measure::ask(child, &cell.job, timeout)? {
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
        for &workers in workload.workers(&cli.workers) {
            for contestant in cli.contestants() {
                let sizes = cli.sizes.clone();
                let job = Job { contestant, workload, workers, sizes };
                cells.push(Cell::new(job, cli.all_in));
            }
        }
    }
    cells
}

impl Cell {
    fn new(mut job: Job, all_in: bool) -> Cell {
        let mut plan = job.contestant().plan(job.workload);
        match plan {
            Plan::Tenth(_) | Plan::Hangs(_) if all_in => plan = Plan::Full,
            Plan::Tenth(_) => *job.sizes.of(job.workload) /= 10,
            _ => {}
        }
        Cell { job, plan, rounds: Vec::new(), trouble: None }
    }

    fn goes_on(&self) -> bool {
        self.trouble.is_none()
            && !matches!(self.plan, Plan::Hangs(_) | Plan::Missing(_))
    }

    /// Returns the footnote of this cell.
    pub fn note(&self) -> Option<String> {
        if let Some(trouble) = &self.trouble {
            return Some(trouble.clone());
        }
        match self.plan {
            Plan::Full => None,
            Plan::Noted(words) | Plan::Missing(words) => Some(words.into()),
            Plan::Tenth(words) => Some(format!("a tenth of the size: {words}")),
            Plan::Hangs(words) => Some(format!("not run: {words}")),
        }
    }

    /// Tells whether this cell belongs into the row of `workload`.
    pub fn is_in(&self, workload: Workload, workers: usize) -> bool {
        self.job.workload == workload && self.job.workers == workers
    }
}

/// The two programs that measure: they differ in their allocator.
struct Programs {
    plain: PathBuf,
    mimalloc: PathBuf,
}

impl Programs {
    fn new(names: &[Name]) -> anyhow::Result<Programs> {
        let plain = env::current_exe()?;
        let mimalloc = plain.with_file_name("with-mimalloc");
        if names.iter().any(|name| name.has_mimalloc()) {
            build(&mimalloc)?;
        }
        Ok(Programs { plain, mimalloc })
    }

    fn of(&self, contestant: Name) -> &Path {
        if contestant.has_mimalloc() { &self.mimalloc } else { &self.plain }
    }
}

/// Lets cargo bring the second program up to date, which `cargo run` does not.
fn build(program: &Path) -> anyhow::Result<()> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--quiet", "--bin", "with-mimalloc"])
        .args((!cfg!(debug_assertions)).then_some("--release"))
        .status()
        .context("cargo is needed to build the program with mimalloc")?;
    ensure!(status.success(), "cannot build {}", program.display());
    Ok(())
}
