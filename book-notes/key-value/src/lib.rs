//! Numbers under numbers: one store asks a process, the other does not.
//!
//! | file | what it holds |
//! |---|---|
//! | `server` | the store as a `GenServer` |
//! | `table` | the store as a table, whose owner is a process |
//! | `bench` | many clients of either, and how long they take |
//!
//! This is a part of chapter 10 of Elixir in Action, and a crate of its own
//! because it is measured: the other programs of the chapters are compiled
//! quickly, and this is compiled well.

pub mod server;
pub mod table;

pub mod bench;

use actor_core::gen_server::StartError;

/// A store, as its clients know it.
pub trait KeyValue: Clone + Send + Sync + 'static {
    /// Starts the one store of this kind, linked to the current process.
    fn start_link() -> impl Future<Output = Result<Self, StartError>> + Send;

    /// Keeps `value` under `key`.
    fn put(&self, key: u32, value: u32);

    /// Returns what is under `key`.
    fn get(&self, key: u32) -> impl Future<Output = Option<u32>> + Send;
}
