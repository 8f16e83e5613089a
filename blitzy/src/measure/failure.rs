//! Why a request got no answer, or not all of one.

use serde::{Deserialize, Serialize};

/// A request without a whole answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{class}: {message}")]
pub struct Failure {
    /// What kind of failure it is.
    pub class: ErrorClass,
    /// What the system or the library says about it.
    pub message: String,
}

impl Failure {
    /// Makes one from what is known.
    pub fn new(class: ErrorClass, message: impl Into<String>) -> Self {
        Self { class, message: message.into() }
    }
}

/// The kinds of failure, in the order in which a request can meet them.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// The name of the host could not be resolved.
    Dns,
    /// Nobody listens there.
    Refused,
    /// There is no connection within the time for it.
    ConnectTimeout,
    /// There is no connection for another reason: no route, no permission, no
    /// file descriptor or port left on this machine.
    Connect,
    /// The two sides could not agree on an encrypted connection.
    Tls,
    /// The whole answer was not there within the time for it.
    RequestTimeout,
    /// The connection was closed or reset before the head of an answer.
    Reset,
    /// The head of the answer was there, and its body never was, or not all.
    Body,
    /// What came is not HTTP, or its head is too long.
    Protocol,
    /// More redirects than are followed, or one to where none may lead.
    Redirect,
}

impl ErrorClass {
    /// All of them, in order.
    pub const ALL: [Self; 10] = [
        Self::Dns,
        Self::Refused,
        Self::ConnectTimeout,
        Self::Connect,
        Self::Tls,
        Self::RequestTimeout,
        Self::Reset,
        Self::Body,
        Self::Protocol,
        Self::Redirect,
    ];

    /// Returns it in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Refused => "refused",
            Self::ConnectTimeout => "connect timeout",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::RequestTimeout => "request timeout",
            Self::Reset => "reset",
            Self::Body => "body",
            Self::Protocol => "protocol",
            Self::Redirect => "redirect",
        }
    }
}

impl std::fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}
