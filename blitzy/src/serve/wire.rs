//! One connection's bytes: whether they move, and how they end.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::sleep;

/// Is what its socket and its requests know of a connection.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// How often bytes were written.
    writes: AtomicU64,
    /// How many requests wait for an answer.
    waiting: AtomicUsize,
    resets: AtomicBool,
}

/// Is a request that waits for its answer until this is dropped.
#[derive(Debug)]
pub(super) struct Waiting(Arc<Line>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Line {
    pub(super) fn waits(self: Arc<Self>) -> Waiting {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Waiting(self)
    }

    /// Lets the connection end with a reset, if it is TCP.
    pub(super) fn reset_at_close(&self) {
        self.resets.store(true, Ordering::Relaxed);
    }

    /// Returns when the other side has neither waited for an answer nor taken
    /// a byte for this long.
    pub(super) async fn is_idle_for(&self, time: Duration) {
        loop {
            let writes = self.writes.load(Ordering::Relaxed);
            sleep(time).await;
            if self.writes.load(Ordering::Relaxed) == writes
                && self.waiting.load(Ordering::Relaxed) == 0
            {
                return;
            }
        }
    }
}

/// Is a socket of either kind.
#[derive(Debug)]
pub(super) enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

/// Is a socket that tells its line what it does.
#[derive(Debug)]
pub(super) struct Wire {
    socket: Socket,
    line: Arc<Line>,
}

impl Wire {
    pub(super) fn new(socket: Socket, line: Arc<Line>) -> Self {
        Self { socket, line }
    }

    fn is_to_reset(&self) -> bool {
        self.line.resets.load(Ordering::Relaxed)
    }

    fn wrote(&self, result: &Poll<io::Result<usize>>) {
        if matches!(result, Poll::Ready(Ok(1..))) {
            self.line.writes.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.is_to_reset()
            && let Socket::Tcp(stream) = &self.socket
        {
            // Closing a socket that must not linger sends a reset.
            stream.set_zero_linger().ok();
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Tcp(stream) => Pin::new(stream).poll_read(context, buffer),
            Socket::Unix(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let result = match &mut self.socket {
            Socket::Tcp(stream) => Pin::new(stream).poll_write(context, bytes),
            Socket::Unix(stream) => Pin::new(stream).poll_write(context, bytes),
        };
        self.wrote(&result);
        result
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = match &mut self.socket {
            Socket::Tcp(stream) => {
                Pin::new(stream).poll_write_vectored(context, slices)
            }
            Socket::Unix(stream) => {
                Pin::new(stream).poll_write_vectored(context, slices)
            }
        };
        self.wrote(&result);
        result
    }

    fn is_write_vectored(&self) -> bool {
        match &self.socket {
            Socket::Tcp(stream) => stream.is_write_vectored(),
            Socket::Unix(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.socket {
            Socket::Tcp(stream) => Pin::new(stream).poll_flush(context),
            Socket::Unix(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_to_reset() {
            return Poll::Ready(Ok(()));
        }
        match &mut self.socket {
            Socket::Tcp(stream) => Pin::new(stream).poll_shutdown(context),
            Socket::Unix(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
