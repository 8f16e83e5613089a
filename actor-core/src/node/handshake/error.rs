//! Why two nodes did not meet.

use std::{fmt, io};

use super::Flags;
use crate::node::name::NodeName;

/// Why a connection to or from another node was given up.
#[derive(Debug, thiserror::Error)]
pub enum HandshakeError {
    /// The other end took too long.
    #[error("{0} did not come in time")]
    Timeout(Step),
    /// The other end closed the connection.
    #[error("the connection was closed where {0} was expected{advice}",
        advice = .0.advice())]
    Closed(Step),
    /// The connection broke.
    #[error("the connection broke where {0} was expected: {1}")]
    Io(Step, #[source] io::Error),
    /// The other end said what nobody says here; it may be no node at all.
    #[error("{1} came where {0} was expected")]
    Unexpected(Step, String),
    /// The other end speaks the protocol of OTP 22 and older only.
    #[error("the other node is too old: OTP 24 is the oldest that can connect")]
    TooOld,
    /// The other end has no name, and nodes are given none here.
    #[error(
        "the other node has no name and wants one given: start it with one"
    )]
    Nameless,
    /// The other end lacks what every node of a cluster must be able to do.
    #[error("{0} cannot do what every node must: {1}")]
    Incapable(NodeName, String),
    /// A node of another name answered.
    #[error("{answered} answered where {wanted} should be")]
    OtherNode {
        /// Who was looked for.
        wanted: NodeName,
        /// Who was found.
        answered: NodeName,
    },
    /// The other end claims to be this node.
    #[error("another node is called {0} too")]
    OurName(NodeName),
    /// The two nodes do not share a secret.
    #[error("{0} has another cookie")]
    WrongCookie(NodeName),
    /// The other end, or this one, does not want to talk to this node.
    #[error("{0} may not connect")]
    NotAllowed(NodeName),
    /// Both nodes connected to each other at once, and the other connection is
    /// the one to keep.
    #[error("the connection in the other direction goes on")]
    Simultaneous,
    /// There is a connection already, and it stays.
    #[error("there is a connection to {0} already")]
    AlreadyConnected(NodeName),
}

/// What one end waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// That a node says who it is.
    Name,
    /// Whether it may connect.
    Status,
    /// Whether the connection that was there before is to be given up.
    StatusReply,
    /// Who accepts, and what to prove.
    Challenge,
    /// The proof of the node that connects.
    ChallengeReply,
    /// The proof of the node that accepts.
    ChallengeAck,
}

impl Step {
    fn advice(self) -> &'static str {
        match self {
            // What a node does that hears no TLS, or nothing but that.
            Step::Name | Step::Status => {
                "; maybe only one of the two nodes speaks TLS"
            }
            // What a node does that was shown a wrong proof.
            Step::ChallengeAck => {
                "; the other node has probably another cookie"
            }
            _ => "",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Step::Name => "the other node's name",
            Step::Status => "an answer to our name",
            Step::StatusReply => "the fate of the connection before",
            Step::Challenge => "a challenge",
            Step::ChallengeReply => "the answer to our challenge",
            Step::ChallengeAck => "the answer to our proof",
        })
    }
}

impl HandshakeError {
    /// Says what came instead, without showing more of it than helps.
    pub(super) fn unexpected(step: Step, packet: &[u8]) -> Self {
        const SHOWN: usize = 32;
        let shown = packet[..packet.len().min(SHOWN)].escape_ascii();
        let more = if packet.len() > SHOWN { ".." } else { "" };
        Self::Unexpected(step, format!("\"{shown}{more}\""))
    }

    pub(super) fn incapable(name: &NodeName, missing: Flags) -> Self {
        Self::Incapable(name.clone(), missing.to_string())
    }
}
