//! Waiting for many tasks.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::time::{Instant, timeout, timeout_at};

use super::{Task, TaskError};
use crate::call::DEFAULT_TIMEOUT;
use crate::exit::ExitReason;
use crate::pid::Pid;
use crate::process::{self, Belonging};

impl<T: Send + 'static> Task<T> {
    /// Waits for the results of all `tasks`, in their order: five seconds for
    /// all together, unless it is said otherwise.
    ///
    /// It fails as soon as one of them does; the others go on, and are linked
    /// as before.
    ///
    /// # Panics
    ///
    /// In another process than the owner of the tasks, when it is awaited.
    pub fn await_many(tasks: impl IntoIterator<Item = Self>) -> AwaitMany<T> {
        let tasks = tasks.into_iter().collect();
        AwaitMany { tasks, timeout: Some(DEFAULT_TIMEOUT) }
    }

    /// Waits for the outcomes of all `tasks`, at most for `time`; nothing for
    /// one that has none.
    ///
    /// # Panics
    ///
    /// In another process than the owner of the tasks.
    pub async fn yield_many(
        tasks: &mut [Self],
        time: Duration,
    ) -> Vec<Option<Result<T, ExitReason>>> {
        let deadline = Instant::now().checked_add(time);
        let mut outcomes = Vec::with_capacity(tasks.len());
        for task in tasks {
            task.check_owner();
            let outcome = match deadline {
                _ if task.is_taken => None,
                None => Some(task.outcome().await),
                Some(time) => timeout_at(time, task.outcome()).await.ok(),
            };
            outcomes.push(outcome);
        }
        outcomes
    }
}

/// Many tasks that are waited for; see [`Task::await_many`].
#[must_use = "nothing is waited for unless it is awaited"]
pub struct AwaitMany<T> {
    tasks: Vec<Task<T>>,
    timeout: Option<Duration>,
}

impl<T: Send + 'static> AwaitMany<T> {
    /// Waits for `timeout` instead of five seconds.
    pub fn within(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Waits for as long as it takes: `infinity`.
    pub fn forever(mut self) -> Self {
        self.timeout = None;
        self
    }

    /// Ends the current process if a result is missing.
    pub async fn or_exit(self) -> Vec<T> {
        self.await.unwrap_or_else(|error| process::exit_self(error))
    }
}

impl<T: Send + 'static> IntoFuture for AwaitMany<T> {
    type Output = Result<Vec<T>, TaskError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { tasks, timeout: time } = self;
        let Some(time) = time else { return Box::pin(all(tasks)) };
        Box::pin(async move {
            let results = timeout(time, all(tasks)).await;
            results.unwrap_or(Err(TaskError::Timeout(time)))
        })
    }
}

/// Waits for all tasks, whichever ends first.
async fn all<T: Send + 'static>(
    mut tasks: Vec<Task<T>>,
) -> Result<Vec<T>, TaskError> {
    let (sender, mut ended) = mpsc::unbounded_channel();
    for (number, task) in tasks.iter().enumerate() {
        task.check_owner();
        let end = Arc::new(End { number, ended: sender.clone() });
        if !process::give(&*task.process, end.clone()) {
            end.owner_ended(task.pid(), &ExitReason::NoProc);
        }
    }
    let mut results: Vec<_> = tasks.iter().map(|_| None).collect();
    for _ in 0..tasks.len() {
        let Some(number) = ended.recv().await else { break };
        let outcome = tasks[number].outcome().await;
        results[number] = Some(outcome.map_err(TaskError::Exited)?);
    }
    Ok(results.into_iter().flatten().collect())
}

/// Tells which of many tasks has ended.
struct End {
    number: usize,
    ended: UnboundedSender<usize>,
}

impl Belonging for End {
    fn owner_ended(&self, _: Pid, _: &ExitReason) {
        // Whoever waited may have given up.
        let _ = self.ended.send(self.number);
    }
}
