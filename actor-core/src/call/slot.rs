//! The slot that an answer goes through, and the server's half of it.
//!
//! It is long because an answer may come from, or go to, another node.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::mem;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};

use serde::de::{self, DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

use super::CallError;
use super::deadlines::{Deadline, Sweep};
use crate::etf::{self, Identities, MessageKind};
use crate::node::{self, Awaits};
use crate::pid::{LocalPid, Pid};
use crate::process::{self, Orphan};
use crate::sync::Mutex;
use crate::system::Kernel;

/// What a caller and the server that it asked share.
pub(crate) struct Slot<T> {
    /// Who asks, if it is a process of the server's system.
    caller: Option<LocalPid>,
    /// Who asks, if it is a process of another node.
    remote: Option<Pid>,
    /// Whose sweeper looks after it.
    kernel: Weak<Kernel>,
    state: Mutex<SlotState<T>>,
}

struct SlotState<T> {
    outcome: Outcome<T>,
    waker: Option<Waker>,
    deadline: Deadline,
    server: LocalPid,
    /// What another node says. (In the outcome, each call would have to look
    /// whether there is something to be dropped.)
    failure: Option<Box<CallError>>,
}

/// How a call went.
pub(crate) enum Outcome<T> {
    Waiting,
    Answered(T),
    /// Nobody will answer any more.
    Dropped,
    TimedOut,
    /// Another node says so, or is not connected any more; the slot knows why.
    Failed,
}

impl<T: Send + 'static> Slot<T> {
    pub(crate) fn new(caller: Option<LocalPid>, kernel: Weak<Kernel>) -> Self {
        let state = SlotState {
            outcome: Outcome::Waiting,
            waker: None,
            deadline: Deadline::NEVER,
            server: LocalPid::NOBODY,
            failure: None,
        };
        Self { caller, remote: None, kernel, state: Mutex::new(state) }
    }

    /// Returns whether it was made for calls of this process.
    pub(crate) fn is_of(
        &self,
        caller: Option<LocalPid>,
        kernel: &Arc<Kernel>,
    ) -> bool {
        self.caller == caller
            && Weak::as_ptr(&self.kernel) == Arc::as_ptr(kernel)
    }

    /// Makes the slot ready for a question to `server`. `deadline` is made
    /// under the lock, which the sweeper takes too.
    pub(crate) fn arm(
        &self,
        waker: &Waker,
        server: LocalPid,
        deadline: impl FnOnce() -> Deadline,
    ) {
        let waker = waker.clone();
        let mut state = self.state.lock();
        state.outcome = Outcome::Waiting;
        state.server = server;
        let before = state.waker.replace(waker);
        state.deadline = deadline();
        drop(state);
        drop(before);
    }

    /// Looks for the answer.
    pub(crate) fn poll(&self, cx: &mut Context<'_>) -> Poll<Outcome<T>> {
        let mut state = self.state.lock();
        match mem::replace(&mut state.outcome, Outcome::Waiting) {
            Outcome::Waiting => {}
            outcome => {
                state.deadline = Deadline::NEVER;
                return Poll::Ready(outcome);
            }
        }
        let same = state.waker.as_ref();
        if same.is_some_and(|waker| waker.will_wake(cx.waker())) {
            return Poll::Pending;
        }
        drop(state);
        // Cloned and dropped without the lock, then looked at once more.
        let waker = cx.waker().clone();
        let mut state = self.state.lock();
        let before = state.waker.replace(waker);
        let outcome = mem::replace(&mut state.outcome, Outcome::Waiting);
        if !matches!(outcome, Outcome::Waiting) {
            state.deadline = Deadline::NEVER;
        }
        drop(state);
        drop(before);
        match outcome {
            Outcome::Waiting => Poll::Pending,
            outcome => Poll::Ready(outcome),
        }
    }

    /// Takes the outcome, when there is one.
    pub(crate) fn take(&self) -> Outcome<T> {
        mem::replace(&mut self.state.lock().outcome, Outcome::Waiting)
    }

    /// Returns what another node has said of a call that failed.
    pub(crate) fn failure(&self) -> CallError {
        let failure = self.state.lock().failure.take();
        failure.map_or(CallError::NoReply, |error| *error)
    }

    fn finish(&self, outcome: Outcome<T>) {
        let mut state = self.state.lock();
        if !matches!(state.outcome, Outcome::Waiting) {
            drop(state);
            drop(outcome);
            return;
        }
        state.outcome = outcome;
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T: Send + 'static> Orphan for Slot<T> {
    fn tell(&self) {
        // The question went to another node, and only its copy here is gone.
        if self.state.lock().server != LocalPid::ELSEWHERE {
            self.finish(Outcome::Dropped);
        }
    }
}

impl<T: DeserializeOwned + Send + 'static> Awaits for Slot<T> {
    fn caller(&self) -> Option<Pid> {
        self.remote.or(self.caller.map(LocalPid::pid))
    }

    fn answer(&self, answer: &[u8], identities: &dyn Identities) {
        match etf::deserialize(answer, identities, MessageKind::Cast) {
            Ok(answer) => self.finish(Outcome::Answered(answer)),
            Err(error) => {
                self.fail(CallError::Unreadable(error.to_string().into()));
            }
        }
    }

    fn fail(&self, error: CallError) {
        let mut state = self.state.lock();
        state.failure.get_or_insert_with(|| Box::new(error));
        drop(state);
        self.finish(Outcome::Failed);
    }
}

impl<T: Send + 'static> Sweep for Slot<T> {
    fn deadline(&self) -> (Deadline, LocalPid) {
        let state = self.state.lock();
        match state.outcome {
            Outcome::Waiting if state.waker.is_some() => {
                (state.deadline, state.server)
            }
            _ => (Deadline::NEVER, LocalPid::NOBODY),
        }
    }

    fn time_out(&self) {
        self.finish(Outcome::TimedOut);
    }

    fn server_died(&self) {
        self.finish(Outcome::Dropped);
    }
}

/// The address of an answer: `from` in Erlang.
///
/// It can be kept and answered later, or given to another process or task.
/// Dropped unanswered, it is an error to the caller at once.
///
/// ```
/// use actor_core::{Mailbox, Reply, System};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let system = System::new("docs");
/// let doubler = system.spawn(async |mut mailbox: Mailbox<(u64, Reply<u64>)>| {
///     let (number, reply) = mailbox.receive().await;
///     reply.send(2 * number);
/// });
/// assert_eq!(doubler.call(|reply| (21, reply)).await, Ok(42));
/// # }
/// ```
pub struct Reply<T: Send + 'static> {
    slot: Option<Arc<Slot<T>>>,
}

impl<T: Send + 'static> Reply<T> {
    pub(crate) fn new(slot: Arc<Slot<T>>) -> Self {
        Self { slot: Some(slot) }
    }

    /// Returns a question without a message, and what waits for its answer.
    pub(crate) fn pair() -> (Self, Answer<T>) {
        let slot = Arc::new(Slot::new(None, Weak::new()));
        (Self::new(slot.clone()), Answer(slot))
    }

    /// Returns the address of an answer to a process of another node, which
    /// `answered` is told of.
    pub(crate) fn remote(
        caller: Pid,
        answered: impl FnOnce(&Arc<Slot<T>>) -> Waker,
    ) -> Self {
        let mut slot = Slot::new(None, Weak::new());
        slot.remote = Some(caller);
        let slot = Arc::new(slot);
        slot.state.lock().waker = Some(answered(&slot));
        Self::new(slot)
    }

    /// Answers. If the caller has given up, the answer is dropped here.
    pub fn send(mut self, answer: T) {
        if let Some(slot) = self.slot.take() {
            slot.finish(Outcome::Answered(answer));
        }
    }

    /// Returns who asked, if it is a process.
    pub fn caller(&self) -> Option<Pid> {
        let slot = self.slot.as_ref()?;
        slot.remote.or(slot.caller.map(LocalPid::pid))
    }

    /// Returns whether the caller still waits. Work that it no longer waits
    /// for need not be done.
    pub fn is_awaited(&self) -> bool {
        self.slot.as_ref().is_some_and(|slot| Arc::strong_count(slot) > 1)
    }
}

/// What waits for the answer to a [`Reply::pair`], as long as it takes.
pub(crate) struct Answer<T>(Arc<Slot<T>>);

impl<T: Send + 'static> Answer<T> {
    /// Waits for the answer; nothing if nobody will give it any more.
    pub(crate) async fn wait(self) -> Option<T> {
        match poll_fn(|cx| self.0.poll(cx)).await {
            Outcome::Answered(answer) => Some(answer),
            _ => None,
        }
    }
}

impl<T: Send + 'static> Drop for Reply<T> {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            process::orphan(slot);
        }
    }
}

/// In a message to another node: the call itself, and no part of the question.
impl<T: DeserializeOwned + Send + 'static> Serialize for Reply<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Some(slot) = &self.slot else {
            return Err(ser::Error::custom("it is answered already"));
        };
        if !node::ask(slot.clone()) {
            return Err(ser::Error::custom(NOT_IN_A_CALL));
        }
        slot.state.lock().server = LocalPid::ELSEWHERE;
        to.serialize_newtype_struct(etf::REPLY, &())
    }
}

/// In a message from another node: where the answer goes.
impl<'de, T: Serialize + Send + 'static> Deserialize<'de> for Reply<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct(etf::REPLY, TheCaller(PhantomData))
    }
}

const NOT_IN_A_CALL: &str = "a reply is sent in calls between nodes only";

struct TheCaller<T>(PhantomData<fn() -> T>);

impl<T: Serialize + Send + 'static> Visitor<'_> for TheCaller<T> {
    type Value = Reply<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a call from another node")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Reply<T>, E> {
        node::asker_reply().ok_or_else(|| E::custom(NOT_IN_A_CALL))
    }
}

impl<T: Send + 'static> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("caller", &self.caller()).finish()
    }
}
