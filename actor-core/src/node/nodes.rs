//! What a system knows of nodes: who it is itself, which numbers it gave to
//! others, and which it is connected to.
//!
//! It is long because all of it is looked at together when nodes come and go.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::select;
use tokio::sync::{Notify, Semaphore};
use tokio::time::timeout;

use super::connection::{Connection, Phase};
use super::cookies::Cookies;
use super::dial;
use super::epmd::Epmd;
use super::functions::Functions;
use super::handshake::{Flags, Greeting};
use super::references::References;
use super::remote::{RemoteProcess, To};
use super::transport::Transport;
use super::{Limits, NodeEvent, NodeName};
use crate::etf::{Atom, ExternalPid, Identities, PidRef};
use crate::exit::ExitReason;
use crate::pid::{Name, Pid};
use crate::process::{Process, ProcessRef};
use crate::sync::{Mutex, RwLock};
use crate::system::Kernel;

/// Always there, and empty until the system is a node.
#[derive(Default)]
pub(crate) struct Nodes {
    own: RwLock<Option<Arc<Own>>>,
    lives: RwLock<Lives>,
    connections: RwLock<FxHashMap<NodeName, Arc<Connection>>>,
    listeners: Mutex<Vec<Listener>>,
    /// Nodes whose connection is over, of which not everybody was told yet.
    ending: Mutex<Vec<NodeName>>,
    told: Notify,
    /// What other nodes may call here, also before the system is a node.
    pub(super) functions: Functions,
}

/// The node that a system is.
pub(crate) struct Own {
    pub(super) name: NodeName,
    pub(super) atom: Atom,
    pub(super) creation: u32,
    pub(super) flags: Flags,
    pub(super) epmd: Epmd,
    pub(super) cookies: Cookies,
    pub(super) transport: Transport,
    pub(super) limits: Limits,
    pub(super) tasks: Tasks,
    pub(super) services: OnceLock<ProcessRef<()>>,
    pub(super) references: References,
}

impl Own {
    pub(super) fn greeting(&self) -> Greeting<'_> {
        let Self { name, creation, flags, .. } = self;
        Greeting { name, creation: *creation, flags: *flags }
    }
}

/// What a node does besides its connections, for as long as it is one: closed,
/// this ends it.
pub(super) struct Tasks(Semaphore);

impl Default for Tasks {
    fn default() -> Self {
        Self(Semaphore::new(0))
    }
}

impl Tasks {
    /// Does something until the node ends.
    pub(super) async fn run(&self, task: impl Future) {
        select! {
            _ = task => {}
            // There are no permits: this waits until it is closed.
            _ = self.0.acquire() => {}
        }
    }

    fn end(&self) {
        self.0.close();
    }
}

/// The lives of nodes that were heard of. A pid has the number of one.
#[derive(Default)]
struct Lives {
    numbers: FxHashMap<Name, Vec<(u32, u32)>>,
    /// The life with number `n` is at `n - 1`; 0 is the system's own.
    all: Vec<(Atom, u32)>,
}

impl Lives {
    fn find(&self, node: &str, creation: u32) -> Option<u32> {
        let lives = self.numbers.get(node)?;
        let life = lives.iter().rev().find(|life| life.0 == creation);
        life.map(|life| life.1)
    }
}

/// Is told of nodes that come and go. Returns false when nobody listens any
/// more.
type Listener = Arc<dyn Fn(&NodeEvent) -> bool + Send + Sync>;

/// How many lives of nodes are told apart. A pid of any other is that of a
/// dead process.
const MOST_LIVES: u32 = 100_000;

/// How long peers have to take what was sent to them before the end.
const PATIENCE: Duration = Duration::from_secs(1);

impl Nodes {
    pub(crate) fn own(&self) -> Option<Arc<Own>> {
        self.own.read().clone()
    }

    /// Makes the system a node. Returns false if it is one.
    pub(super) fn begin(&self, own: Own) -> Option<Arc<Own>> {
        let own = Arc::new(own);
        let mut place = self.own.write();
        if place.is_some() {
            return None;
        }
        *place = Some(own.clone());
        Some(own)
    }

    /// Makes the system no node any more. What was sent before is written, for
    /// as long as that takes little time.
    pub(crate) async fn end(&self) {
        let Some(own) = self.own.write().take() else { return };
        own.tasks.end();
        if let Some(services) = own.services.get() {
            services.exit(ExitReason::Shutdown);
        }
        let all = self.all();
        for connection in &all {
            connection.finish();
        }
        let finished = async {
            for connection in &all {
                connection.closed().await;
            }
        };
        if timeout(PATIENCE, finished).await.is_err() {
            all.iter().for_each(Connection::close);
        }
    }

    pub(crate) fn is_own(&self, node: &NodeName) -> bool {
        self.own.read().as_ref().is_some_and(|own| own.name == *node)
    }

    /// Returns the number of a life of a node that was heard of.
    pub(super) fn number(&self, node: &str, creation: u32) -> u32 {
        self.number_up_to(MOST_LIVES, node, creation)
    }

    /// Returns the number of a life of a node that is connected to: it has one,
    /// however many others were heard of.
    pub(super) fn peer_number(&self, node: &str, creation: u32) -> u32 {
        self.number_up_to(u32::MAX - 1, node, creation)
    }

    fn number_up_to(&self, most: u32, node: &str, creation: u32) -> u32 {
        if let Some(number) = self.lives.read().find(node, creation) {
            return number;
        }
        let mut lives = self.lives.write();
        if let Some(number) = lives.find(node, creation) {
            return number;
        }
        let Lives { numbers, all } = &mut *lives;
        // A stranger could make up any number of nodes.
        let Some(number) =
            u32::try_from(all.len() + 1).ok().filter(|number| *number <= most)
        else {
            return Pid::UNKNOWN_NODE;
        };
        let Ok(atom) = Atom::new(node) else { return Pid::UNKNOWN_NODE };
        all.push((atom, creation));
        numbers.entry(node.into()).or_default().push((creation, number));
        number
    }

    /// Returns whether this is the number of this life of a node.
    pub(super) fn is_life(
        &self,
        number: u32,
        node: &str,
        creation: u32,
    ) -> bool {
        let lives = self.lives.read();
        let life = lives.all.get((number as usize).wrapping_sub(1));
        life.is_some_and(|life| life.1 == creation && life.0.as_str() == node)
    }

    /// Returns the name and the creation of a node.
    pub(super) fn life(&self, number: u32) -> Option<(Atom, u32)> {
        let lives = self.lives.read();
        lives.all.get((number as usize).checked_sub(1)?).cloned()
    }

    /// Returns a pid that was read as it is known here.
    pub(crate) fn known_pid(&self, pid: &ExternalPid) -> Pid {
        let ExternalPid { node, id, serial, creation } = pid;
        let pid = PidRef {
            node: node.as_str().into(),
            id: *id,
            serial: *serial,
            creation: *creation,
        };
        let (node, id, serial) = self.internal(&pid).unwrap_or_default();
        Pid::remote(node, id, serial)
    }

    /// Returns the process of another node with this pid.
    pub(crate) fn process(
        &self,
        kernel: &Arc<Kernel>,
        pid: Pid,
    ) -> Option<Arc<dyn Process>> {
        let (node, creation) = self.life(pid.node_number())?;
        let node = node.as_str().parse().ok()?;
        let to = To::Pid { pid, creation };
        Some(Arc::new(RemoteProcess::new(kernel, node, to)))
    }

    /// Returns whoever has a name on a node, which may be this one.
    pub(crate) fn named(
        &self,
        kernel: &Arc<Kernel>,
        name: &Name,
        node: &NodeName,
    ) -> Option<Arc<dyn Process>> {
        if self.is_own(node) {
            return kernel.names.find(name.as_str());
        }
        // What no atom can be is nobody's name there.
        Atom::new(name.as_str()).ok()?;
        let to = To::Name(name.clone());
        Some(Arc::new(RemoteProcess::new(kernel, node.clone(), to)))
    }

    /// Returns the connection to a node, which is made if there is none;
    /// nothing if this system is no node, or is that one.
    pub(super) fn connection(
        &self,
        kernel: &Arc<Kernel>,
        node: &NodeName,
    ) -> Option<Arc<Connection>> {
        if let Some(connection) = self.connections.read().get(node) {
            return Some(connection.clone());
        }
        let own = self.own().filter(|own| own.name != *node)?;
        let mut connections = self.connections.write();
        if let Some(connection) = connections.get(node) {
            return Some(connection.clone());
        }
        let phase = Phase::Dialling;
        let connection = Connection::new(kernel, own, node.clone(), phase);
        connections.insert(node.clone(), connection.clone());
        drop(connections);
        kernel.runtime().spawn(dial::dial(connection.clone()));
        Some(connection)
    }

    /// Returns the connection to a node, if there is one.
    pub(super) fn existing(&self, node: &NodeName) -> Option<Arc<Connection>> {
        self.connections.read().get(node).cloned()
    }

    /// Enters a connection that a peer has dialled, unless there is one.
    pub(super) fn enter(&self, connection: &Arc<Connection>) -> bool {
        let mut connections = self.connections.write();
        if connections.contains_key(&connection.peer) {
            return false;
        }
        connections.insert(connection.peer.clone(), connection.clone());
        true
    }

    /// Forgets a connection that is over. Until [`told`](Self::told) the next
    /// one to its node does not come up, so that nobody hears of that first.
    pub(super) fn remove(&self, connection: &Arc<Connection>) {
        self.ending.lock().push(connection.peer.clone());
        let mut connections = self.connections.write();
        let peer = &connection.peer;
        let is_it = |it: &Arc<Connection>| Arc::ptr_eq(it, connection);
        if connections.get(peer).is_some_and(is_it) {
            connections.remove(peer);
        }
    }

    /// Says that everybody was told of the end of a connection.
    pub(super) fn told(&self, node: &NodeName) {
        let mut ending = self.ending.lock();
        if let Some(index) = ending.iter().position(|it| it == node) {
            ending.swap_remove(index);
        }
        drop(ending);
        self.told.notify_waiters();
    }

    /// Waits until everybody was told of the last connection to a node.
    pub(super) async fn settled(&self, node: &NodeName) {
        loop {
            let told = self.told.notified();
            if !self.ending.lock().contains(node) {
                return;
            }
            told.await;
        }
    }

    /// Returns whether the node of a process is connected.
    pub(crate) fn is_connected(&self, pid: Pid) -> bool {
        let connection = || {
            let (node, _) = self.life(pid.node_number())?;
            self.existing(&node.as_str().parse().ok()?)
        };
        connection().is_some_and(|connection| {
            matches!(connection.phase(), Phase::Up { .. })
        })
    }

    pub(super) fn all(&self) -> Vec<Arc<Connection>> {
        self.connections.read().values().cloned().collect()
    }

    /// Has `listener` told of nodes from now on.
    pub(crate) fn listen(&self, listener: Listener) {
        self.listeners.lock().push(listener);
    }

    pub(super) fn tell(&self, event: &NodeEvent) {
        // What a listener does is not done under a lock.
        let listeners = self.listeners.lock().clone();
        for listener in listeners {
            if !listener(event) {
                let mut all = self.listeners.lock();
                all.retain(|it| !Arc::ptr_eq(it, &listener));
            }
        }
    }
}

/// A pid is written with the name of its node, and read with its number.
impl Identities for Nodes {
    fn external(&self, node: u32, id: u32, serial: u32) -> Option<ExternalPid> {
        let (node, creation) = if node == 0 {
            let own = self.own.read();
            match &*own {
                Some(own) => (own.atom.clone(), own.creation),
                None => (Atom::from("nonode@nohost"), 0),
            }
        } else {
            self.life(node)?
        };
        Some(ExternalPid { node, id, serial, creation })
    }

    fn internal(&self, pid: &PidRef<'_>) -> Option<(u32, u32, u32)> {
        let is_own = self.own.read().as_ref().is_some_and(|own| {
            own.creation == pid.creation && own.name.as_str() == &*pid.node
        });
        let node =
            if is_own { 0 } else { self.number(&pid.node, pid.creation) };
        Some((node, pid.id, pid.serial))
    }
}
