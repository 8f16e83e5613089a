//! Faults below HTTP, seen from a bare socket.

use std::io::ErrorKind;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::Session;

/// Asks for London with a fault, and reads until the connection ends.
async fn converse(fault: &str) -> (String, std::io::Result<usize>) {
    let session = Session::start().await;
    let address = session.stand_in.address();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET /v1/search?name=London HTTP/1.1\r\nHost: {address}\r\n\
         X-Fault: {fault}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await;
    (String::from_utf8(bytes).unwrap(), end)
}

/// Returns the length that the head announces and that of the body.
fn lengths(answer: &str) -> (usize, usize) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let announced =
        lines.find_map(|line| line.strip_prefix("content-length: "));
    (announced.unwrap().parse().unwrap(), body.len())
}

#[tokio::test]
async fn a_reset_is_a_reset_in_the_middle_of_the_body() {
    let (answer, end) = converse("reset").await;
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    let (announced, sent) = lengths(&answer);
    assert_eq!(sent, announced / 2);
}

#[tokio::test]
async fn a_truncated_answer_ends_orderly_and_too_early() {
    let (answer, end) = converse("truncate").await;
    assert!(end.is_ok());
    let (announced, sent) = lengths(&answer);
    assert_eq!(sent, announced / 2);
}

#[tokio::test]
async fn a_client_calls_both_a_broken_body() {
    let session = Session::start().await;
    for fault in ["reset", "truncate"] {
        let path = format!("/v1/search?name=London&fault={fault}");
        assert!(session.get(&path).await.text().await.is_err(), "{fault}");
    }
    session.ok("/v1/search?name=London").await;
}

#[tokio::test]
async fn stopping_cuts_a_connection_that_stalls() {
    let session = Session::start().await;
    let address = session.stand_in.address();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = "GET /v1/search?fault=stall HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    session.until(|stand_in| stand_in.stats().current == 1).await;
    drop(session.stand_in);
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.ok();
    assert!(bytes.is_empty());
}
