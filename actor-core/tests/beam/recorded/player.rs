//! Plays the part of a node of Erlang.

use std::time::Duration;

use md5::{Digest, Md5};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::identities::{Frame, Identities};
use super::relay::{packet_of, rest, send_frame, send_packet};
use super::trace::{Entry, Trace};

/// Ours take a moment, unless the machine is very busy.
const PATIENCE: Duration = Duration::from_mins(1);

/// Processes of ours run beside each other, so that one of them may say
/// something earlier than it did, but not before this many others.
const AHEAD: usize = 128;

/// Calls the node at `port`, and says what was recorded: each frame when ours
/// has said all that it had said before it then.
pub(super) async fn play(trace: &Trace, port: u16) {
    let mut socket = greet(&trace.greeting, port).await;
    let mut identities = Identities::default();
    let mut name = "";
    // Which frames of ours have come; some before it was their turn.
    let mut came = vec![false; trace.entries.len()];
    for (at, entry) in trace.entries.iter().enumerate() {
        let recorded = match entry {
            Entry::Begin(begins) => {
                name = begins;
                continue;
            }
            Entry::Theirs(frame) => {
                let frame = identities.substitute(frame);
                send_frame(&mut socket, &frame).await;
                continue;
            }
            Entry::Ours(recorded) => Frame::read(recorded),
        };
        while !came[at] {
            let said = timeout(PATIENCE, frame_of(&mut socket)).await;
            let Ok(said) = said else {
                panic!("{name}: ours is silent, and not {recorded}");
            };
            let said = Frame::read(&said);
            let awaited = (at..).zip(&trace.entries[at..]);
            let awaited = awaited.filter_map(|(at, entry)| match entry {
                Entry::Ours(frame) if !came[at] => Some((at, frame)),
                _ => None,
            });
            let place = awaited.take(AHEAD).find(|(_, frame)| {
                identities.is_same(&Frame::read(frame), &said)
            });
            let Some((place, _)) = place else {
                panic!("{name}: ours says {said}, and not {recorded}");
            };
            came[place] = true;
        }
    }
}

/// Reads a frame that is no tick.
pub(super) async fn frame_of(socket: &mut TcpStream) -> Vec<u8> {
    loop {
        let length = socket.read_u32().await.expect("ours is connected");
        if length > 0 {
            return rest(socket, length).await;
        }
    }
}

/// Shakes hands, with the name and all else that Erlang's node gave.
pub(super) async fn greet(greeting: &[u8], port: u16) -> TcpStream {
    let mut socket = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    socket.set_nodelay(true).unwrap();
    send_packet(&mut socket, greeting).await;
    assert_eq!(packet_of(&mut socket).await, b"sok");
    let challenge = packet_of(&mut socket).await;
    // Behind the tag and the flags.
    let number = u32::from_be_bytes(challenge[9..13].try_into().unwrap());
    let digest = Md5::digest(format!("pizza{number}"));
    let own = 17_u32;
    let reply = [&b"r"[..], &own.to_be_bytes(), &digest].concat();
    send_packet(&mut socket, &reply).await;
    let acknowledgement = packet_of(&mut socket).await;
    let expected = Md5::digest(format!("pizza{own}"));
    assert_eq!(acknowledgement, [&b"a"[..], &expected].concat());
    socket
}
