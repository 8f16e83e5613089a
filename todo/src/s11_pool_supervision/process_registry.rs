//! The registry in which processes of the system are found.

use actor_core::Registry;

/// What the registry is called.
pub const NAME: &str = "Todo.ProcessRegistry";

/// By what a process is found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// The worker of the database that has this number.
    DatabaseWorker(usize),
    /// The to-do server of this name, from step 12 on.
    TodoServer(String),
}

/// Returns the registry: to start it, and to use it.
pub fn registry() -> Registry<Key> {
    Registry::unique(NAME)
}
