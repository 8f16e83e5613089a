//! Connections: accepting a bounded number, and resetting one for real.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, oneshot},
    task::JoinSet,
    time::sleep,
};

use super::stats::Counters;

/// Bounds a request's head in bytes and in lines; beyond is a 431.
const LONGEST_HEAD: usize = 16 * 1024;
const MOST_HEADERS: usize = 64;

/// Serves connections until the stop is sent or dropped, then cuts them.
///
/// Left out: a timeout for idle connections. They are bounded in number,
/// and a test that moves the clock would lose its own. Also left out: our
/// name on the 400 and 431 that hyper answers before there is a request.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    counters: Counters,
    most: usize,
    mut stop: oneshot::Receiver<()>,
) {
    let seats = Arc::new(Semaphore::new(most));
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
                let Ok((stream, _)) = accepted else {
                    // Out of file descriptors: a pause lets some close.
                    sleep(Duration::from_millis(50)).await;
                    continue;
                };
                counters.connected();
                let router = router.clone();
                connections.spawn(async move {
                    let _seat = seat;
                    // A client that goes away is no news to a server.
                    let _ = converse(stream, router).await;
                });
            }
        }
    }
    connections.shutdown().await;
}

async fn converse(stream: TcpStream, router: Router) -> hyper::Result<()> {
    stream.set_nodelay(true).ok();
    let line = Line::default();
    let service = router.layer(Extension(line.clone()));
    http1::Builder::new()
        .max_buf_size(LONGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .serve_connection(
            TokioIo::new(Wire { stream, line }),
            TowerToHyperService::new(service),
        )
        .await
}

/// Says how a connection ends: orderly, or with a reset.
#[derive(Clone, Debug, Default)]
pub(super) struct Line(Arc<AtomicBool>);

impl Line {
    pub(super) fn reset_at_close(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn resets(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Is a socket that ends as its line says.
#[derive(Debug)]
struct Wire {
    stream: TcpStream,
    line: Line,
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.line.resets() {
            // Closing a socket that must not linger sends a reset.
            self.stream.set_zero_linger().ok();
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        if self.line.resets() {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
