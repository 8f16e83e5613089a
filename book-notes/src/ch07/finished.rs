//! After the versions of the book: the pool to use.

use std::future::pending;
use std::time::Duration;

use actor_core::{
    Down, ExitReason, Mailbox, Pid, ProcessRef, SupervisorRef, process,
};
use pooly::Pool;
use pooly::cli::tree;
use pooly::pool::{ProcessPool, Status};
use pooly::sample_worker::{self, Message};
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::timeout;

use crate::{Finished, say, show};

/// How long we wait in vain.
const SHORT: Duration = Duration::from_millis(20);

pub(super) async fn pool(mailbox: &mut Mailbox<()>) -> Finished {
    say!("What we use from now on is `pooly::Pool`, here with two workers:");
    let pool = Pool::processes(sample_worker::child_spec()).size(2).build();
    let top = pool.start_link().await?;
    pool.ready().await?;
    let ours = Ours { pool, top };
    ours.show_status().await?;
    a_worker_is_dropped(&ours).await?;
    both_are_out(&ours).await?;
    a_consumer_is_killed(&ours, mailbox).await?;
    a_caller_gives_up(&ours, mailbox).await?;
    a_worker_is_killed(&ours, mailbox).await?;
    a_job_is_cut_off(&ours).await?;
    the_pool_is_closed(&ours).await
}

/// The pool that we have started.
struct Ours {
    pool: ProcessPool<Message>,
    top: SupervisorRef,
}

impl Ours {
    /// Shows what the workers do when none of them comes or goes.
    async fn show_status(&self) -> Finished {
        loop {
            let now = self.pool.status().await?;
            if now.starting + now.resetting + now.closing == 0 {
                let Status { idle, busy, waiting, .. } = now;
                show!("{idle} idle, {busy} busy, {waiting} wait");
                return Ok(());
            }
            yield_now().await;
        }
    }

    /// Starts a process that checks out, and keeps what it is given. Returns
    /// it, and the pid of the worker when there is one.
    fn start_consumer(&self) -> (ProcessRef<()>, oneshot::Receiver<Pid>) {
        let pool = self.pool.clone();
        let (tell, given) = oneshot::channel();
        let consumer = process::spawn(async move |_: Mailbox<()>| {
            process::set_label("consumer");
            let worker = pool.checkout().await.expect("the pool is open");
            // It is not always asked.
            let _ = tell.send(worker.pid());
            pending::<()>().await;
        });
        (consumer, given)
    }

    async fn until_waiting(&self, callers: usize) -> Finished {
        while self.pool.status().await?.waiting < callers {
            yield_now().await;
        }
        Ok(())
    }
}

async fn kill(mailbox: &mut Mailbox<()>, victim: Pid) -> Down {
    let monitor = process::monitor(victim);
    process::exit(victim, ExitReason::Kill);
    mailbox.down(monitor).await
}

async fn a_worker_is_dropped(ours: &Ours) -> Finished {
    say!("Whoever drops a worker has checked it in, and cannot do so twice:");
    let worker = ours.pool.checkout().await?;
    show!("we have {}", worker.pid());
    ours.show_status().await?;
    drop(worker);
    ours.show_status().await
}

async fn both_are_out(ours: &Ours) -> Finished {
    say!("Both are out. Whoever gets none is told why, and what would help:");
    let pool = &ours.pool;
    let first = pool.checkout().await?;
    let second = pool.checkout().await?;
    let at_once = pool.try_checkout().await;
    show!("{}", at_once.err().ok_or("there is a third worker")?);
    let in_vain = pool.checkout_within(SHORT).await;
    show!("{}", in_vain.err().ok_or("there is a third worker")?);

    say!("Who has had a worker for the longest time, and from which line:");
    let longest = pool.stats().await?.longest.ok_or("none is out")?;
    show!("{} at {}", longest.pid.unwrap_or(Pid::NOBODY), longest.place);
    drop((first, second));
    Ok(())
}

async fn a_consumer_is_killed(
    ours: &Ours,
    mailbox: &mut Mailbox<()>,
) -> Finished {
    say!(
        "A consumer is killed. All that it has is dropped, so its worker is, too:"
    );
    let (consumer, given) = ours.start_consumer();
    show!("the consumer {consumer} has {}", given.await?);
    ours.show_status().await?;
    let Down { reason, .. } = kill(mailbox, consumer.pid()).await;
    show!("the consumer {consumer} is down: {reason}");
    ours.show_status().await
}

async fn a_caller_gives_up(ours: &Ours, mailbox: &mut Mailbox<()>) -> Finished {
    say!(
        "Two wait. The first is killed, so the second is served when we are\ndone:"
    );
    let held = ours.pool.checkout().await?;
    let other = ours.pool.checkout().await?;
    let (first, _) = ours.start_consumer();
    ours.until_waiting(1).await?;
    let (second, given) = ours.start_consumer();
    ours.until_waiting(2).await?;
    ours.show_status().await?;
    let Down { reason, .. } = kill(mailbox, first.pid()).await;
    show!("the first is down: {reason}");
    ours.show_status().await?;
    show!("we drop {}", held.pid());
    drop(held);
    show!("the second has {}", given.await?);
    drop(other);
    kill(mailbox, second.pid()).await;
    Ok(())
}

async fn a_worker_is_killed(
    ours: &Ours,
    mailbox: &mut Mailbox<()>,
) -> Finished {
    say!("A worker that we have is killed. We can tell, and there is another:");
    let worker = ours.pool.checkout().await?;
    let Down { pid, reason, .. } = kill(mailbox, worker.pid()).await;
    // By now the report is written, and the pool has been told.
    tree::settled(&ours.top, "Pool").await;
    show!("the worker {pid} is down: {reason}");
    let answer = sample_worker::stop(&worker).await;
    show!("it is told to stop: {}", answer.err().ok_or("it answers")?);
    drop(worker);
    ours.show_status().await
}

async fn a_job_is_cut_off(ours: &Ours) -> Finished {
    say!("A transaction checks in. If it is cut off, its worker is replaced:");
    let pid = ours.pool.transaction(async |worker| worker.pid()).await?;
    show!("the job had {pid}");
    ours.show_status().await?;
    let forever = ours.pool.transaction(async |_| pending::<()>().await);
    let outcome = timeout(SHORT, forever).await;
    show!("the next job: {}", outcome.err().ok_or("it was done")?);
    ours.show_status().await?;
    show!("is {pid} alive? {}", process::is_alive(pid));
    Ok(())
}

async fn the_pool_is_closed(ours: &Ours) -> Finished {
    say!("All that has been counted:");
    let stats = ours.pool.stats().await?;
    show!("workers given out: {}", stats.checkouts);
    show!("callers that waited too long: {}", stats.timed_out);
    show!("callers that stopped waiting: {}", stats.abandoned);
    show!("workers that crashed: {}", stats.crashed);
    show!("workers that were not fit for use: {}", stats.discarded);

    say!("The pool is closed, and its workers with it:");
    ours.pool.close().await;
    let refusal = ours.pool.checkout().await.err();
    show!("{}", refusal.ok_or("a closed pool has a worker")?);
    ours.show_status().await
}
