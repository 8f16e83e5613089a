//! Nothing a stranger sends makes the server grow, or holds it for ever.

use std::time::Duration;

use blitzy::serve::{Config, Security};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::Instant;

use super::{Session, rest};

/// Sends the same again and again until the server has enough. Returns how it
/// answers, and how many bytes it took.
async fn pester<S>(stream: S, head: &str, again: &str) -> (String, usize)
where
    S: AsyncRead + AsyncWrite,
{
    let (mut reader, mut writer) = tokio::io::split(stream);
    let mut taken = 0;
    let sending = async {
        writer.write_all(head.as_bytes()).await?;
        loop {
            writer.write_all(again.as_bytes()).await?;
            taken += again.len();
        }
    };
    let mut answer = vec![0; 12];
    let sent: std::io::Result<()> = tokio::select! {
        // Its bytes are on their way, even if ours are refused first.
        biased;
        read = reader.read_exact(&mut answer) => read.map(|_| ()),
        sent = sending => sent,
    };
    if sent.is_err() {
        reader.read_exact(&mut answer).await.ok();
    }
    (String::from_utf8(answer).unwrap(), taken)
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let session = Session::start().await;
    let (start, more) = ("GET / HTTP/1.1\r\nx: ", "x".repeat(1000));
    let (answer, _) = pester(session.connect().await, start, &more).await;
    assert_eq!(answer, "HTTP/1.1 431");
    let (start, more) = ("GET /", "x".repeat(1000));
    let (answer, _) = pester(session.connect().await, start, &more).await;
    assert!(["HTTP/1.1 414", "HTTP/1.1 431"].contains(&&*answer), "{answer}");
    assert_eq!(session.server.requests(), 0);
}

#[tokio::test]
async fn headers_without_end_are_refused() {
    let session = Session::start().await;
    let (start, more) = ("GET / HTTP/1.1\r\n", "x: y\r\n");
    let (answer, _) = pester(session.connect().await, start, more).await;
    assert_eq!(answer, "HTTP/1.1 431");
}

#[tokio::test]
async fn a_body_without_end_is_refused() {
    let session = Session::start().await;
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(65_536));
    for path in ["/", "/echo", "/status/200"] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\n\
             Transfer-Encoding: chunked\r\n\r\n"
        );
        let stream = session.connect().await;
        let (answer, taken) = pester(stream, &head, &chunk).await;
        assert_eq!(answer, "HTTP/1.1 413", "{path}");
        // What it took beyond the limit is in the sockets' buffers.
        assert!(taken < 64 << 20, "{path}: {taken}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_for_an_echo_is_refused() {
    let session = Session::start().await;
    for (size, status) in [(65_536, 200), (65_537, 413)] {
        let request = session.request(reqwest::Method::POST, "/echo");
        let response = request.body("x".repeat(size)).send().await.unwrap();
        assert_eq!(response.status(), status);
    }
}

#[tokio::test]
async fn bytes_that_are_no_http_are_refused() {
    let session = Session::start().await;
    let mut stream = session.connect().await;
    let garbage = b"\x16\x03\x01 this is not it\r\n\r\n";
    stream.write_all(garbage).await.unwrap();
    let (answer, _) = rest(stream).await;
    assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn who_does_not_finish_a_request_is_cut_off() {
    let session = Session::start().await;
    let post = "POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\nhalf";
    for start in ["", "GET / HTT", "PRI * HTTP/2.0\r\n\r\nSM", post] {
        let mut stream = session.connect().await;
        stream.write_all(start.as_bytes()).await.unwrap();
        let asked = Instant::now();
        rest(stream).await.1.ok();
        let minute = Duration::from_mins(1);
        let took = asked.elapsed();
        assert!((minute..3 * minute).contains(&took), "{start:?}: {took:?}");
    }
    session.until(|server| server.stats().open_connections == 0).await;
}

#[tokio::test(start_paused = true)]
async fn who_does_not_finish_a_handshake_is_cut_off() {
    let security = Security::SelfSigned;
    let session = Session::with(Config { security, ..Config::default() }).await;
    let stream = session.connect().await;
    let asked = Instant::now();
    rest(stream).await.1.ok();
    assert!(asked.elapsed() >= Duration::from_mins(1));
    session.until(|server| server.stats().open_connections == 0).await;
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_their_turn() {
    let session =
        Session::with(Config { max_connections: 2, ..Config::default() }).await;
    let mut waiting = Vec::new();
    for _ in 0..10 {
        waiting.push(session.ask("/").await);
    }
    session.until(|server| server.requests() == 2).await;
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    assert_eq!(session.server.stats().open_connections, 2);
    assert_eq!(session.server.requests(), 2);
    for mut stream in waiting {
        let mut answer = [0; 15];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200 OK");
    }
    assert_eq!(session.server.requests(), 10);
}
