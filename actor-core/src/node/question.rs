//! Asking servers of other nodes in terms, for those whose messages have no
//! type here.

use crate::call::Reply;
use crate::etf::{self, Identities, Pieces, Term, Written};
use crate::process::{Address, ProcessRef};
use crate::system::System;

/// A request to a server that talks in terms; see
/// [`Node::server`](super::Node::server).
#[derive(Debug)]
pub enum TermMessage {
    /// A request that is answered.
    Call(Term, Reply<Term>),
    /// A request that is not, or any other message.
    Message(Term),
}

/// Returns a reference to a server that talks in terms.
pub(super) fn server(system: System, to: Address) -> ProcessRef<TermMessage> {
    ProcessRef::across_by(system, to, write)
}

/// Writes the term alone: that it is a call is known by its reply.
fn write(
    message: &TermMessage,
    out: &mut Pieces,
    identities: &dyn Identities,
) -> Result<Written, etf::Error> {
    let (term, reply) = match message {
        TermMessage::Message(term) => (term, false),
        TermMessage::Call(term, reply) => {
            // A reply alone writes an atom, for which there is no place here.
            let written = etf::serialize_message(reply, out, identities)?;
            out.clear();
            (term, written.reply)
        }
    };
    etf::encode(term, &mut out.bytes)?;
    Ok(Written { reply })
}
