//! The pool compared with a model of what it promises, through thousands of
//! random runs.
//!
//! A run is a pool under a supervisor, and what is done to it (`operation.rs`):
//! callers ask, wait, give up, return what they hold, spoil it, panic, and are
//! killed; workers, the pool's server and its supervisors are killed; workers
//! do not start, or take their time to start, to be reset and to be closed.
//! Callers and workers write down what happens to them (`notes.rs`), and so
//! does whoever notices that something is wrong. After each step, what the
//! pool says of itself must agree with these notes (`balance.rs`), and what
//! the callers were told must be right (`answers.rs`). In the end all are let
//! go (`ending.rs`): nobody holds or waits, the workers are as many as they
//! should be, and when the pool is gone, so are they.
//!
//! The clock is paused. It goes on only when no process has anything to do,
//! so to wait for a millisecond is to wait until all is at rest.
//!
//! A failure prints the shortest run that shows it, and is run again first
//! from then on. `PROPTEST_CASES=100000` runs so many.
//!
//! # Left out
//!
//! Workers that no `check` ever finds fit: their callers try until they time
//! out. Processes whose `init` never returns: their supervisor waits, too. How
//! many processes there are at the moment when a start ends that the pool did
//! not wait for. Names of pools, and what statistics say about time.

mod operation;
mod run;
mod strategies;

mod caller;
mod kind;
mod process_worker;
mod resource;

mod held;
mod notes;

mod answers;
mod balance;
mod ending;
mod look;

mod abandoned;
mod work;

use std::env;

use pooly::pool::Processes;
use proptest::test_runner::{
    Config, FileFailurePersistence, RngSeed, TestCaseError, TestRunner,
};

use kind::Kind;
use resource::Resources;

/// Runs as many as the environment says, or else two thousand of each kind: the
/// same ones each time, unless it says `PROPTEST_RNG_SEED` or how many.
fn check<K: Kind>() {
    let mut config = Config::default();
    if env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 2000;
        if env::var_os("PROPTEST_RNG_SEED").is_none() {
            config.rng_seed = RngSeed::Fixed(2017);
        }
    }
    let regressions = format!("proptest-regressions/pool_{}.txt", K::NAME);
    let regressions = Box::leak(regressions.into_boxed_str());
    let regressions = FileFailurePersistence::Direct(regressions);
    config.failure_persistence = Some(Box::new(regressions));
    let outcome = TestRunner::new(config).run(&strategies::run(), |run| {
        run::check::<K>(run).map_err(TestCaseError::fail)
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn a_pool_of_processes_keeps_its_promises() {
    check::<Processes<()>>();
}

#[test]
fn a_pool_of_resources_keeps_its_promises() {
    check::<Resources>();
}
