//! How a node is to be, and its start.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::RangeInclusive;
use std::sync::OnceLock;
use std::time::Duration;

use tokio::net::TcpListener;

use super::cookies::{CookieFileError, Cookies};
use super::epmd::{Epmd, EpmdError, Keeper, NodeKind, Registration};
use super::handshake::{Cookie, Flags};
use super::nodes::{Own, Tasks};
use super::references::References;
use super::transport::Transport;
use super::{Node, NodeName, NodeNameError, listener, services};
use crate::application::{self, Distributed, SyncNodes};
use crate::etf::Atom;
use crate::system::System;

/// What a node accepts of others, and how patient it is.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// The longest frame, in bytes.
    pub(super) frame: usize,
    /// How many bytes may wait for a peer before those who send wait too.
    pub(super) queue: usize,
    /// How many links and monitors a peer may make on processes here.
    pub(super) relations: usize,
    /// How long a peer may be silent.
    pub(super) tick_time: Duration,
    /// Whether nodes stay connected that not all others are connected to.
    pub(super) overlapping_partitions: bool,
}

/// How a node is to be; see [`Node::named`].
#[derive(Clone, Debug)]
#[must_use = "there is no node until it is started"]
pub struct NodeOptions {
    name: String,
    cookie: Option<Cookie>,
    visible: bool,
    listen: IpAddr,
    ports: RangeInclusive<u16>,
    epmd_port: Option<u16>,
    transport: Transport,
    limits: Limits,
    distributed: Vec<Distributed>,
    sync_nodes: Option<SyncNodes>,
}

/// Why a node cannot be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NodeError {
    /// It cannot have this name.
    #[error(transparent)]
    Name(#[from] NodeNameError),
    /// There is no cookie.
    #[error(transparent)]
    Cookie(#[from] CookieFileError),
    /// It cannot listen.
    #[error("no port can be opened on {address}: {error}")]
    Listen {
        /// The address.
        address: IpAddr,
        /// Why.
        #[source]
        error: std::io::Error,
    },
    /// It cannot be registered.
    #[error(transparent)]
    Epmd(#[from] EpmdError),
    /// The system is a node.
    #[error("this system is a node already")]
    AlreadyStarted,
    /// Nodes that it [waits for](NodeOptions::sync_nodes) did not come.
    #[error("mandatory nodes are down: {}", list(_0))]
    MandatoryNodesDown(Vec<NodeName>),
}

impl NodeOptions {
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            cookie: None,
            visible: true,
            listen: Ipv4Addr::LOCALHOST.into(),
            ports: 0..=0,
            epmd_port: None,
            transport: Transport::default(),
            limits: Limits {
                frame: 128 << 20,
                queue: 1 << 20,
                relations: 500_000,
                tick_time: Duration::from_mins(1),
                overlapping_partitions: false,
            },
            distributed: Vec::new(),
            sync_nodes: None,
        }
    }

    /// Gives the secret that all nodes of the cluster share; by default that
    /// is the one in `~/.erlang.cookie`.
    pub fn cookie(mut self, cookie: Cookie) -> Self {
        self.cookie = Some(cookie);
        self
    }

    /// Is seen by the visible nodes of the cluster, connected to all of them,
    /// and shares its [names](super::global) with them. This is the default.
    pub fn visible(mut self) -> Self {
        self.visible = true;
        self
    }

    /// Is seen by nobody but who connects to it, and shares no
    /// [names](super::global) with others.
    pub fn hidden(mut self) -> Self {
        self.visible = false;
        self
    }

    /// Listens on this address; by default on the loopback, where only nodes
    /// of the same machine can call.
    ///
    /// What nodes say to each other can be read on the way, and whoever knows
    /// the cookie can do everything.
    pub fn listen(mut self, address: IpAddr) -> Self {
        self.listen = address;
        self
    }

    /// Listens on the first port of this range that is free; by default on any.
    pub fn ports(mut self, ports: RangeInclusive<u16>) -> Self {
        self.ports = ports;
        self
    }

    /// Gives the port of the port mapper, instead of `ERL_EPMD_PORT` or 4369.
    pub fn epmd_port(mut self, port: u16) -> Self {
        self.epmd_port = Some(port);
        self
    }

    /// Connects by TLS, as nodes do that are started with
    /// `-proto_dist inet_tls`: what nodes say to each other cannot be read or
    /// changed on the way. All nodes of a cluster must do the same.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, config: super::TlsConfig) -> Self {
        self.transport = Transport::Tls(config);
        self
    }

    /// Takes a node that was silent for this long, or up to a quarter longer,
    /// for lost, instead of a minute: `net_ticktime`. All nodes of a cluster
    /// should agree.
    pub fn tick_time(mut self, time: Duration) -> Self {
        self.limits.tick_time = time;
        self
    }

    /// Stays connected to nodes that others have lost. By default all nodes
    /// lose a node that one of them has lost, so that all nodes of each part of
    /// a cluster are connected, as OTP's `prevent_overlapping_partitions` has
    /// it; all nodes should agree.
    pub fn allow_overlapping_partitions(mut self) -> Self {
        self.limits.overlapping_partitions = true;
        self
    }

    /// Refuses messages that are longer than this, in bytes, instead of
    /// 128 MiB; the connection is closed.
    pub fn longest_message(mut self, bytes: usize) -> Self {
        self.limits.frame = bytes;
        self
    }

    /// Lets a node make this many links and monitors on processes here, instead
    /// of 500 000; with more, the connection is closed.
    pub fn most_relations(mut self, relations: usize) -> Self {
        self.limits.relations = relations;
        self
    }

    /// Shares an application with other nodes; another one each time.
    pub fn distributed(mut self, application: Distributed) -> Self {
        self.distributed.push(application);
        self
    }

    /// Waits for other nodes when it starts; by default for none.
    pub fn sync_nodes(mut self, nodes: SyncNodes) -> Self {
        self.sync_nodes = Some(nodes);
        self
    }

    /// Makes `system` this node.
    ///
    /// Where no port mapper runs, one is started within this program.
    ///
    /// # Errors
    ///
    /// See [`NodeError`].
    pub async fn start(self, system: &System) -> Result<Node, NodeError> {
        let name: NodeName = self.name.parse()?;
        let cookie = match self.cookie {
            Some(cookie) => cookie,
            None => Cookie::of_user()?,
        };
        let epmd = match self.epmd_port {
            Some(port) => Epmd::with_port(port),
            None => Epmd::new()?,
        };
        let nodes = &system.kernel.nodes;
        if nodes.own().is_some() {
            return Err(NodeError::AlreadyStarted);
        }
        let (socket, port) =
            open(self.listen, self.ports).await.map_err(|error| {
                NodeError::Listen { address: self.listen, error }
            })?;
        let (kind, flags) = if self.visible {
            (NodeKind::Visible, Flags::VISIBLE)
        } else {
            (NodeKind::Hidden, Flags::HIDDEN)
        };
        let alive = name.alive().to_owned();
        let registration = Registration { name: alive, port, kind };
        let keeper = Keeper::register(epmd, registration, self.listen).await?;
        let atom = Atom::new(name.as_str()).unwrap_or_else(|_| Atom::from(""));
        let own = Own {
            atom,
            name,
            creation: keeper.creation(),
            flags,
            epmd,
            transport: self.transport,
            cookies: Cookies::new(cookie),
            limits: self.limits,
            tasks: Tasks::default(),
            services: OnceLock::new(),
            references: References::default(),
        };
        let own = nodes.begin(own).ok_or(NodeError::AlreadyStarted)?;
        let runtime = system.kernel.runtime();
        let keeping = own.clone();
        runtime.spawn(async move { keeping.tasks.run(keeper.keep()).await });
        own.services.set(services::start(system, self.distributed).await).ok();
        let listening =
            listener::listen(system.kernel.clone(), own.clone(), socket);
        let serving = own.clone();
        runtime.spawn(async move { serving.tasks.run(listening).await });
        let node = Node { system: system.clone(), own };
        if let Some(nodes) = self.sync_nodes
            && let Err(missing) = nodes.wait(system, &node).await
        {
            node.stop().await;
            return Err(NodeError::MandatoryNodesDown(missing));
        }
        application::all_are_there(system);
        Ok(node)
    }
}

async fn open(
    address: IpAddr,
    ports: RangeInclusive<u16>,
) -> std::io::Result<(TcpListener, u16)> {
    let last = *ports.end();
    for port in ports {
        match TcpListener::bind((address, port)).await {
            Ok(listener) => {
                let port = listener.local_addr()?.port();
                return Ok((listener, port));
            }
            Err(error) if port == last => return Err(error),
            Err(_) => {}
        }
    }
    Err(std::io::Error::other("the range has no port"))
}

fn list(nodes: &[NodeName]) -> String {
    let names: Vec<_> = nodes.iter().map(NodeName::as_str).collect();
    names.join(", ")
}
