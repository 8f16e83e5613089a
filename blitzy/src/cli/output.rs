//! What the program prints.

use std::fmt::Display;
use std::io::{self, Write};

/// Prints a line, and says if nobody reads it any more.
pub(super) fn print_line(line: impl Display) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush())
}

/// Tells a person what is no part of the result.
pub(super) fn tell(text: impl Display) {
    // There is nobody to tell if nobody reads it.
    let _ = writeln!(io::stderr(), "{text}");
}

/// As [`tell`], in the name of this program.
pub(super) fn note(text: impl Display) {
    tell(format_args!("blitzy: {text}"));
}
