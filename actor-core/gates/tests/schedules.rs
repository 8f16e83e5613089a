//! Programs that are made up from a seed, run in many orders, and checked
//! against what OTP promises in any order.
//!
//! A program is three to five processes that spawn, link, monitor, signal,
//! register, send and call at random, and end in all the ways there are. What
//! each of them has seen is compared with what the others did, once nothing
//! moves any more: see `schedules/check.rs` for what must be true.
//!
//! `cargo test` runs some thousands of them on four threads.
//! The model checker runs others in orders of its own choice, where another
//! process may act between any two accesses to a lock or an atomic:
//!
//! ```text
//! RUSTFLAGS="--cfg shuttle" \
//!     cargo test -p gates --test schedules --release
//! ```
//!
//! A failure prints the seed of its program, and all that its processes saw.
//! `SEED=17` runs that program alone; the model repeats its orders exactly.
//! `PROGRAMS=10000` runs so many, `ORDERS=1000` each in so many orders.
//!
//! # Left out
//!
//! The model has no clock. Timers, short timeouts and the shutdown of a system
//! are not in it; the deadlines of calls are, with ticks at random moments.
//! It takes every atomic access to be sequentially consistent.

mod schedules {
    pub(crate) mod check;
    pub(crate) mod check_links;
    pub(crate) mod check_notes;
    pub(crate) mod outcome;
    pub(crate) mod program;
    pub(crate) mod role;
    pub(crate) mod world;

    #[cfg(shuttle)]
    pub(crate) use shuttle::future::yield_now;
    #[cfg(not(shuttle))]
    pub(crate) use tokio::task::yield_now;
}

use std::env;
use std::ops::Range;
use std::sync::Arc;

use schedules::outcome::run;
use schedules::program::Program;

/// Returns which programs to run.
fn seeds(from: u64, count: u64) -> Range<u64> {
    match setting("SEED") {
        Some(seed) => seed..seed + 1,
        None => from..from + setting("PROGRAMS").unwrap_or(count),
    }
}

fn setting(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

/// Runs programs in the orders that four threads happen to produce.
#[cfg(not(shuttle))]
#[test]
fn what_otp_promises_holds_on_four_threads() {
    use std::time::{Duration, Instant};

    use tokio::task::JoinSet;
    use tokio::{runtime, time};

    /// Programs that run at the same time.
    const CROWD: usize = 8;
    /// Enough for any machine that is not stopped.
    const HANG: Duration = Duration::from_mins(1);
    /// On a slow machine fewer programs are run.
    const ENOUGH: Duration = Duration::from_secs(5);

    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_time()
        .build()
        .unwrap();
    let start = Instant::now();
    runtime.block_on(async {
        let mut seeds = seeds(0, 4000);
        let mut running = JoinSet::new();
        loop {
            while running.len() < CROWD
                && start.elapsed() < ENOUGH
                && let Some(seed) = seeds.next()
            {
                running.spawn(async move {
                    let program = Arc::new(Program::new(seed));
                    let run = time::timeout(HANG, run(program));
                    assert!(run.await.is_ok(), "hangs: seed {seed}");
                });
            }
            match running.join_next().await {
                Some(outcome) => outcome.unwrap(),
                None => break,
            }
        }
    });
}

#[cfg(shuttle)]
mod model {
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

    use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
    use shuttle::{Config, Runner};

    use super::{Arc, Program, run, seeds, setting};

    /// Programs that found something, and are run in many more orders.
    ///
    /// 0: a call to a crashed server said that its question was dropped.
    /// 13: a message was received after a kill that was sent before it.
    /// 46, 2788: a link and an unlink at once left half a link.
    const FOUND: [u64; 4] = [0, 13, 46, 2788];

    fn explore<S>(
        programs: impl IntoIterator<Item = Program>,
        orders: u64,
        scheduler: impl Fn(u64, usize) -> S,
    ) where
        S: Scheduler + 'static,
    {
        let mut config = Config::new();
        config.stack_size = 0x4_0000;
        let orders = setting("ORDERS").unwrap_or(orders);
        let orders = usize::try_from(orders).unwrap();
        let mut in_all = 0;
        for program in programs {
            let program = Arc::new(program);
            let scheduler = scheduler(program.seed, orders);
            let runner = Runner::new(scheduler, config.clone());
            let again = program.clone();
            let explored = catch_unwind(AssertUnwindSafe(|| {
                runner.run(move || {
                    shuttle::future::block_on(run(again.clone()));
                })
            }));
            // A program that hangs cannot say so itself.
            in_all += explored.unwrap_or_else(|payload| {
                eprintln!("seed {}: {program:#?}", program.seed);
                resume_unwind(payload)
            });
        }
        println!("{in_all} orders");
    }

    #[test]
    fn what_otp_promises_holds_in_random_orders() {
        let programs = seeds(0, 1000).map(Program::new);
        explore(programs, 20, RandomScheduler::new_from_seed);
    }

    #[test]
    fn what_otp_promises_holds_when_few_switches_matter() {
        let programs = seeds(1_000_000, 1000).map(Program::new);
        explore(programs, 20, |seed, orders| {
            let switches = usize::try_from(1 + seed % 4).unwrap();
            PctScheduler::new_from_seed(seed, switches, orders)
        });
    }

    #[test]
    fn what_was_found_once_stays_away() {
        let programs = FOUND.map(Program::new);
        explore(programs, 5000, RandomScheduler::new_from_seed);
    }

    #[test]
    fn a_link_and_an_unlink_at_once_leave_no_half() {
        let program = Program::crossing_links();
        explore([program], 10_000, RandomScheduler::new_from_seed);
    }
}
