//! How much is read of a body, and how long that and the answer may take.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::metrics::RouteMetrics;
use super::problem::Problem;
use super::site::Site;

/// What a browser must not do with what it gets: guess.
pub(super) const NOSNIFF: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-content-type-options"),
    HeaderValue::from_static("nosniff"),
);

/// Answers a request in time, and counts it.
pub(super) async fn observe(
    State((site, metrics)): State<(Arc<Site>, RouteMetrics)>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    // First it is read, then it is answered.
    let time = site.settings.patience + site.settings.timeout;
    let answered = tokio::time::timeout(time, next.run(request)).await;
    let mut response = answered.unwrap_or_else(|_| {
        let late = "this took too long; whether a change was made is not \
                    known, and it can be asked for again with the same \
                    Idempotency-Key";
        Problem::unavailable(late).into_response()
    });
    let (name, value) = NOSNIFF;
    response.headers_mut().insert(name, value);
    metrics.count(response.status(), started.elapsed());
    response
}

/// Reads a body of at most `limit` bytes, as far as it comes in time.
pub(super) async fn read(
    site: &Site,
    body: Body,
    limit: usize,
) -> Result<Bytes, Problem> {
    let too_large = || {
        let detail = format!("a body has at most {limit} bytes here");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
    };
    let known = hyper::body::Body::size_hint(&body).lower();
    if usize::try_from(known).is_ok_and(|known| known > limit) {
        return Err(too_large());
    }
    let body = Limited::new(body, limit).collect();
    let read = tokio::time::timeout(site.settings.patience, body).await;
    let Ok(read) = read else {
        let detail = "the body did not come in time";
        return Err(Problem::new(StatusCode::REQUEST_TIMEOUT, detail));
    };
    match read {
        Ok(read) => Ok(read.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(_) => Err(Problem::bad("the body is cut off or malformed")),
    }
}
