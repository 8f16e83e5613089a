//! Every contestant answers every workload it says it has.

use std::process::Command;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use peer_bench::cli::Cli;
use peer_bench::contestants::{Name, Plan, otp};
use peer_bench::measure::{self, Answer, Job};
use peer_bench::workload::Workload;

const SMALL: &str = "peer-bench --spawns 100 --calls 100 --messages 800 \
    --ring 10 --hops 100 --idle 1000 --links 100 --monitors 100 \
    --callers 10 --calls-each 10 --skynet 1000 --restarts 100 \
    --lookups 1000 --names 10 --keys 10000 --children 1000";

fn every_cell_of(contestant: Name, program: impl Fn() -> Command) {
    let sizes = Cli::parse_from(SMALL.split_whitespace()).sizes;
    for &workload in Workload::value_variants() {
        for workers in [1, 2] {
            let sizes = sizes.clone();
            let job = Job { contestant, workload, workers, sizes };
            let plan = job.contestant().plan(workload);
            if matches!(plan, Plan::Missing(_) | Plan::Hangs(_)) {
                continue;
            }
            let cell = format!("{contestant:?} {workload:?} {workers}");
            let timeout = Duration::from_mins(1);
            match measure::ask(program(), &job, timeout).unwrap() {
                Answer::Measured(numbers) => {
                    assert_eq!(numbers.len(), workload.metrics().len());
                }
                answer => panic!("{cell}: {answer:?}"),
            }
        }
    }
}

#[test]
fn every_contestant_on_tokio_answers() {
    for &contestant in Name::value_variants() {
        if contestant != Name::Otp && !contestant.has_mimalloc() {
            let program = env!("CARGO_BIN_EXE_peer-bench");
            every_cell_of(contestant, || Command::new(program));
        }
    }
}

#[test]
fn mimalloc_answers_too() {
    let program = env!("CARGO_BIN_EXE_with-mimalloc");
    every_cell_of(Name::TokioMimalloc, || Command::new(program));
    every_cell_of(Name::ActorCoreMimalloc, || Command::new(program));
}

#[test]
fn otp_answers_where_it_is_installed() {
    let Ok(beams) = otp::compile() else { return };
    every_cell_of(Name::Otp, || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_peer-bench"));
        program.env(otp::BEAMS, beams.path());
        program
    });
}
