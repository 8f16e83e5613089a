//! Three pools under one supervisor, of which one process is killed.

use actor_core::supervisor::{self, Strategy};
use actor_core::{Pid, Supervisor, SupervisorRef, process};
use pooly::pool::{ProcessPool, Worker};
use pooly::{Pool, sample_worker};

use crate::{in_a_system, kill, process_count, settle, start, status, stop};

type Workers = ProcessPool<sample_worker::Message>;

/// Which process of a pool is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Victim {
    PoolSupervisor,
    WorkerSupervisor,
    Server,
    IdleWorker,
    BusyWorker,
}

/// A pool of two workers, of which one is busy.
struct Scene {
    pool: Workers,
    tree: SupervisorRef,
    busy: Worker<pooly::pool::Processes<sample_worker::Message>>,
    idle: Pid,
}

impl Scene {
    async fn set(pool: Workers, tree: SupervisorRef) -> Self {
        pool.ready().await.unwrap();
        let busy = pool.checkout().await.unwrap();
        let idle = pool.checkout().await.unwrap().pid();
        Self { pool, tree, busy, idle }
    }

    async fn find(&self, victim: Victim) -> Pid {
        let children = self.tree.which_children().await.unwrap();
        match victim {
            Victim::PoolSupervisor => self.tree.pid(),
            Victim::WorkerSupervisor => children[0].pid().unwrap(),
            Victim::Server => children[1].pid().unwrap(),
            Victim::IdleWorker => self.idle,
            Victim::BusyWorker => self.busy.pid(),
        }
    }

    /// Asserts that nothing has happened to the pool.
    async fn check_undisturbed(&self) {
        assert!(self.busy.is_alive());
        assert!(process::is_alive(self.idle));
        let count = self.pool.status().await.unwrap();
        assert_eq!((count.idle, count.busy), (1, 1));
        assert_eq!(self.pool.checkout().await.unwrap().pid(), self.idle);
    }

    /// Asserts that what ended is there again.
    async fn check_rebuilt(self, victim: Victim) {
        self.pool.ready().await.unwrap();
        let is_busy = victim == Victim::IdleWorker;
        assert_eq!(self.busy.is_alive(), is_busy);
        let count = status(&self.pool).await;
        let (idle, busy) = if is_busy { (1, 1) } else { (2, 0) };
        assert_eq!((count.idle, count.busy), (idle, busy));
        drop(self.busy);
        assert_eq!(status(&self.pool).await.idle, 2);
        let worker = self.pool.checkout().await.unwrap();
        sample_worker::stop(&worker).await.unwrap();
    }
}

/// Kills this process of each of three pools, each time in a new tree.
async fn only_its_pool_is_harmed_by_the_end_of(victim: Victim) {
    in_a_system(async move {
        process::trap_exit(true);
        let before = process_count().await;
        for turn in 0..3 {
            let pools = ["Pizza", "Pasta", "Salad"].map(|name| {
                let pool = Pool::processes(sample_worker::child_spec());
                pool.named(name).size(2).build()
            });
            let tree = Supervisor::new(Strategy::OneForOne);
            let tree = pools.iter().cloned().fold(tree, Supervisor::child);
            let tree = tree.start_link().await.unwrap();
            let mut scenes = Vec::new();
            for (pool, name) in
                pools.into_iter().zip(["Pizza", "Pasta", "Salad"])
            {
                let own = tree.child::<supervisor::Message>(name).await;
                scenes.push(Scene::set(pool, own.unwrap()).await);
            }
            let scene = scenes.remove(turn);
            kill(scene.find(victim).await).await;
            for other in &scenes {
                other.check_undisturbed().await;
            }
            scene.check_rebuilt(victim).await;
            for other in &scenes {
                other.check_undisturbed().await;
            }
            stop(&tree).await;
            assert_eq!(process_count().await, before);
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn only_its_pool_is_harmed_by_the_end_of_a_pool_supervisor() {
    only_its_pool_is_harmed_by_the_end_of(Victim::PoolSupervisor).await;
}

#[tokio::test(start_paused = true)]
async fn only_its_pool_is_harmed_by_the_end_of_a_worker_supervisor() {
    only_its_pool_is_harmed_by_the_end_of(Victim::WorkerSupervisor).await;
}

#[tokio::test(start_paused = true)]
async fn only_its_pool_is_harmed_by_the_end_of_a_server() {
    only_its_pool_is_harmed_by_the_end_of(Victim::Server).await;
}

#[tokio::test(start_paused = true)]
async fn only_its_pool_is_harmed_by_the_end_of_an_idle_worker() {
    only_its_pool_is_harmed_by_the_end_of(Victim::IdleWorker).await;
}

#[tokio::test(start_paused = true)]
async fn only_its_pool_is_harmed_by_the_end_of_a_busy_worker() {
    only_its_pool_is_harmed_by_the_end_of(Victim::BusyWorker).await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_of_resources_is_not_harmed_by_its_neighbour() {
    in_a_system(async {
        process::trap_exit(true);
        let workshop = crate::workshop::Workshop::default();
        let tools = Pool::builder(workshop).named("Tools").size(1).build();
        let workers = Pool::processes(sample_worker::child_spec()).build();
        start(&tools).await;
        let tree = workers.start_link().await.unwrap();
        let tool = tools.checkout().await.unwrap();
        kill(tree.pid()).await;
        settle().await;
        assert!(workers.checkout().await.is_err());
        assert_eq!(tool.number, 1);
        assert_eq!(status(&tools).await.busy, 1);
    })
    .await;
}
