//! A node, as its configuration says.

use std::time::Duration;

use actor_core::application::{Distributed, SyncNodes};
use actor_core::node::{NodeOptions, TlsConfig};
use actor_core::{Node, NodeName};

use super::file::{self, Rank};
use super::{Config, ConfigError};

/// How long nodes are waited for if nobody says; OTP waits for ever then, and
/// nobody learns why.
const SYNC_TIMEOUT: Duration = Duration::from_secs(30);

impl Config {
    /// Returns how the node would be.
    ///
    /// # Errors
    ///
    /// If the node is not meant in this configuration, or cannot talk TLS.
    pub fn node(&self, name: &NodeName) -> Result<NodeOptions, ConfigError> {
        let file = &self.file;
        let mut node = self.transport(Node::named(name.as_str()))?;
        if let Some(address) = file.listen {
            node = node.listen(address);
        }
        if let Some(ports) = file.ports {
            node = node.ports(ports.first..=ports.last);
        }
        if let Some(distributed) = &file.distributed {
            if !self.nodes().contains(name) {
                return Err(ConfigError::NotAmong(name.clone()));
            }
            node = node.distributed(distributed.ranks());
        }
        // One file for all nodes would name each of them.
        let others = |nodes: &[NodeName]| -> Vec<_> {
            nodes.iter().filter(|it| *it != name).cloned().collect()
        };
        let mandatory = others(&file.sync_nodes_mandatory);
        let optional = others(&file.sync_nodes_optional);
        if !mandatory.is_empty() || !optional.is_empty() {
            let sync = SyncNodes::within(self.sync_timeout());
            node =
                node.sync_nodes(sync.mandatory(mandatory).optional(optional));
        }
        Ok(node)
    }

    /// Has a node talk to others as those of this configuration do.
    ///
    /// # Errors
    ///
    /// If it cannot talk TLS.
    pub fn transport(
        &self,
        mut node: NodeOptions,
    ) -> Result<NodeOptions, ConfigError> {
        if let Some(seconds) = self.file.net_ticktime {
            node = node.tick_time(Duration::from_secs(seconds));
        }
        let Some(tls) = &self.file.tls else { return Ok(node) };
        let [certificate, key, authority] =
            [&tls.certificate, &tls.key, &tls.authority]
                .map(|path| self.folder.join(path));
        Ok(node.tls(TlsConfig::from_pem_files(certificate, key, authority)?))
    }

    /// Returns how long the start waits for other nodes.
    pub fn sync_timeout(&self) -> Duration {
        let timeout = self.file.sync_nodes_timeout_ms;
        timeout.map_or(SYNC_TIMEOUT, Duration::from_millis)
    }

    /// Returns the nodes without which this one does not start.
    pub fn mandatory(&self, name: &NodeName) -> Vec<NodeName> {
        let nodes = self.file.sync_nodes_mandatory.iter();
        nodes.filter(|it| *it != name).cloned().collect()
    }
}

impl file::Distributed {
    fn ranks(&self) -> Distributed {
        let delay = Duration::from_millis(self.restart_delay_ms);
        let distributed = Distributed::new(self.application.as_str());
        let mut distributed = distributed.restart_after(delay);
        for rank in &self.nodes {
            distributed = match rank {
                Rank::One(node) => distributed.on(node.clone()),
                Rank::AnyOf(nodes) => distributed.on_any(nodes.clone()),
            };
        }
        if self.only_in_majority {
            distributed = distributed.only_in_majority();
        }
        distributed
    }
}
