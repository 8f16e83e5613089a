//! Version 2: consumers and busy workers may crash.

use actor_core::{Mailbox, process};

use super::stage::{Stage, crash, start_consumer};
use super::{Finished, Page};
use crate::sample_worker;
use crate::v2::{self, PoolConfig, checkin, checkout, status};

/// Shows version 2.
///
/// It starts the pool, and stops it at the end. The current process traps
/// exits from then on.
///
/// # Errors
///
/// If the pool does not answer where it should.
pub async fn v2<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    process::trap_exit(true);
    let root = v2::start_pool(PoolConfig::default()).await?;
    let mut stage = Stage::new(page, mailbox, root);
    a_consumer_crashes(&mut stage).await?;
    a_busy_worker_ends(&mut stage).await?;
    an_idle_worker_is_killed(&mut stage).await?;
    the_workers_supervisor_is_killed(&mut stage).await?;
    stage.close().await
}

async fn a_consumer_crashes<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say("One pool of five workers, as before:");
    stage.show(status().await?);

    stage.say("A consumer crashes while it holds a worker. That comes back:");
    let server = stage.pid("Pooly.Server").await;
    let (consumer, worker) = start_consumer(checkout);
    let worker = worker.await??.ok_or("there should be five workers")?;
    stage.show(format_args!("the consumer {consumer} holds {worker}"));
    stage.show(status().await?);
    stage.end_consumer(&consumer, crash).await;
    stage.show(status().await?);
    let is_alive = process::is_alive(&worker);
    stage.show(format_args!("is {worker} alive? {is_alive}"));
    let now = stage.pid("Pooly.Server").await;
    stage.show(format_args!("Pooly.Server was {server} and is {now}"));
    Ok(())
}

async fn a_busy_worker_ends<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say(
        "A worker that we hold is killed. The server, which is linked to it,\n\
         has another started; we are not told:",
    );
    let worker = checkout().await?.ok_or("there should be five workers")?;
    stage.show(format_args!("we hold {worker}: {}", status().await?));
    stage.kill("the worker", worker.pid()).await;
    stage.show(status().await?);

    stage.say("One that stops in order is replaced as well:");
    let worker = checkout().await?.ok_or("there should be five workers")?;
    stage.show(format_args!("we hold {worker}: {}", status().await?));
    let monitor = process::monitor(&worker);
    sample_worker::stop(&worker).await?;
    stage.down("the worker", monitor).await;
    stage.show(status().await?);
    Ok(())
}

async fn an_idle_worker_is_killed<P: Page>(
    stage: &mut Stage<'_, P>,
) -> Finished {
    stage.say(
        "A worker that nobody has is killed. The server is told, but looks\n\
         for it among the busy ones only. It stays in the list, dead:",
    );
    let worker = checkout().await?.ok_or("there should be five workers")?;
    checkin(&worker);
    stage.kill("the worker", worker.pid()).await;
    stage.show(status().await?);
    let given = checkout().await?.ok_or("there should be five workers")?;
    stage.show(format_args!("we are given {given}"));
    stage.show(format_args!("is it alive? {}", process::is_alive(&given)));
    checkin(&given);
    Ok(())
}

async fn the_workers_supervisor_is_killed<P: Page>(
    stage: &mut Stage<'_, P>,
) -> Finished {
    stage.say(
        "The supervisor of the workers is killed while a consumer has one.\n\
         The server cannot replace that, and crashes. The pool starts again:",
    );
    let server = stage.pid("Pooly.Server").await;
    let living = async || {
        loop {
            let worker = checkout().await?.ok_or("no worker is alive")?;
            if process::is_alive(&worker) {
                return Finished::Ok(worker);
            }
        }
    };
    let (consumer, worker) = start_consumer(living);
    let worker = worker.await??;
    stage.show(format_args!("the consumer {consumer} holds {worker}"));
    let supervisor = stage.pid("WorkerSupervisor").await;
    stage.kill("WorkerSupervisor", supervisor).await;
    let now = stage.pid("Pooly.Server").await;
    stage.show(format_args!("Pooly.Server was {server} and is {now}"));
    stage.show(status().await?);
    process::exit(&consumer, "done");
    consumer.down().await;
    stage.say("Version 3 has many pools, each in a tree of its own.");
    Ok(())
}
