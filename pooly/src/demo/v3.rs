//! Version 3: many pools, each with a tree of its own.

use actor_core::{CallError, Mailbox, process};

use super::stage::{Stage, crash, start_consumer};
use super::{Finished, Page};
use crate::v3::{self, checkin, checkout, status};

/// Shows version 3.
///
/// It starts the pools, and stops them at the end. The current process traps
/// exits from then on.
///
/// # Errors
///
/// If a pool does not answer where it should.
pub async fn v3<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    process::trap_exit(true);
    let root = v3::start_pools(v3::default_pools()).await?;
    let mut stage = Stage::new(page, mailbox, root);
    three_pools(&mut stage).await?;
    a_worker_and_a_consumer_end(&mut stage).await?;
    a_pool_crashes(&mut stage).await?;
    the_top_server_is_killed(&mut stage).await?;
    an_idle_worker_is_killed(&mut stage).await?;
    stage.close().await
}

async fn statuses() -> Result<String, CallError> {
    let mut shown = Vec::new();
    for pool in v3::default_pools() {
        let status = status(pool.name.as_str()).await?;
        shown.push(format!("{} {status}", pool.name));
    }
    Ok(shown.join("   "))
}

async fn three_pools<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say("Three pools, with two, three and four workers:");
    stage.show_tree().await;
    stage.show(statuses().await?);

    stage.say("Pool1 has two, so there is no third. Pool2 does not mind:");
    for _ in 0..3 {
        match checkout("Pool1").await? {
            Some(worker) => stage.show(format_args!("Pool1 gives us {worker}")),
            None => stage.show("Pool1 has no more"),
        }
    }
    let worker = checkout("Pool2").await?.ok_or("Pool2 should have three")?;
    stage.show(format_args!("Pool2 gives us {worker}"));
    stage.show(statuses().await?);

    stage.say("That of Pool2 is checked in at Pool3. Nothing changes:");
    checkin("Pool3", &worker);
    stage.show(statuses().await?);
    Ok(())
}

async fn a_worker_and_a_consumer_end<P: Page>(
    stage: &mut Stage<'_, P>,
) -> Finished {
    stage
        .say("We have one of Pool3, which is killed. Another takes its place:");
    let worker = checkout("Pool3").await?.ok_or("Pool3 should have four")?;
    stage.show(format_args!("we hold {worker}: {}", statuses().await?));
    stage.kill("the worker", worker.pid()).await;
    stage.show(statuses().await?);

    stage.say("A consumer of Pool3 crashes. Its worker comes back:");
    let (consumer, worker) = start_consumer(|| checkout("Pool3"));
    let worker = worker.await??.ok_or("Pool3 should have four")?;
    stage.show(format_args!("the consumer {consumer} holds {worker}"));
    stage.show(statuses().await?);
    stage.end_consumer(&consumer, crash).await;
    stage.show(statuses().await?);
    Ok(())
}

async fn a_pool_crashes<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say(
        "The server of Pool1 is killed. That pool starts again, and has\n\
         forgotten what we hold. The others have not been touched:",
    );
    let servers = ["Pool1Server", "Pool2Server"];
    let before = [stage.pid(servers[0]).await, stage.pid(servers[1]).await];
    stage.kill("Pool1Server", before[0]).await;
    for (server, before) in servers.iter().zip(before) {
        let now = stage.pid(server).await;
        stage.show(format_args!("{server} was {before} and is {now}"));
    }
    stage.show(statuses().await?);

    stage.say("So it is if the supervisor of its workers is killed:");
    let supervisor = stage.pid("Pool1WorkerSupervisor").await;
    stage.kill("Pool1WorkerSupervisor", supervisor).await;
    stage.show(statuses().await?);
    Ok(())
}

async fn the_top_server_is_killed<P: Page>(
    stage: &mut Stage<'_, P>,
) -> Finished {
    stage.say("Pooly.Server, at the top, is killed. All pools start again:");
    let server = stage.pid("Pooly.Server").await;
    stage.kill("Pooly.Server", server).await;
    stage.show_tree().await;
    stage.show(statuses().await?);
    Ok(())
}

async fn an_idle_worker_is_killed<P: Page>(
    stage: &mut Stage<'_, P>,
) -> Finished {
    stage.say("A worker that nobody has is killed. It is handed out, dead:");
    let worker = checkout("Pool1").await?.ok_or("Pool1 should have two")?;
    checkin("Pool1", &worker);
    stage.kill("the worker", worker.pid()).await;
    stage.show(statuses().await?);
    let given = checkout("Pool1").await?.ok_or("Pool1 should have two")?;
    stage.show(format_args!("we are given {given}"));
    stage.show(format_args!("is it alive? {}", process::is_alive(&given)));
    stage.say("Version 4 replaces it, and lets a consumer wait.");
    Ok(())
}
