//! Messages that are sent later.

use std::time::Duration;

use actor_core::{Mailbox, ProcessRef, process};
use tokio::time::sleep;

use crate::child;
use crate::say::{self, Word, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { timers:
    a_message_comes_after_its_time
    timers_fire_in_the_order_of_their_times
    timers_of_one_moment_fire_in_the_order_of_their_start
    a_cancelled_timer_sends_nothing
    a_timer_that_has_fired_cannot_be_cancelled
    a_timer_tells_the_time_that_is_left
    a_timer_finds_a_name_when_its_time_has_come
    a_timer_for_a_name_that_nobody_has_is_silent
    a_timer_for_a_dead_process_is_silent
    a_timer_ends_with_the_process_that_it_is_for
    a_timer_outlives_the_process_that_started_it
    an_interval_sends_until_it_is_cancelled
}

fn left(time: Option<Duration>) -> String {
    match time {
        None => "nothing left".into(),
        Some(time) if !time.is_zero() => "time left".into(),
        Some(time) => format!("{time:?} left"),
    }
}

async fn a_message_comes_after_its_time(mut mailbox: Mailbox<Word>) -> Lines {
    process::send_after(&mailbox.this(), "later", ms(20));
    mailbox.this().send("now");
    sleep(ms(25)).await;
    say::mailbox(&mut mailbox, &[]).await
}

async fn timers_fire_in_the_order_of_their_times(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::send_after(&mailbox.this(), "third", ms(20));
    process::send_after(&mailbox.this(), "second", ms(10));
    process::send_after(&mailbox.this(), "first", ms(0));
    sleep(ms(25)).await;
    say::mailbox(&mut mailbox, &[]).await
}

async fn timers_of_one_moment_fire_in_the_order_of_their_start(
    mut mailbox: Mailbox<u32>,
) -> Lines {
    for number in 1..=5 {
        process::send_after(&mailbox.this(), number, ms(10));
    }
    sleep(ms(15)).await;
    say::mailbox(&mut mailbox, &[]).await
}

async fn a_cancelled_timer_sends_nothing(mut mailbox: Mailbox<Word>) -> Lines {
    let timer = process::send_after(&mailbox.this(), "later", ms(20));
    let first = left(timer.cancel());
    say::after([first, left(timer.cancel())], &mut mailbox, &[]).await
}

async fn a_timer_that_has_fired_cannot_be_cancelled(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let timer = process::send_after(&mailbox.this(), "later", ms(5));
    sleep(ms(20)).await;
    say::after([left(timer.cancel())], &mut mailbox, &[]).await
}

async fn a_timer_tells_the_time_that_is_left(mailbox: Mailbox<Word>) -> Lines {
    let timer = process::send_after(&mailbox.this(), "later", ms(5000));
    let first = left(timer.remaining());
    timer.cancel();
    vec![first, left(timer.remaining())]
}

async fn a_timer_finds_a_name_when_its_time_has_come(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::send_after(&ProcessRef::named("comes_later"), "hello", ms(10));
    process::register("comes_later").unwrap();
    sleep(ms(15)).await;
    say::mailbox(&mut mailbox, &[]).await
}

async fn a_timer_for_a_name_that_nobody_has_is_silent(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::send_after(&ProcessRef::named("nobody_has_this"), "hello", ms(5));
    say::mailbox(&mut mailbox, &[]).await
}

async fn a_timer_for_a_dead_process_is_silent(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    process::send_after(&child::dead().await, "hello", ms(5));
    say::mailbox(&mut mailbox, &[]).await
}

async fn a_timer_ends_with_the_process_that_it_is_for(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let child = async |mut mailbox: Mailbox<Word>| {
        mailbox.receive().await;
    };
    let (child, monitor) = process::spawn_monitor(child);
    let timer = process::send_after(&child, "hello", ms(5000));
    let first = left(timer.remaining());
    child.send("stop");
    let ended = say::down(&mut mailbox, monitor).await;
    sleep(ms(10)).await;
    vec![first, ended, left(timer.remaining())]
}

async fn a_timer_outlives_the_process_that_started_it(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let me = mailbox.this();
    let child = async move |_: Mailbox<Word>| {
        process::send_after(&me, "hello", ms(10));
    };
    let ended = say::end_of(&mut mailbox, child).await;
    sleep(ms(15)).await;
    say::after([ended], &mut mailbox, &[]).await
}

async fn an_interval_sends_until_it_is_cancelled(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let timer = process::send_interval(&mailbox.this(), || "tick", ms(60));
    for _ in 0..3 {
        mailbox.receive().await;
    }
    timer.cancel();
    say::after(["three ticks".into()], &mut mailbox, &[]).await
}
