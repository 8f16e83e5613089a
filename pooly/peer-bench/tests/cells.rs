//! Every contestant answers every workload it says it has.

use std::process::Command;
use std::time::Duration;

use clap::ValueEnum;
use peer_bench::child::{self, Answer, Job, Sizes};
use peer_bench::contestants::{Name, Plan, poolboy};
use peer_bench::workload::Workload;

fn every_cell_of(contestant: Name, program: impl Fn() -> Command) {
    for &workload in Workload::value_variants() {
        for threads in [1, 2] {
            if let Plan::Missing(_) = contestant.plan(workload) {
                continue;
            }
            let sizes = Sizes { checkouts: 640, milliseconds: 20 };
            let job = Job { contestant, workload, threads, sizes };
            let minute = Duration::from_mins(1);
            match child::ask(program(), &job, minute).unwrap() {
                Answer::Measured(numbers) => {
                    assert_eq!(numbers.len(), workload.metrics().len());
                }
                answer => panic!("{job:?}: {answer:?}"),
            }
        }
    }
}

#[test]
fn every_contestant_on_tokio_answers() {
    for &contestant in Name::value_variants() {
        if contestant != Name::Poolboy {
            let program = env!("CARGO_BIN_EXE_peer-bench");
            every_cell_of(contestant, || Command::new(program));
        }
    }
}

#[test]
fn poolboy_answers_where_it_is_installed() {
    let Ok(beams) = poolboy::compile() else { return };
    every_cell_of(Name::Poolboy, || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_peer-bench"));
        program.env(poolboy::BEAMS, beams.path());
        program
    });
}
