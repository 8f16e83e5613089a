//! Every engine, against servers that do what servers should not.

mod asking;
mod connecting;
mod general;
mod hostile;
mod http2;
mod server;

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Uri};

use super::general::General;
use super::http1::Http1;
use super::http2::Http2;
use super::{Answer, Engine, Kind, Settings, SetupError};
use crate::measure::{ErrorClass, Failure};
use crate::plan::Plan;
use crate::run::Job;
use crate::target::{Origin, Requests, Route, Target};

const ALL: [Kind; 3] = [Kind::Http1, Kind::Http2, Kind::General];

/// What a test waits for that ends by it.
const SHORT: Duration = Duration::from_millis(150);

/// An engine, whichever.
enum Any {
    Http1(Http1),
    Http2(Http2),
    General(General),
}

impl Any {
    fn of(job: &Job) -> Self {
        Self::some(job, 1).pop().unwrap()
    }

    fn some(job: &Job, count: usize) -> Vec<Self> {
        Self::try_some(job, count).unwrap()
    }

    fn try_some(job: &Job, count: usize) -> Result<Vec<Self>, SetupError> {
        Ok(match job.engine.kind {
            Kind::Http1 => {
                let engines = super::http1::engines(job)?;
                engines.map(Self::Http1).take(count).collect()
            }
            Kind::Http2 => {
                let engines = super::http2::engines(job)?;
                engines.map(Self::Http2).take(count).collect()
            }
            Kind::General => {
                let engines = super::general::engines(job)?;
                engines.map(Self::General).take(count).collect()
            }
        })
    }

    async fn ready(&mut self) -> Result<Option<Duration>, Failure> {
        match self {
            Self::Http1(engine) => engine.ready().await,
            Self::Http2(engine) => engine.ready().await,
            Self::General(engine) => engine.ready().await,
        }
    }

    async fn exchange(&mut self) -> Result<Answer, Failure> {
        match self {
            Self::Http1(engine) => engine.exchange(0).await,
            Self::Http2(engine) => engine.exchange(0).await,
            Self::General(engine) => engine.exchange(0).await,
        }
    }

    /// Sends a request, as a connection of a run does it.
    async fn ask(&mut self) -> Result<Answer, Failure> {
        self.ready().await?;
        self.exchange().await
    }
}

fn job(kind: Kind, url: &str) -> Job {
    let uri: Uri = url.parse().unwrap();
    let origins = vec![Origin::of(&uri).unwrap()];
    let request = Request::get(uri.clone());
    let request = match kind {
        // As a target makes them: HTTP/1.1 has the host in a header.
        Kind::Http1 => {
            request.header("host", uri.authority().unwrap().as_str())
        }
        Kind::Http2 | Kind::General => request,
    };
    let requests = Requests::same(request.body(Bytes::new()).unwrap());
    Job {
        plan: Plan { streams: 1, ..Plan::default() },
        target: Target { requests, origins, route: Route::default() },
        engine: Settings { kind, ..Settings::default() },
    }
}

/// Asserts that a request fails with a class, and has something to say.
async fn fails(job: &Job, class: ErrorClass) -> Failure {
    let kind = job.engine.kind;
    let failure = match Any::of(job).ask().await {
        Err(failure) => failure,
        Ok(answer) => panic!("{kind:?}: {answer:?}"),
    };
    assert_eq!(failure.class, class, "{kind:?}: {}", failure.message);
    assert!(!failure.message.is_empty(), "{kind:?}");
    failure
}
