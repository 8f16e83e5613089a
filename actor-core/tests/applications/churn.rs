//! Nodes that come and go at random, also in the middle of what follows from
//! the one before.

use std::collections::BTreeMap;
use std::time::Duration;

use actor_core::NodeName;
use actor_core::application::Distributed;
use fastrand::Rng;
use tokio::time::timeout;

use crate::member::{DEADLINE, Member, Nodes, a_then_b_or_c, named};

/// How often a node is killed or started, unless `CHURN_ROUNDS` says so.
const ROUNDS: usize = 60;

fn rounds() -> usize {
    let rounds = std::env::var("CHURN_ROUNDS").ok();
    rounds.map_or(ROUNDS, |rounds| rounds.parse().unwrap())
}

#[tokio::test]
async fn exactly_one_of_the_nodes_that_are_there_runs_it() {
    churns(&a_then_b_or_c(Duration::from_millis(20)), 1, 7).await;
}

#[tokio::test]
async fn exactly_one_of_a_majority_runs_it() {
    let shared = a_then_b_or_c(Duration::from_millis(20)).only_in_majority();
    churns(&shared, 2, 11).await;
}

/// Kills and starts nodes. Where fewer than `enough` are there, none runs it.
async fn churns(shared: &Distributed, enough: usize, seed: u64) {
    let nodes = Nodes::new().await;
    let mut random = Rng::with_seed(seed);
    let mut alive = BTreeMap::new();
    for round in 0..rounds() {
        let name = ["a", "b", "c"][random.usize(..3)];
        if alive.remove(name).is_none() {
            alive.insert(name, nodes.join(name, shared).await);
        }
        // Now and then the next one does not wait.
        if random.u8(..4) != 0 {
            let settled = timeout(DEADLINE, settles(&alive, enough)).await;
            let places = || alive.values().map(place).collect::<Vec<_>>();
            assert!(settled.is_ok(), "round {round}: {:?}", places());
        }
    }
}

/// Waits until one node runs it, and all know which.
async fn settles(alive: &BTreeMap<&str, Member>, enough: usize) {
    loop {
        let runs = alive.iter().filter(|(_, member)| member.runs());
        let runs: Vec<_> = runs.map(|(name, _)| named(name)).collect();
        let wanted = usize::from(alive.len() >= enough);
        let is_known =
            alive.values().all(|it| place(it).as_ref() == runs.first());
        if runs.len() == wanted && is_known {
            return;
        }
        tokio::task::yield_now().await;
    }
}

fn place(member: &Member) -> Option<NodeName> {
    member.system.application_node("chucky")
}
