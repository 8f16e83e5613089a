//! Timers, on a paused clock.

use std::time::Duration;

use actor_core::{ExitReason, Mailbox, ProcessRef, System, process};
use tokio::time::{Instant, sleep};

use crate::guard::Count;

const MS: Duration = Duration::from_millis(1);

#[tokio::test(start_paused = true)]
async fn a_timer_tells_exactly_what_is_left() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let timer = process::send_after(&mailbox.this(), 7, 100 * MS);
            assert_eq!(timer.remaining(), Some(100 * MS));
            sleep(30 * MS).await;
            assert_eq!(timer.remaining(), Some(70 * MS));
            assert_eq!(timer.cancel(), Some(70 * MS));
            assert_eq!(timer.cancel(), None);
            assert_eq!(timer.remaining(), None);
            assert_eq!(mailbox.receive().within(200 * MS).await, None);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_timer_that_is_started_later_may_fire_sooner() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let start = Instant::now();
            process::send_after(&mailbox.this(), 2, 500 * MS);
            sleep(100 * MS).await;
            process::send_after(&mailbox.this(), 1, 100 * MS);
            assert_eq!(mailbox.receive().await, 1);
            assert_eq!(start.elapsed().as_millis() / 10, 20);
            assert_eq!(mailbox.receive().await, 2);
            assert_eq!(start.elapsed().as_millis() / 10, 50);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_interval_keeps_its_pace_until_it_is_cancelled() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let mut number = 0;
            let count = move || {
                number += 1;
                number
            };
            let start = Instant::now();
            let timer =
                process::send_interval(&mailbox.this(), count, 100 * MS);
            for number in 1..=50 {
                assert_eq!(mailbox.receive().await, number);
            }
            assert_eq!(start.elapsed().as_millis() / 100, 50);
            assert!(timer.cancel().is_some());
            assert_eq!(mailbox.receive().within(300 * MS).await, None);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_interval_ends_with_the_process_that_it_is_for() {
    System::new("test")
        .enter(async {
            let count = Count::default();
            let guard = count.guard();
            let child = process::spawn(async |mut mailbox: Mailbox<()>| {
                mailbox.receive().await;
            });
            process::send_interval(
                &child,
                move || {
                    let _ = &guard;
                },
                10 * MS,
            );
            child.down().await;
            sleep(20 * MS).await;
            assert_eq!(count.gone(), 1);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_interval_for_a_name_survives_those_who_have_it() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let named = ProcessRef::named("ticked");
            process::send_interval(&named, || 7_u32, 10 * MS);
            for _ in 0..3 {
                let me = mailbox.this();
                process::spawn(async move |mut ticks: Mailbox<u32>| {
                    process::register("ticked").unwrap();
                    me.send(ticks.receive().await);
                });
                assert_eq!(mailbox.receive().await, 7);
                sleep(35 * MS).await;
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_interval_that_panics_stops_no_other_timer() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let me = mailbox.this();
            process::send_interval(&me, || panic!("no message"), 10 * MS);
            process::send_after(&me, 1, 20 * MS);
            assert_eq!(mailbox.receive().within(100 * MS).await, Some(1));
            process::send_after(&me, 2, 20 * MS);
            assert_eq!(mailbox.receive().within(100 * MS).await, Some(2));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_timer_may_be_for_years() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let year = Duration::from_hours(365 * 24);
            let long = process::send_after(&mailbox.this(), 1, 100 * year);
            let endless =
                process::send_after(&mailbox.this(), 2, Duration::MAX);
            process::send_after(&mailbox.this(), 3, 10 * MS);
            assert_eq!(mailbox.receive().await, 3);
            assert!(long.remaining().unwrap() > 99 * year);
            assert!(endless.cancel().is_some());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_timers_fire_in_order() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let me = mailbox.this();
            for number in (0..10_000).rev() {
                process::send_after(&me, number, number / 10 * MS);
            }
            let mut last = 0;
            for _ in 0..10_000 {
                let number = mailbox.receive().await;
                assert!(number / 10 >= last / 10, "{number} after {last}");
                last = number;
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_drops_all_timers() {
    let system = System::new("test");
    let count = Count::default();
    let child = system.spawn(async |_: Mailbox<_>| {
        std::future::pending::<()>().await;
    });
    let timer = system.send_after(&child, count.guard(), 100 * MS);
    system.shutdown().await;
    assert_eq!(count.gone(), 1);
    assert_eq!(timer.remaining(), None);
    system.send_after(&child, count.guard(), 100 * MS);
    sleep(200 * MS).await;
    assert_eq!(count.gone(), 2);
    assert_eq!(child.down().await.reason, ExitReason::NoProc);
}
