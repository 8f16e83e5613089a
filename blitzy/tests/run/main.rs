//! What a run promises: exact counts, an end in time, and honest times.
//!
//! The target is the local one, which counts what it is asked.

mod counts;
mod ends;
mod merging;
mod open_model;

use std::time::Duration;

use actor_core::{Mailbox, System, process};
use blitzy::engine::Settings;
use blitzy::measure::Tally;
use blitzy::plan::{Load, Plan, Until};
use blitzy::run::{self, Job, Measured, Progress, RunRef};
use blitzy::serve::{self, Config, Server};
use blitzy::target::{Origin, Requests, Route, Target};
use bytes::Bytes;
use http::{Request, Uri};

/// Starts the local target.
async fn server(config: Config) -> Server {
    serve::start(config).await.unwrap()
}

/// What is asked: one path of a server.
fn target(server: &Server, path: &str) -> Target {
    let uri: Uri = format!("{}{path}", server.url()).parse().unwrap();
    let host = uri.authority().unwrap().to_string();
    let request = Request::get(uri.clone()).header("host", host);
    Target {
        requests: Requests::same(request.body(Bytes::new()).unwrap()),
        origins: vec![Origin::of(&uri).unwrap()],
        route: Route::default(),
    }
}

/// A run of so many requests over so many connections.
fn requests(requests: u64, connections: usize) -> Plan {
    let until = Until { requests: Some(requests), duration: None };
    Plan { until, connections, ..Plan::default() }
}

/// A run of so long over so many connections.
fn duration(duration: Duration, connections: usize) -> Plan {
    let until = Until { requests: None, duration: Some(duration) };
    Plan { until, connections, ..Plan::default() }
}

/// The same, in the open model.
fn at_rate(rate: &str, mut plan: Plan) -> Plan {
    let rate = rate.parse().unwrap();
    plan.load = Load::Open { rate, max_in_flight: 10_000 };
    plan
}

/// Starts a run; the current process is its audience.
async fn start(plan: Plan, target: Target) -> RunRef {
    let job = Job { plan, target, engine: Settings::default() };
    run::start_link(job, process::this()).await.unwrap()
}

/// Waits for the end of a run.
async fn ended(mailbox: &mut Mailbox<Progress>) -> Measured {
    loop {
        if let Progress::Ended(measured) = mailbox.receive().await {
            return *measured;
        }
    }
}

/// Does a run to its end.
async fn measure(plan: Plan, target: Target) -> Measured {
    let run = async move |mut mailbox: Mailbox<Progress>| {
        start(plan, target).await;
        ended(&mut mailbox).await
    };
    System::new("test").enter_with(run).await
}

/// Whether every request that was sent is in one place.
fn adds_up(tally: &Tally) -> bool {
    tally.sent == tally.completed() + tally.unfinished.len()
        && tally.completed() - tally.errors.len()
            == tally.statuses.values().sum::<u64>()
}
