//! How a server is set up before it starts.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use super::listen::Listen;

/// Says where a server listens, and what goes wrong there.
///
/// The default listens on a free port of 127.0.0.1, in the clear, and answers
/// at once. Delays, stalls and errors meet every path but `/stats`. They are
/// chosen by the seed and a request's number, so that they do not depend on
/// how requests are spread over connections.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where it listens. Only who names another address than a loopback one is
    /// heard by other machines.
    pub listen: Listen,
    /// Whether it speaks TLS.
    pub security: Security,
    /// The body of `/`.
    pub body: Bytes,
    /// How long each answer is kept back; milliseconds are the finest.
    pub delay: Duration,
    /// How much longer at most; each answer has its own part of it, evenly.
    pub jitter: Duration,
    /// How long a stall is. During a stall no answer begins, as if the whole
    /// server had stopped to collect garbage; connections are accepted, as a
    /// kernel does for a program that stands still.
    pub stall: Duration,
    /// When the first stall begins, counted from the first request.
    pub stall_after: Duration,
    /// From the beginning of a stall to that of the next; nothing for one stall
    /// only. Longer than a stall.
    pub stall_every: Option<Duration>,
    /// The share of answers that are errors, from 0 to 1, in millionths. Of
    /// each hundred requests as many fail as the share says; what is less than
    /// one is carried over to the next hundred.
    pub errors: f64,
    /// The status of the answers that are errors, from 400 to 599.
    pub error_status: u16,
    /// Chooses which answers fail, and how late each is.
    pub seed: u64,
    /// How many connections are served at once, at least 1; more wait in the
    /// kernel's queue.
    pub max_connections: usize,
    /// How long a connection may take to send a request, or be idle. It is
    /// closed between once and twice this time after it last got a byte.
    pub idle_timeout: Duration,
}

/// Whether a server speaks TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// It does not.
    #[default]
    Clear,
    /// It does, as localhost, 127.0.0.1 and `::1`, with a certificate of an
    /// authority of its own.
    SelfSigned,
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken, or not ours to take.
    #[error("cannot listen on {listen}: {error}")]
    Listen {
        /// The address.
        listen: Listen,
        /// What the system says.
        error: io::Error,
    },
    /// The share of errors is no share.
    #[error("the share of errors is from 0 to 1, not {0}")]
    Errors(f64),
    /// The status of errors is none of an error.
    #[error("the status of errors is from 400 to 599, not {0}")]
    ErrorStatus(u16),
    /// One stall would begin before the last is over.
    #[error("a stall of {stall:?} cannot begin every {every:?}")]
    Stalls {
        /// How long a stall is.
        stall: Duration,
        /// How often it begins.
        every: Duration,
    },
    /// No connection would ever be served.
    #[error("at least one connection must be served")]
    NoConnections,
    /// The certificates could not be made.
    #[error("cannot make a certificate: {0}")]
    Certificate(String),
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into(),
            security: Security::Clear,
            body: Bytes::from_static(b"Hello, world!"),
            delay: Duration::ZERO,
            jitter: Duration::ZERO,
            stall: Duration::ZERO,
            stall_after: Duration::ZERO,
            stall_every: None,
            errors: 0.0,
            error_status: StatusCode::SERVICE_UNAVAILABLE.as_u16(),
            seed: 0,
            max_connections: 1024,
            idle_timeout: Duration::from_mins(1),
        }
    }
}

impl Config {
    /// Answers `/` with so many bytes.
    #[must_use]
    pub fn with_body_size(self, size: usize) -> Self {
        Self { body: vec![b'x'; size].into(), ..self }
    }

    pub(super) fn check(&self) -> Result<(), ServeError> {
        if !(0.0..=1.0).contains(&self.errors) {
            return Err(ServeError::Errors(self.errors));
        }
        if !(400..600).contains(&self.error_status) {
            return Err(ServeError::ErrorStatus(self.error_status));
        }
        if self.max_connections == 0 {
            return Err(ServeError::NoConnections);
        }
        match self.stall_every {
            Some(every) if every <= self.stall => {
                Err(ServeError::Stalls { stall: self.stall, every })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(config: &Config) -> String {
        config.check().unwrap_err().to_string()
    }

    #[test]
    fn what_contradicts_itself_is_refused_with_a_reason() {
        let default = Config::default;
        default().check().unwrap();
        let refused = refusal(&Config { errors: 1.5, ..default() });
        assert_eq!(refused, "the share of errors is from 0 to 1, not 1.5");
        refusal(&Config { errors: f64::NAN, ..default() });
        refusal(&Config { error_status: 200, ..default() });
        refusal(&Config { max_connections: 0, ..default() });
        let stall = Duration::from_secs(2);
        let stall_every = Some(stall);
        let refused = refusal(&Config { stall, stall_every, ..default() });
        assert_eq!(refused, "a stall of 2s cannot begin every 2s");
    }
}
