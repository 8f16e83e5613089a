//! Requests to a port mapper and answers from it, as bytes.
//!
//! Requests have their length in two bytes before them. Answers have not: the
//! port mapper closes the connection behind them, but for that to a
//! registration.

use bytes::{Buf, BufMut};

const ALIVE2_REQ: u8 = b'x';
const ALIVE2_RESP: u8 = b'y';
const ALIVE2_X_RESP: u8 = b'v';
const PORT_PLEASE2_REQ: u8 = b'z';
const PORT2_RESP: u8 = b'w';
const NAMES_REQ: u8 = b'n';
const KILL_REQ: u8 = b'k';

/// TCP over IPv4, as all nodes say.
const PROTOCOL: u8 = 0;

/// The version of the distribution protocol that OTP speaks from 23 on.
pub(super) const VERSION: u16 = 6;

/// What an Erlang node's name, an atom, has at most.
pub(super) const MAX_NAME: usize = 255;

/// A request with the longest name and as much beside it is shorter.
pub(super) const MAX_REQUEST: usize = 1024;

/// What a node tells the port mapper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Registration {
    /// The part of the node's name before the `@`.
    pub(crate) name: String,
    /// Where it listens.
    pub(crate) port: u16,
    pub(crate) kind: NodeKind,
}

/// Whether a node wants to be seen; the port mapper only hands it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    Visible,
    Hidden,
}

/// What is known of a node: its registration, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) port: u16,
    pub(super) kind: u8,
    pub(super) protocol: u8,
    pub(super) high: u16,
    pub(super) low: u16,
    pub(super) extra: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Request {
    Register(Entry),
    PortOf(String),
    Names,
    Kill,
}

/// What a port mapper says to a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alive {
    /// Registered, with this creation.
    Yes(u32),
    /// Somebody has the name.
    No,
}

impl From<&Registration> for Entry {
    fn from(registration: &Registration) -> Self {
        Self {
            name: registration.name.clone(),
            port: registration.port,
            kind: match registration.kind {
                NodeKind::Visible => b'M',
                NodeKind::Hidden => b'H',
            },
            protocol: PROTOCOL,
            high: VERSION,
            low: VERSION,
            extra: Vec::new(),
        }
    }
}

impl Entry {
    fn put(&self, bytes: &mut Vec<u8>) {
        bytes.put_u16(self.port);
        bytes.put_u8(self.kind);
        bytes.put_u8(self.protocol);
        bytes.put_u16(self.high);
        bytes.put_u16(self.low);
        put_sized(bytes, self.name.as_bytes());
        put_sized(bytes, &self.extra);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self {
            port: bytes.try_get_u16().ok()?,
            kind: bytes.try_get_u8().ok()?,
            protocol: bytes.try_get_u8().ok()?,
            high: bytes.try_get_u16().ok()?,
            low: bytes.try_get_u16().ok()?,
            name: name(take_sized(bytes)?)?,
            extra: take_sized(bytes)?.to_vec(),
        })
    }

    /// Tells whether it speaks what we speak.
    pub(super) fn speaks(&self, version: u16) -> bool {
        (self.low..=self.high).contains(&version)
    }
}

impl Request {
    /// Returns the request with its length before it.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![0, 0];
        match self {
            Request::Register(entry) => {
                bytes.put_u8(ALIVE2_REQ);
                entry.put(&mut bytes);
            }
            Request::PortOf(name) => {
                bytes.put_u8(PORT_PLEASE2_REQ);
                bytes.put_slice(name.as_bytes());
            }
            Request::Names => bytes.put_u8(NAMES_REQ),
            Request::Kill => bytes.put_u8(KILL_REQ),
        }
        let length = u16::try_from(bytes.len() - 2).expect("names are short");
        bytes[..2].copy_from_slice(&length.to_be_bytes());
        bytes
    }

    /// Reads a request, without its length.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (tag, mut rest) = bytes.split_first()?;
        match *tag {
            ALIVE2_REQ => Some(Request::Register(Entry::read(&mut rest)?)),
            PORT_PLEASE2_REQ => Some(Request::PortOf(name(rest)?)),
            NAMES_REQ => Some(Request::Names),
            KILL_REQ => Some(Request::Kill),
            _ => None,
        }
    }
}

impl Alive {
    /// Writes the answer to a node that speaks versions up to `high`.
    pub(super) fn encode(self, high: u16) -> Vec<u8> {
        let (refused, creation) = match self {
            Alive::Yes(creation) => (0, creation),
            Alive::No => (1, 0),
        };
        if high >= VERSION {
            let mut bytes = vec![ALIVE2_X_RESP, refused];
            bytes.put_u32(creation);
            return bytes;
        }
        // Nodes of OTP 22 and older know three creations only.
        let short = u8::try_from(creation % 3 + 1).expect("at most 3");
        vec![ALIVE2_RESP, refused, 0, short]
    }

    /// Tells how long an answer that begins like this is.
    pub(super) fn length(tag: u8) -> Option<usize> {
        match tag {
            ALIVE2_X_RESP => Some(6),
            ALIVE2_RESP => Some(4),
            _ => None,
        }
    }

    pub(super) fn decode(mut bytes: &[u8]) -> Option<Self> {
        let tag = bytes.try_get_u8().ok()?;
        if bytes.try_get_u8().ok()? != 0 {
            return Some(Alive::No);
        }
        let creation = match tag {
            ALIVE2_X_RESP => bytes.try_get_u32().ok()?,
            ALIVE2_RESP => bytes.try_get_u16().ok()?.into(),
            _ => return None,
        };
        Some(Alive::Yes(creation))
    }
}

/// Writes the answer to [`Request::PortOf`].
pub(super) fn encode_port(entry: Option<&Entry>) -> Vec<u8> {
    let Some(entry) = entry else { return vec![PORT2_RESP, 1] };
    let mut bytes = vec![PORT2_RESP, 0];
    entry.put(&mut bytes);
    bytes
}

/// Reads it; `Some(None)` is that there is no such node.
#[expect(clippy::option_option, reason = "no answer, and no such node")]
pub(super) fn decode_port(bytes: &[u8]) -> Option<Option<Entry>> {
    match bytes {
        [PORT2_RESP, 0, rest @ ..] => Some(Some(Entry::read(&mut &*rest)?)),
        [PORT2_RESP, _] => Some(None),
        _ => None,
    }
}

fn put_sized(bytes: &mut Vec<u8>, what: &[u8]) {
    bytes.put_u16(what.len().try_into().expect("names are short"));
    bytes.put_slice(what);
}

fn take_sized<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = bytes.try_get_u16().ok()?;
    let (taken, rest) = bytes.split_at_checked(length.into())?;
    *bytes = rest;
    Some(taken)
}

/// Reads a name, if it is one that can stand in a list of names.
fn name(bytes: &[u8]) -> Option<String> {
    let name = str::from_utf8(bytes).ok()?;
    is_name(name).then(|| name.to_owned())
}

pub(super) fn is_name(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len())
        && !name.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_creation_arrives_as_it_was_given() {
        for answer in [Alive::Yes(4), Alive::Yes(u32::MAX), Alive::No] {
            assert_eq!(Alive::decode(&answer.encode(VERSION)), Some(answer));
        }
    }
}
