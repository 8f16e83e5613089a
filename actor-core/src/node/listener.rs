//! The socket on which other nodes call.

use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::connection::{Connection, Phase};
use super::handshake::{Decision, HandshakeError, Peer, accept, simultaneous};
use super::nodes::Own;
use super::socket;
use super::transport::Stream;
use crate::system::Kernel;

/// Why somebody who calls is refused.
#[derive(Debug, thiserror::Error)]
enum RefusedError {
    #[error("it does not open a stream as this node does: {0}")]
    Stream(#[from] std::io::Error),
    #[error(transparent)]
    Handshake(#[from] HandshakeError),
}

/// How many strangers may be shaking hands at a time.
const MOST_STRANGERS: usize = 256;

/// Accepts connections for as long as it is polled.
pub(super) async fn listen(
    kernel: Arc<Kernel>,
    own: Arc<Own>,
    listener: TcpListener,
) {
    let strangers = Arc::new(Semaphore::new(MOST_STRANGERS));
    loop {
        let Ok(place) = strangers.clone().acquire_owned().await else { return };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Mostly too many open files, which takes time to pass.
                tracing::error!(%error, "no connection can be accepted");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                continue;
            }
        };
        let (kernel, own) = (kernel.clone(), own.clone());
        kernel.clone().runtime().spawn(async move {
            let from = stream.peer_addr();
            match meet(&kernel, &own, stream).await {
                Ok((connection, stream)) => {
                    drop(place);
                    let (reader, writer) = stream.into_split();
                    socket::run(connection, reader, writer).await;
                }
                // Both have called, and the other call goes through.
                Err(RefusedError::Handshake(
                    HandshakeError::Simultaneous
                    | HandshakeError::AlreadyConnected(_),
                )) => {}
                Err(error) => tracing::warn!(
                    from = from.ok().map(tracing::field::display),
                    %error,
                    "a connection was refused"
                ),
            }
        });
    }
}

/// Shakes hands with whoever calls, and has the connection use the socket.
async fn meet(
    kernel: &Arc<Kernel>,
    own: &Arc<Own>,
    socket: TcpStream,
) -> Result<(Arc<Connection>, Stream), RefusedError> {
    // It works without, but waits for more to send.
    let _ = socket.set_nodelay(true);
    let mut stream = own.transport.accept(socket).await?;
    let cookies = |peer: &_| own.cookies.of(peer);
    let mut alive = None;
    let decide = |peer: &Peer| {
        let there = kernel.nodes.existing(&peer.name);
        let decision = decide(there.as_deref(), own, peer);
        alive = there.filter(|_| decision == Decision::Alive);
        decision
    };
    let met = accept(&mut stream, &own.greeting(), cookies, decide).await?;
    // Before it is let in: for the peer it is up then, and a call of ours that
    // reaches the peer after that must find out that it is too late.
    let connection = claim(kernel, own, &met.peer, alive).await?;
    if let Err(error) = met.welcome(&mut stream).await {
        connection.close();
        return Err(error.into());
    }
    if connection.come_up(Phase::Dialled, &met.peer).await {
        Ok((connection, stream))
    } else {
        Err(HandshakeError::Simultaneous.into())
    }
}

/// Returns the connection for a node that has called, and has proven who it
/// is: it has lost the one that was `alive` when it said its name.
async fn claim(
    kernel: &Arc<Kernel>,
    own: &Arc<Own>,
    peer: &Peer,
    alive: Option<Arc<Connection>>,
) -> Result<Arc<Connection>, HandshakeError> {
    let connection =
        Connection::new(kernel, own.clone(), peer.name.clone(), Phase::Dialled);
    while !kernel.nodes.enter(&connection) {
        let Some(other) = kernel.nodes.existing(&peer.name) else { continue };
        match other.phase() {
            // This node has called too in the meantime.
            Phase::Dialling => match simultaneous(&own.name, &peer.name) {
                Decision::Refuse => other.called().await,
                _ if other.take_over() => return Ok(other),
                _ => {}
            },
            Phase::Dialled | Phase::Up { .. } => {
                let is_it = |it: &_| Arc::ptr_eq(it, &other);
                if !alive.as_ref().is_some_and(is_it) {
                    return Err(HandshakeError::Simultaneous);
                }
                other.close();
            }
            Phase::Closed => {}
        }
    }
    Ok(connection)
}

/// Says what becomes of a node that calls.
fn decide(there: Option<&Connection>, own: &Own, peer: &Peer) -> Decision {
    if peer.name.clone().of_kind(own.name.kind()).is_err() {
        return Decision::NotAllowed;
    }
    let Some(there) = there else { return Decision::Accept };
    match there.phase() {
        Phase::Dialling => simultaneous(&own.name, &peer.name),
        Phase::Dialled => Decision::Refuse,
        Phase::Up { .. } => Decision::Alive,
        Phase::Closed => Decision::Accept,
    }
}
