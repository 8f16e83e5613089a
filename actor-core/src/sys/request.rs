//! What a server is asked by others than its own clients.
//!
//! A request travels as a message of a type that the server does not know, so
//! that those who are never asked carry nothing for it.

use std::any::{Any, type_name};
use std::sync::Arc;

use super::{Status, Watching};
use crate::call::{CallError, DEFAULT_TIMEOUT, Reply};
use crate::etf::Term;
use crate::exit::ExitReason;
use crate::process::{self, Destination, Process};

pub(crate) enum Request {
    Suspend(Reply<()>),
    Resume(Reply<()>),
    Visit(Visit),
    Watch(Watch),
    /// The state as a term, for another node.
    State(Reply<Option<Term>>),
    Status(Reply<Status>),
    Terminate(ExitReason, Reply<()>),
}

/// Looks at the state, and may change it.
type Visit = Box<dyn FnOnce(&mut dyn Any) + Send>;

/// Looks at what is watched, and says what to watch.
type Watch = Box<dyn FnOnce(&mut Watching) + Send>;

/// Asks a server, and waits for five seconds.
pub(super) async fn ask<T: Send + 'static>(
    server: impl Destination,
    question: impl FnOnce(Reply<T>) -> Request,
) -> Result<T, CallError> {
    let process = target(server)?;
    let answer = request(&process, question);
    tokio::time::timeout(DEFAULT_TIMEOUT, answer)
        .await
        .unwrap_or(Err(CallError::Timeout(DEFAULT_TIMEOUT)))
}

/// Returns the process that is meant, unless it is dead or the current one.
pub(crate) fn target(
    server: impl Destination,
) -> Result<Arc<dyn Process>, CallError> {
    let me = process::me();
    let process = server.resolve(&me.head().kernel);
    let process = process.filter(|process| process.is_alive());
    let process = process.ok_or(CallError::NoProc)?;
    if process.pid() == me.pid() {
        return Err(CallError::CallingSelf);
    }
    Ok(process)
}

/// Asks a server, and waits for as long as it takes.
pub(crate) async fn request<T: Send + 'static>(
    process: &Arc<dyn Process>,
    question: impl FnOnce(Reply<T>) -> Request,
) -> Result<T, CallError> {
    let (reply, answer) = Reply::pair();
    let question = Box::new(question(reply));
    process.deliver(question, type_name::<Request>());
    answer.wait().await.ok_or_else(|| match process.exit_reason() {
        Some(reason) => CallError::Exited(reason),
        None => CallError::NoReply,
    })
}
