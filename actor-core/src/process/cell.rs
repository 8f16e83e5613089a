//! The control block: all that others need in order to reach a process.
//!
//! It is longer than a file here should be, because what may happen under the
//! lock of a process is read in one place.

use std::any::{self, Any};
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Waker;

use super::Unknown;
use super::inbox::{Control, Envelope, Inbox, Rare, Waiting};
use super::relations::{Held, Relations};
use super::signal::Signal;
use crate::exit::ExitReason;
use crate::pid::{LocalPid, Pid};
use crate::sync::{
    AtomicU8, AtomicU16, AtomicU32, Mutex, MutexGuard, OnceLock,
};
use crate::system::Kernel;

/// What is the same for every type of message.
///
/// Every word here costs a million processes eight megabytes, and one word
/// more moves the allocation to the next size class.
pub(crate) struct Head {
    pub(crate) local_pid: LocalPid,
    flags: AtomicU8,
    /// How many messages the process has taken out of the queue and not yet
    /// looked at, and how many it passed over; written by it alone.
    pub(crate) fresh: AtomicU16,
    pub(crate) passed: AtomicU32,
    /// Set by the first poll, and never again.
    pub(crate) waker: OnceLock<Waker>,
    pub(crate) kernel: Arc<Kernel>,
}

/// An exit signal has come that the process does not trap.
const EXIT: u8 = 1;
/// The first poll has left its waker.
const STARTED: u8 = 2;
/// A monitor was removed whose `Down` is in the mailbox.
const STALE_DOWNS: u8 = 4;
/// It is a server that cleans up before its end.
const TERMINATING: u8 = 8;
/// It is a supervisor, which reports the crashes of those it started.
const SUPERVISOR: u8 = 16;
/// It has sent more than a node takes at once, and waits until it does.
const HELD: u8 = 32;

impl Head {
    pub(crate) fn new(pid: Pid, kernel: Arc<Kernel>) -> Self {
        Self {
            local_pid: LocalPid::of(pid),
            flags: AtomicU8::new(0),
            fresh: AtomicU16::new(0),
            passed: AtomicU32::new(0),
            waker: OnceLock::new(),
            kernel,
        }
    }

    #[inline]
    pub(crate) fn pid(&self) -> Pid {
        self.local_pid.pid()
    }

    #[inline]
    pub(crate) fn must_exit(&self) -> bool {
        self.flags.load(Ordering::Acquire) & EXIT != 0
    }

    /// Makes the process end at its next poll.
    pub(crate) fn set_exit(&self) {
        self.flags.fetch_or(EXIT, Ordering::AcqRel);
    }

    pub(crate) fn set_terminating(&self) {
        self.flags.fetch_or(TERMINATING, Ordering::AcqRel);
    }

    pub(crate) fn is_terminating(&self) -> bool {
        self.flags.load(Ordering::Relaxed) & TERMINATING != 0
    }

    pub(crate) fn set_supervisor(&self) {
        self.flags.fetch_or(SUPERVISOR, Ordering::AcqRel);
    }

    pub(crate) fn is_supervisor(&self) -> bool {
        self.flags.load(Ordering::Relaxed) & SUPERVISOR != 0
    }

    pub(crate) fn set_stale_downs(&self) {
        self.flags.fetch_or(STALE_DOWNS, Ordering::AcqRel);
    }

    /// Returns whether there are messages of removed monitors, and forgets it.
    #[inline]
    pub(crate) fn take_stale_downs(&self) -> bool {
        self.flags.load(Ordering::Relaxed) & STALE_DOWNS != 0
            && self.flags.fetch_and(!STALE_DOWNS, Ordering::AcqRel) != 0
    }

    /// Returns whether it must not be polled.
    pub(crate) fn is_held(&self) -> bool {
        self.flags.load(Ordering::Acquire) & HELD != 0
    }

    /// Keeps the process from being polled. Returns false if it was already.
    pub(crate) fn hold(&self) -> bool {
        self.flags.fetch_or(HELD, Ordering::AcqRel) & HELD == 0
    }

    /// Lets the process be polled again.
    pub(crate) fn let_go(&self) {
        self.flags.fetch_and(!HELD, Ordering::AcqRel);
        self.wake_task();
    }

    /// Returns whether it is started, need not end and is not held.
    #[inline]
    pub(crate) fn runs(&self) -> bool {
        let flags = self.flags.load(Ordering::Acquire);
        flags & (STARTED | EXIT | HELD) == STARTED
    }

    /// Leaves the waker of the task, at the first poll. Returns false if the
    /// process must end.
    ///
    /// Whoever sets the exit flag writes the same word before it reads the
    /// waker: either it finds the waker, or this poll finds the flag.
    #[cold]
    pub(crate) fn start(&self, waker: &Waker) -> bool {
        self.waker.get_or_init(|| waker.clone());
        self.flags.fetch_or(STARTED, Ordering::AcqRel) & EXIT == 0
    }

    /// Wakes the task; one that was never polled will be anyway.
    #[inline]
    pub(crate) fn wake_task(&self) {
        if let Some(waker) = self.waker.get() {
            waker.wake_by_ref();
        }
    }
}

/// A process, whatever the type of its messages.
///
/// No method is called with the lock of a process held, and none wakes,
/// drops a user's value or runs a user's code under it.
pub(crate) trait Process: Any + Send + Sync {
    fn head(&self) -> &Head;

    fn pid(&self) -> Pid;

    /// Runs `look` under the lock; it must not touch another process.
    fn control(&self, look: &mut dyn FnMut(&mut Control));

    /// Applies a signal; returns false if the process is dead.
    fn signal(&self, signal: Signal) -> bool;

    /// Puts a message into the mailbox whose type the sender does not know
    /// to be right.
    fn deliver(&self, message: Box<dyn Any + Send>, type_name: &'static str);

    /// Returns how many messages wait under the lock.
    fn queued(&self) -> usize;

    /// Ends the process for everybody else: from here on it is dead. Its
    /// messages are dropped, and what it was related to is handed out.
    ///
    /// One that holds something is not closed: that is handed out first, so
    /// that whoever finds the process dead finds its name free.
    fn close(&self, reason: &ExitReason) -> Result<Closed, Held>;
}

/// What is left of a process that was closed.
pub(crate) struct Closed {
    pub(crate) relations: Option<Box<Relations>>,
    pub(crate) called: bool,
}

pub(crate) struct Cell<M> {
    head: Head,
    pub(crate) inbox: Mutex<Inbox<M>>,
}

impl<M: Send + 'static> Cell<M> {
    pub(crate) fn new(pid: Pid, kernel: Arc<Kernel>, control: Control) -> Self {
        let head = Head::new(pid, kernel);
        Self { head, inbox: Mutex::new(Inbox::new(control)) }
    }

    #[inline]
    pub(crate) fn head(&self) -> &Head {
        &self.head
    }

    /// Puts a message into the mailbox, unless the process is dead.
    pub(crate) fn send(&self, message: M) {
        let mut inbox = self.inbox.lock();
        if inbox.control.closed {
            drop(inbox);
            drop(message);
            return;
        }
        inbox.push(Envelope::Message(message));
        self.wake_for_message(inbox);
    }

    /// Wakes whoever waits for the message that was just put in.
    #[expect(
        clippy::inline_always,
        reason = "a tenth of the instructions of a hop"
    )]
    #[inline(always)]
    fn wake_for_message(&self, mut inbox: MutexGuard<'_, Inbox<M>>) {
        match mem::take(&mut inbox.control.waiting) {
            Waiting::Nobody => {}
            Waiting::Task => {
                drop(inbox);
                self.head.wake_task();
            }
            Waiting::Other => {
                let waker = inbox.control.relations().other_waker.take();
                drop(inbox);
                match waker {
                    Some(waker) => waker.wake(),
                    None => self.head.wake_task(),
                }
            }
        }
    }

    /// As [`send`](Self::send) for the question of a call, which gets its
    /// message back if the process is dead.
    pub(crate) fn ask(&self, message: M) -> Result<(), M> {
        let mut inbox = self.inbox.lock();
        if inbox.control.closed {
            return Err(message);
        }
        inbox.control.called = true;
        inbox.push(Envelope::Message(message));
        self.wake_for_message(inbox);
        Ok(())
    }

    /// Puts something other than a message of the process's own type into
    /// the mailbox.
    fn push(&self, envelope: Envelope<M>) {
        let mut inbox = self.inbox.lock();
        if inbox.control.closed {
            drop(inbox);
            drop(envelope);
            return;
        }
        inbox.push(envelope);
        self.wake_for_message(inbox);
    }
}

impl<M: Send + 'static> Process for Cell<M> {
    fn head(&self) -> &Head {
        &self.head
    }

    fn pid(&self) -> Pid {
        self.head.pid()
    }

    fn control(&self, look: &mut dyn FnMut(&mut Control)) {
        look(&mut self.inbox.lock().control);
    }

    fn signal(&self, signal: Signal) -> bool {
        let mut inbox = self.inbox.lock();
        if inbox.control.closed {
            drop(inbox);
            drop(signal);
            return false;
        }
        let effect = inbox.control.apply(self.head.pid(), signal);
        if effect.exit {
            self.head.set_exit();
        }
        match effect.message {
            Some(message) => {
                inbox.push(Envelope::Rare(message));
                self.wake_for_message(inbox);
            }
            None => drop(inbox),
        }
        drop(effect.garbage);
        if effect.exit {
            self.head.wake_task();
        }
        true
    }

    fn deliver(&self, message: Box<dyn Any + Send>, type_name: &'static str) {
        match message.downcast::<M>() {
            Ok(message) => self.send(*message),
            Err(message) => {
                let unknown = Unknown::new(message, type_name);
                self.push(Envelope::Rare(Box::new(Rare::Unknown(unknown))));
            }
        }
    }

    fn queued(&self) -> usize {
        self.inbox.lock().len()
    }

    fn close(&self, reason: &ExitReason) -> Result<Closed, Held> {
        let mut inbox = self.inbox.lock();
        if let Some(held) = inbox.control.take_held() {
            return Err(held);
        }
        inbox.control.closed = true;
        let called = inbox.control.called;
        let relations = inbox.control.relations.take();
        if !matches!(reason, ExitReason::Normal) {
            let left = inbox.control.relations();
            left.exit = Some(reason.clone());
            left.message_type = relations.as_ref().and_then(|r| r.message_type);
        }
        let messages = inbox.clear();
        drop(inbox);
        // Whatever a message does when it is dropped, the process must end.
        let drop = AssertUnwindSafe(|| drop(messages));
        if catch_unwind(drop).is_err() {
            tracing::error!(
                pid = %self.head.pid(),
                message_type = any::type_name::<M>(),
                "a message panicked when it was dropped"
            );
        }
        Ok(Closed { relations, called })
    }
}

impl dyn Process {
    /// As [`Process::control`], with an answer.
    pub(crate) fn with<T>(&self, look: impl FnOnce(&mut Control) -> T) -> T {
        let mut look = Some(look);
        let mut answer = None;
        self.control(&mut |control| {
            answer = look.take().map(|look| look(control));
        });
        answer.expect("`control` runs what it is given, once")
    }

    /// Returns the reason of the exit signal that ends it.
    pub(crate) fn pending_exit(&self) -> ExitReason {
        self.with(|control| {
            control.relations().exit.clone().unwrap_or_default()
        })
    }

    /// Returns whether it has not ended, and no exit signal has come that will
    /// end it: who sent one finds it dead.
    pub(crate) fn is_alive(&self) -> bool {
        !self.head().must_exit() && !self.has_ended()
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.with(|control| control.closed)
    }

    /// Returns what a server that crashed was there for.
    pub(crate) fn message_type(&self) -> Option<&'static str> {
        self.with(|control| control.relations.as_ref()?.message_type)
    }

    /// Returns why it ended, or nothing while it is alive.
    pub(crate) fn exit_reason(&self) -> Option<ExitReason> {
        self.with(|control| {
            control.closed.then(|| match &control.relations {
                Some(relations) => relations.exit.clone().unwrap_or_default(),
                None => ExitReason::Normal,
            })
        })
    }
}
