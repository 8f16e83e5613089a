//! Asking from outside of the cluster.
//!
//! A client is a hidden node: the cluster does not see it, takes no part in
//! its names and locks for it, and loses nothing when it ends. So it does not
//! know the cluster's names either. It asks a member who has the server's, and
//! then the server itself; any member will do, also one of Erlang's.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actor_core::etf::Term;
use actor_core::node::{
    ConnectError, Cookie, EpmdError, NameKind, NodeError, RpcError,
};
use actor_core::{CallError, Mailbox, Node, NodeName, Pid, System};
use tokio::time::timeout;

use crate::config::{Config, ConfigError};
use crate::server::{self, Message};

/// What the names of clients begin with.
const PREFIX: &str = "chucky_client_";

/// Where nodes are looked for if nobody says which there are.
const THIS_MACHINE: &str = "127.0.0.1";

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// How a client would be.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How nodes talk to each other, and which there are.
    pub config: Config,
    /// The nodes that are asked; else those of the configuration, else all of
    /// this machine.
    pub members: Vec<NodeName>,
    /// The secret of the cluster; else that in `~/.erlang.cookie`.
    pub cookie: Option<Cookie>,
    /// The port of the port mapper; else `ERL_EPMD_PORT`, or 4369.
    pub epmd_port: Option<u16>,
}

/// Asks the nodes of a cluster; cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    system: System,
    node: Node,
    members: Vec<NodeName>,
    /// The member that knew last, and is asked first: one that is silent costs
    /// as much time as it is given.
    first: Arc<AtomicUsize>,
}

/// A fact, and who told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was told.
    pub fact: String,
    /// The node whose server told it.
    pub node: NodeName,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// It cannot be a node.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// It cannot talk as the configuration says.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The nodes of this machine cannot be listed.
    #[error(transparent)]
    Epmd(#[from] EpmdError),
    /// There is nobody to ask.
    #[error(
        "no node runs on this machine; start one with `chucky --name \
         a@127.0.0.1`, or say by --node which to ask"
    )]
    Nobody,
}

/// Why there is no fact.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// None of the nodes is there and lets this one in.
    #[error(transparent)]
    NotConnected(ConnectError),
    /// None of the nodes can be asked.
    #[error("{node} cannot be asked: {error}")]
    NoMember {
        /// The one that was asked last.
        node: NodeName,
        /// What became of that.
        error: RpcError,
    },
    /// The nodes know of no server.
    #[error("Chucky runs nowhere that {0} knows of")]
    NotRunning(NodeName),
    /// There was a server, and it did not answer.
    #[error("the server on {node} did not answer: {error}")]
    Server {
        /// Its node.
        node: NodeName,
        /// Why not.
        error: CallError,
    },
}

impl Client {
    /// Makes a system the node of a client.
    ///
    /// # Errors
    ///
    /// See [`ClientError`].
    pub async fn start(
        system: &System,
        settings: Settings,
    ) -> Result<Self, ClientError> {
        let Settings { config, mut members, cookie, epmd_port } = settings;
        if members.is_empty() {
            members = config.nodes();
        }
        let mut node =
            config.transport(Node::named(name(&members)).hidden())?;
        if let Some(cookie) = cookie {
            node = node.cookie(cookie);
        }
        if let Some(port) = epmd_port {
            node = node.epmd_port(port);
        }
        let node = node.start(system).await?;
        if members.is_empty() {
            members = on_this_machine(&node).await?;
        }
        let first = Arc::default();
        Ok(Self { system: system.clone(), node, members, first })
    }

    /// Returns a client that asks these nodes.
    #[must_use]
    pub fn asking(&self, members: impl IntoIterator<Item = NodeName>) -> Self {
        let members = members.into_iter().collect();
        Self { members, first: Arc::default(), ..self.clone() }
    }

    /// Connects to all members that are there, in the background.
    ///
    /// Whoever is connected can be asked also when nobody finds the nodes of
    /// a machine any more, because the one that kept their names is frozen.
    pub fn connect(&self) {
        for member in self.members.clone() {
            let node = self.node.clone();
            self.system.spawn(async move |_: Mailbox<()>| {
                // Whoever is not there is called again with the next question.
                let _ = node.connect(&member).await;
            });
        }
    }

    /// Asks for a fact.
    ///
    /// # Errors
    ///
    /// See [`AskError`].
    pub async fn fact(&self) -> Result<Told, AskError> {
        let (pid, node) = self.server().await?;
        let server = self.system.across(pid);
        match server.call(Message::Fact).within(PATIENCE).await {
            Ok(fact) => Ok(Told { fact, node }),
            Err(error) => Err(AskError::Server { node, error }),
        }
    }

    /// Asks on which node the server runs.
    ///
    /// # Errors
    ///
    /// See [`AskError`].
    pub async fn whereis(&self) -> Result<NodeName, AskError> {
        Ok(self.server().await?.1)
    }

    /// Asks one member after the other who has the server's name, until one
    /// knows.
    async fn server(&self) -> Result<(Pid, NodeName), AskError> {
        let mut problem = None;
        let first = self.first.load(Ordering::Relaxed);
        let count = self.members.len();
        for index in (0..count).map(|turn| (first + turn) % count) {
            let member = &self.members[index];
            match self.whereis_name(member).await {
                Ok(found) => {
                    if let Some(found) = self.pid(&found) {
                        self.first.store(index, Ordering::Relaxed);
                        return Ok(found);
                    }
                    problem = Some(AskError::NotRunning(member.clone()));
                }
                // That somebody knows of no server says more.
                Err(error) => {
                    problem.get_or_insert(error);
                }
            }
        }
        Err(problem.expect("a client has somebody to ask"))
    }

    /// Asks a member who has the server's name.
    async fn whereis_name(&self, member: &NodeName) -> Result<Term, AskError> {
        let name = (Term::atom(server::NAME),);
        let answer = async {
            // It says why not; a call does not.
            let connect = self.node.connect(member).await;
            connect.map_err(AskError::NotConnected)?;
            let call =
                self.node.call(member, "global", "whereis_name", name).await;
            let node = member.clone();
            call.map_err(|error| AskError::NoMember { node, error })
        };
        timeout(PATIENCE, answer).await.unwrap_or_else(|_| {
            let (node, error) = (member.clone(), RpcError::Timeout(PATIENCE));
            Err(AskError::NoMember { node, error })
        })
    }

    fn pid(&self, found: &Term) -> Option<(Pid, NodeName)> {
        let pid = found.as_pid()?;
        Some((self.node.pid(pid), pid.node.as_str().parse().ok()?))
    }
}

/// Returns a name that nobody else has, of the kind that those have who are
/// asked.
fn name(members: &[NodeName]) -> String {
    let host = match members.first().map(NodeName::kind) {
        Some(NameKind::Short) => "localhost",
        _ => THIS_MACHINE,
    };
    format!("{PREFIX}{:016x}@{host}", fastrand::u64(..))
}

async fn on_this_machine(own: &Node) -> Result<Vec<NodeName>, ClientError> {
    let names = own.names_on(THIS_MACHINE).await?;
    let nodes = names.iter().filter(|name| !name.starts_with(PREFIX));
    let nodes = nodes.map(|name| format!("{name}@{THIS_MACHINE}"));
    let nodes: Vec<_> = nodes.filter_map(|name| name.parse().ok()).collect();
    if nodes.is_empty() { Err(ClientError::Nobody) } else { Ok(nodes) }
}
