//! Sending and receiving.

use std::time::Duration;

use actor_core::{Event, ExitReason, Mailbox, ProcessRef, System, process};
use tokio::task::yield_now;

use crate::captured::Captured;
use crate::guard::Count;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_process_sends_to_another_arrives_in_order() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let me = mailbox.this();
            process::spawn_link(async move |_: Mailbox<()>| {
                (0..10_000).for_each(|number| me.send(number));
            });
            for number in 0..10_000 {
                assert_eq!(mailbox.receive().await, number);
            }
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_and_signals_of_a_burst_arrive_in_order() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<usize>| {
            process::trap_exit(true);
            let me = mailbox.this();
            process::spawn(async move |_: Mailbox<()>| {
                for number in 0..5_000 {
                    if number % 7 == 0 {
                        process::exit(&me, number.to_string());
                    } else {
                        me.send(number);
                    }
                }
            });
            for number in 0..5_000 {
                match mailbox.next().await {
                    Event::Message(found) => assert_eq!(found, number),
                    Event::Exit(exit) => {
                        let expected = ExitReason::from(number.to_string());
                        assert_eq!(exit.reason, expected);
                    }
                    other => panic!("{other:?}"),
                }
            }
        })
        .await;
}

#[tokio::test]
async fn a_selective_receive_finds_the_last_of_100_000() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            (0..100_000).for_each(|number| mailbox.this().send(number));
            let last = mailbox.receive_where(|number| *number == 99_999).await;
            assert_eq!(last, 99_999);
            let odd = mailbox.receive_where(|number| number % 2 == 1).await;
            assert_eq!(odd, 1);
            assert_eq!(mailbox.receive().await, 0);
            for number in 2..99_999 {
                assert_eq!(mailbox.receive().await, number);
            }
            let none = mailbox.receive().within(Duration::ZERO).await;
            assert_eq!(none, None);
        })
        .await;
}

#[tokio::test]
async fn a_receive_in_no_time_finds_what_is_there_however_busy_it_was() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            for number in 0..50_000 {
                mailbox.this().send(number);
                let found = mailbox.receive().within(Duration::ZERO).await;
                assert_eq!(found, Some(number));
            }
        })
        .await;
}

#[tokio::test]
async fn a_process_that_always_finds_a_message_lets_others_run() {
    const MANY: usize = 300_000;
    System::new("test")
        .enter(async {
            let busy = process::spawn(async |mut mailbox: Mailbox<usize>| {
                for _ in 0..MANY {
                    mailbox.receive().await;
                }
            });
            (0..MANY).for_each(|number| busy.send(number));
            let mut left = Vec::new();
            while let Some(info) = process::info(&busy) {
                left.push(info.mailbox_len);
                yield_now().await;
            }
            let largest =
                left.windows(2).map(|pair| pair[0] - pair[1]).max().unwrap();
            assert!(largest < MANY / 10, "{largest} messages without a break");
        })
        .await;
}

#[tokio::test]
async fn a_message_of_another_type_is_logged_and_dropped() {
    let (captured, _guard) = Captured::start();
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            process::send(process::id(), "Pizza").unwrap();
            process::send(process::id(), 7_u32).unwrap();
            assert_eq!(mailbox.receive().await, 7);
        })
        .await;
    let text = "received a message of a type it does not know";
    let [report] = &captured.with(text)[..] else {
        panic!("{:?}", captured.reports())
    };
    assert_eq!(report.level, tracing::Level::WARN);
    assert_eq!(report.field("message_type"), "&str");
    assert!(report.field("pid").starts_with("<0."));
}

#[tokio::test]
async fn a_message_of_another_type_can_be_looked_at() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            process::send(process::id(), "Pizza").unwrap();
            let Event::Unknown(unknown) = mailbox.next().await else {
                panic!("a text is no number")
            };
            assert_eq!(unknown.type_name(), "&str");
            assert_eq!(unknown.downcast_ref::<u32>(), None);
            let unknown = unknown.downcast::<u64>().unwrap_err();
            assert_eq!(unknown.downcast::<&str>().unwrap(), "Pizza");
        })
        .await;
}

#[tokio::test]
async fn a_name_may_lead_to_a_process_of_another_type() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            process::register("number").unwrap();
            ProcessRef::<String>::named("number").send("Pizza".to_owned());
            ProcessRef::<u32>::named("number").send(7);
            assert_eq!(mailbox.receive().await, 7);
        })
        .await;
}

#[tokio::test]
async fn a_receive_that_is_dropped_has_taken_nothing() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            (0..3).for_each(|number| mailbox.this().send(number));
            for _ in 0..3 {
                tokio::select! {
                    biased;
                    _ = mailbox.receive_where(|number| *number > 2) => panic!(),
                    () = yield_now() => {}
                }
            }
            for number in 0..3 {
                assert_eq!(mailbox.receive().await, number);
            }
        })
        .await;
}

#[tokio::test]
async fn messages_are_dropped_with_their_process_and_not_later() {
    System::new("test")
        .enter(async {
            let count = Count::default();
            let child = process::spawn(async |mut mailbox: Mailbox<_>| {
                mailbox.receive_where(|_| false).await;
            });
            child.send(count.guard());
            yield_now().await;
            child.send(count.guard());
            assert_eq!(count.gone(), 0);
            process::exit(&child, ExitReason::Kill);
            child.down().await;
            assert_eq!(count.gone(), 2);
            child.send(count.guard());
            assert_eq!(count.gone(), 3);
        })
        .await;
}

/// A message that panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

#[tokio::test]
async fn a_message_that_panics_when_dropped_does_not_keep_anyone_alive() {
    System::new("test")
        .enter(async {
            let child = process::spawn(async |mailbox: Mailbox<Bomb>| {
                process::register("bombed").unwrap();
                std::future::pending::<()>().await;
                drop(mailbox);
            });
            yield_now().await;
            child.send(Bomb);
            process::exit(&child, ExitReason::Kill);
            child.down().await;
            assert!(!child.is_alive());
            assert_eq!(process::whereis("bombed"), None);
        })
        .await;
}
