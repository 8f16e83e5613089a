//! A local target, as slow and as broken as wanted.
//!
//! It is a stand-in for a real service: HTTP/1.1 and HTTP/2, in the clear or
//! over TLS, on TCP or a Unix socket. It counts what it was asked, exactly, so
//! that a load tester can be held to its word, and it can be told to be late,
//! to stall and to fail. What each path does is in the [`GUIDE`].
//!
//! ```
//! use std::time::Duration;
//! use blitzy::serve::{self, Config};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), serve::ServeError> {
//! let delay = Duration::from_millis(20);
//! let server = serve::start(Config { delay, ..Config::default() }).await?;
//! let _somebody_asks = server.url();
//! assert_eq!(server.requests(), 0);
//! server.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! | file | what it holds |
//! |---|---|
//! | `config`, `world` | what is set up, and what connections share of it |
//! | `listen`, `tls`, `wire` | sockets, certificates, a connection's bytes |
//! | `accept` | the connections, and how many there may be |
//! | `speaker` | a request becomes an answer |
//! | `page`, `prompt`, `upload`, `content` | what paths do, and bodies |
//! | `faults`, `stall`, `errors` | what goes wrong, when |
//! | `stats` | what was asked |
//!
//! Left out: names of files, compression, ranges and caching. A target for
//! load needs none of them.

mod config;
mod world;

mod listen;
mod tls;
mod wire;

mod accept;
mod speaker;

mod content;
mod page;
mod prompt;
mod upload;

mod errors;
mod faults;
mod stall;

mod stats;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use self::config::{Config, Security, ServeError};
pub use self::listen::Listen;
use self::listen::Listener;
pub use self::stats::Stats;
use self::tls::Credentials;
use self::world::World;

/// Says what there is, for people: the paths, the faults and the limits.
pub const GUIDE: &str = include_str!("guide.txt");

/// A running server. Dropping it stops it and cuts its connections.
#[derive(Debug)]
pub struct Server {
    listen: Listen,
    world: Arc<World>,
    authority: Option<String>,
    stop: oneshot::Sender<()>,
    accepting: JoinHandle<()>,
}

/// Starts a server on the current runtime.
///
/// # Errors
///
/// If the configuration contradicts itself, or nothing can listen there.
///
/// # Panics
///
/// Panics outside a tokio runtime with I/O and time.
pub async fn start(config: Config) -> Result<Server, ServeError> {
    config.check()?;
    let credentials = match config.security {
        Security::Clear => None,
        Security::SelfSigned => Some(Credentials::generate()?),
    };
    let listener = Listener::bind(&config.listen).await;
    let refused =
        |error| ServeError::Listen { listen: config.listen.clone(), error };
    let listener = listener.map_err(refused)?;
    let listen = listener.listen().map_err(refused)?;
    let (authority, tls) = match credentials {
        Some(known) => (Some(known.authority), Some(known.config)),
        None => (None, None),
    };
    let world = Arc::new(World::new(config, tls));
    let (stop, stopped) = oneshot::channel();
    let accepting =
        tokio::spawn(accept::accept(listener, Arc::clone(&world), stopped));
    Ok(Server { listen, world, authority, stop, accepting })
}

impl Server {
    /// Returns where it listens; on TCP with the port that it was given.
    pub fn listen(&self) -> &Listen {
        &self.listen
    }

    /// Returns the address and port, or nothing for a Unix socket.
    pub fn address(&self) -> Option<SocketAddr> {
        match self.listen {
            Listen::Tcp(address) => Some(address),
            Listen::Unix(_) => None,
        }
    }

    /// Returns the path of the Unix socket, or nothing for TCP.
    pub fn socket(&self) -> Option<&Path> {
        match &self.listen {
            Listen::Tcp(_) => None,
            Listen::Unix(path) => Some(path),
        }
    }

    /// Returns what a client on this machine asks, with no slash at its end:
    /// `http://127.0.0.1:4000`. Over a Unix socket the host is `localhost`.
    pub fn url(&self) -> String {
        let scheme = match self.authority {
            None => "http",
            Some(_) => "https",
        };
        let Some(address) = self.address() else {
            return format!("{scheme}://localhost");
        };
        // Nobody can connect to "all addresses of this machine".
        let ip = match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        format!("{scheme}://{}", SocketAddr::new(ip, address.port()))
    }

    /// Returns how many requests were received, answered or not, but for those
    /// of `/stats`.
    pub fn requests(&self) -> u64 {
        self.stats().requests
    }

    /// Returns how many connections were accepted.
    pub fn connections(&self) -> u64 {
        self.stats().connections
    }

    /// Returns all that is counted.
    pub fn stats(&self) -> Stats {
        self.world.counters.stats()
    }

    /// Returns the certificate of the authority to trust, in PEM, if the
    /// server speaks TLS. Each start makes a new one.
    pub fn authority_pem(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// Stops listening, cuts all connections, and waits until that is done.
    pub async fn shutdown(self) {
        drop(self.stop);
        // The task ends by returning; there is no other way to join it.
        let _ = self.accepting.await;
    }
}
