//! Dynamic supervisors: for children that come and go at run time.
//!
//! It is Elixir's `DynamicSupervisor`: it starts without children, each is
//! known by its pid, and all stop at the same time.
//!
//! ```
//! use actor_core::supervisor::{ChildSpec, Restart};
//! use actor_core::{DynamicSupervisor, Mailbox, System, process};
//!
//! fn waiter(table: u32) -> ChildSpec<String> {
//!     let serve = async move |mut mailbox: Mailbox<String>| {
//!         println!("table {table}: {}", mailbox.receive().await);
//!     };
//!     ChildSpec::new("waiter", move || async move {
//!         Ok(process::spawn_link(serve))
//!     })
//!     .restart(Restart::Temporary)
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! System::new("docs").enter(async {
//!     let waiters = DynamicSupervisor::new().start_link().await.unwrap();
//!     let first = waiters.start_child(waiter(1)).await.unwrap();
//!     waiters.start_child(waiter(2)).await.unwrap();
//!     first.send("Pizza".to_owned());
//!     first.down().await;
//!     assert_eq!(waiters.count_children().await.unwrap().active, 1);
//! }).await;
//! # }
//! ```
//!
//! # When not to use it
//!
//! Children that are always there, and depend on each other, belong under a
//! [`Supervisor`](crate::Supervisor), which starts them in order.
//!
//! # Left out
//!
//! Significant children, as in Elixir. `extra_arguments`: the function that
//! makes the child specification takes them.

mod handle;
mod server;

use std::time::Duration;

use crate::gen_server::{GenServer, StartError, Starter};
use crate::server_name::ServerName;
use crate::supervisor::{ChildSpec, Intensity, IntoChildSpec};

pub use handle::{DynamicChild, DynamicSupervisorRef};
pub use server::Message;

/// A dynamic supervisor that is about to be started; see the
/// [module](self).
#[derive(Clone, Debug)]
#[must_use = "nothing is started unless `start_link` is called"]
pub struct DynamicSupervisor {
    name: Option<ServerName>,
    limits: Limits,
}

/// What a dynamic supervisor does not let happen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    intensity: Intensity,
    max_children: usize,
}

impl DynamicSupervisor {
    /// Makes a supervisor of any number of children. It gives up at more than
    /// three restarts in five seconds.
    pub fn new() -> Self {
        let intensity = Intensity::default();
        let limits = Limits { intensity, max_children: usize::MAX };
        Self { name: None, limits }
    }

    /// Says how many children there may be at a time.
    pub fn max_children(mut self, max_children: usize) -> Self {
        self.limits.max_children = max_children;
        self
    }

    /// Says how many restarts are too many.
    pub fn intensity(mut self, max_restarts: usize, within: Duration) -> Self {
        self.limits.intensity = Intensity { max_restarts, within };
        self
    }

    /// Registers the supervisor under a name.
    pub fn named(mut self, name: impl Into<ServerName>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Starts the supervisor, linked to the current process.
    ///
    /// # Errors
    ///
    /// If the name is taken.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    pub async fn start_link(self) -> Result<DynamicSupervisorRef, StartError> {
        self.starter().start_link().await
    }

    fn starter(self) -> Starter<server::Server> {
        let starter = server::Server::starter(self.limits);
        match self.name {
            Some(name) => starter.named(name),
            None => starter,
        }
    }
}

impl Default for DynamicSupervisor {
    fn default() -> Self {
        Self::new()
    }
}

/// A dynamic supervisor is known by its name or, if it has none, as
/// `DynamicSupervisor`.
impl IntoChildSpec for DynamicSupervisor {
    type Message = Message;

    fn into_child_spec(self) -> ChildSpec<Message> {
        let id = self.name.as_ref().map(ServerName::to_name);
        let id = id.unwrap_or_else(|| "DynamicSupervisor".into());
        ChildSpec::new(id, move || self.clone().start_link()).supervisor()
    }
}
