//! Runs on a cluster: exact shares, one report, and nodes that are lost.

mod losses;
mod merging;
mod nodes;
mod programs;
mod refusals;
mod shares;

use std::time::Duration;

use actor_core::{Mailbox, NodeName, System, process};
use blitzy::cluster::{self, OnLoss, Work};
use blitzy::engine::Settings;
use blitzy::plan::{Plan, Until};
use blitzy::run::{Measured, Progress};
use blitzy::serve::Server;
use blitzy::target::Shape;

/// A run of so many requests over so many connections.
fn requests(requests: u64, connections: usize) -> Plan {
    let until = Until { requests: Some(requests), duration: None };
    Plan { until, connections, ..Plan::default() }
}

fn work(plan: Plan, server: &Server, path: &str) -> Work {
    Work {
        plan,
        shape: Shape::of(format!("{}{path}", server.url())),
        engine: Settings::default(),
        patience: Duration::from_secs(30),
        on_loss: OnLoss::Report,
    }
}

/// Does a run to its end.
async fn measure(
    system: &System,
    nodes: Vec<NodeName>,
    work: Work,
) -> Measured {
    let run = async move |mut mailbox: Mailbox<Progress>| {
        cluster::start_link(nodes, work, process::this()).await.unwrap();
        ended(&mut mailbox).await
    };
    system.enter_with(run).await
}

/// Waits for the end of a run.
async fn ended(mailbox: &mut Mailbox<Progress>) -> Measured {
    loop {
        if let Progress::Ended(measured) = mailbox.receive().await {
            return *measured;
        }
    }
}
