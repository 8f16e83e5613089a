//! Tasks that are awaited, and tasks that are not.

use std::path::PathBuf;
use std::time::Instant;

use actor_core::{Mailbox, Task, process};

use super::super::queries;
use super::super::v6_metrics::metrics::{self, Metrics};
use super::super::v6_metrics::system;
use crate::eia08::kill::kill;
use crate::{Finished, say, show};

pub(super) async fn awaited() {
    say!("Five queries, each a task. Results are in the order of the queries:");
    let start = Instant::now();
    let queries = ["query 1", "query 2", "query 3", "query 4", "query 5"];
    let results = queries::all_at_once(&queries).await;
    let took = start.elapsed();
    show!("{}", results.join(", "));
    show!("({took:.0?})");
}

pub(super) async fn not_awaited(mut mailbox: Mailbox<Metrics>) {
    say!(
        "A task in a loop. Nobody waits for it; it reports every ten seconds:"
    );
    let shell = mailbox.this();
    Task::start_link(metrics::every_ten_seconds(move |m| shell.send(m)));
    for _ in 0..2 {
        show!("{}", mailbox.receive().await);
    }
}

pub(super) async fn under_a_supervisor(
    mut mailbox: Mailbox<()>,
    folder: PathBuf,
) -> Finished {
    say!("Version 6. It is the first child of the system:");
    let system = system::start_link(&folder).await?;
    for child in system.which_children().await? {
        show!("{}", child.id);
    }
    say!("It is killed. It is temporary, so nobody starts it again:");
    let metrics = system.child::<std::convert::Infallible>(metrics::ID).await?;
    kill(&mut mailbox, metrics.pid()).await;
    let counts = system.count_children().await?;
    show!("{} children, of which {} run", counts.specs, counts.active);
    let is_there = process::whereis("Todo.Cache").is_some();
    show!("is the cache there? {is_there}");
    Ok(())
}
