//! How the node is to be.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use actor_core::node::{Cookie, NodeError};
use actor_core::{Node, NodeName, System};
use clap::Args;

/// A node, as the command line says it.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// Its name, name@host: long if the host has a dot, else short.
    name: NodeName,
    /// The secret of the cluster; else that in ~/.erlang.cookie.
    #[arg(long)]
    cookie: Option<Cookie>,
    /// Do not be seen by the nodes of the cluster.
    #[arg(long)]
    hidden: bool,
    /// Listen on this address; only this machine can call by default.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<IpAddr>,
    /// Listen on a port of this range, such as 10000-10100.
    #[arg(long, value_name = "FIRST-LAST", value_parser = ports)]
    ports: Option<RangeInclusive<u16>>,
    /// The port of the port mapper; else `ERL_EPMD_PORT`, or 4369.
    #[arg(long, value_name = "PORT")]
    epmd_port: Option<u16>,
}

impl Options {
    /// Makes a system this node.
    pub(super) async fn start(
        self,
        system: &System,
    ) -> Result<Node, NodeError> {
        let mut node = Node::named(self.name.as_str());
        if self.hidden {
            node = node.hidden();
        }
        if let Some(cookie) = self.cookie {
            node = node.cookie(cookie);
        }
        if let Some(address) = self.listen {
            node = node.listen(address);
        }
        if let Some(ports) = self.ports {
            node = node.ports(ports);
        }
        if let Some(port) = self.epmd_port {
            node = node.epmd_port(port);
        }
        node.start(system).await
    }
}

fn ports(text: &str) -> Result<RangeInclusive<u16>, String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) if first <= last => Ok(first..=last),
        _ => Err("expected ports as in 10000-10100".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_one_or_a_range() {
        assert_eq!(ports("10000-10100"), Ok(10_000..=10_100));
        assert_eq!(ports("9100"), Ok(9_100..=9_100));
        for wrong in ["", "-", "2-1", "1-70000", "many"] {
            assert!(ports(wrong).is_err(), "{wrong}");
        }
    }
}
