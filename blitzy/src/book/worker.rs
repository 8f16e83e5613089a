//! The worker: it times one request.

use std::time::Duration;

use actor_core::{ExitReason, Node, process};
use reqwest::Url;
use tokio::time::Instant;

use super::get::{Get, Http};
use super::report::msecs;

/// What becomes of a worker: how long its request took, or what went wrong.
pub type Outcome = Result<Duration, Failure>;

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// There was no answer, for this reason.
    #[error("{0}")]
    Transport(String),
    /// There was one, with a status that the book does not take for success:
    /// it is below 200 or above 304.
    #[error("unknown")]
    Unknown,
    /// The worker ended before its request did.
    #[error("crashed: {0}")]
    Crashed(ExitReason),
}

/// A worker that is about to be started: what it asks, and how.
#[derive(Clone, Debug)]
pub struct Worker<G = Http> {
    url: Url,
    get: G,
}

impl Worker {
    /// Makes one that sends a real request.
    ///
    /// # Errors
    ///
    /// As [`Http::new`].
    pub fn new(url: Url) -> Result<Self, reqwest::Error> {
        let get = Http::new(&url)?;
        Ok(Self { url, get })
    }
}

impl<G: Get> Worker<G> {
    /// Makes one that uses another function: the second argument of the book's
    /// `Worker.start`.
    pub fn with_get(url: Url, get: G) -> Self {
        Self { url, get }
    }

    /// Makes the request, and returns what became of it.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    pub async fn start(self) -> Outcome {
        let start = Instant::now();
        let answer = self.get.get(self.url).await;
        handle_response(answer, start.elapsed())
    }
}

fn handle_response(answer: Result<u16, String>, time: Duration) -> Outcome {
    let me = match Node::current() {
        None => process::id().to_string(),
        Some(node) => format!("{}-{}", node.name(), process::id()),
    };
    match answer {
        Ok(200..=304) => {
            let msecs = msecs(time);
            tracing::info!("worker [{me}] completed in {msecs} msecs");
            Ok(time)
        }
        Err(reason) => {
            tracing::info!("worker [{me}] error due to {reason}");
            Err(Failure::Transport(reason))
        }
        Ok(_) => {
            tracing::info!("worker [{me}] errored out");
            Err(Failure::Unknown)
        }
    }
}
