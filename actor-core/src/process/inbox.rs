//! What has reached a process and was not received yet.
//!
//! One lock guards the queue and everything that a signal may change. Whoever
//! sends takes it; so all that one process sends to another arrives in the
//! order in which it was sent, messages and signals alike.

use std::collections::VecDeque;
use std::mem;
use std::task::Waker;

use super::relations::Relations;
use crate::exit::{Down, Exit};
use crate::process::Unknown;

/// A burst is kept in pieces of this many messages: a queue that grows by
/// doubling would copy megabytes while every sender waits for the lock.
const CHUNK: usize = 1024;

/// One entry of the queue; everything rare is behind one pointer.
#[derive(Debug)]
pub enum Envelope<M> {
    /// A message of the process's own type.
    Message(M),
    /// Anything else.
    Rare(Box<Rare>),
}

/// A signal that became a message, or a message of another type.
#[derive(Debug)]
pub enum Rare {
    /// A linked process ended.
    Exit(Exit),
    /// A monitored process ended.
    Down(Down),
    /// A message of another type.
    Unknown(Unknown),
}

/// Who must be woken when something arrives.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// Nobody: the process is not waiting for a message.
    #[default]
    Nobody,
    /// The task of the process.
    Task,
    /// The waker in [`Relations::other_waker`]: the process waits inside of
    /// an executor of its own, such as a `FuturesUnordered`.
    Other,
}

/// What signals look at and change, whatever the type of the messages.
#[derive(Default)]
pub(crate) struct Control {
    /// Links, monitors, name and so on, for the few that have any.
    pub(crate) relations: Option<Box<Relations>>,
    /// How many messages the process has taken from the queue so far.
    pub(crate) taken: u64,
    pub(crate) waiting: Waiting,
    pub(crate) closed: bool,
    pub(crate) trapping: bool,
    /// Whether a call ever came, so that its end may concern a caller whose
    /// `Reply` somebody else holds.
    pub(crate) called: bool,
}

impl Control {
    pub(crate) fn relations(&mut self) -> &mut Relations {
        self.relations.get_or_insert_default()
    }

    /// Takes what must be woken now that something arrived.
    pub(crate) fn take_waiting(&mut self) -> Wake {
        match mem::take(&mut self.waiting) {
            Waiting::Nobody => Wake::Nobody,
            Waiting::Task => Wake::Task,
            Waiting::Other => match self.relations().other_waker.take() {
                Some(waker) => Wake::Other(waker),
                None => Wake::Task,
            },
        }
    }
}

/// Who is to be woken, after the lock is released.
#[must_use]
pub(crate) enum Wake {
    Nobody,
    Task,
    Other(Waker),
}

type Chunks<M> = VecDeque<Vec<Envelope<M>>>;

pub(crate) struct Inbox<M> {
    /// The newest messages.
    queue: Vec<Envelope<M>>,
    /// Older chunks of a burst, oldest first. Boxed, because most processes
    /// never see one, and each has room for it.
    #[expect(clippy::box_collection, reason = "one word instead of four")]
    full: Option<Box<Chunks<M>>>,
    pub(crate) control: Control,
}

impl<M> Inbox<M> {
    pub(crate) fn new(control: Control) -> Self {
        Self { queue: Vec::new(), full: None, control }
    }

    #[inline]
    pub(crate) fn push(&mut self, envelope: Envelope<M>) {
        if self.queue.len() == CHUNK {
            let chunk =
                mem::replace(&mut self.queue, Vec::with_capacity(CHUNK));
            self.full.get_or_insert_default().push_back(chunk);
        }
        self.queue.push(envelope);
    }

    /// Takes the oldest messages, at most a chunk of them, and leaves the empty
    /// `buffer` in their place. Returns false if there is none.
    #[inline]
    pub(crate) fn take(&mut self, buffer: &mut Vec<Envelope<M>>) -> bool {
        if self.full.is_some() && self.take_full(buffer) {
            return true;
        }
        if self.queue.is_empty() {
            return false;
        }
        self.control.taken += self.queue.len() as u64;
        mem::swap(&mut self.queue, buffer);
        true
    }

    #[cold]
    fn take_full(&mut self, buffer: &mut Vec<Envelope<M>>) -> bool {
        let Some(chunk) = self.full.as_mut().and_then(|f| f.pop_front()) else {
            return false;
        };
        self.control.taken += chunk.len() as u64;
        *buffer = chunk;
        true
    }

    /// Keeps only what `keep` says; for messages that are our own, because what
    /// is dropped is dropped under the lock.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Envelope<M>) -> bool) {
        for chunk in self.full.iter_mut().flat_map(|full| full.iter_mut()) {
            chunk.retain(&keep);
        }
        self.queue.retain(&keep);
    }

    pub(crate) fn len(&self) -> usize {
        let full = self.full.as_ref();
        self.queue.len() + full.map_or(0, |f| f.iter().map(Vec::len).sum())
    }

    /// Takes everything, to be dropped when the lock is released.
    pub(crate) fn clear(
        &mut self,
    ) -> (Vec<Envelope<M>>, Option<Box<Chunks<M>>>) {
        (mem::take(&mut self.queue), self.full.take())
    }
}
