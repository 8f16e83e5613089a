//! The nodes of a run, as the command line says them.

use std::fs;

use actor_core::node::{Cookie, NodeOptions};
use actor_core::{Node, NodeName, ProcessRef, System};
use anyhow::Context;
use nix::unistd::gethostname;

use super::args::{Cluster, Member};
use super::usage::UsageError;
use crate::cluster::{self, ClusterRef, OnLoss, Work};
use crate::engine::Settings;
use crate::plan::Plan;
use crate::run::Progress;
use crate::target::Shape;

/// The nodes of a run.
pub(super) struct Nodes {
    names: Vec<NodeName>,
    cluster: Cluster,
}

impl Nodes {
    /// Returns those that the command line names; nothing if it names none,
    /// and this program is to send the requests.
    pub(super) fn of(
        cluster: &Cluster,
        plan: &Plan,
    ) -> anyhow::Result<Option<Self>> {
        let mut names = cluster.nodes.clone();
        if let Some(file) = &cluster.nodes_file {
            let text = fs::read_to_string(file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            names = read(&text)?;
            if names.is_empty() {
                let text = format!("there is no node in {}", file.display());
                return Err(UsageError(text).into());
            }
        }
        if cluster.redistribute && plan.until.requests.is_none() {
            return Err(UsageError::new(
                "--redistribute needs a number of requests (-n): without one \
                 nobody knows what a lost node has left",
            )
            .into());
        }
        let cluster = cluster.clone();
        Ok((!names.is_empty()).then_some(Self { names, cluster }))
    }

    /// Returns what they are to do.
    pub(super) fn work(
        &self,
        plan: Plan,
        shape: Shape,
        engine: Settings,
    ) -> Work {
        let on_loss = if self.cluster.redistribute {
            OnLoss::Redistribute
        } else {
            OnLoss::Report
        };
        let patience = self.cluster.node_timeout;
        Work { plan, shape, engine, patience, on_loss }
    }

    /// Becomes a node that reaches them, and starts the run.
    pub(super) async fn start_link(
        self,
        work: Work,
        audience: ProcessRef<Progress>,
    ) -> anyhow::Result<ClusterRef> {
        let is_long = self.names.iter().any(|name| name.host().contains('.'));
        let host = if is_long { "127.0.0.1" } else { "localhost" };
        become_coordinator(host, &self.cluster.member).await?;
        Ok(cluster::start_link(self.names, work, audience).await?)
    }
}

/// Reads a list of nodes, one a line.
fn read(text: &str) -> Result<Vec<NodeName>, UsageError> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|it| !it.is_empty() && !it.starts_with('#'));
    let names = lines.map(|line| line.parse().map_err(UsageError::new));
    names.collect()
}

/// Makes this program a node that nobody sees, with a name that no other has.
pub(super) async fn become_coordinator(
    host: &str,
    member: &Member,
) -> anyhow::Result<Node> {
    let machine = gethostname().unwrap_or_default();
    let machine: String = machine
        .to_string_lossy()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(40)
        .collect();
    let pid = std::process::id();
    let node = Node::named(format!("blitzy-{machine}-{pid}@{host}"));
    let node = member.apply(node)?.hidden();
    Ok(node.start(&System::current()).await?)
}

impl Member {
    /// Gives a node the secret and the port mapper.
    pub(super) fn apply(
        &self,
        node: NodeOptions,
    ) -> anyhow::Result<NodeOptions> {
        let mut node = node;
        if let Some(cookie) = &self.cookie {
            let cookie: Result<Cookie, _> = cookie.reveal().parse();
            node = node.cookie(cookie.map_err(UsageError::new)?);
        }
        if let Some(port) = self.epmd_port {
            node = node.epmd_port(port);
        }
        Ok(node)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_nodes_has_one_a_line() {
        let names = read("# two\nb@127.0.0.1\n\n  c@127.0.0.1 \n").unwrap();
        let names: Vec<_> = names.iter().map(NodeName::as_str).collect();
        assert_eq!(names, ["b@127.0.0.1", "c@127.0.0.1"]);
        assert!(read("b").is_err());
    }
}
