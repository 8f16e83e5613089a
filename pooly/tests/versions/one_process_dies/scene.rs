//! A tree of pools with consumers, of which one process is killed.

use std::time::Duration;

use actor_core::{
    ExitReason, Mailbox, Pid, ProcessRef, SupervisorRef, gen_server, process,
};
use tokio::sync::oneshot;

use super::pools::{POOLS, Pools};
use super::walk::{Member, walk};
use crate::{in_a_system, kill, process_count, settle};

/// How many consumers each pool has.
const HOLDERS: usize = 2;

/// Whom the death of a process harms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Harm {
    /// Everybody ends, and nobody starts them again.
    TheTree,
    /// All pools are rebuilt.
    AllPools,
    /// The pool that it belongs to is rebuilt.
    ItsPool,
    /// Nobody but who has that very process.
    Nobody,
}

/// A consumer that has checked out a worker.
struct Holder {
    process: ProcessRef<()>,
    worker: Pid,
}

impl Holder {
    async fn new<P: Pools>(pool: &'static str) -> Self {
        let (tell, told) = oneshot::channel();
        let process = process::spawn(async move |mut mailbox: Mailbox<()>| {
            let held = P::checkout(pool).await;
            tell.send(P::pid(&held)).unwrap();
            mailbox.receive().await;
        });
        Self { process, worker: told.await.unwrap() }
    }
}

/// A tree, and those who hold workers of it.
struct Scene {
    top: SupervisorRef,
    members: Vec<Member>,
    holders: Vec<Holder>,
}

/// Kills one process after the other of those who are of this kind, each in a
/// tree of its own. See [`Scene::kind`].
pub(crate) async fn each_dies<P: Pools>(
    kind: &'static str,
    how_many: usize,
    harm: Harm,
) {
    in_a_system(async move {
        process::trap_exit(true);
        let count = process_count().await;
        for turn in 0..how_many {
            let scene = Scene::set::<P>().await;
            let victims = scene.members.iter();
            let mut victims =
                victims.filter(|member| scene.kind(member) == kind);
            assert_eq!(victims.clone().count(), how_many, "{kind}");
            let victim = victims.nth(turn).unwrap();
            kill(victim.pid).await;
            if harm == Harm::TheTree {
                assert!(scene.alive().is_empty());
            } else {
                scene.check::<P>(victim, harm).await;
            }
            scene.clear::<P>().await;
            assert_eq!(process_count().await, count);
        }
    })
    .await;
}

/// Returns all kinds of processes that the tree has, sorted.
pub(crate) async fn kinds<P: Pools>() -> Vec<String> {
    let scene = Scene::set::<P>().await;
    let kinds = scene.members.iter().map(|member| scene.kind(member));
    let mut kinds: Vec<_> = kinds.collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

impl Scene {
    async fn set<P: Pools>() -> Self {
        let count = process_count().await;
        let top = P::start().await;
        let mut holders = Vec::new();
        for (pool, size) in POOLS {
            for _ in 0..HOLDERS {
                holders.push(Holder::new::<P>(pool).await);
            }
            assert_eq!(P::status(pool).await, (size - HOLDERS, HOLDERS));
        }
        let members = walk(&top).await;
        // Nobody was missed.
        let known = count + members.len() + holders.len();
        assert_eq!(process_count().await, known);
        Self { top, members, holders }
    }

    /// Returns what a process is: its id without the number of its pool or,
    /// for a worker, whether it is idle or busy.
    fn kind(&self, member: &Member) -> String {
        if self.holders.iter().any(|holder| holder.worker == member.pid) {
            return "busy worker".to_owned();
        }
        match member.path.rsplit('/').next().unwrap_or_default() {
            "" => "top".to_owned(),
            "SampleWorker" => "idle worker".to_owned(),
            id => id.replace(char::is_numeric, ""),
        }
    }

    /// Lists those who are alive of those who were there at first.
    fn alive(&self) -> Vec<&Member> {
        let is_alive = |member: &&Member| process::is_alive(member.pid);
        self.members.iter().filter(is_alive).collect()
    }

    async fn check<P: Pools>(&self, victim: &Member, harm: Harm) {
        assert!(self.holders.iter().all(|holder| holder.process.is_alive()));
        for (pool, size) in POOLS {
            let is_its = victim.path.contains(pool);
            let of_pool = |member: &&Member| member.path.contains(pool);
            let mut members = self.members.iter().filter(of_pool);
            if harm == Harm::AllPools || harm == Harm::ItsPool && is_its {
                // Whoever is above it has started the others again.
                let is_right = |m: &Member| {
                    let is_above = m.is_above(victim);
                    process::is_alive(m.pid) == is_above
                };
                assert!(members.all(is_right), "{victim:?} and {pool}");
                assert_eq!(P::status(pool).await, (size, 0));
                continue;
            }
            // The processes are the same, and so is what they know.
            let is_well = |m: &Member| process::is_alive(m.pid) || m == victim;
            assert!(members.all(is_well), "{victim:?} and {pool}");
            let is_out = is_its && self.kind(victim) == "busy worker";
            let busy = HOLDERS - usize::from(is_out);
            assert_eq!(P::status(pool).await, (size - busy, busy));
        }
        if harm != Harm::Nobody {
            // All is there again.
            let paths = |members: &[Member]| {
                let paths = members.iter().map(|member| member.path.clone());
                let mut paths: Vec<_> = paths.collect();
                paths.sort();
                paths
            };
            assert_eq!(paths(&walk(&self.top).await), paths(&self.members));
        }
    }

    /// Ends the consumers, whose workers come back, and then the tree.
    async fn clear<P: Pools>(self) {
        for holder in &self.holders {
            holder.process.send(());
        }
        settle().await;
        if !self.top.is_alive() {
            return;
        }
        for (pool, size) in POOLS {
            assert_eq!(P::status(pool).await, (size, 0));
        }
        let (normal, forever) = (ExitReason::Normal, Duration::MAX);
        gen_server::stop(&self.top, normal, forever).await.unwrap();
    }
}
