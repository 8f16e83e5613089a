//! Step 17: the workers of the database are lent by a pool.

use actor_core::{Mailbox, ProcessRef, process, sys};
use jiff::civil::{Date, date};
use pooly::pool::{Processes, Worker};
use tokio::task::yield_now;

use super::stage::Stage;
use super::{Finished, Page};
use crate::s01_list::{Entry, TodoList};
use crate::s06_database::disk;
use crate::s17_pool::database::{self, MAX_OVERFLOW, WORKERS};
use crate::s17_pool::database_worker::Message;
use crate::s17_pool::{cache, system};

const DATE: Date = date(2018, 12, 19);

type Loan = Worker<Processes<Message>>;

/// Shows step 17.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s17<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    let mut stage = Stage::new(page, mailbox)?;
    stage.say("Step 17. The database is a pool. Nothing else has changed:");
    let system = system::start_link(stage.folder()).await?;
    three_workers(&mut stage).await?;
    an_older_list(&mut stage).await?;
    let mut workers = Vec::new();
    one_too_many(&mut stage, &mut workers).await?;
    who_waits(&mut stage, &mut workers).await?;
    drop(workers);
    stage.stop(&system).await
}

async fn three_workers<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    let status = database::pool().status().await?;
    stage.show(format_args!("{} workers are idle", status.idle));
    let bob = cache::server_process("bob").await?;
    bob.add_entry(Entry::new(DATE, "Dentist"));
    stage.show_entries(bob.entries(DATE).await?);
    Ok(())
}

async fn an_older_list<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say(
        "A list belongs to no worker any more. One that is slow is told\n\
               to write alice's list, and when she adds to it another is:",
    );
    let slow = database::pool().checkout().await?;
    let worker = (*slow).clone();
    sys::suspend(&worker).await?;
    drop(slow);
    database::store("alice", list_of(1)).await;
    let other = database::pool().checkout().await?;
    database::store("alice", list_of(2)).await;
    // The other worker answers when it has written.
    database::get("alice").await;
    show_size(stage, "alice");

    stage.say("Then the slow one comes to it:");
    sys::resume(&worker).await?;
    until_done(&worker).await?;
    show_size(stage, "alice");
    drop(other);
    Ok(())
}

async fn one_too_many<P: Page>(
    stage: &mut Stage<'_, P>,
    workers: &mut Vec<Loan>,
) -> Finished {
    stage.say(
        "All workers are lent, with the ten that there may be more. One\n\
               comes back, is told of john's list, and is checked in at once.\n\
               It is one too many, and ends before it has looked:",
    );
    let slow = lend_a_slow_one(workers, async {
        database::store("john", list_of(1)).await;
    })
    .await?;
    let monitor = process::monitor(&*slow);
    drop(slow);
    let reason = stage.down(monitor).await.reason;
    stage.show(format_args!("the worker is down: {reason}"));
    show_size(stage, "john");
    Ok(())
}

async fn who_waits<P: Page>(
    stage: &mut Stage<'_, P>,
    workers: &mut Vec<Loan>,
) -> Finished {
    stage
        .say("It is not checked in while somebody waits until it has written:");
    let (stored, is_stored) = tokio::sync::oneshot::channel();
    let slow = lend_a_slow_one(workers, async {
        database::store_and_wait("jane", list_of(1)).await;
        // It is waited for below.
        let _ = stored.send(());
    })
    .await?;
    let worker = (*slow).clone();
    drop(slow);
    sys::resume(&worker).await?;
    is_stored.await?;
    show_size(stage, "jane");
    Ok(())
}

fn list_of(size: usize) -> TodoList {
    (0..size).map(|_| Entry::new(DATE, "Dentist")).collect()
}

/// Waits until a worker has done all that it was told before.
async fn until_done(worker: &ProcessRef<Message>) -> Finished {
    let question = |reply| Message::Get("nobody".into(), reply);
    worker.call(question).await?;
    Ok(())
}

/// Lends all workers that there may be, and has a list stored by whichever
/// comes back first. Returns the loan that is to be that one: its worker does
/// nothing for now.
async fn lend_a_slow_one<F>(workers: &mut Vec<Loan>, store: F) -> Finished<Loan>
where
    F: Future<Output = ()> + Send + 'static,
{
    while workers.len() < WORKERS + MAX_OVERFLOW {
        workers.push(database::pool().checkout().await?);
    }
    let slow = workers.pop().ok_or("there are thirteen")?;
    sys::suspend(&*slow).await?;
    process::spawn(async move |_: Mailbox<()>| store.await);
    while database::pool().status().await?.waiting == 0 {
        yield_now().await;
    }
    Ok(slow)
}

fn show_size<P: Page>(stage: &mut Stage<'_, P>, name: &str) {
    let list = disk::read(stage.folder(), name);
    stage.show(match list.map(|list| list.size()) {
        None => format!("{name} has no file"),
        Some(1) => format!("{name}'s file has 1 entry"),
        Some(size) => format!("{name}'s file has {size} entries"),
    });
}
