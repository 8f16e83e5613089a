//! Step 2: a list in a process, by hand.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `server` | 2 | a process whose state is a list, known by its pid |
//! | `registered_server` | 2 | the exercise: it is known by its name |
//!
//! The list is that of step 1. To watch it: `todo step 2`.
//!
//! # What it does wrong
//!
//! - An answer does not say what was asked. One that comes after the client
//!   gave up is taken for the answer to its next question. That of
//!   `registered_server` cannot be: each question has a place for its answer.
//! - The client of a dead `server` waits five seconds to learn nothing.

pub mod server;

pub mod registered_server;

/// There was no answer in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no answer in time")]
pub struct Timeout;
