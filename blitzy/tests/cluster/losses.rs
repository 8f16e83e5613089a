//! Nodes that are lost in the middle of a run.

use actor_core::{Mailbox, NodeName, System, process};
use blitzy::cluster::{self, ClusterRef, OnLoss, Work};
use blitzy::plan::Plan;
use blitzy::report::{About, Report};
use blitzy::run::{Ended, Measured, Progress};
use blitzy::serve::{self, Config, Server};
use tokio::sync::oneshot;

use super::nodes::Cluster;
use super::{ended, requests, work};

/// So many that a run takes some seconds: each takes 20 ms.
const MANY: u64 = 900;

fn slow(server: &Server, on_loss: OnLoss) -> Work {
    Work { on_loss, ..work(requests(MANY, 6), server, "/delay/20ms") }
}

/// Begins a run, and tells when its first second is over.
fn begin(
    system: &System,
    nodes: Vec<NodeName>,
    work: Work,
) -> (oneshot::Receiver<ClusterRef>, oneshot::Receiver<Measured>) {
    let (tell, told) = oneshot::channel();
    let (give, given) = oneshot::channel();
    system.spawn(async move |mut mailbox: Mailbox<Progress>| {
        let run = cluster::start_link(nodes, work, process::this()).await;
        while !matches!(mailbox.receive().await, Progress::Second(_)) {}
        tell.send(run.unwrap()).unwrap();
        give.send(ended(&mut mailbox).await).unwrap();
    });
    (told, given)
}

/// Returns what the report says besides the numbers.
fn report(plan: &Plan, measured: &Measured) -> String {
    let report = Report::new(About::default(), plan, measured);
    assert_eq!(
        serde_json::from_str::<Report>(
            &serde_json::to_string(&report).unwrap()
        )
        .unwrap(),
        report
    );
    blitzy::report::text(&report)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_lost_node_all_is_there_but_its_last_second() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(3).await;
    let work = slow(&server, OnLoss::Report);
    let plan = work.plan.clone();
    let (begun, given) = begin(&cluster.system, cluster.names(), work);
    begun.await.unwrap();
    cluster.workers[1].node.stop().await;
    let measured = given.await.unwrap();

    let [first, lost, third] = measured.nodes.as_slice() else {
        panic!("{:?}", measured.nodes);
    };
    assert_eq!(lost.lost.as_deref(), Some("its connection is lost"));
    assert!(lost.sent > 0, "{lost:?}");
    let unknown = lost.unknown.unwrap();
    assert!(unknown > 0, "{lost:?}");
    assert_eq!(lost.sent + unknown, MANY / 3);
    for node in [first, third] {
        assert_eq!((node.sent, node.unknown), (MANY / 3, Some(0)));
        assert_eq!(node.lost, None);
    }
    assert_eq!(measured.tally.sent, MANY - unknown);
    assert_eq!(measured.ended, Ended::Finished);
    let counted = server.requests();
    assert!((measured.tally.sent..=MANY).contains(&counted), "{counted}");
    let text = report(&plan, &measured);
    assert!(text.contains("b2@127.0.0.1"), "{text}");
    assert!(text.contains("and this is a part"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_share_of_a_lost_node_is_sent_by_the_others_if_told_so() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(3).await;
    let work = slow(&server, OnLoss::Redistribute);
    let plan = work.plan.clone();
    let (begun, given) = begin(&cluster.system, cluster.names(), work);
    begun.await.unwrap();
    cluster.workers[1].node.stop().await;
    let measured = given.await.unwrap();

    let lost = &measured.nodes[1];
    let unknown = lost.unknown.unwrap();
    assert_eq!(lost.redistributed, unknown);
    assert_eq!(measured.tally.sent, MANY);
    let others: u64 =
        [0, 2].map(|it| measured.nodes[it].sent).into_iter().sum();
    assert_eq!(others, MANY - lost.sent);
    let counted = server.requests();
    assert!((MANY..=MANY + unknown).contains(&counted), "{counted}");
    let completed = measured.seconds.iter().map(|second| second.completed);
    assert_eq!(completed.sum::<u64>(), MANY);
    let text = report(&plan, &measured);
    assert!(text.contains("and this is the whole"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn if_all_are_lost_there_is_still_a_report() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(2).await;
    let work = slow(&server, OnLoss::Redistribute);
    let (begun, given) = begin(&cluster.system, cluster.names(), work);
    begun.await.unwrap();
    for worker in &cluster.workers {
        worker.node.stop().await;
    }
    let measured = given.await.unwrap();
    assert!(measured.nodes.iter().all(|node| node.lost.is_some()));
    let known: u64 = measured.nodes.iter().map(|node| node.sent).sum();
    assert_eq!(measured.tally.sent, known);
}

/// What it would have sent is counted as lost, or was given to others.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_comes_back_has_no_part_in_the_run() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(3).await;
    let work = slow(&server, OnLoss::Redistribute);
    let (begun, given) = begin(&cluster.system, cluster.names(), work);
    begun.await.unwrap();
    cluster.workers[1].node.stop().await;
    let back = cluster.worker("b2").await;
    let measured = given.await.unwrap();
    assert_eq!(measured.tally.sent, MANY);
    assert!(measured.nodes[1].lost.is_some());
    assert!(back.said.lock().is_empty());
    // The next run is another one.
    let work = self::work(requests(9, 3), &server, "/");
    let next = super::measure(&cluster.system, cluster.names(), work).await;
    assert!(next.nodes.iter().all(|node| node.sent == 3), "{next:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_stopped_stops_on_all_nodes() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(2).await;
    let work = slow(&server, OnLoss::Report);
    let (begun, given) = begin(&cluster.system, cluster.names(), work);
    begun.await.unwrap().stop();
    let measured = given.await.unwrap();
    assert_eq!(measured.ended, Ended::Interrupted);
    assert!(measured.tally.sent < MANY);
    assert!(measured.nodes.iter().all(|node| node.lost.is_none()));
    // Some may have been on their way.
    assert!(server.requests() <= measured.tally.sent);
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_stop_if_nobody_counts_any_more() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(1).await;
    let endless = Plan {
        until: blitzy::plan::Until { requests: None, duration: None },
        ..requests(0, 2)
    };
    let endless = work(endless, &server, "/delay/20ms");
    let (begun, _given) = begin(&cluster.system, cluster.names(), endless);
    begun.await.unwrap();
    cluster.system.shutdown().await;
    // It takes the next run as soon as it has stopped that one.
    let next = cluster.another("a2", "pizza").await;
    let work = work(requests(5, 1), &server, "/");
    let run = async move |mut mailbox: Mailbox<Progress>| {
        let names = cluster.names();
        while cluster::start_link(names.clone(), work.clone(), process::this())
            .await
            .is_err()
        {
            tokio::task::yield_now().await;
        }
        ended(&mut mailbox).await.tally.sent
    };
    assert_eq!(next.enter_with(run).await, 5);
}
