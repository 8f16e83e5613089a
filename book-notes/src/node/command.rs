//! What can be said at the prompt; long, because it is a list.

use std::time::Duration;

use actor_core::etf::{Syntax, Term, TermReader};
use actor_core::node::{Cookie, Global};
use actor_core::{Name, NodeName};

use super::help::NAMES;
use super::place::Place;

/// One line at the prompt.
#[derive(Clone, Debug)]
pub(super) enum Command {
    Connect(NodeName),
    Disconnect(NodeName),
    Ping(NodeName),
    Nodes,
    MonitorNodes,
    Cookie(NodeName, Cookie),
    This,
    Register(Name),
    Start(Name),
    Whereis(Name),
    Registered,
    Send(Place, Term),
    Cast(Place, Term),
    Call(Place, Term),
    Reply(Term),
    Monitor(Place),
    Link(Place),
    Unlink(Place),
    Exit(Place, Term),
    Rpc(NodeName, Function),
    Spawn(NodeName, Function),
    Global(OfNames),
    Pg(OfGroups),
    Wait(Duration),
    Help,
    Quit,
}

/// A function of another node.
#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) module: Name,
    pub(super) name: Name,
    pub(super) arguments: Vec<Term>,
}

/// What can be done with the names of the cluster.
#[derive(Clone, Debug)]
pub(super) enum OfNames {
    Register(Global),
    Unregister(Global),
    Whereis(Global),
    Registered,
    Sync,
}

/// What can be done with groups of processes.
#[derive(Clone, Debug)]
pub(super) enum OfGroups {
    Join(Term),
    Leave(Term),
    Members(Term),
    Groups,
}

impl Command {
    /// Reads a line; nothing if it is empty or a comment. `known` is what the
    /// prompt knows as what it says, such as `self()`.
    pub(super) fn parse(
        line: &str,
        known: &dyn Fn(&str) -> Option<Term>,
    ) -> Result<Option<Self>, String> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(None);
        }
        // `call (name, node) ..` is `call {name, node} ..`.
        let (word, rest) =
            line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let braced = match rest.trim_start().strip_prefix('(') {
            Some(rest) => format!("{word} {{{}", rest.replacen(')', "}", 1)),
            None => line.to_owned(),
        };
        let mut reader =
            TermReader::new(&braced, Syntax::Elixir).knowing(known);
        let word = if word == "?" { "help" } else { word };
        if !NAMES.contains(&word) {
            return Err(format!("no command '{word}'; try help"));
        }
        if word == "cookie" {
            return cookie(rest).map(Some);
        }
        term(&mut reader)?;
        let command = Self::read(word, &mut reader)?;
        match reader.end() {
            Ok(()) => Ok(Some(command)),
            Err(error) => Err(format!("{error}; try help")),
        }
    }

    fn read(word: &str, reader: &mut TermReader<'_>) -> Result<Self, String> {
        Ok(match word {
            "connect" => Self::Connect(node(reader)?),
            "disconnect" => Self::Disconnect(node(reader)?),
            "ping" => Self::Ping(node(reader)?),
            "nodes" => Self::Nodes,
            "monitor_nodes" => Self::MonitorNodes,
            "self" => Self::This,
            "register" => Self::Register(name(reader, "register shell")?),
            "start" => Self::Start(name(reader, "start store")?),
            "whereis" => Self::Whereis(name(reader, "whereis shell")?),
            "registered" => Self::Registered,
            "send" => Self::Send(Place::read(reader)?, term(reader)?),
            "cast" => Self::Cast(Place::read(reader)?, term(reader)?),
            "call" => Self::Call(Place::read(reader)?, term(reader)?),
            "reply" => Self::Reply(term(reader)?),
            "monitor" => Self::Monitor(Place::read(reader)?),
            "link" => Self::Link(Place::read(reader)?),
            "unlink" => Self::Unlink(Place::read(reader)?),
            "exit" if reader.rest().is_empty() => Self::Quit,
            "exit" => {
                let whom = Place::read(reader)?;
                let is_all = reader.rest().is_empty();
                let reason = Term::atom("kill");
                Self::Exit(whom, if is_all { reason } else { term(reader)? })
            }
            "rpc" => Self::Rpc(node(reader)?, Function::read(reader)?),
            "spawn" => Self::Spawn(node(reader)?, Function::read(reader)?),
            "global" => Self::Global(OfNames::read(reader)?),
            "pg" => Self::Pg(OfGroups::read(reader)?),
            "wait" if reader.rest().is_empty() => {
                Self::Wait(Duration::from_secs(5))
            }
            "wait" => Self::Wait(seconds(&term(reader)?)?),
            "quit" => Self::Quit,
            _ => Self::Help,
        })
    }
}

impl Function {
    fn read(reader: &mut TermReader<'_>) -> Result<Self, String> {
        const EXAMPLE: &str = "rpc b@127.0.0.1 Kernel abs [-1]";
        let (module, function) =
            (name(reader, EXAMPLE)?, name(reader, EXAMPLE)?);
        let arguments = match reader.rest() {
            "" => Term::List(Vec::new()),
            _ => term(reader)?,
        };
        let Term::List(arguments) = arguments else {
            return Err(format!("arguments are a list, such as {EXAMPLE}"));
        };
        Ok(Self { module, name: function, arguments })
    }
}

impl OfNames {
    fn read(reader: &mut TermReader<'_>) -> Result<Self, String> {
        let expected =
            "global register, unregister, whereis NAME; registered; sync";
        let word = name(reader, expected)?;
        Ok(match word.as_str() {
            "register" => Self::Register(term(reader)?.into()),
            "unregister" => Self::Unregister(term(reader)?.into()),
            "whereis" => Self::Whereis(term(reader)?.into()),
            "registered" => Self::Registered,
            "sync" => Self::Sync,
            _ => return Err(format!("expected {expected}")),
        })
    }
}

impl OfGroups {
    fn read(reader: &mut TermReader<'_>) -> Result<Self, String> {
        let expected = "pg join, leave, members GROUP; groups";
        let word = name(reader, expected)?;
        Ok(match word.as_str() {
            "join" => Self::Join(term(reader)?),
            "leave" => Self::Leave(term(reader)?),
            "members" => Self::Members(term(reader)?),
            "groups" => Self::Groups,
            _ => return Err(format!("expected {expected}")),
        })
    }
}

fn term(reader: &mut TermReader<'_>) -> Result<Term, String> {
    reader.term().map_err(|error| error.to_string())
}

fn node(reader: &mut TermReader<'_>) -> Result<NodeName, String> {
    let missing = "which node? such as connect b@127.0.0.1";
    if reader.rest().is_empty() {
        return Err(missing.to_owned());
    }
    let term = term(reader)?;
    let node = term.as_atom().ok_or(missing)?;
    node.parse().map_err(|error| format!("{error}"))
}

fn name(reader: &mut TermReader<'_>, example: &str) -> Result<Name, String> {
    let missing = || format!("which name? such as {example}");
    if reader.rest().is_empty() {
        return Err(missing());
    }
    let term = term(reader)?;
    Ok(term.as_atom().ok_or_else(missing)?.into())
}

/// Reads a node and its cookie, which is no term.
fn cookie(text: &str) -> Result<Command, String> {
    let mut words = text.split_whitespace();
    let (Some(node), Some(cookie), None) =
        (words.next(), words.next(), words.next())
    else {
        return Err("expected cookie b@127.0.0.1 pizza".to_owned());
    };
    let node = node.parse().map_err(|error| format!("{error}"))?;
    let cookie = cookie.parse().map_err(|error| format!("{error}"))?;
    Ok(Command::Cookie(node, cookie))
}

/// Reads a time of at most an hour.
fn seconds(term: &Term) -> Result<Duration, String> {
    let seconds = term.as_integer().and_then(|n| u64::try_from(n).ok());
    match seconds {
        Some(seconds @ 0..=3600) => Ok(Duration::from_secs(seconds)),
        _ => Err("expected seconds, an hour at most: wait 10".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::help::HELP;

    fn parsed(line: &str) -> Result<Option<Command>, String> {
        Command::parse(line, &|_| None)
    }

    #[test]
    fn every_name_is_a_command_and_is_explained() {
        for name in NAMES {
            let is_known = [
                name.to_owned(),
                format!("{name} 1"),
                format!("{name} shell"),
                format!("{name} a@127.0.0.1"),
                format!("{name} a@127.0.0.1 pizza"),
                format!("{name} shell@a@127.0.0.1 {{:hello, 1}}"),
                format!("{name} a@127.0.0.1 Kernel abs [-1]"),
                format!("{name} register {{:todo_list, \"bob\"}}"),
                format!("{name} members pizza"),
            ]
            .iter()
            .any(|line| parsed(line).is_ok());
            assert!(is_known, "{name}");
            assert!(HELP.contains(name) || name == "quit", "{name}");
        }
    }

    #[test]
    fn a_server_is_written_in_parentheses_or_braces() {
        let node: NodeName = "a@127.0.0.1".parse().unwrap();
        for line in [
            "call (store, a@127.0.0.1) {:get, 1}",
            "call {store, a@127.0.0.1} {:get, 1}",
            "call store@a@127.0.0.1 {:get, 1}",
        ] {
            let Ok(Some(Command::Call(place, question))) = parsed(line) else {
                panic!("{line}");
            };
            assert_eq!(place, Place::There("store".into(), node.clone()));
            let get = Term::tuple([Term::atom("get"), Term::from(1)]);
            assert_eq!(question, get, "{line}");
        }
    }

    #[test]
    fn what_is_no_command_says_what_would_be_one() {
        for (line, advice) in [
            ("frobnicate", "try help"),
            ("connect", "connect b@127.0.0.1"),
            ("connect b", "write it as name@host"),
            ("nodes now", "try help"),
            ("send", "a term is missing"),
            ("send 42 hello", "{:global, name} or a pid"),
            ("rpc b@127.0.0.1 Kernel", "Kernel abs [-1]"),
            ("rpc b@127.0.0.1 Kernel abs -1", "arguments are a list"),
            ("global", "whereis NAME"),
            ("pg frobnicate", "members GROUP"),
            ("send shell {1, 2", "expected `,` or `}`"),
            ("wait forever", "wait 10"),
            ("register 5", "register shell"),
        ] {
            let problem = parsed(line).unwrap_err();
            assert!(problem.contains(advice), "{line}: {problem}");
        }
        assert!(matches!(parsed(" # a comment"), Ok(None)));
    }
}
