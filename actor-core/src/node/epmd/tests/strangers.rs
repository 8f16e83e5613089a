//! Programs that use the port but not the protocol, on either side.

use std::future::pending;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{self, Instant};

use super::{HOST, LOCAL, eventually, port_mapper, visible};
use crate::node::epmd::{Epmd, EpmdError};

/// Registered, with a creation.
const ALIVE: &[u8] = b"v\0\x01\x02\x03\x04";

/// A node that listens on 4242.
const PORT: &[u8] = b"w\0\x10\x92M\0\0\x06\0\x05\0\x06chucky\0\0";

/// Starts a server that answers everybody with this, and closes.
async fn stranger(answer: &'static [u8]) -> Epmd {
    let listener = TcpListener::bind((LOCAL, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut connection, _) = listener.accept().await.unwrap();
            // The request is read, or its rest would break the connection.
            let length = connection.read_u16().await.unwrap();
            let mut request = vec![0; length.into()];
            connection.read_exact(&mut request).await.unwrap();
            // The client may have had enough.
            let _ = connection.write_all(answer).await;
        }
    });
    Epmd::with_port(port)
}

fn is_stranger<T>(result: &Result<T, EpmdError>) -> bool {
    matches!(result, Err(EpmdError::Stranger(_)))
}

#[tokio::test]
async fn a_server_of_another_kind_is_recognised() {
    let epmd = stranger(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    assert!(is_stranger(&epmd.register(&visible("chucky", 7)).await));
    assert!(is_stranger(&epmd.port_of(HOST, "chucky").await));
    assert!(is_stranger(&epmd.names(HOST).await));
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_for_ever() {
    // It is good as far as it goes, but it does not end.
    let mut long = PORT.to_vec();
    long.resize(1024 * 1024, 0);
    let epmd = stranger(long.leak()).await;
    assert!(is_stranger(&epmd.port_of(HOST, "chucky").await));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_none() {
    for length in 0..ALIVE.len() {
        let epmd = stranger(&ALIVE[..length]).await;
        let error = epmd.register(&visible("chucky", 7)).await.unwrap_err();
        assert!(matches!(error, EpmdError::Unreachable { .. }), "{error}");
    }
    let epmd = stranger(ALIVE).await;
    let registered = epmd.register(&visible("chucky", 7)).await.unwrap();
    assert_eq!(registered.creation(), 0x0102_0304);

    for length in 0..PORT.len() {
        let epmd = stranger(&PORT[..length]).await;
        assert!(is_stranger(&epmd.port_of(HOST, "chucky").await), "{length}");
    }
    let epmd = stranger(PORT).await;
    assert_eq!(epmd.port_of(HOST, "chucky").await.unwrap(), Some(4242));
}

#[tokio::test]
async fn an_old_port_mapper_gives_a_short_creation() {
    let epmd = stranger(b"y\0\0\x02").await;
    let registered = epmd.register(&visible("chucky", 7)).await.unwrap();
    assert_eq!(registered.creation(), 2);
    let epmd = stranger(b"y\x01\0\x63").await;
    let taken = epmd.register(&visible("chucky", 7)).await.unwrap_err();
    assert!(matches!(taken, EpmdError::Taken(_)), "{taken}");
}

#[tokio::test]
async fn a_node_that_is_too_old_is_recognised() {
    let old = b"w\0\x10\x92M\0\0\x05\0\x05\0\x06chucky\0\0";
    let epmd = stranger(old).await;
    let error = epmd.port_of(HOST, "chucky").await.unwrap_err();
    assert!(
        matches!(&error, EpmdError::Version { low: 5, high: 5, .. }),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_port_mapper_that_says_nothing_is_given_up() {
    let listener = TcpListener::bind((LOCAL, 0)).await.unwrap();
    let epmd = Epmd::with_port(listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        let mut connections = Vec::new();
        while let Ok(connection) = listener.accept().await {
            connections.push(connection);
        }
        pending::<()>().await;
    });
    let silent = epmd.register(&visible("chucky", 7)).await.unwrap_err();
    assert!(matches!(silent, EpmdError::Silent(_)), "{silent}");
    let silent = epmd.port_of(HOST, "chucky").await.unwrap_err();
    assert!(matches!(silent, EpmdError::Silent(_)), "{silent}");
}

#[tokio::test(start_paused = true)]
async fn a_port_mapper_that_talks_on_is_not_taken_for_gone() {
    let listener = TcpListener::bind((LOCAL, 0)).await.unwrap();
    let epmd = Epmd::with_port(listener.local_addr().unwrap().port());
    let node = visible("chucky", 7);
    let answering = async {
        let (mut connection, _) = listener.accept().await.unwrap();
        connection.write_all(ALIVE).await.unwrap();
        connection.write_all(b"by the way").await.unwrap();
        connection
    };
    let (connection, registered) =
        tokio::join!(answering, epmd.register(&node));
    let mut registered = registered.unwrap();
    let hour = Duration::from_hours(1);
    let lost = time::timeout(hour, registered.lost()).await;
    assert!(lost.is_err());
    drop(connection);
    let lost = time::timeout(hour, registered.lost()).await;
    assert!(lost.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_says_nothing_is_sent_away() {
    let (epmd, _serving) = port_mapper().await;
    for request in [b"".as_slice(), b"\0", b"\0\x07z", b"\0\x07zchuck"] {
        let mut client = TcpStream::connect((HOST, epmd.port())).await.unwrap();
        client.write_all(request).await.unwrap();
        let asked = Instant::now();
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).await.unwrap();
        assert_eq!(answer, b"");
        let waited = asked.elapsed().as_secs();
        assert!((4..=5).contains(&waited), "after {waited} s");
    }
}

#[tokio::test]
async fn a_request_that_is_none_gets_no_answer() {
    let (epmd, _serving) = port_mapper().await;
    let too_long = [b"\x04\x01z".as_slice(), &[b'x'; 1024]].concat();
    let much_beside = [
        b"\x07\xdfx\0\x07M\0\0\x06\0\x06\0\x02me\x07\xd0".as_slice(),
        &[b'x'; 2000],
    ]
    .concat();
    let cases: [&[u8]; 8] = [
        b"\0\0",
        b"\0\x01?",
        b"\0\x01z",
        b"\0\x07schucky",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\0\x06x\0\x07M\0\0",
        &too_long,
        &much_beside,
    ];
    for request in cases {
        let mut client = TcpStream::connect((HOST, epmd.port())).await.unwrap();
        client.write_all(request).await.unwrap();
        client.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _ = client.read_to_end(&mut answer).await;
        assert_eq!(answer, b"", "{}", request.escape_ascii());
    }
    assert_eq!(epmd.names(HOST).await.unwrap(), []);
}

#[tokio::test]
async fn a_port_mapper_that_is_full_serves_those_it_has() {
    let (epmd, _serving) = port_mapper().await;
    // As many as a port mapper has room for in tests.
    let mut registered = Vec::new();
    for number in 0..19 {
        let node = visible(&format!("n{number}"), number);
        registered.push(epmd.register(&node).await.unwrap());
    }
    assert_eq!(epmd.port_of(HOST, "n18").await.unwrap(), Some(18));

    // The last place may not be free at once after the question.
    let mut last = None;
    eventually(async || {
        last = epmd.register(&visible("n19", 19)).await.ok();
        last.is_some()
    })
    .await;
    assert!(epmd.names(HOST).await.is_err());
    let refused = epmd.register(&visible("n20", 20)).await.unwrap_err();
    assert!(matches!(refused, EpmdError::Unreachable { .. }), "{refused}");

    drop(last);
    eventually(async || {
        let listed = epmd.names(HOST).await;
        listed.is_ok_and(|listed| listed.len() == 19)
    })
    .await;
}
