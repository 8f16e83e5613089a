//! The table, for the terminal and as Markdown.

use comfy_table::{CellAlignment, Table, TableStyle, presets};
use peer_bench::machine;

use crate::measure::{Cells, Pair, Runtime};
use crate::workload::Workload;

const PAIRS: [(Pair, &str); 4] = [
    ((Runtime::ActorCore, Runtime::ActorCore), "actor-core → actor-core"),
    ((Runtime::ActorCore, Runtime::Beam), "actor-core → BEAM"),
    ((Runtime::Beam, Runtime::ActorCore), "BEAM → actor-core"),
    ((Runtime::Beam, Runtime::Beam), "BEAM → BEAM"),
];

/// Renders the table for a terminal.
pub(crate) fn terminal(cells: &Cells) -> String {
    rows(cells, presets::UTF8_FULL, "\n").to_string()
}

/// Renders the table as a Markdown page that says how it came about.
pub(crate) fn markdown(
    cells: &Cells,
    rounds: u32,
    load_before: f64,
) -> anyhow::Result<String> {
    let arguments = std::env::args().skip(1).map(|word| format!(" {word}"));
    let arguments = arguments.collect::<String>();
    let facts = machine::description()?.into_iter().chain([
        format!("load before the run: {load_before:.2}"),
        format!("`cargo run --release --bin nodes --{arguments}`"),
    ]);
    let facts = facts.map(|fact| format!("- {fact}\n")).collect::<String>();
    let table = rows(cells, presets::ASCII_MARKDOWN, "<br>");
    Ok(format!(
        "# Messages and calls between nodes\n\n\
         Two nodes on this machine, each a program of its own, connected over \
         the loopback. On BEAM the same is done by a `gen_server`.\n\n\
         {facts}\n\
         Each cell: the median of {rounds} rounds, the lowest and highest, and \
         how many times as fast as BEAM → BEAM that is.\n\n\
         {table}\n"
    ))
}

fn rows(cells: &Cells, style: TableStyle, line_break: &str) -> Table {
    let mut table = Table::new();
    let head = PAIRS.map(|(_, name)| name.to_owned());
    table
        .load_style(style)
        .set_header(std::iter::once(String::new()).chain(head));
    for workload in Workload::ALL {
        let median = |pair| {
            let figures = cells.get(&(workload, pair))?;
            let mut figures = figures.clone();
            figures.sort_by(f64::total_cmp);
            let middle = figures[figures.len() / 2];
            Some((middle, figures[0], figures[figures.len() - 1]))
        };
        let beam = median((Runtime::Beam, Runtime::Beam));
        let row = PAIRS.map(|(pair, _)| {
            let Some((middle, low, high)) = median(pair) else {
                return "-".to_owned();
            };
            let times = beam.map_or(String::new(), |(beam, ..)| {
                let times = if workload.is_rate() {
                    middle / beam
                } else {
                    beam / middle
                };
                format!("{line_break}×{times:.2}")
            });
            let [middle, low, high] = [middle, low, high].map(shown);
            format!("{middle}{line_break}{low}..{high}{times}")
        });
        table.add_row(std::iter::once(workload.to_string()).chain(row));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// Returns a figure with three digits that count.
fn shown(figure: f64) -> String {
    match figure {
        1e6.. => format!("{:.2} M", figure / 1e6),
        1e4.. => format!("{:.1} k", figure / 1e3),
        1e2.. => format!("{figure:.0}"),
        _ => format!("{figure:.1}"),
    }
}
