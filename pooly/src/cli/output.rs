//! What the program prints.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::demo::Page;

const TITLE: Style = Style::new().bold().underline();
const SAID: Style = AnsiColor::Cyan.on_default();

/// Prints a line, and says if nobody reads it any more.
pub(super) fn print_line(line: impl Display) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush())
}

/// Prints a title.
pub(super) fn print_title(title: &str) -> io::Result<()> {
    print_line(format_args!("{TITLE}{title}{TITLE:#}"))
}

/// The terminal, as what a demonstration is shown on.
pub(super) struct Terminal;

impl Page for Terminal {
    fn say(&mut self, text: &str) {
        // There is nobody to tell if nobody reads it.
        let _ = print_line(format_args!("\n{SAID}{text}{SAID:#}"));
    }

    fn show(&mut self, text: &str) {
        for line in text.lines() {
            let _ = print_line(format_args!("    {line}"));
        }
    }
}
