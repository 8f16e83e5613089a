//! Step 3: n tasks under a supervisor, divided among those that are there.
//!
//! In the book there is such a tree on each node, which is step 4. A part is
//! where tasks can be started; here there is one, [`here`], and [`share`] knows
//! what to do with more.

use std::iter::repeat_n;

use actor_core::supervisor::{ChildError, Strategy};
use actor_core::task::{TaskError, TaskSupervisor, TaskSupervisorRef};
use actor_core::{ProcessRef, Supervisor};

use super::Get;
use super::worker::{Failure, Outcome, Worker};

/// The name of the supervisor at the top.
pub const SUPERVISOR: &str = "Blitzy.Supervisor";

/// The name of the supervisor of the tasks.
pub const TASKS_SUPERVISOR: &str = "Blitzy.TasksSupervisor";

/// Returns the tree of a node. Its tasks are temporary: one that crashes is not
/// started again.
pub fn tree() -> Supervisor {
    Supervisor::new(Strategy::OneForOne)
        .named(SUPERVISOR)
        .child(TaskSupervisor::new().named(TASKS_SUPERVISOR))
}

/// Returns the supervisor of the tasks of this system.
///
/// # Panics
///
/// Outside of a process.
pub fn here() -> TaskSupervisorRef {
    ProcessRef::named(TASKS_SUPERVISOR)
}

/// Divides `n` among `of` parts: what is left over is for the first ones.
///
/// ```
/// assert_eq!(blitzy::book::supervised::share(10, 4), [3, 3, 2, 2]);
/// ```
pub fn share(n: usize, of: usize) -> Vec<usize> {
    (0..of).map(|part| n / of + usize::from(part < n % of)).collect()
}

/// Starts `n` workers as tasks under the supervisors `parts`, waits for as long
/// as it takes, and returns what becomes of them, part by part.
///
/// They are linked to the current process: if one crashes, so do it and all
/// others. The supervisors stay.
///
/// # Errors
///
/// If one of the supervisors is not there. Tasks that others have started go
/// on.
///
/// # Panics
///
/// Outside of a process.
pub async fn run<G: Get>(
    n: usize,
    worker: &Worker<G>,
    parts: &[TaskSupervisorRef],
) -> Result<Vec<Outcome>, ChildError> {
    let mut tasks = Vec::with_capacity(n);
    for part in places(n, parts) {
        tasks.push(part.spawn(worker.clone().start()).await?);
    }
    let mut outcomes = Vec::with_capacity(n);
    for task in tasks {
        outcomes.push(task.forever().or_exit().await);
    }
    Ok(outcomes)
}

/// Does the same with tasks that are not linked: what becomes of one that
/// crashes is a [`Failure::Crashed`], and nobody else is concerned.
///
/// # Errors
///
/// As [`run`].
///
/// # Panics
///
/// Outside of a process.
pub async fn run_nolink<G: Get>(
    n: usize,
    worker: &Worker<G>,
    parts: &[TaskSupervisorRef],
) -> Result<Vec<Outcome>, ChildError> {
    let mut tasks = Vec::with_capacity(n);
    for part in places(n, parts) {
        tasks.push(part.spawn_nolink(worker.clone().start()).await?);
    }
    let mut outcomes = Vec::with_capacity(n);
    for task in tasks {
        outcomes.push(match task.forever().await {
            Ok(outcome) => outcome,
            Err(TaskError::Exited(reason)) => Err(Failure::Crashed(reason)),
            Err(error) => Err(Failure::Crashed(error.into())),
        });
    }
    Ok(outcomes)
}

/// Returns where each of `n` tasks is to be started.
fn places(
    n: usize,
    parts: &[TaskSupervisorRef],
) -> impl Iterator<Item = &TaskSupervisorRef> {
    let shares = parts.iter().zip(share(n, parts.len()));
    shares.flat_map(|(part, share)| repeat_n(part, share))
}
