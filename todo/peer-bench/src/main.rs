//! The to-do system beside the book's.

mod cli;
mod machine;
mod table;

mod client;
mod process;
mod server;

mod growth;
mod million;
mod mix;

use std::fs;

use clap::Parser;
use cli::{Cli, What};

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let mut page = machine::title()?;
    if cli.wants(What::Mix) {
        page += &mix::measure(&cli)?;
    }
    if cli.wants(What::Growth) {
        page += &growth::measure(&cli)?;
    }
    if cli.wants(What::Million) {
        page += &million::measure(&cli)?;
    }
    print!("{page}");
    if let Some(path) = &cli.markdown {
        fs::write(path, page)?;
    }
    Ok(())
}
