//! Exit reasons as terms.

use std::sync::Arc;

use super::split;
use crate::etf::{self, Atom, Term};
use crate::exit::{ExitReason, Panic};

/// Returns the reason as other nodes are told it.
///
/// A reason in words is an atom if it looks like one, and a text if not:
/// atoms stay in the tables of Erlang's nodes for ever, so a text that differs
/// each time must not become one.
pub(super) fn term(reason: &ExitReason) -> Term {
    match reason {
        ExitReason::Normal => Term::atom("normal"),
        ExitReason::Shutdown => Term::atom("shutdown"),
        ExitReason::ShutdownWith(why) => {
            Term::tuple([Term::atom("shutdown"), words(why)])
        }
        ExitReason::Kill => Term::atom("kill"),
        ExitReason::Killed => Term::atom("killed"),
        ExitReason::NoProc => Term::atom("noproc"),
        ExitReason::NoConnection => Term::atom("noconnection"),
        ExitReason::Panic(panic) => {
            Term::tuple([Term::atom("panic"), text(&panic.to_string())])
        }
        ExitReason::Error(error) => {
            Term::tuple([Term::atom("error"), text(&error.to_string())])
        }
        ExitReason::Other(why) => words(why),
        ExitReason::Term(term) => Term::clone(term),
    }
}

/// Writes the reason as other nodes are told it.
pub(super) fn write(reason: &ExitReason) -> Vec<u8> {
    let mut written = Vec::new();
    if etf::encode(&term(reason), &mut written).is_err() {
        // It is nested too deep to be written, and to be printed.
        split::write_atom(&mut written, "unwritable");
    }
    written
}

/// Reads why a process of another node has ended, or one here shall.
pub(super) fn read(reason: &[u8]) -> ExitReason {
    match etf::decode(reason) {
        Ok((reason, _)) => from_term(reason),
        Err(error) => ExitReason::other(format!("unreadable: {error}")),
    }
}

/// Returns the reason that a term of another node means.
pub(super) fn from_term(term: Term) -> ExitReason {
    if let Some(word) = term.as_atom() {
        return match word {
            "normal" => ExitReason::Normal,
            "shutdown" => ExitReason::Shutdown,
            "kill" => ExitReason::Kill,
            "killed" => ExitReason::Killed,
            "noproc" => ExitReason::NoProc,
            "noconnection" => ExitReason::NoConnection,
            other => ExitReason::other(other),
        };
    }
    if let Some(text) = as_text(&term) {
        return ExitReason::other(text);
    }
    if let Some([word, why]) = term.as_tuple() {
        let text = as_text(why);
        match (word.as_atom(), why.as_atom().or(text)) {
            (Some("shutdown"), Some(why)) => {
                return ExitReason::ShutdownWith(why.into());
            }
            (Some("panic"), Some(why)) => {
                let message = why.to_owned();
                let panic = Panic { message, place: None };
                return ExitReason::Panic(Arc::new(panic));
            }
            _ => {}
        }
    }
    ExitReason::Term(Arc::new(term))
}

fn as_text(term: &Term) -> Option<&str> {
    str::from_utf8(term.as_binary()?).ok()
}

/// Returns a text as others know it: as an atom if it looks like one.
pub(crate) fn words(why: &str) -> Term {
    let is_word = why.len() <= 64
        && why.starts_with(|c: char| c.is_ascii_lowercase())
        && why.chars().all(|c| c.is_ascii_alphanumeric() || "_@".contains(c));
    if !is_word {
        return text(why);
    }
    Atom::new(why).map_or_else(|_| text(why), Term::Atom)
}

fn text(text: &str) -> Term {
    Term::binary(text.as_bytes().to_vec())
}
