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
        until_written(&server)?;
        let before = server.cpu()?;
        let times = ask(WRITES, CONNECTIONS, add)?;
        until_written(&server)?;
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

/// Waits until all writes are done: the other side answers first, and writes
/// later. Whoever writes also reads, one thing after the other, so it is asked
/// for lists that are not in use yet, until each of those has had its turn.
fn until_written(server: &Server) -> anyhow::Result<()> {
    let unused = fastrand::u64(..);
    ask(30, 1, |agent, number| {
        let list = format!("list={unused}-{number}&date=2018-12-19");
        agent.get(format!("{}/entries?{list}", server.url())).call()?;
        Ok(())
    })?;
    Ok(())
}
