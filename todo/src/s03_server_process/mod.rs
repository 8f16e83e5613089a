//! Step 3: the same on a generic server made by hand.
//!
//! | file | since step | what changed |
//! |---|---|---|
//! | `server_process` | 3 | what all servers have in common: the loop, calls and casts |
//! | `server` | 2 | what is left of it: what it does about a call and a cast |
//!
//! The list is that of step 1. To watch it: `todo step 3`.
//!
//! # What it does wrong
//!
//! - Who asks waits for ever, which is how long a dead server takes.
//! - Nothing says what an answer is the answer to, so a client with two
//!   questions under way would have to know their order.

pub mod server_process;

pub mod server;
