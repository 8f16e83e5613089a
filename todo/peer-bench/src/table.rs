//! Tables in Markdown, which a terminal shows as well.

use comfy_table::{CellAlignment, Table, presets};

/// Renders a table whose first column has words, and the others numbers.
pub(crate) fn markdown(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header(head).add_rows(rows);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n")
}

/// Returns the middle one, and with the lowest and highest what is written of
/// some numbers.
pub(crate) fn median(numbers: &mut [f64]) -> String {
    numbers.sort_by(f64::total_cmp);
    let (Some(lowest), Some(highest)) = (numbers.first(), numbers.last())
    else {
        return "n/a".to_owned();
    };
    let middle = &numbers[(numbers.len() - 1) / 2..=numbers.len() / 2];
    let median = middle.iter().sum::<f64>() / middle.len() as f64;
    format!("{} ({}..{})", short(median), short(*lowest), short(*highest))
}

/// Writes three digits, and more only before the point.
pub(crate) fn short(number: f64) -> String {
    let decimals = match number {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{number:.decimals$}")
}
