//! What happens, told as it happens: server-sent events.

use std::convert::Infallible;
use std::fmt::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName};
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use hyper::body::Frame;
use serde::Serialize;
use tokio::time::{Interval, interval};

use super::gate::Closes;
use super::metrics::One;
use super::path::Named;
use super::problem::Problem;
use super::query::{BadQuery, Parameters};
use super::site::Site;
use crate::list::{Change, EntryId, Version};
use crate::lists::{Event, ListsEvent, Subscription};
use crate::transfer::EntryJson;

/// How often something is sent, so that whoever waits knows that we live, and
/// we learn that nobody waits.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// After how many milliseconds a browser asks again.
const FIRST: &str = "retry: 1000\n\n";

/// How many events are sent at once at most.
const AT_ONCE: usize = 64;

/// Tells what happens to a list, from now on or since a version.
pub(super) async fn of_list(
    State(site): State<Arc<Site>>,
    Named(name): Named,
    Extension(closes): Extension<Closes>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let since = since(&uri, &headers)?;
    let events = site.lists.subscribe(&name, since).await;
    let events = site.counted(events)?;
    Ok(stream(&site, events, write_event, closes))
}

/// Tells which lists begin and end.
pub(super) async fn of_lists(
    State(site): State<Arc<Site>>,
    Extension(closes): Extension<Closes>,
    uri: Uri,
) -> Result<Response, Problem> {
    Parameters::new(uri.query().unwrap_or_default()).only(&[])?;
    let events = site.lists.subscribe_to_lists();
    Ok(stream(&site, events, write_lists_event, closes))
}

/// Returns which version the client knows: that of its last event or, since
/// a browser says nothing at first, the one in the address.
fn since(uri: &Uri, headers: &HeaderMap) -> Result<Option<Version>, Problem> {
    let query = Parameters::new(uri.query().unwrap_or_default());
    let query = query.only(&["since"])?;
    let what = "the version of a list";
    let since = query.parsed("since", what, |text| text.parse().ok())?;
    let Some(last) = headers.get("last-event-id") else { return Ok(since) };
    if last.is_empty() {
        return Ok(since);
    }
    let last = last.to_str().ok().and_then(|last| last.parse().ok());
    Ok(Some(last.ok_or(BadQuery::Value("Last-Event-ID", what))?))
}

/// Events, as the body of an answer.
struct Stream<E> {
    has_begun: bool,
    /// Nothing once there are no more.
    next: Option<Next<E>>,
    write: fn(&mut String, &E),
    heartbeat: Interval,
    closes: Pin<Box<dyn Future<Output = ()> + Send>>,
    _one: One,
}

/// A wait for the next event, which gives the subscription back.
type Next<E> =
    Pin<Box<dyn Future<Output = (Option<E>, Subscription<E>)> + Send>>;

fn next<E>(mut events: Subscription<E>) -> Next<E>
where
    E: Clone + Send + 'static,
{
    Box::pin(async move { (events.next().await, events) })
}

fn stream<E: Clone + Send + 'static>(
    site: &Site,
    events: Subscription<E>,
    write: fn(&mut String, &E),
    mut closes: Closes,
) -> Response {
    let closes = async move {
        // If the connection is gone, so is this.
        let _ = closes.wait_for(|closes| *closes).await;
    };
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.reset();
    let stream = Stream {
        has_begun: false,
        next: Some(next(events)),
        write,
        heartbeat,
        closes: Box::pin(closes),
        _one: site.metrics.subscribers.one_more(),
    };
    let unbuffered = HeaderName::from_static("x-accel-buffering");
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Asks a proxy in front to pass each event on at once.
        (unbuffered, HeaderValue::from_static("no")),
    ];
    (headers, Body::new(stream)).into_response()
}

impl<E: Clone + Send + 'static> hyper::body::Body for Stream<E> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = &mut *self;
        let frame = |text: String| {
            Poll::Ready(Some(Ok(Frame::data(Bytes::from(text)))))
        };
        if !this.has_begun {
            this.has_begun = true;
            return frame(FIRST.to_owned());
        }
        if this.closes.as_mut().poll(cx).is_ready() {
            return Poll::Ready(None);
        }
        let mut text = String::new();
        for _ in 0..AT_ONCE {
            let Some(waiting) = &mut this.next else { break };
            let Poll::Ready((event, events)) = waiting.as_mut().poll(cx) else {
                break;
            };
            this.next = event.as_ref().map(|_| next(events));
            if let Some(event) = event {
                (this.write)(&mut text, &event);
            }
        }
        if !text.is_empty() {
            this.heartbeat.reset();
            return frame(text);
        }
        if this.next.is_none() {
            return Poll::Ready(None);
        }
        ready!(this.heartbeat.poll_tick(cx));
        frame(":\n\n".to_owned())
    }
}

#[derive(Serialize)]
struct Reset {
    version: Option<Version>,
}

#[derive(Serialize)]
struct Changed {
    version: Version,
    changes: Vec<ChangeJson>,
}

#[derive(Serialize)]
struct ChangeJson {
    id: EntryId,
    entry: Option<EntryJson>,
}

fn write_event(text: &mut String, event: &Event) {
    match event {
        Event::Reset(version) => {
            let id = version.map(|version| version.to_string());
            let id = id.unwrap_or_default();
            write(text, Some(&id), "reset", &Reset { version: *version });
        }
        Event::Changed { version, changes } => {
            let list = version.list;
            let shown = |change: &Change| ChangeJson {
                id: change.id,
                entry: change
                    .entry
                    .as_ref()
                    .map(|entry| EntryJson::new(list, change.id, entry)),
            };
            let changes = changes.iter().map(shown).collect();
            let id = version.to_string();
            let data = Changed { version: *version, changes };
            write(text, Some(&id), "changed", &data);
        }
        // An empty id: the list of this name that comes next is another.
        Event::Ended => {
            write(text, Some(""), "ended", &serde_json::json!({}));
        }
    }
}

fn write_lists_event(text: &mut String, event: &ListsEvent) {
    let (kind, name) = match event {
        ListsEvent::Began(name) => ("began", name),
        ListsEvent::Ended(name) => ("ended", name),
    };
    write(text, None, kind, &serde_json::json!({ "name": name }));
}

fn write(
    text: &mut String,
    id: Option<&str>,
    event: &str,
    data: &impl Serialize,
) {
    // Neither numbers and texts nor a string can fail to be written.
    let data = serde_json::to_string(data).unwrap_or_default();
    if let Some(id) = id {
        let _ = writeln!(text, "id: {id}");
    }
    let _ = writeln!(text, "event: {event}\ndata: {data}\n");
}
