//! Lines from a terminal, with history and completion, or from a pipe.

use std::io::{self, IsTerminal};

use reedline::{
    ColumnarMenu, DefaultCompleter, DefaultHinter, DefaultPrompt,
    DefaultPromptSegment, Emacs, FileBackedHistory, KeyCode, KeyModifiers,
    MenuBuilder, Reedline, ReedlineEvent, ReedlineMenu, Signal,
    default_emacs_keybindings,
};
use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin};

use super::command::NAMES;
use crate::cli::{cache_file, wants_colour};
use crate::stand_in::cities;

const HISTORY: usize = 1_000;

/// Where lines come from.
pub(super) enum Input {
    /// The editor is away while it waits for a key.
    Terminal { editor: Option<Box<Reedline>>, count: usize },
    /// A file or another program.
    Pipe(Lines<BufReader<Stdin>>),
}

impl Input {
    pub(super) fn of_the_program() -> Self {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            let lines = BufReader::new(tokio::io::stdin()).lines();
            return Input::Pipe(lines);
        }
        Input::Terminal { editor: Some(Box::new(editor())), count: 0 }
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
            DefaultPromptSegment::Basic(format!("metex({count})")),
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

fn editor() -> Reedline {
    const MENU: &str = "commands";
    let cities = cities().iter().map(|city| city.name);
    let words = NAMES.into_iter().chain(cities).map(str::to_owned).collect();
    let completer = DefaultCompleter::new_with_wordlen(words, 1);
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
    let file = cache_file::directory().map(|dir| dir.join("history"));
    let history =
        file.and_then(|file| FileBackedHistory::with_file(HISTORY, file).ok());
    match history {
        Some(history) => editor.with_history(Box::new(history)),
        None => editor,
    }
}
