//! Measures all contestants and prints the table; see `--help`.

use clap::Parser;
use peer_bench::cli::Cli;
use peer_bench::{child, machine, rounds, table};

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    if let Some(job) = &cli.job {
        return child::answer(job);
    }
    let load = machine::load()?;
    let results = rounds::run(&cli)?;
    println!("{}", table::terminal(&results));
    if let Some(file) = &cli.markdown {
        std::fs::write(file, table::markdown(&results, &cli, load)?)?;
    }
    Ok(())
}
