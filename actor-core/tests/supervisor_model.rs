//! Supervisors compared with a model of what OTP promises, through thousands
//! of random runs.
//!
//! A run is a supervisor and what is done to it: children are started, stopped
//! and forgotten, end by themselves in all the ways there are, at once or while
//! the supervisor is busy, and do not start, or take their time to. The same is
//! done to a model (`world.rs`, `fixed.rs`, `dynamic.rs`), which has no
//! processes, and to the real supervisor (`real.rs`, `worker.rs`) on a paused
//! clock. After each step they must agree on who started and ended in which
//! order and when, on the answers, on the lists and counts of children, and on
//! why the supervisor ended.
//!
//! Steps of several operations keep the supervisor waiting until all of them
//! are done, so that the order of its mailbox is known.
//!
//! A failure prints the shortest run that shows it, and is run again first
//! from then on. `PROPTEST_CASES=100000` runs so many.
//!
//! # Left out
//!
//! Names, reports and children that unlink themselves: other tests have them.
//! Exit signals that pretend to come from a child.

mod supervisor_model {
    pub(crate) mod asking;
    pub(crate) mod child;
    pub(crate) mod contract;
    pub(crate) mod dynamic;
    pub(crate) mod fixed;
    pub(crate) mod fixed_requests;
    pub(crate) mod operation;
    pub(crate) mod real;
    pub(crate) mod run;
    pub(crate) mod seen;
    pub(crate) mod strategies;
    pub(crate) mod stress;
    pub(crate) mod window;
    pub(crate) mod worker;
    pub(crate) mod world;
}

use std::env;
use std::time::Duration;

use proptest::strategy::Strategy;
use proptest::test_runner::{
    Config, FileFailurePersistence, TestCaseError, TestRunner,
};
use supervisor_model::operation::Run;
use supervisor_model::{run, strategies, stress};
use tokio::time::timeout;

/// Runs as many as the environment says, or else two thousand.
fn check(runs: impl Strategy<Value = Run>) {
    let mut config = Config::default();
    if env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 2000;
    }
    let regressions = "proptest-regressions/supervisor_model.txt";
    let regressions = FileFailurePersistence::Direct(regressions);
    config.failure_persistence = Some(Box::new(regressions));
    let outcome = TestRunner::new(config)
        .run(&runs, |run| run::check(run).map_err(TestCaseError::fail));
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn a_supervisor_does_what_otp_promises() {
    check(strategies::fixed());
}

#[test]
fn a_dynamic_supervisor_does_what_otp_promises() {
    check(strategies::dynamic());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_tree_on_four_threads_is_whole_again_or_gone() {
    // Enough for any machine that is not stopped.
    const HANG: Duration = Duration::from_mins(1);
    for seed in 0..100 {
        println!("tree {seed}");
        let tree = timeout(HANG, stress::run(seed));
        assert!(tree.await.is_ok(), "it hangs");
    }
}
