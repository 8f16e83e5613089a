//! Servers: one that behaves, and one that does what a test says.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::engine::Kind;

/// A server, until the test's runtime ends.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Does with each connection what is said.
    pub(super) async fn raw<F, D>(doing: F) -> Self
    where
        F: Fn(TcpStream) -> D + Send + 'static,
        D: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let server = Self { address, connections: connections.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(doing(stream));
            }
        });
        server
    }

    /// Lets a test speak with each client, byte by byte.
    pub(super) async fn speaking<F, D>(kind: Kind, doing: F) -> Self
    where
        F: Fn(Peer) -> D + Send + Sync + Clone + 'static,
        D: Future<Output = ()> + Send + 'static,
    {
        Self::raw(move |stream| {
            let doing = doing.clone();
            async move {
                let peer = Peer::new(stream, kind).await;
                doing(peer).await;
            }
        })
        .await
    }

    /// Answers in HTTP/1.1 or HTTP/2, as it is asked.
    pub(super) async fn answering<F>(answer: F) -> Self
    where
        F: Fn(Request<Incoming>) -> Response<BoxBody<Bytes, Infallible>>
            + Send
            + Clone
            + 'static,
    {
        Self::raw(move |stream| serve(stream, answer.clone())).await
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

/// Answers on one connection.
pub(super) async fn serve<F>(
    stream: impl tokio::io::AsyncRead
    + tokio::io::AsyncWrite
    + Unpin
    + Send
    + 'static,
    answer: F,
) where
    F: Fn(Request<Incoming>) -> Response<BoxBody<Bytes, Infallible>>
        + Send
        + 'static,
{
    let service = service_fn(move |request| {
        let response = answer(request);
        async { Ok::<_, Infallible>(response) }
    });
    let builder = auto::Builder::new(TokioExecutor::new());
    drop(builder.serve_connection(TokioIo::new(stream), service).await);
}

/// An answer with this body.
pub(super) fn text(body: &'static str) -> Response<BoxBody<Bytes, Infallible>> {
    Response::new(Full::from(body).boxed())
}

/// A body that never ends, as fast as it is taken.
pub(super) struct Endless;

impl Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        const ZEROS: Bytes = Bytes::from_static(&[0; 16 * 1024]);
        Poll::Ready(Some(Ok(Frame::data(ZEROS))))
    }
}

/// A connection on which a test answers by hand.
pub(super) struct Peer {
    pub(super) stream: TcpStream,
    kind: Kind,
    /// In HTTP/2, of the last request.
    id: u32,
}

const DATA: u8 = 0;
pub(super) const HEADERS: u8 = 1;
pub(super) const RST_STREAM: u8 = 3;
pub(super) const SETTINGS: u8 = 4;
pub(super) const GOAWAY: u8 = 7;
pub(super) const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
pub(super) const END_HEADERS: u8 = 4;

impl Peer {
    async fn new(stream: TcpStream, kind: Kind) -> Self {
        let mut peer = Self { stream, kind, id: 0 };
        if kind == Kind::Http2 {
            peer.skip(24).await;
            peer.frame(SETTINGS, 0, 0, &[]).await;
        }
        peer
    }

    /// Reads a request without a body, up to its end.
    pub(super) async fn request(&mut self) {
        if self.kind == Kind::Http2 {
            while self.read_frame().await.0 != HEADERS {}
            return;
        }
        let mut tail = [0; 4];
        while &tail != b"\r\n\r\n" {
            tail.rotate_left(1);
            let Ok(byte) = self.stream.read_u8().await else {
                return;
            };
            tail[3] = byte;
        }
    }

    /// Sends the head of an answer with a length, or chunked without.
    pub(super) async fn head(&mut self, length: Option<usize>) {
        let length = length.map(|length| length.to_string());
        if self.kind == Kind::Http2 {
            // The status 200, and the length by its name's number.
            let mut block = vec![0x88];
            if let Some(length) = length {
                let digits = u8::try_from(length.len()).unwrap();
                block.extend([0x0f, 0x0d, digits]);
                block.extend(length.bytes());
            }
            return self.frame(HEADERS, END_HEADERS, self.id, &block).await;
        }
        let length = length.map_or_else(
            || "transfer-encoding: chunked".to_owned(),
            |length| format!("content-length: {length}"),
        );
        let head = format!("HTTP/1.1 200 OK\r\n{length}\r\n\r\n");
        self.write(head.as_bytes()).await;
    }

    /// Sends an answer, whole.
    pub(super) async fn answer(&mut self) {
        self.head(Some(9)).await;
        if self.kind == Kind::Http2 {
            self.frame(DATA, END_STREAM, self.id, b"Singapore").await;
        } else {
            self.write(b"Singapore").await;
        }
    }

    /// Sends a part of a body that has a length.
    pub(super) async fn data(&mut self, bytes: &[u8]) {
        if self.kind == Kind::Http2 {
            self.frame(DATA, 0, self.id, bytes).await;
        } else {
            self.write(bytes).await;
        }
    }

    /// Sends a frame of HTTP/2.
    pub(super) async fn frame(
        &mut self,
        kind: u8,
        flags: u8,
        id: u32,
        payload: &[u8],
    ) {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let mut frame = length[1..].to_vec();
        frame.extend([kind, flags]);
        frame.extend(id.to_be_bytes());
        frame.extend(payload);
        self.write(&frame).await;
    }

    /// Reads a frame of HTTP/2: its kind, and its stream.
    pub(super) async fn read_frame(&mut self) -> (u8, u32) {
        let mut head = [0; 9];
        if self.stream.read_exact(&mut head).await.is_err() {
            // There is none that a test waits for any more.
            std::future::pending::<()>().await;
        }
        let [a, b, c, kind, _, id @ ..] = head;
        self.skip(u32::from_be_bytes([0, a, b, c]) as usize).await;
        let id = u32::from_be_bytes(id);
        if kind == HEADERS {
            self.id = id;
        }
        (kind, id)
    }

    /// The stream of the last request, in HTTP/2.
    pub(super) fn id(&self) -> u32 {
        self.id
    }

    /// Writes bytes; whether the client still wants them does not matter.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok()
    }

    /// Waits until the client has closed the connection.
    pub(super) async fn until_closed(&mut self) {
        let mut bytes = [0; 4096];
        while self.stream.read(&mut bytes).await.is_ok_and(|count| count > 0) {}
    }

    async fn skip(&mut self, count: usize) {
        let mut bytes = vec![0; count];
        let _ = self.stream.read_exact(&mut bytes).await;
    }
}
