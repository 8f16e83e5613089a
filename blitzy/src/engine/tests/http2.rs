//! What only HTTP/2 has: connections that are shared.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::StatusCode;

use super::server::{GOAWAY, HEADERS, RST_STREAM, SETTINGS, Server, text};
use super::{Any, SHORT, job};
use crate::engine::Kind;
use crate::measure::ErrorClass;
use crate::plan::KeepAlive;

const KIND: Kind = Kind::Http2;

#[tokio::test]
async fn as_many_engines_as_there_are_streams_share_a_connection() {
    let server = Server::answering(|_| text("Singapore")).await;
    let mut job = job(KIND, &server.url());
    job.plan.streams = 5;
    let opened = all_ask(Any::some(&job, 20)).await;
    assert_eq!(server.connections(), 4);
    assert_eq!(opened, 4, "who opens one says so, and nobody else");
}

#[tokio::test]
async fn without_keep_alive_nothing_is_shared() {
    let server = Server::answering(|_| text("Singapore")).await;
    let mut job = job(KIND, &server.url());
    (job.plan.streams, job.plan.keep_alive) = (5, KeepAlive::No);
    all_ask(Any::some(&job, 10)).await;
    assert_eq!(server.connections(), 10);
}

#[tokio::test]
async fn a_timeout_of_one_stream_leaves_the_others_alone() {
    let server = Server::speaking(KIND, |mut peer| async move {
        peer.request().await;
        peer.request().await;
        // The stream that is not waited for any more is reset.
        while peer.read_frame().await != (RST_STREAM, 1) {}
        peer.answer().await;
        peer.until_closed().await;
    });
    let server = server.await;
    let mut job = job(KIND, &server.url());
    job.plan.streams = 2;
    job.plan.request_timeout = SHORT;
    let mut engines = Any::some(&job, 2);
    let mut patient = engines.pop().unwrap();
    let mut hasty = engines.pop().unwrap();
    hasty.ready().await.unwrap();
    patient.ready().await.unwrap();
    let late = hasty.exchange().await.unwrap_err();
    assert_eq!(late.class, ErrorClass::RequestTimeout);
    assert_eq!(patient.exchange().await.unwrap().body, 9);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_request_that_a_closing_server_did_not_take_is_sent_again() {
    let server = Server::speaking(KIND, |mut peer| async move {
        // One answer in a connection, as servers do that count.
        peer.request().await;
        if peer.id() == 1 {
            let first = peer.id();
            peer.answer().await;
            peer.request().await;
            // The last stream is the first, and there is no error.
            let mut payload = first.to_be_bytes().to_vec();
            payload.extend([0; 4]);
            peer.frame(GOAWAY, 0, 0, &payload).await;
        }
    });
    let server = server.await;
    let mut engine = Any::of(&job(KIND, &server.url()));
    for _ in 0..5 {
        assert_eq!(engine.ask().await.unwrap().body, 9);
    }
    assert_eq!(server.connections(), 5);
}

#[tokio::test]
async fn a_server_that_goes_away_in_anger_is_reset() {
    let server = Server::speaking(KIND, |mut peer| async move {
        peer.request().await;
        // ENHANCE_YOUR_CALM
        peer.frame(GOAWAY, 0, 0, &[0, 0, 0, 0, 0, 0, 0, 11]).await;
        peer.until_closed().await;
    });
    let job = job(KIND, &server.await.url());
    super::fails(&job, ErrorClass::Reset).await;
}

#[tokio::test]
async fn a_stream_that_the_server_refuses_is_reset() {
    let server = Server::speaking(KIND, |mut peer| async move {
        peer.request().await;
        peer.frame(RST_STREAM, 0, peer.id(), &[0, 0, 0, 7]).await;
        peer.until_closed().await;
    });
    let job = job(KIND, &server.await.url());
    super::fails(&job, ErrorClass::Reset).await;
}

#[tokio::test]
async fn a_server_that_takes_few_streams_gets_no_more() {
    let refused = Arc::new(AtomicUsize::new(0));
    let counter = refused.clone();
    let server = Server::speaking(KIND, move |mut peer| {
        let refused = counter.clone();
        async move {
            // SETTINGS_MAX_CONCURRENT_STREAMS = 1
            peer.frame(SETTINGS, 0, 0, &[0, 3, 0, 0, 0, 1]).await;
            loop {
                peer.request().await;
                let mut early = [0; 9];
                let stream = &mut peer.stream;
                if let Ok(count) = stream.try_read(&mut early)
                    && count == 9
                    && early[3] == HEADERS
                {
                    refused.fetch_add(1, Ordering::Relaxed);
                }
                peer.answer().await;
            }
        }
    });
    let mut job = job(KIND, &server.await.url());
    job.plan.streams = 10;
    all_ask(Any::some(&job, 10)).await;
    assert_eq!(refused.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn the_header_host_is_the_authority() {
    let server = Server::answering(|request| {
        let mut answer = text("");
        let authority = request.uri().authority();
        let is_right = authority.is_some_and(|name| name == "singapore:81")
            && !request.headers().contains_key("host");
        if !is_right {
            *answer.status_mut() = StatusCode::BAD_REQUEST;
        }
        answer
    });
    let mut job = job(KIND, &server.await.url());
    let mut request = job.target.requests.get(0);
    let host = "singapore:81".parse().unwrap();
    request.headers_mut().insert("host", host);
    job.target.requests = crate::target::Requests::same(request);
    assert_eq!(Any::of(&job).ask().await.unwrap().status, 200);
}

/// Lets all ask at the same time. Returns how many opened a connection.
async fn all_ask(engines: Vec<Any>) -> usize {
    let asking: Vec<_> = engines
        .into_iter()
        .map(|mut engine| {
            tokio::spawn(async move {
                let opened = engine.ready().await.unwrap();
                assert_eq!(engine.exchange().await.unwrap().body, 9);
                (engine, usize::from(opened.is_some()))
            })
        })
        .collect();
    let mut opened = 0;
    let mut kept = Vec::new();
    for asking in asking {
        let (engine, count) = asking.await.unwrap();
        opened += count;
        kept.push(engine);
    }
    opened
}
