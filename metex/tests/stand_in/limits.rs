//! What a stranger can make the stand-in do is bounded.

use metex::stand_in::Config;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::Session;

#[tokio::test]
async fn a_head_that_is_too_long_is_refused() {
    let session = Session::start().await;
    let path = format!("/v1/search?name={}", "x".repeat(20_000));
    assert_eq!(session.get(&path).await.status(), 431);
    let mut request = session.request("/v1/search?name=London");
    for number in 0..100 {
        request = request.header(format!("x-{number}"), "1");
    }
    assert_eq!(request.send().await.unwrap().status(), 431);
}

#[tokio::test]
async fn bytes_that_are_no_http_are_refused() {
    let session = Session::start().await;
    let address = session.stand_in.address();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"\x16\x03\x01 hello\r\n\r\n").await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    assert!(bytes.starts_with(b"HTTP/1.1 400 Bad Request\r\n"));
}

#[tokio::test]
async fn a_connection_beyond_the_limit_waits_for_its_turn() {
    let config = Config { max_connections: 1, ..Config::default() };
    let session = Session::with(config).await;
    let address = session.stand_in.address();
    let first = TcpStream::connect(address).await.unwrap();
    session.until(|stand_in| stand_in.stats().connections == 1).await;
    let second = tokio::spawn(session.request("/").send());
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(session.stand_in.stats().connections, 1);
    drop(first);
    assert_eq!(second.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn counters_do_not_grow_with_what_strangers_ask() {
    let session = Session::start().await;
    for number in 0..50 {
        session.ok(&format!("/v1/search?name=Nowhere {number}")).await;
        session.ask(&format!("/no/{number}")).await;
    }
    let stats = session.stand_in.stats();
    assert_eq!(stats.requests_to("other"), 50);
    assert_eq!(stats.routes.len(), 2);
    assert!(stats.routes.values().all(|route| route.cities.is_empty()));
}

#[tokio::test]
async fn one_request_asks_for_at_most_a_hundred_places() {
    let session = Session::start().await;
    let many = vec!["1"; 101].join(",");
    let path = format!("/v1/forecast?latitude={many}&longitude={many}");
    assert_eq!(session.ask(&path).await.0, 400);
}
