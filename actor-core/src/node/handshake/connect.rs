//! The node that connects.

use super::cookie::{Challenge, Proof};
use super::messages::{
    Acknowledgement, Introduction, Question, Reply, Status, StatusReply,
};
use super::packets::{Carrier, Packets};
use super::{Cookie, Flags, Greeting, HandshakeError, Peer, Step};
use crate::node::name::NodeName;

/// What to do when the peer believes that a connection is there already,
/// because it has not yet seen its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alive {
    /// We know of no other: the new one replaces it.
    Replace,
    /// It is in use: the new one is given up.
    Keep,
}

/// Meets the node that listens at the other end, which should be `wanted`.
///
/// # Errors
///
/// [`HandshakeError::Simultaneous`] if `wanted` connects to us at the same
/// time and that connection is the one to wait for;
/// [`HandshakeError::AlreadyConnected`] if `alive` says so. All others are
/// failures. The stream is of no use then.
pub(crate) async fn connect<S: Carrier>(
    stream: &mut S,
    us: &Greeting<'_>,
    wanted: &NodeName,
    cookie: &Cookie,
    alive: impl FnOnce() -> Alive,
) -> Result<Peer, HandshakeError> {
    let mut packets = Packets::new(stream);
    packets.send(Step::Status, &Introduction::encode(us)).await?;

    match Status::decode(&packets.receive(Step::Status).await?)? {
        Status::Ok | Status::OkSimultaneous => {}
        Status::Nok => return Err(HandshakeError::Simultaneous),
        Status::NotAllowed => {
            return Err(HandshakeError::NotAllowed(us.name.clone()));
        }
        Status::Alive if alive() == Alive::Replace => {
            let reply = StatusReply::True.encode();
            packets.send(Step::Challenge, reply).await?;
        }
        Status::Alive => {
            let reply = StatusReply::False.encode();
            packets.send(Step::Challenge, reply).await?;
            return Err(HandshakeError::AlreadyConnected(wanted.clone()));
        }
    }

    let question = packets.receive(Step::Challenge).await?;
    let Question { who, challenge } = Question::decode(&question)?;
    if who.name != *wanted {
        let wanted = wanted.clone();
        return Err(HandshakeError::OtherNode { wanted, answered: who.name });
    }
    let missing = Flags::NEEDED.missing_in(who.flags);
    if !missing.is_empty() {
        return Err(HandshakeError::incapable(wanted, missing));
    }

    let asked = Challenge::random();
    let proof = Proof::new(cookie, challenge);
    let reply = Reply { challenge: asked, proof };
    packets.send(Step::ChallengeAck, &reply.encode()).await?;

    let answer = packets.receive(Step::ChallengeAck).await?;
    if !Acknowledgement::decode(&answer)?.proof.is_valid(cookie, asked) {
        return Err(HandshakeError::WrongCookie(who.name));
    }
    let Introduction { name, creation, flags } = who;
    Ok(Peer { name, creation, flags: us.flags & flags })
}
