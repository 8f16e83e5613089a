//! Nodes that start together.

use std::time::Duration;

use actor_core::application::{
    ApplicationError, Distributed, StartType, SyncNodes,
};
use actor_core::node::NodeError;
use tokio::time::timeout;

use crate::member::{DEADLINE, Event, Member, Nodes, a_then_b_or_c, named};

const NO_DELAY: Duration = Duration::ZERO;

#[tokio::test]
async fn only_the_first_node_of_the_list_runs_it() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(NO_DELAY);
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    assert!(a.runs());
    for member in [&a, &b, &c] {
        member.sees_it_on("a").await;
    }
    assert!(!b.runs() && !c.runs());
    nodes.nothing_happened();
    let again = nodes.start("b", &b).await;
    let already = ApplicationError::AlreadyStarted("chucky".into());
    assert_eq!(again, Err(already));
}

#[tokio::test]
async fn others_wait_until_the_first_node_has_started_it() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(NO_DELAY);
    let [a, b, c] = nodes.waiting(["a", "b", "c"], &shared).await;
    let others =
        async { tokio::join!(nodes.start("b", &b), nodes.start("c", &c)) };
    let both = async { tokio::join!(others, nodes.start("a", &a)) };
    let ((on_b, on_c), on_a) = both.await;
    assert_eq!((on_a, on_b, on_c), (Ok(()), Ok(()), Ok(())));
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    b.sees_it_on("a").await;
    c.sees_it_on("a").await;
    nodes.nothing_happened();
}

#[tokio::test]
async fn a_node_without_a_mandatory_one_does_not_start() {
    let nodes = Nodes::new().await;
    let wait = SyncNodes::within(Duration::from_millis(50));
    let wait = wait.mandatory([named("c"), named("b")]).optional([named("d")]);
    let outcome = Member::start("a", nodes.options("a").sync_nodes(wait)).await;
    let Err(error @ NodeError::MandatoryNodesDown(_)) = outcome else {
        panic!("it started");
    };
    let said = "mandatory nodes are down: b@127.0.0.1, c@127.0.0.1";
    assert_eq!(error.to_string(), said);
    // Its name is free again.
    let again = Member::start("a", nodes.options("a"));
    assert!(timeout(DEADLINE, again).await.unwrap().is_ok());
}

#[tokio::test]
async fn a_node_starts_without_an_optional_one() {
    let nodes = Nodes::new().await;
    let within = Duration::from_millis(50);
    let wait = SyncNodes::within(within).optional([named("b")]);
    let before = tokio::time::Instant::now();
    let options = nodes.options("a").sync_nodes(wait);
    let a = Member::start("a", options).await.unwrap();
    assert!(before.elapsed() >= within);
    assert_eq!(a.node.nodes(), []);
    // Those that are there are not waited for.
    let wait = SyncNodes::within(DEADLINE).optional([named("a")]);
    let options = nodes.options("b").sync_nodes(wait);
    let b = Member::start("b", options).await.unwrap();
    assert_eq!(b.node.nodes(), [named("a")]);
}

#[tokio::test]
async fn a_node_finds_those_that_run_without_waiting_for_them() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(NO_DELAY);
    let b = nodes.join("b", &shared).await;
    nodes.happens("b", Event::Starts(StartType::Normal)).await;
    let c = nodes.join("c", &shared).await;
    c.sees_it_on("b").await;
    assert!(b.runs() && !c.runs());
    nodes.nothing_happened();
}

#[tokio::test]
async fn a_node_that_fails_to_start_it_tells_the_others() {
    let nodes = Nodes::new().await;
    let shared = Distributed::new("chucky").on(named("a")).on(named("b"));
    let [a, b] = nodes.waiting(["a", "b"], &shared).await;
    let fails = nodes.story("a", async |_| panic!("no facts"));
    let (on_b, on_a) =
        tokio::join!(nodes.start("b", &b), a.start_application(fails));
    assert!(matches!(on_a, Err(ApplicationError::Start { .. })), "{on_a:?}");
    match on_b {
        // It had not asked yet.
        Ok(()) => assert!(b.runs()),
        Err(ApplicationError::StartElsewhere { node, reason, .. }) => {
            assert_eq!(node, named("a"));
            assert!(reason.contains("no facts"), "{reason}");
        }
        Err(error) => panic!("{error}"),
    }
    // From now on it is not waited for.
    if !b.runs() {
        nodes.start("b", &b).await.unwrap();
    }
    b.sees_it_on("b").await;
}

#[tokio::test]
async fn a_node_that_dies_while_it_starts_it_is_not_waited_for() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(NO_DELAY);
    let [a, b, c] = nodes.waiting(["a", "b", "c"], &shared).await;
    let hangs = nodes.story("a", async |_| std::future::pending().await);
    let system = a.system.clone();
    let on_a = tokio::spawn(async move {
        let mode = actor_core::application::Mode::Temporary;
        system.start_application(hangs, mode).await
    });
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    let (on_b, on_c) = {
        let others =
            async { tokio::join!(nodes.start("b", &b), nodes.start("c", &c)) };
        let dies = async {
            tokio::task::yield_now().await;
            drop(a);
        };
        tokio::join!(others, dies).0
    };
    assert_eq!((on_b, on_c), (Ok(()), Ok(())));
    nodes.happens("b", Event::Starts(StartType::Normal)).await;
    c.sees_it_on("b").await;
    nodes.nothing_happened();
    on_a.abort();
}

#[tokio::test]
async fn a_node_that_is_told_of_another_list_ends_its_system() {
    let nodes = Nodes::new().await;
    let shared = Distributed::new("chucky").on(named("a")).on(named("b"));
    let other = Distributed::new("chucky").on(named("b")).on(named("a"));
    let a = nodes.join("a", &shared).await;
    let b = Member::start("b", nodes.options("b").distributed(other));
    let b = b.await.unwrap();
    // It is told by the other one, and does not start it.
    let _ = nodes.start("b", &b).await;
    a.until(|a| a.system.process_count() == 0).await;
}
