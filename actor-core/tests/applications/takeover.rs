//! Applications that move to another node.

use std::time::Duration;

use actor_core::application::{ApplicationError, Mode, StartType};

use crate::member::{Event, Nodes, a_then_b_or_c, named};

const NO_DELAY: Duration = Duration::ZERO;

#[tokio::test]
async fn it_moves_to_a_node_of_higher_rank_that_comes_back() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(NO_DELAY);
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    drop(a);
    nodes.happens("b", Event::Starts(StartType::Failover(named("a")))).await;
    c.sees_it_on("b").await;
    let a = nodes.join("a", &shared).await;
    nodes.happens("a", Event::Starts(StartType::Takeover(named("b")))).await;
    nodes.happens("b", Event::Stopped).await;
    for member in [&a, &b, &c] {
        member.sees_it_on("a").await;
    }
    assert!(a.runs() && !b.runs());
    // The old one stands by.
    drop(a);
    nodes.happens("b", Event::Starts(StartType::Failover(named("a")))).await;
    nodes.nothing_happened();
}

#[tokio::test]
async fn it_does_not_move_to_a_node_of_the_same_rank() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(NO_DELAY);
    let c = nodes.join("c", &shared).await;
    nodes.happens("c", Event::Starts(StartType::Normal)).await;
    let b = nodes.join("b", &shared).await;
    b.sees_it_on("c").await;
    assert!(c.runs() && !b.runs());
    nodes.nothing_happened();
}

#[tokio::test]
async fn it_can_be_told_to_move() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(NO_DELAY);
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    c.sees_it_on("a").await;
    let take = |member: &crate::member::Member| {
        let system = member.system.clone();
        async move { system.takeover_application("chucky", Mode::Temporary).await }
    };
    assert_eq!(take(&c).await, Ok(()));
    nodes.happens("c", Event::Starts(StartType::Takeover(named("a")))).await;
    nodes.happens("a", Event::Stopped).await;
    b.sees_it_on("c").await;
    let already = ApplicationError::AlreadyStarted("chucky".into());
    assert_eq!(take(&c).await, Err(already));
    let other = c.system.takeover_application("other", Mode::Temporary).await;
    let not_started = ApplicationError::NotStarted("other".into());
    assert_eq!(other, Err(not_started));
    // Where it runs does not follow from the list any more.
    a.sees_it_on("c").await;
    drop(c);
    nodes.happens("a", Event::Starts(StartType::Failover(named("c")))).await;
    nodes.nothing_happened();
}
