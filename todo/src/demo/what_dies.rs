//! Who ends when one process is killed, in steps 8 to 12.

use std::path::PathBuf;

use actor_core::{Mailbox, Pid, System, process};

use super::folder::Folder;
use super::kill::kill;
use super::{Finished, Page};
use crate::{
    s08_supervised, s09_links, s10_supervised_database, s11_pool_supervision,
    s12_dynamic_servers,
};

/// Measures who ends with whom in steps 8 to 12, and shows it as a table.
///
/// It starts a system for each cell, so there is much to report that nobody
/// wants to read.
///
/// # Errors
///
/// If a system does not start.
pub async fn what_dies<P: Page>(page: &mut P) -> Finished {
    page.say("One process is killed. Who ends with it, in each step:");
    let rows = [
        ("8", row(s08_supervised).await?),
        ("9", row(s09_links).await?),
        ("10", row(s10_supervised_database).await?),
        ("11", row(s11_pool_supervision).await?),
        ("12", row(s12_dynamic_servers).await?),
    ];
    let kinds = ["a to-do server", "a worker", "the database", "the cache"];
    page.show(&in_columns("step", &kinds));
    for (step, cells) in rows {
        page.show(&in_columns(step, &cells.each_ref().map(String::as_str)));
    }
    Ok(())
}

/// What a process is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Cache,
    Server,
    Database,
    Worker,
}

/// All processes of a system but the supervisor of all and the registry; the
/// first of each kind is the one that is killed.
type Census = Vec<(Kind, Pid)>;

/// Makes a function that starts the system of a step and takes its census.
macro_rules! start {
    ($step:ident) => {
        async fn $step(folder: PathBuf) -> Finished<Census> {
            use $step::{cache, database, system};

            system::start_link(&folder).await?;
            let mut census = Vec::new();
            for (kind, name) in
                [(Kind::Cache, cache::NAME), (Kind::Database, database::NAME)]
            {
                let pid = process::whereis(name).ok_or("it does not run")?;
                census.push((kind, pid));
            }
            for name in ["bob", "alice", "dave"] {
                let server = cache::server_process(name).await?;
                census.push((Kind::Server, server.process().pid()));
                let worker = database::choose_worker(name).await;
                census.push((Kind::Worker, worker.pid()));
            }
            Ok(census)
        }
    };
}

start!(s08_supervised);
start!(s09_links);
start!(s10_supervised_database);
start!(s11_pool_supervision);
start!(s12_dynamic_servers);

fn in_columns(
    step: &str,
    [server, worker, database, cache]: &[&str; 4],
) -> String {
    format!("{step:<6}{server:<17}{worker:<20}{database:<17}{cache}")
}

async fn row<F>(start: fn(PathBuf) -> F) -> Finished<[String; 4]>
where
    F: Future<Output = Finished<Census>> + Send + 'static,
{
    Ok([
        who_dies_with(Kind::Server, start).await?,
        who_dies_with(Kind::Worker, start).await?,
        who_dies_with(Kind::Database, start).await?,
        who_dies_with(Kind::Cache, start).await?,
    ])
}

/// Starts a system, kills a process, and looks who is dead.
async fn who_dies_with<F>(
    victim: Kind,
    start: fn(PathBuf) -> F,
) -> Finished<String>
where
    F: Future<Output = Finished<Census>> + Send + 'static,
{
    let folder = Folder::new()?;
    let path = folder.path().to_owned();
    let system = System::new("todo");
    let body = async move |mut mailbox: Mailbox<()>| {
        let mut others = start(path).await?;
        let victim = others.iter().position(|(kind, _)| *kind == victim);
        let (_, victim) = others.remove(victim.ok_or("there is none")?);
        kill(&mut mailbox, victim).await;
        let is_dead = |pid: Pid| process::info(pid).is_none();
        Ok(in_words(&others, is_dead))
    };
    let words = system.enter_with(body).await;
    system.shutdown().await;
    words
}

fn in_words(others: &Census, is_dead: impl Fn(Pid) -> bool) -> String {
    let dead: Vec<_> = others.iter().filter(|(_, pid)| is_dead(*pid)).collect();
    if dead.is_empty() {
        return "nobody".to_owned();
    }
    if dead.len() == others.len() {
        return "everybody".to_owned();
    }
    let kinds = [
        (Kind::Cache, "cache"),
        (Kind::Database, "database"),
        (Kind::Server, "servers"),
        (Kind::Worker, "workers"),
    ];
    let among = |kind| dead.iter().any(|(dead, _)| *dead == kind);
    let kinds = kinds.into_iter().filter(|(kind, _)| among(*kind));
    kinds.map(|(_, name)| name).collect::<Vec<_>>().join(", ")
}
