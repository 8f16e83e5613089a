//! Runs that do not begin, and what is said about it.

use std::sync::Arc;

use actor_core::{ExitReason, Mailbox, NodeName, System, process};
use blitzy::cluster::{self, ClusterError, Problem, Refusal, Work};
use blitzy::run::Progress;
use blitzy::serve::{self, Config};
use blitzy::target::Shape;
use blitzy::target::safety::Permission;
use tokio::sync::oneshot;

use super::nodes::Cluster;
use super::{ended, requests, work};

/// Returns why a run does not begin.
async fn refused(
    system: &System,
    nodes: Vec<NodeName>,
    work: Work,
) -> ClusterError {
    let run = async move |_: Mailbox<Progress>| {
        cluster::start_link(nodes, work, process::this()).await.unwrap_err()
    };
    system.enter_with(run).await
}

/// Returns the one node that does not take part, and why.
fn problem(error: &ClusterError) -> (&str, &Problem) {
    let ClusterError::Nodes(problems) = error else { panic!("{error}") };
    let [(node, problem)] = problems.as_slice() else { panic!("{error}") };
    (node.as_str(), problem)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_during_a_run_is_refused() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(2).await;
    let (first_is_there, is_there) = oneshot::channel();
    let (names, first) = (cluster.names(), work(requests(8, 4), &server, "/"));
    let waiting = Work {
        shape: Shape::of(format!("{}/delay/1s", server.url())),
        ..first.clone()
    };
    let run = cluster.system.spawn(async move |mut mailbox| {
        cluster::start_link(names, waiting, process::this()).await.unwrap();
        first_is_there.send(()).unwrap();
        ended(&mut mailbox).await;
    });
    is_there.await.unwrap();
    let late = cluster.another("late", "pizza").await;
    let error = refused(&late, cluster.names()[..1].to_vec(), first).await;
    let (node, why) = problem(&error);
    assert_eq!(node, "b1@127.0.0.1");
    let Problem::Refused(Refusal::Busy(with)) = why else { panic!("{why}") };
    assert_eq!(with, "a@127.0.0.1");
    // The first one goes on.
    assert_eq!(run.down().await.reason, ExitReason::Normal);
    assert_eq!(server.requests(), 8);
    let said = cluster.workers[0].said.lock().clone();
    assert!(said[0].contains("late@127.0.0.1: refused"), "{said:?}");
    assert!(said[1].contains("4 requests sent"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_cookie_is_told_how_to_be_the_same() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(1).await;
    let stranger = cluster.another("stranger", "pasta").await;
    let work = work(requests(8, 4), &server, "/");
    let error = refused(&stranger, cluster.names(), work).await;
    let text = error.to_string();
    assert!(text.contains("b1@127.0.0.1"), "{text}");
    assert!(text.contains("cookie"), "{text}");
    assert!(text.contains("--cookie (or BLITZY_COOKIE)"), "{text}");
    assert_eq!(server.requests(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_not_there_is_told_how_to_start() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(1).await;
    let mut names = cluster.names();
    names.push("nobody@127.0.0.1".parse().unwrap());
    let work = work(requests(8, 4), &server, "/");
    let error = refused(&cluster.system, names, work.clone()).await;
    let text = error.to_string();
    let command = "blitzy node --name nobody@127.0.0.1";
    assert!(text.contains(command), "{text}");
    assert_eq!(problem(&error).0, "nobody@127.0.0.1");

    // A node of something else.
    cluster.another("shell", "pizza").await;
    let shell = vec!["shell@127.0.0.1".parse().unwrap()];
    let error = refused(&cluster.system, shell, work.clone()).await;
    assert!(matches!(problem(&error).1, Problem::NotServing), "{error}");

    let twice = vec![cluster.names().remove(0); 2];
    let error = refused(&cluster.system, twice, work.clone()).await;
    assert!(matches!(error, ClusterError::Names(_)), "{error}");
    let error = refused(&cluster.system, Vec::new(), work).await;
    assert!(matches!(error, ClusterError::Names(_)), "{error}");
    let stand_alone = System::new("alone");
    let work = self::work(requests(1, 1), &server, "/");
    let error = refused(&stand_alone, cluster.names(), work).await;
    assert!(matches!(error, ClusterError::NoNode), "{error}");
    assert_eq!(server.requests(), 0);
}

/// Of an address that nobody has; it is not asked anyway.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_asks_no_other_machine_unless_it_may() {
    let server = serve::start(Config::default()).await.unwrap();
    let cluster = Cluster::new(1).await;
    let elsewhere = Work {
        shape: Shape::of("http://192.0.2.1/"),
        ..work(requests(8, 4), &server, "/")
    };
    let error = refused(&cluster.system, cluster.names(), elsewhere).await;
    let (_, why) = problem(&error);
    assert!(matches!(why, Problem::Refused(Refusal::Remote(_))), "{why}");
    assert!(why.to_string().contains("--allow-remote"), "{why}");
    // It is free for others at once.
    let work = work(requests(8, 4), &server, "/");
    let measured = super::measure(&cluster.system, cluster.names(), work).await;
    assert_eq!(measured.tally.sent, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_takes_part_in_runs_once() {
    let cluster = Cluster::new(1).await;
    let again = async |_: Mailbox<()>| {
        let permission = Permission::LoopbackOnly;
        cluster::serve(permission, Arc::new(|_| {})).await.is_err()
    };
    assert!(cluster.workers[0].system.enter_with(again).await);
}
