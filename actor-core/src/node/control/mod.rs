//! What nodes say to each other: the control messages of a connection.
//!
//! [`Control::read_between`] reads a frame, the functions of [`write`] append one.
//! Both use the plain form: without atom cache, without fragments. What is
//! in a frame, and who may send it when, is in the
//! [distribution protocol](https://www.erlang.org/doc/apps/erts/erl_dist_protocol).
//!
//! Nothing is decoded or copied that need not be. A message and a reason stay
//! the bytes they came in, because their type is known by who receives them;
//! and pids and references borrow the name of their node from the frame.
//!
//! Left out: what traces a message through a cluster (`seq_trace`); a form
//! with a trace token is read as the form without it. Names in Latin-1 that
//! are not ASCII; nodes that write such are too old for the handshake.

mod identity;
mod operation;

mod cursor;
mod error;
mod fields;
mod read;
pub(crate) mod write;

#[cfg(test)]
mod tests;

pub(crate) use cursor::{read_pid, read_reference};
pub(crate) use error::ControlError;
pub(crate) use identity::{PidRef, ReferenceRef, Target};

/// What a frame says. The comments name the operations of the protocol.
///
/// Messages, reasons and other terms are without version byte. Whether a
/// payload is one whole term is for its decoder to find out.
/// `frame.slice_ref(message)` keeps one beyond the frame, without a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control<'a> {
    /// A message to a process: `SEND`, `SEND_SENDER`.
    Send { from: Option<PidRef<'a>>, to: PidRef<'a>, message: &'a [u8] },
    /// A message to a name: `REG_SEND`.
    SendName { from: PidRef<'a>, to: &'a str, message: &'a [u8] },
    /// A message to an alias, which is mostly the answer of a call:
    /// `ALIAS_SEND`.
    SendAlias { from: PidRef<'a>, to: ReferenceRef<'a>, message: &'a [u8] },
    /// A link, from now on: `LINK`.
    Link { from: PidRef<'a>, to: PidRef<'a> },
    /// The end of a link, to be acknowledged with the same id: `UNLINK_ID`.
    Unlink { id: u64, from: PidRef<'a>, to: PidRef<'a> },
    /// An unlink with this id has arrived: `UNLINK_ID_ACK`.
    UnlinkAck { id: u64, from: PidRef<'a>, to: PidRef<'a> },
    /// The end of a link, of which nothing more is heard: `UNLINK`, of nodes
    /// before OTP 23.
    UnlinkOld { from: PidRef<'a>, to: PidRef<'a> },
    /// A linked process has ended: `EXIT`, `PAYLOAD_EXIT`.
    Exit { from: PidRef<'a>, to: PidRef<'a>, reason: &'a [u8] },
    /// A process has called `exit/2`: `EXIT2`, `PAYLOAD_EXIT2`.
    Exit2 { from: PidRef<'a>, to: PidRef<'a>, reason: &'a [u8] },
    /// A monitor, from now on: `MONITOR_P`.
    Monitor { from: PidRef<'a>, to: Target<'a>, reference: ReferenceRef<'a> },
    /// The end of a monitor: `DEMONITOR_P`.
    Demonitor { from: PidRef<'a>, to: Target<'a>, reference: ReferenceRef<'a> },
    /// A monitored process has ended: `MONITOR_P_EXIT`,
    /// `PAYLOAD_MONITOR_P_EXIT`. It is named as the monitor named it.
    Down {
        from: Target<'a>,
        to: PidRef<'a>,
        reference: ReferenceRef<'a>,
        reason: &'a [u8],
    },
    /// Another group leader for a process: `GROUP_LEADER`.
    GroupLeader { leader: PidRef<'a>, to: PidRef<'a> },
    /// A process to be started: `SPAWN_REQUEST`.
    SpawnRequest(SpawnRequest<'a>),
    /// What has become of a request: `SPAWN_REPLY`. `reference` is that of
    /// the request; an atom says why there is no process.
    SpawnReply {
        reference: ReferenceRef<'a>,
        to: PidRef<'a>,
        bonds: Bonds,
        result: Result<PidRef<'a>, &'a str>,
    },
    /// Nothing, by now: `NODE_LINK`.
    NodeLink,
}

/// A process to be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SpawnRequest<'a> {
    /// Names the request in its reply, and the monitor if one is wanted.
    pub(crate) reference: ReferenceRef<'a>,
    /// Who asks: the parent of the process.
    pub(crate) from: PidRef<'a>,
    /// Where the process writes its output to.
    pub(crate) group_leader: PidRef<'a>,
    /// The module of the function that the process shall run.
    pub(crate) module: &'a str,
    /// The name of the function.
    pub(crate) function: &'a str,
    /// How many arguments it takes.
    pub(crate) arity: u32,
    /// The list of options, a term.
    pub(crate) options: &'a [u8],
    /// The list of arguments, a term. Lists of small integers come as
    /// strings, like everywhere.
    pub(crate) arguments: &'a [u8],
}

/// What binds a process to the one that asked for it, from its first moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bonds {
    /// They are linked.
    pub(crate) link: bool,
    /// The process is monitored, under the reference of the request.
    pub(crate) monitor: bool,
}

impl Bonds {
    const LINK: u64 = 1;
    const MONITOR: u64 = 2;

    fn of(bits: u64) -> Self {
        let link = bits & Self::LINK != 0;
        Self { link, monitor: bits & Self::MONITOR != 0 }
    }

    fn bits(self) -> u64 {
        let link = if self.link { Self::LINK } else { 0 };
        let monitor = if self.monitor { Self::MONITOR } else { 0 };
        link | monitor
    }
}
