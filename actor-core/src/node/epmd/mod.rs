//! Which nodes there are on a machine: the port mapper, Erlang's [epmd].
//!
//! A node listens on whatever port it gets, and tells that port to the port
//! mapper of its machine, which is found on a port that everybody knows. Who
//! looks for a node asks there. A name is taken for as long as the connection
//! on which it was registered is open.
//!
//! - [`Epmd`] asks and registers.
//! - [`PortMapper`] answers. Ours runs within a program, so that a cluster
//!   needs no Erlang; it does what OTP's `epmd` does, for OTP's nodes too.
//! - [`Keeper`] stays registered, whichever program answers.
//!
//! Left out: `ERL_EPMD_ADDRESS`, IPv6's loopback for registering, and the
//! requests `DUMP`, `KILL` and `STOP`, which nobody but `epmd` itself makes.
//!
//! [epmd]: https://www.erlang.org/doc/apps/erts/erl_dist_protocol.html#epmd-protocol

mod client;
mod directory;
mod error;
mod keeper;
mod port_mapper;
mod wire;

#[cfg(test)]
pub(in crate::node) mod tests;

pub(crate) use client::{Epmd, Registered};
pub use error::EpmdError;
pub(crate) use keeper::Keeper;
pub use port_mapper::PortMapper;
pub(crate) use wire::{NodeKind, Registration};
