//! What can go wrong between a node and a port mapper.

use std::io;

/// Why a port mapper gave no answer that is of use.
#[derive(Debug, thiserror::Error)]
pub enum EpmdError {
    /// `ERL_EPMD_PORT` is set to what is no port.
    #[error("ERL_EPMD_PORT is {0:?}, which is no port number")]
    Port(String),
    /// Nobody listens there: no node runs on that machine, or its firewall
    /// does not let us through.
    #[error(
        "no port mapper answers on {address}: {source}; is a node running \
        there?"
    )]
    Unreachable {
        /// Host and port.
        address: String,
        /// What the system says.
        source: io::Error,
    },
    /// It listens, but says nothing.
    #[error(
        "the port mapper on {0} does not answer; is another program using \
        that port?"
    )]
    Silent(String),
    /// It says what no port mapper says.
    #[error(
        "what answers on {0} is no port mapper; is another program using \
        that port?"
    )]
    Stranger(String),
    /// A node of this name runs on this machine already.
    #[error("the name {0} is taken by another node on this machine")]
    Taken(String),
    /// A port mapper does not take such a name.
    #[error(
        "{0:?} cannot be registered: it has a space or control character, \
        or more than 255 bytes"
    )]
    Name(String),
    /// The node that was asked for speaks versions of the protocol that we do
    /// not.
    #[error(
        "{name} speaks versions {low} to {high} of the distribution \
        protocol, and not version 6, which OTP has from release 23 on"
    )]
    Version {
        /// The node's name, without the host.
        name: String,
        /// The oldest that it speaks.
        low: u16,
        /// The newest that it speaks.
        high: u16,
    },
    /// There is no port mapper, and none can be started.
    #[error("no port mapper runs on port {port}, and none can: {source}")]
    Start {
        /// Where it should be.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
}
