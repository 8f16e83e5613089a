//! What can be set at the command line, but for the folder.
#![expect(clippy::doc_markdown, reason = "it is shown as it stands")]

use clap::Args;

use crate::config::Flag;

/// What can be set. Values are read where those of the file and of the
/// environment are read, by the same rules.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What can be set")]
pub(in crate::cli) struct Flags {
    /// The port to listen on; 0 is any that is free [TODO_HTTP_PORT].
    #[arg(long, value_name = "N")]
    port: Option<String>,

    /// The address to listen on; 127.0.0.1 is this machine alone [TODO_BIND].
    #[arg(long, value_name = "ADDRESS")]
    bind: Option<String>,

    /// Names by which browsers may ask for it, by commas [TODO_HOSTS].
    #[arg(long, value_name = "NAME")]
    host: Option<String>,

    /// Answer writes once they are on disk, or within a second before that
    /// [TODO_DURABILITY].
    #[arg(long, value_name = "durable|relaxed")]
    durability: Option<String>,

    /// How many seconds a list stays in memory that nobody uses
    /// [TODO_SERVER_EXPIRY].
    #[arg(long, value_name = "SECONDS")]
    expiry: Option<String>,

    /// How many lists there may be [TODO_LISTS].
    #[arg(long, value_name = "N")]
    lists: Option<String>,

    /// How many of them may be in use at a time [TODO_ACTIVE_LISTS].
    #[arg(long, value_name = "N")]
    active_lists: Option<String>,

    /// How many entries a list may have [TODO_ENTRIES].
    #[arg(long, value_name = "N")]
    entries: Option<String>,

    /// How long a title may be [TODO_TITLE_BYTES].
    #[arg(long, value_name = "BYTES")]
    title_bytes: Option<String>,

    /// How many connections there may be at a time [TODO_CONNECTIONS].
    #[arg(long, value_name = "N")]
    connections: Option<String>,

    /// How long a request may be, but for an import [TODO_BODY_BYTES].
    #[arg(long, value_name = "BYTES")]
    body_bytes: Option<String>,

    /// How long an import may be [TODO_IMPORT_BYTES].
    #[arg(long, value_name = "BYTES")]
    import_bytes: Option<String>,

    /// How much of the file is kept in memory [TODO_CACHE_BYTES].
    #[arg(long, value_name = "BYTES")]
    cache_bytes: Option<String>,
}

impl Flags {
    /// Lists those that were given.
    pub(in crate::cli) fn given(&self) -> impl Iterator<Item = Flag<'_>> {
        let all = [
            ("--port", &self.port),
            ("--bind", &self.bind),
            ("--host", &self.host),
            ("--durability", &self.durability),
            ("--expiry", &self.expiry),
            ("--lists", &self.lists),
            ("--active-lists", &self.active_lists),
            ("--entries", &self.entries),
            ("--title-bytes", &self.title_bytes),
            ("--connections", &self.connections),
            ("--body-bytes", &self.body_bytes),
            ("--import-bytes", &self.import_bytes),
            ("--cache-bytes", &self.cache_bytes),
        ];
        all.into_iter().filter_map(|(name, value)| {
            Some(Flag { name, value: value.as_deref()? })
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args as _, Command};

    use super::*;
    use crate::config::KEYS;

    #[test]
    fn there_is_a_flag_for_every_key() {
        let command = Flags::augment_args(Command::new("todo"));
        for key in KEYS {
            let name = key.flag.trim_start_matches('-');
            let flag = command
                .get_arguments()
                .find(|flag| flag.get_long() == Some(name));
            match flag {
                Some(flag) => {
                    let help = flag.get_help().unwrap().to_string();
                    assert!(help.contains(key.variable), "{help}");
                }
                None => assert_eq!(name, "data", "the place has that"),
            }
        }
    }

    #[test]
    fn what_is_given_is_a_key() {
        let text = || Some(String::new());
        let flags = Flags {
            port: text(),
            bind: text(),
            host: text(),
            durability: text(),
            expiry: text(),
            lists: text(),
            active_lists: text(),
            entries: text(),
            title_bytes: text(),
            connections: text(),
            body_bytes: text(),
            import_bytes: text(),
            cache_bytes: text(),
        };
        let names: Vec<_> = flags.given().map(|flag| flag.name).collect();
        let keys = KEYS.iter().map(|key| key.flag);
        let keys: Vec<_> = keys.filter(|flag| *flag != "--data").collect();
        assert_eq!(names, keys);
    }
}
