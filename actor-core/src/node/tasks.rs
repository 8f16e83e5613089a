//! Tasks under a supervisor of another node.
//!
//! A closure is code of one program, so what a task does is a function that
//! its node exports. The node is asked to call it in a task of one of its
//! supervisors, and to answer when the task is done.

use std::pin::Pin;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::functions::{Application, Given, Raised};
use super::rpc::{RemoteCall, RpcError};
use super::{Node, NodeName, reason};
use crate::call::CallError;
use crate::etf::{Atom, Term};
use crate::exit::ExitReason;
use crate::pid::{Name, Pid};
use crate::process;
use crate::supervisor::ChildError;
use crate::system::System;
use crate::task::{TaskError, TaskSupervisorRef};

/// By which nodes on this library call it; Elixir has its own way.
pub(super) const MODULE: &str = "actor_core_task";
pub(super) const FUNCTION: &str = "run";

impl Node {
    /// Has a function called in a task under a supervisor of a node, which is
    /// linked to the current process.
    pub(crate) fn call_under<T: DeserializeOwned, A: Serialize>(
        &self,
        (supervisor, on): (&Name, &NodeName),
        module: &str,
        function: &str,
        arguments: &A,
    ) -> Result<RemoteCall<T>, ExitReason> {
        let call = self.application(module, function, arguments);
        let call = call.map_err(RpcError::from).map_err(ended)?;
        let name = Atom::new(supervisor.as_str()).map_err(ExitReason::error)?;
        let owner = self.external_pid(process::id());
        let owner = owner.ok_or(ExitReason::NoConnection)?;
        let arguments = vec![
            Term::Atom(name),
            owner.into(),
            Term::Atom(call.module),
            Term::Atom(call.function),
            call.given.to_list(),
        ];
        Ok(self.call(on, MODULE, FUNCTION, arguments))
    }
}

/// Returns why a task ends whose work on another node has ended so.
pub(crate) fn ended(error: RpcError) -> ExitReason {
    match error {
        RpcError::Exited(reason) => reason,
        RpcError::NodeDown => ExitReason::NoConnection,
        error => ExitReason::error(error),
    }
}

/// Calls a function in a task under a supervisor of this system, for another
/// node.
pub(super) async fn run(
    arguments: &[Term],
    system: &System,
) -> Result<Term, Raised> {
    let [Term::Atom(supervisor), Term::Pid(owner), call @ ..] = arguments
    else {
        return Err(Raised::badarg());
    };
    let [Term::Atom(module), Term::Atom(function), list] = call else {
        return Err(Raised::badarg());
    };
    let call = Application {
        module: module.clone(),
        function: function.clone(),
        given: Given::of(list).ok_or_else(Raised::badarg)?,
    };
    let owner = system.kernel.nodes.known_pid(owner);
    let supervisor: TaskSupervisorRef = system.named(supervisor.as_str());
    let work = work(call, owner, system.clone());
    let task = supervisor.spawn_nolink(work).await;
    let task = task.map_err(|error| raised(&not_started(error)))?;
    task.forever().await.map_err(|error| match error {
        TaskError::Exited(reason) => raised(&reason),
        error => raised(&error.into()),
    })
}

/// Does what the task does, linked to the process that wants it.
fn work(
    call: Application,
    owner: Pid,
    system: System,
) -> Pin<Box<dyn Future<Output = Term> + Send>> {
    Box::pin(async move {
        // An owner that is dead by now wants nothing.
        process::link(owner)
            .unwrap_or_else(|_| process::exit_self(ExitReason::NoProc));
        let result = call.run(&system).await;
        result.unwrap_or_else(|raised| process::exit_self(call.ended(raised)))
    })
}

fn not_started(error: ChildError) -> ExitReason {
    match error {
        ChildError::Supervisor(CallError::NoProc) => ExitReason::NoProc,
        error => ExitReason::error(error),
    }
}

fn raised(reason: &ExitReason) -> Raised {
    Raised::Exit(reason::term(reason))
}
