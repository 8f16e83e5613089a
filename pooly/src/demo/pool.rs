//! The pool for every day: what the book's versions leave to their users.

use std::future::pending;
use std::time::Duration;

use actor_core::{Mailbox, Pid, ProcessRef, process};
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::timeout;

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
    all_are_out(&mut stage, &pool).await?;
    two_wait(&mut stage, &pool).await?;
    jobs_are_cut_off(&mut stage, &pool).await?;
    all_is_counted(&mut stage, &pool).await?;
    it_is_resized_and_drained(&mut stage, &pool).await?;
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

    stage
        .say("What we check out is checked in when we drop it, and only once:");
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

async fn all_are_out<P: Page>(
    stage: &mut Stage<'_, P>,
    pool: &ProcessPool<Message>,
) -> Finished {
    stage.say("All are out. Who waits is told what there was to wait for:");
    let first = pool.checkout().await?;
    let second = pool.checkout().await?;
    let at_once = pool.try_checkout().await.err();
    let later = pool.checkout_within(SHORT).await.err();
    for error in [at_once, later] {
        stage.show(error.ok_or("there should be no third worker")?);
    }

    stage.say("Who has held one for the longest time, and from which line:");
    let longest = pool.stats().await?.longest.ok_or("two should be out")?;
    let holder = longest.pid.unwrap_or(Pid::NOBODY);
    stage.show(format_args!("{holder} at {}", longest.place));
    drop((first, second));
    Ok(())
}

/// Starts a consumer that waits behind others, as the last of `callers`, and
/// holds what it is given. Returns it, and the pid of that worker when there
/// is one.
async fn waiting(
    pool: &ProcessPool<Message>,
    callers: usize,
) -> Finished<(ProcessRef<()>, oneshot::Receiver<Pid>)> {
    let (tell, given) = oneshot::channel();
    let asked = pool.clone();
    let (consumer, _) = start_consumer(async move || {
        let worker = asked.checkout_within(Duration::MAX).await?;
        // Not everybody who waits is given one.
        let _ = tell.send(worker.pid());
        pending::<Result<(), CheckoutError>>().await
    });
    while pool.status().await?.waiting < callers {
        yield_now().await;
    }
    Ok((consumer, given))
}

async fn two_wait<P: Page>(
    stage: &mut Stage<'_, P>,
    pool: &ProcessPool<Message>,
) -> Finished {
    stage.say("Two wait. The first is killed, and has left the queue:");
    let ours = pool.checkout().await?;
    let other = pool.checkout().await?;
    let (first, _) = waiting(pool, 1).await?;
    let (second, given) = waiting(pool, 2).await?;
    stage.show(status(pool).await?);
    stage.kill("the first", first.pid()).await;
    stage.show(status(pool).await?);

    stage.say("So the second is given what we drop:");
    stage.show(format_args!("we drop {}", *ours));
    drop(ours);
    stage.show(format_args!("the second holds {}", given.await?));
    stage.show(status(pool).await?);

    stage
        .say("It is killed too. All that it has is dropped, so its worker is:");
    stage.kill("the second", second.pid()).await;
    stage.show(status(pool).await?);
    drop(other);
    Ok(())
}

async fn jobs_are_cut_off<P: Page>(
    stage: &mut Stage<'_, P>,
    pool: &ProcessPool<Message>,
) -> Finished {
    stage.say("A transaction checks in when its job is done:");
    let pid = pool.transaction(async |worker| worker.pid()).await?;
    stage.show(format_args!("the job had {pid}: {}", status(pool).await?));

    stage.say(
        "A job is cut off. The worker may still be at work, and is replaced:",
    );
    let endless = pool.transaction(async |_| pending::<()>().await);
    let outcome = timeout(SHORT, endless).await.err();
    let outcome = outcome.ok_or("the job should not end")?;
    stage.show(format_args!("the next job: {outcome}"));
    stage.show(status(pool).await?);
    stage.show(format_args!("is {pid} alive? {}", process::is_alive(pid)));

    stage.say("So it is if a consumer crashes in the middle of its job:");
    let (begun, has_begun) = oneshot::channel();
    let busy = pool.clone();
    let (consumer, _) = start_consumer(async move || {
        let job = async |worker: &mut ProcessRef<_>| {
            let _ = begun.send(worker.pid());
            pending::<()>().await;
        };
        busy.transaction(job).await
    });
    let pid = has_begun.await?;
    stage.show(format_args!("the consumer {consumer} has {pid}"));
    stage.end_consumer(&consumer, crash).await;
    stage.show(status(pool).await?);
    stage.show(format_args!("is {pid} alive? {}", process::is_alive(pid)));
    Ok(())
}

async fn all_is_counted<P: Page>(
    stage: &mut Stage<'_, P>,
    pool: &ProcessPool<Message>,
) -> Finished {
    stage.say("All this has been counted:");
    let stats = pool.stats().await?;
    for (what, count) in [
        ("workers given out", stats.checkouts),
        ("callers that waited too long", stats.timed_out),
        ("callers that stopped waiting", stats.abandoned),
        ("workers that crashed", stats.crashed),
        ("workers that were not fit for use", stats.discarded),
    ] {
        stage.show(format_args!("{what}: {count}"));
    }
    Ok(())
}

async fn it_is_resized_and_drained<P: Page>(
    stage: &mut Stage<'_, P>,
    pool: &ProcessPool<Message>,
) -> Finished {
    stage.say("It is given another size:");
    pool.resize(4)?;
    stage.show(status(pool).await?);

    stage.say(
        "It is told that all is over. It waits for what is out, which is two\n\
         of ours; when it has waited for long enough, it is closed:",
    );
    let ours = [pool.checkout().await?, pool.checkout().await?];
    let late = pool.drain(SHORT).await.err();
    stage.show(late.ok_or("two workers should be out")?);
    let refusal = pool.checkout().await.err();
    stage.show(refusal.ok_or("the pool should be closed")?);
    stage.show(status(pool).await?);

    stage.say("What comes back to a pool that is closed is closed as well:");
    drop(ours);
    stage.show(status(pool).await?);
    Ok(())
}
