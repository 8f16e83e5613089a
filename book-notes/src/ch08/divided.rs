//! One load, divided among nodes: as in the book, and as it is used.

use std::sync::Arc;
use std::time::Duration;

use actor_core::{ExitReason, Mailbox, NodeName};
use blitzy::book::{Report, cluster as book, defects, supervised};
use blitzy::cluster::{self, OnLoss, Work};
use blitzy::engine::Settings;
use blitzy::plan::{Plan, Until};
use blitzy::run::{Measured, Progress};
use blitzy::serve::{self, Config, Server};
use blitzy::target::Shape;
use blitzy::target::safety::Permission;
use tokio::sync::oneshot;

use crate::cluster::{Cluster, Member, are_meshed};
use crate::{Finished, log, say, show};

/// Shows three nodes that divide requests, and what becomes of them when one
/// is lost.
pub(super) async fn show() -> Finished {
    // What nodes report of each other comes in any order.
    let _silence = log::silence();
    let cluster = Cluster::new().await?;
    let barry = cluster.start("barry@localhost").await?;
    let robin = cluster.start("robin@localhost").await?;
    let maurice = cluster.start("maurice@localhost").await?;
    let target = serve::start(Config::default()).await?;
    for member in [&barry, &robin, &maurice] {
        open(member).await?;
    }
    as_in_the_book(&barry, &robin, &maurice, &target).await?;

    let maurice = cluster.start("maurice@localhost").await?;
    open(&maurice).await?;
    as_it_is_used(&barry, &robin, &maurice).await?;
    robin.stop().await;
    barry.stop().await;
    target.shutdown().await;
    Ok(())
}

/// Starts what `blitzy node` has: the tree of the book, and the server that
/// takes part in runs.
async fn open(member: &Member) -> Finished {
    book::export(&member.system, Permission::LoopbackOnly);
    let (ready, is_ready) = oneshot::channel();
    member.system.spawn(async move |_: Mailbox<()>| {
        let started = async {
            supervised::tree().start_link().await?;
            let permission = Permission::LoopbackOnly;
            cluster::serve(permission, Arc::new(|_| {})).await
        };
        // Who waits for it says what is wrong.
        let _ = ready.send(started.await);
        std::future::pending::<()>().await;
    });
    Ok(is_ready.await??)
}

async fn as_in_the_book(
    barry: &Member,
    robin: &Member,
    maurice: &Member,
    target: &Server,
) -> Finished {
    say!(
        "Step 4. Each node has the tree of step 3. barry divides ten requests,\n\
         and starts tasks under the supervisors of all:"
    );
    let slaves = [robin.name(), maurice.name()];
    let nodes = book::connect(&barry.node, &slaves).await;
    are_meshed(&[barry, robin, maurice]).await;
    for divide in [supervised::share, defects::share] {
        let (nodes, url) = (nodes.clone(), target.url().parse()?);
        let shares = divide(10, nodes.len());
        show!("{}", told(&nodes, &shares));
        let run = async move |_: Mailbox<()>| {
            book::run_shares(&url, &nodes, &shares).await
        };
        let outcomes = barry.system.enter_with(run).await;
        let Report { workers, successful, .. } = Report::of(&outcomes);
        show!("{workers} results: {successful} ok");
        if workers == 10 {
            say!("In the book what is left over is dropped:");
        }
    }

    say!("maurice is lost. barry is linked to its tasks, and has no report:");
    let before = target.requests();
    let url = format!("{}/hang", target.url()).parse()?;
    let caller = barry.system.spawn(async move |_: Mailbox<()>| {
        book::run(3, &url, &nodes).await;
    });
    while target.requests() < before + 3 {
        tokio::task::yield_now().await;
    }
    let (down, ()) = tokio::join!(caller.down(), maurice.stop());
    show!("the caller is down: {}", down.reason);
    Ok(())
}

/// Writes how many requests each node sends.
fn told(nodes: &[NodeName], shares: &[usize]) -> String {
    let each = nodes.iter().zip(shares);
    let each = each.map(|(node, share)| format!("{node} {share}"));
    each.collect::<Vec<_>>().join(", ")
}

async fn as_it_is_used(
    barry: &Member,
    robin: &Member,
    maurice: &Member,
) -> Finished {
    say!(
        "`blitzy run --nodes` has an engine on each node, and one histogram in\n\
         the end. barry counts, and sends nothing:"
    );
    let target = serve::start(Config::default()).await?;
    let names = vec![robin.name(), maurice.name()];
    let run = begin(barry, &names, work(&target, 101, "/"));
    let measured = run.measured.await?;
    for node in &measured.nodes {
        show!("{}: {} sent", node.name, node.sent);
    }
    show!(
        "together: {} sent; the target has counted {}",
        measured.tally.sent,
        target.requests()
    );

    say!("A node takes part in one run at a time:");
    let long = work(&target, 300, "/delay/20ms");
    let run = begin(barry, &names, long);
    run.first_second.await?;
    let late = begin(maurice, &names[..1], work(&target, 9, "/"));
    if let Ok(error) = late.refused.await {
        show!("{}", error.replace('\n', ""));
    }

    say!("maurice is lost. There is a report, and it says what is not known:");
    maurice.stop().await;
    let measured = run.measured.await?;
    for node in &measured.nodes {
        let planned = node.planned.unwrap_or(0);
        match (&node.lost, node.unknown) {
            (Some(why), Some(unknown)) => show!(
                "{}: {why}; sent and unknown are {} of {planned}",
                node.name,
                node.sent + unknown
            ),
            _ => show!("{}: {} of {planned} sent", node.name, node.sent),
        }
    }
    target.shutdown().await;
    Ok(())
}

fn work(target: &Server, requests: u64, path: &str) -> Work {
    let until = Until { requests: Some(requests), duration: None };
    Work {
        plan: Plan { until, connections: 4, ..Plan::default() },
        shape: Shape::of(format!("{}{path}", target.url())),
        engine: Settings::default(),
        patience: Duration::from_secs(30),
        on_loss: OnLoss::Report,
    }
}

/// A run that goes on, and when what of it is known.
struct Run {
    refused: oneshot::Receiver<String>,
    first_second: oneshot::Receiver<()>,
    measured: oneshot::Receiver<Measured>,
}

/// Begins a run on these nodes, counted by `by`.
fn begin(by: &Member, nodes: &[NodeName], work: Work) -> Run {
    let (refuse, refused) = oneshot::channel();
    let (second, first_second) = oneshot::channel();
    let (give, measured) = oneshot::channel();
    let nodes = nodes.to_vec();
    by.system.spawn(async move |mut mailbox: Mailbox<Progress>| {
        let audience = mailbox.this();
        if let Err(error) = cluster::start_link(nodes, work, audience).await {
            let _ = refuse.send(error.to_string());
            return ExitReason::Normal;
        }
        let mut second = Some(second);
        loop {
            match mailbox.receive().await {
                Progress::Started => {}
                Progress::Second(_) => {
                    // Not everybody wants to know.
                    second.take().map(|second| second.send(()));
                }
                Progress::Ended(measured) => {
                    let _ = give.send(*measured);
                    return ExitReason::Normal;
                }
            }
        }
    });
    Run { refused, first_second, measured }
}
