//! What a message is between nodes: how it is written, and how a server reads
//! it.
//!
//! serde knows nothing of processes. What a [`Reply`](crate::Reply) and a
//! [`ProcessRef`](crate::ProcessRef) within a message need to know stands in
//! the thread while the message is written or read.

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::mem;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::caller::Caller;
use crate::call::{CallError, Reply};
use crate::etf::{self, Identities, MessageKind, Pieces, Written};
use crate::pid::Pid;
use crate::process::{Cell, Process};
use crate::system::System;

/// Writes a message for another node.
pub(crate) type Write<M> =
    fn(&M, &mut Pieces, &dyn Identities) -> Result<Written, etf::Error>;

/// Writes a message as serde does.
pub(crate) fn write<M: Serialize>(
    message: &M,
    out: &mut Pieces,
    identities: &dyn Identities,
) -> Result<Written, etf::Error> {
    etf::serialize_message(message, out, identities)
}

/// How a message that is no call is sent.
#[derive(Clone, Copy)]
pub(crate) enum Manner {
    /// As it is.
    Send,
    /// As `GenServer.cast` does.
    Cast,
}

/// Reads a message from another node, and puts it into the mailbox.
pub(crate) type Read =
    fn(&dyn Process, &[u8], &dyn Identities, MessageKind) -> ReadResult;

type ReadResult = Result<(), etf::Error>;

/// Whether other nodes may send a server messages; see
/// [`GenServer::remote`](crate::GenServer::remote).
pub struct Remote<M> {
    pub(crate) read: Option<Read>,
    messages: PhantomData<fn() -> M>,
}

impl<M: Send + 'static> Remote<M> {
    /// They may not: what they send is logged, and dropped.
    pub fn closed() -> Self {
        Self { read: None, messages: PhantomData }
    }

    /// They may. What they send is read by serde, as [`etf`](crate::etf) says:
    /// `GenServer.call({:weather, node}, {:temperature, "Singapore"})` is read
    /// as `Message::Temperature("Singapore".into(), reply)`.
    pub fn open() -> Self
    where
        M: DeserializeOwned,
    {
        Self { read: Some(read::<M>), messages: PhantomData }
    }
}

fn read<M: DeserializeOwned + Send + 'static>(
    process: &dyn Process,
    message: &[u8],
    identities: &dyn Identities,
    kind: MessageKind,
) -> ReadResult {
    let message: M = etf::deserialize(message, identities, kind)?;
    let process: &dyn Any = process;
    if let Some(cell) = process.downcast_ref::<Cell<M>>() {
        cell.send(message);
    }
    Ok(())
}

/// Who waits for an answer from another node, whatever its type.
pub(crate) trait Awaits: Send + Sync {
    fn caller(&self) -> Option<Pid>;

    fn answer(&self, answer: &[u8], identities: &dyn Identities);

    fn fail(&self, error: CallError);
}

/// What is going on in this thread.
#[derive(Default)]
enum Doing {
    #[default]
    Nothing,
    /// A question is written; here is who asks, once its reply is met.
    Asking(Option<Arc<dyn Awaits>>),
    /// A message is read, in this system; here is who asks, until its reply
    /// is met.
    Reading(System, Option<Caller>),
}

thread_local! {
    static DOING: RefCell<Doing> = const { RefCell::new(Doing::Nothing) };
}

/// Runs `write`, and returns who waits for the answer of the question that it
/// writes.
pub(super) fn asking<T>(
    write: impl FnOnce() -> T,
) -> (T, Option<Arc<dyn Awaits>>) {
    let (written, done) = during(Doing::Asking(None), write);
    match done {
        Doing::Asking(asker) => (written, asker),
        _ => (written, None),
    }
}

/// Runs `read`, with who asks if the message is a question.
pub(super) fn reading_from<T>(
    system: System,
    caller: Option<Caller>,
    read: impl FnOnce() -> T,
) -> T {
    during(Doing::Reading(system, caller), read).0
}

fn during<T>(doing: Doing, run: impl FnOnce() -> T) -> (T, Doing) {
    let outer = DOING.replace(doing);
    let result = run();
    (result, DOING.replace(outer))
}

/// Notes who asks the question that is being written. Returns false if none
/// is, or it is the second.
pub(crate) fn ask(asker: Arc<dyn Awaits>) -> bool {
    DOING.with_borrow_mut(|doing| match doing {
        Doing::Asking(place @ None) => {
            *place = Some(asker);
            true
        }
        _ => false,
    })
}

/// Returns where the answer goes to the question that is being read.
pub(crate) fn asker_reply<T: Serialize + Send + 'static>() -> Option<Reply<T>> {
    let caller = DOING.with_borrow_mut(|doing| match doing {
        Doing::Reading(_, caller) => mem::take(caller),
        _ => None,
    });
    caller.map(Caller::reply)
}

/// Returns the system that reads a message in this thread.
pub(crate) fn reading() -> Option<System> {
    DOING.with_borrow(|doing| match doing {
        Doing::Reading(system, _) => Some(system.clone()),
        _ => None,
    })
}
