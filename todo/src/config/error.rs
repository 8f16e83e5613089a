//! What is wrong with what was set, and where.

use std::path::PathBuf;

use super::{KEYS, Origin};

/// What is wrong with what was set, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A value is none that the key can have.
    #[error("{origin}: {key}: {problem}")]
    Value {
        /// Which.
        key: &'static str,
        /// Where it stands.
        origin: Origin,
        /// Why not, and what would be one.
        problem: String,
    },
    /// A file has a key that nobody knows.
    #[error("{origin}: there is no key '{key}'; {}", hint(*nearest))]
    Unknown {
        /// Which.
        key: String,
        /// Where it stands.
        origin: Origin,
        /// What may be meant.
        nearest: Option<&'static str>,
    },
    /// A file is not TOML.
    #[error("{origin}: {problem}")]
    Syntax {
        /// Where.
        origin: Origin,
        /// Why not.
        problem: String,
    },
    /// A file cannot be read.
    #[error("cannot read {}: {problem}", file.display())]
    Read {
        /// Which.
        file: PathBuf,
        /// Why not.
        problem: String,
    },
    /// There is no place for the lists.
    #[error("there is no home folder for lists; say where with --data")]
    NoHome,
}

fn hint(nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("did you mean '{nearest}'?"),
        None => format!("there are {}", KEYS.map(|key| key.name).join(", ")),
    }
}
