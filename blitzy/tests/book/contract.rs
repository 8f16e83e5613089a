//! What all steps promise.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actor_core::{Mailbox, System, process};
use blitzy::book::caller::Answer;
use blitzy::book::{Failure, Report};
use tokio::sync::Barrier;
use tokio::time::sleep;

use crate::process_count;
use crate::requests::{numbered, quick};
use crate::steps::Step;

async fn n_workers_have_n_outcomes<S: Step>(mut mailbox: Mailbox<Answer>) {
    for n in [0, 1, 2, 7, 1000] {
        let outcomes = S::run(&mut mailbox, n, &quick()).await;
        assert_eq!(outcomes.len(), n);
        assert!(outcomes.iter().all(Result::is_ok));
    }
}

async fn n_workers_ask_n_times<S: Step>(mut mailbox: Mailbox<Answer>) {
    for n in [0, 1, 2, 7] {
        let asked = Arc::new(AtomicUsize::new(0));
        let counts = asked.clone();
        let worker = numbered(move |_| {
            counts.fetch_add(1, Ordering::Relaxed);
            async { Ok(200) }
        });
        S::run(&mut mailbox, n, &worker).await;
        assert_eq!(asked.load(Ordering::Relaxed), n);
    }
}

async fn all_ask_at_once<S: Step>(mut mailbox: Mailbox<Answer>) {
    let all = Arc::new(Barrier::new(100));
    let worker = numbered(move |_| {
        let all = all.clone();
        async move {
            all.wait().await;
            Ok(200)
        }
    });
    assert_eq!(S::run(&mut mailbox, 100, &worker).await.len(), 100);
}

async fn all_may_fail<S: Step>(mut mailbox: Mailbox<Answer>) {
    let worker = numbered(async |_| Err("connection refused".to_owned()));
    let outcomes = S::run(&mut mailbox, 10, &worker).await;
    let refused = Failure::Transport("connection refused".to_owned());
    assert_eq!(outcomes, vec![Err(refused); 10]);
}

async fn some_may_fail<S: Step>(mut mailbox: Mailbox<Answer>) {
    let worker = numbered(async |number| match number % 3 {
        0 => Ok(200),
        1 => Ok(500),
        _ => Err("reset".to_owned()),
    });
    let outcomes = S::run(&mut mailbox, 10, &worker).await;
    let report = Report::of(&outcomes);
    assert_eq!((report.successful, report.failed), (4, 6));
    let unknown = Err(Failure::Unknown);
    assert_eq!(outcomes.iter().filter(|it| **it == unknown).count(), 3);
}

async fn each_takes_its_own_time<S: Step>(mut mailbox: Mailbox<Answer>) {
    let worker = numbered(|number| async move {
        sleep(Duration::from_millis(number as u64 * 10)).await;
        Ok(200)
    });
    let outcomes = S::run(&mut mailbox, 4, &worker).await;
    let times = [0, 10, 20, 30].map(|time| Ok(Duration::from_millis(time)));
    assert_eq!(outcomes, times);
}

async fn nobody_is_left<S: Step>(mut mailbox: Mailbox<Answer>) {
    let count = process_count().await;
    S::run(&mut mailbox, 10, &quick()).await;
    assert_eq!(process_count().await, count);
}

async fn nothing_is_left_in_the_mailbox<S: Step>(mut mailbox: Mailbox<Answer>) {
    S::run(&mut mailbox, 10, &quick()).await;
    process_count().await;
    let left = mailbox.next().within(Duration::ZERO).await;
    assert!(left.is_none(), "{left:?}");
}

async fn two_callers_do_not_get_each_others_outcomes<S: Step>(
    mut mailbox: Mailbox<Answer>,
) {
    let other = process::spawn(async |mut mailbox: Mailbox<Answer>| {
        let worker = numbered(async |_| Ok(500));
        let outcomes = S::run(&mut mailbox, 20, &worker).await;
        assert_eq!(outcomes, vec![Err(Failure::Unknown); 20]);
    });
    let worker = quick();
    let ours = S::run(&mut mailbox, 10, &worker);
    let (ours, other) = tokio::join!(ours, other.down());
    assert_eq!(Report::of(&ours).successful, 10);
    assert!(other.reason.is_orderly(), "{}", other.reason);
}

async fn systems_do_not_know_of_each_other<S: Step>(
    mut mailbox: Mailbox<Answer>,
) {
    let other = System::new("other");
    let outcomes = other.enter_with(async |mut mailbox: Mailbox<Answer>| {
        S::prepare().await;
        S::run(&mut mailbox, 5, &quick()).await
    });
    assert_eq!(outcomes.await.len(), 5);
    assert_eq!(S::run(&mut mailbox, 5, &quick()).await.len(), 5);
    other.shutdown().await;
}

macro_rules! promises {
    ($step:ident: $($promise:ident)*) => { $(
        #[tokio::test(start_paused = true)]
        async fn $promise() {
            crate::in_a_system(async |mailbox| {
                <$step as crate::steps::Step>::prepare().await;
                super::$promise::<$step>(mailbox).await;
            })
            .await;
        }
    )* };
}

macro_rules! every_step {
    ($($name:ident: $step:ident),*) => { $(
        mod $name {
            use crate::steps::$step;

            promises! { $step:
                n_workers_have_n_outcomes
                n_workers_ask_n_times
                all_ask_at_once
                all_may_fail
                some_may_fail
                each_takes_its_own_time
                nobody_is_left
                nothing_is_left_in_the_mailbox
                two_callers_do_not_get_each_others_outcomes
                systems_do_not_know_of_each_other
            }
        }
    )* };
}

every_step!(caller: Caller, tasks: Tasks, supervised: Supervised);
