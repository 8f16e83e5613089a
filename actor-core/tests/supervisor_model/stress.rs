//! A tree of three levels on several threads, whose processes are ended at
//! random by several others at the same time.
//!
//! No model says what happens in between. What is left in the end is known:
//! nothing, or every permanent child once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actor_core::dynamic_supervisor::{self, DynamicSupervisor};
use actor_core::gen_server::{Init, Next};
use actor_core::supervisor::{
    self, ChildSpec, ChildState, Restart, Strategy, Supervisor,
};
use actor_core::{
    DynamicSupervisorRef, ExitReason, GenServer, Mailbox, Pid, ProcessRef,
    SupervisorRef, System, process,
};
use fastrand::Rng;
use tokio::task::yield_now;

/// The processes that end others.
const CRASHERS: usize = 4;
/// How many each of them ends.
const CRASHES: usize = 100;
/// One in so many starts fails.
const FAILURES: usize = 23;

const FIXED: [&str; 2] = ["left", "right"];
const LEAVES: [&str; 3] = ["first", "second", "third"];

/// What all processes of a tree know.
#[derive(Default)]
struct Tree {
    starts: AtomicUsize,
    /// How many of each permanent leaf there are.
    alive: [AtomicUsize; FIXED.len() * LEAVES.len()],
    /// All leaves and supervisors but the root, dead or alive.
    pids: Mutex<Vec<Pid>>,
}

/// A process at the end of a branch.
struct Leaf {
    tree: Arc<Tree>,
    /// Which of the permanent ones it is.
    place: Option<usize>,
}

impl GenServer for Leaf {
    type Args = (Arc<Tree>, Option<usize>);
    type Message = ();

    async fn init((tree, place): Self::Args) -> Init<Self> {
        let starts = tree.starts.fetch_add(1, Ordering::Relaxed);
        // Others may act in the middle of a start.
        yield_now().await;
        if starts % FAILURES == FAILURES - 1 {
            return Init::error("not now");
        }
        // Every other leaf takes some time to stop.
        process::trap_exit(starts % 2 == 0);
        tree.met(process::id());
        if let Some(place) = place {
            tree.alive[place].fetch_add(1, Ordering::Relaxed);
        }
        Init::ok(Self { tree, place })
    }

    async fn handle(&mut self, (): ()) -> Next {
        Next::Continue
    }

    async fn terminate(&mut self, _: &ExitReason) {
        yield_now().await;
    }
}

impl Drop for Leaf {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.tree.alive[place].fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Tree {
    fn met(&self, pid: Pid) {
        self.pids.lock().unwrap().push(pid);
    }

    fn root(self: &Arc<Self>, rng: &mut Rng) -> Supervisor {
        let mut root = any_supervisor(rng, "root");
        for (index, id) in FIXED.into_iter().enumerate() {
            let mut branch = any_supervisor(rng, id);
            for (offset, id) in LEAVES.into_iter().enumerate() {
                let place = Some(index * LEAVES.len() + offset);
                branch = branch.child(self.leaf(place).with_id(id));
            }
            root = root.child(branch);
        }
        let within = Duration::from_mins(1);
        root.child(DynamicSupervisor::new().intensity(1000, within))
    }

    fn leaf(self: &Arc<Self>, place: Option<usize>) -> ChildSpec<()> {
        let tree = self.clone();
        ChildSpec::new("leaf", move || Leaf::start_link((tree.clone(), place)))
    }
}

/// Makes a supervisor; some give up soon.
fn any_supervisor(rng: &mut Rng, name: &str) -> Supervisor {
    let strategies =
        [Strategy::OneForOne, Strategy::OneForAll, Strategy::RestForOne];
    let max_restarts = [10_000, 20, 4][rng.usize(..3)];
    Supervisor::new(strategies[rng.usize(..strategies.len())])
        .intensity(max_restarts, Duration::from_mins(1))
        .named(name.to_owned())
}

/// Runs a tree made from `seed`.
pub(crate) async fn run(seed: u64) {
    let body = async move |mailbox| grow_and_crash(seed, mailbox).await;
    System::new("stress").enter_with(body).await;
}

async fn grow_and_crash(seed: u64, mut mailbox: Mailbox<()>) {
    process::trap_exit(true);
    let mut rng = Rng::with_seed(seed);
    let tree = Arc::new(Tree::default());
    let root = tree.root(&mut rng).start_link().await.unwrap();
    let pool = root.child::<dynamic_supervisor::Message>("DynamicSupervisor");
    let pool = pool.await.unwrap();
    tree.met(pool.pid());
    for restart in [Restart::Permanent, Restart::Transient, Restart::Temporary]
    {
        for _ in 0..3 {
            // Some starts fail.
            let _ = pool.start_child(tree.leaf(None).restart(restart)).await;
        }
    }
    let crashers = (0..CRASHERS).map(|_| {
        let (rng, tree, root) = (rng.fork(), tree.clone(), root.clone());
        process::spawn_link(async move |_: Mailbox<()>| {
            crash(rng, tree, root).await;
        })
    });
    for crasher in crashers.collect::<Vec<_>>() {
        let exit = mailbox.exit(crasher.pid()).await;
        assert_eq!(exit.reason, ExitReason::Normal);
    }
    if rest(&root).await {
        for alive in &tree.alive {
            assert_eq!(alive.load(Ordering::Relaxed), 1);
        }
        process::exit(&root, ExitReason::Shutdown);
    }
    let exit = mailbox.exit(root.pid()).await;
    assert_eq!(exit.reason, ExitReason::Shutdown);
    while System::current().process_count() > 1 {
        yield_now().await;
    }
}

/// Ends processes of the tree, and asks for others.
async fn crash(mut rng: Rng, tree: Arc<Tree>, root: SupervisorRef) {
    for _ in 0..CRASHES {
        let pids = tree.pids.lock().unwrap().clone();
        // Those that started last are alive, most often.
        let recent = pids.len().saturating_sub(12)..pids.len();
        let victim = pids[rng.usize(recent)];
        match rng.u8(..8) {
            0..3 => process::exit(victim, ExitReason::Kill),
            3..6 => process::exit(victim, ExitReason::other("tired")),
            6 => {
                let branch = FIXED[rng.usize(..FIXED.len())];
                let branch = ProcessRef::<supervisor::Message>::named(branch);
                // It may be dead.
                let _ = branch.which_children().await;
                if rng.u8(..4) == 0 {
                    process::exit(branch.pid(), ExitReason::Kill);
                }
            }
            _ => drop(root.count_children().await),
        }
        for _ in 0..rng.u8(..4) {
            yield_now().await;
        }
    }
}

/// Waits until nothing moves any more. Returns whether the root is there.
async fn rest(root: &SupervisorRef) -> bool {
    loop {
        let Some(count) = count(root).await else {
            if root.is_alive() {
                yield_now().await;
                continue;
            }
            return false;
        };
        // The root and the process that waits.
        if System::current().process_count() == count + 2 {
            return true;
        }
        yield_now().await;
    }
}

/// Returns how many processes are below the root, if all of them run.
async fn count(root: &SupervisorRef) -> Option<usize> {
    let mut count = root.which_children().await.ok()?.len();
    for branch in FIXED {
        let branch = root.child::<supervisor::Message>(branch).await.ok()?;
        for leaf in branch.which_children().await.ok()? {
            count += running(leaf.state)?;
        }
    }
    let pool = root.child::<dynamic_supervisor::Message>("DynamicSupervisor");
    let pool: DynamicSupervisorRef = pool.await.ok()?;
    for leaf in pool.which_children().await.ok()? {
        count += running(leaf.state)?;
    }
    Some(count)
}

fn running(state: ChildState) -> Option<usize> {
    match state {
        ChildState::Running(pid) => process::is_alive(pid).then_some(1),
        ChildState::Restarting | ChildState::Stopped => None,
    }
}
