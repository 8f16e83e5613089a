//! Facts: one in each line of a file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const BUILT_IN: &str = include_str!("../facts.txt");

/// Some facts, and at least one; cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts(Arc<[String]>);

/// Why there are no facts.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// The file cannot be read.
    #[error(
        "no facts can be read from {path}: {error}; give a file with a fact \
         in each line, or none for those that chucky knows",
        path = path.display()
    )]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// There is none in it.
    #[error(
        "there is no fact in {path}; write one in each line",
        path = path.display()
    )]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

impl Facts {
    /// Returns those that the program brings along.
    pub fn built_in() -> Self {
        Self::of(BUILT_IN).expect("there are facts in facts.txt")
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or has only empty lines.
    pub fn read(path: &Path) -> Result<Self, FactsError> {
        let path = || path.to_owned();
        let text = fs::read_to_string(path())
            .map_err(|error| FactsError::Read { path: path(), error })?;
        Self::of(&text).ok_or_else(|| FactsError::Empty { path: path() })
    }

    /// Takes each line of a text for a fact; nothing if there is none.
    pub fn of(text: &str) -> Option<Self> {
        let lines = text.lines().map(str::trim);
        let facts = lines.filter(|line| !line.is_empty()).map(str::to_owned);
        let facts: Arc<[String]> = facts.collect();
        (!facts.is_empty()).then_some(Self(facts))
    }

    /// Returns any of them.
    pub fn random(&self) -> &str {
        fastrand::choice(&*self.0).expect("there is at least one fact")
    }

    /// Returns all of them.
    pub fn all(&self) -> &[String] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn an_empty_line_is_no_fact() {
        let facts = Facts::of("\nOne.\n  \n Two. \r\n\n").unwrap();
        assert_eq!(facts.all(), ["One.", "Two."]);
        assert_eq!(Facts::of(" \n\n"), None);
    }

    #[test]
    fn the_facts_of_the_program_are_many_and_different() {
        let facts = Facts::built_in();
        let different: HashSet<_> = facts.all().iter().collect();
        assert!(facts.all().len() >= 60);
        assert_eq!(different.len(), facts.all().len());
        assert!(facts.all().contains(&facts.random().to_owned()));
    }

    #[test]
    fn a_file_that_is_not_there_or_empty_is_an_error_that_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("facts.txt");
        let missing = Facts::read(&path).unwrap_err().to_string();
        assert!(missing.contains("give a file with a fact"), "{missing}");
        fs::write(&path, "\n\n").unwrap();
        let empty = Facts::read(&path).unwrap_err().to_string();
        assert!(empty.contains("write one in each line"), "{empty}");
        fs::write(&path, "Only this.\n").unwrap();
        assert_eq!(Facts::read(&path).unwrap().random(), "Only this.");
    }
}
