//! Receiving: the messages of a process, in order or by choice.
//!
//! It is long because every way in which a message is taken, passed over or
//! put back changes the same two queues.

use std::any::{Any, type_name};
use std::collections::VecDeque;
use std::fmt;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};

use rustc_hash::FxHashSet;
use serde::de::DeserializeOwned;

use super::cell::{Cell, Head, Process};
use super::inbox::{Envelope, Inbox, Rare, Waiting};
use super::receive::{
    Receive, TheChosen, TheDown, TheExit, TheMessage, TheNext,
};
use super::{Pid, ProcessRef, Reference};
use crate::exit::{Down, Exit};
use crate::node::Remote;
use crate::sync::MutexGuard;

/// What a process receives with; every process has one.
///
/// Messages come in the order in which they arrived. What a selective receive
/// does not choose stays where it is.
///
/// ```
/// use actor_core::{Mailbox, System, process};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// System::new("docs").enter(async {
///     let echo = process::spawn(async |mut mailbox: Mailbox<String>| {
///         println!("{}", mailbox.receive().await);
///     });
///     echo.send("Hello".to_owned());
///     echo.down().await;
/// }).await;
/// # }
/// ```
///
/// It is not `Sync`, because a message need not be: an async helper takes it as
/// `&mut Mailbox<M>`.
///
/// # Cancellation
///
/// A receive that is dropped has taken nothing.
pub struct Mailbox<M: Send + 'static> {
    cell: Arc<Cell<M>>,
    /// Boxed, because most processes take one message at a time, and each has
    /// room for this.
    batch: Option<Box<Batch<M>>>,
}

/// What was taken from the queue and not yet received.
struct Batch<M> {
    /// What was not looked at, newest first, so that the oldest can be popped.
    fresh: Vec<Envelope<M>>,
    /// What was looked at and not chosen, oldest first. It is older than all
    /// that is fresh.
    passed: VecDeque<Envelope<M>>,
}

/// Whatever can arrive in a mailbox.
#[derive(Debug)]
pub enum Event<M> {
    /// A message of the process's own type.
    Message(M),
    /// A process it is linked to ended, or somebody sent it an exit signal;
    /// only if it traps exits.
    Exit(Exit),
    /// A process that it monitors ended.
    Down(Down),
    /// A message of another type, from somebody who knows only the pid.
    Unknown(Unknown),
}

/// A message whose type its receiver did not expect.
pub struct Unknown {
    message: Box<dyn Any + Send>,
    type_name: &'static str,
}

impl Unknown {
    pub(crate) fn new(
        message: Box<dyn Any + Send>,
        type_name: &'static str,
    ) -> Self {
        Self { message, type_name }
    }

    /// Returns the name of the message's type.
    pub fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// Returns the message if it is a `T`.
    pub fn downcast_ref<T: 'static>(&self) -> Option<&T> {
        self.message.downcast_ref()
    }

    /// Returns the message if it is a `T`, or all of it again.
    pub fn downcast<T: 'static>(self) -> Result<T, Self> {
        let Self { message, type_name } = self;
        match message.downcast() {
            Ok(message) => Ok(*message),
            Err(message) => Err(Self { message, type_name }),
        }
    }

    /// Logs that nobody knew what to do with it.
    pub(crate) fn log(&self, pid: Pid) {
        tracing::warn!(
            %pid,
            message_type = self.type_name,
            "received a message of a type it does not know"
        );
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Unknown").field(&self.type_name).finish()
    }
}

impl<M: Send + 'static> Mailbox<M> {
    pub(crate) fn new(cell: Arc<Cell<M>>) -> Self {
        Self { cell, batch: None }
    }

    /// Returns a reference to the process itself, for others to answer to.
    pub fn this(&self) -> ProcessRef<M> {
        ProcessRef::local(self.cell.clone())
    }

    /// Lets other nodes send the process messages from now on; see
    /// [`Remote::open`](crate::node::Remote::open). A process that takes
    /// [`Term`](crate::etf::Term)s gets them anyway, as they are.
    pub fn open(&self)
    where
        M: DeserializeOwned,
    {
        let read = Remote::<M>::open().read;
        self.cell.inbox.lock().control.relations().read = read;
    }

    /// Receives the next message.
    ///
    /// Exits and downs stay in the mailbox, for [`next`](Self::next),
    /// [`exit`](Self::exit) and [`down`](Self::down). A message of a type that
    /// the process does not know is logged and dropped.
    pub fn receive(&mut self) -> Receive<'_, M, TheMessage> {
        Receive::new(self, TheMessage)
    }

    /// Receives the next message that `choose` accepts, and leaves those
    /// before it where they are.
    pub fn receive_where<F>(
        &mut self,
        choose: F,
    ) -> Receive<'_, M, TheChosen<F>>
    where
        F: FnMut(&M) -> bool,
    {
        Receive::new(self, TheChosen(choose))
    }

    /// Receives whatever is next, for those who trap exits or monitor.
    #[expect(
        clippy::should_implement_trait,
        reason = "it waits, so it cannot be an iterator's"
    )]
    pub fn next(&mut self) -> Receive<'_, M, TheNext> {
        Receive::new(self, TheNext)
    }

    /// Receives the message of one monitor.
    pub fn down(&mut self, reference: Reference) -> Receive<'_, M, TheDown> {
        Receive::new(self, TheDown(reference))
    }

    /// Receives the exit message of one process.
    pub fn exit(&mut self, from: Pid) -> Receive<'_, M, TheExit> {
        Receive::new(self, TheExit(from))
    }

    pub(crate) fn pid(&self) -> Pid {
        self.cell.head().pid()
    }

    /// Returns whether any message was passed over.
    #[inline]
    pub(crate) fn has_passed(&self) -> bool {
        self.batch.as_ref().is_some_and(|batch| !batch.passed.is_empty())
    }

    /// Looks at the message that was passed over as number `index`.
    pub(crate) fn passed(&self, index: usize) -> Option<&Envelope<M>> {
        self.batch.as_ref()?.passed.get(index)
    }

    /// Takes a message that was passed over.
    pub(crate) fn take_passed(&mut self, index: usize) -> Option<Envelope<M>> {
        let envelope = self.batch.as_mut()?.passed.remove(index);
        self.publish();
        envelope
    }

    /// Leaves a message for later.
    #[cold]
    pub(crate) fn pass(&mut self, envelope: Envelope<M>) {
        self.batch.get_or_insert_default().passed.push_back(envelope);
        self.publish();
    }

    /// Takes the oldest message that was not looked at.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<Envelope<M>> {
        let fresh = &mut self.batch.as_mut()?.fresh;
        let envelope = fresh.pop()?;
        // A chunk is the most that is taken at once.
        let left = u16::try_from(fresh.len()).unwrap_or(u16::MAX);
        self.cell.head().fresh.store(left, Ordering::Relaxed);
        Some(envelope)
    }

    /// Removes the messages of monitors that were removed after they fired,
    /// if there may be any.
    pub(crate) fn remove_stale(&mut self) {
        if !self.cell.head().take_stale_downs() {
            return;
        }
        let mut inbox = self.cell.inbox.lock();
        let relations = inbox.control.relations();
        relations.flushed = 0;
        let known: FxHashSet<Reference> =
            relations.monitors.keys().copied().collect();
        let is_current = |envelope: &Envelope<M>| match envelope {
            Envelope::Rare(rare) => match &**rare {
                Rare::Down(down) => known.contains(&down.reference),
                _ => true,
            },
            Envelope::Message(_) => true,
        };
        inbox.retain(is_current);
        drop(inbox);
        if let Some(batch) = &mut self.batch {
            batch.fresh.retain(is_current);
            batch.passed.retain(is_current);
            self.publish();
        }
    }

    /// Waits for the next message, when all that was taken is received or
    /// passed over.
    #[expect(
        clippy::inline_always,
        reason = "a tenth of the instructions of a hop"
    )]
    #[inline(always)]
    pub(crate) fn poll_more(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Envelope<M>> {
        let head = self.cell.head();
        let mut inbox = self.cell.inbox.lock();
        if head.must_exit() {
            // What comes after the signal that ends it, it does not get; the
            // signal has woken the task.
            return Poll::Pending;
        }
        let first = inbox.take_first();
        if inbox.has_rest() {
            return Self::poll_rest(&mut self.batch, inbox, head, first, cx);
        }
        let Some(envelope) = first else {
            let task = head.waker.get();
            if task.is_some_and(|task| task.will_wake(cx.waker())) {
                inbox.control.waiting = Waiting::Task;
                return Poll::Pending;
            }
            drop(inbox);
            return self.poll_elsewhere(cx);
        };
        let taken = inbox.control.taken;
        drop(inbox);
        // A process that always finds a message must let others run too. The
        // runtime allows a task 128 steps; each is eight messages.
        if taken.is_multiple_of(8) && take_steps(1, cx).is_pending() {
            self.put_back(envelope);
            return Poll::Pending;
        }
        Poll::Ready(envelope)
    }

    /// Takes the messages of a burst, under the lock under which the first one
    /// was taken: between two an exit signal could come, and a message after it.
    #[cold]
    fn poll_rest(
        batch: &mut Option<Box<Batch<M>>>,
        mut inbox: MutexGuard<'_, Inbox<M>>,
        head: &Head,
        first: Option<Envelope<M>>,
        cx: &mut Context<'_>,
    ) -> Poll<Envelope<M>> {
        let fresh = &mut batch.get_or_insert_default().fresh;
        inbox.take_rest(fresh);
        drop(inbox);
        let steps = 1 + fresh.len() / 64;
        fresh.extend(first);
        let step = take_steps(steps, cx);
        let envelope = if step.is_ready() { fresh.pop() } else { None };
        let left = u16::try_from(fresh.len()).unwrap_or(u16::MAX);
        head.fresh.store(left, Ordering::Relaxed);
        // Out of steps, the runtime polls again.
        envelope.map_or(Poll::Pending, Poll::Ready)
    }

    /// Makes a message the next one again.
    #[cold]
    fn put_back(&mut self, envelope: Envelope<M>) {
        self.batch.get_or_insert_default().fresh.push(envelope);
        self.publish();
    }

    /// Waits in an executor within the process, which has a waker of its own.
    #[cold]
    fn poll_elsewhere(&mut self, cx: &mut Context<'_>) -> Poll<Envelope<M>> {
        let waker = Some(cx.waker().clone());
        let mut inbox = self.cell.inbox.lock();
        if self.cell.head().must_exit() {
            return Poll::Pending;
        }
        let first = inbox.take_first();
        if inbox.has_rest() {
            let head = self.cell.head();
            return Self::poll_rest(&mut self.batch, inbox, head, first, cx);
        }
        if let Some(envelope) = first {
            return Poll::Ready(envelope);
        }
        inbox.control.waiting = Waiting::Other;
        let slot = &mut inbox.control.relations().other_waker;
        let before = mem::replace(slot, waker);
        drop(inbox);
        drop(before);
        Poll::Pending
    }

    /// Forgets a monitor whose `Down` is received; returns false if it was
    /// removed after it fired, so that nobody waits for the message.
    pub(crate) fn confirm(&self, reference: Reference) -> bool {
        let mut inbox = self.cell.inbox.lock();
        let relations = inbox.control.relations();
        let monitor = relations.monitors.remove(&reference);
        if monitor.is_none() {
            relations.flushed = relations.flushed.saturating_sub(1);
        }
        drop(inbox);
        monitor.is_some()
    }

    /// Says how many messages were taken and not received.
    fn publish(&self) {
        let Some(batch) = &self.batch else { return };
        let fresh = u16::try_from(batch.fresh.len()).unwrap_or(u16::MAX);
        let passed = u32::try_from(batch.passed.len()).unwrap_or(u32::MAX);
        let head = self.cell.head();
        head.fresh.store(fresh, Ordering::Relaxed);
        head.passed.store(passed, Ordering::Relaxed);
    }
}

impl<M> Default for Batch<M> {
    fn default() -> Self {
        Self { fresh: Vec::new(), passed: VecDeque::new() }
    }
}

/// Takes steps off what the runtime allows this task.
fn take_steps(steps: usize, cx: &mut Context<'_>) -> Poll<()> {
    for _ in 0..steps {
        ready!(tokio::task::coop::poll_proceed(cx)).made_progress();
    }
    Poll::Ready(())
}

impl<M: Send + 'static> fmt::Debug for Mailbox<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailbox")
            .field("process", &Process::head(&*self.cell).pid())
            .field("message", &type_name::<M>())
            .finish_non_exhaustive()
    }
}
