//! Borrowing a worker for the time of a job.

use std::future::pending;

use actor_core::{Mailbox, process};
use pooly::pool::CheckoutError;
use pooly::{Pool, sample_worker};

use crate::caller::Caller;
use crate::workshop::{Deed, Workshop};
use crate::{in_a_system, kill, millis, settle, start, status};

/// Starts a pool with one tool.
async fn one_tool() -> (Workshop, Pool<Workshop>) {
    let workshop = Workshop::default();
    let pool = Pool::builder(workshop.clone()).size(1).build();
    start(&pool).await;
    (workshop, pool)
}

#[tokio::test(start_paused = true)]
async fn a_transaction_returns_what_its_job_does() {
    in_a_system(async {
        let (workshop, pool) = one_tool().await;
        let number = pool.transaction(async |tool| tool.number).await;
        assert_eq!(number, Ok(1));
        assert_eq!(status(&pool).await.idle, 1);
        assert_eq!(workshop.starts().len(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_transaction_with_a_process_returns_what_its_job_does() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        start(&pool).await;
        let one = pool.transaction(async |worker| worker.pid()).await;
        let two = pool.transaction(async |worker| worker.pid()).await;
        assert_eq!(one, two);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_job_may_change_its_worker() {
    in_a_system(async {
        let (_, pool) = one_tool().await;
        pool.transaction(async |tool| tool.number = 7).await.unwrap();
        assert_eq!(pool.checkout().await.unwrap().number, 7);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_job_that_returns_an_error_gives_its_worker_back() {
    in_a_system(async {
        let (_, pool) = one_tool().await;
        let outcome = pool.transaction(async |_| Err::<(), _>("burnt")).await;
        assert_eq!(outcome, Ok(Err("burnt")));
        assert_eq!(pool.checkout().await.unwrap().number, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_job_that_panics_gives_its_worker_back() {
    in_a_system(async {
        let (workshop, pool) = one_tool().await;
        let theirs = pool.clone();
        let job = process::spawn(async move |_: Mailbox<()>| {
            let job = theirs.transaction(async |_| {
                settle().await;
                panic!("told to panic")
            });
            job.await.unwrap();
        });
        job.down().await;
        assert_eq!(status(&pool).await.idle, 1);
        assert_eq!(pool.checkout().await.unwrap().number, 1);
        assert!(!workshop.has(Deed::Closed(1)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_cancelled_discards_its_worker() {
    in_a_system(async {
        let (workshop, pool) = one_tool().await;
        let job = pool.transaction(async |_| pending::<()>().await);
        let cut = tokio::time::timeout(millis(500), job).await;
        assert!(cut.is_err());
        assert_eq!(pool.checkout().await.unwrap().number, 2);
        assert!(workshop.has(Deed::Closed(1)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_job_whose_process_is_killed_discards_its_worker() {
    in_a_system(async {
        let (_, pool) = one_tool().await;
        let theirs = pool.clone();
        let job = Caller::new(async move {
            theirs.transaction(async |_| pending::<()>().await).await
        });
        assert_eq!(status(&pool).await.busy, 1);
        kill(job.process.pid()).await;
        assert_eq!(pool.checkout().await.unwrap().number, 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_cancelled_ends_its_process() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        start(&pool).await;
        let worker = pool.checkout().await.unwrap().pid();
        let job = pool.transaction(async |_| pending::<()>().await);
        let cut = tokio::time::timeout(millis(500), job).await;
        assert!(cut.is_err());
        assert_ne!(pool.checkout().await.unwrap().pid(), worker);
        assert!(!process::is_alive(worker));
    })
    .await;
}

/// Another branch of the same process panics, and not the job.
#[tokio::test(start_paused = true)]
async fn a_job_that_is_cancelled_by_a_panic_elsewhere_discards_its_worker() {
    in_a_system(async {
        let (workshop, pool) = one_tool().await;
        let theirs = pool.clone();
        let both = process::spawn(async move |_: Mailbox<()>| {
            let job = theirs.transaction(async |_| pending::<()>().await);
            let elsewhere = async {
                settle().await;
                panic!("told to panic");
            };
            let _ = tokio::join!(job, elsewhere);
        });
        both.down().await;
        assert_eq!(pool.checkout().await.unwrap().number, 2);
        assert!(workshop.has(Deed::Closed(1)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_transaction_that_gets_no_worker_does_no_job() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop).size(1).max_queue(0).build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        let mut is_done = false;
        let told = pool.transaction(async |_| is_done = true).await;
        let full = CheckoutError::Full { busy: 1, waiting: 0 };
        assert_eq!(told, Err(full));
        assert!(!is_done);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn jobs_take_their_turn() {
    in_a_system(async {
        let (_, pool) = one_tool().await;
        let jobs = (0..3).map(|number| {
            let pool = pool.clone();
            Caller::new(async move {
                let job = async |_: &mut _| {
                    settle().await;
                    tokio::time::Instant::now()
                };
                (number, pool.transaction(job).await.unwrap())
            })
        });
        let jobs: Vec<_> = jobs.collect();
        let mut ends = Vec::new();
        for job in jobs {
            ends.push(job.outcome().await.1);
        }
        assert!(ends.is_sorted_by(|one, two| one < two), "{ends:?}");
    })
    .await;
}
