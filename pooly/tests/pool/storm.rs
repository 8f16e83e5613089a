//! Many callers, of which each does something else at another time.

use std::future::poll_fn;
use std::panic::resume_unwind;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use actor_core::{ExitReason, Mailbox, ProcessRef, process};
use fastrand::Rng;
use pooly::pool::Manage;
use pooly::{Pool, sample_worker};
use tokio::time::timeout;

use crate::caller::Caller;
use crate::workshop::{Step, Workshop};
use crate::{in_a_system, millis, pass, process_count, seconds, start, status};

const CALLERS: usize = 3_000;

/// Asks for a worker and does something with it, for as long as chance says.
fn spawn_caller<W: Manage>(pool: &Pool<W>, mut rng: Rng) -> ProcessRef<()> {
    let pool = pool.clone();
    process::spawn(async move |_: Mailbox<()>| {
        let some_time = |rng: &mut Rng| millis(rng.u64(0..30));
        pass(millis(rng.u64(0..6_000))).await;
        let patience = some_time(&mut rng);
        let checkout = async {
            match rng.u8(0..3) {
                0 => pool.try_checkout().await,
                1 => pool.checkout_within(patience).await,
                _ => pool.checkout().await,
            }
        };
        let Ok(Ok(worker)) = timeout(patience * 2, checkout).await else {
            return;
        };
        pass(some_time(&mut rng)).await;
        match rng.u8(0..8) {
            0 => worker.discard(),
            1 => resume_unwind(Box::new("told to panic")),
            2 => {
                drop(worker);
                let job = pool.transaction(async |_| pass(patience).await);
                // Whether it is done or cut short is a matter of chance.
                let _ = timeout(patience, job).await;
            }
            _ => drop(worker),
        }
    })
}

/// Has many callers ask, and kills some of them.
async fn storm<W: Manage>(pool: &Pool<W>, seed: u64) {
    let mut rng = Rng::with_seed(seed);
    let callers: Vec<_> =
        (0..CALLERS).map(|_| spawn_caller(pool, rng.fork())).collect();
    for _ in 0..CALLERS / 2 {
        pass(Duration::from_millis(4)).await;
        let victim = rng.choice(&callers).unwrap();
        process::exit(victim.pid(), ExitReason::Kill);
    }
    pass(seconds(10)).await;
}

#[tokio::test(start_paused = true)]
async fn no_resource_is_lost_in_a_storm() {
    for seed in 0..3 {
        in_a_system(async move {
            let workshop = Workshop::default();
            workshop.create_goes(Step::Takes(millis(3)));
            let pool = Pool::builder(workshop.clone()).size(5);
            let pool = pool.max_overflow(2).linger(millis(20)).build();
            start(&pool).await;
            let before = process_count().await;
            workshop.check_goes(Step::Takes(millis(1)));
            workshop.reset_goes(Step::Takes(millis(1)));
            workshop.close_goes(Step::Takes(millis(2)));
            storm(&pool, seed).await;
            let count = status(&pool).await;
            assert_eq!((count.idle, count.busy, count.waiting), (5, 0, 0));
            assert_eq!((count.starting, count.overflow), (0, 0));
            assert_eq!((workshop.present(), workshop.most()), (5, 7));
            assert_eq!(process_count().await, before);
            let stats = pool.stats().await.unwrap();
            assert!(stats.checkouts > 1_000 && stats.timed_out > 10);
            assert!(stats.abandoned > 10 && stats.discarded > 10);
            assert_eq!(stats.started, stats.closed + 5);
            assert_eq!(stats.hold.count(), stats.checkouts);
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn no_process_is_lost_in_a_storm() {
    for seed in 3..6 {
        in_a_system(async move {
            let pool = Pool::processes(sample_worker::child_spec()).size(5);
            let pool = pool.max_overflow(2).linger(millis(20)).build();
            start(&pool).await;
            let before = process_count().await;
            let theirs = pool.clone();
            let killer = process::spawn(async move |_: Mailbox<()>| {
                for _ in 0..200 {
                    pass(millis(25)).await;
                    if let Ok(worker) = theirs.try_checkout().await {
                        worker.exit(ExitReason::Kill);
                    }
                }
            });
            storm(&pool, seed).await;
            assert!(!killer.is_alive());
            let count = status(&pool).await;
            assert_eq!((count.idle, count.busy, count.waiting), (5, 0, 0));
            assert_eq!((count.starting, count.overflow), (0, 0));
            assert_eq!(process_count().await, before);
            let stats = pool.stats().await.unwrap();
            assert!(stats.crashed > 10, "{stats:?}");
            assert_eq!(stats.started, stats.closed + stats.crashed + 5);
        })
        .await;
    }
}

/// Nothing here waits for a clock: threads and chance do the rest.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_worker_is_lost_on_many_threads() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(8).max_overflow(2);
        let pool = pool.linger(Duration::MAX);
        let pool = pool.checkout_timeout(Duration::MAX).build();
        pool.start_link().await.unwrap();
        let callers = (0..64).map(|seed| {
            let pool = pool.clone();
            let mut rng = Rng::with_seed(seed);
            Caller::new(async move {
                for _ in 0..200 {
                    let mut checkout = pin!(pool.checkout());
                    let Some(worker) =
                        some_polls(&mut rng, &mut checkout).await
                    else {
                        continue;
                    };
                    tokio::task::yield_now().await;
                    if rng.u8(0..10) == 0 {
                        worker.unwrap().discard();
                    }
                }
            })
        });
        for caller in callers.collect::<Vec<_>>() {
            caller.outcome().await;
        }
        // The last answers may be on their way back from those who have gone.
        while pool.status().await.unwrap().busy > 0 {
            tokio::task::yield_now().await;
        }
        pool.ready().await.unwrap();
        let stats = pool.stats().await.unwrap();
        let count = stats.status;
        assert_eq!(count.waiting, 0);
        assert_eq!(workshop.present(), count.idle);
        assert!((8..=10).contains(&count.idle), "{count:?}");
        assert!(workshop.most() <= 10);
        assert_eq!(stats.started, stats.closed + count.idle as u64);
    })
    .await;
}

/// Waits for a future, sometimes not for long.
async fn some_polls<F: Future + Unpin>(
    rng: &mut Rng,
    mut future: F,
) -> Option<F::Output> {
    let mut polls = match rng.u8(0..4) {
        0 => rng.u32(1..4),
        _ => u32::MAX,
    };
    poll_fn(move |cx| match Pin::new(&mut future).poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => {
            polls -= 1;
            if polls == 0 {
                return Poll::Ready(None);
            }
            if polls < 4 {
                cx.waker().wake_by_ref();
            }
            Poll::Pending
        }
    })
    .await
}
