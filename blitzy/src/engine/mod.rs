//! How a request is sent: three ways.
//!
//! | engine | what it is for |
//! |---|---|
//! | [`Http1`](Kind::Http1) | speed: hyper's HTTP/1.1 on a connection of its own |
//! | [`Http2`](Kind::Http2) | hyper's HTTP/2: many requests share a connection |
//! | [`General`](Kind::General) | reqwest: redirects, proxies, cookies, many servers |

mod connect;
mod deadline;
mod failures;
pub(crate) mod general;
pub(crate) mod http1;
pub(crate) mod http2;
mod setup;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::Future;
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use setup::SetupError;

use crate::measure::Failure;
use crate::target::safety::is_loopback;

/// Which engine sends the requests, and what only the general one can do.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The engine.
    pub kind: Kind,
    /// How many redirects are followed.
    pub redirects: usize,
    /// Whether cookies are kept, by each connection for itself.
    pub cookies: Cookies,
    /// The URL of a proxy, which may have a user and a password in it.
    pub proxy: Option<String>,
    /// Where redirects may lead.
    pub reach: Reach,
}

impl fmt::Debug for Settings {
    /// Writes nothing of the proxy but whether there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("kind", &self.kind)
            .field("redirects", &self.redirects)
            .field("cookies", &self.cookies)
            .field("proxy", &self.proxy.as_ref().map(|_| "***"))
            .field("reach", &self.reach)
            .finish()
    }
}

/// The engines.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// HTTP/1.1, as fast as can be.
    #[default]
    Http1,
    /// HTTP/2, many requests on a connection.
    Http2,
    /// Everything else.
    General,
}

/// Whether cookies are kept.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize,
)]
pub enum Cookies {
    /// They are not.
    #[default]
    Dropped,
    /// Each connection has those that it was given.
    Kept,
}

/// Which servers may be asked.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize,
)]
pub enum Reach {
    /// Those on this machine.
    #[default]
    Loopback,
    /// Any.
    Anywhere,
}

impl Reach {
    /// Says whether a server at this address may be asked.
    pub(crate) fn allows(self, address: IpAddr) -> bool {
        self == Self::Anywhere || is_loopback(address)
    }
}

/// An answer that came, and was read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The bytes of its body.
    pub(crate) body: u64,
}

/// One sender of requests, one at a time.
///
/// Futures of its functions may be dropped at any await; the connection is not
/// used again then.
pub(crate) trait Engine: Send + 'static {
    /// Sees to it that a request could be sent at once. Returns how long it
    /// took to open a connection, if one was opened.
    ///
    /// Does not wait beyond the connect timeout.
    fn ready(
        &mut self,
    ) -> impl Future<Output = Result<Option<Duration>, Failure>> + Send;

    /// Sends the request with this number, and reads the answer to its end.
    /// There is a connection, because [`ready`](Self::ready) said so.
    ///
    /// Does not wait beyond the request timeout.
    fn exchange(
        &mut self,
        number: u64,
    ) -> impl Future<Output = Result<Answer, Failure>> + Send;
}
