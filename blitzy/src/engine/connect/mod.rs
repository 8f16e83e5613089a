//! How a connection is opened: name, TCP or Unix socket, TLS.

mod addresses;
mod stream;
pub(super) mod tls;

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::UnixStream;
use tokio::time::{Instant, timeout_at};

use addresses::Addresses;
pub(super) use addresses::not_here;
pub(crate) use stream::Stream;
use tls::Tls;

use super::SetupError;
use super::failures;
use crate::measure::Failure;
use crate::run::Job;
use crate::target::{Scheme, Target, Through};

/// What is spoken on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Http1,
    Http2,
}

/// Opens connections to one server.
///
/// It is shared by all that ask this server, because what it learns is for all
/// of them: the addresses of a name are looked up once and kept for the run, so
/// that the address that was checked is the address that is used.
pub(crate) struct Connector {
    way: Way,
    tls: Option<Tls>,
}

enum Way {
    Tcp(Addresses),
    Unix(PathBuf),
}

impl Connector {
    /// Makes one, and asks nobody anything yet.
    ///
    /// # Errors
    ///
    /// If there are several servers, or TLS cannot be set up.
    pub(crate) fn new(
        job: &Job,
        protocol: Protocol,
    ) -> Result<Self, SetupError> {
        let Target { origins, route, .. } = &job.target;
        let reach = job.engine.reach;
        let [origin] = &**origins else {
            let why = "only the general engine asks several servers";
            return Err(SetupError::Refused(why.to_owned()));
        };
        let way = match &route.through {
            Through::Name => Way::Tcp(Addresses::of(origin, reach)),
            Through::Address(address) => {
                Way::Tcp(Addresses::only(*address, reach))
            }
            Through::Unix(path) => Way::Unix(path.clone()),
        };
        let tls = match origin.scheme {
            Scheme::Http => None,
            Scheme::Https => {
                Some(Tls::new(&origin.host, &route.trust, protocol)?)
            }
        };
        Ok(Self { way, tls })
    }

    /// Opens a connection, all of it within `limit`.
    ///
    /// # Errors
    ///
    /// If there is none; the class says what it failed at.
    pub(crate) async fn connect(
        &self,
        limit: Duration,
    ) -> Result<Stream, Failure> {
        let end = Instant::now() + limit;
        let late = |last| failures::of_late_connect(limit, last);
        let stream = match &self.way {
            Way::Tcp(addresses) => addresses.connect(end, limit).await?,
            Way::Unix(path) => {
                let stream = timeout_at(end, unix(path)).await;
                stream.map_err(|_| late("nobody accepts it"))??
            }
        };
        let Some(tls) = &self.tls else {
            return Ok(stream);
        };
        let tls = timeout_at(end, tls.connect(stream)).await;
        tls.map_err(|_| late("TLS is not agreed on yet"))?
    }
}

async fn unix(path: &Path) -> Result<Stream, Failure> {
    let stream = UnixStream::connect(path).await;
    let stream = stream.map(Stream::Unix);
    stream.map_err(|error| failures::of_connect(&error, path.display()))
}
