//! Version 4: pools that grow for a while, consumers that wait, and
//! transactions.
//!
//! | file | since | what changed | chapter |
//! |---|---|---|---|
//! | `supervisor` | 3 | | 7 |
//! | `pools_supervisor` | 3 | | 7 |
//! | `server` | 4 | clients say how long they wait; transactions | 7 |
//! | `pool_supervisor` | 3 | | 7 |
//! | `pool_server` | 4 | overflow, a queue; an idle worker is replaced, too | 7 |
//! | `loan` | 4 | is new: a worker that gives itself back | 7 |
//! | `worker_supervisor` | 3 | | 7 |
//! | `pool_config` | 4 | a pool may have extra workers | 7 |
//! | `wait` | 4 | is new: how long, and what if in vain | 7 |
//! | `status` | 4 | says whether there is a worker to be had | 7 |
//!
//! To watch it: `pooly demo v4`.
//!
//! A file of version 3 that uses one of this is compiled once more, among its
//! new neighbours.
//!
//! # What the book's does wrong
//!
//! This is the version that one would use, so it does not do it:
//!
//! | in the book | here |
//! |---|---|
//! | a consumer that dies while it waits takes the pool down | it leaves the queue |
//! | one whose call has timed out is given a worker, and does not know | it leaves the queue; a worker that is under way to it comes back |
//! | the worker of a dead consumer is idle, even if others wait or it is an extra one | it goes to who waits longest, or is stopped |
//! | if a busy worker dies, the idle ones are forgotten | it is replaced, they stay |
//! | an unknown call takes the pool down | there is none: messages have a type |
//! | whoever knows a worker can check it in | only who has it can |
//! | all wait while a worker starts | a process of its own starts it |

#[path = "../v3/supervisor.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod supervisor;

pub use super::v3::pools_supervisor;
pub mod server;

#[path = "../v3/pool_supervisor.rs"]
#[expect(clippy::duplicate_mod, reason = "it has new neighbours")]
pub mod pool_supervisor;

pub mod loan;
pub mod pool_server;
pub use super::v3::worker_supervisor;

mod pool_config;
mod status;
mod wait;

pub use pool_config::{PoolConfig, default_pools};
pub use server::{checkin, checkout, status, transaction};
pub use status::{State, Status};
pub use supervisor::start_link as start_pools;
pub use wait::{CheckoutError, Wait};
