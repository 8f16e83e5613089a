//! Bytes that nobody means.

use std::collections::BTreeMap;

use fastrand::Rng;

use super::*;
use crate::node::handshake::cookie::{Challenge, Proof};
use crate::node::handshake::messages::{
    Acknowledgement, Introduction, Question, Reply, Status,
};

const SEED: u64 = 4370;
const INPUTS: usize = 100_000;

fn stream_of(packets: &[&[u8]]) -> Vec<u8> {
    let mut stream = Vec::new();
    for body in packets {
        stream.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
        stream.extend(*body);
    }
    stream
}

/// Returns what Chucky says in a handshake, but for the challenge.
fn from_chucky() -> Vec<u8> {
    let us = name(CHUCKY);
    let proof = Proof::new(&cookie(COOKIE), Challenge(1));
    let reply = Reply { challenge: Challenge(2), proof };
    stream_of(&[&Introduction::encode(&visible(&us)), &reply.encode()])
}

/// Returns what Glen says in a handshake, but for the challenge.
fn from_glen() -> Vec<u8> {
    let us = name(GLEN);
    let question = Question::encode(&visible(&us), Challenge(1));
    let proof = Proof::new(&cookie(COOKIE), Challenge(2));
    let acknowledgement = Acknowledgement { proof }.encode();
    stream_of(&[Status::Ok.encode(), &question, &acknowledgement])
}

/// Returns the bytes with some of them changed, or others altogether.
fn disturb(random: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    if random.u8(..) < 32 {
        let length = random.usize(..100);
        return (0..length).map(|_| random.u8(..)).collect();
    }
    let mut bytes = bytes.to_vec();
    for _ in 0..random.usize(..4) {
        let place = random.usize(..=bytes.len());
        match random.u8(..4) {
            0 => bytes.insert(place, random.u8(..)),
            1 if random.bool() => bytes.truncate(place),
            2 if place < bytes.len() => drop(bytes.remove(place)),
            _ if place < bytes.len() => bytes[place] = random.u8(..),
            _ => {}
        }
    }
    bytes
}

/// Says which error it is, so that the tests know how far the inputs went.
fn kind(error: &HandshakeError) -> String {
    let text = format!("{error:?}");
    let end = text.find(['(', ' ', ',']).unwrap_or(text.len());
    text[..end].to_owned()
}

#[tokio::test]
async fn nobody_is_accepted_by_chance() {
    let mut random = Rng::with_seed(SEED);
    let mut seen = BTreeMap::<_, usize>::new();
    let whole = from_chucky();
    for _ in 0..INPUTS {
        let input = disturb(&mut random, &whole);
        let mut stream = tokio::io::join(input.as_slice(), tokio::io::sink());
        let error = accept_as_glen(&mut stream).await.unwrap_err();
        *seen.entry(kind(&error)).or_default() += 1;
    }
    for often in ["Closed", "Unexpected", "WrongCookie"] {
        assert!(seen[often] > INPUTS / 100, "{seen:?}");
    }
}

#[tokio::test]
async fn nobody_is_believed_by_chance() {
    let mut random = Rng::with_seed(SEED);
    let mut seen = BTreeMap::<_, usize>::new();
    let whole = from_glen();
    let us = name(CHUCKY);
    let (us, glen) = (visible(&us), name(GLEN));
    let secret = cookie(COOKIE);
    for _ in 0..INPUTS {
        let input = disturb(&mut random, &whole);
        let mut stream = tokio::io::join(input.as_slice(), tokio::io::sink());
        let alive = || Alive::Replace;
        let met = connect(&mut stream, &us, &glen, &secret, alive).await;
        *seen.entry(kind(&met.unwrap_err())).or_default() += 1;
    }
    for often in ["Closed", "Unexpected", "WrongCookie", "OtherNode"] {
        assert!(seen[often] > INPUTS / 100, "{seen:?}");
    }
}
