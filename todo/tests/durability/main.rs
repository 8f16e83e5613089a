//! No acknowledged write is lost: not by `kill -9`, not by a disk that is full.
//!
//! The server is the real program in a process of its own, the load is the
//! book's: a thousand lists, four questions for each entry that is added, over
//! twenty connections.

mod disk_full;
mod kill;
mod ledger;
mod load;
mod server;
