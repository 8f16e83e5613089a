//! Version 1: one pool, and nobody who minds a crash.

use actor_core::{Mailbox, process};

use super::stage::{Stage, row, start_consumer};
use super::{Finished, Page};
use crate::sample_worker::Worker;
use crate::v1::{self, PoolConfig, checkin, checkout, status};

/// Shows version 1.
///
/// It starts the pool, and stops it at the end. The current process traps
/// exits from then on.
///
/// # Errors
///
/// If the pool does not answer where it should.
pub async fn v1<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    process::trap_exit(true);
    let root = v1::start_pool(PoolConfig::default()).await?;
    let mut stage = Stage::new(page, mailbox, root);
    out_and_in(&mut stage).await?;
    the_server_is_killed(&mut stage).await?;
    an_idle_worker_is_killed(&mut stage).await?;
    a_consumer_ends(&mut stage).await?;
    the_workers_supervisor_is_killed(&mut stage).await?;
    stage.close().await
}

async fn out_and_in<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say("A supervisor, a server, and five workers that nobody has yet:");
    stage.show_tree().await;
    stage.show(format_args!("{{idle, busy}} is {}", status().await?));

    stage.say("We check out all five. There is no sixth:");
    let mut workers = Vec::new();
    while let Some(worker) = checkout().await? {
        workers.push(worker);
    }
    stage.show(format_args!("we hold {}", row(&workers)));
    stage.show(status().await?);

    stage.say("One is checked in twice. That counts once:");
    let last = workers.pop().ok_or("there were no workers")?;
    checkin(&last);
    checkin(&last);
    stage.show(status().await?);
    workers.iter().for_each(checkin);
    stage.show(format_args!("and with the others: {}", status().await?));
    Ok(())
}

async fn the_server_is_killed<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say("Pooly.Server is killed. Everything below the top starts again:");
    let server = stage.pid("Pooly.Server").await;
    stage.kill("Pooly.Server", server).await;
    stage.show_tree().await;
    stage.show(status().await?);
    Ok(())
}

async fn an_idle_worker_is_killed<P: Page>(
    stage: &mut Stage<'_, P>,
) -> Finished {
    stage.say(
        "A worker that nobody has is killed. Its supervisor starts another,\n\
         but does not tell the server. The next consumer is given a dead one:",
    );
    let worker = idle().await?;
    stage.kill("the worker", worker.pid()).await;
    stage.show(status().await?);
    let given = checkout().await?.ok_or("there should be five workers")?;
    stage.show(format_args!("we are given {given}"));
    stage.show(format_args!("is it alive? {}", process::is_alive(&given)));
    checkin(&given);
    Ok(())
}

/// The worker that was checked in last is the next to be checked out.
async fn idle() -> Finished<Worker> {
    let worker = checkout().await?.ok_or("there should be five workers")?;
    checkin(&worker);
    Ok(worker)
}

async fn a_consumer_ends<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say(
        "A consumer ends, in order, and still has a worker. The server is\n\
         told, does not know what to do with that, and crashes with the pool:",
    );
    let (consumer, worker) = start_consumer(checkout);
    let worker = worker.await??.ok_or("there should be five workers")?;
    let server = stage.pid("Pooly.Server").await;
    stage.show(format_args!("the consumer {consumer} holds {worker}"));
    stage.end_consumer(&consumer, |consumer| consumer.send(())).await;
    let now = stage.pid("Pooly.Server").await;
    stage.show(format_args!("Pooly.Server was {server} and is {now}"));
    let is_alive = process::is_alive(&worker);
    stage.show(format_args!("is {worker} alive? {is_alive}"));
    stage.show(status().await?);
    Ok(())
}

async fn the_workers_supervisor_is_killed<P: Page>(
    stage: &mut Stage<'_, P>,
) -> Finished {
    stage.say(
        "The supervisor of the workers is killed, and they with it. It is\n\
         temporary, so it stays away, and the server does not notice:",
    );
    let supervisor = stage.pid("WorkerSupervisor").await;
    stage.kill("WorkerSupervisor", supervisor).await;
    stage.show_tree().await;
    stage.show(status().await?);
    let given = checkout().await?.ok_or("there should be five workers")?;
    stage.show(format_args!("we are given {given}"));
    stage.show(format_args!("is it alive? {}", process::is_alive(&given)));
    stage.say("Version 2 minds the consumers that crash, and the workers.");
    Ok(())
}
