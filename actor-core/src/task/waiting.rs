//! Waiting for one task.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::Sleep;

use super::Task;
use crate::call::DEFAULT_TIMEOUT;
use crate::exit::ExitReason;
use crate::process;

/// Why there is no result of a task.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TaskError {
    /// The task ended without one.
    #[error("the task ended: {0}")]
    Exited(ExitReason),
    /// The task did not return in time. One that was awaited goes on, and is
    /// linked as before.
    #[error("no result within {0:?}")]
    Timeout(Duration),
}

impl From<TaskError> for ExitReason {
    fn from(error: TaskError) -> Self {
        ExitReason::error(error)
    }
}

/// A task that is waited for, which gives a `Result`; see
/// [`or_exit`](Self::or_exit).
///
/// # Panics
///
/// In another process than the owner of the task.
///
/// # Cancellation
///
/// As for a [`Task`] that is dropped: it goes on, and what it returns is
/// dropped.
#[must_use = "nothing is waited for unless it is awaited"]
pub struct Await<T> {
    task: Task<T>,
    timeout: Option<Duration>,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl<T: Send + 'static> Await<T> {
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

    /// Ends the current process if there is no result. So the task ends too,
    /// if it is linked.
    pub async fn or_exit(self) -> T {
        self.await.unwrap_or_else(|error| process::exit_self(error))
    }
}

impl<T: Send + 'static> Future for Await<T> {
    type Output = Result<T, TaskError>;

    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Self::Output> {
        let this = &mut *self;
        this.task.check_owner();
        if let Poll::Ready(outcome) = this.task.poll_outcome(cx) {
            return Poll::Ready(outcome.map_err(TaskError::Exited));
        }
        let Some(timeout) = this.timeout else { return Poll::Pending };
        let sleep = this
            .sleep
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout)));
        ready!(sleep.as_mut().poll(cx));
        Poll::Ready(Err(TaskError::Timeout(timeout)))
    }
}

impl<T: Send + 'static> IntoFuture for Task<T> {
    type Output = Result<T, TaskError>;
    type IntoFuture = Await<T>;

    fn into_future(self) -> Await<T> {
        Await { task: self, timeout: Some(DEFAULT_TIMEOUT), sleep: None }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::{Receiver, Sender, channel};

    use tokio::task::block_in_place;

    use super::*;
    use crate::pid::Pid;
    use crate::process::{Belonging, Event, Mailbox};
    use crate::sync::Mutex;
    use crate::system::System;
    use crate::task::Place;

    /// Keeps a process at the moment when it is dead, and has told nobody.
    struct Gate(Mutex<(Sender<()>, Receiver<()>)>);

    impl Belonging for Gate {
        fn owner_ended(&self, _: Pid, _: &ExitReason) {
            let gate = self.0.lock();
            gate.0.send(()).unwrap();
            gate.1.recv().unwrap();
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn nobody_learns_of_a_crash_before_its_link_does() {
        let main = async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            let (reached, at_gate) = channel();
            let (open, opened) = channel();
            let gate = Arc::new(Gate(Mutex::new((reached, opened))));
            let task = process::spawn_link(async move |_: Mailbox<_>| {
                process::give(&*process::me(), gate);
                process::exit_self("no flour")
            });
            block_in_place(|| at_gate.recv()).unwrap();
            let mut task =
                Task::<()>::of(&task, Place::default(), process::id());
            let no_time = task.yield_within(Duration::ZERO);
            assert_eq!(no_time.await, None);
            open.send(()).unwrap();
            let outcome = task.yield_within(Duration::MAX).await;
            assert_eq!(outcome, Some(Err("no flour".into())));
            let event = mailbox.next().within(Duration::ZERO).await;
            assert!(matches!(event, Some(Event::Exit(_))), "{event:?}");
        };
        System::new("test").enter_with(main).await;
    }
}
