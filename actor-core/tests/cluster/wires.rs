//! The wires between members: all that they say to each other goes through
//! this program, which can cut it, and keep it back.
//!
//! Members know a port mapper that passes all on to the real one, but for the
//! port of who registers: that is one here, which is connected to the member's.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// The first byte of a registration, behind its length.
const REGISTER: u8 = b'x';
/// Where a registration has the port of the node, and the length of its name.
const PORT: usize = 3;
const REGISTERED_NAME: usize = 11;
/// Where the first message of a handshake has the length of the name of who
/// dials.
const DIALLING_NAME: usize = 15;

#[derive(Clone)]
pub(crate) struct Wires {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    wires: Mutex<Vec<Wire>>,
    /// The pairs of members that hear nothing of each other.
    silent: Mutex<BTreeSet<Pair>>,
    healed: Condvar,
}

/// Two members by the first part of their names, the lesser first.
type Pair = [String; 2];

/// A connection of two members.
struct Wire {
    pair: Pair,
    ends: [TcpStream; 2],
}

impl Wires {
    /// Stands before the port mapper on a port.
    pub(crate) fn start(epmd: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let wires = Self { port, state: Arc::default() };
        let these = wires.clone();
        accept(listener, move |client| {
            let mut mapper = TcpStream::connect(("127.0.0.1", epmd))?;
            let mut request = packet(&client)?;
            if request[2] == REGISTER {
                let name = text(&request, REGISTERED_NAME);
                let port = [request[PORT], request[PORT + 1]];
                let port = these.relay(name, u16::from_be_bytes(port))?;
                request[PORT..PORT + 2].copy_from_slice(&port.to_be_bytes());
            }
            mapper.write_all(&request)?;
            both_ways(&client, &mapper, || {})
        });
        wires
    }

    /// Returns the port of the port mapper as members know it.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Opens a port that stands before that of a member.
    fn relay(&self, name: String, port: u16) -> io::Result<u16> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let state = self.state.clone();
        accept(listener, move |dialling| {
            let greeting = packet(&dialling)?;
            let other = text(&greeting, DIALLING_NAME);
            let pair = pair(other.split('@').next().unwrap(), &name);
            if state.is_silent(&pair) {
                return Ok(());
            }
            let mut member = TcpStream::connect(("127.0.0.1", port))?;
            member.write_all(&greeting)?;
            let ends = [dialling.try_clone()?, member.try_clone()?];
            let wire = Wire { pair: pair.clone(), ends };
            state.wires.lock().unwrap().push(wire);
            let state = state.clone();
            both_ways(&dialling, &member, move || state.wait(&pair))
        });
        Ok(address.port())
    }

    /// Closes the connection of two members, as the network may: neither has
    /// done so.
    pub(crate) fn cut(&self, one: &str, other: &str) {
        self.state.cut(&pair(one, other));
    }

    /// Has two members hear nothing of each other, from now on. No connection
    /// is closed by that.
    pub(crate) fn silence(&self, one: &str, other: &str) {
        self.state.silent.lock().unwrap().insert(pair(one, other));
    }

    /// Has all members hear each other again. What was kept back is lost, with
    /// its connections.
    pub(crate) fn heal(&self) {
        let silent = std::mem::take(&mut *self.state.silent.lock().unwrap());
        for pair in &silent {
            self.state.cut(pair);
        }
        self.state.healed.notify_all();
    }
}

impl State {
    fn is_silent(&self, pair: &Pair) -> bool {
        self.silent.lock().unwrap().contains(pair)
    }

    /// Waits until two members may hear each other.
    fn wait(&self, pair: &Pair) {
        let before = self.silent.lock().unwrap();
        let silent = |all: &mut BTreeSet<_>| all.contains(pair);
        drop(self.healed.wait_while(before, silent).unwrap());
    }

    fn cut(&self, pair: &Pair) {
        self.wires.lock().unwrap().retain(|wire| {
            let is_it = wire.pair == *pair;
            if is_it {
                wire.ends.iter().for_each(close);
            }
            !is_it
        });
    }
}

fn pair(one: &str, other: &str) -> Pair {
    let mut pair = [one.to_owned(), other.to_owned()];
    pair.sort_unstable();
    pair
}

/// Serves whoever connects, each by a thread, until this program ends.
fn accept<S>(listener: TcpListener, serve: S)
where
    S: Fn(TcpStream) -> io::Result<()> + Clone + Send + 'static,
{
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let serve = serve.clone();
            // Whoever is gone in the middle is served.
            thread::spawn(move || serve(stream));
        }
    });
}

/// Reads what is sent first: two bytes of length, and so many more.
fn packet(mut from: &TcpStream) -> io::Result<Vec<u8>> {
    let mut packet = vec![0; 2];
    from.read_exact(&mut packet)?;
    let length = u16::from_be_bytes([packet[0], packet[1]]);
    packet.resize(2 + usize::from(length), 0);
    from.read_exact(&mut packet[2..])?;
    Ok(packet)
}

/// Returns the text behind its length.
fn text(packet: &[u8], place: usize) -> String {
    let length = [packet[place], packet[place + 1]];
    let length = usize::from(u16::from_be_bytes(length));
    let text = packet[place + 2..place + 2 + length].to_vec();
    String::from_utf8(text).unwrap()
}

/// Passes on what either says, each time after `wait`, until one has ended.
fn both_ways(
    one: &TcpStream,
    other: &TcpStream,
    wait: impl Fn() + Sync,
) -> io::Result<()> {
    let pass = |mut from: &TcpStream, mut to: &TcpStream| {
        let mut bytes = [0; 1 << 14];
        while let Ok(length @ 1..) = from.read(&mut bytes) {
            wait();
            if to.write_all(&bytes[..length]).is_err() {
                break;
            }
        }
        wait();
        close(from);
        close(to);
    };
    one.set_nodelay(true)?;
    other.set_nodelay(true)?;
    thread::scope(|threads| {
        threads.spawn(|| pass(one, other));
        pass(other, one);
    });
    Ok(())
}

fn close(end: &TcpStream) {
    // It may be closed already.
    let _ = end.shutdown(Shutdown::Both);
}
