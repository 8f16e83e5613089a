//! A million entries: what a start takes, and what lists cost that nobody
//! uses.

use std::fmt::Write;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::ensure;
use ureq::Agent;

use crate::cli::Cli;
use crate::client::{Times, ask, until_ready};
use crate::process::{Memory, mebibytes};
use crate::server::{Kind, Server, folder};
use crate::table::short;

const CONNECTIONS: usize = 32;

/// How many requests are measured of each kind.
const REQUESTS: usize = 20_000;

/// How long a list is idle before it is let go.
const EXPIRY: Duration = Duration::from_secs(5);

pub(crate) fn measure(cli: &Cli) -> anyhow::Result<String> {
    let lists = cli.lists;
    let folder = folder(&cli.data)?;
    let flags = ["--expiry", "5"];
    let mut page = format!(
        "## {} entries in {lists} lists\n\n| what | |\n|---|--:|\n",
        lists * 10
    );

    eprintln!("million: {lists} lists are filled");
    let server = Server::start(Kind::Durable, folder.path(), &flags)?;
    let url = server.url().to_owned();
    let csv = (1..=10).fold(String::new(), |mut csv, day| {
        let _ = writeln!(csv, "2018/12/{day:02},Dentist number {day}");
        csv
    });
    let fill = |agent: &Agent, number| {
        let url =
            format!("{url}/api/v1/lists/list_{number}/import?atomic=true");
        agent.post(url).content_type("text/csv").send(&csv)?;
        Ok(())
    };
    let filled = ask(lists, CONNECTIONS, fill)?;
    line(&mut page, "filling it, entries/s", filled.rate() * 10.0);
    server.kill()?;
    let bytes: u64 = folder
        .path()
        .read_dir()?
        .try_fold(0, |sum, file| anyhow::Ok(sum + file?.metadata()?.len()))?;
    line(&mut page, "on disk, MiB", mebibytes(bytes));

    for after in ["kill -9", "kill -9 of a server that only read"] {
        let began = Instant::now();
        let server = Server::start(Kind::Durable, folder.path(), &flags)?;
        until_ready(server.url())?;
        let millis = began.elapsed().as_secs_f64() * 1e3;
        line(&mut page, &format!("start after {after}, ms"), millis);
        server.kill()?;
    }

    eprintln!("million: reading and writing");
    let server = Server::start(Kind::Durable, folder.path(), &flags)?;
    until_ready(server.url())?;
    let url = server.url().to_owned();
    let memory =
        |server: &Server| anyhow::Ok(mebibytes(server.memory(Memory::Now)?));
    line(&mut page, "memory after the start, MiB", memory(&server)?);
    let read = |agent: &Agent, number: usize| {
        let list = number % lists;
        let url = format!("{url}/entries?list=list_{list}&date=2018-12-05");
        let text = agent.get(url).call()?.body_mut().read_to_string()?;
        ensure!(text == "2018-12-05 Dentist number 5", "{text}");
        Ok(())
    };
    let write = |agent: &Agent, _| {
        let list = fastrand::usize(..lists);
        let url = format!(
            "{url}/add_entry?list=list_{list}&date=2018-12-20&title=Movies"
        );
        agent.post(url).send_empty()?;
        Ok(())
    };
    let requests = REQUESTS.min(lists);
    times(
        &mut page,
        "read, list not in use",
        &ask(requests, CONNECTIONS, read)?,
    );
    times(&mut page, "read, list in use", &ask(requests, CONNECTIONS, read)?);
    times(&mut page, "write, any list", &ask(requests, CONNECTIONS, write)?);
    ask(lists, CONNECTIONS, read)?;
    line(&mut page, "memory with all lists in use, MiB", memory(&server)?);
    sleep(EXPIRY + Duration::from_secs(3));
    let before = server.cpu()?;
    sleep(Duration::from_secs(10));
    let idle = server.cpu()?.saturating_sub(before).as_secs_f64() * 1e3;
    line(&mut page, "memory after they expired, MiB", memory(&server)?);
    line(&mut page, "CPU of ten idle seconds, ms", idle);
    Ok(page)
}

fn times(page: &mut String, what: &str, times: &Times) {
    for percentile in [50.0, 99.0] {
        let what = format!("{what}, p{percentile:.0}, ms");
        line(page, &what, times.micros(percentile) / 1e3);
    }
}

fn line(page: &mut String, what: &str, number: f64) {
    let _ = writeln!(page, "| {what} | {} |", short(number));
}
