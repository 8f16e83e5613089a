//! Who asks from another node, and how it is answered.

use std::sync::Arc;
use std::task::{Wake, Waker};

use serde::Serialize;

use super::connection::Connection;
use super::control::{self, ReferenceRef, write};
use super::{scratch, split};
use crate::call::{Outcome, Reply, Slot};
use crate::etf::{self, Pieces};
use crate::pid::Pid;

/// What `gen` calls `From`: a pid and a tag, which goes back with the answer.
///
/// Three shapes of tags are used: an alias and a reference; such a pair and
/// something of the caller's; and anything else. To the first two the answer
/// is sent by the alias, which is gone when the caller has given up.
pub(crate) struct Caller {
    /// To its node.
    connection: Arc<Connection>,
    pid: Pid,
    creation: u32,
    tag: Vec<u8>,
}

impl Caller {
    /// Reads `{Pid, Tag}`, as it came over a connection.
    pub(super) fn read(
        connection: &Arc<Connection>,
        from: &[u8],
    ) -> Option<Self> {
        let [pid, tag] = split::tuple(from)?;
        let caller = control::read_pid(pid)?;
        let pid = connection.pid(caller);
        let mut connection = connection.clone();
        if caller.node != connection.peer.as_str() {
            // The question was passed on by another node than the caller's.
            let (node, kernel) =
                (caller.node.parse().ok()?, &connection.kernel);
            connection = kernel.nodes.connection(kernel, &node)?;
        }
        let (creation, tag) = (caller.creation, tag.to_vec());
        Some(Self { connection, pid, creation, tag })
    }

    /// Returns the address of the answer.
    pub(super) fn reply<T: Serialize + Send + 'static>(self) -> Reply<T> {
        let pid = self.pid;
        Reply::remote(pid, |slot| {
            let slot = slot.clone();
            Waker::from(Arc::new(Answered { slot, caller: self }))
        })
    }

    /// Sends the answer, which `write` appends.
    fn answer<E>(
        &self,
        answer: impl FnOnce(&mut Pieces) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut message = scratch::take();
        split::pair(&mut message.bytes, &self.tag);
        answer(&mut message)?;
        let connection = &self.connection;
        let begin = |out: &mut Vec<u8>| {
            let from = connection.own_pid(Pid::NOBODY);
            let Ok(()) = match alias(&self.tag) {
                Some(alias) => {
                    write::send_alias(out, from, alias, write::encoded(&[]))
                }
                None => write::send(
                    out,
                    from,
                    connection.their_pid(self.pid, self.creation),
                    write::encoded(&[]),
                ),
            };
        };
        // A caller whose node is gone needs no answer.
        let _ = connection.send(begin, &mut message);
        scratch::keep(message);
        Ok(())
    }
}

/// Returns the alias in a tag, if it has one.
fn alias(tag: &[u8]) -> Option<ReferenceRef<'_>> {
    let (head, tail) = split::cons(tag)?;
    if split::atom(head) == Some("alias") {
        return control::read_reference(tail);
    }
    let (word, reference) = split::cons(head)?;
    (split::atom(word)? == "alias")
        .then(|| control::read_reference(reference))?
}

/// Sends the answer when the slot has it.
struct Answered<T: Send + 'static> {
    slot: Arc<Slot<T>>,
    caller: Caller,
}

impl<T: Serialize + Send + 'static> Wake for Answered<T> {
    fn wake(self: Arc<Self>) {
        // A reply that was dropped is no answer: the caller waits until its
        // time is over, or learns that the server has ended.
        let Outcome::Answered(answer) = self.slot.take() else { return };
        let nodes = self.caller.connection.identities();
        let answer = |out: &mut Pieces| {
            etf::serialize_message(&answer, out, nodes).map(|_| ())
        };
        if let Err(error) = self.caller.answer(answer) {
            tracing::error!(
                caller = %self.caller.pid,
                %error,
                "an answer cannot be sent to another node"
            );
        }
    }
}
