//! Where a server is, and how to get there.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout_at};

use super::stream::Stream;
use crate::engine::{Reach, failures};
use crate::measure::{ErrorClass, Failure};
use crate::target::Origin;

/// The addresses of a server.
pub(super) struct Addresses {
    host: String,
    port: u16,
    reach: Reach,
    /// Looked up once, by whoever needs them first; the others wait for it, so
    /// that five hundred connections do not ask five hundred times.
    known: OnceCell<Vec<SocketAddr>>,
    /// The one that is tried first, because it answered last.
    first: AtomicUsize,
}

impl Addresses {
    /// Makes those that the host of a URL has, by its name or as its name.
    pub(super) fn of(origin: &Origin, reach: Reach) -> Self {
        let Origin { host, port, .. } = origin;
        let known = host.parse::<IpAddr>().map_or_else(
            |_| OnceCell::new(),
            |ip| OnceCell::new_with(Some(vec![SocketAddr::new(ip, *port)])),
        );
        let (host, first) = (host.clone(), AtomicUsize::new(0));
        Self { host, port: *port, reach, known, first }
    }

    /// Makes them of the only one.
    pub(super) fn only(address: SocketAddr, reach: Reach) -> Self {
        Self {
            host: address.ip().to_string(),
            port: address.port(),
            reach,
            known: OnceCell::new_with(Some(vec![address])),
            first: AtomicUsize::new(0),
        }
    }

    /// Tries them in turn until `end`, which is `limit` from the start. One
    /// that never answers leaves the others their share of the time.
    pub(super) async fn connect(
        &self,
        end: Instant,
        limit: Duration,
    ) -> Result<Stream, Failure> {
        let Self { host, first, .. } = self;
        let looked_up = timeout_at(end, self.get()).await;
        let looked_up = looked_up.map_err(|_| {
            let last = format_args!("{host} is looked up");
            failures::of_late_connect(limit, last)
        })?;
        let addresses = looked_up?;
        let begin = first.load(Ordering::Relaxed);
        let mut failure = None;
        for tried in 0..addresses.len() {
            let at = (begin + tried) % addresses.len();
            let left = u32::try_from(addresses.len() - tried).unwrap_or(1);
            let share = end.saturating_duration_since(Instant::now()) / left;
            let opening = tcp(addresses[at], self.reach);
            match timeout_at(Instant::now() + share, opening).await {
                Ok(Ok(stream)) => {
                    first.store(at, Ordering::Relaxed);
                    return Ok(stream);
                }
                Ok(Err(error)) => failure = Some(error),
                Err(_) => {
                    let last =
                        format_args!("{} does not answer", addresses[at]);
                    failure = Some(failures::of_late_connect(limit, last));
                }
            }
        }
        Err(failure.unwrap_or_else(|| self.unknown("it has no address")))
    }

    async fn get(&self) -> Result<&[SocketAddr], Failure> {
        let look_up = || async {
            let found = lookup_host((&*self.host, self.port)).await;
            let found = found.map_err(|error| self.unknown(error))?;
            Ok(found.collect())
        };
        Ok(self.known.get_or_try_init(look_up).await?)
    }

    fn unknown(&self, why: impl std::fmt::Display) -> Failure {
        let message = format!("no address of {} is found: {why}", self.host);
        Failure::new(ErrorClass::Dns, message)
    }
}

async fn tcp(address: SocketAddr, reach: Reach) -> Result<Stream, Failure> {
    if !reach.allows(address.ip()) {
        return Err(Failure::new(ErrorClass::Connect, not_here(address)));
    }
    let stream = TcpStream::connect(address).await;
    let stream = stream.and_then(|stream| {
        stream.set_nodelay(true)?;
        Ok(Stream::Tcp(stream))
    });
    stream.map_err(|error| failures::of_connect(&error, address))
}

/// Returns what is said when an address may not be asked.
pub(in crate::engine) fn not_here(address: impl std::fmt::Display) -> String {
    format!("{address} is not this machine; --allow-remote lets it be asked")
}
