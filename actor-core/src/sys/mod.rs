//! Looking into servers that run, and holding them up: OTP's `sys`.
//!
//! Every [`GenServer`] understands this without doing anything for it, and so
//! does what is built on one: supervisors, event managers, state machines.
//!
//! ```
//! use actor_core::gen_server::{Init, Next};
//! use actor_core::{GenServer, Reply, System, sys};
//!
//! /// How many slices are left.
//! #[derive(Clone)]
//! struct Pizza(u32);
//!
//! impl GenServer for Pizza {
//!     type Args = u32;
//!     type Message = Reply<u32>;
//!
//!     async fn init(slices: u32) -> Init<Self> {
//!         Init::ok(Pizza(slices))
//!     }
//!
//!     async fn handle(&mut self, reply: Reply<u32>) -> Next {
//!         reply.send(self.0);
//!         Next::Continue
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! System::new("docs").enter(async {
//!     Pizza::starter(8).named("pizza").start_link().await.unwrap();
//!     let pizza: Pizza = sys::get_state("pizza").await.unwrap();
//!     assert_eq!(pizza.0, 8);
//!     let eat = |pizza: &mut Pizza| pizza.0 -= 1;
//!     sys::replace_state("pizza", eat).await.unwrap();
//!     assert_eq!(sys::inspect("pizza", |pizza: &Pizza| pizza.0).await, Ok(7));
//! }).await;
//! # }
//! ```
//!
//! A server answers between two of its own messages, so one that is busy
//! answers late: after five seconds that is [`CallError::Timeout`]. What is not
//! a server drops the question: [`CallError::NoReply`]. All functions panic
//! outside of a process.
//!
//! What a server says of its messages and its state it decides itself, by
//! [`format_message`](GenServer::format_message) and
//! [`format_status`](GenServer::format_status).
//!
//! # When not to use it
//!
//! It is for debugging and for tests. What a program needs to know of a server
//! is a message of that server.
//!
//! # Left out
//!
//! Code changes; functions that are called at every event (`sys:install`);
//! answers in the trace, because a [`Reply`] does not pass through the server.

mod request;
mod status;
mod watching;

use std::any::{Any, type_name};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::call::{CallError, Reply};
use crate::exit::ExitReason;
use crate::gen_server::GenServer;
use crate::process::Destination;
use crate::report;

use request::ask;
pub(crate) use request::{Request, request, target};
pub use status::{Activity, Status};
pub(crate) use watching::Watching;
pub use watching::{Statistics, SystemEvent};

/// Why there is nothing to be known of a server's state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// The server cannot be asked.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The state is of another type.
    #[error("the state is not a {0}")]
    WrongType(&'static str),
    /// The function that was sent panicked. The server goes on.
    #[error("the function failed in the server: {0}")]
    Failed(ExitReason),
}

/// Whether something is done from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// It is.
    On,
    /// It is not any more.
    Off,
}

/// Returns a copy of a server's state.
///
/// # Errors
///
/// See [`StateError`].
pub async fn get_state<S: GenServer + Clone>(
    server: impl Destination,
) -> Result<S, StateError> {
    inspect(server, S::clone).await
}

/// Returns what `look` sees in a server's state. It runs in the server.
///
/// # Errors
///
/// See [`StateError`].
pub async fn inspect<S, T, F>(
    server: impl Destination,
    look: F,
) -> Result<T, StateError>
where
    S: GenServer,
    T: Send + 'static,
    F: FnOnce(&S) -> T + Send + 'static,
{
    replace_state(server, |state: &mut S| look(state)).await
}

/// Changes a server's state, and returns what `change` returns. It runs in the
/// server.
///
/// If it panics the server goes on with the state as it was left; so let it
/// change what it changes in one step.
///
/// # Errors
///
/// See [`StateError`].
pub async fn replace_state<S, T, F>(
    server: impl Destination,
    change: F,
) -> Result<T, StateError>
where
    S: GenServer,
    T: Send + 'static,
    F: FnOnce(&mut S) -> T + Send + 'static,
{
    let visit = |reply: Reply<Result<T, StateError>>| {
        Request::Visit(Box::new(move |state: &mut dyn Any| {
            let Some(state) = state.downcast_mut::<S>() else {
                return reply
                    .send(Err(StateError::WrongType(type_name::<S>())));
            };
            let change = AssertUnwindSafe(|| change(state));
            reply.send(catch_unwind(change).map_err(|payload| {
                StateError::Failed(report::panicked(payload))
            }));
        }))
    };
    ask(server, visit).await?
}

/// Suspends a server: until [`resume`] it handles nothing but the requests of
/// this module and the end of its parent. All else waits in its mailbox.
///
/// # Errors
///
/// If the server cannot be asked.
pub async fn suspend(server: impl Destination) -> Result<(), CallError> {
    ask(server, Request::Suspend).await
}

/// Lets a suspended server go on, with what has waited first.
///
/// # Errors
///
/// If the server cannot be asked.
pub async fn resume(server: impl Destination) -> Result<(), CallError> {
    ask(server, Request::Resume).await
}

/// Returns what can be said of any server.
///
/// # Errors
///
/// If the server cannot be asked.
pub async fn get_status(server: impl Destination) -> Result<Status, CallError> {
    ask(server, Request::Status).await
}

/// Says whether a server's events are told to `tracing`, by the target
/// `actor_core::trace`.
///
/// # Errors
///
/// If the server cannot be asked.
pub async fn trace(
    server: impl Destination,
    switch: Switch,
) -> Result<(), CallError> {
    watch(server, move |watching| watching.trace(switch)).await
}

/// Has a server remember its last `events`, for [`logged`]; with zero it
/// forgets them and remembers none.
///
/// # Errors
///
/// If the server cannot be asked.
pub async fn log(
    server: impl Destination,
    events: usize,
) -> Result<(), CallError> {
    watch(server, move |watching| watching.log(events)).await
}

/// Returns the last events of a server, the oldest first, since it was told to
/// [`log`] them.
///
/// # Errors
///
/// If the server cannot be asked.
pub async fn logged(
    server: impl Destination,
) -> Result<Vec<SystemEvent>, CallError> {
    watch(server, |watching| watching.logged()).await
}

/// Says whether a server counts its messages, for [`statistics`]. To turn it
/// on again starts again at zero.
///
/// # Errors
///
/// If the server cannot be asked.
pub async fn count(
    server: impl Destination,
    switch: Switch,
) -> Result<(), CallError> {
    watch(server, move |watching| watching.count(switch)).await
}

/// Returns what a server has counted; nothing if it does not [`count`].
///
/// # Errors
///
/// If the server cannot be asked.
pub async fn statistics(
    server: impl Destination,
) -> Result<Option<Statistics>, CallError> {
    watch(server, |watching| watching.statistics()).await
}

/// Ends all tracing, logging and counting of a server: `no_debug`.
///
/// # Errors
///
/// If the server cannot be asked.
pub async fn no_debug(server: impl Destination) -> Result<(), CallError> {
    watch(server, Watching::clear).await
}

/// Tells a server to terminate, and returns when it has heard of it; to wait
/// for its end use [`gen_server::stop`](fn@crate::gen_server::stop).
///
/// # Errors
///
/// If the server cannot be asked.
pub async fn terminate(
    server: impl Destination,
    reason: impl Into<ExitReason>,
) -> Result<(), CallError> {
    let reason = reason.into();
    ask(server, |reply| Request::Terminate(reason, reply)).await
}

/// Does something with what is watched of a server.
async fn watch<T: Send + 'static>(
    server: impl Destination,
    look: impl FnOnce(&mut Watching) -> T + Send + 'static,
) -> Result<T, CallError> {
    let watch = |reply: Reply<T>| {
        Request::Watch(Box::new(move |watching: &mut Watching| {
            reply.send(look(watching));
        }))
    };
    ask(server, watch).await
}
