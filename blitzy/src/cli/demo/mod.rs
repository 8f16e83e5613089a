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
use crate::measure::Tally;
use crate::plan::{Plan, Until};
use crate::report::{Report, text};
use crate::run::{Cost, Measured, Progress};
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
    let mut programs = Programs::new().await?;
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
        shape: Shape::of(url.clone()),
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
    costs.nodes.push(per_request([(&four.cost, &four.tally)]));
    let shares: Vec<_> = (0..nodes.len())
        .map(|number| ((connections + number) / nodes.len()).max(1))
        .collect();
    for round in 0..demo.rounds {
        if round > 0 {
            let four = on(&nodes, &work, &mut main).await?;
            costs.nodes.push(per_request([(&four.cost, &four.tally)]));
        }
        let apart = programs.apart(url.as_str(), demo.duration, &shares);
        let apart = apart.await?;
        let parts = apart.iter().map(|part| (&part.cost, &part.tally));
        costs.apart.push(per_request(parts));
        let one = on(&nodes[..1], &work, &mut main).await?;
        costs.one.push(per_request([(&one.cost, &one.tally)]));
    }
    print_line(costs.told(connections, programs.is_patient))?;
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

/// Returns the processors' time for each request of runs at the same time; a
/// coordinator's is in the cost of its run.
fn per_request<'a>(
    runs: impl IntoIterator<Item = (&'a Cost, &'a Tally)>,
) -> Duration {
    let mut used = Duration::ZERO;
    let mut requests = 0;
    for (cost, tally) in runs {
        used += cost.user + cost.system;
        requests += u128::from(tally.sent);
    }
    Duration::from_nanos_u128(used.as_nanos() / requests.max(1))
}

/// What a request has cost in each round.
#[derive(Default)]
struct Costs {
    nodes: Vec<Duration>,
    /// In as many programs that are no nodes, as if somebody started them in
    /// as many terminals. What is more is the price of the cluster; what these
    /// cost more than one is what a machine pays for so many programs.
    apart: Vec<Duration>,
    one: Vec<Duration>,
}

impl Costs {
    /// Compares the medians: a busy machine makes some rounds dearer.
    fn told(mut self, connections: usize, is_patient: bool) -> String {
        let rounds = self.one.len();
        let median = |costs: &mut Vec<Duration>| {
            costs.sort_unstable();
            costs[costs.len() / 2].as_secs_f64()
        };
        let nodes = median(&mut self.nodes);
        let apart = median(&mut self.apart);
        let one = median(&mut self.one);
        let row = |who: &str, cost: f64| {
            let micros = cost * 1e6;
            let more = 100.0 * (nodes / cost - 1.0);
            format!("\n  {who:<42}{micros:6.2} µs  {more:+6.1} %")
        };
        let how = if is_patient {
            "No program interrupts another: all were\nstarted by `chrt -b 0`, \
             as nodes should be that share a machine."
        } else {
            "Programs interrupt each\nother here, as they do not where there \
             is `chrt`."
        };
        format!(
            "\nProcessor time for a request, {connections} connections in \
             all, medians of {rounds} rounds,\nand how much more the four \
             nodes took. {how}\
             \n  {:<42}{:6.2} µs{}{}",
            "four nodes, and who coordinates them",
            nodes * 1e6,
            row("four runs that know nothing of each other", apart),
            row("one node, and who coordinates it", one),
        )
    }
}
