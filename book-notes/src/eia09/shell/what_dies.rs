//! Who ends when one process is killed, in each version.

use std::path::PathBuf;

use actor_core::{Mailbox, Pid, System, process};

use crate::eia08::folder::Folder;
use crate::eia08::kill::kill;
use crate::eia08::{v1_supervised_cache, v2_todo_links};
use crate::eia09::{
    v3_supervised_database, v4_pool_supervision, v5_dynamic_workers,
};
use crate::{log, say, show};

type Result<T> =
    std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

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

/// Makes a function that starts a version and takes its census.
macro_rules! start {
    ($version:ident) => {
        async fn $version(folder: PathBuf) -> Result<Census> {
            use $version::{cache, database, system};

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

start!(v1_supervised_cache);
start!(v2_todo_links);
start!(v3_supervised_database);
start!(v4_pool_supervision);
start!(v5_dynamic_workers);

/// Measures all of it, and shows it as a table.
pub(super) async fn table() -> Result<()> {
    say!("One process is killed. Who ends with it, in each version:");
    let rows = [
        ("v1", row(v1_supervised_cache).await?),
        ("v2", row(v2_todo_links).await?),
        ("v3", row(v3_supervised_database).await?),
        ("v4", row(v4_pool_supervision).await?),
        ("v5", row(v5_dynamic_workers).await?),
    ];
    show_row("", &["a to-do server", "a worker", "the database", "the cache"]);
    for (version, cells) in rows {
        show_row(version, &cells.each_ref().map(String::as_str));
    }
    Ok(())
}

fn show_row(version: &str, [server, worker, database, cache]: &[&str; 4]) {
    show!("{version:<4}{server:<17}{worker:<20}{database:<17}{cache}");
}

async fn row<F>(start: fn(PathBuf) -> F) -> Result<[String; 4]>
where
    F: Future<Output = Result<Census>> + Send + 'static,
{
    let _silence = log::silence();
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
) -> Result<String>
where
    F: Future<Output = Result<Census>> + Send + 'static,
{
    let folder = Folder::new()?;
    let path = folder.path().to_owned();
    let system = System::new("eia-9");
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
