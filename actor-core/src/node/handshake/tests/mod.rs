//! Both sides: with each other, with Erlang and with what is neither.

mod cut;
mod erlang;
mod garbage;
mod liars;
mod meetings;
mod recorded;

use tokio::io::{DuplexStream, Join, Sink};

use super::{
    Alive, Carrier, Cookie, Decision, Flags, Greeting, HandshakeError, Peer,
    connect,
};
use crate::node::name::NodeName;

/// The name of who connects, in all tests.
const CHUCKY: &str = "chucky@127.0.0.1";

/// The name of who accepts, in all tests.
const GLEN: &str = "glen@127.0.0.1";

const COOKIE: &str = "chocolate";

impl Carrier for DuplexStream {}

impl Carrier for Join<&[u8], Sink> {}

fn name(text: &str) -> NodeName {
    text.parse().unwrap()
}

fn cookie(text: &str) -> Cookie {
    text.parse().unwrap()
}

fn visible(name: &NodeName) -> Greeting<'_> {
    Greeting { name, creation: 7, flags: Flags::VISIBLE }
}

/// As Chucky, connects to Glen.
async fn connect_to_glen(
    stream: &mut impl Carrier,
) -> Result<Peer, HandshakeError> {
    let us = name(CHUCKY);
    let alive = || unreachable!("there is no other connection");
    connect(stream, &visible(&us), &name(GLEN), &cookie(COOKIE), alive).await
}

/// Accepts whoever comes, and lets it in.
pub(crate) async fn accept(
    stream: &mut impl Carrier,
    us: &Greeting<'_>,
    cookies: impl FnOnce(&NodeName) -> Cookie,
    decide: impl FnOnce(&Peer) -> Decision,
) -> Result<Peer, HandshakeError> {
    let met = super::accept(stream, us, cookies, decide).await?;
    met.welcome(stream).await?;
    Ok(met.peer)
}

/// As Glen, accepts whoever comes.
async fn accept_as_glen(
    stream: &mut impl Carrier,
) -> Result<Peer, HandshakeError> {
    let us = name(GLEN);
    let decide = |_: &Peer| Decision::Accept;
    accept(stream, &visible(&us), |_| cookie(COOKIE), decide).await
}

/// The two ends of a connection.
fn streams() -> (DuplexStream, DuplexStream) {
    tokio::io::duplex(1024)
}
