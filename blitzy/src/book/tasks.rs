//! Step 2: n tasks, awaited one after the other.

use std::time::Duration;

use actor_core::Task;

use super::Get;
use super::worker::{Outcome, Worker};

/// How long the result of a task is waited for, from when its turn has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// So long, and then the caller exits.
    For(Duration),
    /// As long as it takes: `:infinity`.
    Forever,
}

impl Default for Patience {
    /// Five seconds, as of `Task.await` if nothing else is said.
    fn default() -> Self {
        Self::For(Duration::from_secs(5))
    }
}

/// Starts `n` workers as tasks, and returns what becomes of them, in the order
/// in which they were started.
///
/// They are linked to the current process: if one crashes, so do it and all
/// others. So they do if it loses its patience.
///
/// # Panics
///
/// Outside of a process.
pub async fn run<G: Get>(
    n: usize,
    worker: &Worker<G>,
    patience: Patience,
) -> Vec<Outcome> {
    let start = |_| Task::spawn(worker.clone().start());
    let tasks: Vec<_> = (0..n).map(start).collect();
    let mut outcomes = Vec::with_capacity(n);
    for task in tasks {
        let outcome = match patience {
            Patience::For(time) => task.within(time),
            Patience::Forever => task.forever(),
        };
        outcomes.push(outcome.or_exit().await);
    }
    outcomes
}
