//! Answers nodes that register and nodes that look for others.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time;

use super::directory::Directory;
use super::wire::{self, Alive, Entry, Request};
use super::{Epmd, EpmdError};
use crate::sync::Mutex;

/// How many connections there are at once; each node has one.
const MAX_CONNECTIONS: usize = if cfg!(test) { 20 } else { 1000 };

/// How long a request may take to come, and an answer to be taken.
const TIME: Duration = Duration::from_secs(5);

/// How long to wait when the system has no more connections to give.
const PAUSE: Duration = Duration::from_millis(100);

/// Tells the nodes of a machine where the others listen: Erlang's `epmd`.
///
/// A node starts one where there is none, and when that one's program ends
/// another node does. One of its own is for those who want it to outlive all
/// nodes, not to be frozen together with one, or to be nobody else's.
///
/// ```
/// use std::net::Ipv4Addr;
///
/// use actor_core::node::PortMapper;
/// use actor_core::{Node, System};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // Any port that is free, instead of 4369.
/// let port_mapper = PortMapper::bind(Ipv4Addr::LOCALHOST, 0).await?;
/// let port = port_mapper.port();
/// tokio::spawn(port_mapper.serve());
///
/// let node = Node::named("a@127.0.0.1").epmd_port(port);
/// # let node = node.cookie("pizza".parse()?);
/// node.start(&System::new("a")).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct PortMapper {
    listeners: Vec<TcpListener>,
    port: u16,
}

impl PortMapper {
    /// Takes a port, or any that is free if it is 0, on the loopback interface,
    /// where nodes register, and also on `address`, where other machines can
    /// ask, if it is another.
    ///
    /// # Errors
    ///
    /// `AddrInUse` if there is a port mapper already: who has the port is it.
    pub async fn bind(
        address: impl Into<IpAddr>,
        port: u16,
    ) -> io::Result<Self> {
        let address = address.into();
        let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let first = if address.is_unspecified() { address } else { local };
        let listener = TcpListener::bind((first, port)).await?;
        let port = listener.local_addr()?.port();
        let mut listeners = vec![listener];
        if !address.is_unspecified() && address != local {
            listeners.push(TcpListener::bind((address, port)).await?);
        }
        Ok(Self { listeners, port })
    }

    /// Returns the port on which nodes look for one: that in `ERL_EPMD_PORT`,
    /// or 4369.
    ///
    /// # Errors
    ///
    /// [`EpmdError::Port`] if the variable has no port.
    pub fn default_port() -> Result<u16, EpmdError> {
        Epmd::new().map(Epmd::port)
    }

    /// Returns which port it has.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Serves for ever.
    ///
    /// # Cancellation
    ///
    /// Nothing is left of it when the future is dropped, and nodes begin to
    /// look for another one.
    pub async fn serve(self) {
        let start = getrandom::u32().expect("the system gives random numbers");
        let office = Arc::new(Office {
            port: self.port,
            directory: Mutex::new(Directory::starting_at(start)),
            free: Arc::new(Semaphore::new(MAX_CONNECTIONS)),
        });
        let mut listening = JoinSet::new();
        for listener in self.listeners {
            listening.spawn(office.clone().listen(listener));
        }
        listening.join_all().await;
    }
}

/// What all connections share.
struct Office {
    port: u16,
    directory: Mutex<Directory>,
    free: Arc<Semaphore>,
}

impl Office {
    async fn listen(self: Arc<Self>, listener: TcpListener) {
        let mut connections = JoinSet::new();
        loop {
            let accepted = listener.accept().await;
            while connections.try_join_next().is_some() {}
            let Ok((connection, peer)) = accepted else {
                // Too many open files, most likely; some will be closed.
                time::sleep(PAUSE).await;
                continue;
            };
            let Ok(permit) = self.free.clone().try_acquire_owned() else {
                tracing::warn!(%peer, "the port mapper is full");
                continue;
            };
            connections.spawn(self.clone().serve(connection, permit));
        }
    }

    /// Serves one connection, and closes it.
    async fn serve(
        self: Arc<Self>,
        mut connection: TcpStream,
        _permit: OwnedSemaphorePermit,
    ) {
        let request = time::timeout(TIME, read_request(&mut connection)).await;
        let Ok(Ok(Some(request))) = request else { return };
        let answer = match request {
            Request::Register(entry) if is_local(&connection) => {
                return self.register(connection, entry).await;
            }
            // Nobody may take a name on another machine.
            Request::Register(entry) => Alive::No.encode(entry.high),
            Request::PortOf(name) => {
                wire::encode_port(self.directory.lock().find(&name))
            }
            Request::Names => {
                let mut answer = u32::from(self.port).to_be_bytes().to_vec();
                answer.extend(self.directory.lock().listing().into_bytes());
                answer
            }
            // It belongs to a node, and ends with it.
            Request::Kill => b"NO".to_vec(),
        };
        send(&mut connection, &answer).await;
    }

    /// Holds a name for as long as the connection is open.
    async fn register(&self, mut connection: TcpStream, entry: Entry) {
        let (name, high) = (entry.name.clone(), entry.high);
        let inserted = self.directory.lock().insert(entry);
        let Some(creation) = inserted else {
            send(&mut connection, &Alive::No.encode(high)).await;
            return;
        };
        let _held = Held { office: self, name };
        send(&mut connection, &Alive::Yes(creation).encode(high)).await;
        // A node has nothing more to say: whatever comes is the end.
        let _ = connection.read_u8().await;
    }
}

/// Frees a name when its connection is served no more, whatever the reason.
struct Held<'a> {
    office: &'a Office,
    name: String,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.office.directory.lock().remove(&self.name);
    }
}

/// Sends an answer. Who does not take it has to live without.
async fn send(connection: &mut TcpStream, answer: &[u8]) {
    let _ = time::timeout(TIME, connection.write_all(answer)).await;
}

async fn read_request(
    connection: &mut TcpStream,
) -> io::Result<Option<Request>> {
    let length = usize::from(connection.read_u16().await?);
    if length > wire::MAX_REQUEST {
        return Ok(None);
    }
    let mut request = vec![0; length];
    connection.read_exact(&mut request).await?;
    Ok(Request::decode(&request))
}

/// Tells whether the other end is on this machine.
fn is_local(connection: &TcpStream) -> bool {
    let ip = |address: SocketAddr| address.ip().to_canonical();
    let Ok(peer) = connection.peer_addr().map(ip) else { return false };
    peer.is_loopback() || connection.local_addr().is_ok_and(|a| ip(a) == peer)
}
