//! Step 4: n tasks, divided among the nodes of a cluster.
//!
//! On each node there is the [tree](supervised::tree) of step 3. Who runs the
//! command starts tasks under the supervisors of all nodes, its own included,
//! and waits for them. A closure does not travel, so a task calls a function
//! that its node [exports](export): `Blitzy.Worker.start(url)`.

use std::iter::zip;

use actor_core::{Node, NodeName, System, Task};
use reqwest::Url;

use super::supervised::{self, TASKS_SUPERVISOR};
use super::worker::{Failure, Outcome, Worker};
use crate::plan::Plan;
use crate::target::Shape;
use crate::target::safety::{self, Permission};

/// The module of the function, as Elixir would call it.
pub const MODULE: &str = "Elixir.Blitzy.Worker";

/// What a worker says to another node: `{:ok, msecs}`, `{:error, reason}`.
type Answer = Result<f64, String>;

/// Lets other nodes start workers here. Unlike the book's they ask no other
/// machine, unless it is permitted.
pub fn export(system: &System, permission: Permission) {
    system.export(MODULE, "start", move |(url,): (String,)| {
        start(url, permission)
    });
}

async fn start(url: String, permission: Permission) -> Answer {
    let target = Shape::of(&url).target();
    let target = target.map_err(|error| error.to_string())?;
    let checked = safety::check(&target, &Plan::default(), permission).await;
    checked.map_err(|error| error.to_string())?;
    let url = url.parse().map_err(|_| format!("{url} is no URL"))?;
    let worker = Worker::new(url).map_err(|error| error.to_string())?;
    match worker.start().await {
        Ok(time) => Ok(time.as_secs_f64() * 1000.0),
        Err(failure) => Err(failure.to_string()),
    }
}

/// Connects to these nodes. Returns those that there are now, the own one
/// first; who is not there is left out.
pub async fn connect(node: &Node, slaves: &[NodeName]) -> Vec<NodeName> {
    let mut nodes = vec![node.name().clone()];
    for slave in slaves {
        if node.connect(slave).await.is_ok() {
            nodes.push(slave.clone());
        }
    }
    nodes
}

/// Starts `n` workers on these nodes, waits for as long as it takes, and
/// returns what becomes of them, node by node.
///
/// They are linked to the current process: if one crashes, or a node is lost,
/// so do it and all others.
///
/// # Panics
///
/// Outside of a process.
pub async fn run(n: usize, url: &Url, nodes: &[NodeName]) -> Vec<Outcome> {
    run_shares(url, nodes, &supervised::share(n, nodes.len())).await
}

/// As [`run`], with as many workers on each node as are said for it.
///
/// # Panics
///
/// Outside of a process.
pub async fn run_shares(
    url: &Url,
    nodes: &[NodeName],
    shares: &[usize],
) -> Vec<Outcome> {
    let mut tasks = Vec::new();
    for (node, share) in zip(nodes, shares) {
        for _ in 0..*share {
            let supervisor = (TASKS_SUPERVISOR, node.clone());
            let url = (url.to_string(),);
            let task: Task<Answer> =
                Task::spawn_at(supervisor, MODULE, "start", url);
            tasks.push(task);
        }
    }
    let mut outcomes = Vec::with_capacity(tasks.len());
    for task in tasks {
        outcomes.push(outcome(task.forever().or_exit().await));
    }
    outcomes
}

fn outcome(answer: Answer) -> Outcome {
    let msecs = answer.map_err(|reason| match reason.as_str() {
        "unknown" => Failure::Unknown,
        _ => Failure::Transport(reason),
    })?;
    let time = std::time::Duration::try_from_secs_f64(msecs / 1000.0);
    time.map_err(|_| Failure::Transport(format!("{msecs} ms is no time")))
}
