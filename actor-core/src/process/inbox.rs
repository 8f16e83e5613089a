//! What has reached a process and was not received yet.
//!
//! One lock guards the queue and everything that a signal may change. Whoever
//! sends takes it; so all that one process sends to another arrives in the
//! order in which it was sent, messages and signals alike.

use std::collections::VecDeque;
use std::mem;

use super::relations::{Held, Relations};
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

    /// Takes what others keep for the process, if there is anything.
    pub(crate) fn take_held(&mut self) -> Option<Held> {
        let relations = self.relations.as_mut()?;
        let name = relations.name.take();
        let belongings = mem::take(&mut relations.belongings);
        let holds = name.is_some() || !belongings.is_empty();
        holds.then_some(Held { name, belongings })
    }
}

pub(crate) struct Inbox<M> {
    /// The oldest message, if nothing was waiting when it came: most messages
    /// come alone, and need no queue.
    first: Option<Envelope<M>>,
    /// What came after it. Boxed, because most processes never have more than
    /// one message at once, and each has room for it.
    rest: Option<Box<Rest<M>>>,
    pub(crate) control: Control,
}

/// The messages of a burst.
struct Rest<M> {
    /// Full chunks, oldest first.
    full: VecDeque<Vec<Envelope<M>>>,
    /// The newest messages.
    queue: Vec<Envelope<M>>,
}

impl<M> Inbox<M> {
    pub(crate) fn new(control: Control) -> Self {
        Self { first: None, rest: None, control }
    }

    #[expect(
        clippy::inline_always,
        reason = "a tenth of the instructions of a hop"
    )]
    #[inline(always)]
    pub(crate) fn push(&mut self, envelope: Envelope<M>) {
        match &mut self.rest {
            None if self.first.is_none() => self.first = Some(envelope),
            Some(rest) => {
                if self.first.is_none() && rest.is_empty() {
                    self.first = Some(envelope);
                    return;
                }
                if rest.queue.len() == CHUNK {
                    rest.start_chunk();
                }
                rest.queue.push(envelope);
            }
            None => self.rest = Some(Box::new(Rest::new(envelope))),
        }
    }

    /// Takes the message that came alone, or first.
    #[inline]
    pub(crate) fn take_first(&mut self) -> Option<Envelope<M>> {
        let first = self.first.take();
        self.control.taken += u64::from(first.is_some());
        first
    }

    /// Returns whether there is more than the first message.
    #[inline]
    pub(crate) fn has_rest(&self) -> bool {
        self.rest.as_ref().is_some_and(|rest| !rest.is_empty())
    }

    /// Takes the oldest chunk of the rest, newest message first, and leaves the
    /// empty `buffer` in its place.
    pub(crate) fn take_rest(&mut self, buffer: &mut Vec<Envelope<M>>) {
        let Some(rest) = &mut self.rest else { return };
        rest.take(buffer);
        self.control.taken += buffer.len() as u64;
    }

    /// Keeps only what `keep` says; for messages that are our own, because what
    /// is dropped is dropped under the lock.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Envelope<M>) -> bool) {
        self.first.take_if(|first| !keep(first));
        if let Some(rest) = &mut self.rest {
            rest.full.iter_mut().for_each(|chunk| chunk.retain(&keep));
            rest.queue.retain(&keep);
        }
    }

    pub(crate) fn len(&self) -> usize {
        let rest = self.rest.as_ref().map_or(0, |rest| {
            rest.full.iter().map(Vec::len).sum::<usize>() + rest.queue.len()
        });
        usize::from(self.first.is_some()) + rest
    }

    /// Takes everything, to be dropped when the lock is released.
    pub(crate) fn clear(&mut self) -> impl Sized + use<M> {
        (self.first.take(), self.rest.take())
    }
}

impl<M> Rest<M> {
    #[cold]
    fn new(envelope: Envelope<M>) -> Self {
        Self { full: VecDeque::new(), queue: vec![envelope] }
    }

    #[inline]
    fn is_empty(&self) -> bool {
        self.queue.is_empty() && self.full.is_empty()
    }

    #[cold]
    fn start_chunk(&mut self) {
        let next = Vec::with_capacity(CHUNK);
        self.full.push_back(mem::replace(&mut self.queue, next));
    }

    /// Takes the oldest chunk, newest message first.
    fn take(&mut self, buffer: &mut Vec<Envelope<M>>) {
        match self.full.pop_front() {
            Some(chunk) => *buffer = chunk,
            None => mem::swap(&mut self.queue, buffer),
        }
        buffer.reverse();
    }
}
