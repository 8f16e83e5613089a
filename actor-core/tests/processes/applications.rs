//! Applications: their order, their environment, what their end means.

use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actor_core::application::{ApplicationError, Mode, StartType};
use actor_core::gen_server::StartError;
use actor_core::supervisor::{ChildSpec, Strategy};
use actor_core::{
    Application, ExitReason, Mailbox, ProcessRef, Supervisor, System, process,
};

/// What happened, in order.
#[derive(Clone, Default)]
struct Journal(Arc<Mutex<Vec<String>>>);

impl Journal {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// An application with one process, which ends as it is told.
fn restaurant(name: &'static str, journal: &Journal) -> Application {
    let [started, stops, stopped] =
        [journal, journal, journal].map(Clone::clone);
    Application::new(name, move |start_type| {
        assert_eq!(start_type, StartType::Normal);
        started.note(format!("{name} starts"));
        async move {
            let cook = process::spawn_link(
                async move |mut mailbox: Mailbox<ExitReason>| {
                    process::register(name).unwrap();
                    mailbox.receive().await
                },
            );
            Ok(cook)
        }
    })
    .before_stop(move || {
        stops.note(format!("{name} stops"));
        async {}
    })
    .after_stop(move || {
        stopped.note(format!("{name} stopped"));
        async {}
    })
}

#[tokio::test]
async fn dependencies_start_before_and_stop_after() {
    let (system, journal) = (System::new("test"), Journal::default());
    let bakery = restaurant("bakery", &journal);
    let mill = restaurant("mill", &journal);
    let bakery = bakery.depends_on(mill.clone());
    let cafe = restaurant("cafe", &journal).depends_on(mill);
    let cafe = cafe.depends_on(bakery);
    system.start_application(cafe, Mode::Temporary).await.unwrap();
    let started = ["mill starts", "bakery starts", "cafe starts"];
    assert_eq!(journal.take(), started);
    let order = ["mill", "bakery", "cafe"].map(Into::into);
    assert_eq!(system.applications(), order);
    system.shutdown().await;
    let stopped = ["cafe", "bakery", "mill"]
        .map(|name| [format!("{name} stops"), format!("{name} stopped")]);
    assert_eq!(journal.take(), stopped.concat());
    assert_eq!(system.process_count(), 0);
}

#[tokio::test]
async fn an_application_starts_once() {
    let (system, journal) = (System::new("test"), Journal::default());
    let cafe = restaurant("cafe", &journal);
    let start = || system.start_application(cafe.clone(), Mode::Temporary);
    let (first, second) = tokio::join!(start(), start());
    let twice = Err(ApplicationError::AlreadyStarted("cafe".into()));
    assert_eq!((first, second), (Ok(()), twice.clone()));
    assert_eq!(start().await, twice);
    assert_eq!(journal.take(), ["cafe starts"]);
    system.stop_application("cafe").await.unwrap();
    assert_eq!(start().await, Ok(()));
}

#[tokio::test]
async fn stopping_what_does_not_run_is_an_error() {
    let system = System::new("test");
    let error = ApplicationError::NotStarted("cafe".into());
    assert_eq!(system.stop_application("cafe").await, Err(error));
}

#[tokio::test]
async fn an_application_that_does_not_start_leaves_nothing() {
    let system = System::new("test");
    let broken = Application::new("broken", async |_| {
        let oven = ChildSpec::new("oven", async || {
            Err::<ProcessRef<()>, _>(StartError::Init("no gas".into()))
        });
        Supervisor::new(Strategy::OneForOne).child(oven).start_link().await
    });
    let start = system.start_application(broken.clone(), Mode::Permanent);
    let error = start.await.unwrap_err().to_string();
    let because = "broken did not start: init failed: {shutdown, child oven \
                   failed to start: init failed: no gas}";
    assert_eq!(error, because);
    assert!(system.applications().is_empty());
    // It can be tried again, and the failure did not end the system.
    let start = system.start_application(broken, Mode::Permanent);
    assert!(start.await.is_err());
}

#[tokio::test]
async fn a_start_callback_that_panics_is_a_failed_start() {
    let system = System::new("test");
    let broken = Application::new(
        "broken",
        async |_| -> Result<ProcessRef<()>, StartError> { panic!("no gas") },
    );
    let start = system.start_application(broken, Mode::Permanent);
    let error = start.await.unwrap_err().to_string();
    assert!(error.contains("no gas"), "{error}");
}

#[tokio::test]
async fn an_environment_is_read_from_anywhere() {
    let (system, journal) = (System::new("test"), Journal::default());
    system.set_env("cafe", "chairs", 8_u32);
    let cafe = restaurant("cafe", &journal)
        .env("chairs", 4_u32)
        .env("street", "Main Street".to_owned());
    system.start_application(cafe, Mode::Temporary).await.unwrap();
    assert_eq!(system.env("cafe", "chairs"), Some(8_u32));
    assert_eq!(
        system.env("cafe", "street"),
        Some("Main Street".to_owned()),
        "what nobody else has set is as the application says"
    );
    assert_eq!(system.env::<u64>("cafe", "chairs"), None, "another type");
    assert_eq!(system.env::<u32>("cafe", "tables"), None);
}

/// Starts two applications; the second ends like that. Returns whether the
/// system goes on.
async fn survives(mode: Mode, reason: ExitReason) -> bool {
    let (system, journal) = (System::new("test"), Journal::default());
    let [mill, cafe] = ["mill", "cafe"].map(|name| restaurant(name, &journal));
    system.start_application(mill, Mode::Permanent).await.unwrap();
    system.start_application(cafe, mode).await.unwrap();
    let (mill, cafe) =
        (system.named::<ExitReason>("mill"), system.named("cafe"));
    while !(mill.is_alive() && cafe.is_alive()) {
        tokio::task::yield_now().await;
    }
    cafe.send(reason);
    cafe.down().await;
    while system.applications().len() == 2 {
        tokio::task::yield_now().await;
    }
    let end = tokio::time::timeout(Duration::from_mins(1), mill.down());
    let goes_on = end.await.is_err();
    let after = journal.take().pop().unwrap();
    let last = if goes_on { "cafe stopped" } else { "mill stopped" };
    assert_eq!(after, last, "{mode:?}");
    goes_on
}

#[tokio::test(start_paused = true)]
async fn the_end_of_an_application_means_what_its_mode_says() {
    let shutdown = || ExitReason::Shutdown;
    for (mode, reason, goes_on) in [
        (Mode::Temporary, ExitReason::Normal, true),
        (Mode::Temporary, ExitReason::error("fire"), true),
        (Mode::Transient, ExitReason::Normal, true),
        (Mode::Transient, shutdown(), false),
        (Mode::Transient, ExitReason::error("fire"), false),
        (Mode::Permanent, ExitReason::Normal, false),
        (Mode::Permanent, shutdown(), false),
    ] {
        assert_eq!(survives(mode, reason.clone()).await, goes_on, "{reason}");
    }
}

#[tokio::test]
async fn a_start_goes_on_if_nobody_waits_for_it() {
    let (system, journal) = (System::new("test"), Journal::default());
    let cafe = restaurant("cafe", &journal);
    let start = system.start_application(cafe, Mode::Temporary);
    tokio::select! {
        biased;
        _ = start => panic!("it started at once"),
        () = async {} => {}
    }
    while system.applications().is_empty() {
        tokio::task::yield_now().await;
    }
    system.shutdown().await;
    let all = ["cafe starts", "cafe stops", "cafe stopped"];
    assert_eq!(journal.take(), all);
}

#[tokio::test]
async fn a_hook_that_panics_keeps_nothing_from_stopping() {
    let (system, journal) = (System::new("test"), Journal::default());
    let cafe = restaurant("cafe", &journal);
    let cafe = cafe.before_stop(async || panic!("no key"));
    system.start_application(cafe, Mode::Temporary).await.unwrap();
    system.stop_application("cafe").await.unwrap();
    assert_eq!(journal.take(), ["cafe starts", "cafe stopped"]);
}

#[tokio::test(start_paused = true)]
async fn an_orderly_stop_takes_the_time_that_it_needs() {
    let (system, journal) = (System::new("test"), Journal::default());
    let slow = Application::new("slow", async |_| {
        Ok(process::spawn_link(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            mailbox.next().await;
            tokio::time::sleep(Duration::from_mins(2)).await;
        }))
    });
    let stopped = journal.clone();
    let slow = slow.after_stop(move || {
        stopped.note("stopped");
        async {}
    });
    system.start_application(slow, Mode::Permanent).await.unwrap();
    tokio::task::yield_now().await;
    let start = tokio::time::Instant::now();
    // Two at the same time: the second waits for the first.
    tokio::join!(system.shutdown(), system.shutdown());
    assert!(start.elapsed() >= Duration::from_mins(2));
    assert_eq!(journal.take(), ["stopped"]);
}

#[tokio::test]
async fn a_system_that_stops_starts_nothing() {
    let (system, journal) = (System::new("test"), Journal::default());
    system.shutdown().await;
    let cafe = restaurant("cafe", &journal);
    let start = system.start_application(cafe, Mode::Temporary).await;
    assert_eq!(start, Err(ApplicationError::Stopping));
}

#[tokio::test]
async fn a_start_callback_may_start_applications() {
    let (system, journal) = (System::new("test"), Journal::default());
    let mill = restaurant("mill", &journal);
    let bakery = Application::new("bakery", move |_| {
        let mill = mill.clone();
        async move {
            let system = System::current();
            let start = system.start_application(mill, Mode::Temporary);
            start.await.unwrap();
            Ok(process::spawn_link(async |_: Mailbox<()>| {
                pending::<()>().await;
            }))
        }
    });
    system.start_application(bakery, Mode::Temporary).await.unwrap();
    assert_eq!(system.applications(), ["mill", "bakery"].map(Into::into));
}

#[tokio::test]
async fn a_process_may_stop_the_system_that_it_is_part_of() {
    let (system, journal) = (System::new("test"), Journal::default());
    let mill = restaurant("mill", &journal);
    let cafe = Application::new("cafe", async |_| {
        Ok(process::spawn_link(async |_: Mailbox<()>| {
            System::current().stop();
            pending::<()>().await;
        }))
    });
    let cafe = cafe.depends_on(mill);
    system.start_application(cafe, Mode::Permanent).await.unwrap();
    while system.process_count() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(journal.take(), ["mill starts", "mill stops", "mill stopped"]);
}
