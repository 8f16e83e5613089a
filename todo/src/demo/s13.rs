//! Step 13: a task that reports, on its own and under a supervisor.

use std::convert::Infallible;

use actor_core::{Mailbox, Task, process};
use tokio::sync::mpsc;

use super::stage::Stage;
use super::{Finished, Page};
use crate::s13_metrics::metrics;
use crate::s13_metrics::{cache, system};

/// Shows step 13.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s13<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    nobody_waits(Stage::new(page, mailbox)?).await?;
    nobody_starts_it_again(Stage::new(page, mailbox)?).await
}

async fn nobody_waits<P: Page>(mut stage: Stage<'_, P>) -> Finished {
    stage.say(
        "A task in a loop. Nobody waits for it; it reports every ten seconds:",
    );
    let (reports, mut reported) = mpsc::unbounded_channel();
    // We listen until it ends.
    let report = move |metrics| _ = reports.send(metrics);
    Task::start_link(metrics::every_ten_seconds(report));
    for _ in 0..2 {
        let metrics = reported.recv().await.ok_or("the task has ended")?;
        stage.show(metrics);
    }
    stage.clear().await;
    Ok(())
}

async fn nobody_starts_it_again<P: Page>(mut stage: Stage<'_, P>) -> Finished {
    stage.say("Step 13. It is the first child of the system:");
    let system = system::start_link(stage.folder()).await?;
    for child in system.which_children().await? {
        stage.show(child.id);
    }
    stage.say("It is killed. It is temporary, so nobody starts it again:");
    let metrics = system.child::<Infallible>(metrics::ID).await?;
    stage.kill_pid(metrics.pid()).await;
    let counts = system.count_children().await?;
    let (specs, active) = (counts.specs, counts.active);
    stage.show(format_args!("{specs} children, of which {active} run"));
    let is_there = process::whereis(cache::NAME).is_some();
    stage.show(format_args!("is the cache there? {is_there}"));
    stage.stop(&system).await
}
