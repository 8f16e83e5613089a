//! Peers that want to be related to everybody.

use actor_core::etf::Term;
use actor_core::{ExitReason, Mailbox, ProcessRef, process};

use super::peer::{LINK, MONITOR, Peer, frame, pid_of, pid_on};
use super::town::Town;

/// A town in which a peer may have this many links and monitors.
async fn town() -> Town {
    Town::with(|options| options.most_relations(1_000)).await
}

/// Starts a process that nobody has to do with.
fn quiet(town: &Town) -> ProcessRef<()> {
    town.system.spawn(async |mut mailbox: Mailbox<()>| {
        mailbox.receive().await;
    })
}

/// Waits until the node has forgotten a peer.
async fn forgotten(town: &Town) {
    while town.node.hidden_nodes().len() > 1 {
        tokio::task::yield_now().await;
    }
}

/// Which slot of a process table a link of `mallory` is from.
const SLOT: u32 = 0xaaaa_aaaa;

#[tokio::test]
async fn a_million_links_are_more_than_a_peer_may_have() {
    let town = Town::new().await;
    let linked = quiet(&town);
    let to = pid_on(&town.node, linked.pid());
    let mut peer = town.peer("mallory").await;
    let link = frame(&[Term::from(LINK), peer.pid(SLOT), to], None);
    let slot = SLOT.to_be_bytes();
    let slot = link.windows(4).position(|window| window == slot).unwrap();
    for first in (0..1_000_000_u32).step_by(1_000) {
        let mut links = link.repeat(1_000);
        for (link, number) in links.chunks_mut(link.len()).zip(first..) {
            link[slot..slot + 4].copy_from_slice(&number.to_be_bytes());
        }
        if !peer.write(&links).await {
            break;
        }
        if first % 100_000 == 0 {
            town.ask(&town.neighbour).await;
        }
    }
    peer.closed().await;
    let why = town.given_up(&peer).await;
    let limit = "it has more than 500000 links and monitors on processes here";
    assert_eq!(why, limit);
    forgotten(&town).await;
    // It ends with the links, and the connection with which they go.
    linked.down().await;
    town.is_well().await;
}

async fn relate(peer: &mut Peer, control: impl Fn(u32, &Peer) -> Vec<Term>) {
    for number in 0..2_000 {
        let control = control(number, peer);
        if !peer.control(&control).await {
            break;
        }
    }
    peer.closed().await;
}

#[tokio::test]
async fn too_many_monitors_end_the_connection_and_all_of_them() {
    let town = town().await;
    let watched = quiet(&town);
    let pid = pid_on(&town.node, watched.pid());
    let mut peer = town.peer("mallory").await;
    relate(&mut peer, |number, peer| {
        let (op, from) = (Term::from(MONITOR), peer.pid(1));
        vec![op, from, pid.clone(), peer.reference(number)]
    })
    .await;
    let why = town.given_up(&peer).await;
    let limit = "it has more than 1000 links and monitors on processes here";
    assert_eq!(why, limit);
    forgotten(&town).await;
    let info = town.system.info(watched.pid()).unwrap();
    assert_eq!(info.monitored_by, 0);
    town.is_well().await;
}

#[tokio::test]
async fn too_many_links_end_the_connection_and_all_of_them() {
    let town = town().await;
    let mut peer = town.peer("mallory").await;
    let mut linked = Vec::new();
    for _ in 0..2_000 {
        linked.push(quiet(&town));
    }
    let pids: Vec<_> =
        linked.iter().map(|it| pid_on(&town.node, it.pid())).collect();
    relate(&mut peer, |number, peer| {
        let to = pids[number as usize].clone();
        vec![Term::from(LINK), peer.pid(1), to]
    })
    .await;
    let why = town.given_up(&peer).await;
    let limit = "it has more than 1000 links and monitors on processes here";
    assert_eq!(why, limit);
    forgotten(&town).await;
    // Those who were linked end with the connection; the others live on.
    for process in &linked[..1_000] {
        process.down().await;
    }
    assert!(linked[1_001..].iter().all(ProcessRef::is_alive));
    town.is_well().await;
}

#[tokio::test]
async fn links_of_our_own_are_not_held_against_a_peer() {
    let town = town().await;
    let mut peer = town.peer("mallory").await;
    let theirs: Vec<_> = (0..2_000)
        .map(|number| town.node.pid(peer.pid(number).as_pid().unwrap()))
        .collect();
    let (ready, is_ready) = tokio::sync::oneshot::channel();
    let ours = town.system.spawn(async |mut mailbox: Mailbox<()>| {
        for pid in theirs {
            process::link(pid).unwrap();
        }
        ready.send(()).unwrap();
        mailbox.receive().await;
    });
    is_ready.await.unwrap();
    let to = pid_on(&town.node, ours.pid());
    assert!(peer.control(&[Term::from(LINK), peer.pid(5_000), to]).await);
    assert!(peer.settle().await);
    assert_eq!(town.system.info(ours.pid()).unwrap().links.len(), 2_001);
    town.is_well().await;
}

#[tokio::test]
async fn a_monitor_that_is_set_again_is_no_second_one() {
    let town = town().await;
    let watched = quiet(&town);
    let pid = pid_on(&town.node, watched.pid());
    let mut peer = town.peer("mallory").await;
    let (from, reference) = (peer.pid(1), peer.reference(1));
    let monitor = [Term::from(MONITOR), from, pid, reference];
    for _ in 0..2_000 {
        peer.control(&monitor).await;
    }
    peer.settle().await;
    let info = town.system.info(watched.pid()).unwrap();
    assert!(info.monitored_by <= 1, "{}", info.monitored_by);
    drop(peer);
    forgotten(&town).await;
    let info = town.system.info(watched.pid()).unwrap();
    assert_eq!(info.monitored_by, 0);
    town.is_well().await;
}

#[tokio::test]
async fn relations_to_nobody_cost_nothing() {
    let town = town().await;
    let mut peer = town.peer("mallory").await;
    let dead = quiet(&town);
    dead.exit(ExitReason::Kill);
    dead.down().await;
    let dead = pid_on(&town.node, dead.pid());
    for number in 0..5_000 {
        let (from, reference) = (peer.pid(number), peer.reference(number));
        let monitor =
            [Term::from(MONITOR), from.clone(), dead.clone(), reference];
        peer.control(&monitor).await;
        peer.control(&[Term::from(LINK), from, dead.clone()]).await;
        // So that what is answered does not fill the socket.
        if number % 100 == 0 {
            assert!(peer.settle().await);
        }
    }
    assert!(peer.settle().await);
    town.is_well().await;
}

#[tokio::test]
async fn links_of_invented_nodes_end_with_the_connection() {
    let town = town().await;
    let victim = quiet(&town);
    let pid = pid_on(&town.node, victim.pid());
    let mut peer = town.peer("mallory").await;
    for number in 0..100 {
        let from = pid_of(&format!("n{number}@127.0.0.1"), 1);
        let link = [Term::from(LINK), from, pid.clone()];
        if !peer.control(&link).await || !peer.settle().await {
            break;
        }
    }
    drop(peer);
    forgotten(&town).await;
    if let Some(info) = town.system.info(victim.pid()) {
        assert_eq!(info.links, []);
    }
    town.is_well().await;
}
