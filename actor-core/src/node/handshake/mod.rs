//! How two nodes meet: they tell each other who they are and what they can
//! do, and prove that they know the same cookie.
//!
//! This is version 6 of the handshake of Erlang's [distribution protocol],
//! which OTP speaks since release 23:
//!
//! ```text
//! who connects                                   who accepts
//!      name, flags, creation          ->
//!                                     <-  status: ok, nok, alive, ..
//!      (true or false, after alive    ->)
//!                                     <-  name, flags, creation, challenge
//!      proof, a challenge back        ->
//!                                     <-  proof
//! ```
//!
//! Each of these is a [packet](packets) with its length before it. Behind the
//! last one the stream is the connection's, and not a byte more was read from
//! it.
//!
//! Left out: the handshake of OTP 22 and older, and names given by the node
//! that accepts (`erl -name undefined`); both are refused with a reason.
//!
//! [distribution protocol]: https://www.erlang.org/doc/apps/erts/erl_dist_protocol.html

mod accept;
mod connect;
mod cookie;
mod error;
mod flags;
mod messages;
mod packets;

#[cfg(test)]
pub(crate) mod tests;

use std::time::Duration;

use crate::node::name::NodeName;

pub(crate) use accept::{Decision, accept, simultaneous};
pub(crate) use connect::{Alive, connect};
pub use cookie::{Cookie, CookieError};
pub use error::{HandshakeError, Step};
pub(crate) use flags::Flags;
pub(crate) use packets::{Carrier, Lengths};

/// How long all of it may take, OTP's `net_setuptime`.
const TIME: Duration = Duration::from_secs(7);

/// What a node says of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Greeting<'a> {
    pub(crate) name: &'a NodeName,
    /// Tells this life of the node from those before, which had its name.
    pub(crate) creation: u32,
    pub(crate) flags: Flags,
}

/// Who is at the other end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    pub(crate) name: NodeName,
    pub(crate) creation: u32,
    /// What both ends can do, so a node that is hidden sees nobody visible.
    pub(crate) flags: Flags,
}
