//! Connecting to a node, when the first signal goes there.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::connection::{Connection, Phase};
use super::epmd::EpmdError;
use super::handshake::{Alive, HandshakeError, Peer, connect};
use super::transport::Stream;
use super::{NameKind, NodeName, socket};

/// How long it may take to find a node, and to open a socket to it.
const TIME: Duration = Duration::from_secs(7);

/// Why a node cannot be connected to.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// This system is no node, or not any more.
    #[error("this system is no node")]
    NoNode,
    /// A node need not connect to itself.
    #[error("{0} is this node")]
    ThisNode(NodeName),
    /// Nodes with short names and with long names do not know each other.
    #[error("this node has a {ours} name, and {node} has not")]
    OtherKind {
        /// The node that was meant.
        node: NodeName,
        /// What name this node has.
        ours: NameKind,
    },
    /// Its machine has no such node.
    #[error("there is no node {0}: it is not started, or has another name")]
    Unknown(NodeName),
    /// Who knows the nodes of its machine cannot be asked.
    #[error(transparent)]
    Epmd(#[from] EpmdError),
    /// Its socket cannot be reached.
    #[error("{node} cannot be reached: {error}")]
    Unreachable {
        /// The node.
        node: NodeName,
        /// Why.
        #[source]
        error: std::io::Error,
    },
    /// It does not answer.
    #[error("{0} does not answer")]
    TimedOut(NodeName),
    /// It was reached, but the two do not agree.
    #[error("{node}: {error}")]
    Handshake {
        /// The node.
        node: NodeName,
        /// Why.
        #[source]
        error: HandshakeError,
    },
    /// The connection was lost before it could be used.
    #[error("{0} is not connected any more")]
    Lost(NodeName),
}

/// Makes a connection that is there already one that has a socket.
pub(super) async fn dial(connection: Arc<Connection>) {
    let error = match timeout(TIME, reach(&connection)).await {
        Ok(Ok((stream, peer))) => {
            if connection.come_up(Phase::Dialling, &peer).await {
                let (reader, writer) = stream.into_split();
                socket::run(connection, reader, writer).await;
            }
            return;
        }
        Ok(Err(error)) => error,
        Err(_) => ConnectError::TimedOut(connection.peer.clone()),
    };
    // The peer may have dialled too, and its call goes through.
    let it_calls = match &error {
        ConnectError::Handshake { error, .. } => matches!(
            error,
            HandshakeError::Simultaneous | HandshakeError::AlreadyConnected(_)
        ),
        _ => false,
    };
    if (it_calls || !connection.take_over())
        && timeout(TIME, connection.used()).await.is_ok()
    {
        return;
    }
    connection.fail(error);
}

async fn reach(
    connection: &Connection,
) -> Result<(Stream, Peer), ConnectError> {
    let node = &connection.peer;
    let own = &connection.own;
    let ours = own.name.kind();
    if node.clone().of_kind(ours).is_err() {
        return Err(ConnectError::OtherKind { node: node.clone(), ours });
    }
    let port = own.epmd.port_of(node.host(), node.alive()).await?;
    let port = port.ok_or_else(|| ConnectError::Unknown(node.clone()))?;
    let unreachable =
        |error| ConnectError::Unreachable { node: node.clone(), error };
    let socket = TcpStream::connect((node.host(), port)).await;
    let socket = socket.map_err(unreachable)?;
    socket.set_nodelay(true).map_err(unreachable)?;
    let stream = own.transport.connect(socket, node.host()).await;
    let mut stream = stream.map_err(unreachable)?;
    let cookie = own.cookies.of(node);
    // What the peer takes for a connection of ours is one that was lost here,
    // unless its own call has come through in the meantime.
    let alive = || match connection.phase() {
        Phase::Dialling => Alive::Replace,
        _ => Alive::Keep,
    };
    let peer = connect(&mut stream, &own.greeting(), node, &cookie, alive)
        .await
        .map_err(|error| ConnectError::Handshake {
            node: node.clone(),
            error,
        })?;
    Ok((stream, peer))
}
