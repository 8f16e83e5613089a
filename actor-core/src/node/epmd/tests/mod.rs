//! The port mapper with our client, with Erlang and with strangers.

mod erlang;
mod garbage;
mod keeping;
pub(in crate::node) mod program;
mod registering;
mod strangers;

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time;

use super::{Epmd, NodeKind, PortMapper, Registration};

const HOST: &str = "127.0.0.1";
const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Starts a port mapper of ours on a port that nobody has. It ends when the
/// set is dropped.
async fn port_mapper() -> (Epmd, JoinSet<()>) {
    let port_mapper = PortMapper::bind(LOCAL, 0).await.unwrap();
    let epmd = Epmd::with_port(port_mapper.port());
    let mut serving = JoinSet::new();
    serving.spawn(port_mapper.serve());
    (epmd, serving)
}

/// Finds a port that nobody has, and that the system gives to nobody who asks
/// for any.
async fn free_port() -> u16 {
    loop {
        let port = fastrand::u16(10_000..30_000);
        if PortMapper::bind(LOCAL, port).await.is_ok() {
            return port;
        }
    }
}

/// Waits until it is so. Nobody tells when a port mapper has changed what it
/// knows, so it is asked again and again.
async fn eventually(mut is_so: impl AsyncFnMut() -> bool) {
    let asking = async {
        while !is_so().await {
            time::sleep(Duration::from_millis(5)).await;
        }
    };
    let so = time::timeout(Duration::from_mins(1), asking).await;
    so.expect("the port mapper knows it in time");
}

fn visible(name: &str, port: u16) -> Registration {
    Registration { name: name.to_owned(), port, kind: NodeKind::Visible }
}
