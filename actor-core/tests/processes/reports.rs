//! Crash reports.

use std::error::Error;
use std::fmt;

use actor_core::gen_server::{Init, Next};
use actor_core::supervisor::{ChildSpec, Strategy};
use actor_core::{ExitReason, GenServer, Mailbox, Supervisor, System, process};
use tracing::Level;

use crate::captured::{Captured, Report};

const CRASH: &str = "a process crashed";

/// Runs a process that ends like that, and returns what is reported.
async fn reports(end: fn()) -> Vec<Report> {
    let (captured, _guard) = Captured::start();
    let system = System::new("test");
    let child = system.spawn(async move |_: Mailbox<()>| end());
    child.down().await;
    captured.reports()
}

#[tokio::test]
async fn a_panic_is_reported_once_with_its_place() {
    let reports = reports(|| panic!("no flour")).await;
    let [report] = &reports[..] else { panic!("{reports:?}") };
    assert_eq!(report.level, Level::ERROR);
    assert_eq!(report.target, "actor_core::crash");
    assert_eq!(report.field("message"), CRASH);
    assert!(report.field("pid").starts_with("<0."));
    let reason = report.field("reason");
    assert!(reason.contains("no flour"), "{reason}");
    assert!(reason.contains("reports.rs:"), "{reason}");
}

#[tokio::test]
async fn an_end_by_choice_is_not_reported() {
    let ends: [fn(); 5] = [
        || (),
        || process::exit_self(ExitReason::Normal),
        || process::exit_self(ExitReason::Shutdown),
        || process::exit_self("boom"),
        || process::exit(process::id(), ExitReason::Kill),
    ];
    for end in ends {
        let reports = reports(end).await;
        assert!(reports.is_empty(), "{reports:?}");
    }
}

#[tokio::test]
async fn those_who_end_because_another_crashed_are_not_reported() {
    let (captured, _guard) = Captured::start();
    let system = System::new("test");
    let first = system.spawn(async |_: Mailbox<()>| {
        for _ in 0..3 {
            process::spawn_link(async |_: Mailbox<()>| {
                std::future::pending::<()>().await;
            });
        }
        tokio::task::yield_now().await;
        panic!("the first");
    });
    first.down().await;
    system.shutdown().await;
    assert_eq!(captured.with(CRASH).len(), 1, "{:?}", captured.reports());
}

#[tokio::test]
async fn a_report_tells_the_name_or_else_the_label() {
    let by_name = reports(|| {
        process::set_label("an order");
        process::register("Pizza").unwrap();
        panic!("burnt");
    });
    assert_eq!(by_name.await[0].field("name"), "Pizza");
    let by_label = reports(|| {
        process::set_label("an order");
        panic!("burnt");
    });
    assert_eq!(by_label.await[0].field("name"), "an order");
}

/// A server that crashes as it is told.
struct Oven;

enum Order {
    Crash,
    Stop(ExitReason),
}

impl GenServer for Oven {
    type Args = ();
    type Message = Order;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Oven)
    }

    async fn handle(&mut self, order: Order) -> Next {
        match order {
            Order::Crash => panic!("too hot"),
            Order::Stop(reason) => Next::Stop(reason),
        }
    }
}

/// Runs a server that is told this; returns its starter and what is reported.
async fn oven(order: Order) -> (String, Vec<Report>) {
    let (captured, _guard) = Captured::start();
    let starter = System::new("test")
        .enter(async {
            let oven = Oven::starter(()).named("oven").start().await.unwrap();
            oven.cast(order);
            oven.down().await;
            process::id()
        })
        .await;
    (format!("[{starter}]"), captured.reports())
}

#[tokio::test]
async fn a_crash_of_a_server_is_one_report_with_all_that_is_known() {
    let (starter, reports) = oven(Order::Crash).await;
    let [report] = &reports[..] else { panic!("{reports:?}") };
    assert_eq!(report.field("message"), CRASH);
    assert_eq!(report.field("name"), "oven");
    assert!(report.field("pid").starts_with("<0."));
    assert_eq!(report.field("ancestors"), starter);
    assert!(report.field("reason").contains("too hot"));
    assert!(report.field("message_type").ends_with("::Order"));
}

#[tokio::test]
async fn an_orderly_stop_of_a_server_is_not_reported() {
    for reason in [
        ExitReason::Normal,
        ExitReason::Shutdown,
        ExitReason::ShutdownWith("closing time".into()),
    ] {
        let (_, reports) = oven(Order::Stop(reason)).await;
        assert!(reports.is_empty(), "{reports:?}");
    }
}

#[tokio::test]
async fn a_stop_of_a_server_with_another_reason_is_reported() {
    let (_, reports) = oven(Order::Stop("no gas".into())).await;
    let server = &reports[0];
    assert_eq!(server.field("message"), CRASH);
    assert_eq!(server.field("reason"), "no gas");
}

/// An error that has no words. To write it is as hard as to write to a
/// terminal that is closed.
#[derive(Debug)]
struct Speechless;

impl fmt::Display for Speechless {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("nobody reads this")
    }
}

impl Error for Speechless {}

#[tokio::test]
async fn a_report_that_cannot_be_written_keeps_nobody_from_ending() {
    let (captured, _guard) = Captured::start();
    let system = System::new("test");
    let child = system.spawn(async |mut mailbox: Mailbox<()>| {
        mailbox.receive().await;
        Err::<(), _>(Speechless)
    });
    let (down, ()) = tokio::join!(child.down(), async { child.send(()) });
    assert!(matches!(down.reason, ExitReason::Error(_)));
    assert_eq!(captured.reports().len(), 0);
}

#[tokio::test]
async fn a_report_that_cannot_be_written_ends_no_supervisor() {
    let (_captured, _guard) = Captured::start();
    System::new("test")
        .enter(async {
            let child = ChildSpec::new("child", async || {
                Ok(process::spawn_link(async |mut mailbox: Mailbox<()>| {
                    mailbox.receive().await;
                    Err::<(), _>(Speechless)
                }))
            });
            let supervisor = Supervisor::new(Strategy::OneForOne)
                .child(child)
                .start_link()
                .await
                .unwrap();
            let first = supervisor.child::<()>("child").await.unwrap();
            tokio::join!(first.down(), async { first.send(()) });
            let second = supervisor.child::<()>("child").await.unwrap();
            assert_ne!(second.pid(), first.pid());
        })
        .await;
}
