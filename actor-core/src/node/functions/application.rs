//! Calling functions, and starting processes that do.

use std::fmt;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::{Exported, Given, Raised, builtins};
use crate::etf::{Atom, Term};
use crate::exit::{ExitReason, IntoExitReason};
use crate::gen_server;
use crate::process::{Mailbox, Process, Ties};
use crate::system::System;

/// A module, a function and its arguments. Whether it is there is found out
/// when it is called.
#[derive(Clone)]
pub(in crate::node) struct Application {
    pub(in crate::node) module: Atom,
    pub(in crate::node) function: Atom,
    pub(in crate::node) given: Given,
}

/// What a process waits for before its first step. If nobody opens it, the
/// process ends without one.
pub(in crate::node) type Gate = oneshot::Receiver<()>;

impl Application {
    /// Calls the function, in the current process.
    pub(in crate::node) async fn run(
        &self,
        system: &System,
    ) -> Result<Term, Raised> {
        let function = match self.find(system) {
            Some(Exported::Function(function)) => function,
            Some(Exported::Process(_)) => return Err(Raised::undef()),
            None => return builtins::run(self, system).await,
        };
        // Also the closure may panic, not only its future.
        let call = async { function(system, &self.given).await };
        match gen_server::catch(Box::pin(call)).await {
            Ok(result) => result,
            Err(crash) => Err(self.crashed(crash)),
        }
    }

    /// Returns what a crash of the function is to its caller, who may be far
    /// from who can mend it.
    fn crashed(&self, crash: ExitReason) -> Raised {
        if let ExitReason::Panic(_) = crash {
            tracing::error!(
                target: "actor_core::crash",
                function = %self,
                reason = %crash,
                "a function that another node called has crashed"
            );
        }
        crash.into()
    }

    /// Starts a process that calls the function, or is what was exported as
    /// one.
    pub(in crate::node) fn start(
        self,
        system: &System,
        ties: Ties,
        gate: Gate,
    ) -> Arc<dyn Process> {
        if let Some(Exported::Process(start)) = self.find(system) {
            return start(system, self, ties, gate);
        }
        let within = system.clone();
        start(system, ties, gate, async move |_: Mailbox<Term>| {
            match self.run(&within).await {
                Ok(_) => ExitReason::Normal,
                Err(raised) => self.ended(raised),
            }
        })
    }

    /// Returns why a process ends that was started for this.
    pub(in crate::node) fn ended(&self, raised: Raised) -> ExitReason {
        let reason = raised.into_exit_reason(self);
        if !reason.is_orderly() {
            tracing::warn!(
                target: "actor_core::crash",
                function = %self,
                %reason,
                "a process that another node started has ended"
            );
        }
        reason
    }

    /// As [`start`](Self::start), without a gate.
    pub(in crate::node) fn start_at_once(
        self,
        system: &System,
        ties: Ties,
    ) -> Arc<dyn Process> {
        let (open, gate) = oneshot::channel();
        let process = self.start(system, ties, gate);
        // It is gone already if the system shuts down.
        let _ = open.send(());
        process
    }

    fn find(&self, system: &System) -> Option<Exported> {
        let key = self.to_string();
        let all = system.kernel.nodes.functions.0.read();
        all.get(key.as_str()).cloned()
    }
}

/// Starts a process that waits at its gate first.
pub(in crate::node) fn start<M, B, F>(
    system: &System,
    ties: Ties,
    gate: Gate,
    body: B,
) -> Arc<dyn Process>
where
    M: Send + 'static,
    B: FnOnce(Mailbox<M>) -> F + Send + 'static,
    F: Future<Output: IntoExitReason> + Send + 'static,
{
    let behind_the_gate = async move |mailbox| match gate.await {
        Ok(()) => body(mailbox).await.into_exit_reason(),
        Err(_) => ExitReason::Normal,
    };
    let started = system.spawn_tied(ties, behind_the_gate);
    let started =
        started.expect("a process without a name finds no name taken");
    started.process().expect("it is not a reference by name")
}

/// By this it is found too.
impl fmt::Display for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { module, function, given } = self;
        let (module, function) = (module.as_str(), function.as_str());
        write!(f, "{module}:{function}/{}", given.arity())
    }
}
