//! A connection that is shared, and whoever keeps it.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http2::{Builder, SendRequest};
use hyper::rt::Executor;
use hyper_util::rt::TokioIo;
use tokio::sync::Mutex;
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout};

use crate::engine::connect::Connector;
use crate::engine::failures;
use crate::measure::Failure;

/// What a stream may have sent that nobody has read yet, in bytes.
const STREAM_WINDOW: u32 = 1024 * 1024;
/// What all streams of a connection may have sent so.
const CONNECTION_WINDOW: u32 = 8 * 1024 * 1024;
/// How long the headers of an answer may be together, in bytes.
const HEADERS: u32 = 64 * 1024;

/// The connection of some streams, opened by whichever needs it first.
pub(super) struct Shared {
    connector: Arc<Connector>,
    limit: Duration,
    link: Mutex<Option<Link>>,
}

impl Shared {
    pub(super) fn new(connector: Arc<Connector>, limit: Duration) -> Self {
        Self { connector, limit, link: Mutex::new(None) }
    }

    /// Returns the connection, and how long it took to open it if that was done
    /// now. While one opens it, others wait.
    pub(super) async fn link(
        &self,
    ) -> Result<(Link, Option<Duration>), Failure> {
        let link = async {
            let mut link = self.link.lock().await;
            if let Some(link) = &*link
                && link.is_open()
            {
                return Ok((link.clone(), None));
            }
            let began = Instant::now();
            *link = None;
            let opened = self.open().await?;
            *link = Some(opened.clone());
            Ok((opened, Some(began.elapsed())))
        };
        timeout(self.limit, link).await.unwrap_or_else(|_| {
            let last = "another stream opens it";
            Err(failures::of_late_connect(self.limit, last))
        })
    }

    /// Opens a connection that is not shared.
    pub(super) async fn open(&self) -> Result<Link, Failure> {
        let stream = self.connector.connect(self.limit).await?;
        let tasks = Tasks::default();
        let (sender, dispatch) = Builder::new(tasks.clone())
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .max_header_list_size(HEADERS)
            // Until the server has said how many streams it takes, it may
            // refuse all but the first.
            .initial_max_send_streams(1)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| failures::of_head(&error))?;
        let socket = tasks.socket();
        // What goes wrong is told to those who wait for an answer.
        let door = Door::default();
        let dispatch = Dispatch { future: Some(dispatch), door: door.clone() };
        let task = tokio::spawn(async {
            tokio::join!(biased; dispatch.run(), socket);
        });
        let task = task.abort_handle();
        let is_retired = AtomicBool::new(false);
        let life = Arc::new(Life { task, door, is_retired });
        Ok(Link { sender, life })
    }
}

/// A way to send on a connection. The connection ends with the last of them.
#[derive(Clone)]
pub(super) struct Link {
    sender: SendRequest<Full<Bytes>>,
    life: Arc<Life>,
}

impl Link {
    pub(super) fn is_open(&self) -> bool {
        !self.sender.is_closed()
            && !self.life.is_retired.load(Ordering::Relaxed)
    }

    /// Sees to it that nobody begins anything on the connection any more, of
    /// which hyper may not know yet that it is being closed.
    pub(super) fn retire(&self) {
        self.life.is_retired.store(true, Ordering::Relaxed);
    }

    pub(super) fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> impl Future<
        Output = Result<Response<Incoming>, TrySendError<Request<Full<Bytes>>>>,
    > {
        let _open = self.life.door.lock();
        self.sender.try_send_request(request)
    }
}

/// The task of a connection. It is not left to end by itself, because it would
/// wait for a server that does not read what is to be written yet.
struct Life {
    task: AbortHandle,
    door: Door,
    is_retired: AtomicBool,
}

impl Drop for Life {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Keeps a request from being handed in while who takes it is leaving: it would
/// lie where nobody looks, and be answered never.
type Door = Arc<parking_lot::Mutex<()>>;

/// What takes requests and sends them.
struct Dispatch<F> {
    future: Option<F>,
    door: Door,
}

impl<F: Future + Unpin> Dispatch<F> {
    async fn run(mut self) {
        if let Some(future) = &mut self.future {
            future.await;
        }
    }
}

impl<F> Drop for Dispatch<F> {
    fn drop(&mut self) {
        let _closing = self.door.lock();
        self.future = None;
    }
}

/// Runs what hyper asks for: first what has the socket, then, for each answer,
/// what ends when that one does.
///
/// The first is part of the task that sends requests, and runs behind that.
/// If it ran at the same time, it might hear that the server is leaving while
/// a request is being sent; hyper then says that the server has not looked at
/// the request, which it may have.
#[derive(Clone, Default)]
struct Tasks(Arc<parking_lot::Mutex<Socket>>);

#[derive(Default)]
enum Socket {
    #[default]
    Expected,
    Here(Pin<Box<dyn Future<Output = ()> + Send>>),
    Taken,
}

impl Tasks {
    /// Returns what has the socket.
    fn socket(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let socket = mem::replace(&mut *self.0.lock(), Socket::Taken);
        let Socket::Here(socket) = socket else {
            panic!("hyper has something run for the socket before all else")
        };
        socket
    }
}

impl<F> Executor<F> for Tasks
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, future: F) {
        let mut socket = self.0.lock();
        if let Socket::Expected = &*socket {
            *socket = Socket::Here(Box::pin(future));
            return;
        }
        drop(socket);
        tokio::spawn(future);
    }
}
