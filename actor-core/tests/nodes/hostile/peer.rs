//! A peer made by hand, which can say anything: the side that connects of the
//! [handshake], and frames.
//!
//! [handshake]: https://www.erlang.org/doc/apps/erts/erl_dist_protocol

use std::net::Ipv4Addr;

use actor_core::etf::{Atom, ExternalPid, ExternalReference, Term};
use actor_core::{Node, Pid};
use md5::{Digest, Md5};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// What nodes of OTP 25 say that they can do, but that they are visible.
const FLAGS: u64 = 0xd_075f_5fbc;

/// Which start of it every peer of these tests is.
const CREATION: u32 = 77;

/// The number of an operation that says something of two processes.
pub(crate) const LINK: i64 = 1;
pub(crate) const EXIT: i64 = 3;
pub(crate) const REG_SEND: i64 = 6;
pub(crate) const EXIT2: i64 = 8;
pub(crate) const MONITOR: i64 = 19;
pub(crate) const DEMONITOR: i64 = 20;
pub(crate) const DOWN: i64 = 21;
const PAYLOAD_DOWN: i64 = 28;
pub(crate) const ALIAS_SEND: i64 = 33;
pub(crate) const UNLINK: i64 = 35;
pub(crate) const UNLINK_ACK: i64 = 36;

/// A connection to a node, by somebody who knows the cookie.
pub(crate) struct Peer {
    pub(crate) name: String,
    pub(crate) stream: TcpStream,
}

impl Peer {
    /// Connects, and shakes hands as it should be done.
    pub(crate) async fn connect(name: &str, node: &Node, port: u16) -> Self {
        let stream = dial(node, port).await;
        Self::over(stream, name).await
    }

    /// As [`connect`](Self::connect), with room for little that it is sent.
    pub(crate) async fn narrow(name: &str, node: &Node, port: u16) -> Self {
        let address = (Ipv4Addr::LOCALHOST, node_port(node, port).await);
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let stream = socket.connect(address.into()).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self::over(stream, name).await
    }

    async fn over(mut stream: TcpStream, name: &str) -> Self {
        let accepted = shake(&mut stream, name, "pizza").await;
        assert!(accepted, "{name} was refused");
        Self { name: name.to_owned(), stream }
    }

    /// Returns a process of the peer's.
    pub(crate) fn pid(&self, id: u32) -> Term {
        pid_of(&self.name, id)
    }

    /// Returns a reference that the peer has made.
    pub(crate) fn reference(&self, number: u32) -> Term {
        let node = Atom::new(self.name.clone()).unwrap();
        let words = [number, 0, 0];
        let made = ExternalReference::new(node, CREATION, &words).unwrap();
        made.into()
    }

    /// Says something; false if nobody listens any more.
    pub(crate) async fn write(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok()
    }

    /// Sends a control message that has no message.
    pub(crate) async fn control(&mut self, control: &[Term]) -> bool {
        self.write(&frame(control, None)).await
    }

    /// Sends a message to whoever has a name.
    pub(crate) async fn send(&mut self, name: &'static str, message: Term) {
        let control = self.to_name(name);
        self.write(&frame(&control, Some(&bytes(&message)))).await;
    }

    /// Returns what says that a message is for whoever has a name.
    pub(crate) fn to_name(&self, name: &'static str) -> [Term; 4] {
        let (from, cookie) = (self.pid(1), Term::atom(""));
        [Term::from(REG_SEND), from, cookie, Term::atom(name)]
    }

    /// Waits until the node has done all that was sent before, which its
    /// answer to something else shows. Returns false if it has closed the
    /// connection.
    pub(crate) async fn settle(&mut self) -> bool {
        let reference = self.reference(u32::MAX);
        let (from, nobody) = (self.pid(1), Term::atom("nobody"));
        let monitor = [Term::from(MONITOR), from, nobody, reference.clone()];
        self.control(&monitor).await;
        while let Some(frame) = self.frame().await {
            let Some(control) = control_of(&frame) else { continue };
            let parts = control.as_tuple().unwrap();
            if [DOWN, PAYLOAD_DOWN].map(Term::from).contains(&parts[0])
                && parts[3] == reference
            {
                return true;
            }
        }
        false
    }

    /// Waits until the node closes the connection.
    pub(crate) async fn closed(&mut self) {
        while self.frame().await.is_some() {}
    }

    /// Reads the next frame; nothing if there is none any more.
    pub(crate) async fn frame(&mut self) -> Option<Vec<u8>> {
        let length = self.stream.read_u32().await.ok()?;
        let mut frame = vec![0; length as usize];
        self.stream.read_exact(&mut frame).await.ok()?;
        Some(frame)
    }
}

/// Returns the control message of a frame; a tick has none.
fn control_of(frame: &[u8]) -> Option<Term> {
    let term = frame.strip_prefix(&[112])?;
    // A message may follow; what there is of one tells how long the first is.
    let whole = Term::from_bytes(term);
    let ends = (1..=term.len()).rev();
    whole.ok().or_else(|| {
        ends.filter(|end| term.get(*end) == Some(&131))
            .find_map(|end| Term::from_bytes(&term[..end]).ok())
    })
}

/// Returns a process of any node.
pub(crate) fn pid_of(node: &str, id: u32) -> Term {
    let node = Atom::new(node.to_owned()).unwrap();
    Term::Pid(ExternalPid { node, id, serial: 0, creation: CREATION })
}

/// Returns a process of `node` as others know it.
pub(crate) fn pid_on(node: &Node, pid: Pid) -> Term {
    Term::Pid(ExternalPid {
        node: Atom::new(node.name().as_str()).unwrap(),
        id: pid.id(),
        serial: pid.serial(),
        creation: node.creation(),
    })
}

pub(crate) fn bytes(term: &Term) -> Vec<u8> {
    term.to_bytes().unwrap()
}

/// Returns a frame; a message is given as bytes, because it need be no term.
pub(crate) fn frame(control: &[Term], message: Option<&[u8]>) -> Vec<u8> {
    let control = Term::tuple(control.iter().cloned());
    let mut content = vec![112];
    content.extend(bytes(&control));
    content.extend(message.unwrap_or_default());
    let length = u32::try_from(content.len()).unwrap();
    [&length.to_be_bytes()[..], &content].concat()
}

/// Opens a socket to a node.
pub(crate) async fn dial(node: &Node, epmd_port: u16) -> TcpStream {
    let port = node_port(node, epmd_port).await;
    let address = (Ipv4Addr::LOCALHOST, port);
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Asks the port mapper where a node listens.
async fn node_port(node: &Node, epmd_port: u16) -> u16 {
    let epmd = (Ipv4Addr::LOCALHOST, epmd_port);
    let mut epmd = TcpStream::connect(epmd).await.unwrap();
    let alive = node.name().alive().as_bytes();
    let length = u16::try_from(alive.len() + 1).unwrap();
    epmd.write_u16(length).await.unwrap();
    epmd.write_all(&[b"z", alive].concat()).await.unwrap();
    assert_eq!(epmd.read_u16().await.unwrap(), u16::from_be_bytes([119, 0]));
    epmd.read_u16().await.unwrap()
}

/// Shakes hands; returns whether the node takes this for a proof.
pub(crate) async fn shake(
    stream: &mut TcpStream,
    name: &str,
    cookie: &str,
) -> bool {
    stream.write_all(&greeting(name)).await.unwrap();
    match packet(stream).await.as_deref() {
        Some(b"sok" | b"sok_simultaneous") => {}
        // It knows a connection to a node of this name, and is told to
        // forget it.
        Some(b"salive") => {
            stream.write_all(&packed(b"strue")).await.unwrap();
        }
        _ => return false,
    }
    let Some(challenge) = packet(stream).await else { return false };
    let challenge = u32::from_be_bytes(challenge[9..13].try_into().unwrap());
    stream.write_all(&proof(cookie, challenge)).await.unwrap();
    packet(stream).await.is_some_and(|ack| ack.first() == Some(&b'a'))
}

/// Returns the first message of the handshake: who connects.
pub(crate) fn greeting(name: &str) -> Vec<u8> {
    let mut greeting = vec![b'N'];
    greeting.extend(FLAGS.to_be_bytes());
    greeting.extend(CREATION.to_be_bytes());
    greeting.extend(u16::try_from(name.len()).unwrap().to_be_bytes());
    greeting.extend(name.as_bytes());
    packed(&greeting)
}

/// Returns the second one: that it knows the cookie.
fn proof(cookie: &str, challenge: u32) -> Vec<u8> {
    let digest = Md5::digest(format!("{cookie}{challenge}"));
    packed(&[&b"r"[..], &7_u32.to_be_bytes(), &digest].concat())
}

/// Reads a message of the handshake; nothing if there is none any more.
pub(crate) async fn packet(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let length = stream.read_u16().await.ok()?;
    let mut packet = vec![0; usize::from(length)];
    stream.read_exact(&mut packet).await.ok()?;
    Some(packet)
}

fn packed(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    [&length.to_be_bytes()[..], content].concat()
}
