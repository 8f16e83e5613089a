//! Clusters for tests: systems in this program, each a node, and programs of
//! Erlang and Elixir.

use std::net::Ipv4Addr;

use actor_core::node::{NodeOptions, PortMapper};
use actor_core::{Node, System};

use crate::beam::{BeamOptions, Language};

/// Nodes that use a port mapper of their own.
pub(crate) struct Cluster {
    port: u16,
}

/// Whether a node is seen by others than those that it is connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visibility {
    Hidden,
    Visible,
}

impl Cluster {
    /// Starts a cluster without nodes.
    pub(crate) async fn new() -> Self {
        let port_mapper = PortMapper::bind(Ipv4Addr::LOCALHOST, 0).await;
        let port_mapper = port_mapper.unwrap();
        let port = port_mapper.port();
        tokio::spawn(port_mapper.serve());
        Self { port }
    }

    /// Returns the port of the port mapper.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Returns how a node of ours would be.
    pub(crate) fn options(&self, name: &str) -> NodeOptions {
        Node::named(format!("{name}@127.0.0.1"))
            .cookie("pizza".parse().unwrap())
            .epmd_port(self.port)
    }

    /// Starts a hidden node of ours.
    pub(crate) async fn node(&self, name: &str) -> (System, Node) {
        self.seen(name, Visibility::Hidden).await
    }

    /// Starts a node of ours, visible or hidden.
    pub(crate) async fn seen(
        &self,
        name: &str,
        visibility: Visibility,
    ) -> (System, Node) {
        let system = System::new(name);
        let options = self.options(name);
        let options = match visibility {
            Visibility::Hidden => options.hidden(),
            Visibility::Visible => options.visible(),
        };
        let node = options.start(&system).await.unwrap();
        (system, node)
    }

    /// Returns how a node of Erlang would be.
    pub(crate) fn erlang(&self, name: &str) -> BeamOptions {
        let name = format!("{name}@127.0.0.1");
        BeamOptions::new(Language::Erlang, &name, self.port)
    }

    /// Returns how a node of Elixir would be.
    pub(crate) fn elixir(&self, name: &str) -> BeamOptions {
        let name = format!("{name}@127.0.0.1");
        BeamOptions::new(Language::Elixir, &name, self.port)
    }
}
