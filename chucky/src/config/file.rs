//! What stands in the file, as it stands there.

use std::collections::HashSet;
use std::net::IpAddr;
use std::path::PathBuf;

use actor_core::NodeName;
use serde::Deserialize;

use super::ConfigError;
use crate::application;

/// A configuration file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    /// `kernel`'s `distributed`, for the one application that there is.
    pub(super) distributed: Option<Distributed>,
    pub(super) sync_nodes_mandatory: Vec<NodeName>,
    pub(super) sync_nodes_optional: Vec<NodeName>,
    pub(super) sync_nodes_timeout_ms: Option<u64>,
    /// In seconds, as in OTP.
    pub(super) net_ticktime: Option<u64>,
    /// `inet_dist_use_interface`.
    pub(super) listen: Option<IpAddr>,
    /// `inet_dist_listen_min` and `inet_dist_listen_max`.
    pub(super) ports: Option<Ports>,
    pub(super) tls: Option<Tls>,
    /// A fact in each line.
    pub(super) facts: Option<PathBuf>,
}

/// Where an application may run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Distributed {
    pub(super) application: String,
    /// How long a lost node may take to come back.
    #[serde(default)]
    pub(super) restart_delay_ms: u64,
    pub(super) nodes: Vec<Rank>,
    /// Not OTP's: a side of a cluster that has fallen apart runs nothing
    /// unless it has most of the nodes.
    #[serde(default)]
    pub(super) only_in_majority: bool,
}

/// A node, or several between which there is no order.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a node such as \"a@127.0.0.1\", or a list of equal \
                 ones such as [\"b@127.0.0.1\", \"c@127.0.0.1\"]"
)]
pub(super) enum Rank {
    One(NodeName),
    AnyOf(Vec<NodeName>),
}

/// The first and the last port to listen on.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "[u16; 2]")]
pub(super) struct Ports {
    pub(super) first: u16,
    pub(super) last: u16,
}

/// Who the node is, and whom it believes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tls {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
    pub(super) authority: PathBuf,
}

impl File {
    /// Checks what cannot be said by types.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let Some(distributed) = &self.distributed else { return Ok(()) };
        if distributed.application != application::NAME {
            let other = distributed.application.clone();
            return Err(ConfigError::Application(other));
        }
        let mut seen = HashSet::new();
        for node in distributed.nodes.iter().flat_map(Rank::nodes) {
            if !seen.insert(node) {
                return Err(ConfigError::Twice(node.clone()));
            }
        }
        if seen.is_empty() {
            return Err(ConfigError::NoNodes);
        }
        Ok(())
    }
}

impl Rank {
    pub(super) fn nodes(&self) -> &[NodeName] {
        match self {
            Self::One(node) => std::slice::from_ref(node),
            Self::AnyOf(nodes) => nodes,
        }
    }
}

impl TryFrom<[u16; 2]> for Ports {
    type Error = &'static str;

    fn try_from([first, last]: [u16; 2]) -> Result<Self, &'static str> {
        if first > last {
            return Err("expected the first and the last port, as in \
                        [10000, 10100]");
        }
        Ok(Self { first, last })
    }
}
