//! What carries a connection: TCP as it is, or TLS on it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

#[cfg(feature = "tls")]
use tokio::io::split;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::handshake::{Carrier, Lengths};
#[cfg(feature = "tls")]
use super::tls::{TlsConfig, TlsStream};

/// How the nodes of a cluster reach each other; all in the same way.
#[derive(Clone, Debug, Default)]
pub(crate) enum Transport {
    /// As `erl` does if nothing else is said.
    #[default]
    Tcp,
    /// As after `erl -proto_dist inet_tls`.
    #[cfg(feature = "tls")]
    Tls(TlsConfig),
}

/// A connection to another node.
pub(crate) struct Stream {
    reader: Reader,
    writer: Writer,
    lengths: Lengths,
}

pub(crate) type Reader = Box<dyn AsyncRead + Send + Unpin>;

/// What is written may stay in it until it is flushed.
pub(crate) type Writer = Box<dyn AsyncWrite + Send + Unpin>;

#[cfg_attr(
    not(feature = "tls"),
    expect(unused_variables, clippy::unused_async, reason = "TLS needs it")
)]
impl Transport {
    /// Makes a stream of a socket that we have opened to `host`.
    pub(crate) async fn connect(
        &self,
        socket: TcpStream,
        host: &str,
    ) -> io::Result<Stream> {
        match self {
            Transport::Tcp => Ok(socket.into()),
            #[cfg(feature = "tls")]
            Transport::Tls(config) => {
                config.connect(socket, host).await.map(Stream::from)
            }
        }
    }

    /// Makes a stream of a socket that somebody has opened to us.
    pub(crate) async fn accept(&self, socket: TcpStream) -> io::Result<Stream> {
        match self {
            Transport::Tcp => Ok(socket.into()),
            #[cfg(feature = "tls")]
            Transport::Tls(config) => {
                config.accept(socket).await.map(Stream::from)
            }
        }
    }
}

impl Stream {
    /// Splits it for two tasks, of which one reads and one writes.
    pub(crate) fn into_split(self) -> (Reader, Writer) {
        (self.reader, self.writer)
    }
}

impl Carrier for Stream {
    fn lengths(&self) -> Lengths {
        self.lengths
    }
}

impl From<TcpStream> for Stream {
    fn from(socket: TcpStream) -> Self {
        let (reader, writer) = socket.into_split();
        Self {
            reader: Box::new(reader),
            writer: Box::new(writer),
            lengths: Lengths::Two,
        }
    }
}

#[cfg(feature = "tls")]
impl From<TlsStream> for Stream {
    fn from(stream: TlsStream) -> Self {
        let (reader, writer) = split(stream);
        Self {
            reader: Box::new(reader),
            writer: Box::new(writer),
            lengths: Lengths::Four,
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.reader).poll_read(context, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.writer).poll_write(context, bytes)
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.writer).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.writer).poll_shutdown(context)
    }
}
