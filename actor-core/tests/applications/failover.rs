//! Nodes that are lost.

use std::time::Duration;

use actor_core::application::{Distributed, Mode, StartType};
use actor_core::node::NodeOptions;
use actor_core::{Application, ExitReason};
use tokio::time::Instant;

use crate::member::{Event, Member, Nodes, a_then_b_or_c, named, tree};

const DELAY: Duration = Duration::from_millis(200);

#[tokio::test]
async fn one_of_the_next_nodes_starts_it_when_the_delay_is_over() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(DELAY);
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    let killed = Instant::now();
    drop(a);
    nodes.happens("b", Event::Starts(StartType::Failover(named("a")))).await;
    let gap = killed.elapsed();
    println!("started {:?} after the delay", gap.saturating_sub(DELAY));
    assert!(gap >= DELAY);
    c.sees_it_on("b").await;
    assert!(b.runs() && !c.runs());
    // And the last one.
    drop(b);
    nodes.happens("c", Event::Starts(StartType::Failover(named("b")))).await;
    c.sees_it_on("c").await;
    nodes.nothing_happened();
}

#[tokio::test]
async fn the_node_with_the_fewest_applications_starts_it() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(Duration::ZERO);
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    let other = Application::new("other", async |_| tree().await);
    b.start_application(other).await.unwrap();
    drop(a);
    nodes.happens("c", Event::Starts(StartType::Failover(named("a")))).await;
    b.sees_it_on("c").await;
    nodes.nothing_happened();
    assert!(c.runs() || c.system.application_node("chucky").is_none());
}

#[tokio::test]
async fn two_applications_of_a_lost_node_go_on_once_each() {
    let other = |options: NodeOptions| {
        let other = Distributed::new("other").restart_after(DELAY);
        let next = other.on(named("a")).on_any([named("b"), named("c")]);
        options.distributed(next)
    };
    let mut nodes = Nodes::new().await.that_share(other);
    let shared = a_then_b_or_c(DELAY);
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    for member in [&a, &b, &c] {
        let other = Application::new("other", async |_| tree().await);
        member.start_application(other).await.unwrap();
    }
    assert_eq!(a.system.application_node("other"), Some(named("a")));
    drop(a);
    for application in ["chucky", "other"] {
        let on = |member: &Member| member.system.application_node(application);
        b.until(|b| on(b).is_some_and(|node| node != named("a"))).await;
        let chosen = on(&b);
        c.until(|c| on(c) == chosen).await;
        let runs = |member: &Member| {
            member.system.applications().contains(&application.into())
        };
        let [one, other] =
            if chosen == Some(named("b")) { [&b, &c] } else { [&c, &b] };
        one.until(runs).await;
        assert!(!runs(other));
    }
    let (_, event) = nodes.next().await;
    assert_eq!(event, Event::Starts(StartType::Failover(named("a"))));
    nodes.nothing_happened();
}

#[tokio::test]
async fn a_node_that_is_back_within_the_delay_starts_it_itself() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(Duration::from_secs(2));
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    drop(a);
    b.until(|b| b.node.nodes() == [named("c")]).await;
    c.until(|c| c.node.nodes() == [named("b")]).await;
    let a = nodes.join("a", &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    assert!(a.runs());
    b.sees_it_on("a").await;
    c.sees_it_on("a").await;
    nodes.nothing_happened();
}

#[tokio::test]
async fn what_was_stopped_is_started_nowhere() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(Duration::ZERO);
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    b.sees_it_on("a").await;
    a.system.stop_application("chucky").await.unwrap();
    nodes.happens("a", Event::Stopped).await;
    for member in [&b, &c] {
        member.until(|it| it.system.application_node("chucky").is_none()).await;
    }
    drop(a);
    b.until(|b| b.node.nodes() == [named("c")]).await;
    nodes.nothing_happened();
}

#[tokio::test]
async fn a_node_on_which_it_was_stopped_does_not_start_it() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(Duration::ZERO);
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    b.sees_it_on("a").await;
    b.system.stop_application("chucky").await.unwrap();
    b.system.stop_application("chucky").await.unwrap_err();
    drop(a);
    nodes.happens("c", Event::Starts(StartType::Failover(named("a")))).await;
    b.sees_it_on("c").await;
    // Started again, it stands by.
    nodes.start("b", &b).await.unwrap();
    drop(c);
    nodes.happens("b", Event::Starts(StartType::Failover(named("c")))).await;
    nodes.nothing_happened();
}

#[tokio::test]
async fn a_system_that_cannot_be_without_it_stops_and_another_node_starts_it() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(Duration::ZERO);
    let [a, b, c] = nodes.waiting(["a", "b", "c"], &shared).await;
    let (sender, mut trees) = tokio::sync::mpsc::unbounded_channel();
    let story = nodes.story("a", move |_| {
        let sender = sender.clone();
        async move {
            let tree = tree().await?;
            sender.send(tree.pid()).unwrap();
            Ok(tree)
        }
    });
    a.system.start_application(story, Mode::Permanent).await.unwrap();
    nodes.start("b", &b).await.unwrap();
    nodes.start("c", &c).await.unwrap();
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    a.system.exit(trees.recv().await.unwrap(), ExitReason::Kill);
    nodes.happens("a", Event::Stopped).await;
    nodes.happens("b", Event::Starts(StartType::Failover(named("a")))).await;
    nodes.nothing_happened();
}
