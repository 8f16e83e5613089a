//! Events: what is told, and going on where one was.

use serde_json::{Value, json};

use crate::client::Connection;
use crate::site::Site;

const EVENTS: &str = "/api/v1/lists/bob/events";
const FIRST: &str = "/api/v1/lists/bob/entries/1";

/// A stream of events.
struct Stream {
    connection: Connection,
    text: String,
}

/// An event as it was sent.
#[derive(Debug, PartialEq, Eq)]
struct Event {
    id: Option<String>,
    kind: String,
    data: Value,
}

impl Stream {
    async fn open(site: &Site, path: &str, headers: &[(&str, &str)]) -> Self {
        let mut connection = site.connect().await;
        connection.write("GET", path, headers, "").await;
        let head = connection.head().await.unwrap();
        assert_eq!(head.status, 200, "{head:?}");
        assert_eq!(head.header("content-type"), Some("text/event-stream"));
        let first = connection.chunk().await.unwrap();
        assert_eq!(first, "retry: 1000\n\n");
        Self { connection, text: String::new() }
    }

    async fn next(&mut self) -> Event {
        while !self.text.contains("\n\n") {
            self.text += &self.connection.chunk().await.expect("an event");
        }
        let (event, rest) = self.text.split_once("\n\n").unwrap();
        let field = |name: &str| {
            let field = format!("{name}: ");
            let mut lines = event.lines();
            let line = lines.find_map(|line| line.strip_prefix(&field));
            line.map(str::to_owned)
        };
        let (id, kind) = (field("id"), field("event").unwrap());
        let data = serde_json::from_str(&field("data").unwrap()).unwrap();
        let end = self.text.len() - rest.len();
        self.text.drain(..end);
        Event { id, kind, data }
    }
}

#[tokio::test]
async fn who_knows_nothing_is_told_in_which_state_the_list_is() {
    let site = Site::start().await;
    let none = Stream::open(&site, EVENTS, &[]).await.next().await;
    assert_eq!((&*none.kind, none.data), ("reset", json!({"version": null})));
    let entry = site.add("bob", "Dentist").await.json();
    let there = Stream::open(&site, EVENTS, &[]).await.next().await;
    let version = entry["version"].as_str().unwrap();
    assert_eq!(there.id.as_deref(), Some(version));
    assert_eq!(there.data, json!({ "version": version }));
}

#[tokio::test]
async fn each_change_is_told_with_what_has_become_of_the_entries() {
    let site = Site::start().await;
    let mut stream = Stream::open(&site, EVENTS, &[]).await;
    assert_eq!(stream.next().await.kind, "reset");
    let added = site.add("bob", "Dentist").await.json();
    let changed = site.send("PATCH", FIRST, r#"{"done":true}"#).await.json();
    for entry in [added, changed] {
        let version = entry["version"].clone();
        let event = stream.next().await;
        assert_eq!(event.kind, "changed");
        assert_eq!(event.id.as_deref(), version.as_str());
        let news = json!([{"id": 1, "entry": entry}]);
        assert_eq!(event.data, json!({"version": version, "changes": news}));
    }
    site.ask("DELETE", FIRST, &[], "").await;
    let removed = stream.next().await;
    let news = json!([{"id": 1, "entry": null}]);
    assert_eq!(removed.data["changes"], news);
    site.ask("DELETE", "/api/v1/lists/bob", &[], "").await;
    let ended = stream.next().await;
    assert_eq!((&*ended.kind, ended.data), ("ended", json!({})));
}

#[tokio::test]
async fn who_was_away_is_told_of_what_was_missed() {
    let site = Site::start().await;
    let first = site.add("bob", "Dentist").await.json();
    let known = first["version"].as_str().unwrap();
    let second = site.add("bob", "Movies").await.json();
    let header = [("last-event-id", known)];
    let since = format!("{EVENTS}?since={known}");
    for (path, headers) in [(EVENTS, &header[..]), (&since, &[])] {
        let event = Stream::open(&site, path, headers).await.next().await;
        assert_eq!(event.kind, "changed", "{path}");
        let changes = json!([{"id": 2, "entry": second}]);
        assert_eq!(event.data["changes"], changes);
    }
    // What came last counts, and who knows all waits for the next.
    let headers = [("last-event-id", second["version"].as_str().unwrap())];
    let mut stream = Stream::open(&site, &since, &headers).await;
    let third = site.add("bob", "Shopping").await.json();
    let event = stream.next().await;
    assert_eq!(event.data["changes"], json!([{"id": 3, "entry": third}]));
}

#[tokio::test]
async fn who_knows_another_list_of_this_name_must_read_it_again() {
    let site = Site::start().await;
    let version = site.add("bob", "Dentist").await.json()["version"].clone();
    site.ask("DELETE", "/api/v1/lists/bob", &[], "").await;
    site.add("bob", "Movies").await;
    let headers = [("last-event-id", version.as_str().unwrap())];
    let event = Stream::open(&site, EVENTS, &headers).await.next().await;
    assert_eq!(event.kind, "reset");
    assert_ne!(event.data["version"], version);
}

#[tokio::test]
async fn what_is_no_version_is_refused() {
    let site = Site::start().await;
    for (path, headers) in [
        (EVENTS, &[("last-event-id", "12")][..]),
        ("/api/v1/lists/bob/events?since=now", &[]),
        ("/api/v1/lists/bob/events?form=1", &[]),
        ("/api/v1/events?since=1", &[]),
    ] {
        let answer = site.ask("GET", path, headers, "").await;
        assert_eq!(answer.status, 400, "{path} {headers:?}");
    }
    let empty = [("last-event-id", "")];
    let mut stream = Stream::open(&site, EVENTS, &empty).await;
    assert_eq!(stream.next().await.kind, "reset");
}

#[tokio::test]
async fn it_is_told_which_lists_begin_and_end() {
    let site = Site::start().await;
    let mut stream = Stream::open(&site, "/api/v1/events", &[]).await;
    site.add("bob%2F%22x", "Dentist").await;
    site.add("bob%2F%22x", "Movies").await;
    site.ask("PUT", "/api/v1/lists/alice", &[], "").await;
    site.ask("DELETE", "/api/v1/lists/bob%2F%22x", &[], "").await;
    for (kind, name) in
        [("began", "bob/\"x"), ("began", "alice"), ("ended", "bob/\"x")]
    {
        let event = stream.next().await;
        let seen = (&*event.kind, event.data);
        assert_eq!(seen, (kind, json!({ "name": name })));
    }
}

#[tokio::test]
async fn who_has_left_is_not_told_any_more() {
    let site = Site::start().await;
    let stream = Stream::open(&site, EVENTS, &[]).await;
    assert_eq!(site.counted("todo_subscribers ").await, 1);
    drop(stream);
    // It is known once the connection was looked at.
    while site.counted("todo_subscribers ").await > 0 {}
}
