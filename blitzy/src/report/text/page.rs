//! A text of lines and tables, with colours.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, ContentArrangement, Row, Table, presets};

use super::printable;

/// What most terminals have at least.
const WIDTH: u16 = 80;

/// How a line is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Mood {
    Plain,
    Strong,
    Faint,
    Good,
    Bad,
    Warning,
}

/// A text that grows by lines and tables.
#[derive(Default)]
pub(in crate::report) struct Page {
    text: String,
}

impl Page {
    /// Adds a line that stands out. It may come from elsewhere.
    pub(in crate::report) fn title(&mut self, line: &str) {
        self.wrapped(Mood::Strong, vec![printable(line)]);
    }

    /// Adds a line that says what is below it.
    pub(in crate::report) fn heading(&mut self, line: &str) {
        self.gap();
        self.push(Mood::Strong, line);
    }

    /// Adds a sentence, on as many lines as it needs.
    pub(in crate::report) fn line(&mut self, line: &str) {
        self.wrapped(Mood::Plain, vec![printable(line)]);
    }

    /// Adds a sentence of little weight.
    pub(in crate::report) fn faint(&mut self, line: &str) {
        self.wrapped(Mood::Faint, vec![printable(line)]);
    }

    /// Adds a sentence that the reader must not miss.
    pub(in crate::report) fn note(&mut self, note: &str) {
        self.gap();
        self.wrapped(Mood::Warning, vec!["!".to_owned(), printable(note)]);
    }

    /// Adds an empty line.
    pub(in crate::report) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Adds a table of numbers, which are aligned at their ends.
    pub(in crate::report) fn table(
        &mut self,
        rows: impl IntoIterator<Item = (Mood, Vec<String>)>,
    ) {
        self.rows(rows, CellAlignment::Right);
    }

    /// Adds a table of words, of which the last column may need many lines.
    pub(in crate::report) fn sentences(
        &mut self,
        rows: impl IntoIterator<Item = (Mood, Vec<String>)>,
    ) {
        self.rows(rows, CellAlignment::Left);
    }

    /// Returns the text.
    pub(in crate::report) fn finish(self) -> String {
        self.text
    }

    fn wrapped(&mut self, mood: Mood, cells: Vec<String>) {
        self.rows([(mood, cells)], CellAlignment::Left);
    }

    fn rows(
        &mut self,
        rows: impl IntoIterator<Item = (Mood, Vec<String>)>,
        alignment: CellAlignment,
    ) {
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_width(WIDTH)
            .set_content_arrangement(ContentArrangement::Dynamic);
        let mut moods = Vec::new();
        for (mood, cells) in rows {
            table.add_row(Row::from(cells));
            moods.push(mood);
        }
        for (index, column) in table.column_iter_mut().enumerate() {
            let is_name = index == 0;
            let own = if is_name { CellAlignment::Left } else { alignment };
            column.set_cell_alignment(own);
            let gap = if own == CellAlignment::Right { 2 } else { 1 };
            column.set_padding(if is_name { (0, 0) } else { (gap, 0) });
        }
        // A row that takes many lines has nothing in the first column of all
        // but the first.
        let mut moods = moods.into_iter();
        let mut mood = moods.next().unwrap_or(Mood::Plain);
        for (index, line) in table.lines().enumerate() {
            if index > 0 && !line.starts_with(' ') {
                mood = moods.next().unwrap_or(mood);
            }
            self.push(mood, &line);
        }
    }

    fn push(&mut self, mood: Mood, line: &str) {
        let style = mood.style();
        let line = line.trim_end();
        writeln!(self.text, "{style}{line}{style:#}")
            .expect("a string takes what is written to it");
    }
}

impl Mood {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Bad => AnsiColor::Red.on_default(),
            Self::Warning => AnsiColor::Yellow.on_default(),
        }
    }
}
