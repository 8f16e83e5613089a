//! The table of all chapters: which crate it is about, and what it can run.

use std::fmt::Write;

use anstyle::Style;

/// A chapter of one of the books, or a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// The book.
    pub book: Book,
    /// Its number in the book.
    pub number: u8,
    /// What is built in it.
    pub title: &'static str,
    /// The crate in which it is built.
    pub package: &'static str,
    /// What can be run; nothing if the chapter is not there yet.
    pub commands: &'static [&'static str],
}

/// The books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Book {
    /// The Little Elixir & OTP Guidebook.
    Guidebook,
    /// Elixir in Action, second edition.
    ElixirInAction,
}

/// The programs that this crate runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Metex, with processes.
    Chapter3,
    /// Metex, as a server.
    Chapter4,
    /// Links, monitors and a ring.
    Chapter5,
}

impl Book {
    /// Both, in the order of this project.
    pub const ALL: [Book; 2] = [Book::Guidebook, Book::ElixirInAction];

    /// Returns the title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Guidebook => "The Little Elixir & OTP Guidebook",
            Self::ElixirInAction => "Elixir in Action, 2nd edition",
        }
    }
}

impl Chapter {
    /// Returns whether there is something to run.
    pub fn is_there(&self) -> bool {
        !self.commands.is_empty()
    }
}

const fn guidebook(
    number: u8,
    title: &'static str,
    package: &'static str,
    commands: &'static [&'static str],
) -> Chapter {
    Chapter { book: Book::Guidebook, number, title, package, commands }
}

const fn elixir_in_action(
    number: u8,
    title: &'static str,
    package: &'static str,
) -> Chapter {
    let commands = &[];
    Chapter { book: Book::ElixirInAction, number, title, package, commands }
}

/// All chapters of both books that build something, in their order.
pub const CHAPTERS: &[Chapter] = &[
    guidebook(
        3,
        "Metex: weather from processes",
        "metex",
        &["cargo run -- 3", "cargo run -p metex -- chapter3 --offline"],
    ),
    guidebook(
        4,
        "Metex: weather from a server",
        "metex",
        &["cargo run -- 4", "cargo run -p metex -- shell --offline"],
    ),
    guidebook(
        5,
        "Links, monitors and a ring",
        "book-notes",
        &["cargo run -- 5", "cargo run -- ring --processes 1000"],
    ),
    guidebook(5, "A supervisor made by hand", "book-notes", &[]),
    guidebook(6, "Pooly: one pool", "pooly", &[]),
    guidebook(7, "Pooly: many pools, and overflow", "pooly", &[]),
    guidebook(8, "Blitzy: load tests in a cluster", "blitzy", &[]),
    guidebook(9, "Chucky: failover and takeover", "chucky", &[]),
    guidebook(10, "Types: what Dialyzer finds", "book-notes", &[]),
    guidebook(11, "Properties and interleavings", "book-notes", &[]),
    elixir_in_action(2, "Building blocks", "book-notes"),
    elixir_in_action(3, "Control flow", "book-notes"),
    elixir_in_action(4, "A to-do list", "book-notes, todo"),
    elixir_in_action(5, "Server processes by hand", "todo"),
    elixir_in_action(6, "Generic servers", "todo"),
    elixir_in_action(7, "To-do: many lists, kept on disk", "todo"),
    elixir_in_action(8, "To-do: a first supervisor", "todo"),
    elixir_in_action(9, "To-do: errors are kept apart", "todo"),
    elixir_in_action(10, "Tasks, agents and tables", "todo"),
    elixir_in_action(11, "To-do: an application on the web", "todo"),
    elixir_in_action(12, "To-do: a cluster", "todo"),
    elixir_in_action(13, "To-do: a release in production", "todo"),
];

/// Returns the programs in the order of the tour.
pub(crate) fn programs() -> [Program; 3] {
    [Program::Chapter3, Program::Chapter4, Program::Chapter5]
}

/// Finds the program of a chapter of the Guidebook.
pub(crate) fn find(chapter: &str) -> Result<Program, String> {
    match chapter {
        "3" => Ok(Program::Chapter3),
        "4" => Ok(Program::Chapter4),
        "5" => Ok(Program::Chapter5),
        "6" | "7" | "8" | "9" | "10" | "11" => {
            Err(format!("chapter {chapter} is not there yet; {WHAT_EXISTS}"))
        }
        _ => Err(format!("that is no chapter; {WHAT_EXISTS}")),
    }
}

const WHAT_EXISTS: &str = "there are 3, 4, 5, and list, all, ring";

const BOOK: Style = Style::new().bold();
const LATER: Style = Style::new().dimmed();

/// Writes the table for a terminal.
pub fn as_text() -> String {
    let mut text = String::new();
    for book in Book::ALL {
        let _ = writeln!(text, "{BOOK}{}{BOOK:#}", book.title());
        for chapter in CHAPTERS.iter().filter(|c| c.book == book) {
            let Chapter { number, title, commands, .. } = chapter;
            let _ = write!(text, "  {number:>2}  {title:<34}");
            if !chapter.is_there() {
                let _ = writeln!(text, "{LATER}not there yet{LATER:#}");
            }
            for (line, command) in commands.iter().enumerate() {
                let indent = if line == 0 { 0 } else { 40 };
                let _ = writeln!(text, "{:indent$}{command}", "");
            }
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}

/// Writes the table for a page of Markdown.
pub fn as_markdown() -> String {
    let mut text = String::new();
    for book in Book::ALL {
        let _ = writeln!(text, "## {}\n", book.title());
        text += "| chapter | what is built | crate | command |\n";
        text += "|---|---|---|---|\n";
        for chapter in CHAPTERS.iter().filter(|c| c.book == book) {
            let Chapter { number, title, package, commands, .. } = chapter;
            let page = format!("ch{number:02}.md");
            let (title, commands) = if chapter.is_there() {
                let commands = commands.join("`, `");
                (format!("[{title}]({page})"), format!("`{commands}`"))
            } else {
                ((*title).to_owned(), "not there yet".to_owned())
            };
            let row =
                format!("| {number} | {title} | {package} | {commands} |");
            let _ = writeln!(text, "{row}");
        }
        text.push('\n');
    }
    text
}
