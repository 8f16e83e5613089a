//! Version 1: the cache has a supervisor, and nothing else is tied to anybody.
//!
//! | file | what it holds |
//! |---|---|
//! | `system` | the supervisor |
//! | `cache` | which to-do server belongs to which name |
//! | `server` | one to-do list |
//! | `database` | which of its workers is to be asked |
//! | `database_worker` | reads and writes the files |

pub mod system;

pub mod cache;
pub mod database;
pub mod database_worker;
pub mod server;
