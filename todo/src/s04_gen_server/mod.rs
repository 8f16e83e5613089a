//! Step 4: the same on the library's servers.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `server` | 2 | is an [`actor_core::GenServer`] |
//!
//! The list is that of step 1. To watch it: `todo step 4`.
//!
//! A question has a place for its own answer, which is of its own type. Who
//! asks a dead server learns that at once, and who waits does so for five
//! seconds.

pub mod server;
