//! Peers that stop: in the middle of a frame, or without a word; and those
//! that go on, but do not read.

use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actor_core::etf::Term;
use actor_core::{ExitReason, Mailbox, NodeName, ProcessRef};

use super::peer::{Peer, UNLINK, frame};
use super::town::{PATIENCE, Town};

/// What each message of these tests carries.
const KIBIBYTE: usize = 1024;

/// More than the sockets and the queue between two nodes have room for.
const MUCH: usize = 64 << 20;

#[tokio::test]
async fn a_peer_that_stops_within_a_frame_is_given_up() {
    let town = Town::new().await;
    let mut peer = town.peer("mallory").await;
    let whole = frame(&peer.to_name("clerk"), Some(b"\x83\x61\x07"));
    peer.write(&whole[..whole.len() / 2]).await;
    // From here on time passes whenever nobody has anything to do.
    tokio::time::pause();
    peer.closed().await;
    let why = town.given_up(&peer).await;
    assert_eq!(why, "nothing came from it for 60s");
    // The neighbour has had nothing to say either, but for its ticks.
    town.is_well().await;
}

#[tokio::test]
async fn a_peer_that_says_nothing_is_given_up_and_one_that_ticks_is_not() {
    let town = Town::new().await;
    let silent = town.peer("silent").await;
    let mut ticking = town.peer("ticking").await;
    tokio::time::pause();
    for _ in 0..100 {
        tokio::time::advance(Duration::from_secs(5)).await;
        assert!(ticking.write(&[0; 4]).await);
        // Who is not asked for a while is asked again.
        assert!(ticking.settle().await);
    }
    let why = town.given_up(&silent).await;
    assert_eq!(why, "nothing came from it for 60s");
    assert_eq!(town.node.hidden_nodes().len(), 2);
    town.is_well().await;
}

/// Starts a process that sends to a peer without end, and counts.
fn sender(town: &Town, to: NodeName) -> (ProcessRef<()>, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let sent = count.clone();
    let sender = town.system.spawn(async move |_: Mailbox<()>| {
        let sink = ProcessRef::<Term>::across(("sink", to));
        loop {
            sink.send(Term::binary(vec![7; KIBIBYTE]));
            sent.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
        }
    });
    (sender, count)
}

/// Waits until a count does not change any more.
async fn stands_still(count: &AtomicUsize) -> usize {
    loop {
        let before = count.load(Ordering::Relaxed);
        for _ in 0..10_000 {
            tokio::task::yield_now().await;
        }
        let after = count.load(Ordering::Relaxed);
        if before == after && after > 0 {
            return after;
        }
        assert!(after * KIBIBYTE < MUCH, "nobody is held");
    }
}

#[tokio::test]
async fn who_sends_to_a_peer_that_does_not_read_is_held_and_others_are_not() {
    let town = Town::new().await;
    let name = "mallory@127.0.0.1";
    let peer = Peer::narrow(name, &town.node, town.epmd_port).await;
    let (sender, count) = sender(&town, name.parse().unwrap());
    stands_still(&count).await;
    // It can be asked how it is, and killed, where it is.
    assert!(town.system.info(sender.pid()).is_some());
    town.is_well().await;
    sender.exit(ExitReason::Kill);
    let down = tokio::time::timeout(PATIENCE, sender.down()).await;
    down.expect("a process that is held ends when it is killed");
    town.is_well().await;
    drop(peer);
}

#[tokio::test]
async fn who_is_held_goes_on_when_the_peer_reads_again() {
    let town = Town::new().await;
    let name = "mallory@127.0.0.1";
    let mut peer = Peer::narrow(name, &town.node, town.epmd_port).await;
    let (sender, count) = sender(&town, name.parse().unwrap());
    let held = stands_still(&count).await;
    while count.load(Ordering::Relaxed) < 2 * held {
        peer.frame().await.expect("the connection is open");
    }
    sender.exit(ExitReason::Kill);
    sender.down().await;
    town.is_well().await;
}

#[tokio::test]
async fn who_is_held_goes_on_when_the_peer_is_given_up() {
    let town = Town::new().await;
    let name = "mallory@127.0.0.1";
    let peer = Peer::narrow(name, &town.node, town.epmd_port).await;
    let (sender, count) = sender(&town, name.parse().unwrap());
    let held = stands_still(&count).await;
    drop(peer);
    // What it sends from here on is for nobody: there is no such node.
    while count.load(Ordering::Relaxed) < held + 10 {
        tokio::task::yield_now().await;
    }
    sender.exit(ExitReason::Kill);
    sender.down().await;
    town.is_well().await;
}

#[tokio::test]
async fn a_peer_that_does_not_read_its_answers_is_not_read_either() {
    let town = Town::new().await;
    let name = "mallory@127.0.0.1";
    let mut peer = Peer::narrow(name, &town.node, town.epmd_port).await;
    // Each of these is answered by as many bytes.
    let (from, to) = (peer.pid(1), town.clerk_pid());
    let unlink = [Term::from(UNLINK), Term::from(3), from, to];
    let unlink = frame(&unlink, None).repeat(1_000);
    let mut written = 0;
    let mut refused = 0;
    while refused < 10_000 {
        let rest = &unlink[written % unlink.len()..];
        match peer.stream.try_write(rest) {
            Ok(more) => {
                written += more;
                refused = 0;
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                refused += 1;
            }
            Err(error) => panic!("{error}"),
        }
        assert!(written < MUCH, "answers to {written} bytes wait here");
        tokio::task::yield_now().await;
    }
    town.is_well().await;
    // When it reads them, it is read.
    let before = written;
    while written == before {
        peer.frame().await.expect("the connection is open");
        let rest = &unlink[written % unlink.len()..];
        written += peer.stream.try_write(rest).unwrap_or(0);
    }
    town.is_well().await;
}
