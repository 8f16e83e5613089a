//! One step, with as many workers as wanted, and whom one likes to ask.

use actor_core::{Mailbox, Node, NodeName, System};
use reqwest::Url;

use super::stage::as_a_process;
use super::{Finished, Page};
use crate::book::tasks::Patience;
use crate::book::{
    Outcome, Report, Worker, caller, cluster, supervised, tasks,
};
use crate::serve::{self, Config};
use crate::target::safety::Permission;

/// The steps that ask many times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// [`caller`]: processes.
    Caller,
    /// [`tasks`]: tasks.
    Tasks,
    /// [`supervised`]: tasks under a supervisor.
    Supervised,
}

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// A server on this machine, which is started for it.
    LocalTarget,
    /// The server of this URL, which had better be one's own: all requests are
    /// sent at once.
    Url(Url),
}

/// Sends `n` requests as that step does, and shows the book's report.
///
/// # Errors
///
/// If there is no local target, or the step crashes.
pub async fn one_step<P: Page>(
    page: &mut P,
    step: Step,
    n: usize,
    whom: Whom,
) -> Finished {
    match whom {
        Whom::Url(url) => report(page, step, n, url).await,
        Whom::LocalTarget => {
            let target = serve::start(Config::default()).await?;
            report(page, step, n, target.url().parse()?).await?;
            target.shutdown().await;
            Ok(())
        }
    }
}

/// Sends `n` requests, divided among this node and those of `slaves` that are
/// there, and shows the book's report.
///
/// # Errors
///
/// If a worker crashes, or a node is lost: all is lost then, as in the book.
pub async fn on_nodes<P: Page>(
    page: &mut P,
    node: &Node,
    slaves: &[NodeName],
    n: usize,
    url: Url,
) -> Finished {
    // Of whom else is asked was checked before.
    cluster::export(&System::current(), Permission::AllowRemote);
    let nodes = cluster::connect(node, slaves).await;
    page.say(&format!(
        "Pummelling {url} with {n} requests on {} nodes:",
        nodes.len()
    ));
    for missing in slaves.iter().filter(|slave| !nodes.contains(slave)) {
        page.say(&format!("{missing} is not there, and sends none."));
    }
    let outcomes = as_a_process(async move |_: Mailbox<()>| {
        supervised::tree().start_link().await?;
        Finished::Ok(cluster::run(n, &url, &nodes).await)
    });
    page.show(&Report::of(&outcomes.await??).to_string());
    Ok(())
}

async fn report<P: Page>(
    page: &mut P,
    step: Step,
    n: usize,
    url: Url,
) -> Finished {
    page.say(&format!("Pummelling {url} with {n} requests:"));
    let worker = Worker::new(url)?;
    let outcomes = as_a_process(async move |mut mailbox| match step {
        Step::Caller => {
            let answers = caller::start(&mut mailbox, n, &worker).await;
            Ok(answers.into_iter().map(|(_, outcome)| outcome).collect())
        }
        Step::Tasks => Ok(tasks::run(n, &worker, Patience::Forever).await),
        Step::Supervised => pummel(n, &worker).await,
    });
    let outcomes = outcomes.await??;
    page.show(&Report::of(&outcomes).to_string());
    Ok(())
}

async fn pummel(n: usize, worker: &Worker) -> Finished<Vec<Outcome>> {
    supervised::tree().start_link().await?;
    Ok(supervised::run(n, worker, &[supervised::here()]).await?)
}
