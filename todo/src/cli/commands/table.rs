//! Rows whose columns are below each other, one line each.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// Rows whose columns are below each other.
pub(in crate::cli) struct Columns(Table);

impl Columns {
    /// Begins with the names of the columns.
    pub(in crate::cli) fn new<const N: usize>(names: [&str; N]) -> Self {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        // Who searches in what is printed finds whole titles.
        table.set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(names);
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        Self(table)
    }

    /// Has the numbers of these columns end below each other.
    pub(in crate::cli) fn align_right<const N: usize>(
        &mut self,
        columns: [usize; N],
    ) {
        for column in columns {
            let column = self.0.column_mut(column);
            let column = column.expect("the table has that column");
            column.set_cell_alignment(CellAlignment::Right);
        }
    }

    /// Adds a row.
    pub(in crate::cli) fn add<const N: usize>(&mut self, cells: [String; N]) {
        self.0.add_row(cells);
    }

    /// Returns the lines, that of the names first.
    pub(in crate::cli) fn lines(&self) -> Vec<String> {
        let line = |line: String| line.trim_end().to_owned();
        self.0.lines().map(line).collect()
    }
}
