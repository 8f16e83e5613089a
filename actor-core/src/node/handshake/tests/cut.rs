//! Connections that break, hang or crawl, at every byte.

use std::future::pending;
use std::time::Duration;

use tokio::io::{
    AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf, copy, sink, split,
};
use tokio::time::{self, Instant};

use super::*;
use crate::node::handshake::Step;

/// How long each packet is that Chucky sends to Glen, and what Glen waits for
/// then.
const TO_GLEN: [(usize, Step); 2] =
    [(2 + 31, Step::Name), (2 + 21, Step::ChallengeReply)];

/// As above, the other way round.
const TO_CHUCKY: [(usize, Step); 3] = [
    (2 + 3, Step::Status),
    (2 + 33, Step::Challenge),
    (2 + 17, Step::ChallengeAck),
];

/// What happens to a direction after some bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Trouble {
    Close,
    Hang,
}

/// Lists after how many bytes which step is waited for.
fn steps(packets: &[(usize, Step)]) -> Vec<Step> {
    let each = packets.iter().map(|(length, step)| vec![*step; *length]);
    each.collect::<Vec<_>>().concat()
}

/// Carries so many bytes, then makes trouble.
async fn carry(
    from: ReadHalf<DuplexStream>,
    mut to: WriteHalf<DuplexStream>,
    bytes: usize,
    trouble: Trouble,
) {
    let mut from = from.take(bytes.try_into().unwrap());
    // Who receives may be gone.
    let _ = copy(&mut from, &mut to).await;
    if trouble == Trouble::Close {
        let _ = to.shutdown().await;
    }
    // Who sends does not notice.
    let _ = copy(&mut from.into_inner(), &mut sink()).await;
    if trouble == Trouble::Hang {
        pending::<()>().await;
    }
}

/// Returns what Chucky and Glen make of a connection that lets so many bytes
/// through in each direction.
async fn meet(
    to_glen: usize,
    to_chucky: usize,
    trouble: Trouble,
) -> (Result<Peer, HandshakeError>, Result<Peer, HandshakeError>) {
    let (mut chucky, here) = streams();
    let (there, mut glen) = streams();
    let ((from_chucky, back), (from_glen, forth)) = (split(here), split(there));
    let carrying = async {
        let forth = carry(from_chucky, forth, to_glen, trouble);
        let back = carry(from_glen, back, to_chucky, trouble);
        tokio::join!(forth, back);
        pending::<()>().await;
    };
    let meeting = async {
        tokio::join!(connect_to_glen(&mut chucky), accept_as_glen(&mut glen))
    };
    tokio::select! {
        met = meeting => met,
        () = carrying => unreachable!("it is pending in the end"),
    }
}

fn is_closed(result: &Result<Peer, HandshakeError>, at: Step) -> bool {
    matches!(result, Err(HandshakeError::Closed(step)) if *step == at)
}

fn is_late(result: &Result<Peer, HandshakeError>, at: Step) -> bool {
    matches!(result, Err(HandshakeError::Timeout(step)) if *step == at)
}

#[tokio::test]
async fn nothing_is_missing_from_the_lengths_above() {
    let all = (steps(&TO_GLEN).len(), steps(&TO_CHUCKY).len());
    let (chucky, glen) = meet(all.0, all.1, Trouble::Close).await;
    assert_eq!(chucky.unwrap().name, name(GLEN));
    assert_eq!(glen.unwrap().name, name(CHUCKY));
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_closes_says_where() {
    for (bytes, step) in steps(&TO_GLEN).into_iter().enumerate() {
        let (_, glen) = meet(bytes, 1000, Trouble::Close).await;
        assert!(is_closed(&glen, step), "after {bytes} bytes: {glen:?}");
    }
    for (bytes, step) in steps(&TO_CHUCKY).into_iter().enumerate() {
        let (chucky, _) = meet(1000, bytes, Trouble::Close).await;
        assert!(is_closed(&chucky, step), "after {bytes} bytes: {chucky:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_hangs_is_given_up_in_time() {
    for (bytes, step) in steps(&TO_GLEN).into_iter().enumerate() {
        let began = Instant::now();
        let (_, glen) = meet(bytes, 1000, Trouble::Hang).await;
        assert!(is_late(&glen, step), "after {bytes} bytes: {glen:?}");
        assert!(began.elapsed() < Duration::from_secs(8));
    }
    for (bytes, step) in steps(&TO_CHUCKY).into_iter().enumerate() {
        let began = Instant::now();
        let (chucky, _) = meet(1000, bytes, Trouble::Hang).await;
        assert!(is_late(&chucky, step), "after {bytes} bytes: {chucky:?}");
        assert!(began.elapsed() < Duration::from_secs(8));
    }
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_crawls_gets_no_more_time() {
    let (mut peer, mut stream) = streams();
    let crawling = async {
        loop {
            peer.write_all(b"\0").await.unwrap();
            time::sleep(Duration::from_secs(2)).await;
        }
    };
    let began = Instant::now();
    let error = tokio::select! {
        met = accept_as_glen(&mut stream) => met.unwrap_err(),
        () = crawling => unreachable!("it goes on for ever"),
    };
    // After a packet of no bytes, which is no name.
    assert!(
        matches!(&error, HandshakeError::Unexpected(Step::Name, _)),
        "{error}"
    );
    assert!(began.elapsed() < Duration::from_secs(3));

    let crawling = async {
        for byte in b"\xff\xff".iter().chain([&0; 100]) {
            peer.write_all(&[*byte]).await.unwrap();
            time::sleep(Duration::from_secs(2)).await;
        }
        unreachable!("it goes on for longer than a handshake");
    };
    let began = Instant::now();
    let late = tokio::select! {
        met = accept_as_glen(&mut stream) => met,
        () = crawling => unreachable!(),
    };
    assert!(is_late(&late, Step::Name), "{late:?}");
    assert!(began.elapsed() < Duration::from_secs(8));
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_takes_nothing_is_given_up_too() {
    let (mut stream, _peer) = tokio::io::duplex(1);
    let began = Instant::now();
    let late = connect_to_glen(&mut stream).await;
    assert!(is_late(&late, Step::Status), "{late:?}");
    assert!(began.elapsed() < Duration::from_secs(8));
}
