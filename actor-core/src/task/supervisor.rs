//! Tasks under a supervisor.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use super::{Place, Task, TaskStream, leave};
use crate::dynamic_supervisor::{
    DynamicSupervisor, DynamicSupervisorRef, Message,
};
use crate::exit::{ExitReason, IntoExitReason};
use crate::gen_server::StartError;
use crate::process;
use crate::server_name::ServerName;
use crate::supervisor::{ChildError, ChildSpec, IntoChildSpec, Restart};
use crate::sync::Mutex;

/// A reference to a supervisor of tasks: a
/// [`DynamicSupervisor`] whose children are started by the methods below.
///
/// Its other methods are those of Elixir's `Task.Supervisor` too: `start_child`
/// takes a [`Task::child_spec`], for a task that nobody waits for;
/// `terminate_child` takes a pid; `which_children` is its `children`.
pub type TaskSupervisorRef = DynamicSupervisorRef;

/// A supervisor of tasks that is about to be started: `Task.Supervisor`.
///
/// Its tasks are temporary: one that crashes is not started again. They stop
/// when it does.
///
/// ```
/// use actor_core::task::{TaskSupervisor, TaskSupervisorRef};
/// use actor_core::{ProcessRef, System};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// System::new("docs").enter(async {
///     let supervisor = TaskSupervisor::new().named("TasksSupervisor");
///     supervisor.start_link().await.unwrap();
///
///     let tasks: TaskSupervisorRef = ProcessRef::named("TasksSupervisor");
///     let task = tasks.spawn_nolink(async { "1".parse() }).await.unwrap();
///     assert_eq!(task.await, Ok(Ok(1)));
/// }).await;
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "nothing is started unless `start_link` is called"]
pub struct TaskSupervisor {
    name: Option<ServerName>,
    supervisor: DynamicSupervisor,
}

impl TaskSupervisor {
    /// Makes a supervisor of any number of tasks.
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers the supervisor under a name.
    pub fn named(mut self, name: impl Into<ServerName>) -> Self {
        let name = name.into();
        self.supervisor = self.supervisor.named(name.clone());
        self.name = Some(name);
        self
    }

    /// Says how many tasks there may be at a time.
    pub fn max_children(mut self, max_children: usize) -> Self {
        self.supervisor = self.supervisor.max_children(max_children);
        self
    }

    /// Says how many restarts are too many, of tasks that are restarted
    /// because their specification says so.
    pub fn intensity(mut self, max_restarts: usize, within: Duration) -> Self {
        self.supervisor = self.supervisor.intensity(max_restarts, within);
        self
    }

    /// Starts the supervisor, linked to the current process.
    ///
    /// # Errors
    ///
    /// If the name is taken.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    pub async fn start_link(self) -> Result<TaskSupervisorRef, StartError> {
        self.supervisor.start_link().await
    }
}

/// A supervisor of tasks is known by its name or, if it has none, as
/// `Task.Supervisor`.
impl IntoChildSpec for TaskSupervisor {
    type Message = Message;

    fn into_child_spec(self) -> ChildSpec<Message> {
        let name = self.name.as_ref().map(ServerName::to_name);
        let id = name.unwrap_or_else(|| "Task.Supervisor".into());
        self.supervisor.into_child_spec().with_id(id)
    }
}

/// What a supervisor of tasks does besides.
impl TaskSupervisorRef {
    /// Starts a task under the supervisor, which is linked to the current
    /// process too: `Task.Supervisor.async`.
    ///
    /// # Errors
    ///
    /// See [`ChildError`]: there are as many tasks as there may be, or there
    /// is no such supervisor.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    ///
    /// # Cancellation
    ///
    /// The task may have been started, and goes on.
    pub async fn spawn<T, F>(&self, work: F) -> Result<Task<T>, ChildError>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let owner = process::id();
        self.start_task(async move {
            // An owner that is dead by now wants nothing.
            process::link(owner)
                .unwrap_or_else(|_| process::exit_self(ExitReason::NoProc));
            work.await
        })
        .await
    }

    /// Starts a task under the supervisor which is not linked to the current
    /// process: its crash ends nobody else, and is an error to whoever waits
    /// for it. `Task.Supervisor.async_nolink`.
    ///
    /// # Errors
    ///
    /// As [`spawn`](Self::spawn).
    ///
    /// # Panics
    ///
    /// Outside of a process.
    ///
    /// # Cancellation
    ///
    /// As [`spawn`](Self::spawn).
    pub async fn spawn_nolink<T, F>(
        &self,
        work: F,
    ) -> Result<Task<T>, ChildError>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        self.start_task(work).await
    }

    /// As [`Task::async_stream`], with tasks under the supervisor.
    pub fn async_stream<'a, I, F, W, T>(
        &self,
        items: I,
        function: F,
    ) -> TaskStream<'a, T>
    where
        I: IntoIterator<Item: Send + 'static, IntoIter: Send + 'a>,
        F: Fn(I::Item) -> W + Send + Sync + 'static,
        W: Future<Output = T> + Send + 'static,
        T: Send + 'static,
    {
        Task::async_stream(items, function).under(self.clone())
    }

    /// As [`async_stream`](Self::async_stream), but a task that crashes is an
    /// error in the stream, and ends nobody else.
    pub fn async_stream_nolink<'a, I, F, W, T>(
        &self,
        items: I,
        function: F,
    ) -> TaskStream<'a, T>
    where
        I: IntoIterator<Item: Send + 'static, IntoIter: Send + 'a>,
        F: Fn(I::Item) -> W + Send + Sync + 'static,
        W: Future<Output = T> + Send + 'static,
        T: Send + 'static,
    {
        self.async_stream(items, function).nolink()
    }

    async fn start_task<T, F>(&self, work: F) -> Result<Task<T>, ChildError>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let owner = process::id();
        let value = Place::default();
        let body = leave(work, value.clone());
        let task = self.start_child(once(body)).await?;
        Ok(Task::of(&task, value, owner))
    }
}

/// Returns the specification of a task that can be started only once.
pub(super) fn once<F>(work: F) -> ChildSpec<Infallible>
where
    F: Future<Output: IntoExitReason> + Send + 'static,
{
    let work = Arc::new(Mutex::new(Some(work)));
    let start = move || {
        let work = work.clone();
        async move {
            let work = work.lock().take().ok_or(StartError::Ignore)?;
            Ok(Task::start_link(work))
        }
    };
    ChildSpec::new("Task", start).restart(Restart::Temporary)
}
