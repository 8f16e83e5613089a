//! Receiving: the messages of a process, in order or by choice.

use std::any::{Any, type_name};
use std::collections::VecDeque;
use std::fmt;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};

use super::cell::{Cell, Process};
use super::inbox::{Envelope, Rare, Waiting};
use super::receive::{Receive, TheDown, TheExit, TheMessage, TheNext};
use super::{Pid, ProcessRef, Reference};
use crate::exit::{Down, Exit};

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
/// # Cancellation
///
/// A receive that is dropped has taken nothing.
pub struct Mailbox<M: Send + 'static> {
    cell: Arc<Cell<M>>,
    /// What was taken from the queue and not yet received.
    unread: VecDeque<Envelope<M>>,
    /// Counts what was received, for a fair share of the worker.
    received: u8,
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
        Self { cell, unread: VecDeque::new(), received: 0 }
    }

    /// Returns a reference to the process itself, for others to answer to.
    pub fn this(&self) -> ProcessRef<M> {
        ProcessRef::local(self.cell.clone())
    }

    /// Receives the next message.
    ///
    /// Exits and downs stay in the mailbox, for [`next`](Self::next),
    /// [`exit`](Self::exit) and [`down`](Self::down). A message of a type that
    /// the process does not know is logged and dropped.
    pub fn receive(
        &mut self,
    ) -> Receive<'_, M, TheMessage<impl FnMut(&M) -> bool>> {
        self.receive_where(|_| true)
    }

    /// Receives the next message that `choose` accepts, and leaves those
    /// before it where they are.
    pub fn receive_where<F>(
        &mut self,
        choose: F,
    ) -> Receive<'_, M, TheMessage<F>>
    where
        F: FnMut(&M) -> bool,
    {
        Receive::new(self, TheMessage(choose))
    }

    /// Receives whatever is next, for those who trap exits or monitor.
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
        self.cell.head().pid
    }

    #[inline]
    pub(crate) fn peek(&self, index: usize) -> Option<&Envelope<M>> {
        self.unread.get(index)
    }

    /// Takes what is at `index`; it must be there.
    #[inline]
    pub(crate) fn take(&mut self, index: usize) -> Envelope<M> {
        let envelope = if index == 0 {
            self.unread.pop_front()
        } else {
            self.unread.remove(index)
        };
        self.publish();
        envelope.expect("only what was peeked at is taken")
    }

    /// Waits until there is more than what was taken from the queue so far.
    #[inline]
    pub(crate) fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        // A process that always finds a message must let others run too. The
        // runtime allows a task 128 steps; one of them is eight messages.
        self.received = self.received.wrapping_add(1);
        if self.received.is_multiple_of(8) {
            let step = ready!(tokio::task::coop::poll_proceed(cx));
            step.made_progress();
        }
        let buffer = if self.unread.is_empty() {
            Vec::from(mem::take(&mut self.unread))
        } else {
            Vec::new()
        };
        let task = self.cell.head().waker.get();
        let in_task = task.is_some_and(|task| task.will_wake(cx.waker()));
        let mut other = (!in_task).then(|| cx.waker().clone());

        let mut inbox = self.cell.inbox.lock();
        match inbox.take(buffer) {
            Ok(chunk) => {
                drop(inbox);
                if self.unread.is_empty() {
                    self.unread = VecDeque::from(chunk);
                } else {
                    self.unread.extend(chunk);
                }
                self.publish();
                Poll::Ready(())
            }
            Err(buffer) => {
                inbox.control.waiting = Waiting::Task;
                if other.is_some() {
                    inbox.control.waiting = Waiting::Other;
                    let slot = &mut inbox.control.relations().other_waker;
                    mem::swap(slot, &mut other);
                }
                drop(inbox);
                drop(other);
                if self.unread.is_empty() {
                    self.unread = VecDeque::from(buffer);
                }
                Poll::Pending
            }
        }
    }

    /// Notes that the `Down` of `reference` is received; returns false if the
    /// monitor was removed after the message was sent.
    pub(crate) fn confirm(&self, reference: Reference) -> bool {
        let mut inbox = self.cell.inbox.lock();
        let relations = inbox.control.relations.as_mut();
        let monitor = relations.and_then(|r| r.monitors.remove(&reference));
        drop(inbox);
        monitor.is_some()
    }

    #[inline]
    fn publish(&self) {
        let unread = u32::try_from(self.unread.len()).unwrap_or(u32::MAX);
        self.cell.head().unread.store(unread, Ordering::Relaxed);
    }
}

impl<M: Send + 'static> Drop for Mailbox<M> {
    /// Drops the messages with the process, not before it.
    fn drop(&mut self) {
        self.unread.clear();
        self.publish();
    }
}

impl<M: Send + 'static> fmt::Debug for Mailbox<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailbox")
            .field("process", &Process::head(&*self.cell).pid)
            .field("message", &type_name::<M>())
            .finish_non_exhaustive()
    }
}

impl<M> From<Rare> for Event<M> {
    fn from(rare: Rare) -> Self {
        match rare {
            Rare::Exit(exit) => Self::Exit(exit),
            Rare::Down(down) => Self::Down(down),
            Rare::Unknown(unknown) => Self::Unknown(unknown),
        }
    }
}
