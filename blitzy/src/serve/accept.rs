//! The connections: a bounded number, and none that only sits there.

use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use super::listen::Listener;
use super::speaker::Speaker;
use super::wire::{Line, Socket, Wire};
use super::world::World;

/// How long nobody is accepted when there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves connections until the stop is sent or dropped, then cuts them.
pub(super) async fn accept(
    listener: Listener,
    world: Arc<World>,
    mut stop: oneshot::Receiver<()>,
) {
    let seats = Arc::new(Semaphore::new(world.max_connections));
    let mut connections = JoinSet::new();
    loop {
        let accepted = async {
            let seat = Arc::clone(&seats).acquire_owned().await;
            (seat, listener.accept().await)
        };
        tokio::select! {
            _ = &mut stop => break,
            Some(_) = connections.join_next() => {}
            (seat, accepted) = accepted => {
                let Ok(socket) = accepted else {
                    sleep(PAUSE).await;
                    continue;
                };
                let open = world.counters.connect();
                let world = Arc::clone(&world);
                connections.spawn(async move {
                    let _places = (seat, open);
                    converse(world, socket).await;
                });
            }
        }
    }
    connections.shutdown().await;
}

async fn converse(world: Arc<World>, socket: Socket) {
    let line = Arc::new(Line::default());
    let wire = Wire::new(socket, Arc::clone(&line));
    let speaker = Speaker::new(Arc::clone(&world), Arc::clone(&line));
    let conversation = async {
        match &world.tls {
            None => talk(&world, wire, speaker).await,
            Some(tls) => {
                let tls = TlsAcceptor::from(Arc::clone(tls));
                // In a box, so that a connection in the clear is not as large
                // as one with keys and buffers of its own.
                if let Ok(stream) = Box::pin(tls.accept(wire)).await {
                    Box::pin(talk(&world, stream, speaker)).await;
                }
            }
        }
    };
    tokio::select! {
        biased;
        () = conversation => {}
        () = line.is_idle_for(world.idle_timeout) => {}
    }
}

async fn talk<S>(world: &World, stream: S, speaker: Speaker)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // A client that goes away, or sends no HTTP, is no news to a server.
    let _ = world.http.serve_connection(TokioIo::new(stream), speaker).await;
}
