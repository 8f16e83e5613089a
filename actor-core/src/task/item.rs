//! The task of one item of a stream.
//!
//! It is not linked to the owner of the stream, who would receive an exit of
//! each if it traps them. A task that crashes sends the signal that the link
//! would; and it ends with the stream, which ends with its owner.

use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::time::sleep;

use super::{OnTimeout, TaskError, TaskRef};
use crate::exit::ExitReason;
use crate::pid::Pid;
use crate::process::{self, Belonging, Process, Signal};
use crate::supervisor::ChildError;
use crate::sync::Mutex;

/// The function on one item, not begun.
pub(super) type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// How the function on one item went.
pub(super) enum Outcome<T> {
    Returned(T),
    /// Its task ended before it returned.
    Ended(ExitReason),
    /// It took longer than this.
    TimedOut(Duration),
    /// The supervisor did not start its task.
    NotStarted(ChildError),
}

impl<T> Outcome<T> {
    /// Returns what it is to the owner of the stream, unless it ends it.
    pub(super) fn result(
        self,
        linked_to: Option<&dyn Process>,
        on_timeout: OnTimeout,
    ) -> Result<T, ExitReason> {
        match self {
            Self::Returned(value) => Ok(value),
            Self::Ended(ExitReason::Normal) => Err(ExitReason::Normal),
            Self::Ended(reason) => {
                if linked_to.is_some_and(crashes_too) {
                    // The signal takes effect one poll later than this.
                    process::exit_self(reason);
                }
                Err(reason)
            }
            Self::TimedOut(time) => match on_timeout {
                OnTimeout::Exit => process::exit_self(TaskError::Timeout(time)),
                OnTimeout::KillTask => Err("timeout".into()),
            },
            Self::NotStarted(error) => Err(ExitReason::error(error)),
        }
    }
}

/// Returns whether a process crashes with those that it is linked to.
fn crashes_too(process: &dyn Process) -> bool {
    !process.with(|control| control.trapping)
}

/// What a task and its stream share.
pub(super) struct Item<T> {
    number: usize,
    /// What the task leaves for its end.
    outcome: Mutex<Option<Outcome<T>>>,
    stream: UnboundedSender<(usize, Outcome<T>)>,
    /// Who crashes with the task.
    linked_to: Option<Arc<dyn Process>>,
}

impl<T: Send + 'static> Item<T> {
    pub(super) fn new(
        number: usize,
        stream: UnboundedSender<(usize, Outcome<T>)>,
        linked_to: Option<Arc<dyn Process>>,
    ) -> Arc<Self> {
        Arc::new(Self { number, outcome: Mutex::new(None), stream, linked_to })
    }

    /// Has the stream told of the end of `task`.
    pub(super) fn belong_to(self: Arc<Self>, task: &TaskRef) {
        let process = task.local_process();
        let process = process.expect("a process was just started");
        if !process::give(&*process, self.clone()) {
            let reason = process.exit_reason().unwrap_or_default();
            self.owner_ended(process.pid(), &reason);
        }
    }

    fn leave(&self, outcome: Outcome<T>) {
        *self.outcome.lock() = Some(outcome);
    }
}

/// The body of the task.
pub(super) async fn run<T: Send + 'static>(
    item: Arc<Item<T>>,
    work: Work<T>,
    timeout: Option<Duration>,
) {
    tokio::select! {
        biased;
        // Nobody wants it any more.
        () = item.stream.closed() => process::exit_self(ExitReason::Killed),
        value = work => item.leave(Outcome::Returned(value)),
        time = after(timeout) => {
            item.leave(Outcome::TimedOut(time));
            process::exit_self(ExitReason::Killed);
        }
    }
}

/// Waits for that time, and returns it.
async fn after(timeout: Option<Duration>) -> Duration {
    let Some(time) = timeout else { return pending().await };
    sleep(time).await;
    time
}

impl<T: Send + 'static> Belonging for Item<T> {
    fn owner_ended(&self, task: Pid, reason: &ExitReason) {
        let outcome = self.outcome.lock().take();
        let outcome = outcome.unwrap_or_else(|| Outcome::Ended(reason.clone()));
        if let (Outcome::Ended(_), Some(owner)) = (&outcome, &self.linked_to)
            && !self.stream.is_closed()
            && crashes_too(&**owner)
        {
            let reason = reason.clone();
            owner.signal(Signal::Exit { from: task, reason });
        }
        // The stream may be gone.
        let _ = self.stream.send((self.number, outcome));
    }
}
