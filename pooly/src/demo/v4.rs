//! Version 4: overflow, a queue, and transactions.

use std::time::Duration;

use actor_core::{CallError, Mailbox, ProcessRef, process};
use tokio::sync::oneshot;

use super::stage::{Stage, crash, start_consumer, until_known};
use super::{Finished, Page};
use crate::sample_worker::{self, Worker};
use crate::v4::{self, CheckoutError, Wait, checkin, checkout, transaction};

/// Five seconds of the book, or ten, for which nobody should wait.
const SHORT: Duration = Duration::from_millis(50);

const POOL: &str = "Pool1";

/// Shows version 4.
///
/// It starts the pools, and stops them at the end. The current process traps
/// exits from then on.
///
/// # Errors
///
/// If a pool does not answer where it should.
pub async fn v4<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    process::trap_exit(true);
    let root = v4::start_pools(v4::default_pools()).await?;
    let mut stage = Stage::new(page, mailbox, root);
    let ours = one_more_than_its_size(&mut stage).await?;
    let (consumer, ours) = a_worker_stops(&mut stage, ours).await?;
    a_consumer_dies_in_the_queue(&mut stage).await?;
    what_comes_back(&mut stage, &consumer, &ours).await?;
    transactions(&mut stage).await?;
    an_idle_worker_is_killed(&mut stage).await?;
    stage.close().await
}

async fn status() -> Result<v4::Status, CallError> {
    v4::status(POOL).await
}

async fn one_more_than_its_size<P: Page>(
    stage: &mut Stage<'_, P>,
) -> Finished<Vec<Worker>> {
    stage.say("Pool1 has two workers, and one more while both are out:");
    stage.show(format_args!("{{state, idle, busy}} is {}", status().await?));
    let mut ours = Vec::new();
    for _ in 0..3 {
        let worker = checkout(POOL, Wait::default()).await?;
        stage.show(format_args!("{worker}, and {}", status().await?));
        ours.push(worker);
    }

    stage.say(
        "There is no fourth. Who does not want to wait is told at once; who\n\
         waits, after 50 ms (five seconds in the book):",
    );
    for wait in [Wait::No, Wait::For(SHORT)] {
        match checkout(POOL, wait).await {
            Ok(worker) => return Err(format!("there is {worker}").into()),
            Err(error) => stage.show(format_args!("{wait:?}: {error}")),
        }
    }
    Ok(ours)
}

/// Starts a consumer that waits until there is a worker for it.
async fn waiting()
-> (ProcessRef<()>, oneshot::Receiver<Result<Worker, CheckoutError>>) {
    let (consumer, worker) = start_consumer(|| checkout(POOL, Wait::Forever));
    until_known("Pool1Server", consumer.pid()).await;
    (consumer, worker)
}

async fn a_worker_stops<P: Page>(
    stage: &mut Stage<'_, P>,
    mut ours: Vec<Worker>,
) -> Finished<(ProcessRef<()>, Vec<Worker>)> {
    stage.say(
        "A consumer waits for as long as it takes. A worker of ours works for\n\
         50 ms (ten seconds in the book), and stops. There is a new one:",
    );
    let (consumer, given) = waiting().await;
    stage.show(format_args!("the consumer {consumer} waits"));
    let worker = ours.remove(0);
    let monitor = process::monitor(&worker);
    sample_worker::work_for(&worker, SHORT);
    stage.down("the worker", monitor).await;
    stage.show(format_args!("the consumer {consumer} holds {}", given.await??));
    stage.show(status().await?);
    Ok((consumer, ours))
}

async fn a_consumer_dies_in_the_queue<P: Page>(
    stage: &mut Stage<'_, P>,
) -> Finished {
    stage.say("One that dies while it waits disturbs nobody:");
    let server = stage.pid("Pool1Server").await;
    let (consumer, _) = waiting().await;
    stage.show(format_args!("the consumer {consumer} waits"));
    stage.end_consumer(&consumer, crash).await;
    let now = stage.pid("Pool1Server").await;
    stage.show(format_args!("Pool1Server was {server} and is {now}"));
    stage.show(status().await?);
    Ok(())
}

async fn what_comes_back<P: Page>(
    stage: &mut Stage<'_, P>,
    consumer: &ProcessRef<()>,
    ours: &[Worker],
) -> Finished {
    stage.say(
        "We check in our two. The first is one more than the pool's size, and\n\
         is dismissed; the second is idle from now on:",
    );
    for worker in ours {
        checkin(POOL, worker);
        stage.tree().await;
        let is_alive = process::is_alive(worker);
        let status = status().await?;
        stage.show(format_args!("{status}; is {worker} alive? {is_alive}"));
    }
    stage.say("The consumer crashes, and its worker comes back:");
    stage.end_consumer(consumer, crash).await;
    stage.show(status().await?);
    Ok(())
}

async fn transactions<P: Page>(stage: &mut Stage<'_, P>) -> Finished {
    stage.say("A transaction is a job with a worker, which it checks in:");
    let job = async |worker: &Worker| {
        let status = status().await?;
        Ok::<_, CallError>(format!("the job has {worker}: {status}"))
    };
    let shown = transaction(POOL, Wait::default(), job).await??;
    stage.show(shown);
    stage.show(format_args!("afterwards: {}", status().await?));

    stage.say("It does so as well if the job fails, or panics:");
    let job = async |_: &Worker| Err::<(), _>("there is no Pizza");
    let outcome = transaction(POOL, Wait::default(), job).await?;
    stage.show(format_args!("{outcome:?}: {}", status().await?));
    let (consumer, _) =
        start_consumer(|| transaction(POOL, Wait::default(), panics));
    let monitor = process::monitor(&consumer);
    stage.down("the consumer", monitor).await;
    stage.show(status().await?);
    Ok(())
}

async fn panics(_: &Worker) {
    panic!("no slice is left")
}

async fn an_idle_worker_is_killed<P: Page>(
    stage: &mut Stage<'_, P>,
) -> Finished {
    stage
        .say("A worker that nobody has is killed. Nobody is given a dead one:");
    let worker = checkout(POOL, Wait::default()).await?;
    checkin(POOL, &worker);
    stage.kill("the worker", worker.pid()).await;
    stage.show(status().await?);
    let given = checkout(POOL, Wait::default()).await?;
    stage.show(format_args!("we are given {given}"));
    stage.show(format_args!("is it alive? {}", process::is_alive(&given)));
    stage.say("That is the last version of the book.");
    Ok(())
}
