//! Nodes that use a port mapper which is there already.

use std::net::{IpAddr, Ipv4Addr, TcpListener};

use actor_core::node::PortMapper;
use actor_core::{Node, System};

use crate::captured::Captured;

#[tokio::test]
async fn a_node_that_other_machines_cannot_find_says_so() {
    // All of 127.0.0.0/8 is this machine on Linux, but not everywhere.
    let other = IpAddr::from([127, 0, 0, 2]);
    if TcpListener::bind((other, 0)).is_err() {
        eprintln!("skipped: this machine has no {other}");
        return;
    }
    let (captured, _guard) = Captured::start();
    for (address, count) in [(other, 0), (Ipv4Addr::LOCALHOST.into(), 1)] {
        let port_mapper = PortMapper::bind(address, 0).await.unwrap();
        let options = Node::named("a@127.0.0.2")
            .cookie("pizza".parse().unwrap())
            .listen(other)
            .epmd_port(port_mapper.port());
        tokio::spawn(port_mapper.serve());
        let node = options.start(&System::new("a")).await.unwrap();
        let warnings = captured.with("other machines cannot find this node");
        assert_eq!(warnings.len(), count, "{address}");
        node.stop().await;
    }
}
