//! The service: the book's two routes, an API, events, and a page.
//!
//! | file | what it holds |
//! |---|---|
//! | `server`, `connection`, `wire`, `patience` | sockets, and a process for each connection |
//! | `site` | what all connections share |
//! | `gate`, `origin` | every request comes by here: whose it is, and whose answer |
//! | `book` | the two routes of the book |
//! | `routes` | the table of the others |
//! | `lists`, `list`, `entries`, `entry`, `transfer`, `events` | the API |
//! | `path`, `query`, `date`, `json`, `conditions`, `idempotency`, `limits` | what is read of a request |
//! | `problem` | what is answered if something is wrong |
//! | `health`, `metrics`, `openapi` | for those who run it, and who write clients |
//! | `page` | the page |
//!
//! Left out: HTTP/2 and TLS, which a proxy in front adds; users and cookies.
//! A handler that panics ends its connection, which is a process, and nothing
//! else.

mod server;
mod site;

mod connection;
mod patience;
mod wire;

mod gate;
mod origin;

mod book;
mod routes;

mod lists;

mod list;

mod entries;

mod entry;

mod events;
mod transfer;

mod conditions;
mod date;
mod idempotency;
mod json;
mod limits;
mod path;
mod query;

mod problem;

mod health;
mod metrics;
mod openapi;

mod page;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actor_core::supervisor::Strategy;
use actor_core::{DynamicSupervisor, Supervisor};

use self::site::Site;
use crate::lists::Lists;

/// How the service behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebSettings {
    /// Where it listens. Port 0 is any that is free.
    pub address: SocketAddr,
    /// How many connections there may be at a time; others wait.
    pub connections: usize,
    /// Bytes of a body, but for an import.
    pub body_bytes: usize,
    /// Bytes of a body that is imported.
    pub import_bytes: usize,
    /// How long a client may take for the head of a request, and for its body.
    /// It may be up to a quarter longer.
    pub patience: Duration,
    /// How long a request may take once it was read.
    pub timeout: Duration,
    /// Names by which browsers may ask for it, besides addresses of this
    /// machine: what stands in `Host`.
    pub hosts: Vec<String>,
    /// A file that is given the address once it listens, so that the command
    /// line finds the server; it is removed at the end.
    pub address_file: Option<PathBuf>,
}

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct Web {
    site: Arc<Site>,
}

impl Web {
    /// Makes a handle; [`tree`](Self::tree) has the processes behind it.
    pub fn new(lists: Lists, settings: WebSettings) -> Self {
        Self { site: Arc::new(Site::new(lists, settings)) }
    }

    /// Returns the tree of what listens and of what answers. It starts once it
    /// listens.
    ///
    /// When it stops, it first stops listening; then requests under way have
    /// some seconds to be answered.
    pub fn tree(&self) -> Supervisor {
        Supervisor::new(Strategy::RestForOne)
            .child(DynamicSupervisor::new().named(server::CONNECTIONS))
            .child(server::child(&self.site))
    }

    /// Returns where it listens, with the port that it was given, once it
    /// does.
    pub fn address(&self) -> Option<SocketAddr> {
        *self.site.address.lock()
    }
}
