//! All that can be set, one row each.

use std::path::Path;

use serde_json::{Value, json};

use super::Config;
use super::value::{
    address, bytes, count, durability, durability_name, folder, hosts, port,
    seconds,
};

/// Something that can be set.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// What a file calls it; where the book has one, the book's name.
    pub name: &'static str,
    /// What the environment calls it.
    pub variable: &'static str,
    /// What the command line calls it.
    pub flag: &'static str,
    /// Reads a text, which means paths from the folder that is given.
    pub(super) set: fn(&mut Config, &str, &Path) -> Result<(), String>,
    /// Returns what is set.
    pub(super) value: fn(&Config) -> Value,
}

/// All that can be set.
pub const KEYS: [Key; 14] = [
    Key {
        name: "http_port",
        variable: "TODO_HTTP_PORT",
        flag: "--port",
        set: |config, text, _| {
            port(text).map(|port| config.web.address.set_port(port))
        },
        value: |config| json!(config.web.address.port()),
    },
    Key {
        name: "bind",
        variable: "TODO_BIND",
        flag: "--bind",
        set: |config, text, _| {
            address(text).map(|address| config.web.address.set_ip(address))
        },
        value: |config| json!(config.web.address.ip()),
    },
    Key {
        name: "hosts",
        variable: "TODO_HOSTS",
        flag: "--host",
        set: |config, text, _| {
            hosts(text).map(|hosts| config.web.hosts = hosts)
        },
        value: |config| json!(config.web.hosts),
    },
    Key {
        name: "db_folder",
        variable: "TODO_DB_FOLDER",
        flag: "--data",
        set: |config, text, from| {
            folder(text, from).map(|folder| config.store.folder = folder)
        },
        value: |config| json!(config.store.folder.to_string_lossy()),
    },
    Key {
        name: "durability",
        variable: "TODO_DURABILITY",
        flag: "--durability",
        set: |config, text, _| {
            durability(text).map(|when| config.store.durability = when)
        },
        value: |config| json!(durability_name(config.store.durability)),
    },
    Key {
        name: "todo_server_expiry",
        variable: "TODO_SERVER_EXPIRY",
        flag: "--expiry",
        set: |config, text, _| {
            seconds(text).map(|expiry| config.lists.expiry = expiry)
        },
        value: |config| json!(config.lists.expiry.as_secs()),
    },
    Key {
        name: "lists",
        variable: "TODO_LISTS",
        flag: "--lists",
        set: |config, text, _| {
            count(text).map(|lists| config.store.lists = lists)
        },
        value: |config| json!(config.store.lists),
    },
    Key {
        name: "active_lists",
        variable: "TODO_ACTIVE_LISTS",
        flag: "--active-lists",
        set: |config, text, _| {
            count(text).map(|active| config.lists.active = active)
        },
        value: |config| json!(config.lists.active),
    },
    Key {
        name: "entries",
        variable: "TODO_ENTRIES",
        flag: "--entries",
        set: |config, text, _| {
            count(text).map(|entries| config.lists.limits.entries = entries)
        },
        value: |config| json!(config.lists.limits.entries),
    },
    Key {
        name: "title_bytes",
        variable: "TODO_TITLE_BYTES",
        flag: "--title-bytes",
        set: |config, text, _| {
            bytes(text).map(|bytes| config.lists.limits.title_bytes = bytes)
        },
        value: |config| json!(config.lists.limits.title_bytes),
    },
    Key {
        name: "connections",
        variable: "TODO_CONNECTIONS",
        flag: "--connections",
        set: |config, text, _| {
            count(text).map(|connections| config.web.connections = connections)
        },
        value: |config| json!(config.web.connections),
    },
    Key {
        name: "body_bytes",
        variable: "TODO_BODY_BYTES",
        flag: "--body-bytes",
        set: |config, text, _| {
            bytes(text).map(|bytes| config.web.body_bytes = bytes)
        },
        value: |config| json!(config.web.body_bytes),
    },
    Key {
        name: "import_bytes",
        variable: "TODO_IMPORT_BYTES",
        flag: "--import-bytes",
        set: |config, text, _| {
            bytes(text).map(|bytes| config.web.import_bytes = bytes)
        },
        value: |config| json!(config.web.import_bytes),
    },
    Key {
        name: "cache_bytes",
        variable: "TODO_CACHE_BYTES",
        flag: "--cache-bytes",
        set: |config, text, _| {
            bytes(text).map(|bytes| config.store.cache_bytes = bytes)
        },
        value: |config| json!(config.store.cache_bytes),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_has_a_row_for_every_key() {
        let readme = include_str!("../../README.md");
        let defaults = Config::new("");
        for Key { name, variable, flag, value, .. } in KEYS {
            let row = format!("| `{name}` | `{variable}` | `{flag}` | ");
            let line = readme.lines().find(|line| line.starts_with(&row));
            let line = line.unwrap_or_else(|| panic!("no row {row}"));
            match value(&defaults) {
                Value::Number(number) => {
                    assert!(line.contains(&format!("| {number} |")), "{line}");
                }
                Value::String(text) => assert!(line.contains(&text), "{line}"),
                _ => {}
            }
        }
    }
}
