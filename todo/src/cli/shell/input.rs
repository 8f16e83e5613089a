//! Lines from a terminal, with history and completion, or from a pipe.

use std::env;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use reedline::{
    ColumnarMenu, DefaultCompleter, DefaultHinter, DefaultPrompt,
    DefaultPromptSegment, Emacs, FileBackedHistory, KeyCode, KeyModifiers,
    MenuBuilder, Reedline, ReedlineEvent, ReedlineMenu, Signal,
    default_emacs_keybindings,
};
use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin};

use super::command::names;
use crate::cli::wants_colour;

const HISTORY: usize = 1_000;

/// Where lines come from.
pub(super) enum Input {
    /// The editor is away while it waits for a key.
    Terminal { editor: Option<Box<Reedline>>, count: usize },
    /// A file or another program.
    Pipe(Lines<BufReader<Stdin>>),
}

impl Input {
    /// Tab completes commands, and the words that are given.
    pub(super) fn of_the_program(words: Vec<String>) -> Self {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            let lines = BufReader::new(tokio::io::stdin()).lines();
            return Input::Pipe(lines);
        }
        Input::Terminal { editor: Some(Box::new(editor(words))), count: 0 }
    }

    pub(super) fn is_interactive(&self) -> bool {
        matches!(self, Input::Terminal { .. })
    }

    /// Returns the next line; nothing at the end.
    pub(super) async fn line(&mut self) -> io::Result<Option<String>> {
        let (slot, count) = match self {
            Input::Pipe(lines) => return lines.next_line().await,
            Input::Terminal { editor, count } => (editor, count),
        };
        let mut editor = slot.take().expect("one line is read at a time");
        *count += 1;
        let prompt = DefaultPrompt::new(
            DefaultPromptSegment::Basic(format!("todo({count})")),
            DefaultPromptSegment::Empty,
        );
        let (signal, editor) = tokio::task::spawn_blocking(move || {
            (editor.read_line(&prompt), editor)
        })
        .await
        .map_err(io::Error::other)?;
        *slot = Some(editor);
        match signal.map_err(io::Error::other)? {
            Signal::Success(line) => Ok(Some(line)),
            Signal::CtrlC => Ok(Some(String::new())),
            _ => Ok(None),
        }
    }
}

fn editor(mut words: Vec<String>) -> Reedline {
    const MENU: &str = "commands";
    words.extend(names());
    let mut completer =
        DefaultCompleter::with_inclusions(&['.', '_']).set_min_word_len(1);
    completer.insert(words);
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
    let editor = Reedline::create()
        .with_completer(Box::new(completer))
        .with_quick_completions(true)
        .with_partial_completions(true)
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)))
        .with_edit_mode(Box::new(Emacs::new(keys)))
        .with_hinter(Box::new(DefaultHinter::default()))
        .with_ansi_colors(wants_colour());
    let history = history_file()
        .and_then(|file| FileBackedHistory::with_file(HISTORY, file).ok());
    match history {
        Some(history) => editor.with_history(Box::new(history)),
        None => editor,
    }
}

/// Returns `$XDG_CACHE_HOME/todo/history`, or `~/.cache/todo/history`.
fn history_file() -> Option<PathBuf> {
    let xdg = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || env::home_dir().map(|home| home.join(".cache"));
    let cache = xdg.filter(|path| path.is_absolute()).or_else(home)?;
    Some(cache.join("todo").join("history"))
}
