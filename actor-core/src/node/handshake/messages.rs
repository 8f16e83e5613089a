//! What is in the packets.

use bytes::{Buf, BufMut};

use super::cookie::{Challenge, Proof};
use super::{Flags, Greeting, HandshakeError, Step};
use crate::node::name::NodeName;

/// Who connects: `N`, the flags, the creation and the name.
#[derive(Debug)]
pub(super) struct Introduction {
    pub(super) name: NodeName,
    pub(super) creation: u32,
    pub(super) flags: Flags,
}

/// Who accepts, and what it wants to have proven: `N`, the flags, a challenge,
/// the creation and the name.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) who: Introduction,
    pub(super) challenge: Challenge,
}

/// What the node that accepts thinks of the name: `s` and a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    OkSimultaneous,
    Nok,
    NotAllowed,
    Alive,
}

/// What becomes of the connection that was there: `s` and a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StatusReply {
    /// The new one replaces it.
    True,
    /// It stays.
    False,
}

/// The proof of the node that connects: `r`, its own challenge and the digest.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) challenge: Challenge,
    pub(super) proof: Proof,
}

/// The proof of the node that accepts: `a` and the digest.
#[derive(Debug)]
pub(super) struct Acknowledgement {
    pub(super) proof: Proof,
}

impl Introduction {
    pub(super) fn encode(who: &Greeting<'_>) -> Vec<u8> {
        let mut packet = vec![b'N'];
        packet.put_u64(who.flags.bits());
        put_creation_and_name(&mut packet, who);
        packet
    }

    pub(super) fn decode(packet: &[u8]) -> Result<Self, HandshakeError> {
        let unexpected = || HandshakeError::unexpected(Step::Name, packet);
        let mut rest = match packet.split_first() {
            Some((b'N', rest)) => rest,
            // Two bytes of version, four of flags and a name.
            Some((b'n', rest)) if rest.len() > 6 => {
                return Err(HandshakeError::TooOld);
            }
            _ => return Err(unexpected()),
        };
        let flags =
            Flags::from_bits(rest.try_get_u64().map_err(|_| unexpected())?);
        let (creation, name) =
            creation_and_name(rest).ok_or_else(unexpected)?;
        if flags.contains(Flags::NAME_ME) {
            return Err(HandshakeError::Nameless);
        }
        let name = node_name(Step::Name, name)?;
        Ok(Self { name, creation, flags: flags.expanded() })
    }
}

impl Question {
    pub(super) fn encode(who: &Greeting<'_>, challenge: Challenge) -> Vec<u8> {
        let mut packet = vec![b'N'];
        packet.put_u64(who.flags.bits());
        packet.put_u32(challenge.0);
        put_creation_and_name(&mut packet, who);
        packet
    }

    pub(super) fn decode(packet: &[u8]) -> Result<Self, HandshakeError> {
        let unexpected = || HandshakeError::unexpected(Step::Challenge, packet);
        let mut rest = match packet.split_first() {
            Some((b'N', rest)) => rest,
            // Two bytes of version, four of flags, a challenge and a name.
            Some((b'n', rest)) if rest.len() > 10 => {
                return Err(HandshakeError::TooOld);
            }
            _ => return Err(unexpected()),
        };
        let flags = rest.try_get_u64().map_err(|_| unexpected())?;
        let challenge = rest.try_get_u32().map_err(|_| unexpected())?;
        let (creation, name) =
            creation_and_name(rest).ok_or_else(unexpected)?;
        let name = node_name(Step::Challenge, name)?;
        let flags = Flags::from_bits(flags).expanded();
        let who = Introduction { name, creation, flags };
        Ok(Self { who, challenge: Challenge(challenge) })
    }
}

impl Status {
    pub(super) fn encode(self) -> &'static [u8] {
        match self {
            Status::Ok => b"sok",
            Status::OkSimultaneous => b"sok_simultaneous",
            Status::Nok => b"snok",
            Status::NotAllowed => b"snot_allowed",
            Status::Alive => b"salive",
        }
    }

    pub(super) fn decode(packet: &[u8]) -> Result<Self, HandshakeError> {
        match packet {
            b"sok" => Ok(Status::Ok),
            b"sok_simultaneous" => Ok(Status::OkSimultaneous),
            b"snok" => Ok(Status::Nok),
            b"snot_allowed" => Ok(Status::NotAllowed),
            b"salive" => Ok(Status::Alive),
            _ => Err(HandshakeError::unexpected(Step::Status, packet)),
        }
    }
}

impl StatusReply {
    pub(super) fn encode(self) -> &'static [u8] {
        match self {
            StatusReply::True => b"strue",
            StatusReply::False => b"sfalse",
        }
    }

    pub(super) fn decode(packet: &[u8]) -> Result<Self, HandshakeError> {
        match packet {
            b"strue" => Ok(StatusReply::True),
            b"sfalse" => Ok(StatusReply::False),
            _ => Err(HandshakeError::unexpected(Step::StatusReply, packet)),
        }
    }
}

impl Reply {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut packet = vec![b'r'];
        packet.put_u32(self.challenge.0);
        packet.put_slice(&self.proof.0);
        packet
    }

    pub(super) fn decode(packet: &[u8]) -> Result<Self, HandshakeError> {
        let reply = packet.strip_prefix(b"r").and_then(|rest| {
            let (challenge, proof) = rest.split_first_chunk()?;
            let challenge = Challenge(u32::from_be_bytes(*challenge));
            Some(Self { challenge, proof: Proof(proof.try_into().ok()?) })
        });
        // A proof is nobody else's business, not even a wrong one.
        reply.ok_or_else(|| mangled(Step::ChallengeReply))
    }
}

impl Acknowledgement {
    pub(super) fn encode(&self) -> Vec<u8> {
        [b"a".as_slice(), &self.proof.0].concat()
    }

    pub(super) fn decode(packet: &[u8]) -> Result<Self, HandshakeError> {
        let proof = packet
            .strip_prefix(b"a")
            .and_then(|rest| Some(Proof(rest.try_into().ok()?)));
        let proof = proof.ok_or_else(|| mangled(Step::ChallengeAck))?;
        Ok(Self { proof })
    }
}

fn put_creation_and_name(packet: &mut Vec<u8>, who: &Greeting<'_>) {
    packet.put_u32(who.creation);
    let name = who.name.to_latin_1();
    packet.put_u16(name.len().try_into().expect("names are short"));
    packet.extend(name);
}

/// What is behind the name is of a later version, and is not looked at.
fn creation_and_name(mut rest: &[u8]) -> Option<(u32, &[u8])> {
    let creation = rest.try_get_u32().ok()?;
    let length = rest.try_get_u16().ok()?;
    Some((creation, rest.get(..length.into())?))
}

fn node_name(step: Step, bytes: &[u8]) -> Result<NodeName, HandshakeError> {
    NodeName::from_latin_1(bytes).map_err(|error| {
        HandshakeError::Unexpected(
            step,
            format!("a name that is none ({error})"),
        )
    })
}

fn mangled(step: Step) -> HandshakeError {
    HandshakeError::Unexpected(step, "something without a proof".into())
}
