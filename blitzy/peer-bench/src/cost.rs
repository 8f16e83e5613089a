//! What a request costs the client.

use std::fmt::Write;
use std::time::Duration;

use crate::cli::Cli;
use crate::table::{markdown, median};
use crate::target::Target;
use crate::tools::{self, Tool};

/// The rounds of one tool.
#[derive(Debug, Default)]
struct Rounds {
    /// Microseconds of processors for each request, in the program.
    user: Vec<f64>,
    /// The same, in the kernel for it.
    system: Vec<f64>,
    /// Requests a second.
    rate: Vec<f64>,
    /// The most memory, in MiB.
    memory: Vec<f64>,
}

/// Measures what a request costs each tool. The server counts the requests.
pub fn measure(tools: &[Tool], cli: &Cli) -> anyhow::Result<String> {
    let mut page = "\n## What a request costs the client\n".to_owned();
    for &connections in &cli.connections {
        let mut cells: Vec<_> =
            tools.iter().map(|tool| (*tool, Rounds::default())).collect();
        for round in 1..=cli.rounds {
            for (tool, rounds) in &mut cells {
                eprintln!(
                    "{connections} connections, {round}: {}",
                    tool.name()
                );
                turn(*tool, connections, cli.seconds, rounds)?;
            }
        }
        let rows = cells.iter_mut().map(|(tool, rounds)| {
            vec![
                tool.name().to_owned(),
                median(&mut rounds.user),
                median(&mut rounds.system),
                median(&mut rounds.rate),
                median(&mut rounds.memory),
            ]
        });
        let rows = rows.collect();
        let head = [
            "tool",
            "user µs/request",
            "system µs/request",
            "requests/s",
            "peak MiB",
        ];
        let table = markdown(&head, rows);
        let Cli { rounds, seconds, .. } = cli;
        write!(
            page,
            "\n{connections} connections, {rounds} rounds of {seconds} s: the \
             median, the lowest and the highest.\n\n{table}"
        )?;
    }
    Ok(page)
}

fn turn(
    tool: Tool,
    connections: usize,
    seconds: u64,
    rounds: &mut Rounds,
) -> anyhow::Result<()> {
    let target = Target::start(&[])?;
    let time = Duration::from_secs(seconds);
    let command = tool.closed(target.url(), connections, time)?;
    let (used, _) = tools::run(command)?;
    let requests = target.requests()? as f64;
    let micros = |time: Duration| time.as_secs_f64() * 1e6 / requests;
    rounds.user.push(micros(used.utime));
    rounds.system.push(micros(used.stime));
    rounds.rate.push(requests / time.as_secs_f64());
    rounds.memory.push(used.maxrss as f64 / f64::from(1 << 20));
    Ok(())
}
