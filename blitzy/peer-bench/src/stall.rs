//! What each tool says of a server that stands still for two seconds.

use std::thread;

use anyhow::anyhow;

use crate::table::{markdown, short};
use crate::target::Target;
use crate::tools::{self, Latencies, Tool, blitzy, oha, wrk};

const SECONDS: u64 = 30;
const RATE: u64 = 100;

/// Of 3000 requests 200 are due in the stall, and wait from two seconds down to
/// nothing, evenly. So 5 % wait longer than 0.5 s and 1 % longer than 1.7 s,
/// but for what an answer takes otherwise.
const TRUTH: Latencies =
    Latencies { p50: 0.0, p95: Some(500.0), p99: 1700.0, max: 2000.0 };

/// Has each tool ask a server of its own, all at the same time.
pub fn measure(tools: &[Tool]) -> anyhow::Result<String> {
    let mut rows = vec![row("truth, at 100/s", &TRUTH)];
    let turns: Vec<_> =
        tools.iter().map(|&tool| thread::spawn(move || turn(tool))).collect();
    for turn in turns {
        let turn =
            turn.join().map_err(|_| anyhow!("a turn has panicked"))??;
        rows.extend(turn.iter().map(|(name, seen)| row(name, seen)));
    }
    let head = ["tool", "p50 ms", "p95 ms", "p99 ms", "max ms"];
    Ok(format!(
        "\n## A server that stands still for two seconds\n\n\
         {SECONDS} seconds at {RATE} requests a second over ten connections; \
         wrk has no rate and asks as fast as it can. After ten seconds the \
         server begins no answer for two. Each tool has a server of its own.\
         \n\n{}",
        markdown(&head, rows)
    ))
}

/// What one tool says, in each of the ways that it has.
fn turn(tool: Tool) -> anyhow::Result<Vec<(&'static str, Latencies)>> {
    let target = || Target::start(&["--stall", "2s", "--stall-after", "10s"]);
    Ok(match tool {
        Tool::Blitzy => {
            let target = target()?;
            let command = blitzy::open(target.url(), RATE, SECONDS)?;
            let (_, report) = tools::run(command)?;
            vec![
                (
                    "blitzy -r 100 -c 10",
                    blitzy::latencies(&report, "/latency/overall")?,
                ),
                (
                    "the same run, service time",
                    blitzy::latencies(&report, "/service")?,
                ),
            ]
        }
        Tool::Wrk => {
            let target = target()?;
            let command = wrk::stalling(target.url(), SECONDS);
            let (_, text) = tools::run(command)?;
            vec![("wrk -c 10", wrk::latencies(&text)?)]
        }
        Tool::Oha => {
            let at_rate = |flags: &[&str]| {
                let target = target()?;
                let command = oha::at_rate(target.url(), RATE, SECONDS, flags);
                let (_, report) = tools::run(command)?;
                oha::latencies(&report)
            };
            vec![
                ("oha -q 100 -c 10", at_rate(&[])?),
                (
                    "oha --latency-correction",
                    at_rate(&["--latency-correction"])?,
                ),
            ]
        }
    })
}

fn row(name: &str, seen: &Latencies) -> Vec<String> {
    vec![
        name.to_owned(),
        short(seen.p50),
        seen.p95.map_or_else(|| "n/a".to_owned(), short),
        short(seen.p99),
        short(seen.max),
    ]
}
