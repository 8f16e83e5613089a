//! Each path does what the guide says.

use std::io::ErrorKind;
use std::time::Duration;

use blitzy::serve::{Config, GUIDE};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use super::{Session, client, rest};

const MS: Duration = Duration::from_millis(1);

#[tokio::test]
async fn the_root_says_hello_and_who_it_is() {
    let session = Session::start().await;
    for path in ["/", "/?page=7", "/redirect/0"] {
        let response = session.get(path).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["server"], "blitzy-serve");
        assert_eq!(response.headers()["content-length"], "13");
        assert_eq!(response.text().await.unwrap(), "Hello, world!");
    }
}

#[tokio::test]
async fn the_root_has_the_body_that_it_was_given() {
    let config = Config::default().with_body_size(70_000);
    let session = Session::with(config).await;
    assert_eq!(session.text("/").await, "x".repeat(70_000));
}

#[tokio::test]
async fn a_head_is_all_there_is_for_head() {
    let session = Session::start().await;
    let response = session.request(Method::HEAD, "/").send().await.unwrap();
    assert_eq!(response.headers()["content-length"], "13");
    assert_eq!(response.text().await.unwrap(), "");
}

#[tokio::test]
async fn a_status_is_answered_as_asked() {
    let session = Session::start().await;
    for (status, body) in [
        (200, "OK"),
        (204, ""),
        (304, ""),
        (404, "Not Found"),
        (503, "Service Unavailable"),
        (599, "no name"),
    ] {
        let response = session.get(&format!("/status/{status}")).await;
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["server"], "blitzy-serve");
        assert_eq!(response.text().await.unwrap(), body);
    }
    assert_eq!(session.server.connections(), 1);
}

#[tokio::test]
async fn bytes_are_as_many_as_asked() {
    let session = Session::start().await;
    for size in [0, 1, 65_536, 65_537, 100_000, 3_000_000] {
        let response = session.get(&format!("/bytes/{size}")).await;
        assert_eq!(response.content_length(), Some(size));
        assert_eq!(response.bytes().await.unwrap().len() as u64, size);
    }
}

#[tokio::test]
async fn redirects_end_after_as_many_as_asked() {
    let session = Session::start().await;
    assert_eq!(session.text("/redirect/3").await, "Hello, world!");
    assert_eq!(session.server.requests(), 4);
    let endless = session.request(Method::GET, "/redirect/loop").send().await;
    assert!(endless.unwrap_err().is_redirect());
}

#[tokio::test]
async fn an_echo_says_what_was_asked() {
    let session = Session::start().await;
    let request = session.request(Method::PUT, "/echo?a=1");
    let request = request.header("x-who", "a").header("x-who", "b");
    let response = request.body("Käse").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    let text = response.text().await.unwrap();
    let echo: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(echo["method"], "PUT");
    assert_eq!(echo["path"], "/echo?a=1");
    assert_eq!(echo["version"], "HTTP/1.1");
    assert_eq!(echo["headers"]["x-who"], "a, b");
    assert_eq!(echo["headers"]["content-length"], "5");
    assert_eq!(echo["body"], "Käse");
}

#[tokio::test]
async fn stats_are_not_counted() {
    let session = Session::start().await;
    session.get("/").await;
    session.get("/status/503").await;
    let expected = json!({
        "requests": 2, "errors": 0, "connections": 1, "open_connections": 1,
    });
    for _ in 0..2 {
        let stats = session.text("/stats").await;
        assert_eq!(serde_json::from_str::<Value>(&stats).unwrap(), expected);
    }
    assert_eq!(session.server.requests(), 2);
}

#[tokio::test]
async fn an_unknown_path_is_told_what_there_is() {
    let session = Session::start().await;
    let response = session.get("/favicon.ico").await;
    assert_eq!(response.status(), 404);
    assert_eq!(response.text().await.unwrap(), GUIDE);
}

#[tokio::test]
async fn a_body_that_nobody_wants_is_read_and_the_connection_kept() {
    let session = Session::start().await;
    for path in ["/", "/status/500", "/bytes/10"] {
        let request = session.request(Method::POST, path);
        let response = request.body("x".repeat(1_000_000)).send().await;
        response.unwrap().text().await.unwrap();
    }
    assert_eq!(session.server.connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_delay_is_as_long_as_asked() {
    let session = Session::start().await;
    let asked = Instant::now();
    assert_eq!(session.text("/delay/200ms").await, "Hello, world!");
    let took = asked.elapsed();
    assert!((200 * MS..300 * MS).contains(&took), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn slow_bytes_come_one_by_one() {
    let session = Session::start().await;
    let asked = Instant::now();
    let mut response = session.get("/slow-bytes/20/100ms").await;
    assert_eq!(response.content_length(), Some(20));
    let mut chunks = 0;
    while let Some(chunk) = response.chunk().await.unwrap() {
        assert_eq!(chunk, "x");
        chunks += 1;
    }
    assert_eq!(chunks, 20);
    let took = asked.elapsed();
    assert!((2000 * MS..2300 * MS).contains(&took), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn who_hangs_is_never_answered_and_holds_nobody_up() {
    let session = Session::start().await;
    let hanging = session.ask("/hang").await;
    session.until(|server| server.requests() == 1).await;
    assert_eq!(session.text("/").await, "Hello, world!");
    let hour = Duration::from_hours(1);
    assert!(timeout(hour, rest(hanging)).await.is_err());
}

#[tokio::test]
async fn a_reset_comes_instead_of_an_answer() {
    let session = Session::start().await;
    let (answer, end) = rest(session.ask("/reset").await).await;
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(answer, "");
    assert_eq!(session.server.requests(), 1);
}

#[tokio::test]
async fn a_cut_answer_ends_orderly_and_too_early() {
    let session = Session::start().await;
    let (answer, end) = rest(session.ask("/cut").await).await;
    end.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains("content-length: 28"), "{head}");
    assert_eq!(body, "half of it is ");
    let error = session.get("/cut").await.bytes().await.unwrap_err();
    assert!(error.is_decode() || error.is_body(), "{error:?}");
}

#[tokio::test]
async fn the_guide_names_every_path() {
    let session = Session::start().await;
    let http = client().redirect(reqwest::redirect::Policy::none());
    let http = http.build().unwrap();
    let paths = GUIDE
        .lines()
        .filter_map(|line| line.strip_prefix("  /"))
        .filter_map(|line| line.split(' ').next());
    let mut known = 0;
    for path in paths {
        // These two never become an answer.
        if !["hang", "reset"].contains(&path) {
            let url = format!("{}/{path}", session.server.url());
            let status = http.get(url).send().await.unwrap().status();
            assert_ne!(status, 404, "{path}");
        }
        known += 1;
    }
    assert_eq!(known, 11);
}
