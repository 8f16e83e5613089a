//! The one table, for the terminal and as Markdown.

use comfy_table::{CellAlignment, Table, TableStyle, presets};

use crate::cli::Cli;
use crate::contestants::Name;
use crate::machine;
use crate::rounds::Cell;
use crate::workload::Metric;

/// Renders the table for a terminal.
pub fn terminal(cells: &[Cell]) -> String {
    let content = Content::new(cells, "\n");
    let notes = content.notes(|number| format!("[{number}]"));
    format!("{}\n{notes}", content.table(presets::UTF8_FULL))
}

/// Renders the table as a Markdown page that says how it came about.
pub fn markdown(
    cells: &[Cell],
    cli: &Cli,
    load_before: f64,
) -> anyhow::Result<String> {
    let content = Content::new(cells, "<br>");
    let arguments = std::env::args().skip(1).map(|word| format!(" {word}"));
    let command = arguments.collect::<String>();
    let mut facts = machine::description()?;
    facts.push(format!("load before the run: {load_before:.2}"));
    facts.push(format!("`cargo run --release --{command}`"));
    Ok(format!(
        "# Results\n\n\
         Written by the command in the list; the README says what is measured \
         and how far to trust it.\n\n\
         - {}\n\n\
         Each cell: the median of {} rounds, the lowest and highest, and how \
         many times the cost of the first contestant that is. \
         [N] is a note below the table.\n\n\
         {}\n\n\
         ## Notes\n\n\
         {}\n",
        facts.join("\n- "),
        cli.rounds,
        content.table(presets::ASCII_MARKDOWN),
        content.notes(|number| format!("{number}.")),
    ))
}

/// The table before it has lines.
struct Content {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

impl Content {
    fn new(cells: &[Cell], line_break: &str) -> Content {
        let mut content =
            Content { head: Vec::new(), rows: Vec::new(), notes: Vec::new() };
        // A round lists the contestants of one workload side by side.
        for row in cells.chunk_by(|a, b| b.is_in(a.job.workload, a.job.threads))
        {
            let titles =
                row.iter().map(|cell| cell.job.contestant.title(line_break));
            content.head = ["workload".into(), "threads".into()]
                .into_iter()
                .chain(titles)
                .collect();
            let metrics = row[0].job.workload.metrics();
            for (index, metric) in metrics.into_iter().enumerate() {
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
        let floor = cells
            .iter()
            .find(|cell| cell.job.contestant == Name::Floor)
            .and_then(|cell| Summary::new(cell, index))
            .filter(|_| metric.unit.ends_with("ns"));
        let mut row = vec![
            format!("{}, {}", metric.name, metric.unit),
            cells[0].job.threads.to_string(),
        ];
        for cell in cells {
            let mark = self.mark(cell);
            let Some(summary) = Summary::new(cell, index) else {
                row.push(format!("n/a{mark}"));
                continue;
            };
            let Summary { lowest, median, highest } = summary;
            let mut lines = vec![
                format!("{}{mark}", short(median)),
                format!("{}..{}", short(lowest), short(highest)),
            ];
            if let Some(floor) = &floor {
                lines.push(format!("×{:.2}", median / floor.median));
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

    fn table(&self, style: TableStyle) -> Table {
        let mut table = Table::new();
        table
            .load_style(style)
            .set_header(&self.head)
            .add_rows(self.rows.clone());
        for column in table.column_iter_mut().skip(2) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table
    }

    fn notes(&self, mark: impl Fn(usize) -> String) -> String {
        let notes = self
            .notes
            .iter()
            .zip(1..)
            .map(|(note, number)| format!("{} {note}", mark(number)))
            .collect::<Vec<_>>();
        notes.join("\n")
    }
}

/// The rounds of one cell in three numbers.
struct Summary {
    lowest: f64,
    median: f64,
    highest: f64,
}

impl Summary {
    fn new(cell: &Cell, index: usize) -> Option<Summary> {
        let mut numbers: Vec<f64> =
            cell.rounds.iter().map(|numbers| numbers[index]).collect();
        numbers.sort_by(f64::total_cmp);
        let (lowest, highest) = (*numbers.first()?, *numbers.last()?);
        // Of an even number of rounds, the two in the middle.
        let middle = &numbers[(numbers.len() - 1) / 2..=numbers.len() / 2];
        let median = middle.iter().sum::<f64>() / middle.len() as f64;
        Some(Summary { lowest, median, highest })
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
