//! Step 6: lists are kept in files.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `database` | 6 | one process, known by its name, that reads and writes |
//! | `disk` | 6 | a file for each list |
//! | `cache` | 5 | starts the database, and gives each server its name |
//! | `server` | 4 | reads its list when it starts, and has it stored with each entry |
//!
//! The list is that of step 1. To watch it: `todo step 6`.
//!
//! # What it does wrong
//!
//! - All lists wait for one process, and a new list keeps the cache waiting,
//!   and whoever wants another one: a server reads its file while it starts.
//! - An entry is stored by a cast: whoever adds it is not told that it is lost.
//! - A file that cannot be written or is no list ends the database, and with it
//!   the cache when the next list is wanted. Nobody starts either again.
//! - A second cache uses the database of the first, whatever folder it is given,
//!   and has servers of its own: two for a list, and the last to write wins.
//! - A list is written over the one before; a machine that stops meanwhile
//!   leaves half of it.
//! - A whole list is written for each entry.
//!
//! In the book the name of a list is the name of its file, and one with a slash
//! in it ends the database, or leads out of the folder. Here it is just a name.

pub mod cache;
pub mod server;

pub mod database;
pub mod disk;
