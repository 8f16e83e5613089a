//! What the program prints.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;

/// Prints a line, and says if nobody reads it any more.
pub(super) fn print_line(line: impl Display) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush())
}

/// Prints a value in JSON, on a line.
pub(super) fn print_json(value: &impl Serialize) -> io::Result<()> {
    print_line(serde_json::to_string(value).map_err(io::Error::other)?)
}

/// Tells a person what is no part of the result.
pub(super) fn tell(text: impl Display) {
    // There is nobody to tell if nobody reads it.
    let _ = writeln!(io::stderr(), "{text}");
}

/// As [`tell`], in the name of this program.
pub(super) fn note(text: impl Display) {
    tell(format_args!("todo: {text}"));
}

/// Writes `1 list`, or `2 lists`.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    let what = if number == 1 { one } else { many };
    format!("{number} {what}")
}
