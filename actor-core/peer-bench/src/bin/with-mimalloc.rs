//! Answers one measurement under mimalloc instead of the system's allocator.
//!
//! A program has one allocator, so the contestants "with mimalloc" are the
//! same code in this second program. `peer-bench` builds and starts it.

use clap::Parser;
use peer_bench::cli::Cli;
use peer_bench::measure;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let job = Cli::parse().job;
    measure::answer(&job.expect("`peer-bench` is the command to run"))
}
