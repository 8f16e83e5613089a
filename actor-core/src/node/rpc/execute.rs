//! Calling functions for other nodes, in the two ways in which they ask.

use crate::etf::{Atom, Term};
use crate::exit::ExitReason;
use crate::node::functions::{Application, Given, Raised, stack};
use crate::system::System;

/// A call of `erpc`: the process that runs it ends with the answer, as the
/// reason that its monitor tells.
pub(in crate::node) struct Execution {
    /// By which the caller tells the answer from any other reason.
    pub(in crate::node) reference: Term,
    pub(in crate::node) call: Application,
}

impl Execution {
    /// Returns what another node is asked for.
    pub(super) fn request(&self) -> Application {
        let mut parts = vec![self.reference.clone()];
        parts.extend(parts_of(&self.call));
        erpc("execute_call", parts)
    }

    pub(in crate::node) async fn run(self, system: &System) -> ExitReason {
        let Self { reference, call } = self;
        let (kind, value, place) = match call.run(system).await {
            Ok(answer) => ("return", answer, None),
            Err(Raised::Throw(what)) => ("throw", what, None),
            Err(Raised::Exit(why)) => ("exit", why, None),
            Err(Raised::Error(why)) => {
                let stack = stack(&why, &call);
                ("error", why, Some(stack))
            }
        };
        let outcome = [reference, Term::atom(kind), value];
        Term::tuple(outcome.into_iter().chain(place)).into()
    }
}

/// Returns what another node is asked for that shall call a function and say
/// nothing.
pub(super) fn cast(call: &Application) -> Application {
    erpc("execute_cast", parts_of(call).into())
}

fn erpc(function: &'static str, parts: Vec<Term>) -> Application {
    let (module, function) = (Atom::from("erpc"), Atom::from(function));
    Application { module, function, given: Given::new(parts) }
}

fn parts_of(call: &Application) -> [Term; 3] {
    let Application { module, function, given } = call;
    let [module, function] =
        [module, function].map(|name| Term::Atom(name.clone()));
    [module, function, given.to_list()]
}

/// Calls a function as `rex` does, to which an error is an answer too.
pub(super) async fn call(call: &Application, system: &System) -> Term {
    let why = match call.run(system).await {
        Ok(answer) | Err(Raised::Throw(answer)) => return answer,
        Err(Raised::Exit(why)) => why,
        Err(Raised::Error(why)) => {
            let stack = stack(&why, call);
            Term::tuple([why, stack])
        }
    };
    bad(why)
}

/// Returns what a call that has failed is answered with.
pub(super) fn bad(why: Term) -> Term {
    let exit = Term::tuple([Term::atom("EXIT"), why]);
    Term::tuple([Term::atom("badrpc"), exit])
}
