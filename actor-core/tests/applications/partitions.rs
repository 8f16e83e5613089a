//! Clusters that fall apart.

use std::sync::Arc;
use std::time::Duration;

use actor_core::application::{Distributed, StartType};
use actor_core::etf::Term;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::member::{
    DEADLINE, Event, Member, Nodes, a_then_b_or_c, cut, heal, named, quiet,
    tree,
};

const DELAY: Duration = Duration::from_millis(100);

#[tokio::test]
async fn both_parts_run_it_and_go_on_when_they_meet_again() {
    let mut nodes = Nodes::new().await.that_can_be_cut();
    let shared = a_then_b_or_c(DELAY);
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    c.sees_it_on("a").await;
    quiet(&[&a, &b, &c]).await;
    cut(&[&a], &[&b, &c]).await;
    nodes.happens("b", Event::Starts(StartType::Failover(named("a")))).await;
    c.sees_it_on("b").await;
    heal(&[&a], &[&b, &c]).await;
    quiet(&[&a, &b, &c]).await;
    assert!(a.runs() && b.runs() && !c.runs());
    nodes.nothing_happened();
    // Until one of them is started anew.
    drop(b);
    let b = nodes.join("b", &shared).await;
    b.sees_it_on("a").await;
    assert!(!b.runs());
}

#[tokio::test]
async fn the_part_without_a_majority_stops_it_before_the_other_starts_it() {
    let mut nodes = Nodes::new().await.that_can_be_cut();
    let shared = a_then_b_or_c(DELAY).only_in_majority();
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    c.sees_it_on("a").await;
    for _ in 0..3 {
        quiet(&[&a, &b, &c]).await;
        cut(&[&a], &[&b, &c]).await;
        nodes.happens("a", Event::Stopped).await;
        let from_a = StartType::Failover(named("a"));
        nodes.happens("b", Event::Starts(from_a)).await;
        assert_eq!(a.system.application_node("chucky"), None);
        // The first of the list is back.
        heal(&[&a], &[&b, &c]).await;
        let from_b = StartType::Takeover(named("b"));
        nodes.happens("a", Event::Starts(from_b)).await;
        nodes.happens("b", Event::Stopped).await;
        for member in [&a, &b, &c] {
            member.sees_it_on("a").await;
        }
    }
    nodes.nothing_happened();
}

#[tokio::test]
async fn a_majority_of_the_list_must_be_there() {
    let mut nodes = Nodes::new().await.that_can_be_cut();
    let shared = a_then_b_or_c(Duration::ZERO).only_in_majority();
    let c = nodes.join("c", &shared).await;
    assert!(!c.runs());
    nodes.nothing_happened();
    let b = nodes.join("b", &shared).await;
    nodes.happens("b", Event::Starts(StartType::Normal)).await;
    c.sees_it_on("b").await;
    drop(c);
    nodes.happens("b", Event::Stopped).await;
    let a = nodes.join("a", &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    b.sees_it_on("a").await;
    // A node that does not run it is lost, and all stands still.
    drop(b);
    nodes.happens("a", Event::Stopped).await;
    assert_eq!(a.system.application_node("chucky"), None);
    nodes.nothing_happened();
}

/// A node that is still connected to it must not take that for the will of
/// somebody to have it stopped.
#[tokio::test]
async fn the_others_start_what_one_stopped_for_want_of_a_majority() {
    let mut nodes = Nodes::new().await.that_can_be_cut();
    let shared = Distributed::new("chucky")
        .restart_after(DELAY)
        .on(named("a"))
        .on_any(["b", "c", "d"].map(named))
        .only_in_majority();
    let [a, b, c, d] = nodes.running(["a", "b", "c", "d"], &shared).await;
    let all = [&a, &b, &c, &d];
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    for member in all {
        member.sees_it_on("a").await;
    }
    quiet(&all).await;
    cut(&[&a], &[&c, &d]).await;
    nodes.happens("a", Event::Stopped).await;
    let from_a = StartType::Failover(named("a"));
    nodes.happens("c", Event::Starts(from_a)).await;
    for member in [&b, &c, &d] {
        member.sees_it_on("c").await;
    }
    nodes.nothing_happened();
}

/// The parts that meet again would start what waits for a majority.
#[tokio::test]
async fn what_somebody_stopped_is_not_started_when_parts_meet_again() {
    let mut nodes = Nodes::new().await.that_can_be_cut();
    let shared = a_then_b_or_c(DELAY).only_in_majority();
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    for member in [&a, &b, &c] {
        member.sees_it_on("a").await;
    }
    quiet(&[&a, &b, &c]).await;
    a.system.stop_application("chucky").await.unwrap();
    nodes.happens("a", Event::Stopped).await;
    for member in [&b, &c] {
        sees_it_nowhere(member).await;
    }
    quiet(&[&a, &b, &c]).await;
    cut(&[&a], &[&b, &c]).await;
    heal(&[&a], &[&b, &c]).await;
    quiet(&[&a, &b, &c]).await;
    nodes.nothing_happened();
}

/// Those that meet again must not learn that it runs nowhere while it is being
/// started, and nothing afterwards.
#[tokio::test]
async fn who_comes_while_it_is_started_learns_where_it_runs() {
    let mut nodes = Nodes::new().await.that_can_be_cut();
    let shared = a_then_b_or_c(DELAY).only_in_majority();
    let [a, b, c] = nodes.waiting(["a", "b", "c"], &shared).await;
    let gate = Arc::new(Semaphore::new(0));
    for (name, member) in [("a", &a), ("c", &c)] {
        nodes.start(name, member).await.unwrap();
    }
    let is_open = gate.clone();
    let story = nodes.story("b", move |_| {
        let is_open = is_open.clone();
        async move {
            is_open.acquire().await.unwrap().forget();
            tree().await
        }
    });
    b.start_application(story).await.unwrap();
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    b.sees_it_on("a").await;
    c.sees_it_on("a").await;
    quiet(&[&a, &b, &c]).await;
    cut(&[&a], &[&b, &c]).await;
    nodes.happens("a", Event::Stopped).await;
    nodes.happens("b", Event::Starts(StartType::Failover(named("a")))).await;
    heal(&[&a], &[&b, &c]).await;
    // All that they say at once is heard.
    for _ in 0..100 {
        a.node.ping(&named("b")).await.unwrap();
        a.node.ping(&named("c")).await.unwrap();
    }
    nodes.nothing_happened();
    gate.add_permits(1);
    // It is the first of the list.
    nodes.happens("a", Event::Starts(StartType::Takeover(named("b")))).await;
    nodes.happens("b", Event::Stopped).await;
    for member in [&a, &b, &c] {
        member.sees_it_on("a").await;
    }
    nodes.nothing_happened();
}

/// What two nodes say comes in any order: here that of the one before, who has
/// handed it over.
#[tokio::test]
async fn what_comes_late_is_not_believed_for_long() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(DELAY).only_in_majority();
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    c.sees_it_on("a").await;
    let started = Term::tuple([
        Term::atom("dist_ac_app_started"),
        Term::atom("b@127.0.0.1"),
        Term::atom("chucky"),
        Term::atom("ok"),
    ]);
    b.system.across(("dist_ac", named("c"))).send(started);
    c.sees_it_on("b").await;
    c.sees_it_on("a").await;
    assert!(a.runs() && !b.runs() && !c.runs());
    nodes.nothing_happened();
}

#[tokio::test]
#[expect(clippy::many_single_char_names, reason = "nodes, as in the book")]
async fn where_no_part_has_a_majority_none_runs_it() {
    let mut nodes = Nodes::new().await.that_can_be_cut();
    let names = ["a", "b", "c", "d", "e"];
    let shared = Distributed::new("chucky")
        .restart_after(DELAY)
        .on_any(names.map(named))
        .only_in_majority();
    let [a, b, c, d, e] = nodes.waiting(names, &shared).await;
    // All of them choose one of them.
    let all = [&a, &b, &c, &d, &e];
    let starts = names.iter().zip(all).map(|(name, member)| {
        let story = nodes.story(name, async |_| tree().await);
        let system = member.system.clone();
        tokio::spawn(async move {
            let mode = actor_core::application::Mode::Temporary;
            system.start_application(story, mode).await
        })
    });
    for start in starts.collect::<Vec<_>>() {
        assert_eq!(timeout(DEADLINE, start).await.unwrap().unwrap(), Ok(()));
    }
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    for member in all {
        member.sees_it_on("a").await;
    }
    quiet(&all).await;
    cut(&[&a, &b], &[&c, &d, &e]).await;
    nodes.happens("a", Event::Stopped).await;
    let from_a = StartType::Failover(named("a"));
    nodes.happens("c", Event::Starts(from_a)).await;
    e.sees_it_on("c").await;
    quiet(&[&c, &d, &e]).await;
    cut(&[&c, &d], &[&e]).await;
    nodes.happens("c", Event::Stopped).await;
    for member in all {
        sees_it_nowhere(member).await;
    }
    nodes.nothing_happened();
    // Three of five.
    heal(&[&e], &[&a, &b]).await;
    let (chosen, event) = nodes.next().await;
    assert_eq!(event, Event::Starts(StartType::Normal));
    assert!(["a", "b", "e"].contains(&chosen.as_str()));
    for member in [&a, &b, &e] {
        member.sees_it_on(&chosen).await;
    }
    heal(&[&c, &d], &[&a, &b, &e]).await;
    for member in all {
        member.sees_it_on(&chosen).await;
    }
    nodes.nothing_happened();
}

async fn sees_it_nowhere(member: &Member) {
    member.until(|it| it.system.application_node("chucky").is_none()).await;
}

#[tokio::test]
async fn a_system_that_is_no_node_any_more_has_no_majority() {
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(DELAY).only_in_majority();
    let [a, b, c] = nodes.running(["a", "b", "c"], &shared).await;
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    c.sees_it_on("a").await;
    a.node.stop().await;
    nodes.happens("a", Event::Stopped).await;
    nodes.happens("b", Event::Starts(StartType::Failover(named("a")))).await;
    c.sees_it_on("b").await;
    assert!(!a.runs() && b.runs());
}
