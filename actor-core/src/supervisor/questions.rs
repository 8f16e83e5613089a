//! What other nodes ask a supervisor: `which_children` and `count_children`,
//! as OTP's observer, Elixir's `Supervisor` and `DynamicSupervisor` do.
//!
//! Left out: what would change it. A child specification names a function of a
//! module, and that is nothing here; so all else is refused, and nobody waits
//! for ever.

use super::{ChildKind, ChildState, Counts};
use crate::etf::Term;
use crate::node::{self, Node, Request};
use crate::pid::Name;
use crate::process::{self, Unknown};
use crate::system::System;

/// Answers a message if it is a question of another node, and logs it if not.
pub(crate) fn answer(
    message: Unknown,
    children: impl FnOnce() -> Vec<Term>,
    counts: impl FnOnce() -> Counts,
) {
    let term = match message.downcast::<Term>() {
        Ok(term) => term,
        Err(message) => return message.log(process::id()),
    };
    match Request::of(term) {
        Request::Call(asker, question) => {
            let answer = match question.as_atom() {
                Some("which_children") => Term::list(children()),
                Some("count_children") => counts().term(),
                _ => {
                    let why = Term::atom("not_supported");
                    Term::tuple([Term::atom("error"), why])
                }
            };
            asker.reply(&System::current(), answer);
        }
        Request::Cast(other) | Request::Info(other) => {
            let pid = process::id();
            tracing::warn!(%pid, message = %other, "nobody asked for anything");
        }
    }
}

/// Returns a child as OTP lists it: `{Id, Pid, Kind, Modules}`.
pub(crate) fn child(id: Term, state: ChildState, kind: ChildKind) -> Term {
    let pid = match state {
        ChildState::Running(pid) => Node::current()
            .and_then(|node| node.external_pid(pid))
            .map_or(Term::atom("undefined"), Term::from),
        ChildState::Restarting => Term::atom("restarting"),
        ChildState::Stopped => Term::atom("undefined"),
    };
    let kind = Term::atom(match kind {
        ChildKind::Worker => "worker",
        ChildKind::Supervisor => "supervisor",
    });
    // There are no modules whose code could be changed.
    Term::tuple([id, pid, kind, Term::list([])])
}

/// Returns the id of a child: an atom if it looks like one.
pub(super) fn id(id: &Name) -> Term {
    node::words(id.as_str())
}

impl Counts {
    /// Returns it as OTP does: a list of pairs.
    fn term(self) -> Term {
        let Self { specs, active, supervisors, workers } = self;
        let pair = |(word, count): (&'static str, usize)| {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            Term::tuple([Term::atom(word), count.into()])
        };
        let counts = [
            ("specs", specs),
            ("active", active),
            ("supervisors", supervisors),
            ("workers", workers),
        ];
        Term::list(counts.map(pair))
    }
}
