//! What can be known of a pool.

use std::time::Duration;

use actor_core::System;
use pooly::pool::Durations;
use pooly::{Pool, sample_worker};

use crate::caller::Caller;
use crate::workshop::{Step, Workshop};
use crate::{in_a_system, kill, millis, pass, seconds, settle, start};

/// Asserts that a time is known to one percent.
fn assert_close(known: Duration, real: Duration) {
    let error = known.abs_diff(real);
    assert!(error <= real / 100, "{known:?} instead of {real:?}");
}

#[tokio::test(start_paused = true)]
async fn the_status_says_what_the_workers_are_doing() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(4).max_overflow(1);
        let pool = pool.build();
        start(&pool).await;
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(pool.checkout().await.unwrap());
        }
        workshop.create_goes(Step::Takes(seconds(60)));
        workshop.reset_goes(Step::Takes(seconds(60)));
        workshop.close_goes(Step::Takes(seconds(60)));
        drop(held.pop());
        held.pop().unwrap().discard();
        settle().await;
        workshop.reset_goes(Step::Quick);
        settle().await;
        drop(held.pop());
        settle().await;
        let status = pool.status().await.unwrap();
        assert_eq!((status.idle, status.busy), (1, 1));
        assert_eq!((status.resetting, status.closing), (1, 1));
        assert_eq!((status.starting, status.overflow), (1, 0));
        let _one = pool.checkout().await.unwrap();
        let _callers = [(); 3].map(|()| Caller::of(&pool));
        settle().await;
        let status = pool.status().await.unwrap();
        assert_eq!((status.idle, status.busy, status.waiting), (0, 2, 3));
        assert_eq!((status.overflow, status.size), (0, 4));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_statistics_count_what_happened() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        for _ in 0..3 {
            drop(pool.checkout().await.unwrap());
        }
        pool.checkout().await.unwrap().discard();
        let held = pool.checkout().await.unwrap();
        pool.checkout_within(millis(10)).await.unwrap_err();
        pool.checkout_within(millis(10)).await.unwrap_err();
        let caller = Caller::of(&pool);
        settle().await;
        kill(caller.process.pid()).await;
        workshop.create_goes(Step::Fails);
        held.discard();
        settle().await;
        workshop.create_goes(Step::Quick);
        pass(seconds(1)).await;
        let stats = pool.stats().await.unwrap();
        assert_eq!(stats.checkouts, 5);
        assert_eq!(stats.timed_out, 2);
        assert_eq!(stats.abandoned, 1);
        assert_eq!((stats.started, stats.start_failures), (3, 1));
        assert_eq!((stats.discarded, stats.closed), (2, 2));
        assert_eq!(stats.crashed, 0);
        assert_eq!(stats.status, pool.status().await.unwrap());
        assert_eq!(stats.longest, None);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn those_who_are_refused_are_neither_late_nor_gone() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).max_queue(0);
        let pool = pool.build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        pool.checkout().await.unwrap_err();
        pool.try_checkout().await.unwrap_err();
        let stats = pool.stats().await.unwrap();
        assert_eq!((stats.timed_out, stats.abandoned), (0, 0));
        assert_eq!((stats.checkouts, stats.wait.count()), (1, 1));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_statistics_know_how_long_workers_were_held() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        start(&pool).await;
        for number in 1..=100 {
            let _worker = pool.checkout().await.unwrap();
            pass(millis(10 * number)).await;
        }
        let stats = pool.stats().await.unwrap();
        check(&stats.hold, millis(500), millis(990), millis(1_000));
        assert_close(stats.hold.mean(), millis(505));
        assert_eq!(stats.wait.count(), 100);
        assert!(stats.wait.max() <= Duration::from_nanos(1));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_statistics_know_how_long_callers_waited() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1);
        let pool = pool.checkout_timeout(seconds(60)).build();
        start(&pool).await;
        for number in 1..=100 {
            let held = pool.checkout().await.unwrap();
            let caller = Caller::of(&pool);
            pass(millis(100 * number)).await;
            drop(held);
            drop(caller.outcome().await.unwrap());
        }
        let wait = pool.stats().await.unwrap().wait;
        // Every other one did not wait.
        assert_eq!(wait.count(), 200);
        assert_close(wait.quantile(0.75), seconds(5));
        assert_close(wait.quantile(0.995), millis(9_900));
        assert_close(wait.max(), seconds(10));
        assert!(wait.quantile(0.5) <= Duration::from_nanos(1));
        assert_close(wait.mean(), millis(2_525));
    })
    .await;
}

/// Asserts what is known of a hundred times.
fn check(times: &Durations, half: Duration, most: Duration, max: Duration) {
    assert_eq!(times.count(), 100);
    assert_close(times.quantile(0.5), half);
    assert_close(times.quantile(0.99), most);
    assert_close(times.max(), max);
    let text = format!("{times:?}");
    assert!(text.contains("count: 100, median: "), "{text}");
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_start_is_waiting() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(seconds(2)));
        let pool = Pool::builder(workshop).size(1).build();
        pool.start_link().await.unwrap();
        drop(pool.checkout().await.unwrap());
        let wait = pool.stats().await.unwrap().wait;
        assert_close(wait.max(), seconds(2));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn times_of_more_than_a_day_count_as_one() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let worker = pool.checkout().await.unwrap();
        pass(seconds(50 * 3600)).await;
        drop(worker);
        let hold = pool.stats().await.unwrap().hold;
        assert_close(hold.max(), seconds(24 * 3600));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_longest_holder_is_known_by_pid_and_place() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(2).build();
        start(&pool).await;
        assert_eq!(pool.stats().await.unwrap().longest, None);
        let place = line!() + 1;
        let first = pool.checkout().await.unwrap();
        pass(seconds(3)).await;
        let theirs = pool.clone();
        let second_place = line!() + 2;
        let second = Caller::new(async move {
            let held = theirs.try_checkout().await.unwrap();
            pass(seconds(60)).await;
            drop(held);
        });
        let second_pid = second.process.pid();
        pass(seconds(4)).await;
        let longest = pool.stats().await.unwrap().longest.unwrap();
        assert_eq!(longest.pid, Some(actor_core::process::id()));
        assert_eq!(longest.held, seconds(7));
        assert!(longest.place.file().ends_with("statistics.rs"));
        assert_eq!(longest.place.line(), place);
        drop(first);
        let longest = pool.stats().await.unwrap().longest.unwrap();
        assert_eq!(longest.pid, Some(second_pid));
        assert_eq!(longest.held, seconds(4));
        assert_eq!(longest.place.line(), second_place);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_place_of_each_kind_of_checkout_is_known() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let place = async || {
            let longest = pool.stats().await.unwrap().longest.unwrap();
            (longest.place.file(), longest.place.line())
        };
        let held = pool.checkout_within(seconds(1)).await.unwrap();
        assert_eq!(place().await, (file!(), line!() - 1));
        drop(held);
        let held = pool.try_checkout().await.unwrap();
        assert_eq!(place().await, (file!(), line!() - 1));
        drop(held);
        let told = pool.transaction(async |_| place().await).await.unwrap();
        assert_eq!(told, (file!(), line!() - 1));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_holder_that_is_no_process_has_no_pid() {
    let system = System::new("test");
    let pool = Pool::builder(Workshop::default()).size(1).build();
    let theirs = pool.clone();
    system.spawn(async move |_: actor_core::Mailbox<()>| {
        start(&theirs).await;
        std::future::pending::<()>().await;
    });
    settle().await;
    let _held = pool.checkout().await.unwrap();
    let longest = pool.stats().await.unwrap().longest.unwrap();
    assert_eq!(longest.pid, None);
    assert_eq!(longest.place.file(), file!());
    system.shutdown().await;
}
