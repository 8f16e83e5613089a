//! Clusters for tests: systems in this program, each a node, and programs of
//! Erlang and Elixir.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};

use actor_core::node::NodeOptions;
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
    /// Returns a cluster without nodes. The first one must be one of ours: it
    /// starts the port mapper.
    pub(crate) fn new() -> Self {
        // Below the ports that the system gives to those who ask for any, so
        // that no other test is given it before the port mapper has it.
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let first = std::process::id().wrapping_mul(97);
        let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
        let port = std::iter::repeat_with(|| {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let place = first.wrapping_add(number) % 12_000;
            20_000 + u16::try_from(place).unwrap()
        })
        .find(free);
        Self { port: port.unwrap() }
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
