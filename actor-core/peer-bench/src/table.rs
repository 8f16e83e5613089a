//! The one table, for the terminal and as Markdown.

use comfy_table::{CellAlignment, Table, presets};

use crate::cli::Cli;
use crate::contestants::Name;
use crate::machine;
use crate::measure::Job;
use crate::rounds::Cell;
use crate::workload::{Better, Metric};

/// Renders the table for a terminal.
pub fn terminal(cells: &[Cell]) -> String {
    let Content { head, rows, notes } = Content::new(cells, "\n");
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL).set_header(head).add_rows(rows);
    align_numbers(&mut table);
    let notes = notes
        .iter()
        .zip(1..)
        .map(|(note, number)| format!("\n[{number}] {note}"));
    format!("{table}{}", notes.collect::<String>())
}

/// Renders the table as a Markdown page that says how it came about.
pub fn markdown(
    cells: &[Cell],
    cli: &Cli,
    load_before: f64,
) -> anyhow::Result<String> {
    let Content { head, rows, notes } = Content::new(cells, "<br>");
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header(head).add_rows(rows);
    align_numbers(&mut table);
    let load = format!("load before the run: {load_before:.2}");
    let command = format!("`{}`", command());
    let facts = machine::description()?.into_iter().chain([load, command]);
    let facts = facts.map(|fact| format!("- {fact}\n"));
    let notes = notes
        .iter()
        .zip(1..)
        .map(|(note, number)| format!("{number}. {note}\n"));
    Ok(format!(
        "# Results\n\n\
         Written by the command in the list; the README says what is measured and \
         how far to trust it.\n\n\
         {}\n\
         Each cell: the median of {} rounds, the lowest and highest, and how \
         many times the cost of bare tokio that is (×0.5 is half of it). \
         M/s and k/s are better high, all else low. [N] is a note below the table.\n\n\
         {table}\n\n\
         ## Notes\n\n\
         {}",
        facts.collect::<String>(),
        cli.rounds,
        notes.collect::<String>(),
    ))
}

fn align_numbers(table: &mut Table) {
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// Returns the command line that was given, without the path of the program.
fn command() -> String {
    let arguments = std::env::args().skip(1).map(|word| format!(" {word}"));
    format!("cargo run --release --{}", arguments.collect::<String>())
}

/// The table before it has lines.
struct Content {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

impl Content {
    fn new(cells: &[Cell], line_break: &str) -> Content {
        let names = names(cells);
        let mut head = vec!["workload".into(), "workers".into()];
        head.extend(names.iter().map(|name| name.title(line_break)));
        let mut content = Content { head, rows: Vec::new(), notes: Vec::new() };
        // A round lists the contestants of one workload side by side.
        for row in cells.chunk_by(|a, b| b.is_in(a.job.workload, a.job.workers))
        {
            for (index, metric) in
                row[0].job.workload.metrics().into_iter().enumerate()
            {
                content.add(row, index, metric, line_break);
            }
        }
        content
    }

    fn add(
        &mut self,
        cells: &[Cell],
        index: usize,
        metric: Metric,
        line_break: &str,
    ) {
        let tokio = cells
            .iter()
            .find(|cell| cell.job.contestant == Name::Tokio)
            .and_then(|cell| Summary::new(cell, index));
        let mut row = vec![
            format!("{}, {}", metric.name, metric.unit),
            cells[0].job.workers.to_string(),
        ];
        for cell in cells {
            let mark = self.mark(cell);
            let Some(summary) = Summary::new(cell, index) else {
                row.push(format!("n/a{mark}"));
                continue;
            };
            let mut lines = vec![
                format!("{}{mark}", short(summary.median)),
                format!("{}..{}", short(summary.min), short(summary.max)),
            ];
            if let Some(tokio) = &tokio {
                let ratio = match metric.better {
                    Better::Less => summary.median / tokio.median,
                    Better::More => tokio.median / summary.median,
                };
                lines.push(format!("×{}", short(ratio)));
            }
            row.push(lines.join(line_break));
        }
        self.rows.push(row);
    }

    /// Returns the mark of the note to `cell`, if it has one.
    fn mark(&mut self, cell: &Cell) -> String {
        let Some(note) = cell.note() else { return String::new() };
        let known = self.notes.iter().position(|other| *other == note);
        let index = known.unwrap_or_else(|| {
            self.notes.push(note);
            self.notes.len() - 1
        });
        format!(" [{}]", index + 1)
    }
}

/// Lists the contestants, as the first row of cells has them.
fn names(cells: &[Cell]) -> Vec<Name> {
    let Some(Job { workload, workers, .. }) = cells.first().map(|c| &c.job)
    else {
        return Vec::new();
    };
    cells
        .iter()
        .take_while(|cell| cell.is_in(*workload, *workers))
        .map(|cell| cell.job.contestant)
        .collect()
}

/// The rounds of one cell in three numbers.
struct Summary {
    min: f64,
    median: f64,
    max: f64,
}

impl Summary {
    fn new(cell: &Cell, index: usize) -> Option<Summary> {
        let mut numbers: Vec<f64> =
            cell.rounds.iter().map(|numbers| numbers[index]).collect();
        numbers.sort_by(f64::total_cmp);
        let (min, max) = (*numbers.first()?, *numbers.last()?);
        let middle = numbers.len() / 2;
        let median = match numbers.len() % 2 {
            1 => numbers[middle],
            _ => f64::midpoint(numbers[middle - 1], numbers[middle]),
        };
        Some(Summary { min, median, max })
    }
}

/// Writes three digits, and more only before the point.
fn short(number: f64) -> String {
    let decimals = match number {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{number:.decimals$}")
}
