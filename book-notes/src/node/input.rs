//! Lines from a terminal, with history and completion, or from a pipe; and
//! what is printed while a line is written.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::mpsc::SyncSender;

use actor_core::NodeName;
use reedline::{
    ColumnarMenu, DefaultCompleter, DefaultHinter, DefaultPrompt,
    DefaultPromptSegment, Emacs, ExternalPrinter, FileBackedHistory, KeyCode,
    KeyModifiers, MenuBuilder, Reedline, ReedlineEvent, ReedlineMenu, Signal,
    default_emacs_keybindings,
};
use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin};
use tokio::task::{JoinHandle, spawn_blocking};

use super::help::NAMES;

const HISTORY: usize = 1_000;

/// Where lines come from.
pub(super) enum Input {
    Terminal(Terminal),
    /// A file or another program.
    Pipe(Lines<BufReader<Stdin>>),
}

pub(super) struct Terminal {
    node: String,
    count: usize,
    /// It is away while it waits for a key.
    editor: Option<Box<Reedline>>,
    reading: Option<JoinHandle<(io::Result<Signal>, Box<Reedline>)>>,
    /// Prints above the line that is written.
    above: SyncSender<String>,
}

impl Input {
    pub(super) fn of_the_program(node: &NodeName) -> Self {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            let lines = BufReader::new(tokio::io::stdin()).lines();
            return Input::Pipe(lines);
        }
        let printer = ExternalPrinter::default();
        let above = printer.sender();
        let editor = editor().with_external_printer(printer);
        Input::Terminal(Terminal {
            node: node.to_string(),
            count: 0,
            editor: Some(Box::new(editor)),
            reading: None,
            above,
        })
    }

    /// Returns the next line; nothing at the end.
    ///
    /// # Cancellation
    ///
    /// A line that is half written when this is dropped is gone on with.
    pub(super) async fn line(&mut self) -> io::Result<Option<String>> {
        match self {
            Input::Pipe(lines) => lines.next_line().await,
            Input::Terminal(terminal) => terminal.line().await,
        }
    }

    /// Prints a text, unless it is empty; also while a line is written.
    pub(super) fn print(&self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        if let Input::Terminal(Terminal { reading: Some(_), above, .. }) = self
            && above.try_send(text.to_owned()).is_ok()
        {
            return Ok(());
        }
        let mut stdout = anstream::stdout().lock();
        writeln!(stdout, "{text}").and_then(|()| stdout.flush())
    }
}

impl Terminal {
    async fn line(&mut self) -> io::Result<Option<String>> {
        if let Some(mut editor) = self.editor.take() {
            self.count += 1;
            let prompt = format!("{}({})", self.node, self.count);
            let prompt = DefaultPrompt::new(
                DefaultPromptSegment::Basic(prompt),
                DefaultPromptSegment::Empty,
            );
            self.reading = Some(spawn_blocking(move || {
                let signal = editor.read_line(&prompt);
                (signal.map_err(io::Error::other), editor)
            }));
        }
        let Some(reading) = &mut self.reading else { return Ok(None) };
        let (signal, editor) = reading.await.map_err(io::Error::other)?;
        self.reading = None;
        self.editor = Some(editor);
        match signal? {
            Signal::Success(line) => Ok(Some(line)),
            Signal::CtrlC => Ok(Some(String::new())),
            _ => Ok(None),
        }
    }
}

fn editor() -> Reedline {
    const MENU: &str = "commands";
    let mut completer =
        DefaultCompleter::with_inclusions(&['_']).set_min_word_len(1);
    completer.insert(NAMES.map(str::to_owned).to_vec());
    let menu = ColumnarMenu::default().with_name(MENU);
    let mut keys = default_emacs_keybindings();
    keys.add_binding(
        KeyModifiers::NONE,
        KeyCode::Tab,
        ReedlineEvent::UntilFound(vec![
            ReedlineEvent::Menu(MENU.to_owned()),
            ReedlineEvent::MenuNext,
        ]),
    );
    let wants_colour =
        env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let editor = Reedline::create()
        .with_completer(Box::new(completer))
        .with_quick_completions(true)
        .with_partial_completions(true)
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)))
        .with_edit_mode(Box::new(Emacs::new(keys)))
        .with_hinter(Box::new(DefaultHinter::default()))
        .with_ansi_colors(wants_colour);
    let history = history_file()
        .and_then(|file| FileBackedHistory::with_file(HISTORY, file).ok());
    match history {
        Some(history) => editor.with_history(Box::new(history)),
        None => editor,
    }
}

/// Returns `$XDG_CACHE_HOME/book-notes/history`, or that in `~/.cache`.
fn history_file() -> Option<PathBuf> {
    let xdg = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || env::home_dir().map(|home| home.join(".cache"));
    let cache = xdg.filter(|path| path.is_absolute()).or_else(home)?;
    Some(cache.join("book-notes").join("history"))
}
