//! Calls that were made and are not answered yet.

use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use super::{Execution, RpcError};
use crate::etf::{self, ExternalReference, MessageKind, Term};
use crate::node::connection::Awaited;
use crate::node::functions::{Application, start};
use crate::node::remote::RemoteProcess;
use crate::node::spawn::Put;
use crate::node::{Node, NodeName, reason, split};
use crate::pid::Pid;
use crate::process::{self, Mailbox, Process, Ties};

/// A function that is called and has not answered yet, as its connection sees
/// it.
pub(in crate::node) struct Calling {
    /// Who calls, if it is a process.
    pub(in crate::node) from: Option<Pid>,
    /// The process that runs it, once that is known.
    pub(in crate::node) by: Option<RemoteProcess>,
    told: Told,
}

/// Takes the reason of the process that ran the function.
type Told = oneshot::Sender<Result<Vec<u8>, RpcError>>;

impl Calling {
    /// Tells who calls, who may have given up.
    pub(in crate::node) fn tell(self, outcome: Result<Vec<u8>, RpcError>) {
        let _ = self.told.send(outcome);
    }
}

/// A call that was made, as its caller sees it.
pub(super) struct Pending {
    /// By which the answer is told from any other reason.
    reference: Term,
    end: oneshot::Receiver<Result<Vec<u8>, RpcError>>,
    by: By,
}

/// Where a function runs.
enum By {
    /// On another node, which is asked no more when this is dropped.
    There {
        _put: Put,
    },
    Here(Arc<dyn Process>),
}

impl Pending {
    /// Makes a call.
    pub(super) fn put(
        node: &Node,
        on: &NodeName,
        call: Application,
    ) -> Result<Self, RpcError> {
        let (told, end) = oneshot::channel();
        let number = node.system.kernel.number();
        let reference = reference(node, number);
        let execution = Execution { reference: reference.clone(), call };
        let by = if on == node.name() {
            By::Here(call_here(node, execution, told))
        } else {
            let from = process::current_in(&node.system.kernel);
            let from = from.map(|caller| caller.pid());
            let calling = Awaited::Call(Calling { from, by: None, told });
            let options = vec![Term::atom("monitor")];
            let call = execution.request();
            By::There { _put: node.put(on, &call, options, number, calling)? }
        };
        Ok(Self { reference, end, by })
    }

    /// Waits for the answer.
    pub(super) async fn wait<T: DeserializeOwned>(
        self,
        node: &Node,
        deadline: Option<Instant>,
        time: Duration,
    ) -> Result<T, RpcError> {
        let end = match deadline {
            None => self.end.await,
            Some(deadline) => timeout_at(deadline, self.end)
                .await
                .map_err(|_| RpcError::Timeout(time))?,
        };
        match end {
            Ok(reason) => outcome(node, &self.reference, &reason?),
            // Somebody has ended it.
            Err(_) => Err(match self.by {
                By::Here(process) => RpcError::Exited(process.pending_exit()),
                By::There { .. } => RpcError::NodeDown,
            }),
        }
    }
}

/// Calls a function of this node as if another node had.
fn call_here(
    node: &Node,
    execution: Execution,
    told: Told,
) -> Arc<dyn Process> {
    let (open, gate) = oneshot::channel();
    let (system, within) = (&node.system, node.system.clone());
    let run = async move |_: Mailbox<Term>| {
        let end = execution.run(&within).await;
        // Whoever waited may have given up.
        let _ = told.send(Ok(reason::write(&end)));
    };
    let process = start(system, Ties::default(), gate, run);
    // It is gone already if the system shuts down.
    let _ = open.send(());
    process
}

/// Reads what a call has come to of the reason with which its process ended.
fn outcome<T: DeserializeOwned>(
    node: &Node,
    reference: &Term,
    end: &[u8],
) -> Result<T, RpcError> {
    let unreadable =
        |error: etf::Error| RpcError::Unreadable(error.to_string().into());
    let other = || Err(RpcError::Exited(reason::read(end)));
    let term = |bytes: &[u8]| etf::decode(bytes).map(|(term, _)| term);
    let is_ours = |bytes: &[u8]| term(bytes).is_ok_and(|it| it == *reference);
    if let Some([first, kind, value]) = split::tuple(end)
        && is_ours(first)
    {
        let nodes = &node.system.kernel.nodes;
        return match split::atom(kind) {
            Some("return") => etf::deserialize(value, nodes, MessageKind::Cast)
                .map_err(unreadable),
            Some("throw") => {
                Err(RpcError::Thrown(term(value).map_err(unreadable)?))
            }
            Some("exit") => Err(RpcError::Exited(reason::read(value))),
            Some("error") => {
                let reason = term(value).map_err(unreadable)?;
                Err(RpcError::Raised { reason, stack: Term::list([]) })
            }
            _ => other(),
        };
    }
    if let Some([first, kind, why, stack]) = split::tuple(end)
        && is_ours(first)
        && split::atom(kind) == Some("error")
    {
        let reason = term(why).map_err(unreadable)?;
        let stack = term(stack).map_err(unreadable)?;
        return Err(RpcError::Raised { reason, stack });
    }
    other()
}

/// Returns a reference of the node as a term.
fn reference(node: &Node, number: u64) -> Term {
    let own = &node.own;
    let words = own.references.words(number);
    ExternalReference::new(own.atom.clone(), own.creation, &words)
        .expect("there are few words")
        .into()
}
