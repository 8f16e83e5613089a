//! Nodes are killed and started at random, and there is never more than one
//! Chucky.
//!
//! `CHUCKY_ROUNDS` has more rounds, and `CHUCKY_SEED` others.

use std::collections::BTreeSet;
use std::env;
use std::time::{Duration, Instant};

use actor_core::NodeName;
use chucky::programs::Said;
use fastrand::Rng;

use crate::cluster::{Cluster, Sync, config, nodes};

const ROUNDS: u64 = 200;
const DELAY: Duration = Duration::from_millis(50);

/// How long a start waits for those that are not there.
const SYNC: Sync = Sync::Optional(100);

#[tokio::test(flavor = "multi_thread")]
async fn there_is_never_more_than_one_chucky() {
    let rounds = number("CHUCKY_ROUNDS").unwrap_or(ROUNDS);
    let mut random = Rng::with_seed(number("CHUCKY_SEED").unwrap_or(9));
    let began = Instant::now();
    let mut model = Model::new(Cluster::new().await);
    for node in nodes() {
        model.start(&node);
    }
    model.settles().await;
    for _ in 0..rounds {
        // Sometimes the next comes before anybody has got over the first.
        for _ in 0..random.usize(1..=3) {
            let node = model.victim(&mut random);
            if model.cluster.programs.running().contains(&node) {
                model.kill(&node).await;
            } else {
                model.start(&node);
            }
            if random.bool() {
                break;
            }
        }
        model.settles().await;
    }
    let Model { starts, .. } = model;
    println!("{rounds} rounds in {:?}, {starts:?}", began.elapsed());
    assert!(starts.failover > 0 && starts.takeover > 0, "{starts:?}");
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|value| value.parse().unwrap())
}

/// What must be true of what the nodes say.
struct Model {
    cluster: Cluster,
    /// Who has said that it is up.
    up: BTreeSet<NodeName>,
    /// Who was disconnected: a start may come at a time when others still tell
    /// each other of the life before.
    cut: BTreeSet<NodeName>,
    /// On which nodes Chucky runs that are connected.
    instances: BTreeSet<NodeName>,
    starts: Starts,
}

/// How often Chucky was started in which way.
#[derive(Debug, Default)]
struct Starts {
    normal: u32,
    failover: u32,
    takeover: u32,
}

impl Model {
    fn new(cluster: Cluster) -> Self {
        let (up, cut, instances) = Default::default();
        Self { cluster, up, cut, instances, starts: Starts::default() }
    }

    fn start(&mut self, node: &NodeName) {
        self.cluster.start(node, &config(node, DELAY, SYNC));
    }

    /// Returns a node that something shall happen to: often that which runs
    /// Chucky, and never the last one that is there.
    fn victim(&self, random: &mut Rng) -> NodeName {
        let running = self.cluster.programs.running();
        if running.len() == 1 {
            let others = nodes().into_iter().filter(|it| !running.contains(it));
            return random.choice(others.collect::<Vec<_>>()).unwrap();
        }
        let instance = self.instances.first().filter(|_| random.bool());
        instance.cloned().unwrap_or_else(|| random.choice(nodes()).unwrap())
    }

    async fn kill(&mut self, node: &NodeName) {
        self.cluster.programs.kill(node).await.unwrap();
        self.up.remove(node);
        self.cut.remove(node);
        self.instances.remove(node);
    }

    /// Waits until all that run are up and Chucky runs where it should, and
    /// asks each of them.
    async fn settles(&mut self) {
        loop {
            let running = self.cluster.programs.running();
            let are_up = running.iter().all(|node| self.up.contains(node));
            let [a, ..] = nodes();
            let is_in_place =
                !running.contains(&a) || self.instances.contains(&a);
            if are_up && is_in_place && self.instances.len() == 1 {
                break;
            }
            let said = self.cluster.next().await;
            self.note(&said);
            // Nothing but a new start connects it again.
            if let Some(node) = self.cut.first().cloned() {
                self.kill(&node).await;
                self.start(&node);
            }
        }
        let instance = self.instances.first().unwrap().clone();
        for node in self.cluster.programs.running() {
            self.cluster.runs_on(&node, &instance).await;
            let told = self.cluster.fact(&node).await;
            assert_eq!(told.node, instance, "{}", self.cluster.story());
        }
    }

    fn note(&mut self, said: &Said) {
        let Said { node, program, text, .. } = said;
        // What was killed may have said something before.
        if self.cluster.programs.id(node) != Some(*program) {
            return;
        }
        if text.contains("a node is disconnected, so that partitions") {
            self.cut.insert(node.clone());
            self.instances.remove(node);
        } else if self.cut.contains(node) {
            // It is a cluster of its own.
        } else if text.contains("is up") {
            self.up.insert(node.clone());
        } else if text.contains("Application is stopped on") {
            self.instances.remove(node);
        } else if text.contains("Application is started on") {
            self.starts.normal += 1;
            self.begins(node, None);
        } else if text.contains("is failing over to") {
            self.starts.failover += 1;
            self.begins(node, None);
        } else if let Some((_, old)) = text.split_once("is taking over ") {
            self.starts.takeover += 1;
            self.begins(node, Some(old.parse().unwrap()));
        }
    }

    /// Chucky begins to run on a node, beside one that is about to stop if
    /// this is a takeover.
    fn begins(&mut self, node: &NodeName, old: Option<NodeName>) {
        let allowed: BTreeSet<_> = old.into_iter().collect();
        let story = self.cluster.story();
        assert!(self.instances.is_subset(&allowed), "{node}:\n{story}");
        self.instances.insert(node.clone());
    }
}
