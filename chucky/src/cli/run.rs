//! `chucky --name NODE`: a node of the cluster, until it is told to stop.

use std::path::PathBuf;
use std::process::ExitCode;

use actor_core::application::Mode;
use actor_core::node::NodeError;
use actor_core::{NodeName, System};
use tokio::signal::unix::{SignalKind, signal};

use super::args::Cluster;
use crate::Facts;
use crate::application::application;

pub(super) async fn run(
    name: NodeName,
    facts: Option<PathBuf>,
    cluster: Cluster,
) -> anyhow::Result<ExitCode> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let serve = async {
        serve(name, facts, cluster).await?;
        // The system may have to stop before, and then so does this process.
        std::future::pending().await
    };
    tokio::select! {
        outcome = serve => outcome,
        _ = interrupt.recv() => Ok(ExitCode::SUCCESS),
        _ = terminate.recv() => Ok(ExitCode::SUCCESS),
    }
}

async fn serve(
    name: NodeName,
    facts: Option<PathBuf>,
    cluster: Cluster,
) -> anyhow::Result<()> {
    let config = cluster.config()?;
    // A node that stands by must not find out at the failover that it has no
    // facts to tell.
    let facts = match facts.or_else(|| config.facts()) {
        Some(path) => Facts::read(&path)?,
        None => Facts::built_in(),
    };
    let mut node = config.node(&name)?;
    if let Some(cookie) = cluster.cookie_file {
        node = node.cookie(cookie);
    }
    if let Some(port) = cluster.epmd_port {
        node = node.epmd_port(port);
    }
    let others = config.mandatory(&name);
    if !others.is_empty() {
        let others: Vec<_> = others.iter().map(NodeName::as_str).collect();
        let (others, time) = (others.join(", "), config.sync_timeout());
        tracing::info!("{name} waits for {others}; {time:?} at most");
    }
    let system = System::current();
    node.start(&system).await.map_err(advice)?;
    tracing::info!("{name} is up");
    let application = application(facts);
    system.start_application(application, Mode::Permanent).await?;
    Ok(())
}

/// Says what would help if it is not what the error says.
fn advice(error: NodeError) -> anyhow::Error {
    let are_missing = matches!(error, NodeError::MandatoryNodesDown(_));
    let error = anyhow::Error::from(error);
    if are_missing {
        return error.context(
            "start the other nodes too, or have them among \
             sync_nodes_optional",
        );
    }
    error
}
