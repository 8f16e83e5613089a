//! Nodes on this library and nodes of Erlang and Elixir, and what goes on
//! between them.
//!
//! The tests say that they are skipped where there is no `erl` or `elixir`.
//! What was recorded of them, in `recorded`, is played everywhere.

mod beam;
mod cluster;
mod driver;
mod events;
mod interaction;
mod puppet;
mod weather;

mod asking;
mod calls;
mod exits;
mod flow;
mod links;
mod lives;
mod losses;
mod messages;
mod monitors;
mod nodes;
mod payloads;
mod refusals;
mod thirds;
mod ticks;
mod typed;

mod global;
mod pg;
mod rpc;
mod supervisors;
mod sys;

mod recorded;
