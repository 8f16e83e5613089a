//! Peers that know the cookie, and send what is no message.

use actor_core::etf::Term;
use actor_core::{Mailbox, process};

use super::peer::{
    DOWN, EXIT, LINK, MONITOR, Peer, UNLINK, bytes, frame, pid_on,
};
use super::town::Town;

#[tokio::test]
async fn a_frame_of_four_gibibytes_is_refused() {
    let town = Town::new().await;
    let mut peer = town.peer("mallory").await;
    peer.write(&[0xff; 4]).await;
    peer.closed().await;
    let why = town.given_up(&peer).await;
    assert_eq!(why, "a frame of 4294967295 bytes, of at most 134217728");
    town.is_well().await;
}

#[tokio::test]
async fn a_frame_that_is_cut_is_refused() {
    let town = Town::new().await;
    let mut peer = town.peer("mallory").await;
    let whole = frame(&peer.to_name("clerk"), Some(&bytes(&Term::from(1))));
    peer.write(&whole[..whole.len() - 1]).await;
    tokio::io::AsyncWriteExt::shutdown(&mut peer.stream).await.unwrap();
    peer.closed().await;
    let why = town.given_up(&peer).await;
    assert_eq!(why, "the connection was closed inside of a frame");
    town.is_well().await;
}

#[tokio::test]
async fn garbage_is_refused() {
    let town = Town::new().await;
    let mut random = fastrand::Rng::with_seed(5);
    for round in 0..100 {
        let mut peer = town.peer(&format!("mallory{round}")).await;
        let length = random.usize(1..300);
        let mut garbage: Vec<u8> = (0..length).map(|_| random.u8(..)).collect();
        if round % 2 == 0 {
            // So that it looks like a term for a moment.
            let start = [112, 131, 104];
            let known = start.len().min(length);
            garbage[..known].copy_from_slice(&start[..known]);
        }
        let length = u32::try_from(length).unwrap().to_be_bytes();
        peer.write(&[&length[..], &garbage].concat()).await;
        peer.closed().await;
        let why = town.given_up(&peer).await;
        assert!(why.starts_with("it does not speak the protocol"), "{why}");
    }
    town.is_well().await;
}

/// Returns frames that a node of Erlang could send, to and about a process.
fn sound_frames(peer: &Peer, process: &Term) -> Vec<Vec<u8>> {
    let (to, me) = (process.clone(), peer.pid(1));
    let (reference, normal) = (peer.reference(5), Term::atom("normal"));
    let note = Term::tuple([Term::atom("note"), Term::from("Pizza")]);
    let op = Term::from;
    vec![
        frame(&peer.to_name("clerk"), Some(&bytes(&note))),
        frame(&[op(LINK), me.clone(), to.clone()], None),
        frame(&[op(UNLINK), op(3), me.clone(), to.clone()], None),
        frame(&[op(MONITOR), me.clone(), to.clone(), reference.clone()], None),
        frame(&[op(EXIT), me.clone(), to.clone(), normal.clone()], None),
        frame(&[op(DOWN), me, to, reference, normal], None),
    ]
}

#[tokio::test]
async fn frames_with_a_wrong_bit_do_no_harm() {
    let town = Town::new().await;
    let mut random = fastrand::Rng::with_seed(9);
    // It outlives the links that it gets.
    let process = town.system.spawn(async |mut mailbox: Mailbox<()>| {
        process::trap_exit(true);
        loop {
            mailbox.next().await;
        }
    });
    let pid = pid_on(&town.node, process.pid());
    let mut peer = town.peer("mallory").await;
    let mut closed = 0;
    for _ in 0..500 {
        let frames = sound_frames(&peer, &pid);
        let mut frame = frames[random.usize(..frames.len())].clone();
        // The length is right: what is not there would only be waited for.
        let place = random.usize(4..frame.len());
        frame[place] ^= 1 << random.u8(..8);
        peer.write(&frame).await;
        if !peer.settle().await {
            closed += 1;
            peer = town.peer("mallory").await;
        }
    }
    // Some were understood, and some were not.
    assert!((20..480).contains(&closed), "{closed}");
    assert!(process.is_alive());
    town.is_well().await;
}

/// Returns lists within lists, without a version.
fn nested(depth: usize) -> Vec<u8> {
    let mut term = vec![131];
    term.extend([108, 0, 0, 0, 1].repeat(depth));
    term.extend(vec![106; depth + 1]);
    term
}

#[tokio::test]
async fn messages_that_cannot_be_read_are_dropped_and_others_are_not() {
    let town = Town::new().await;
    let (sender, mut received) = tokio::sync::mpsc::unbounded_channel();
    town.system.spawn(async move |mut mailbox: Mailbox<Term>| {
        process::register("anything").unwrap();
        loop {
            sender.send(mailbox.receive().await).unwrap();
        }
    });
    let mut peer = town.peer("mallory").await;
    let hopeless: [&[u8]; 7] = [
        &nested(1_000_000),
        // A list, a tuple, a map, a binary and a number of 4 GiB.
        &[131, 108, 255, 255, 255, 255, 106],
        &[131, 105, 255, 255, 255, 255, 106],
        &[131, 116, 255, 255, 255, 255, 106],
        &[131, 109, 255, 255, 255, 255, 106],
        &[131, 111, 255, 255, 255, 255, 0, 1],
        // What is compressed, of 4 GiB.
        &[131, 80, 255, 255, 255, 255, 120, 156, 3, 0, 0, 0, 0, 1],
    ];
    for message in hopeless {
        for name in ["anything", "clerk"] {
            let control = peer.to_name(name);
            peer.write(&frame(&control, Some(message))).await;
            if !peer.settle().await {
                peer = town.peer("mallory").await;
            }
        }
    }
    peer.send("anything", Term::from(7)).await;
    // What cannot be read is nothing, and nothing came before this.
    assert_eq!(received.recv().await.unwrap(), Term::from(7));
    assert_eq!(town.ask(&town.neighbour).await, 0);
    town.is_well().await;
}

#[tokio::test]
async fn reasons_that_cannot_be_read_end_as_well() {
    let town = Town::new().await;
    let mut peer = town.peer("mallory").await;
    let victim = town.system.spawn(async |mut mailbox: Mailbox<()>| {
        mailbox.receive().await;
    });
    let pid = pid_on(&town.node, victim.pid());
    // `PAYLOAD_EXIT2`, whose reason is behind it.
    let control = [Term::from(26), peer.pid(1), pid];
    peer.write(&frame(&control, Some(&nested(1_000_000)))).await;
    let reason = victim.down().await.reason.to_string();
    assert!(reason.contains("unreadable") || reason == "noproc", "{reason}");
    town.is_well().await;
}
