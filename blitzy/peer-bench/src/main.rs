//! blitzy beside its peers.

use std::fs;

use clap::Parser;
use peer_bench::cli::{Cli, What};
use peer_bench::tools::Tool;
use peer_bench::{cost, machine, memory, stall};

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let tools = Tool::installed();
    let load = machine::load()?;
    let mut page = machine::title(&tools, load)?;
    if cli.wants(What::Cost) {
        page += &cost::measure(&tools, &cli)?;
    }
    if cli.wants(What::Stall) {
        page += &stall::measure(&tools)?;
    }
    if cli.wants(What::Memory) {
        page += &memory::measure(&cli)?;
    }
    print!("{page}");
    if let Some(path) = &cli.markdown {
        fs::write(path, page)?;
    }
    Ok(())
}
