//! `blitzy demo`: four nodes and a target on this machine, and what they cost.

mod programs;

use std::process::ExitCode;
use std::time::Duration;

use actor_core::{Mailbox, NodeName, process};

use super::args::{Demo, Demonstration, Member};
use super::choice::Choice;
use super::cluster::become_coordinator;
use super::output::print_line;
use super::run::about;
use super::signals::Signals;
use crate::cluster::{self, OnLoss, Work};
use crate::engine::{Kind, Settings};
use crate::plan::{Plan, Until};
use crate::report::{Report, text};
use crate::run::{Measured, Progress};
use crate::target::Shape;
use programs::Programs;

/// How long a node may be silent.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn run(
    demo: Demo,
    main: Mailbox<Progress>,
) -> anyhow::Result<ExitCode> {
    let Demonstration::Cluster = demo.what;
    let mut signals = Signals::listen()?;
    // Whoever drops the programs ends them.
    tokio::select! {
        shown = cluster(demo, main) => shown.map(|()| ExitCode::SUCCESS),
        () = signals.next() => Ok(ExitCode::from(super::run::INTERRUPTED)),
    }
}

async fn cluster(
    demo: Demo,
    mut main: Mailbox<Progress>,
) -> anyhow::Result<()> {
    let mut programs = Programs::new()?;
    let url = programs.target().await?;
    let mut nodes = Vec::new();
    for name in ["b", "c", "d", "e"] {
        nodes.push(programs.node(&format!("{name}@127.0.0.1")).await?);
    }
    let until = Until { requests: None, duration: Some(demo.duration) };
    let connections = demo.connections;
    let plan = Plan { until, connections, ..Plan::default() };
    let work = Work {
        plan: plan.clone(),
        shape: Shape::of(url),
        engine: Settings { kind: Kind::Http1, ..Settings::default() },
        patience: PATIENCE,
        on_loss: OnLoss::Report,
    };
    let member = Member {
        cookie: Some(programs.cookie()),
        epmd_port: Some(programs.epmd_port()),
    };
    become_coordinator("127.0.0.1", &member).await?;
    let four = on(&nodes, &work, &mut main).await?;
    let choice = Choice {
        settings: work.engine.clone(),
        why: "the fastest, and no option needs another".to_owned(),
    };
    let about = about(&work.shape.clone().target()?, &choice);
    let report = Report::new(about, &plan, &four);
    print_line(text(&report).trim_end())?;
    let mut costs = Costs::default();
    costs.four.push(per_request(&four));
    costs.one.push(per_request(&on(&nodes[..1], &work, &mut main).await?));
    for _ in 1..demo.rounds {
        costs.four.push(per_request(&on(&nodes, &work, &mut main).await?));
        costs.one.push(per_request(&on(&nodes[..1], &work, &mut main).await?));
    }
    print_line(costs.told(connections))?;
    Ok(())
}

/// Does a run on these nodes.
async fn on(
    nodes: &[NodeName],
    work: &Work,
    main: &mut Mailbox<Progress>,
) -> anyhow::Result<Measured> {
    cluster::start_link(nodes.to_vec(), work.clone(), process::this()).await?;
    loop {
        if let Progress::Ended(measured) = main.receive().await {
            return Ok(*measured);
        }
    }
}

/// Returns the processors' time for each request, the coordinator's included.
fn per_request(measured: &Measured) -> Duration {
    let used = measured.cost.user + measured.cost.system;
    let requests = u128::from(measured.tally.sent.max(1));
    Duration::from_nanos_u128(used.as_nanos() / requests)
}

/// What a request has cost in each round.
#[derive(Default)]
struct Costs {
    one: Vec<Duration>,
    four: Vec<Duration>,
}

impl Costs {
    /// Compares the medians: a busy machine makes some rounds dearer.
    fn told(mut self, connections: usize) -> String {
        let median = |costs: &mut Vec<Duration>| {
            costs.sort_unstable();
            costs[costs.len() / 2]
        };
        let (one, four) = (median(&mut self.one), median(&mut self.four));
        let more = 100.0 * (four.as_secs_f64() / one.as_secs_f64() - 1.0);
        format!(
            "\nProcessor time for a request, {connections} connections in \
             all, the coordinator included:\n  one node {:.2} µs, four nodes \
             {:.2} µs: {more:+.1} % (the medians of {} rounds)",
            one.as_secs_f64() * 1e6,
            four.as_secs_f64() * 1e6,
            self.one.len(),
        )
    }
}
