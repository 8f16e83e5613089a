//! One measurement: asked for by the parent, answered by a child process.

use std::fs::File;
use std::io::{Read, Seek};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::Args;
use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};
use wait_timeout::ChildExt;

use crate::contestants::Name;
use crate::measure::Waits;
use crate::workload::Workload;

/// All that a child must know to measure.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Job {
    /// Who is measured.
    pub contestant: Name,
    /// What is measured.
    pub workload: Workload,
    /// Threads that run tasks.
    pub threads: usize,
    /// How much of it is done.
    pub sizes: Sizes,
}

/// How much of everything is done in one measurement.
#[derive(Args, Clone, Debug, Deserialize, Serialize)]
#[command(next_help_heading = "Sizes")]
pub struct Sizes {
    /// Checkouts of all tasks together
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    pub checkouts: usize,

    /// How long `waits` runs
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub milliseconds: u64,
}

impl Job {
    /// Parses what [`ask`] passes on the command line.
    pub fn from_json(text: &str) -> serde_json::Result<Job> {
        serde_json::from_str(text)
    }
}

/// What came of asking.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The numbers, in the order of [`Workload::metrics`].
    Measured(Vec<f64>),
    /// The child did not end in time.
    Hung,
    /// The child ended without an answer; its last words.
    Failed(String),
}

/// Measures in a child process and waits for it, for `timeout` at most.
pub fn ask(
    mut child: Command,
    job: &Job,
    timeout: Duration,
) -> anyhow::Result<Answer> {
    // Files, because nobody reads a pipe while we wait.
    let mut output = tempfile::tempfile()?;
    let mut complaints = tempfile::tempfile()?;
    let mut child = child
        .arg("--job")
        .arg(serde_json::to_string(job)?)
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(complaints.try_clone()?)
        .spawn()
        .context("cannot start the program that measures")?;
    let Some(status) = child.wait_timeout(timeout)? else {
        child.kill()?;
        child.wait()?;
        return Ok(Answer::Hung);
    };
    if !status.success() {
        let words = read(&mut complaints)?;
        let last = words.lines().last().unwrap_or("no last words");
        return Ok(Answer::Failed(format!("{status}: {last}")));
    }
    Ok(Answer::Measured(serde_json::from_str(&read(&mut output)?)?))
}

fn read(file: &mut File) -> std::io::Result<String> {
    let mut text = String::new();
    file.rewind()?;
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// Measures here and prints the numbers: the child's side of [`ask`].
pub fn answer(job: &Job) -> anyhow::Result<()> {
    let outcome = job.contestant.measure(job);
    ensure!(outcome.checkouts > 0, "nothing was measured");
    let each = |sum: u64| sum as f64 / outcome.checkouts as f64;
    let nanoseconds = each(outcome.nanoseconds);
    let numbers = match job.workload {
        Workload::Waits => waits(&outcome.waits, nanoseconds)?,
        _ => vec![nanoseconds, each(outcome.cpu_nanoseconds)],
    };
    println!("{}", serde_json::to_string(&numbers)?);
    Ok(())
}

/// Sums up what the tasks have seen, when a checkout took `nanoseconds` on
/// average.
fn waits(waits: &[Waits], nanoseconds: f64) -> anyhow::Result<Vec<f64>> {
    let mut histogram = Histogram::<u64>::new(3)?;
    for wait in waits.iter().flat_map(|waits| &waits.nanoseconds) {
        histogram.record(*wait)?;
    }
    // The time in which each task is served once.
    let fair_share = waits.len() as f64 * nanoseconds;
    let worst = histogram.max() as f64;
    let others = waits.iter().map(|waits| waits.others).max();
    let served = waits.iter().map(|waits| waits.nanoseconds.len());
    let (least, most) = (served.clone().min(), served.max());
    Ok(vec![
        histogram.value_at_quantile(0.50) as f64 / 1e3,
        histogram.value_at_quantile(0.99) as f64 / 1e3,
        worst / 1e3,
        worst / fair_share,
        others.context(NOBODY)? as f64,
        least.context(NOBODY)? as f64,
        most.context(NOBODY)? as f64,
    ])
}

const NOBODY: &str = "there were no tasks";
