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
    let decide = |peer: &Peer| decide(kernel, own, peer);
    let peer = accept(&mut stream, &own.greeting(), cookies, decide).await?;
    let connection =
        Connection::new(kernel, own.clone(), peer.name.clone(), Phase::Dialled);
    // It has proven who it is: what is there is one that it has dialled too,
    // or one that it has lost.
    while !kernel.nodes.enter(&connection) {
        let Some(other) = kernel.nodes.existing(&peer.name) else { continue };
        if other.take_over() {
            return up(other, &peer, stream).await;
        }
        other.close();
    }
    up(connection, &peer, stream).await
}

async fn up(
    connection: Arc<Connection>,
    peer: &Peer,
    stream: Stream,
) -> Result<(Arc<Connection>, Stream), RefusedError> {
    if connection.come_up(peer).await {
        Ok((connection, stream))
    } else {
        Err(HandshakeError::Simultaneous.into())
    }
}

/// Says what becomes of a node that calls.
fn decide(kernel: &Kernel, own: &Own, peer: &Peer) -> Decision {
    if peer.name.clone().of_kind(own.name.kind()).is_err() {
        return Decision::NotAllowed;
    }
    let Some(existing) = kernel.nodes.existing(&peer.name) else {
        return Decision::Accept;
    };
    match existing.phase() {
        Phase::Dialling => simultaneous(&own.name, &peer.name),
        Phase::Dialled => Decision::Refuse,
        Phase::Up { .. } => Decision::Alive,
        Phase::Closed => Decision::Accept,
    }
}
