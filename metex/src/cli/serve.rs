//! `metex stand-in`: a weather server for trials and tests.

use std::process::ExitCode;

use anyhow::Context;

use super::output::print_line;
use crate::stand_in::{Config, Fault, StandIn};

pub(super) async fn run(
    port: u16,
    faults: Vec<(String, Fault)>,
) -> anyhow::Result<ExitCode> {
    let config = Config { port, faults, ..Config::default() };
    let stand_in = StandIn::start(config)
        .await
        .with_context(|| format!("cannot listen on port {port}"))?;
    print_line(&stand_in.base_url())?;
    eprintln!(
        "metex: a stand-in for Open-Meteo and OpenWeatherMap, its climate \
         is invented; ctrl-c ends it\n\
         metex: try: metex --base-url {} Singapore",
        stand_in.base_url()
    );
    tokio::signal::ctrl_c().await?;
    Ok(ExitCode::SUCCESS)
}
