//! Clusters of five programs that lose members and get them back: all on this
//! library, all but one in Erlang, and half and half. Members are killed,
//! stopped, and cut off.
//!
//! A member is a program of its own that is told by lines what to do; see
//! `ours.rs` and `member.erl`. The tests with Erlang say that they are skipped
//! where there is no `erl`.

mod cluster;
mod losses;
mod member;
mod ours;
mod post;
mod watching;
mod wires;

use std::time::Duration;

/// How long a member may be silent. Members that are only short of the
/// processor must not be lost.
const TICK_TIME: Duration = Duration::from_secs(4);
