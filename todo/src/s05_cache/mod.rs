//! Step 5: many lists, each with a server.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `cache` | 5 | knows the servers by their names, and starts them |
//! | `load_test` | 5 | asks for many lists |
//! | `server` | 4 | |
//!
//! The list is that of step 1. To watch it: `todo step 5`.
//!
//! Requests for one list are handled one after the other, those for several at
//! the same time, and nobody needs a lock.
//!
//! # What it does wrong
//!
//! - A server that died stays in the map: its list is lost, and there is no way
//!   to get another of that name.
//! - The cache is linked to nobody. If it dies, its servers go on, and nobody
//!   finds them.
//! - A server is never stopped.

pub mod cache;
pub mod load_test;

pub use super::s04_gen_server::server;
