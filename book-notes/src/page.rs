//! What the reader sees: titles, commentary, and what the programs print.

use std::fmt::{Arguments, Display};
use std::io::Write;
use std::time::Duration;

use anstyle::{AnsiColor, Style};

const TITLE: Style = Style::new().bold().underline();
const SAID: Style = AnsiColor::Cyan.on_default();

const WIDTH: usize = 80;
const CONTINUED: &str = "\n      ";

/// Prints the title of a chapter.
pub fn title(title: impl Display) {
    line(format_args!("{TITLE}{title}{TITLE:#}"));
}

/// Prints a line of commentary; see [`say!`](crate::say).
pub fn say(text: Arguments<'_>) {
    line(format_args!("\n{SAID}{text}{SAID:#}"));
}

/// Prints what a program shows; see [`show!`](crate::show).
pub fn show(text: Arguments<'_>) {
    line(indented(&text.to_string()));
}

/// Prints a line as it is.
pub fn line(text: impl Display) {
    // There is nobody to tell if nobody reads it.
    let _ = writeln!(anstream::stdout().lock(), "{text}");
}

/// Indents a text, and breaks it where the page ends.
pub(crate) fn indented(text: &str) -> String {
    let mut page = String::from("    ");
    let mut column = 4;
    for word in text.split_inclusive(' ') {
        let length = word.trim_end().chars().count();
        if column + length > WIDTH && column > CONTINUED.len() {
            page.truncate(page.trim_end().len());
            page += CONTINUED;
            column = CONTINUED.len() - 1;
        }
        page += word;
        column += word.chars().count();
    }
    page
}

/// Writes a time as it is told: `0.5 s`.
pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// Prints commentary, on a line of its own.
#[macro_export]
macro_rules! say {
    ($($text:tt)*) => { $crate::page::say(format_args!($($text)*)) };
}

/// Prints what the program of a chapter shows.
#[macro_export]
macro_rules! show {
    ($($text:tt)*) => { $crate::page::show(format_args!($($text)*)) };
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn a_long_line_is_broken_between_words() {
        let words = "Singapore ".repeat(9);
        let lines = indented(words.trim());
        let lines: Vec<_> = lines.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.len() <= 80));
        assert_eq!(lines[1], "      Singapore Singapore");
    }

    #[test]
    fn spaces_within_a_line_are_kept() {
        assert_eq!(indented("p1    p2"), "    p1    p2");
    }
}
