//! How a report is read from a file.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Report, SCHEMA};

/// The largest file that is read: a day's seconds take a third of it.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Why a file is no report. Each says which file, and what can be done.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be read.
    #[error("cannot read {}: {error}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// It is too large.
    #[error(
        "{} is larger than 64 MiB, which no report is; \
         give one that blitzy wrote with --json", file.display()
    )]
    TooLarge {
        /// Which.
        file: PathBuf,
    },
    /// It is another document, or of another version of this program.
    #[error(
        "{} is a report of schema {found}, and this blitzy reads schema \
         {SCHEMA}; use the version of blitzy that wrote it", file.display()
    )]
    Schema {
        /// Which.
        file: PathBuf,
        /// What its schema is.
        found: serde_json::Number,
    },
    /// It is not a whole report, or contradicts itself.
    #[error(
        "{} is not a whole report: {error}; \
         give one as blitzy wrote it with --json", file.display()
    )]
    Content {
        /// Which.
        file: PathBuf,
        /// Where, and what.
        error: serde_json::Error,
    },
}

/// What says how the rest is to be read.
#[derive(Deserialize)]
struct Head {
    schema: serde_json::Number,
}

impl Report {
    /// Reads one from a file of at most 64 MiB.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or has no report that this version knows and
    /// that agrees with itself.
    pub fn read(file: &Path) -> Result<Self, ReadError> {
        let failed = |error| ReadError::File { file: file.to_owned(), error };
        let mut json = Vec::new();
        File::open(file)
            .map_err(failed)?
            .take(LARGEST + 1)
            .read_to_end(&mut json)
            .map_err(failed)?;
        Self::parse(&json, file)
    }

    /// Reads one from the content of a file, whose name is for the error.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), but that it cannot be read.
    pub fn parse(json: &[u8], file: &Path) -> Result<Self, ReadError> {
        let file = || file.to_owned();
        if json.len() as u64 > LARGEST {
            return Err(ReadError::TooLarge { file: file() });
        }
        let wrong = |error| ReadError::Content { file: file(), error };
        let Head { schema } = serde_json::from_slice(json).map_err(wrong)?;
        if schema.as_u64() != Some(SCHEMA) {
            return Err(ReadError::Schema { file: file(), found: schema });
        }
        serde_json::from_slice(json).map_err(wrong)
    }
}
