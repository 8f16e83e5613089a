//! What is reported when something crashes in a tree.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actor_core::gen_server::{Init, Next};
use actor_core::supervisor::{ChildSpec, Restart, Strategy};
use actor_core::{
    DynamicSupervisor, ExitReason, GenServer, Mailbox, ProcessRef, Supervisor,
    System, process,
};

use crate::captured::{Captured, Report};

/// A cook, who is told how to end.
struct Cook;

enum Order {
    Burn,
    Leave(ExitReason),
}

impl GenServer for Cook {
    type Args = ();
    type Message = Order;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Cook)
    }

    async fn handle(&mut self, order: Order) -> Next {
        match order {
            Order::Burn => panic!("burnt"),
            Order::Leave(reason) => Next::Stop(reason),
        }
    }
}

fn restaurant(strategy: Strategy) -> Supervisor {
    let kitchen = Supervisor::new(strategy)
        .named("kitchen")
        .child(Cook::starter(()).named("cook"))
        .child(Cook::starter(()).named("baker"));
    Supervisor::new(Strategy::OneForOne).named("restaurant").child(kitchen)
}

/// Runs a tree of three levels in which this happens to the cook; returns
/// what is reported, and who the cook was before and after.
async fn after(
    strategy: Strategy,
    order: Order,
) -> (Vec<Report>, String, String) {
    let (captured, _guard) = Captured::start();
    let (before, after) = System::new("test")
        .enter(async move {
            restaurant(strategy).start_link().await.unwrap();
            let cook = ProcessRef::<Order>::named("cook");
            let (kitchen, before) = (process::whereis("kitchen"), cook.pid());
            cook.cast(order);
            while cook.pid() == before || process::whereis("baker").is_none() {
                tokio::task::yield_now().await;
            }
            assert_eq!(process::whereis("kitchen"), kitchen);
            let now = process::whereis("baker").unwrap();
            (before, format!("cook as {}, baker as {now}", cook.pid()))
        })
        .await;
    (captured.reports(), before.to_string(), after)
}

#[tokio::test]
async fn a_crash_in_a_tree_is_one_report_that_says_what_was_restarted() {
    let (reports, pid, now) = after(Strategy::OneForAll, Order::Burn).await;
    let [report] = &reports[..] else { panic!("{reports:#?}") };
    assert_eq!(report.level, tracing::Level::ERROR);
    assert_eq!(report.field("message"), "a child crashed and was restarted");
    assert_eq!(report.field("supervisor"), "kitchen");
    assert_eq!(report.field("child"), "cook");
    assert_eq!(report.field("pid"), pid);
    assert!(report.field("message_type").ends_with("::Order"));
    assert_eq!(report.field("restarted"), now);
    let reason = report.field("reason");
    assert!(reason.contains("burnt"), "{reason}");
    assert!(reason.contains("supervisor_reports.rs:"), "{reason}");
}

#[tokio::test]
async fn a_permanent_child_that_ends_in_order_is_a_warning() {
    let order = Order::Leave(ExitReason::Normal);
    let (reports, ..) = after(Strategy::OneForOne, order).await;
    let [report] = &reports[..] else { panic!("{reports:#?}") };
    assert_eq!(report.level, tracing::Level::WARN);
    assert_eq!(report.field("message"), "a child ended and was restarted");
}

/// A waiter who is told how to end.
fn waiter() -> ChildSpec<ExitReason> {
    ChildSpec::new("waiter", async || {
        Ok(process::spawn_link(async |mut mailbox: Mailbox<ExitReason>| {
            mailbox.receive().await
        }))
    })
}

#[tokio::test]
async fn a_temporary_child_that_crashes_is_reported_by_its_supervisor() {
    let (captured, _guard) = Captured::start();
    System::new("test")
        .enter(async {
            let staff = DynamicSupervisor::new().named("staff");
            let staff = staff.start_link().await.unwrap();
            let spec = waiter().restart(Restart::Temporary);
            let waiter = staff.start_child(spec).await.unwrap();
            waiter.send(ExitReason::error("ill"));
            waiter.down().await;
            assert_eq!(staff.count_children().await.unwrap().specs, 0);
        })
        .await;
    let reports = captured.reports();
    let [report] = &reports[..] else { panic!("{reports:#?}") };
    assert_eq!(report.field("message"), "a child crashed");
    assert_eq!(report.field("supervisor"), "staff");
    assert_eq!(report.field("child"), "waiter");
    assert_eq!(report.field("reason"), "ill");
}

#[tokio::test]
async fn a_supervisor_that_gives_up_says_so() {
    let (captured, _guard) = Captured::start();
    let supervisor = Supervisor::new(Strategy::OneForOne)
        .intensity(0, Duration::from_secs(5))
        .child(waiter());
    System::new("test")
        .enter(async {
            process::trap_exit(true);
            let supervisor = supervisor.start_link().await.unwrap();
            let waiter = supervisor.child("waiter").await.unwrap();
            waiter.send(ExitReason::error("ill"));
            assert_eq!(supervisor.down().await.reason, ExitReason::Shutdown);
        })
        .await;
    let reports = captured.reports();
    let [report] = &reports[..] else { panic!("{reports:#?}") };
    let message = "too many restarts: the supervisor gives up";
    assert_eq!(report.field("message"), message);
    assert_eq!(report.field("child"), "waiter");
    assert_eq!(report.field("max_restarts"), "0");
    assert_eq!(report.field("within"), "5s");
}

#[tokio::test]
async fn a_child_that_does_not_stop_as_it_is_told_is_reported() {
    let (captured, _guard) = Captured::start();
    let stubborn = ChildSpec::new("stubborn", async || {
        Ok(process::spawn_link(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            mailbox.next().await;
            ExitReason::error("no")
        }))
    });
    System::new("test")
        .enter(async {
            let supervisor = Supervisor::new(Strategy::OneForOne);
            let supervisor = supervisor.child(stubborn);
            let supervisor = supervisor.start_link().await.unwrap();
            tokio::task::yield_now().await;
            supervisor.terminate_child("stubborn").await.unwrap();
        })
        .await;
    let reports = captured.reports();
    let [report] = &reports[..] else { panic!("{reports:#?}") };
    assert_eq!(report.field("message"), "a child did not stop in order");
    assert_eq!(report.field("reason"), "no");
}

#[tokio::test]
async fn a_restart_that_fails_names_who_did_not_start() {
    let (captured, _guard) = Captured::start();
    let starts = AtomicUsize::new(0);
    let fickle = ChildSpec::new("fickle", move || {
        let start = starts.fetch_add(1, Ordering::Relaxed);
        async move {
            assert!(start != 1, "not today");
            Ok(process::spawn_link(async |mut mailbox: Mailbox<()>| {
                mailbox.receive().await;
                ExitReason::error("tired")
            }))
        }
    });
    System::new("test")
        .enter(async {
            let supervisor = Supervisor::new(Strategy::OneForOne).child(fickle);
            let supervisor = supervisor.start_link().await.unwrap();
            let fickle = supervisor.child::<()>("fickle").await.unwrap();
            fickle.send(());
            fickle.down().await;
            while supervisor.child::<()>("fickle").await.is_err() {}
        })
        .await;
    let reports = captured.reports();
    let [failed, again] = &reports[..] else { panic!("{reports:#?}") };
    let message = "a child ended and could not be restarted: trying again";
    assert_eq!(failed.field("message"), message);
    assert_eq!(failed.field("reason"), "tired");
    assert_eq!(failed.field("failed"), "fickle");
    assert!(failed.field("error").contains("not today"));
    assert_eq!(again.field("message"), "a child was restarted");
}

#[tokio::test]
async fn a_crash_whose_supervisor_is_dead_is_reported_by_the_process() {
    let (captured, _guard) = Captured::start();
    System::new("test")
        .enter(async {
            process::trap_exit(true);
            let late = ChildSpec::new("late", async || {
                Ok(process::spawn_link(async |mut mailbox: Mailbox<()>| {
                    process::trap_exit(true);
                    mailbox.next().await;
                    panic!("too late");
                }))
            });
            let supervisor = Supervisor::new(Strategy::OneForOne).child(late);
            let supervisor = supervisor.start_link().await.unwrap();
            let late = supervisor.child::<()>("late").await.unwrap();
            process::exit(&supervisor, ExitReason::Kill);
            late.down().await;
        })
        .await;
    let reports = captured.with("a process crashed");
    let [report] = &reports[..] else { panic!("{:#?}", captured.reports()) };
    assert!(report.field("reason").contains("too late"));
}
