//! Several systems, and the runtimes that they live in.

use std::future::pending;

use actor_core::{
    CallError, Event, ExitReason, Mailbox, Reply, System, process,
};
use tokio::runtime::{Builder, Handle};

use crate::guard::Count;

#[tokio::test]
async fn systems_do_not_see_each_other() {
    let (one, two) = (System::new("one"), System::new("two"));
    let child = one.spawn(async |_: Mailbox<()>| {
        process::register("Pizza").unwrap();
        pending::<()>().await;
    });
    tokio::task::yield_now().await;
    assert_eq!(one.whereis("Pizza"), Some(child.pid()));
    assert_eq!(two.whereis("Pizza"), None);
    assert_eq!((one.process_count(), two.process_count()), (1, 0));
    // Whoever has this number in the other system, it is not the child.
    let pid = child.pid();
    two.exit(pid, ExitReason::Kill);
    assert_eq!(two.info(pid), None);
    two.shutdown().await;
    assert!(child.is_alive());
    one.shutdown().await;
    assert!(!child.is_alive());
}

#[tokio::test]
async fn messages_and_calls_cross_from_system_to_system() {
    let (one, two) = (System::new("one"), System::new("two"));
    let echo = one.spawn(async |mut m: Mailbox<(u32, Reply<u32>)>| {
        loop {
            let (number, reply) = m.receive().await;
            // A pid means nothing in another system.
            assert_eq!(reply.caller(), None);
            reply.send(number);
        }
    });
    two.enter(async move {
        for number in 0..10 {
            let answer = echo.call(|reply| (number, reply)).await;
            assert_eq!(answer, Ok(number));
        }
        echo.exit(ExitReason::Kill);
        echo.down().await;
        let answer = echo.call(|reply| (1, reply)).await;
        assert_eq!(answer, Err(CallError::NoProc));
    })
    .await;
}

#[tokio::test]
async fn a_process_of_another_system_is_a_dead_one_to_links_and_monitors() {
    let (one, two) = (System::new("one"), System::new("two"));
    let child = one.spawn(async |_: Mailbox<()>| pending::<()>().await);
    let target = child.clone();
    two.enter_with(async move |mut mailbox: Mailbox<()>| {
        let reference = process::monitor(&target);
        let down = mailbox.down(reference).await;
        assert_eq!(down.reason, ExitReason::NoProc);
        process::trap_exit(true);
        process::link(&target).unwrap();
        match mailbox.next().await {
            Event::Exit(exit) => assert_eq!(exit.reason, ExitReason::NoProc),
            other => panic!("{other:?}"),
        }
        process::exit(&target, ExitReason::Kill);
        assert!(target.is_alive());
    })
    .await;
    assert!(child.is_alive());
}

#[test]
fn a_runtime_that_is_dropped_ends_all_processes() {
    let runtime =
        Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.unwrap();
    let system = System::new("test");
    let count = Count::default();
    let children: Vec<_> = runtime.block_on(async {
        let spawn = |number| {
            let guard = count.guard();
            system.spawn(async move |mut mailbox: Mailbox<()>| {
                process::register(format!("{number}")).unwrap();
                process::trap_exit(true);
                process::spawn_link(async |_: Mailbox<()>| {
                    pending::<()>().await;
                });
                mailbox.receive().await;
                drop(guard);
            })
        };
        (0..20).map(spawn).collect()
    });
    drop(runtime);
    assert!(children.iter().all(|child| !child.is_alive()));
    assert_eq!(count.gone(), 20);
    assert_eq!(system.process_count(), 0);
    assert_eq!(system.registered(), []);
    // Nothing can be started there any more.
    let late = system.spawn(async |_: Mailbox<()>| {});
    assert!(!late.is_alive());
    assert_eq!(system.process_count(), 0);
}

#[test]
fn a_runtime_that_is_dropped_ends_those_who_wait_for_an_answer() {
    let runtime = Builder::new_multi_thread().enable_all().build().unwrap();
    let system = System::new("test");
    let (sender, receiver) = std::sync::mpsc::channel();
    let deaf = system.clone();
    runtime.block_on(async {
        let deaf = deaf.spawn(async |mut mailbox: Mailbox<Reply<()>>| {
            let _reply = mailbox.receive().await;
            pending::<()>().await;
        });
        let asked = deaf.clone();
        system.spawn(async move |_: Mailbox<()>| {
            sender.send(()).unwrap();
            let _ = asked.call(|reply| reply).forever().await;
        });
    });
    receiver.recv().unwrap();
    drop(runtime);
    assert_eq!(system.process_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_system_that_is_dropped_leaves_no_task_behind() {
    let metrics = Handle::current().metrics();
    assert_eq!(metrics.num_alive_tasks(), 0);
    let system = System::new("test");
    let answer = system
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let server = process::spawn(async |mut m: Mailbox<Reply<u32>>| {
                m.receive().await.send(7);
            });
            process::send_after(&mailbox.this(), 7, ms(5));
            mailbox.receive().await;
            server.call(|reply| reply).await
        })
        .await;
    assert_eq!(answer, Ok(7));
    drop(system);
    tokio::time::sleep(ms(100)).await;
    assert_eq!(metrics.num_alive_tasks(), 0);
}

const fn ms(time: u64) -> std::time::Duration {
    std::time::Duration::from_millis(time)
}

#[test]
fn a_program_returns_what_its_main_process_returns() {
    assert_eq!(System::new("test").run(async { 7 }), Ok(7));
    let outcome = System::new("test").run(async {
        process::spawn_link(async |_: Mailbox<()>| process::exit_self("boom"));
        pending::<()>().await;
    });
    assert_eq!(outcome, Err(ExitReason::from("boom")));
    let system = System::new("test");
    let outcome = system.run(async {
        assert!(process::whereis("flour").is_some(), "no flour");
    });
    assert!(matches!(outcome, Err(ExitReason::Panic(_))), "{outcome:?}");
    assert_eq!(system.process_count(), 0);
}

#[test]
fn a_main_process_that_ends_at_once_says_why() {
    for _ in 0..300 {
        let system = System::new("test");
        let outcome = system.run(async { process::exit_self("boom") });
        assert_eq!(outcome, Err::<(), _>(ExitReason::from("boom")));
    }
}

#[tokio::test]
#[should_panic(expected = "the process ended: boom")]
async fn to_enter_a_system_panics_if_the_process_does() {
    System::new("test")
        .enter(async {
            process::exit_self("boom");
        })
        .await;
}

#[tokio::test]
#[should_panic(expected = "this function works in a process")]
async fn functions_of_a_process_say_that_they_need_one() {
    process::id();
}
