//! Tasks: processes that do one thing, and whose result is waited for.
//!
//! ```
//! use std::time::Duration;
//!
//! use actor_core::{System, Task};
//!
//! async fn run_query(query: u32) -> String {
//!     tokio::time::sleep(Duration::from_millis(20)).await;
//!     format!("query {query}: done")
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! System::new("docs").enter(async {
//!     let tasks: Vec<_> =
//!         (1..=5).map(|query| Task::spawn(run_query(query))).collect();
//!     for task in tasks {
//!         println!("{}", task.or_exit().await);
//!     }
//! }).await;
//! # }
//! ```
//!
//! # The words of Elixir
//!
//! | Elixir | here |
//! |---|---|
//! | `Task.async(fun)` | [`Task::spawn`] |
//! | `Task.await(task)` | `task.or_exit().await` |
//! | the same within `try` and `catch` | `task.await`, a `Result` |
//! | `Task.await(task, time)` | `task.within(time).or_exit().await` |
//! | `Task.yield(task, time)` | [`Task::yield_within`] |
//! | `Task.shutdown(task, how)` | [`Task::shutdown`] |
//! | `Task.ignore(task)` | [`Task::ignore`] |
//! | `Task.await_many(tasks)` | [`Task::await_many`]`(tasks).or_exit().await` |
//! | `Task.yield_many(tasks, time)` | [`Task::yield_many`] |
//! | `Task.start_link(fun)`, `Task.start(fun)` | [`Task::start_link`], [`Task::start`] |
//! | `Task.child_spec(fun)` | [`Task::child_spec`] |
//! | `Task.async_stream(items, fun)` | [`Task::async_stream`] |
//! | `Task.Supervisor` | [`TaskSupervisor`] |
//! | `Task.Supervisor.async({name, node}, m, f, a)` | [`Task::spawn_at`] |
//!
//! # What it promises
//!
//! A task is linked to the process that started it, its owner: if the task
//! crashes so does the owner, and the other way round. An owner that traps
//! exits receives an [`Exit`](crate::Exit) of its tasks, as of all that it is
//! linked to, and nothing else: the result of a task is never in a mailbox,
//! whether it is awaited or not.
//!
//! Only the owner may wait for a task. A task that is dropped goes on, and is
//! still linked; what it returns is dropped.
//!
//! # When not to use it
//!
//! A process that answers more than one question is a
//! [`GenServer`](crate::GenServer), one that only keeps a state is an
//! [`Agent`](crate::Agent).
//!
//! # Left out
//!
//! `Task.completed`; `zip_input_on_exit` of streams; a time to shut down of its
//! own for each task under a supervisor, unless it is started by its child
//! specification. A task has no mailbox: a process that receives is started by
//! [`process::spawn_link`].

mod item;
mod many;
mod remote;
mod shutdown;
mod stream;
mod supervisor;
mod unawaited;
mod waiting;

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::exit::{Down, ExitReason};
use crate::pid::{LocalPid, Pid};
use crate::process::{self, Mailbox, Process, ProcessRef, Signal, Watcher};
use crate::sync::Mutex;

pub use many::AwaitMany;
pub use stream::{OnTimeout, TaskStream};
pub use supervisor::{TaskSupervisor, TaskSupervisorRef};
pub use waiting::{Await, TaskError};

/// A reference to the process of a task, which understands no messages.
pub type TaskRef = ProcessRef<Infallible>;

/// A process whose result is waited for; see the [module](self).
///
/// `task.await` is a `Result`, after five seconds at most; see [`Await`].
#[must_use = "a task whose result nobody wants is started by `start_link`"]
pub struct Task<T> {
    process: Arc<dyn Process>,
    owner: Pid,
    value: Place<T>,
    /// Tells of its end; nothing once it did.
    down: Option<oneshot::Receiver<Down>>,
    is_taken: bool,
}

/// Where a task leaves what it returns.
type Place<T> = Arc<Mutex<Option<T>>>;

impl<T: Send + 'static> Task<T> {
    /// Starts a process that does `work`, linked to the current process:
    /// `Task.async`.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    #[track_caller]
    pub fn spawn<F>(work: F) -> Self
    where
        F: Future<Output = T> + Send + 'static,
    {
        let value = Place::default();
        let body = leave(work, value.clone());
        let task = process::spawn_link(move |_: Mailbox<Infallible>| body);
        Self::of(&task, value, process::id())
    }

    /// Returns the task that a process is, which leaves its value there.
    fn of(task: &TaskRef, value: Place<T>, owner: Pid) -> Self {
        let process = task.local_process();
        let process = process.expect("a process was just started");
        let (sender, receiver) = oneshot::channel();
        let reference = process.head().kernel.reference();
        // Watchers are told after links: if the owner must crash with its
        // task it does, before it could look at the outcome.
        let watcher = Watcher::Outsider(sender);
        process.signal(Signal::Monitor(reference, watcher));
        Self { process, owner, value, down: Some(receiver), is_taken: false }
    }

    /// Waits for `timeout` instead of five seconds.
    pub fn within(self, timeout: Duration) -> Await<T> {
        self.into_future().within(timeout)
    }

    /// Waits for as long as it takes: `infinity`.
    pub fn forever(self) -> Await<T> {
        self.into_future().forever()
    }

    /// Waits for the result, five seconds at most, and ends the current
    /// process if there is none: `Task.await`.
    ///
    /// # Panics
    ///
    /// In another process than the owner.
    pub async fn or_exit(self) -> T {
        self.into_future().or_exit().await
    }

    /// Waits for the outcome at most for `time`; it can be tried again:
    /// `Task.yield`.
    ///
    /// An outcome is returned once, then there is nothing.
    ///
    /// # Panics
    ///
    /// In another process than the owner.
    pub async fn yield_within(
        &mut self,
        time: Duration,
    ) -> Option<Result<T, ExitReason>> {
        self.check_owner();
        if self.is_taken {
            return None;
        }
        tokio::time::timeout(time, self.outcome()).await.ok()
    }

    /// Returns the pid of the task.
    pub fn pid(&self) -> Pid {
        self.process.pid()
    }

    /// Returns the process that started the task.
    pub fn owner(&self) -> Pid {
        self.owner
    }

    /// Waits for the outcome.
    async fn outcome(&mut self) -> Result<T, ExitReason> {
        std::future::poll_fn(|cx| self.poll_outcome(cx)).await
    }

    fn poll_outcome(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<T, ExitReason>> {
        if self.is_taken {
            // As in Elixir, of a task that was yielded to before.
            return Poll::Ready(Err(ExitReason::NoProc));
        }
        if let Some(down) = &mut self.down {
            // A task that was dead before drops what watches it; it has its
            // reason itself.
            let _ = ready!(Pin::new(down).poll(cx));
            self.down = None;
        }
        if self.is_linked() {
            // It just died, and is about to tell those it is linked to.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.is_taken = true;
        let value = self.value.lock().take();
        Poll::Ready(
            value.ok_or_else(|| self.process.exit_reason().unwrap_or_default()),
        )
    }

    /// Returns whether its owner, the current process, has a link to it.
    fn is_linked(&self) -> bool {
        process::me().with(|control| {
            let relations = control.relations.as_ref();
            relations.is_some_and(|r| r.links.contains_key(&self.pid()))
        })
    }

    #[track_caller]
    fn check_owner(&self) {
        let me = process::current_pid(&self.process.head().kernel);
        assert!(
            me.map(LocalPid::pid) == Some(self.owner),
            "only {}, which started the task {}, may wait for it",
            self.owner,
            self.pid()
        );
    }
}

/// Does `work`, and leaves what it returns there.
async fn leave<T>(work: impl Future<Output = T>, place: Place<T>) {
    let value = work.await;
    *place.lock() = Some(value);
}

impl<T: Send + 'static> fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task")
            .field("pid", &self.pid())
            .field("owner", &self.owner)
            .finish_non_exhaustive()
    }
}
