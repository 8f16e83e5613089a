//! A run: things are done to a pool, and after each step it is looked at.

use std::sync::Arc;
use std::time::Duration;

use actor_core::supervisor::{self, Strategy};
use actor_core::{
    ExitReason, Mailbox, Pid, Supervisor, SupervisorRef, System, process,
};
use pooly::Pool;
use tokio::runtime;
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

use super::caller::{self, Command};
use super::kind::Kind;
use super::look::Seen;
use super::notes::{Notes, USUAL};
use super::operation::{Behaviour, Operation, Part, Plan, Run};

/// More than any run takes, on its paused clock.
const HANG: Duration = Duration::from_mins(15);

/// The longest that a pool waits before it tries another start.
pub(crate) const BACKOFF: Duration = Duration::from_secs(2);

/// What is wrong with the pool, if anything is.
pub(crate) type Verdict = Result<(), String>;

pub(crate) struct Running<K: Kind> {
    pub(crate) plan: Plan,
    pub(crate) notes: Arc<Notes>,
    pub(crate) pool: Pool<K>,
    pub(crate) top: SupervisorRef,
    /// What it was like when it was looked at last.
    pub(crate) seen: Seen,
    /// What was done since.
    pub(crate) step: Vec<Operation>,
}

/// Says what is wrong, if anything is.
pub(crate) fn check<K: Kind>(run: Run) -> Verdict {
    fastrand::seed(run.seed);
    let runtime = runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without input and output always starts");
    let body = async move |mailbox: Mailbox<()>| {
        let outcome = timeout(HANG, begin::<K>(run, mailbox)).await;
        outcome.unwrap_or_else(|_| Err("it hangs".to_owned()))
    };
    let system = System::new("model");
    runtime.block_on(system.enter_with(body))
}

async fn begin<K: Kind>(run: Run, mailbox: Mailbox<()>) -> Verdict {
    process::trap_exit(true);
    let notes = Arc::new(Notes::default());
    let plan = run.plan.clone();
    notes.page().limit = plan.size + plan.max_overflow;
    let mut pool = K::builder(notes.clone())
        .size(plan.size)
        .min_idle(plan.min_idle)
        .max_overflow(plan.max_overflow)
        .linger(plan.linger)
        .order(plan.order)
        .max_queue(plan.max_queue)
        .checkout_timeout(USUAL)
        .backoff(Duration::from_millis(100), BACKOFF);
    if let Some(time) = plan.idle_timeout {
        pool = pool.idle_timeout(time);
    }
    if let Some(time) = plan.max_lifetime {
        pool = pool.max_lifetime(time);
    }
    let pool = pool.build();
    let top = Supervisor::new(Strategy::OneForOne)
        .intensity(1_000_000, Duration::from_secs(1))
        .child(pool.clone());
    let top = top.start_link().await.map_err(|error| error.to_string())?;
    let (seen, step) = (Seen::default(), Vec::new());
    let mut it = Running { plan, notes, pool, top, seen, step };
    it.settle("the start").await?;
    for (number, step) in run.steps.into_iter().enumerate() {
        for operation in step {
            it.perform(operation).await;
        }
        it.settle(&format!("step {number}")).await?;
    }
    it.end(run.last, mailbox).await
}

impl<K: Kind> Running<K> {
    async fn perform(&mut self, operation: Operation) {
        self.step.push(operation.clone());
        match operation {
            Operation::Ask(ask) => {
                caller::spawn(&self.pool, &self.notes, ask);
            }
            Operation::Finish(number, finish) => {
                let holder = self.notes.page().nth_holder(number);
                if let Some(holder) = holder {
                    holder.send(Command::Finish(finish));
                }
            }
            Operation::Cancel(number) => {
                let caller = self.notes.page().nth_caller(number);
                if let Some(caller) = caller {
                    caller.send(Command::Cancel);
                }
            }
            Operation::KillCaller(number) => {
                let caller = self.notes.page().nth_caller(number);
                if let Some(caller) = caller {
                    caller.exit(ExitReason::Kill);
                }
            }
            Operation::KillWorker(number) => {
                let worker = self.notes.page().break_nth(number);
                if let Some(pid) = worker {
                    process::exit(pid, ExitReason::Kill);
                }
            }
            Operation::KillServer => self.kill("PoolServer").await,
            Operation::KillWorkerSupervisor => {
                self.kill("WorkerSupervisor").await;
            }
            Operation::KillPoolSupervisor => {
                // Whoever is in the middle of a start does not look up.
                self.notes.page().starts_may_be_late = true;
                if let Some(pid) = self.supervisor().await {
                    process::exit(&pid, ExitReason::Kill);
                }
            }
            Operation::KillErrand(number) => {
                let processes = System::current().processes();
                let errands = processes.iter().filter(|process| {
                    process.label.as_ref().is_some_and(|label| {
                        label.as_ref().ends_with("ts a worker")
                    })
                });
                let errands: Vec<_> = errands.collect();
                if let Some(errand) = nth(errands.into_iter(), number) {
                    self.notes.page().starts_may_fail = true;
                    self.notes.page().starts_may_be_late = true;
                    process::exit(errand.pid, ExitReason::Kill);
                }
            }
            Operation::Behave(part, behaviour) => {
                let mut page = self.notes.page();
                page.starts_may_fail |=
                    part == Part::Start && behaviour != Behaviour::Works;
                page.starts_may_be_late |=
                    (part, behaviour) == (Part::Start, Behaviour::Hangs);
                page.behaviours.insert(part, behaviour);
            }
            Operation::Resize(size) => {
                self.plan.size = size;
                let limit = size + self.plan.max_overflow;
                self.notes.raise_limit(limit);
                // A pool that is just being restarted notes it as well.
                while self.pool.resize(size).is_err() {
                    yield_now().await;
                }
            }
            Operation::Ready => {
                let (pool, notes) = (self.pool.clone(), self.notes.clone());
                notes.page().unready += 1;
                process::spawn(async move |_: Mailbox<()>| {
                    // To be told that it cannot be is an answer, too.
                    let _ = pool.ready().await;
                    notes.page().unready -= 1;
                });
            }
            Operation::Wait(time) => sleep(time).await,
            Operation::Yield(turns) => {
                for _ in 0..turns {
                    yield_now().await;
                }
            }
        }
    }

    async fn kill(&self, id: &str) {
        if let Some(pid) = self.child(id).await {
            process::exit(pid, ExitReason::Kill);
        }
    }

    /// Returns the supervisor of the pool, if it runs.
    async fn supervisor(&self) -> Option<SupervisorRef> {
        self.top.child::<supervisor::Message>("Pool").await.ok()
    }

    /// Returns a child of the pool's supervisor, if it runs.
    pub(crate) async fn child(&self, id: &str) -> Option<Pid> {
        let children = self.supervisor().await?.which_children().await.ok()?;
        children.iter().find(|child| child.id.as_str() == id)?.pid()
    }

    /// Waits until nobody has anything to do, and looks.
    pub(crate) async fn settle(&mut self, when: &str) -> Verdict {
        let mut verdict = Ok(());
        // What is due just now may still be on its way.
        for _ in 0..4 {
            sleep(Duration::from_millis(1)).await;
            verdict = self.look().await;
            if verdict.is_ok() {
                break;
            }
        }
        let seen = &self.seen;
        verdict.map_err(|fault| format!("{when}: {fault}\n{seen:#?}"))
    }
}

pub(crate) fn nth<T>(
    them: impl Iterator<Item = T>,
    number: usize,
) -> Option<T> {
    let mut them: Vec<_> = them.collect();
    let at = number.checked_rem(them.len())?;
    Some(them.swap_remove(at))
}
