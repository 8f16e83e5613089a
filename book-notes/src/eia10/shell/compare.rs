//! A server against a table, and both against Erlang's own.

use std::io::{IsTerminal, stderr};
use std::num::NonZeroU32;
use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::{Mailbox, System, Task};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::super::key_value::beam;
use super::super::key_value::bench::{self, Load, Store, Took};
use crate::{Finished, page, say, show};

/// How much the clients of the stores do.
#[derive(Clone, Debug, clap::Args)]
pub struct Size {
    /// How many keys all clients have together.
    #[arg(long, value_name = "NUMBER", default_value = "1000000")]
    keys: NonZeroU32,
    /// How many clients there are at a time; more than one number in turn.
    #[arg(long, value_name = "NUMBER", default_value = "1,1000")]
    #[arg(value_delimiter = ',', num_args = 1..)]
    clients: Vec<NonZeroU32>,
    /// How often each client puts and gets each of its keys.
    #[arg(long, value_name = "NUMBER", default_value = "10")]
    rounds: NonZeroU32,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

impl Size {
    fn loads(&self) -> Vec<Load> {
        let load = |clients| Load::new(self.keys, clients, self.rounds);
        self.clients.iter().copied().map(load).collect()
    }
}

/// Compares the stores at the size that the reader wants.
///
/// # Errors
///
/// If a store does not start.
pub async fn compare_stores(_: Mailbox<()>, size: Size) -> Finished {
    let loads = size.loads();
    let rows = measure(&loads).await?;
    let beam = spawn_blocking(move || beam::run(&loads)).await?;
    if size.json {
        page::line(as_json(&rows, &beam));
    } else {
        show_table(&rows, &beam);
    }
    Ok(())
}

/// The same in less than a second.
pub(super) async fn in_the_tour() -> Finished {
    say!(
        "A server against a table: each client puts and gets its own keys.\n\
         This is a short run; `cargo run --release -- key-value` is the book's:"
    );
    let number = |n| NonZeroU32::new(n).expect("it is not zero");
    let clients = [1, 1000].map(number).to_vec();
    let (keys, rounds) = (number(10_000), number(5));
    let loads = Size { keys, clients, rounds, json: false }.loads();
    let rows = measure(&loads).await?;
    let beam = spawn_blocking(move || beam::run(&loads)).await?;
    show_table(&rows, &beam);
    Ok(())
}

/// What was done, and how long it took.
struct Row {
    load: Load,
    took: Took,
}

async fn measure(loads: &[Load]) -> Result<Vec<Row>, StartError> {
    let bar = progress(loads);
    let mut rows = Vec::new();
    for &load in loads {
        let server = alone(Store::Server, load, &bar).await?;
        let table = alone(Store::Table, load, &bar).await?;
        rows.push(Row { load, took: Took { server, table } });
    }
    bar.finish_and_clear();
    Ok(rows)
}

/// Runs a load where no other store is.
async fn alone(
    store: Store,
    load: Load,
    bar: &ProgressBar,
) -> Result<Duration, StartError> {
    let system = System::new("key-value");
    let took = system.enter(bench::run(store, load, bar.clone())).await;
    system.shutdown().await;
    took
}

/// Returns a bar, which appears if it takes longer than a second.
fn progress(loads: &[Load]) -> ProgressBar {
    if !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let rounds =
        |load: &Load| u64::from(load.clients()) * u64::from(load.rounds());
    let rounds = 2 * loads.iter().map(rounds).sum::<u64>();
    let target = ProgressDrawTarget::hidden();
    let style = ProgressStyle::with_template("{bar:40} {percent} %")
        .expect("the template is right");
    let bar = ProgressBar::with_draw_target(Some(rounds), target);
    let bar = bar.with_style(style);
    let shown = bar.clone();
    Task::start(async move {
        sleep(Duration::from_secs(1)).await;
        if !shown.is_finished() {
            shown.set_draw_target(ProgressDrawTarget::stderr());
        }
    });
    bar
}

type Beam = Result<beam::Figures, beam::NoFigures>;

fn show_table(rows: &[Row], beam: &Beam) {
    show_cells("clients", "store", "operations/sec", "on BEAM");
    for (place, Row { load, took }) in rows.iter().enumerate() {
        let theirs = beam.as_ref().ok().and_then(|beam| beam.took.get(place));
        let all = [Some(took), theirs];
        let cells = |cell: &dyn Fn(&Took) -> String| {
            all.map(|took| took.map_or("-".to_owned(), cell))
        };
        let per_second = |time| load.per_second(time).to_string();
        let [ours, theirs] = cells(&|took| per_second(took.server));
        show_cells(&load.clients().to_string(), "server", &ours, &theirs);
        let [ours, theirs] = cells(&|took| per_second(took.table));
        show_cells("", "table", &ours, &theirs);
        let [ours, theirs] = cells(&|took| format!("{:.1}", took.ratio()));
        show_cells("", "times", &ours, &theirs);
    }
    match beam {
        Ok(beam) => show!("BEAM is that of OTP {}.", beam.release),
        Err(error) => show!("BEAM is left out: {error}"),
    }
}

fn show_cells(clients: &str, store: &str, ours: &str, theirs: &str) {
    show!("{clients:>7}  {store:6}  {ours:>14}  {theirs:>10}");
}

fn as_json(rows: &[Row], beam: &Beam) -> String {
    let mut figures = Vec::new();
    for (place, Row { load, took }) in rows.iter().enumerate() {
        let theirs = beam.as_ref().ok().and_then(|beam| beam.took.get(place));
        for (machine, took) in [("actor-core", Some(took)), ("BEAM", theirs)] {
            let Some(took) = took else { continue };
            for (store, time) in
                [("server", took.server), ("table", took.table)]
            {
                figures.push(json!({
                    "machine": machine,
                    "store": store,
                    "clients": load.clients(),
                    "operations": load.operations(),
                    "seconds": time.as_secs_f64(),
                }));
            }
        }
    }
    json!(figures).to_string()
}
