//! One measurement: asked for by the parent, answered by a child process.

use std::fs::File;
use std::io::{Read, Seek};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};
use wait_timeout::ChildExt;

use crate::contestants::{Calls, Chain, Contestant, Dynamic, Name};
use crate::runtime::Setting;
use crate::workload::{Sizes, Workload};

/// All that a child must know to measure.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Job {
    /// Who is measured.
    pub contestant: Name,
    /// What is measured.
    pub workload: Workload,
    /// Threads that run processes.
    pub workers: usize,
    /// How much of everything is done.
    pub sizes: Sizes,
}

impl Job {
    /// Parses what [`ask`] passes on the command line.
    pub fn from_json(text: &str) -> serde_json::Result<Job> {
        serde_json::from_str(text)
    }

    /// Prepares the contestant.
    pub fn contestant(&self) -> Box<dyn Contestant> {
        self.contestant.prepare(Setting {
            workers: self.workers,
            warm_up: self.workload.warms_up(),
        })
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
    let contestant = job.contestant();
    let sizes = &job.sizes;
    let numbers = match job.workload {
        Workload::Spawn => {
            let elapsed = contestant.spawn(sizes.spawns);
            vec![nanoseconds_each(elapsed, sizes.spawns)]
        }
        Workload::Call => {
            let elapsed = contestant.call(sizes.calls);
            vec![nanoseconds_each(elapsed, sizes.calls)]
        }
        Workload::FanIn1 => {
            let elapsed = contestant.fan_in(1, sizes.messages);
            vec![millions_per_second(elapsed, sizes.messages)]
        }
        Workload::FanIn8 => {
            let elapsed = contestant.fan_in(8, sizes.messages);
            vec![millions_per_second(elapsed, sizes.messages)]
        }
        Workload::Ring => {
            let elapsed = contestant.ring(sizes.ring, sizes.hops);
            vec![nanoseconds_each(elapsed, sizes.hops)]
        }
        Workload::Idle => {
            let bytes = contestant.idle(sizes.idle);
            vec![bytes as f64 / sizes.idle as f64]
        }
        Workload::Links => {
            let Chain { build, kill } = contestant.links(sizes.links);
            vec![
                nanoseconds_each(build, sizes.links),
                nanoseconds_each(kill, sizes.links),
            ]
        }
        Workload::Monitors => {
            let elapsed = contestant.monitors(sizes.monitors);
            vec![nanoseconds_each(elapsed, sizes.monitors)]
        }
        Workload::Callers => {
            let calls = contestant.callers(sizes.callers, sizes.calls_each);
            many_calls(&calls)?
        }
        Workload::Skynet => {
            let elapsed = contestant.skynet(sizes.skynet);
            vec![nanoseconds_each(elapsed, sizes.skynet)]
        }
        Workload::Restarts => {
            let elapsed = contestant.restarts(sizes.restarts);
            vec![millions_per_second(elapsed, sizes.restarts) * 1e3]
        }
        Workload::Whereis => {
            let elapsed = contestant.whereis(sizes.names, sizes.lookups);
            vec![nanoseconds_each(elapsed, sizes.lookups)]
        }
        Workload::Tables1 => {
            let elapsed = contestant.tables(1, sizes.keys);
            vec![millions_per_second(elapsed, 2 * sizes.keys)]
        }
        Workload::Tables1000 => {
            let elapsed = contestant.tables(1000, sizes.keys);
            vec![millions_per_second(elapsed, 2 * sizes.keys)]
        }
        Workload::Dynamic => {
            let Dynamic { start, bytes, stop } =
                contestant.dynamic(sizes.children);
            vec![
                nanoseconds_each(start, sizes.children),
                bytes as f64 / sizes.children as f64,
                nanoseconds_each(stop, sizes.children),
            ]
        }
    };
    if numbers.iter().any(|number| !number.is_finite()) {
        bail!("nothing was measured");
    }
    println!("{}", serde_json::to_string(&numbers)?);
    Ok(())
}

fn nanoseconds_each(elapsed: Duration, count: usize) -> f64 {
    elapsed.as_secs_f64() * 1e9 / count as f64
}

fn millions_per_second(elapsed: Duration, count: usize) -> f64 {
    count as f64 / elapsed.as_secs_f64() / 1e6
}

fn many_calls(calls: &Calls) -> anyhow::Result<Vec<f64>> {
    let mut histogram = Histogram::<u64>::new(3)?;
    for latency in &calls.latencies {
        histogram.record(latency.as_nanos().try_into()?)?;
    }
    Ok(vec![
        millions_per_second(calls.elapsed, calls.latencies.len()),
        histogram.value_at_quantile(0.50) as f64 / 1e3,
        histogram.value_at_quantile(0.99) as f64 / 1e3,
    ])
}
