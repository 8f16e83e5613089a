//! Peers that are not what they should be.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::node::handshake::Step;
use crate::node::handshake::cookie::Challenge;
use crate::node::handshake::messages::{Introduction, Question};

fn packet(body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap();
    [&length.to_be_bytes(), body].concat()
}

/// Returns an introduction with this name, whatever it is.
fn introduction(flags: Flags, name: &[u8]) -> Vec<u8> {
    let length = u16::try_from(name.len()).unwrap();
    [
        b"N".as_slice(),
        &flags.bits().to_be_bytes(),
        &7_u32.to_be_bytes(),
        &length.to_be_bytes(),
        name,
    ]
    .concat()
}

/// Returns why Glen refuses who says this, and what he answers.
async fn refusal(said: &[u8]) -> (HandshakeError, Vec<u8>) {
    let (mut peer, mut stream) = streams();
    peer.write_all(&packet(said)).await.unwrap();
    let error = accept_as_glen(&mut stream).await.unwrap_err();
    drop(stream);
    let mut answer = Vec::new();
    peer.read_to_end(&mut answer).await.unwrap();
    (error, answer)
}

/// Returns why Chucky gives up on who answers this.
async fn disappointment(packets: &[&[u8]]) -> HandshakeError {
    let (mut peer, mut stream) = streams();
    for body in packets {
        peer.write_all(&packet(body)).await.unwrap();
    }
    connect_to_glen(&mut stream).await.unwrap_err()
}

#[tokio::test]
async fn names_that_are_none_are_refused() {
    let long = format!("{}@host", "x".repeat(255));
    let names: [&[u8]; 9] = [
        b"",
        b"chucky",
        b"@",
        b"@host",
        b"chucky@",
        b"a@b@c",
        b"a\0@host",
        b"a b@host",
        long.as_bytes(),
    ];
    for lie in names {
        let (error, answer) = refusal(&introduction(Flags::VISIBLE, lie)).await;
        assert!(
            matches!(error, HandshakeError::Unexpected(Step::Name, _)),
            "{error}"
        );
        assert_eq!(answer, packet(b"snot_allowed"));
    }
}

#[tokio::test]
async fn a_name_that_is_longer_than_its_packet_is_refused() {
    let mut said = introduction(Flags::VISIBLE, CHUCKY.as_bytes());
    said.truncate(said.len() - 1);
    let (error, _) = refusal(&said).await;
    assert!(
        matches!(error, HandshakeError::Unexpected(Step::Name, _)),
        "{error}"
    );
}

#[tokio::test]
async fn nobody_else_can_have_our_name() {
    let said = introduction(Flags::VISIBLE, GLEN.as_bytes());
    let (error, answer) = refusal(&said).await;
    assert!(matches!(error, HandshakeError::OurName(_)), "{error}");
    assert_eq!(answer, packet(b"snot_allowed"));
}

#[tokio::test]
async fn a_node_that_wants_a_name_is_refused() {
    let flags = Flags::VISIBLE | Flags::NAME_ME;
    let (error, answer) = refusal(&introduction(flags, b"127.0.0.1")).await;
    assert!(matches!(error, HandshakeError::Nameless), "{error}");
    assert_eq!(answer, packet(b"snot_allowed"));
}

#[tokio::test]
async fn a_node_that_is_too_old_is_told_so() {
    let old = b"n\0\x05\0\0\0\x01old@127.0.0.1";
    let (error, answer) = refusal(old).await;
    assert!(matches!(error, HandshakeError::TooOld), "{error}");
    assert_eq!(answer, packet(b"snot_allowed"));

    let old = b"n\0\x05\0\0\0\x01\x01\x02\x03\x04glen@127.0.0.1";
    let error = disappointment(&[b"sok", old]).await;
    assert!(matches!(error, HandshakeError::TooOld), "{error}");
}

#[tokio::test]
async fn a_node_that_cannot_do_enough_is_refused() {
    let able = Flags::NEEDED;
    for (flag, named) in [(Flags::MAP_TAG, "MAP_TAG"), (Flags::V4_NC, "V4_NC")]
    {
        let flags = Flags::from_bits(able.bits() & !flag.bits());
        let said = introduction(flags, CHUCKY.as_bytes());
        let (error, answer) = refusal(&said).await;
        assert_eq!(
            error.to_string(),
            format!("chucky@127.0.0.1 cannot do what every node must: {named}")
        );
        assert_eq!(answer, packet(b"snot_allowed"));

        let us = Greeting { name: &name(GLEN), creation: 7, flags };
        let question = Question::encode(&us, Challenge(1));
        let error = disappointment(&[b"sok", &question]).await;
        assert!(matches!(error, HandshakeError::Incapable(..)), "{error}");
    }
}

#[tokio::test]
async fn a_node_may_name_all_that_it_must_do_by_one_flag() {
    let flags = Flags::MANDATORY_25_DIGEST;
    let said = introduction(flags, CHUCKY.as_bytes());
    let understood = Introduction::decode(&said).unwrap();
    assert!(understood.flags.contains(Flags::MANDATORY));
}

#[tokio::test]
async fn another_node_than_was_wanted_is_not_shown_a_proof() {
    let kuhn = name("kuhn@127.0.0.1");
    let question = Question::encode(&visible(&kuhn), Challenge(1));
    let (mut peer, mut stream) = streams();
    for body in [b"sok".as_slice(), &question] {
        peer.write_all(&packet(body)).await.unwrap();
    }
    let error = connect_to_glen(&mut stream).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "kuhn@127.0.0.1 answered where glen@127.0.0.1 should be"
    );
    drop(stream);
    let mut said = Vec::new();
    peer.read_to_end(&mut said).await.unwrap();
    let us = name(CHUCKY);
    assert_eq!(said, packet(&Introduction::encode(&visible(&us))));
}

#[tokio::test]
async fn a_wrong_proof_of_who_accepts_is_not_believed() {
    let us = name(GLEN);
    let question = Question::encode(&visible(&us), Challenge(1));
    let proof = [b'a'; 17];
    let error = disappointment(&[b"sok", &question, &proof]).await;
    assert!(matches!(error, HandshakeError::WrongCookie(_)), "{error}");
}

#[tokio::test]
async fn a_status_that_nobody_has_is_shown_but_not_all_of_it() {
    for status in [b"".as_slice(), b"s", b"sOK", b"ok", b"snamed:\0\x01"] {
        let error = disappointment(&[status]).await;
        assert!(
            matches!(error, HandshakeError::Unexpected(Step::Status, _)),
            "{error}"
        );
    }
    let error = disappointment(&[&[b's'; 1000]]).await.to_string();
    assert!(error.contains("ssss..\""), "{error}");
    assert!(error.len() < 100, "{error}");
}

#[tokio::test]
async fn an_answer_to_alive_that_is_none_is_refused() {
    let (glen, chucky) = (name(GLEN), name(CHUCKY));
    for answer in [b"".as_slice(), b"s", b"strue ", b"sok"] {
        let (mut peer, mut stream) = streams();
        for body in [&Introduction::encode(&visible(&chucky)), answer] {
            peer.write_all(&packet(body)).await.unwrap();
        }
        let us = visible(&glen);
        let decide = |_: &Peer| Decision::Alive;
        let met = accept(&mut stream, &us, |_| cookie(COOKIE), decide).await;
        let error = met.unwrap_err();
        assert!(
            matches!(error, HandshakeError::Unexpected(Step::StatusReply, _)),
            "{error}"
        );
    }
}
