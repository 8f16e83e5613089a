//! Event managers: a process that passes every event on to handlers, which
//! come and go while it runs.
//!
//! ```
//! use actor_core::gen_event::{
//!     EventHandler, EventManager, HandleCall, Handled,
//! };
//! use actor_core::{ExitReason, Reply, System};
//!
//! /// Counts the orders.
//! struct Counter(u32);
//!
//! impl EventHandler for Counter {
//!     type Args = ();
//!     type Event = &'static str;
//!
//!     async fn init((): ()) -> Result<Self, ExitReason> {
//!         Ok(Counter(0))
//!     }
//!
//!     async fn handle_event(&mut self, order: &&'static str) -> Handled {
//!         println!("{order}, please");
//!         self.0 += 1;
//!         Handled::Keep
//!     }
//! }
//!
//! impl HandleCall for Counter {
//!     type Call = Reply<u32>;
//!
//!     async fn handle_call(&mut self, reply: Reply<u32>) -> Handled {
//!         reply.send(self.0);
//!         Handled::Keep
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! System::new("docs").enter(async {
//!     let orders = EventManager::start_link().await.unwrap();
//!     orders.add_handler::<Counter>("counter", ()).await.unwrap();
//!     orders.notify("Pizza");
//!     orders.notify("Pasta");
//!     let count = orders.call_handler::<Counter, _>("counter", |reply| reply);
//!     assert_eq!(count.await, Ok(2));
//! }).await;
//! # }
//! ```
//!
//! # What it promises
//!
//! Handlers see the events in order, the one that was added last first. One
//! that crashes is removed and reported, and the manager and all others go on.
//! After a restart by a supervisor a manager has no handlers: whoever adds one
//! by [`add_sup_handler`](EventManagerRef::add_sup_handler) is told when it is
//! gone.
//!
//! # When not to use it
//!
//! All handlers run in one process, one after the other, so a slow one holds
//! up the rest. Subscribers that are processes are better told directly.
//!
//! # Left out
//!
//! Handlers that replace themselves; `swap_sup_handler`; what `terminate`
//! returns, because a swap hands over the old handler itself.

mod handle;
mod handler;
mod manager;

use crate::exit::ExitReason;
use crate::gen_server::Info;
use crate::pid::Name;

pub use handle::{EventManagerRef, HandlerError};
pub use manager::{EventManager, Message};

/// Handles the events of an [`EventManager`], in its process.
pub trait EventHandler: Sized + Send + 'static {
    /// What [`init`](Self::init) is given.
    type Args: Send + 'static;
    /// The events that it handles.
    type Event: Send + Sync + 'static;

    /// Makes the handler, in the manager.
    ///
    /// # Errors
    ///
    /// If it cannot be added.
    fn init(
        args: Self::Args,
    ) -> impl Future<Output = Result<Self, ExitReason>> + Send;

    /// Handles an event.
    fn handle_event(
        &mut self,
        event: &Self::Event,
    ) -> impl Future<Output = Handled> + Send;

    /// Handles everything else that reaches the manager; also the end of a
    /// process that added a supervised handler. By default it is logged.
    ///
    /// It cannot wait, because what is in `info` may not be shared by threads.
    fn handle_info(&mut self, info: &Info) -> Handled {
        info.log();
        Handled::Keep
    }

    /// Cleans up. Called whenever the handler is removed, also after a crash.
    fn terminate(&mut self, why: &Removal) -> impl Future<Output = ()> + Send {
        let _ = why;
        async {}
    }
}

/// A handler that answers questions.
pub trait HandleCall: EventHandler {
    /// The questions.
    type Call: Send + 'static;

    /// Handles a question.
    fn handle_call(
        &mut self,
        call: Self::Call,
    ) -> impl Future<Output = Handled> + Send;
}

/// What becomes of a handler after it has handled something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handled {
    /// It stays.
    Keep,
    /// It is removed: `remove_handler`.
    Remove,
}

/// Why a handler is removed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Removal {
    /// It asked for it.
    Left,
    /// Somebody deleted it.
    Deleted,
    /// Another takes its place.
    Swapped,
    /// It crashed.
    Crashed(ExitReason),
    /// Whoever added it, supervised, has ended.
    AdderEnded(ExitReason),
    /// The manager terminates.
    Stopped,
}

/// What the process that added a supervised handler receives when it is gone:
/// `gen_event_EXIT`. It comes as [`Unknown`](crate::Unknown).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandlerExit {
    /// The handler, by the name that it was added under.
    pub handler: Name,
    /// Why.
    pub why: Removal,
}
