//! The pool for every day: what the book's versions leave to their users.

use std::future::pending;
use std::time::Duration;

use actor_core::{Mailbox, process};
use tokio::sync::oneshot;
use tokio::task::yield_now;

use super::stage::{Stage, crash, start_consumer};
use super::{Finished, Page};
use crate::pool::{CheckoutError, Pool, ProcessPool, Status};
use crate::sample_worker::{self, Message};

/// For how long somebody waits in vain.
const SHORT: Duration = Duration::from_millis(50);

/// Shows the pool.
///
/// It starts one, and stops it at the end. The current process traps exits
/// from then on.
///
/// # Errors
///
/// If the pool does not answer where it should.
pub async fn pool<P: Page>(
    page: &mut P,
    mailbox: &mut Mailbox<()>,
) -> Finished {
    process::trap_exit(true);
    let pool = Pool::processes(sample_worker::child_spec()).size(2).build();
    let root = pool.start_link().await?;
    let mut stage = Stage::new(page, mailbox, root).called("Pool");
    dropping_is_checking_in(&mut stage, &pool).await?;
    workers_end(&mut stage, &pool).await?;
    consumers_end(&mut stage, &pool).await?;
    it_changes_while_it_runs(&mut stage, &pool).await?;
    stage.close().await
}

/// Describes the pool when no worker is on its way, in or out.
async fn status(pool: &ProcessPool<Message>) -> Result<String, CheckoutError> {
    loop {
        let status = pool.status().await?;
        let Status { idle, busy, waiting, .. } = status;
        if status.starting + status.closing == 0 {
            return Ok(format!("{idle} idle, {busy} busy, {waiting} waiting"));
        }
        yield_now().await;
    }
}

async fn dropping_is_checking_in<P: Page>(
    stage: &mut Stage<'_, P>,
    pool: &ProcessPool<Message>,
) -> Finished {
    stage.say("A pool of two workers:");
    let status_now = status(pool).await?;
    stage.show_tree().await;
    stage.show(status_now);

    stage.say("What we check out is checked in when we drop it, not before:");
    let worker = pool.checkout().await?;
    stage.show(format_args!("we hold {}: {}", *worker, status(pool).await?));
    drop(worker);
    stage.show(status(pool).await?);
    Ok(())
}

async fn workers_end<P: Page>(
    stage: &mut Stage<'_, P>,
    pool: &ProcessPool<Message>,
) -> Finished {
    stage.say("A worker that we hold is killed. We are told, if we ask it:");
    let worker = pool.checkout().await?;
    stage.kill("the worker", worker.pid()).await;
    let answer = sample_worker::stop(&worker).await;
    stage.show(format_args!("its answer: {answer:?}"));
    drop(worker);
    stage.show(status(pool).await?);

    stage.say("One that nobody holds is killed. Nobody will be given it:");
    let worker = pool.checkout().await?;
    let pid = worker.pid();
    drop(worker);
    stage.kill("the worker", pid).await;
    let worker = pool.checkout().await?;
    stage.show(format_args!("we are given {}", *worker));
    stage.show(format_args!("is it alive? {}", worker.is_alive()));
    drop(worker);
    stage.show(status(pool).await?);
    Ok(())
}

async fn consumers_end<P: Page>(
    stage: &mut Stage<'_, P>,
    pool: &ProcessPool<Message>,
) -> Finished {
    stage.say("All are out. Who waits is told what there was to wait for:");
    let ours = [pool.checkout().await?, pool.checkout().await?];
    let at_once = pool.try_checkout().await.err();
    let later = pool.checkout_within(SHORT).await.err();
    for error in [at_once, later] {
        stage.show(error.ok_or("there should be no third worker")?);
    }

    stage.say("A consumer crashes in the queue, and has left it:");
    let waiting = pool.clone();
    let (consumer, _) = start_consumer(async move || waiting.checkout().await);
    while pool.status().await?.waiting == 0 {
        yield_now().await;
    }
    stage.show(status(pool).await?);
    stage.end_consumer(&consumer, crash).await;
    stage.show(status(pool).await?);
    drop(ours);

    stage.say("One crashes in a transaction. The worker is not trusted again:");
    let (begun, has_begun) = oneshot::channel();
    let busy = pool.clone();
    let (consumer, _) = start_consumer(async move || {
        let job = async |_: &mut _| {
            let _ = begun.send(());
            pending::<()>().await;
        };
        busy.transaction(job).await
    });
    has_begun.await?;
    stage.end_consumer(&consumer, crash).await;
    let discarded = pool.stats().await?.discarded;
    stage.show(format_args!("discarded: {discarded}"));
    stage.show(status(pool).await?);
    Ok(())
}

async fn it_changes_while_it_runs<P: Page>(
    stage: &mut Stage<'_, P>,
    pool: &ProcessPool<Message>,
) -> Finished {
    stage.say("It is given another size:");
    pool.resize(4)?;
    stage.show(status(pool).await?);

    stage.say("It is told that all is over. Nobody is given anything now:");
    pool.drain(Duration::from_secs(5)).await?;
    let refusal = pool.checkout().await.err();
    stage.show(refusal.ok_or("the pool should be closed")?);
    stage.show(status(pool).await?);
    Ok(())
}
