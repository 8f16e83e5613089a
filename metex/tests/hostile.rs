//! Answers that no weather service should give.

use std::net::SocketAddr;
use std::time::Duration;

use metex::{Error, Location, Provider, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Gives every request the same answer.
async fn server(answer: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            // Whoever has seen enough may be gone.
            let _ = stream.write_all(&answer).await;
        }
    });
    address
}

async fn error(head: &str, body: &[u8]) -> Error {
    let mut answer = format!("HTTP/1.1 {head}\r\n\r\n").into_bytes();
    answer.extend_from_slice(body);
    let address = server(answer).await;
    let base_url = Some(format!("http://{address}").parse().unwrap());
    let timeout = Duration::from_secs(20);
    let settings = Settings { base_url, timeout, ..Settings::default() };
    let provider = Provider::open_meteo(&settings).unwrap();
    provider.report(&Location::new("London")).await.unwrap_err()
}

#[tokio::test]
async fn an_answer_without_end_is_refused() {
    let body = vec![b' '; 2 * 1024 * 1024];
    let error = error("200 OK", &body).await;
    let Error::BadReply { problem, .. } = error else { panic!("{error:?}") };
    assert_eq!(problem, "more than 1048576 bytes");
}

#[tokio::test]
async fn deep_nesting_overflows_no_stack() {
    let error = error("200 OK", &b"[".repeat(1024 * 1024)).await;
    assert!(matches!(error, Error::BadReply { .. }), "{error:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let head = "302 Found\r\nlocation: http://192.0.2.1/\r\ncontent-length: 0";
    assert_eq!(error(head, b"").await, Error::Upstream(302));
}

#[tokio::test]
async fn the_time_to_come_back_may_be_a_date() {
    let head = "429 Too Many Requests\r\ncontent-length: 0\r\n\
                retry-after: Fri, 31 Dec 2100 23:59:59 GMT";
    let Error::RateLimited { retry_after } = error(head, b"").await else {
        panic!("not limited")
    };
    assert!(retry_after.unwrap() > Duration::from_hours(24));
}

#[tokio::test]
async fn noise_is_no_answer() {
    let error = error("\u{0}\u{1}", b"\xff\xfe").await;
    assert!(matches!(error, Error::Network(_)), "{error:?}");
}

#[tokio::test]
async fn impossible_weather_is_a_bad_reply() {
    let body = br#"{"results":[{"name":"London","latitude":51.5,
        "longitude":-0.1}],"current":{"temperature_2m":1e9}}"#;
    let head = format!("200 OK\r\ncontent-length: {}", body.len());
    let Error::BadReply { at, problem } = error(&head, body).await else {
        panic!("believed")
    };
    assert_eq!(at, "current.temperature_2m");
    assert_eq!(problem, "1000000000 °C is not possible");
}
