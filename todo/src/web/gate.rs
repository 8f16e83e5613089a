//! Where every request of a connection comes by.
//!
//! The book's two routes are answered here, and not by the router: they are
//! most of what is asked, and this is half as much work.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::response::{IntoResponse, Response};
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::sync::watch;

use super::book::Asked;
use super::limits::NOSNIFF;
use super::metrics::RouteMetrics;
use super::origin;
use super::site::Site;

/// Answers the requests of one connection.
pub(super) struct Gate {
    site: Arc<Site>,
    router: TowerToHyperService<Router>,
    closes: Closes,
}

/// Becomes true when the connection is to be closed, for those who would go
/// on for ever.
pub(super) type Closes = watch::Receiver<bool>;

type Answer =
    Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

impl Gate {
    pub(super) fn new(site: Arc<Site>, router: Router, closes: Closes) -> Self {
        Self { site, router: TowerToHyperService::new(router), closes }
    }
}

impl Service<Request<Incoming>> for Gate {
    type Response = Response;
    type Error = Infallible;
    type Future = Answer;

    fn call(&self, request: Request<Incoming>) -> Answer {
        let (mut parts, body) = request.into_parts();
        let hosts = &self.site.settings.hosts;
        if let Err(problem) = origin::check(&parts, hosts) {
            let refused = finish(
                problem.into_response(),
                &self.site.metrics.refused,
                Instant::now(),
            );
            return Box::pin(std::future::ready(Ok(refused)));
        }
        let Some(asked) = Asked::of(&parts) else {
            parts.extensions.insert(self.closes.clone());
            let request = Request::from_parts(parts, body);
            return Box::pin(self.router.call(request));
        };
        let site = self.site.clone();
        Box::pin(async move {
            let started = Instant::now();
            let query = parts.uri.query().unwrap_or_default();
            let answer = asked.answer(&site, query).await;
            Ok(finish(answer, asked.metrics(&site), started))
        })
    }
}

/// Counts an answer of the gate itself.
fn finish(
    mut answer: Response,
    metrics: &RouteMetrics,
    started: Instant,
) -> Response {
    let (name, value) = NOSNIFF;
    answer.headers_mut().insert(name, value);
    metrics.count(answer.status(), started.elapsed());
    answer
}
