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

    /// Returns what the command line calls it: `5`, or `eia-5`.
    pub fn name(&self) -> String {
        let Self { book, number, .. } = self;
        match book {
            Book::Guidebook => number.to_string(),
            Book::ElixirInAction => format!("eia-{number}"),
        }
    }

    /// Returns the file of its page: `ch05.md`, or `eia05.md`.
    fn page(&self) -> String {
        let Self { book, number, .. } = self;
        match book {
            Book::Guidebook => format!("ch{number:02}.md"),
            Book::ElixirInAction => format!("eia{number:02}.md"),
        }
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
    commands: &'static [&'static str],
) -> Chapter {
    Chapter { book: Book::ElixirInAction, number, title, package, commands }
}

/// All chapters of both books that build something, in their order.
pub const CHAPTERS: &[Chapter] = &[
    guidebook(
        3,
        "Metex: weather from processes",
        "metex",
        &["cargo run -- 3", "cargo run --bin metex -- chapter3 --offline"],
    ),
    guidebook(
        4,
        "Metex: weather from a server",
        "metex",
        &["cargo run -- 4", "cargo run --bin metex -- shell --offline"],
    ),
    guidebook(
        5,
        "Links, monitors and a ring",
        "book-notes",
        &["cargo run -- 5", "cargo run -- ring --processes 1000"],
    ),
    guidebook(
        5,
        "A supervisor made by hand",
        "book-notes",
        &["cargo run -- thy-supervisor"],
    ),
    guidebook(
        6,
        "Pooly: one pool",
        "pooly",
        &[
            "cargo run -- 6",
            "cargo run --bin pooly -- demo v1",
            "cargo run --bin pooly -- demo v2",
        ],
    ),
    guidebook(
        7,
        "Pooly: many pools, and overflow",
        "pooly",
        &[
            "cargo run -- 7",
            "cargo run --bin pooly -- demo v3",
            "cargo run --bin pooly -- demo v4",
            "cargo run --bin pooly -- shell v4",
        ],
    ),
    guidebook(
        8,
        "Blitzy: load tests in a cluster",
        "blitzy",
        &[
            "cargo run -- 8",
            "cargo run --bin blitzy -- chapter8",
            "cargo run --bin blitzy -- serve",
            "cargo run --bin blitzy -- run http://localhost:8080",
        ],
    ),
    guidebook(
        9,
        "Chucky: failover and takeover",
        "chucky",
        &[
            "cargo run -- 9",
            "cargo run --bin chucky -- demo",
            "cargo run --bin chucky -- --name a@127.0.0.1",
            "cargo run --bin chucky -- fact --watch",
        ],
    ),
    guidebook(10, "Types: what Dialyzer finds", "book-notes", &[]),
    guidebook(11, "Properties and interleavings", "book-notes", &[]),
    elixir_in_action(2, "Building blocks", "book-notes", &[]),
    elixir_in_action(3, "Control flow", "book-notes", &[]),
    elixir_in_action(
        4,
        "A to-do list",
        "todo",
        &["cargo run -- eia-4", "cargo run --bin todo -- step 1"],
    ),
    elixir_in_action(
        5,
        "Server processes by hand",
        "book-notes, todo",
        &["cargo run -- eia-5", "cargo run --bin todo -- step 2"],
    ),
    elixir_in_action(
        6,
        "Generic servers",
        "book-notes, todo",
        &[
            "cargo run -- eia-6",
            "cargo run --bin todo -- step 3",
            "cargo run --bin todo -- step 4",
        ],
    ),
    elixir_in_action(
        7,
        "To-do: many lists, kept on disk",
        "todo",
        &[
            "cargo run -- eia-7",
            "cargo run --bin todo -- step 5",
            "cargo run --bin todo -- step 6",
            "cargo run --bin todo -- step 7",
        ],
    ),
    elixir_in_action(
        8,
        "To-do: a first supervisor",
        "todo",
        &[
            "cargo run -- eia-8",
            "cargo run --bin todo -- step 8",
            "cargo run --bin todo -- step 9",
        ],
    ),
    elixir_in_action(
        9,
        "To-do: errors are kept apart",
        "todo",
        &[
            "cargo run -- eia-9",
            "cargo run --bin todo -- step 10",
            "cargo run --bin todo -- step 11",
            "cargo run --bin todo -- step 12",
        ],
    ),
    elixir_in_action(
        10,
        "Tasks, agents and tables",
        "book-notes, todo",
        &[
            "cargo run -- eia-10",
            "cargo run --bin todo -- step 13",
            "cargo run --bin todo -- step 14",
            "cargo run --bin todo -- step 15",
        ],
    ),
    elixir_in_action(
        11,
        "To-do: an application on the web",
        "todo",
        &[
            "cargo run -- eia-11",
            "cargo run --bin todo -- step 16",
            "cargo run --bin todo -- step 17",
            "cargo run --bin todo -- step 18",
            "cargo run --bin todo -- step 19",
            "cargo run --bin todo -- serve",
        ],
    ),
    elixir_in_action(
        12,
        "Nodes of a cluster",
        "book-notes",
        &["cargo run -- eia-12", "cargo run -- node a@127.0.0.1"],
    ),
    elixir_in_action(12, "To-do: a cluster", "todo", &[]),
    elixir_in_action(13, "To-do: a release in production", "todo", &[]),
];

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
            let page = chapter.page();
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
