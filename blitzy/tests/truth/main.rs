//! What a run says is what the server knows: runs at random against a server
//! that does to requests whatever can be done to them, and keeps count.
//!
//! `BLITZY_TRUTH_CASES` and `BLITZY_TRUTH_SEED` are how many runs there are,
//! and where chance begins.

mod audit;
mod case;
mod deed;
mod http2;
mod server;

use std::env;
use std::future::pending;
use std::pin::pin;
use std::time::Duration;

use actor_core::{Mailbox, System, process};
use blitzy::engine::{Kind, Settings};
use blitzy::measure::ErrorClass;
use blitzy::plan::{KeepAlive, Load, Plan, Until};
use blitzy::run::{self, Job, Measured, Progress};
use blitzy::target::{Shape, Target};
use tokio::task::yield_now;
use tokio::time::timeout;

use case::Case;
use deed::Hangs;
use server::Server;

/// Nothing takes so long, unless it hangs.
const FOREVER: Duration = Duration::from_mins(1);

fn setting(name: &str, otherwise: u64) -> u64 {
    let text = env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().unwrap())
}

/// Does a run, stops it when `enough` says so, and waits until nothing of it
/// is left.
async fn measure(
    job: Job,
    enough: impl Future<Output = ()> + Send + 'static,
) -> Measured {
    let run = async move |mut mailbox: Mailbox<Progress>| {
        let before = System::current().process_count();
        let run = run::start_link(job, process::this()).await.unwrap();
        let mut enough = pin!(enough);
        let mut is_stopped = false;
        let measured = loop {
            tokio::select! {
                progress = mailbox.receive() => {
                    if let Progress::Ended(measured) = progress {
                        break *measured;
                    }
                }
                () = &mut enough, if !is_stopped => {
                    run.stop();
                    is_stopped = true;
                }
            }
        };
        while System::current().process_count() > before {
            yield_now().await;
        }
        measured
    };
    let system = System::new("test");
    timeout(FOREVER, system.enter_with(run)).await.expect("the run ends")
}

fn target(url: &str, keep_alive: KeepAlive) -> Target {
    Shape { keep_alive, ..Shape::of(url) }.target().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_says_what_the_server_knows() {
    let first = setting("BLITZY_TRUTH_SEED", 1);
    for seed in first..first + setting("BLITZY_TRUTH_CASES", 24) {
        let case = Case::of(seed);
        let server = Server::start(seed, case.hangs).await;
        let url = format!("http://{}/{{{{seq}}}}", server.address);
        let job = Job {
            plan: case.plan.clone(),
            target: target(&url, case.plan.keep_alive),
            engine: Settings { kind: case.kind, ..Settings::default() },
        };
        let enough = server.has_received(case.stop.unwrap_or(u64::MAX));
        let measured = measure(job, enough).await;
        let gone = timeout(FOREVER, server.is_left_alone()).await;
        assert!(gone.is_ok(), "connections are left: {case:?}");
        case.check(&measured, &server);
        audit::check(&case.plan, &measured, &format!("{case:?}"));
    }
}

/// Ten thousand requests come due in a millisecond, and nobody gets to see
/// most of them before the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_due_too_late_to_be_seen_is_missed() {
    let server = Server::start(1, Hangs::Never).await;
    let url = format!("http://{}/{{{{seq}}}}", server.address);
    let duration = Duration::from_millis(20);
    let plan = Plan {
        load: Load::Open {
            rate: "10000000".parse().unwrap(),
            max_in_flight: 10,
        },
        until: Until { requests: None, duration: Some(duration) },
        connections: 2,
        grace: Duration::ZERO,
        ..Plan::default()
    };
    let target = target(&url, KeepAlive::Yes);
    let job = Job { plan, target, engine: Settings::default() };
    let tally = measure(job, pending()).await.tally;
    assert_eq!(tally.sent + tally.missed, 200_000);
}

/// The first connection does all there is to do while the others are not there
/// yet; nobody has to wait until they would be.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ramp_ends_with_the_run() {
    let server = blitzy::serve::start(blitzy::serve::Config::default()).await;
    let server = server.unwrap();
    for until in [
        Until { requests: Some(10), duration: None },
        Until { requests: None, duration: Some(Duration::from_millis(20)) },
    ] {
        let plan = Plan {
            until,
            connections: 3,
            ramp: Duration::from_hours(1),
            grace: Duration::from_hours(1),
            ..Plan::default()
        };
        let target = target(&server.url(), KeepAlive::Yes);
        let job = Job { plan, target, engine: Settings::default() };
        let measured = measure(job, pending()).await;
        assert_eq!(measured.tally.sent, measured.tally.succeeded.len());
        assert_eq!(measured.tally.connects.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_requests_count_though_nobody_listens() {
    let server = Server::start(1, Hangs::Never).await;
    let url = format!("http://{}/{{{{seq}}}}", server.address);
    drop(server);
    for kind in [Kind::Http1, Kind::Http2, Kind::General] {
        let until = Until { requests: Some(5), duration: None };
        let plan = Plan { until, connections: 2, ..Plan::default() };
        let target = target(&url, KeepAlive::Yes);
        let engine = Settings { kind, ..Settings::default() };
        let job = Job { plan, target, engine };
        let tally = measure(job, pending()).await.tally;
        assert_eq!(tally.sent, 5, "{kind:?}");
        let refused = &tally.error_classes[&ErrorClass::Refused];
        assert_eq!(refused.count, 5, "{kind:?}");
    }
}
