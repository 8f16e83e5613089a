//! `todo config`: what is in force, and where each value comes from.

use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::commands::Columns;
use super::output::{print_json, print_line};
use crate::config::Loaded;

pub(super) fn in_json(loaded: &Loaded) -> anyhow::Result<ExitCode> {
    let rows = loaded.rows().map(|(key, value, origin)| {
        let from = origin.to_string();
        (key.name.to_owned(), json!({ "value": value, "from": from }))
    });
    print_json(&rows.collect::<Map<_, _>>())?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn as_table(loaded: &Loaded) -> anyhow::Result<ExitCode> {
    let mut table = Columns::new(["key", "value", "from"]);
    for (key, value, origin) in loaded.rows() {
        let value = match value {
            Value::String(text) => text,
            Value::Array(texts) => {
                let texts = texts.iter().filter_map(Value::as_str);
                texts.collect::<Vec<_>>().join(",")
            }
            other => other.to_string(),
        };
        table.add([key.name.to_owned(), value, origin.to_string()]);
    }
    for line in table.lines() {
        print_line(line)?;
    }
    Ok(ExitCode::SUCCESS)
}
