//! Reads a list of URLs.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::TargetError;

/// How many lines are read at most.
const MOST_LINES: usize = 1_000_000;
const MOST_MEBIBYTES: usize = 256;
const MOST: u64 = (MOST_MEBIBYTES as u64) << 20;

/// Reads a file that has a list of URLs.
pub(super) fn read(path: &Path) -> Result<String, TargetError> {
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(MOST + 1).read_to_string(&mut text))
        .map_err(|error| TargetError::File {
            what: "the list of URLs",
            path: path.to_owned(),
            error,
        })?;
    // Some files have no end, so that it is not read to count its lines.
    if text.len() as u64 > MOST || text.lines().count() > MOST_LINES {
        return Err(TargetError::ListTooLong {
            path: path.to_owned(),
            lines: MOST_LINES,
            mebibytes: MOST_MEBIBYTES,
        });
    }
    Ok(text)
}

/// Calls a function with each line of such a text that has a URL.
pub(super) fn for_each_line(
    text: &str,
    path: &Path,
    mut read: impl FnMut(&str) -> Result<(), TargetError>,
) -> Result<(), TargetError> {
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        read(line).map_err(|reason| TargetError::Line {
            path: path.to_owned(),
            line: index + 1,
            reason: Box::new(reason),
        })?;
    }
    Ok(())
}
