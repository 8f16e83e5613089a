//! The node that accepts.

use super::cookie::{Challenge, Proof};
use super::messages::{
    Acknowledgement, Introduction, Question, Reply, Status, StatusReply,
};
use super::packets::{Carrier, Packets};
use super::{Cookie, Flags, Greeting, HandshakeError, Peer, Step};
use crate::node::name::NodeName;

/// What to do with a node that wants to connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Go on: there is no connection to it.
    Accept,
    /// Go on, although we are connecting to it: we give that up.
    Simultaneous,
    /// We are connecting to it, and that goes on.
    Refuse,
    /// It may not connect at all.
    NotAllowed,
    /// There is a connection to it. It will say whether it knows that; if not,
    /// the new one replaces it.
    Alive,
}

/// Decides which of two connections that two nodes make to each other at once
/// is kept: the one that the node with the greater name made.
pub(crate) fn simultaneous(ours: &NodeName, theirs: &NodeName) -> Decision {
    if ours > theirs { Decision::Refuse } else { Decision::Simultaneous }
}

/// A node that has connected, and has proven who it is.
pub(crate) struct Met {
    pub(crate) peer: Peer,
    acknowledgement: Acknowledgement,
}

impl Met {
    /// Lets the node in, for which the connection is up when it reads that.
    ///
    /// # Errors
    ///
    /// The stream is of no use any more.
    pub(crate) async fn welcome<S: Carrier>(
        &self,
        stream: &mut S,
    ) -> Result<(), HandshakeError> {
        let packet = self.acknowledgement.encode();
        Packets::new(stream).send(Step::ChallengeAck, &packet).await
    }
}

/// Meets the node that has connected, up to where it is
/// [let in](Met::welcome).
///
/// `decide` is asked as soon as the peer has said who it is, before anything
/// is proven; so nothing may be given up before this function has returned.
///
/// # Errors
///
/// [`HandshakeError::Simultaneous`] and [`HandshakeError::NotAllowed`] if
/// `decide` said so, [`HandshakeError::AlreadyConnected`] if the peer, asked
/// after [`Decision::Alive`], wants to keep the connection that it has. All
/// others are failures. The stream is of no use then.
pub(crate) async fn accept<S: Carrier>(
    stream: &mut S,
    us: &Greeting<'_>,
    cookies: impl FnOnce(&NodeName) -> Cookie,
    decide: impl FnOnce(&Peer) -> Decision,
) -> Result<Met, HandshakeError> {
    let mut packets = Packets::new(stream);
    let introduction = packets.receive(Step::Name).await?;
    let peer = match claimed(us, &introduction) {
        Ok(peer) => peer,
        Err(refused) => {
            // Out of politeness, so it does not matter whether it arrives.
            let status = Status::NotAllowed.encode();
            let _ = packets.send(Step::Name, status).await;
            return Err(refused);
        }
    };

    let (status, refused) = match decide(&peer) {
        Decision::Accept => (Status::Ok, None),
        Decision::Simultaneous => (Status::OkSimultaneous, None),
        Decision::Alive => (Status::Alive, None),
        Decision::Refuse => (Status::Nok, Some(HandshakeError::Simultaneous)),
        Decision::NotAllowed => {
            let refused = HandshakeError::NotAllowed(peer.name.clone());
            (Status::NotAllowed, Some(refused))
        }
    };
    packets.send(Step::ChallengeReply, status.encode()).await?;
    if let Some(refused) = refused {
        return Err(refused);
    }
    if status == Status::Alive {
        let reply = packets.receive(Step::StatusReply).await?;
        if StatusReply::decode(&reply)? == StatusReply::False {
            return Err(HandshakeError::AlreadyConnected(peer.name));
        }
    }

    let cookie = cookies(&peer.name);
    let asked = Challenge::random();
    let question = Question::encode(us, asked);
    packets.send(Step::ChallengeReply, &question).await?;

    let answer = packets.receive(Step::ChallengeReply).await?;
    let Reply { challenge, proof } = Reply::decode(&answer)?;
    if !proof.is_valid(&cookie, asked) {
        return Err(HandshakeError::WrongCookie(peer.name));
    }
    let proof = Proof::new(&cookie, challenge);
    Ok(Met { peer, acknowledgement: Acknowledgement { proof } })
}

/// Returns who the peer says it is, if such a node can be one.
fn claimed(
    us: &Greeting<'_>,
    introduction: &[u8],
) -> Result<Peer, HandshakeError> {
    let Introduction { name, creation, flags } =
        Introduction::decode(introduction)?;
    if name == *us.name {
        return Err(HandshakeError::OurName(name));
    }
    let missing = Flags::NEEDED.missing_in(flags);
    if !missing.is_empty() {
        return Err(HandshakeError::incapable(&name, missing));
    }
    Ok(Peer { name, creation, flags: us.flags & flags })
}
