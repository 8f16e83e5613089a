//! Stands between a node of Erlang and one of ours, and notes what they say.

use std::sync::Arc;

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::epmd;
use super::trace::{Entry, Trace};

/// How many packets of the handshake who calls sends, and who is called.
const OF_CALLER: usize = 2;
const OF_CALLED: usize = 3;

pub(super) struct Relay {
    trace: Arc<Mutex<Trace>>,
    /// They end with the relay.
    _tasks: JoinSet<()>,
    _registered: TcpStream,
}

impl Relay {
    /// Takes calls for the node `name`, as one port mapper knows it, and
    /// passes them on to `port`.
    pub(super) async fn start(name: &str, epmd_port: u16, port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let own_port = listener.local_addr().unwrap().port();
        let registered = epmd::register(name, own_port, epmd_port).await;
        let trace = Arc::new(Mutex::new(Trace::default()));
        let mut tasks = JoinSet::new();
        tasks.spawn(pass_on(listener, port, trace.clone()));
        Self { trace, _tasks: tasks, _registered: registered }
    }

    /// Notes that an interaction begins.
    pub(super) fn begin(&self, name: &str) {
        self.trace.lock().entries.push(Entry::Begin(name.to_owned()));
    }

    /// Returns what was said until now.
    pub(super) fn trace(&self) -> Trace {
        std::mem::take(&mut *self.trace.lock())
    }
}

async fn pass_on(listener: TcpListener, port: u16, trace: Arc<Mutex<Trace>>) {
    let (theirs, _) = listener.accept().await.unwrap();
    let ours = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    for socket in [&theirs, &ours] {
        socket.set_nodelay(true).unwrap();
    }
    let (mut theirs, mut to_them) = theirs.into_split();
    let (mut ours, mut to_us) = ours.into_split();
    let from_them = async {
        for packet in 0..OF_CALLER {
            let bytes = packet_of(&mut theirs).await;
            send_packet(&mut to_us, &bytes).await;
            if packet == 0 {
                trace.lock().greeting = bytes;
            }
        }
        while let Ok(length) = theirs.read_u32().await {
            let frame = rest(&mut theirs, length).await;
            // Noted before it has any effect.
            if !frame.is_empty() {
                trace.lock().entries.push(Entry::Theirs(frame.clone()));
            }
            send_frame(&mut to_us, &frame).await;
        }
    };
    let from_us = async {
        for _ in 0..OF_CALLED {
            let bytes = packet_of(&mut ours).await;
            send_packet(&mut to_them, &bytes).await;
        }
        while let Ok(length) = ours.read_u32().await {
            let frame = rest(&mut ours, length).await;
            if !frame.is_empty() {
                trace.lock().entries.push(Entry::Ours(frame.clone()));
            }
            send_frame(&mut to_them, &frame).await;
        }
    };
    tokio::join!(from_them, from_us);
}

/// Reads a packet of the handshake.
pub(super) async fn packet_of(from: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let length = from.read_u16().await.unwrap();
    rest(from, length.into()).await
}

pub(super) async fn send_packet(
    to: &mut (impl AsyncWrite + Unpin),
    packet: &[u8],
) {
    let length = u16::try_from(packet.len()).unwrap();
    to.write_all(&[&length.to_be_bytes(), packet].concat()).await.unwrap();
}

pub(super) async fn rest(
    from: &mut (impl AsyncRead + Unpin),
    length: u32,
) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(length).unwrap()];
    from.read_exact(&mut bytes).await.unwrap();
    bytes
}

pub(super) async fn send_frame(
    to: &mut (impl AsyncWrite + Unpin),
    frame: &[u8],
) {
    let length = u32::try_from(frame.len()).unwrap();
    to.write_all(&[&length.to_be_bytes(), frame].concat()).await.unwrap();
}
