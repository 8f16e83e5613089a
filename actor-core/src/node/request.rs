//! What a server of the node is asked, which talks in terms: the servers of
//! Erlang's kernel have no types that serde could give them.

use super::control::{ReferenceRef, write};
use crate::etf::{self, ExternalReference, Term};
use crate::pid::Pid;
use crate::system::System;

/// A message, with what `gen` puts around it taken off.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// `{'$gen_call', From, Request}`
    Call(Asker, Term),
    /// `{'$gen_cast', Request}`
    Cast(Term),
    /// Anything else.
    Info(Term),
}

/// Who has asked, and the tag of the answer; see `caller.rs`.
#[derive(Clone, Debug, PartialEq)]
pub struct Asker {
    pid: Term,
    tag: Term,
}

impl Request {
    /// Takes a message apart.
    pub fn of(message: Term) -> Self {
        match message {
            Term::Tuple(parts) => Self::of_tuple(parts),
            message => Self::Info(message),
        }
    }

    fn of_tuple(mut parts: Vec<Term>) -> Self {
        let word = parts.first().and_then(Term::as_atom);
        let from = match (word, parts.get(1).and_then(Term::as_tuple)) {
            (Some("$gen_call"), Some([pid, tag])) if parts.len() == 3 => {
                Some(Asker { pid: pid.clone(), tag: tag.clone() })
            }
            _ => None,
        };
        let is_cast = word == Some("$gen_cast") && parts.len() == 2;
        match (from, parts.pop()) {
            (Some(from), Some(request)) => Self::Call(from, request),
            (None, Some(request)) if is_cast => Self::Cast(request),
            (_, last) => {
                parts.extend(last);
                Self::Info(Term::Tuple(parts))
            }
        }
    }
}

impl Asker {
    /// Returns who has asked, as it is known in `system`.
    pub fn pid(&self, system: &System) -> Option<Pid> {
        Some(system.kernel.nodes.known_pid(self.pid.as_pid()?))
    }

    /// Sends the answer.
    pub fn reply(&self, system: &System, answer: Term) {
        let message = Term::tuple([self.tag.clone(), answer]);
        if let Some(alias) = self.alias() {
            send_alias(system, alias, &message);
        } else if let Some(process) =
            self.pid(system).and_then(|pid| system.kernel.find(pid))
        {
            process.deliver(Box::new(message), "actor_core::etf::Term");
        }
    }

    fn alias(&self) -> Option<&ExternalReference> {
        match split(&self.tag)? {
            (head, Term::Reference(alias)) if is_alias(head) => Some(alias),
            (head, _) => match split(head)? {
                (head, Term::Reference(alias)) if is_alias(head) => Some(alias),
                _ => None,
            },
        }
    }
}

/// Sends a message to an alias of another node.
fn send_alias(system: &System, alias: &ExternalReference, message: &Term) {
    let kernel = &system.kernel;
    let Ok(node) = alias.node.as_str().parse() else { return };
    let mut written = Vec::new();
    if let Err(error) = etf::encode(message, &mut written) {
        tracing::error!(%error, "an answer cannot be sent to another node");
        return;
    }
    let Some(connection) = kernel.nodes.connection(kernel, &node) else {
        return;
    };
    let words = alias.words();
    let Some(alias) =
        ReferenceRef::from_words(alias.node.as_str(), alias.creation, words)
    else {
        return;
    };
    // Who is not connected any more waits for nothing.
    let _ = connection.write(|out| {
        let from = connection.own_pid(Pid::NOBODY);
        let message = write::encoded(&written);
        let Ok(()) = write::send_alias(out, from, alias, message);
    });
}

/// Returns the two halves of `[Head | Tail]`.
fn split(term: &Term) -> Option<(&Term, &Term)> {
    match term {
        Term::ImproperList(elements, tail) => match elements.as_slice() {
            [head] => Some((head, tail)),
            _ => None,
        },
        _ => None,
    }
}

fn is_alias(term: &Term) -> bool {
    term.as_atom() == Some("alias")
}
