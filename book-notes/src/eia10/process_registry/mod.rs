//! The exercise: a registry of processes, made by hand in two ways.
//!
//! | file | what it holds |
//! |---|---|
//! | `by_server` | a `GenServer` knows who has which key |
//! | `by_table` | a table does; each process writes itself into it |
//!
//! Both have the same functions. Whoever is registered is linked to the
//! registry, and so learns of its crash as it does of theirs.

pub mod by_server;
pub mod by_table;

/// The key is taken, perhaps by the process that asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key is taken")]
pub struct Taken;
