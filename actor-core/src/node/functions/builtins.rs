//! Functions of Erlang and Elixir that programs call on any node.

use super::{Application, Given, Raised};
use crate::etf::{Atom, ExternalPid, Identities, Term};
use crate::node::{Global, Node, tasks};
use crate::pid::{Name, Pid};
use crate::process;
use crate::system::System;

/// Calls one of them, in the current process.
pub(super) async fn run(
    call: &Application,
    system: &System,
) -> Result<Term, Raised> {
    let (module, function) = (call.module.as_str(), call.function.as_str());
    let word = |nobody| nobody_or_pid(system, call, nobody);
    match (module, function, call.given.terms()) {
        (
            "erlang",
            "apply",
            [Term::Atom(module), Term::Atom(function), list],
        ) => apply(system, module, function, list).await,
        ("erlang", "apply", [Term::Export(it), list]) => {
            apply(system, &it.module, &it.function, list).await
        }
        // A closure is code of another machine.
        ("erlang", "apply", [Term::Fun(_), _]) => {
            Err(Raised::Error(Term::atom("notsup")))
        }
        ("erlang", "node", []) | ("Elixir.Node", "self", []) => {
            Ok(pid(system, Pid::NOBODY)?.node.into())
        }
        ("erlang", "nodes", []) | ("Elixir.Node", "list", []) => {
            nodes(system, "visible")
        }
        ("erlang", "nodes", [which]) | ("Elixir.Node", "list", [which]) => {
            nodes(system, which.as_atom().ok_or_else(Raised::badarg)?)
        }
        ("erlang", "self", []) => Ok(pid(system, process::id())?.into()),
        ("erlang", "whereis", [_]) => word("undefined"),
        ("Elixir.Process", "whereis", [_]) => word("nil"),
        ("erlang" | "Elixir.Process", "registered", []) => {
            let names = system.registered();
            names
                .iter()
                .map(atom)
                .collect::<Result<Vec<_>, _>>()
                .map(Term::from)
        }
        ("erlang", "processes", []) | ("Elixir.Process", "list", []) => {
            let all = system.processes();
            let pids = all.iter().map(|info| pid(system, info.pid));
            let pids = pids.map(|pid| pid.map(Term::from));
            pids.collect::<Result<Vec<_>, _>>().map(Term::from)
        }
        ("erlang", "is_process_alive", [it])
        | ("Elixir.Process", "alive?", [it]) => is_alive(system, it),
        ("erlang", "system_info", [it])
            if it.as_atom() == Some("process_count") =>
        {
            let count = u64::try_from(system.process_count());
            Ok(count.map_or(0.into(), Term::from))
        }
        ("global", "whereis_name", [name]) => {
            match Global::from(name.clone()).find(&system.kernel) {
                Some(found) => Ok(pid(system, found)?.into()),
                None => Ok(Term::atom("undefined")),
            }
        }
        (tasks::MODULE, tasks::FUNCTION, arguments) => {
            tasks::run(arguments, system).await
        }
        ("init", "stop", []) => {
            system.stop();
            Ok(Term::atom("ok"))
        }
        _ => Err(Raised::undef()),
    }
}

async fn apply(
    system: &System,
    module: &Atom,
    function: &Atom,
    list: &Term,
) -> Result<Term, Raised> {
    let inner = Application {
        module: module.clone(),
        function: function.clone(),
        given: Given::of(list).ok_or_else(Raised::badarg)?,
    };
    Box::pin(inner.run(system)).await
}

fn nodes(system: &System, which: &str) -> Result<Term, Raised> {
    let Some(node) = Node::of(system) else { return Ok(Term::list([])) };
    let mut names = Vec::new();
    if matches!(which, "visible" | "connected") {
        names.extend(node.nodes());
    }
    if matches!(which, "hidden" | "connected") {
        names.extend(node.hidden_nodes());
    }
    if which == "this" {
        names.push(node.name().clone());
    }
    let names = names.iter().map(|name| atom(&name.as_str().into()));
    names.collect::<Result<Vec<_>, _>>().map(Term::from)
}

fn nobody_or_pid(
    system: &System,
    call: &Application,
    nobody: &'static str,
) -> Result<Term, Raised> {
    let [Term::Atom(name)] = call.given.terms() else {
        return Err(Raised::badarg());
    };
    match system.whereis(name.as_str()) {
        Some(found) => Ok(pid(system, found)?.into()),
        None => Ok(Term::atom(nobody)),
    }
}

fn is_alive(system: &System, it: &Term) -> Result<Term, Raised> {
    let pid = it.as_pid().ok_or_else(Raised::badarg)?;
    let pid = system.kernel.nodes.known_pid(pid);
    if !pid.is_local() {
        return Err(Raised::badarg());
    }
    let process = system.kernel.table.find(pid);
    Ok(process.is_some_and(|process| process.is_alive()).into())
}

/// Returns a pid as a term.
pub(in crate::node) fn pid_term(system: &System, it: Pid) -> Term {
    pid(system, it).map_or(Term::atom("undefined"), Term::from)
}

fn pid(system: &System, pid: Pid) -> Result<ExternalPid, Raised> {
    let nodes = &system.kernel.nodes;
    let external = nodes.external(pid.node_number(), pid.id(), pid.serial());
    external.ok_or_else(Raised::badarg)
}

fn atom(name: &Name) -> Result<Term, Raised> {
    Atom::new(name.as_str()).map(Term::Atom).map_err(|_| Raised::badarg())
}
