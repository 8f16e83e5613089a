//! HTTP/2: many requests share a connection.

mod link;

use std::iter;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Version};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use tokio::task::coop::consume_budget;
use tokio::time::Instant;

use link::{Link, Shared};

use super::connect::{Connector, Protocol};
use super::deadline::Deadline;
use super::{Answer, Engine, SetupError, failures};
use crate::measure::{ErrorClass, Failure};
use crate::plan::KeepAlive;
use crate::run::Job;
use crate::target::{Form, Requests};

/// One stream at a time of a connection that others use too.
pub(crate) struct Http2 {
    requests: Requests,
    shared: Arc<Shared>,
    /// The connection, as long as it is known to be open.
    link: Option<Link>,
    keep_alive: KeepAlive,
    deadline: Deadline,
}

/// Returns as many senders as are asked for. Those in a row share connections,
/// as many of them as the plan has streams in one.
pub(crate) fn engines(
    job: &Job,
) -> Result<impl Iterator<Item = Http2> + Send + use<>, SetupError> {
    let Job { plan, target, .. } = job;
    let connector = Arc::new(Connector::new(job, Protocol::Http2)?);
    let requests = target.requests.clone().in_form(Form::Authority);
    let connect_timeout = plan.connect_timeout;
    let request_timeout = plan.request_timeout;
    let (streams, keep_alive) = (plan.streams.max(1), plan.keep_alive);
    let connections = iter::repeat_with(move || {
        Arc::new(Shared::new(connector.clone(), connect_timeout))
    });
    Ok(connections.flat_map(move |shared| iter::repeat_n(shared, streams)).map(
        move |shared| Http2 {
            requests: requests.clone(),
            shared,
            link: None,
            keep_alive,
            deadline: Deadline::new(request_timeout),
        },
    ))
}

impl Engine for Http2 {
    async fn ready(&mut self) -> Result<Option<Duration>, Failure> {
        if self.link.as_ref().is_some_and(Link::is_open) {
            return Ok(None);
        }
        self.link = None;
        let (link, time) = match self.keep_alive {
            KeepAlive::Yes => self.shared.link().await?,
            KeepAlive::No => {
                let began = Instant::now();
                let link = self.shared.open().await?;
                (link, Some(began.elapsed()))
            }
        };
        self.link = Some(link);
        Ok(time)
    }

    async fn exchange(&mut self, number: u64) -> Result<Answer, Failure> {
        let Self { requests, shared, link, keep_alive, deadline } = self;
        deadline.start(Instant::now());
        // Taken out of here, a connection for one request ends with it, even if
        // nobody waits for its end.
        let mut own = match keep_alive {
            KeepAlive::Yes => None,
            KeepAlive::No => link.take(),
        };
        let link = own.as_mut().or(link.as_mut());
        let link = link.expect("the engine is ready");
        let answer = async {
            let response = match send(link, requests, number).await {
                Err(Unsent::Unprocessed) => {
                    link.retire();
                    *link = match keep_alive {
                        KeepAlive::Yes => shared.link().await?.0,
                        KeepAlive::No => shared.open().await?,
                    };
                    send(link, requests, number).await
                }
                sent => sent,
            };
            drain(response.map_err(Unsent::into_failure)?).await
        };
        deadline.before(answer).await?
    }
}

/// Why there is no answer to a request.
enum Unsent {
    /// The server has not looked at it, and never will on this connection,
    /// which it is closing in good order. It can be sent on another one:
    /// [RFC 9113, 6.8](https://www.rfc-editor.org/rfc/rfc9113#section-6.8).
    Unprocessed,
    Failed(hyper::Error),
}

impl Unsent {
    fn into_failure(self) -> Failure {
        match self {
            Self::Unprocessed => {
                let message = "two connections in a row were closed before \
                               the server took the request";
                Failure::new(ErrorClass::Reset, message)
            }
            Self::Failed(error) => failures::of_head(&error),
        }
    }
}

impl From<TrySendError<Request<Full<Bytes>>>> for Unsent {
    fn from(mut error: TrySendError<Request<Full<Bytes>>>) -> Self {
        let is_returned = error.take_message().is_some();
        let error = error.into_error();
        if is_returned || failures::is_unprocessed(&error) {
            Self::Unprocessed
        } else {
            Self::Failed(error)
        }
    }
}

async fn send(
    link: &mut Link,
    requests: &Requests,
    number: u64,
) -> Result<http::Response<Incoming>, Unsent> {
    let mut request = requests.get(number).map(Full::new);
    *request.version_mut() = Version::HTTP_2;
    Ok(link.send(request).await?)
}

async fn drain(response: http::Response<Incoming>) -> Result<Answer, Failure> {
    let status = response.status().as_u16();
    let mut incoming = response.into_body();
    let mut body = 0;
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|error| failures::of_body(&error))?;
        body += frame.data_ref().map_or(0, |data| data.len() as u64);
        // Frames that another thread receives as fast as they are taken here
        // would keep the deadline from being looked at.
        consume_budget().await;
    }
    Ok(Answer { status, body })
}
