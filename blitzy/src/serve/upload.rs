//! Bodies of requests: read to their end, within limits, and echoed.

use std::collections::BTreeMap;
use std::io;

use http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use serde::Serialize;

/// Bounds a body that is read only to be done with it.
const MOST_DISCARDED: u64 = 16 * 1024 * 1024;

/// Bounds a body that is sent back.
const MOST_ECHOED: usize = 64 * 1024;

/// Is why a body was not read to its end.
#[derive(Debug)]
pub(super) enum Unread {
    TooLong,
    Broken(io::Error),
}

/// Reads a body to its end and keeps nothing of it.
pub(super) async fn discard(mut body: Incoming) -> Result<(), Unread> {
    let mut read = 0;
    while !body.is_end_stream() {
        let Some(frame) = body.frame().await else {
            break;
        };
        let broken = |error| Unread::Broken(io::Error::other(error));
        let frame = frame.map_err(broken)?;
        read += frame.data_ref().map_or(0, |data| data.len() as u64);
        if read > MOST_DISCARDED {
            return Err(Unread::TooLong);
        }
    }
    Ok(())
}

/// Reads a body to its end and keeps it.
pub(super) async fn keep(body: Incoming) -> Result<Bytes, Unread> {
    match Limited::new(body, MOST_ECHOED).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Unread::TooLong),
        Err(error) => Err(Unread::Broken(io::Error::other(error))),
    }
}

/// Says what a request was, in JSON. Repeated headers are joined by `, `, and
/// bytes that are no text are replaced.
pub(super) fn echo(head: &Parts, body: &[u8]) -> io::Result<String> {
    #[derive(Serialize)]
    struct Echo<'a> {
        method: &'a str,
        path: String,
        version: String,
        headers: BTreeMap<&'a str, String>,
        body: &'a str,
    }

    let mut headers = BTreeMap::<_, String>::new();
    for (name, value) in &head.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        headers
            .entry(name.as_str())
            .and_modify(|known| *known = format!("{known}, {value}"))
            .or_insert_with(|| value.into_owned());
    }
    let path = head.uri.path_and_query().map(ToString::to_string);
    let echo = Echo {
        method: head.method.as_str(),
        path: path.unwrap_or_default(),
        version: format!("{:?}", head.version),
        headers,
        body: &String::from_utf8_lossy(body),
    };
    Ok(serde_json::to_string(&echo)?)
}
