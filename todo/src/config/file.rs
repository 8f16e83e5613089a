//! A file in TOML, key by key.

use std::path::{Path, PathBuf};
use std::{fs, io};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest::nearest;
use super::{Config, ConfigError, KEYS, Key, Origin};

/// What a file sets.
pub(super) struct Line {
    pub(super) key: &'static Key,
    pub(super) origin: Origin,
    value: String,
}

/// Reads a file; nothing if it is not there.
pub(super) fn read_if_there(
    file: &Path,
) -> Result<Option<Vec<Line>>, ConfigError> {
    match fs::read_to_string(file) {
        Ok(text) => parse(file, &text).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(file, &error)),
    }
}

/// Reads a file that must be there.
pub(super) fn read(file: &Path) -> Result<Vec<Line>, ConfigError> {
    match fs::read_to_string(file) {
        Ok(text) => parse(file, &text),
        Err(error) => Err(unreadable(file, &error)),
    }
}

fn unreadable(file: &Path, error: &io::Error) -> ConfigError {
    ConfigError::Read { file: file.to_owned(), problem: error.to_string() }
}

fn parse(file: &Path, text: &str) -> Result<Vec<Line>, ConfigError> {
    let origin = |at: usize| {
        let line = text[..at.min(text.len())].matches('\n').count() + 1;
        Origin::File { file: file.to_owned(), line }
    };
    let table = DeTable::parse(text).map_err(|error| ConfigError::Syntax {
        origin: origin(error.span().map_or(0, |span| span.start)),
        problem: error.message().to_owned(),
    })?;
    let mut lines = Vec::new();
    for (name, value) in table.into_inner() {
        let origin = origin(name.span().start);
        let Some(key) = KEYS.iter().find(|key| key.name == *name.get_ref())
        else {
            let nearest = nearest(name.get_ref(), KEYS.map(|key| key.name));
            let key = name.into_inner().into_owned();
            return Err(ConfigError::Unknown { key, origin, nearest });
        };
        let value = as_text(&value).map_err(|problem| ConfigError::Value {
            key: key.name,
            origin: origin.clone(),
            problem,
        })?;
        lines.push(Line { key, origin, value });
    }
    Ok(lines)
}

/// Writes a value as a flag would have it, so that all are read by one rule.
fn as_text(value: &Spanned<DeValue<'_>>) -> Result<String, String> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.clone().into_owned()),
        DeValue::Integer(number) => {
            let digits = number.as_str();
            let number = i64::from_str_radix(digits, number.radix());
            number.map(|number| number.to_string()).map_err(|_| {
                format!("{digits} is a greater number than there can be")
            })
        }
        DeValue::Array(values) => {
            let texts: Result<Vec<_>, _> = values.iter().map(as_text).collect();
            Ok(texts?.join(","))
        }
        other => Err(format!(
            "a {} is no value here; write a number, or a text in quotes",
            other.type_str()
        )),
    }
}

impl Line {
    /// Sets it. Relative paths begin where the file is.
    pub(super) fn apply(&self, config: &mut Config) -> Result<(), ConfigError> {
        let Origin::File { file, .. } = &self.origin else { return Ok(()) };
        let from = file.parent().map_or_else(PathBuf::new, Path::to_owned);
        (self.key.set)(config, &self.value, &from).map_err(|problem| {
            let origin = self.origin.clone();
            ConfigError::Value { key: self.key.name, origin, problem }
        })
    }
}
