//! Running a function on many items, some at a time.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::iter::Fuse;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::item::{Item, Outcome, Work, run};
use super::supervisor::once;
use super::{Task, TaskSupervisorRef};
use crate::call::DEFAULT_TIMEOUT;
use crate::exit::ExitReason;
use crate::process::{self, Process};
use crate::supervisor::ChildError;

/// The outcomes of a function that runs on many items, each in a task of its
/// own; see [`Task::async_stream`].
///
/// It is lazy: items are taken, and tasks started, within [`next`](Self::next)
/// only. There are never more tasks than [`max_concurrency`] says, nor more
/// outcomes that wait for an earlier one. So whatever is slow, the items, the
/// function or whoever takes the outcomes, nothing grows. (Elixir keeps any
/// number of outcomes behind a slow one.)
///
/// Whoever calls `next` first is the owner, and the only one who may. When the
/// stream is dropped, or its owner ends, its tasks are killed.
///
/// [`max_concurrency`]: Self::max_concurrency
#[must_use = "no task is started unless `next` or `collect` is called"]
pub struct TaskStream<'a, T> {
    items: Fuse<Box<dyn Iterator<Item = Work<T>> + Send + 'a>>,
    supervisor: Option<TaskSupervisorRef>,
    linked: bool,
    ordered: bool,
    max_concurrency: usize,
    timeout: Option<Duration>,
    on_timeout: OnTimeout,
    owner: Option<Arc<dyn Process>>,
    /// How many items were taken, which is the number of the next one.
    taken: usize,
    /// The number of the next outcome that is returned, if they are ordered.
    returned: usize,
    running: usize,
    /// A task that the supervisor was asked for, and the number of its item.
    starting: Option<(usize, Starting)>,
    /// Outcomes that were not returned yet, by the numbers of their items.
    kept: BTreeMap<usize, Outcome<T>>,
    sender: UnboundedSender<(usize, Outcome<T>)>,
    ended: UnboundedReceiver<(usize, Outcome<T>)>,
}

type Starting = Pin<Box<dyn Future<Output = Result<(), ChildError>> + Send>>;

/// What becomes of a stream when an item takes longer than it may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnTimeout {
    /// The owner of the stream exits, and so do all tasks.
    #[default]
    Exit,
    /// The task is killed, and its outcome is an error with reason `timeout`.
    KillTask,
}

impl<T: Send + 'static> Task<T> {
    /// Runs `function` on each of `items`, each in a task linked to the
    /// current process; as many at a time as there are cores, and five seconds
    /// each, unless it is said otherwise.
    ///
    /// A task that crashes ends the owner of the stream or, if that traps
    /// exits, is an error in the stream. The owner gets no
    /// [`Exit`](crate::Exit) of these tasks.
    ///
    /// ```
    /// use actor_core::{System, Task};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// System::new("docs").enter(async {
    ///     let mut squares = Task::async_stream(1..=3, async |n| n * n);
    ///     while let Some(square) = squares.next().await {
    ///         println!("{}", square.unwrap());
    ///     }
    /// }).await;
    /// # }
    /// ```
    pub fn async_stream<'a, I, F, W>(items: I, function: F) -> TaskStream<'a, T>
    where
        I: IntoIterator<Item: Send + 'static, IntoIter: Send + 'a>,
        F: Fn(I::Item) -> W + Send + Sync + 'static,
        W: Future<Output = T> + Send + 'static,
    {
        let function = Arc::new(function);
        let works = items.into_iter().map(move |item| -> Work<T> {
            let function = function.clone();
            // The function is called in the task, so that it may panic there.
            Box::pin(async move { function(item).await })
        });
        let items: Box<dyn Iterator<Item = Work<T>> + Send + 'a> =
            Box::new(works);
        let (sender, ended) = mpsc::unbounded_channel();
        TaskStream {
            items: items.fuse(),
            supervisor: None,
            linked: true,
            ordered: true,
            max_concurrency: available_parallelism().map_or(1, usize::from),
            timeout: Some(DEFAULT_TIMEOUT),
            on_timeout: OnTimeout::Exit,
            owner: None,
            taken: 0,
            returned: 0,
            running: 0,
            starting: None,
            kept: BTreeMap::new(),
            sender,
            ended,
        }
    }
}

impl<T: Send + 'static> TaskStream<'_, T> {
    /// Says how many tasks there may be at a time.
    ///
    /// # Panics
    ///
    /// If that is none.
    pub fn max_concurrency(mut self, max_concurrency: usize) -> Self {
        assert!(max_concurrency > 0, "a stream needs at least one task");
        self.max_concurrency = max_concurrency;
        self
    }

    /// Returns outcomes as they come, and not in the order of the items.
    pub fn unordered(mut self) -> Self {
        self.ordered = false;
        self
    }

    /// Gives each item this time instead of five seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Gives each item as long as it takes: `infinity`.
    pub fn forever(mut self) -> Self {
        self.timeout = None;
        self
    }

    /// Says what happens when an item takes longer.
    pub fn on_timeout(mut self, on_timeout: OnTimeout) -> Self {
        self.on_timeout = on_timeout;
        self
    }

    pub(super) fn under(mut self, supervisor: TaskSupervisorRef) -> Self {
        self.supervisor = Some(supervisor);
        self
    }

    pub(super) fn nolink(mut self) -> Self {
        self.linked = false;
        self
    }

    /// Waits for the next outcome; nothing after the last.
    ///
    /// An item whose task the supervisor does not start has an error as its
    /// outcome, a [`ChildError`]. (Elixir raises it.)
    ///
    /// # Panics
    ///
    /// In another process than the first time, and outside of a process.
    ///
    /// # Cancellation
    ///
    /// Nothing is lost.
    pub async fn next(&mut self) -> Option<Result<T, ExitReason>> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// Waits for all outcomes.
    ///
    /// # Panics
    ///
    /// As [`next`](Self::next).
    pub async fn collect(mut self) -> Vec<Result<T, ExitReason>> {
        let mut outcomes = Vec::new();
        while let Some(outcome) = self.next().await {
            outcomes.push(outcome);
        }
        outcomes
    }

    /// As [`next`](Self::next), for those who write futures and streams by
    /// hand.
    ///
    /// # Panics
    ///
    /// As [`next`](Self::next).
    pub fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<T, ExitReason>>> {
        let me = process::me();
        let owner = self.owner.get_or_insert_with(|| me.clone()).clone();
        assert!(
            Arc::ptr_eq(&owner, &me),
            "only {}, which began with the stream, may go on with it",
            owner.pid()
        );
        loop {
            ready!(self.fill(&owner, cx));
            if let Some(outcome) = self.take() {
                let linked_to = self.linked.then_some(&*owner);
                let result = outcome.result(linked_to, self.on_timeout);
                return Poll::Ready(Some(result));
            }
            if self.running == 0 {
                return Poll::Ready(None);
            }
            // We keep a sender, so it is never closed.
            let ended = ready!(self.ended.poll_recv(cx));
            if let Some((number, outcome)) = ended {
                self.running -= 1;
                self.kept.insert(number, outcome);
            }
        }
    }

    /// Starts as many tasks as there may be.
    fn fill(
        &mut self,
        owner: &Arc<dyn Process>,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        loop {
            if let Some((number, starting)) = &mut self.starting {
                let number = *number;
                let started = ready!(starting.as_mut().poll(cx));
                self.starting = None;
                if let Err(error) = started {
                    self.running -= 1;
                    self.kept.insert(number, Outcome::NotStarted(error));
                }
            }
            let full = self.running == self.max_concurrency
                || self.kept.len() >= self.max_concurrency;
            let work = if full { None } else { self.items.next() };
            let Some(work) = work else { return Poll::Ready(()) };
            self.start(work, owner);
        }
    }

    fn start(&mut self, work: Work<T>, owner: &Arc<dyn Process>) {
        let number = self.taken;
        self.taken += 1;
        self.running += 1;
        let linked_to = self.linked.then(|| owner.clone());
        let item = Item::new(number, self.sender.clone(), linked_to);
        let body = run(item.clone(), work, self.timeout);
        match self.supervisor.clone() {
            None => item.belong_to(&Task::start(body)),
            Some(supervisor) => {
                let starting = async move {
                    let task = supervisor.start_child(once(body)).await?;
                    item.belong_to(&task);
                    Ok(())
                };
                self.starting = Some((number, Box::pin(starting)));
            }
        }
    }

    /// Takes an outcome whose turn it is.
    fn take(&mut self) -> Option<Outcome<T>> {
        if !self.ordered {
            return self.kept.pop_first().map(|(_, outcome)| outcome);
        }
        let outcome = self.kept.remove(&self.returned)?;
        self.returned += 1;
        Some(outcome)
    }
}
