//! What two nodes of OTP 25 said when they met: `chucky@127.0.0.1` pinged
//! `glen@127.0.0.1`, and both had the cookie `chocolate`.

use super::*;
use crate::node::handshake::Step;
use crate::node::handshake::messages::{
    Acknowledgement, Introduction, Question, Reply, Status,
};

const INTRODUCTION: &str = "4e 0000000d07df7fbd 6b029c6b \
    0010 636875636b79403132372e302e302e31";
const STATUS: &str = "73 6f6b";
const QUESTION: &str = "4e 0000000d07df7fbd 396fe4b3 6b029c69 \
    000e 676c656e403132372e302e302e31";
const REPLY: &str = "72 3444101c 2a58cf4d370d35dfa30493a5b57b2832";
const ACKNOWLEDGEMENT: &str = "61 ed0f3ea65258e8dda1263770e673dc8b";

fn bytes(hex: &str) -> Vec<u8> {
    let digits: String = hex.split_whitespace().collect();
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect()
}

#[test]
fn each_message_is_understood_and_said_in_the_same_way() {
    let introduction = Introduction::decode(&bytes(INTRODUCTION)).unwrap();
    assert_eq!(introduction.name, name(CHUCKY));
    assert_eq!(introduction.creation, 0x6b02_9c6b);
    assert!(introduction.flags.contains(Flags::VISIBLE));
    let who = Greeting {
        name: &introduction.name,
        creation: introduction.creation,
        flags: introduction.flags,
    };
    assert_eq!(Introduction::encode(&who), bytes(INTRODUCTION));

    assert_eq!(Status::decode(&bytes(STATUS)).unwrap(), Status::Ok);
    assert_eq!(Status::Ok.encode(), bytes(STATUS));

    let question = Question::decode(&bytes(QUESTION)).unwrap();
    assert_eq!(question.who.name, name(GLEN));
    assert_eq!(question.who.creation, 0x6b02_9c69);
    let who = Greeting {
        name: &question.who.name,
        creation: question.who.creation,
        flags: question.who.flags,
    };
    assert_eq!(Question::encode(&who, question.challenge), bytes(QUESTION));

    let reply = Reply::decode(&bytes(REPLY)).unwrap();
    assert_eq!(reply.encode(), bytes(REPLY));

    let acknowledgement = bytes(ACKNOWLEDGEMENT);
    let decoded = Acknowledgement::decode(&acknowledgement).unwrap();
    assert_eq!(decoded.encode(), acknowledgement);
}

#[test]
fn the_proofs_are_right_for_the_cookie_and_for_no_other() {
    let question = Question::decode(&bytes(QUESTION)).unwrap();
    let reply = Reply::decode(&bytes(REPLY)).unwrap();
    let answer = Acknowledgement::decode(&bytes(ACKNOWLEDGEMENT)).unwrap();
    for (text, right) in [(COOKIE, true), ("vanilla", false)] {
        let cookie = cookie(text);
        let theirs = reply.proof.is_valid(&cookie, question.challenge);
        let ours = answer.proof.is_valid(&cookie, reply.challenge);
        assert_eq!((theirs, ours), (right, right), "{text}");
    }
}

#[test]
fn what_follows_the_name_is_not_looked_at() {
    let longer = [bytes(INTRODUCTION), b"later".to_vec()].concat();
    let introduction = Introduction::decode(&longer).unwrap();
    assert_eq!(introduction.name, name(CHUCKY));
    let longer = [bytes(QUESTION), b"later".to_vec()].concat();
    assert_eq!(Question::decode(&longer).unwrap().who.name, name(GLEN));
}

#[test]
fn a_part_of_a_message_is_none() {
    let introduction = bytes(INTRODUCTION);
    for length in 0..introduction.len() {
        let error = Introduction::decode(&introduction[..length]).unwrap_err();
        assert!(
            matches!(error, HandshakeError::Unexpected(Step::Name, _)),
            "{error}"
        );
    }
    let question = bytes(QUESTION);
    for length in 0..question.len() {
        let error = Question::decode(&question[..length]).unwrap_err();
        assert!(
            matches!(error, HandshakeError::Unexpected(Step::Challenge, _)),
            "{error}"
        );
    }
    let reply = bytes(REPLY);
    for length in 0..reply.len() {
        assert!(Reply::decode(&reply[..length]).is_err());
    }
    let acknowledgement = bytes(ACKNOWLEDGEMENT);
    for length in 0..acknowledgement.len() {
        assert!(Acknowledgement::decode(&acknowledgement[..length]).is_err());
    }
}
