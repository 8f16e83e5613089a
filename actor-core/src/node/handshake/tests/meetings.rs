//! Our two sides with each other.

use std::cell::Cell;

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufStream};

use super::*;
use crate::node::handshake::{Step, simultaneous};

impl Carrier for BufStream<DuplexStream> {}

/// How two nodes can meet.
struct Meeting {
    chucky: Flags,
    glen: Flags,
    chuckys_cookie: &'static str,
    decision: Decision,
    alive: Alive,
}

const USUAL: Meeting = Meeting {
    chucky: Flags::VISIBLE,
    glen: Flags::VISIBLE,
    chuckys_cookie: COOKIE,
    decision: Decision::Accept,
    alive: Alive::Keep,
};

impl Meeting {
    /// Returns what Chucky and what Glen makes of it.
    async fn take_place(
        self,
    ) -> (Result<Peer, HandshakeError>, Result<Peer, HandshakeError>) {
        let (chucky, glen) = (name(CHUCKY), name(GLEN));
        let (mut here, mut there) = streams();
        let connecting = async {
            let flags = self.chucky;
            let us = Greeting { name: &chucky, creation: 7, flags };
            let cookie = cookie(self.chuckys_cookie);
            let met = connect(&mut here, &us, &glen, &cookie, || self.alive);
            let met = met.await;
            // As the owner of a stream that is of no use.
            drop(here);
            met
        };
        let accepting = async {
            let us = Greeting { name: &glen, creation: 8, flags: self.glen };
            let cookies = |name: &NodeName| {
                assert_eq!(*name, chucky);
                cookie(COOKIE)
            };
            let decide = |peer: &Peer| {
                assert_eq!((&peer.name, peer.creation), (&chucky, 7));
                self.decision
            };
            let met = accept(&mut there, &us, cookies, decide).await;
            drop(there);
            met
        };
        tokio::join!(connecting, accepting)
    }
}

#[tokio::test]
async fn two_nodes_that_share_a_cookie_know_each_other() {
    for decision in [Decision::Accept, Decision::Simultaneous] {
        let meeting = Meeting { decision, ..USUAL };
        let (chucky, glen) = meeting.take_place().await;
        let (met_glen, met_chucky) = (chucky.unwrap(), glen.unwrap());
        assert_eq!(met_glen.name, name(GLEN));
        assert_eq!(met_glen.creation, 8);
        assert_eq!(met_glen.flags, Flags::VISIBLE);
        assert_eq!(met_chucky.name, name(CHUCKY));
        assert_eq!(met_chucky.creation, 7);
        assert_eq!(met_chucky.flags, Flags::VISIBLE);
    }
}

#[tokio::test]
async fn if_one_is_hidden_neither_sees_the_other() {
    for (chucky, glen) in [
        (Flags::HIDDEN, Flags::VISIBLE),
        (Flags::VISIBLE, Flags::HIDDEN),
        (Flags::HIDDEN, Flags::HIDDEN),
    ] {
        let meeting = Meeting { chucky, glen, ..USUAL };
        let (chucky, glen) = meeting.take_place().await;
        assert!(!chucky.unwrap().flags.is_visible());
        assert!(!glen.unwrap().flags.is_visible());
    }
}

#[tokio::test]
async fn with_another_cookie_they_do_not_meet() {
    let meeting = Meeting { chuckys_cookie: "vanilla", ..USUAL };
    let (chucky, glen) = meeting.take_place().await;
    // Who accepts sees the wrong proof first, and says nothing more.
    let error = chucky.unwrap_err();
    assert!(
        matches!(error, HandshakeError::Closed(Step::ChallengeAck)),
        "{error}"
    );
    assert!(error.to_string().contains("another cookie"), "{error}");
    let error = glen.unwrap_err();
    assert!(
        matches!(&error, HandshakeError::WrongCookie(n) if *n == name(CHUCKY)),
        "{error}"
    );
}

#[tokio::test]
async fn a_node_that_is_not_allowed_is_told_so() {
    let decision = Decision::NotAllowed;
    let (here, there) = Meeting { decision, ..USUAL }.take_place().await;
    let chucky = name(CHUCKY);
    for refused in [here, there] {
        let error = refused.unwrap_err();
        assert!(
            matches!(&error, HandshakeError::NotAllowed(who) if *who == chucky),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_node_is_told_that_the_connection_to_it_goes_on() {
    let decision = Decision::Refuse;
    let (chucky, glen) = Meeting { decision, ..USUAL }.take_place().await;
    for refused in [chucky, glen] {
        let error = refused.unwrap_err();
        assert!(matches!(error, HandshakeError::Simultaneous), "{error}");
    }
}

#[tokio::test]
async fn a_connection_that_one_end_has_lost_is_replaced() {
    let (decision, alive) = (Decision::Alive, Alive::Replace);
    let meeting = Meeting { decision, alive, ..USUAL };
    let (chucky, glen) = meeting.take_place().await;
    assert_eq!(chucky.unwrap().name, name(GLEN));
    assert_eq!(glen.unwrap().name, name(CHUCKY));
}

#[tokio::test]
async fn a_connection_that_both_ends_have_is_kept() {
    let (decision, alive) = (Decision::Alive, Alive::Keep);
    let meeting = Meeting { decision, alive, ..USUAL };
    let (chucky, glen) = meeting.take_place().await;
    for kept in [chucky, glen] {
        let error = kept.unwrap_err();
        assert!(
            matches!(error, HandshakeError::AlreadyConnected(_)),
            "{error}"
        );
    }
}

#[tokio::test]
async fn to_replace_a_connection_the_cookie_must_be_right_too() {
    let (decision, alive) = (Decision::Alive, Alive::Replace);
    let chuckys_cookie = "vanilla";
    let meeting = Meeting { chuckys_cookie, decision, alive, ..USUAL };
    let (_, glen) = meeting.take_place().await;
    let error = glen.unwrap_err();
    assert!(matches!(error, HandshakeError::WrongCookie(_)), "{error}");
}

#[tokio::test]
async fn each_peer_can_have_a_cookie_of_its_own() {
    let (chucky, glen) = (name(CHUCKY), name(GLEN));
    let (mut here, mut there) = streams();
    let asked = Cell::new(None);
    let cookies = |peer: &NodeName| {
        asked.set(Some(peer.clone()));
        cookie("vanilla")
    };
    let vanilla = cookie("vanilla");
    let us = visible(&chucky);
    let connecting = connect(&mut here, &us, &glen, &vanilla, || Alive::Keep);
    let us = visible(&glen);
    let accepting = accept(&mut there, &us, cookies, |_| Decision::Accept);
    let (connected, accepted) = tokio::join!(connecting, accepting);
    assert_eq!(connected.unwrap().name, glen);
    assert_eq!(accepted.unwrap().name, chucky);
    assert_eq!(asked.take(), Some(chucky));
}

#[tokio::test]
async fn what_comes_behind_the_handshake_is_left_in_the_stream() {
    let (mut here, mut there) = streams();
    let chucky = async {
        connect_to_glen(&mut here).await.unwrap();
        here.write_all(b"from chucky").await.unwrap();
        let mut frame = [0; 9];
        here.read_exact(&mut frame).await.unwrap();
        assert_eq!(frame, *b"from glen");
    };
    let glen = async {
        accept_as_glen(&mut there).await.unwrap();
        there.write_all(b"from glen").await.unwrap();
        let mut frame = [0; 11];
        there.read_exact(&mut frame).await.unwrap();
        assert_eq!(frame, *b"from chucky");
    };
    tokio::join!(chucky, glen);
}

#[tokio::test]
async fn what_a_stream_keeps_back_is_flushed() {
    let (here, there) = streams();
    let (mut here, mut there) = (BufStream::new(here), BufStream::new(there));
    let (connected, accepted) =
        tokio::join!(connect_to_glen(&mut here), accept_as_glen(&mut there));
    assert_eq!(connected.unwrap().name, name(GLEN));
    assert_eq!(accepted.unwrap().name, name(CHUCKY));
}

#[test]
fn of_two_connections_that_of_the_greater_name_is_kept() {
    let (chucky, glen) = (name(CHUCKY), name(GLEN));
    assert!(glen > chucky);
    assert_eq!(simultaneous(&glen, &chucky), Decision::Refuse);
    assert_eq!(simultaneous(&chucky, &glen), Decision::Simultaneous);
}
