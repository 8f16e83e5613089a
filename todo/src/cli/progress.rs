//! How far something is that takes its time.

use std::io::{self, IsTerminal, Read};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on a terminal, and nothing anywhere else.
#[derive(Clone)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Begins, with so many bytes to go.
    pub(super) fn of_bytes(bytes: usize) -> Self {
        if !io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(bytes as u64);
        let style =
            "{bar:40} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
        let style = ProgressStyle::with_template(style);
        bar.set_style(style.expect("the template is well formed"));
        Self(bar)
    }

    /// Says that so many more are done.
    pub(super) fn advance(&self, bytes: usize) {
        self.0.inc(bytes as u64);
    }

    /// Returns what reads a text, and says how far it is.
    pub(super) fn reading<'a>(&self, text: &'a [u8]) -> impl Read + 'a {
        self.0.wrap_read(text)
    }

    /// Takes it away.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
