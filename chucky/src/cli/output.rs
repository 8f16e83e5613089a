//! What is printed, and for whom.

use std::io::{self, Write};
use std::time::Duration;

/// Prints a line, and says if nobody reads it any more.
pub(super) fn print_line(line: &str) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush())
}

/// Writes a time as it is compared: `5021.4 ms`.
pub(crate) fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// Writes when something was: `13.145 s`.
pub(crate) fn seconds(time: Duration) -> String {
    format!("{:8.3} s", time.as_secs_f64())
}
