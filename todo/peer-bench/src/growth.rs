//! What a write costs as its list grows.

use anyhow::ensure;

use crate::cli::Cli;
use crate::client::ask;
use crate::server::{Kind, Server, folder};
use crate::table::{markdown, short};

/// How many writes are measured at each size.
const WRITES: usize = 2000;

const CONNECTIONS: usize = 16;

/// The sizes at which writes are measured. The other side writes the whole
/// list each time, and is spared the greatest.
const SIZES: [(usize, bool); 4] =
    [(0, true), (10_000, true), (50_000, false), (98_000, false)];

pub(crate) fn measure(cli: &Cli) -> anyhow::Result<String> {
    let mut rows = Vec::new();
    for kind in [Kind::Durable, Kind::Beam] {
        if kind.is_there() {
            rows.extend(one(cli, kind)?);
        }
    }
    let head = [
        "server, entries before",
        "writes/s",
        "CPU µs/write",
        "p50 ms",
        "p99 ms",
    ];
    Ok(format!(
        "## A list that grows\n\n{WRITES} writes to one list over {CONNECTIONS} \
         connections.\n\n{}\n",
        markdown(&head, rows),
    ))
}

fn one(cli: &Cli, kind: Kind) -> anyhow::Result<Vec<Vec<String>>> {
    let folder = folder(&cli.data)?;
    let server = Server::start(kind, folder.path(), &[])?;
    let url = format!(
        "{}/add_entry?list=bob&date=2018-12-19&title=Dentist",
        server.url()
    );
    let add = |agent: &ureq::Agent, _| {
        let answer = agent.post(&url).send_empty()?;
        ensure!(answer.status() == 200, "{}", answer.status());
        Ok(())
    };
    let mut rows = Vec::new();
    let mut entries = 0;
    for (size, everybody) in SIZES {
        if kind == Kind::Beam && !everybody {
            continue;
        }
        eprintln!("growth: {}, {size} entries", kind.name());
        ask(size - entries, CONNECTIONS, add)?;
        let before = server.cpu()?;
        let times = ask(WRITES, CONNECTIONS, add)?;
        // The other side answers first, and writes later: an answer that
        // comes after all of that tells when it is done.
        let check =
            format!("{}/entries?list=bob&date=2018-12-20", server.url());
        ask(1, 1, |agent, _| Ok(agent.get(&check).call().map(drop)?))?;
        let cpu = server.cpu()?.saturating_sub(before).as_secs_f64() * 1e6;
        rows.push(vec![
            format!("{}, {size}", kind.name()),
            short(times.rate()),
            short(cpu / WRITES as f64),
            short(times.micros(50.0) / 1e3),
            short(times.micros(99.0) / 1e3),
        ]);
        entries = size + WRITES;
    }
    Ok(rows)
}
