//! Whom a command means: a process by its pid or by a name, here or on another
//! node.

use actor_core::etf::{ExternalPid, Term, TermReader};
use actor_core::node::{Global, TermMessage, global};
use actor_core::process::Address;
use actor_core::{Name, Node, NodeName, Pid, ProcessRef, ServerName};

/// Where a process is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Pid(ExternalPid),
    Here(Name),
    There(Name, NodeName),
    Anywhere(Global),
}

const FORMS: &str =
    "a process is name, name@node, {name, node}, {:global, name} or a pid";

impl Place {
    /// Reads `shell`, `shell@a@host`, `{shell, a@host}`, `(shell, a@host)` or a
    /// pid that was shown.
    pub(super) fn read(reader: &mut TermReader<'_>) -> Result<Self, String> {
        let term = reader.term().map_err(|error| error.to_string())?;
        Self::of(&term)
            .ok_or_else(|| format!("{} is nobody: {FORMS}", term.inspect()))
    }

    fn of(term: &Term) -> Option<Self> {
        match term {
            Term::Pid(pid) => Some(Self::Pid(pid.clone())),
            Term::Atom(atom) => match atom.as_str().split_once('@') {
                None => Some(Self::Here(atom.as_str().into())),
                Some((name, node)) => {
                    Some(Self::There(name.into(), node.parse().ok()?))
                }
            },
            Term::Tuple(_) => {
                let [name, node] = term.as_tuple()? else { return None };
                let name = name.as_atom()?;
                match node.as_atom().and_then(|node| node.parse().ok()) {
                    Some(node) => Some(Self::There(name.into(), node)),
                    None if name == "global" => {
                        Some(Self::Anywhere(Global::from(node.clone())))
                    }
                    None => None,
                }
            }
            _ => None,
        }
    }

    fn address(&self, node: &Node) -> Address {
        match self {
            Self::Pid(pid) => node.pid(pid).into(),
            Self::Here(name) => ServerName::from(name.clone()).into(),
            Self::There(name, node) => (name.clone(), node.clone()).into(),
            Self::Anywhere(name) => name.clone().into(),
        }
    }

    /// Returns the process, as one to which any term can be sent.
    pub(super) fn process(&self, node: &Node) -> ProcessRef<Term> {
        ProcessRef::across(self.address(node))
    }

    /// Returns the process, as one that can be asked.
    pub(super) fn server(&self, node: &Node) -> ProcessRef<TermMessage> {
        node.server(self.address(node))
    }

    /// Returns whether it is a process of this node.
    pub(super) fn is_here(&self, node: &Node) -> bool {
        match self {
            Self::Pid(pid) => node.pid(pid).is_local(),
            Self::Here(_) => true,
            Self::There(_, there) => there == node.name(),
            Self::Anywhere(name) => {
                global::whereis(name).is_some_and(Pid::is_local)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_written_in_many_ways() {
        let read = |text: &str| Place::of(&Term::from_elixir(text).unwrap());
        let node: NodeName = "a@127.0.0.1".parse().unwrap();
        let there = Some(Place::There("shell".into(), node));
        for text in [
            "shell@a@127.0.0.1",
            "{shell, a@127.0.0.1}",
            r#"{:shell, :"a@127.0.0.1"}"#,
        ] {
            assert_eq!(read(text), there, "{text}");
        }
        assert_eq!(read(":shell"), Some(Place::Here("shell".into())));
        let module = Place::Here("Elixir.Todo.Server".into());
        assert_eq!(read("Todo.Server"), Some(module));
        assert!(matches!(read("<a@127.0.0.1.9.0>"), Some(Place::Pid(_))));
        let bob = Term::tuple([Term::atom("todo_list"), Term::from("bob")]);
        let bob = Place::Anywhere(Global::from(bob));
        assert_eq!(read(r#"{:global, {:todo_list, "bob"}}"#), Some(bob));
        for nobody in ["a@127.0.0.1", "{shell}", "\"shell\"", "42"] {
            assert_eq!(read(nobody), None, "{nobody}");
        }
    }
}
