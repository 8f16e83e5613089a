//! HTTP/1.1, as fast as can be: hyper on a connection of its own, without a
//! pool, redirects, or anything else between.

use std::iter;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::connect::{Connector, Protocol};
use super::deadline::Deadline;
use super::{Answer, Engine, SetupError, failures};
use crate::measure::Failure;
use crate::plan::KeepAlive;
use crate::run::Job;
use crate::target::{Form, Requests};

/// The longest head of an answer, in bytes; beyond, it is no HTTP.
const LONGEST_HEAD: usize = 64 * 1024;

/// A connection, and what to send over it.
pub(crate) struct Http1 {
    shared: Arc<Shared>,
    /// None if there is none, or it is in the middle of something.
    open: Option<Open>,
    deadline: Option<Deadline>,
}

/// What all connections have in common.
struct Shared {
    connector: Connector,
    requests: Requests,
    connect_timeout: Duration,
    request_timeout: Duration,
    keep_alive: KeepAlive,
}

/// An open connection. It closes when this is dropped.
struct Open {
    sender: SendRequest<Full<Bytes>>,
    driver: AbortHandle,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// Returns as many connections as are asked for; none is open.
pub(crate) fn engines(
    job: &Job,
) -> Result<impl Iterator<Item = Http1> + Send + use<>, SetupError> {
    let Job { plan, target, .. } = job;
    let shared = Arc::new(Shared {
        connector: Connector::new(job, Protocol::Http1)?,
        requests: target.requests.clone().in_form(Form::Path),
        connect_timeout: plan.connect_timeout,
        request_timeout: plan.request_timeout,
        keep_alive: plan.keep_alive,
    });
    let engine = move || Http1 {
        shared: Arc::clone(&shared),
        open: None,
        deadline: None,
    };
    Ok(iter::repeat_with(engine))
}

impl Engine for Http1 {
    async fn ready(&mut self) -> Result<Option<Duration>, Failure> {
        if let Some(open) = &mut self.open
            && open.sender.ready().await.is_ok()
        {
            return Ok(None);
        }
        self.open = None;
        let began = Instant::now();
        let limit = self.shared.connect_timeout;
        let stream = self.shared.connector.connect(limit).await?;
        let handshake = Builder::new()
            .max_buf_size(LONGEST_HEAD)
            .handshake(TokioIo::new(stream))
            .await;
        let (sender, connection) =
            handshake.map_err(|error| failures::of_head(&error))?;
        // Whoever sends a request learns how the connection ends.
        let driver = tokio::spawn(async move {
            let _ = connection.await;
        });
        let driver = driver.abort_handle();
        self.open = Some(Open { sender, driver });
        Ok(Some(began.elapsed()))
    }

    async fn exchange(&mut self, number: u64) -> Result<Answer, Failure> {
        // It comes back when it can be used again.
        let mut open = self.open.take().expect("the engine is ready");
        let request = self.shared.requests.get(number).map(Full::new);
        let limit = self.shared.request_timeout;
        let deadline =
            self.deadline.get_or_insert_with(|| Deadline::new(limit));
        deadline.start(Instant::now());
        let exchange = async {
            let response = open.sender.send_request(request).await;
            let response =
                response.map_err(|error| failures::of_head(&error))?;
            let status = response.status().as_u16();
            let body = drain(response.into_body()).await?;
            Ok(Answer { status, body })
        };
        let answer = deadline.before(exchange).await??;
        if self.shared.keep_alive == KeepAlive::Yes {
            self.open = Some(open);
        }
        Ok(answer)
    }
}

/// Reads a body to its end, and returns its length.
async fn drain(mut body: Incoming) -> Result<u64, Failure> {
    let mut length = 0;
    while !body.is_end_stream() {
        match body.frame().await {
            Some(Ok(frame)) => {
                length += frame.data_ref().map_or(0, Bytes::len) as u64;
            }
            Some(Err(error)) => return Err(failures::of_body(&error)),
            None => break,
        }
    }
    Ok(length)
}
