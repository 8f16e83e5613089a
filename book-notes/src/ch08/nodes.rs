//! The cluster: nodes that meet, and all of them asked at once.

use blitzy::book::tasks::{self, Patience};
use blitzy::book::{Outcome, Worker};
use blitzy::serve::{self, Config};

use crate::cluster::{Cluster, Member, are_meshed};
use crate::{Finished, log, say, show};

/// What a worker of another node says: its time in milliseconds, or what went
/// wrong.
type Answer = Result<f64, String>;

/// Shows three nodes, and the load that they make together.
pub(super) async fn show() -> Finished {
    say!("Three nodes. barry connects to robin, and robin to maurice:");
    // What nodes report of each other comes in any order.
    let _silence = log::silence();
    let cluster = Cluster::new().await?;
    let barry = cluster.start("barry@localhost").await?;
    let robin = cluster.start("robin@localhost").await?;
    let maurice = cluster.start("maurice@localhost").await?;
    barry.node.connect(&robin.name()).await?;
    are_meshed(&[&barry, &robin]).await;
    robin.node.connect(&maurice.name()).await?;
    are_meshed(&[&barry, &robin, &maurice]).await;
    for member in [&barry, &robin, &maurice] {
        show!("{}: {:?}", member.name(), member.node.nodes());
    }
    if let Err(error) = cluster.start("barry@localhost").await {
        show!("another barry: {error}");
    }

    say!("Each node is told to make five requests, and barry waits for all:");
    for member in [&barry, &robin, &maurice] {
        member.system.export("Elixir.Blitzy", "run", run);
    }
    let target = serve::start(Config::default()).await?;
    let names = [&barry, &robin, &maurice].map(Member::name);
    let ask_all = || {
        let arguments = (5, target.url().clone());
        let blitzy = "Elixir.Blitzy";
        barry.node.multicall::<Vec<Answer>, _>(&names, blitzy, "run", arguments)
    };
    for (name, answers) in ask_all().await.replies {
        show!("{name}: {}", succeeded(&answers));
    }
    show!("the target has counted {}", target.requests());

    say!("maurice is gone. The others have their results all the same:");
    maurice.stop().await;
    are_meshed(&[&barry, &robin]).await;
    let answers = ask_all().await;
    for (name, answers) in answers.replies {
        show!("{name}: {}", succeeded(&answers));
    }
    for (name, error) in answers.failed {
        show!("{name}: {error}");
    }
    robin.stop().await;
    barry.stop().await;
    target.shutdown().await;
    Ok(())
}

/// `Blitzy.run(n, url)`, as other nodes call it.
async fn run((n, url): (usize, String)) -> Vec<Answer> {
    let worker = url.parse().map(Worker::new);
    let Ok(Ok(worker)) = worker else { return Vec::new() };
    let outcomes = tasks::run(n, &worker, Patience::Forever).await;
    let answer = |outcome: Outcome| match outcome {
        Ok(time) => Ok(time.as_secs_f64() * 1000.0),
        Err(failure) => Err(failure.to_string()),
    };
    outcomes.into_iter().map(answer).collect()
}

fn succeeded(answers: &[Answer]) -> String {
    let ok = answers.iter().filter(|answer| answer.is_ok()).count();
    format!("{ok} of {} succeeded", answers.len())
}
