//! All sources together, the later ones before the earlier.
//!
//! It is long, because half of it are tests of which source wins.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::file;
use super::{Config, ConfigError, KEYS, Key};

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody has set it.
    Default,
    /// A line of a file.
    File {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A variable of the environment.
    Variable(&'static str),
    /// A flag of the command line.
    Flag(&'static str),
}

/// A flag of the command line, with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag<'a> {
    /// As [`Key::flag`](super::Key::flag).
    pub name: &'static str,
    /// What follows it.
    pub value: &'a str,
}

/// Where to look for what is set.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The environment.
    pub environment: &'a dyn Fn(&str) -> Option<OsString>,
    /// The file that `--config` names. Without it, `todo.toml` in the current
    /// folder is read, or else `todo/config.toml` in `XDG_CONFIG_HOME`.
    pub file: Option<&'a Path>,
    /// The flags that were given.
    pub flags: &'a [Flag<'a>],
}

/// What is in force, and where each value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// What is in force.
    pub config: Config,
    /// In the order of [`KEYS`].
    origins: [Origin; KEYS.len()],
}

impl Loaded {
    /// Reads all sources.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`]; all of them say where what is wrong stands.
    pub fn read(sources: &Sources<'_>) -> Result<Self, ConfigError> {
        let home = sources.folder_of_user("XDG_DATA_HOME", ".local/share");
        let folder = home.as_ref().map(|home| home.join("todo"));
        let mut loaded = Self {
            config: Config::new(folder.unwrap_or_default()),
            origins: [const { Origin::Default }; KEYS.len()],
        };
        for line in sources.read_file()? {
            line.apply(&mut loaded.config)?;
            loaded.note(line.key, line.origin);
        }
        for key in &KEYS {
            let Some(value) = sources.variable(key)? else { continue };
            loaded.set(key, Origin::Variable(key.variable), &value)?;
        }
        for flag in sources.flags {
            let key = KEYS.iter().find(|key| key.flag == flag.name);
            let key = key.expect("every flag belongs to a key");
            loaded.set(key, Origin::Flag(key.flag), flag.value)?;
        }
        if loaded.config.store.folder.as_os_str().is_empty() {
            return Err(ConfigError::NoHome);
        }
        loaded.config = loaded.config.with_address_file();
        Ok(loaded)
    }

    /// Lists all that can be set, with its value and where that came from.
    pub fn rows(&self) -> impl Iterator<Item = (&'static Key, Value, &Origin)> {
        let rows = KEYS.iter().zip(&self.origins);
        rows.map(|(key, origin)| (key, (key.value)(&self.config), origin))
    }

    fn set(
        &mut self,
        key: &Key,
        origin: Origin,
        value: &str,
    ) -> Result<(), ConfigError> {
        match (key.set)(&mut self.config, value, Path::new("")) {
            Ok(()) => {
                self.note(key, origin);
                Ok(())
            }
            Err(problem) => {
                Err(ConfigError::Value { key: key.name, origin, problem })
            }
        }
    }

    fn note(&mut self, key: &Key, origin: Origin) {
        let place = KEYS.iter().position(|other| other.name == key.name);
        self.origins[place.expect("a key is one of all")] = origin;
    }
}

impl Sources<'_> {
    fn read_file(&self) -> Result<Vec<file::Line>, ConfigError> {
        if let Some(file) = self.file {
            return file::read(file);
        }
        if let Some(lines) = file::read_if_there(Path::new("todo.toml"))? {
            return Ok(lines);
        }
        let Some(folder) = self.folder_of_user("XDG_CONFIG_HOME", ".config")
        else {
            return Ok(Vec::new());
        };
        let lines = file::read_if_there(&folder.join("todo/config.toml"))?;
        Ok(lines.unwrap_or_default())
    }

    /// An empty variable is as good as none.
    fn variable(&self, key: &Key) -> Result<Option<String>, ConfigError> {
        let value = (self.environment)(key.variable);
        let value = value.filter(|value| !value.is_empty());
        let text = value.map(OsString::into_string).transpose();
        text.map_err(|_| ConfigError::Value {
            key: key.name,
            origin: Origin::Variable(key.variable),
            problem: "it is not in UTF-8".to_owned(),
        })
    }

    /// Returns a folder of the XDG base directories.
    fn folder_of_user(
        &self,
        variable: &str,
        else_in_home: &str,
    ) -> Option<PathBuf> {
        let set = (self.environment)(variable).map(PathBuf::from);
        let home = || Some(std::env::home_dir()?.join(else_in_home));
        set.filter(|folder| folder.is_absolute()).or_else(home)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { file, line } => {
                write!(f, "{}:{line}", file.display())
            }
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// An environment in which nothing is set; whoever runs this test may
    /// have a file.
    fn nothing(name: &str) -> Option<OsString> {
        (name == "XDG_CONFIG_HOME").then(|| "/nowhere".into())
    }

    fn with_file(text: &str) -> Result<Loaded, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("c.toml");
        fs::write(&file, text).unwrap();
        let sources =
            Sources { environment: &nothing, file: Some(&file), flags: &[] };
        Loaded::read(&sources)
    }

    /// What is wrong with a file, from its name on.
    fn problem(text: &str) -> String {
        let problem = with_file(text).unwrap_err().to_string();
        problem[problem.find("c.toml:").unwrap()..].to_owned()
    }

    #[test]
    fn the_later_source_wins_and_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("c.toml");
        let text = "# Ports.\nhttp_port = 1\nentries = 1\n\nlists = 1_0\n";
        fs::write(&file, text).unwrap();
        let environment = |name: &str| match name {
            "TODO_HTTP_PORT" | "TODO_ENTRIES" => Some("2".into()),
            "TODO_BIND" => Some(OsString::new()),
            _ => None,
        };
        let flags = [Flag { name: "--port", value: "3" }];
        let sources = Sources {
            environment: &environment,
            file: Some(&file),
            flags: &flags,
        };
        let loaded = Loaded::read(&sources).unwrap();
        assert_eq!(loaded.config.web.address.port(), 3);
        assert_eq!(loaded.config.lists.limits.entries, 2);
        assert_eq!(loaded.config.store.lists, 10);
        let origin = |name| {
            let row = loaded.rows().find(|(key, ..)| key.name == name);
            row.unwrap().2.clone()
        };
        assert_eq!(origin("http_port"), Origin::Flag("--port"));
        assert_eq!(origin("entries"), Origin::Variable("TODO_ENTRIES"));
        assert_eq!(origin("lists"), Origin::File { file, line: 5 });
        assert_eq!(origin("bind"), Origin::Default);
    }

    #[test]
    fn a_mistake_in_a_file_is_found_by_its_line() {
        assert_eq!(
            problem("\n\nhttp_prot = 80"),
            "c.toml:3: there is no key 'http_prot'; did you mean 'http_port'?"
        );
        let unknown = problem("colour = 'red'");
        assert!(unknown.contains("there are http_port, bind"), "{unknown}");
        let large = problem("bind = '::1'\nhttp_port = 70000");
        assert!(large.starts_with("c.toml:2: http_port: '70000' is no port"));
        let kind = problem("http_port = true");
        assert!(kind.starts_with("c.toml:1: http_port: a boolean is no"));
        let syntax = problem("http_port = 80\nbind = ");
        assert!(syntax.starts_with("c.toml:2: "), "{syntax}");
    }

    #[test]
    fn a_mistake_elsewhere_is_found_by_its_name() {
        let environment = |name: &str| match name {
            "TODO_BIND" => Some("everywhere".into()),
            name => nothing(name),
        };
        let sources =
            Sources { environment: &environment, file: None, flags: &[] };
        let error = Loaded::read(&sources).unwrap_err().to_string();
        assert!(error.starts_with("TODO_BIND: bind: 'everywhere' is no IP"));
        let flags = [Flag { name: "--lists", value: "0" }];
        let sources =
            Sources { environment: &nothing, file: None, flags: &flags };
        let error = Loaded::read(&sources).unwrap_err().to_string();
        assert!(error.starts_with("--lists: lists: '0' is no number"));
    }

    #[test]
    fn a_file_that_is_asked_for_must_be_there() {
        let file = Path::new("/nowhere/todo.toml");
        let sources =
            Sources { environment: &nothing, file: Some(file), flags: &[] };
        let error = Loaded::read(&sources).unwrap_err().to_string();
        assert!(error.starts_with("cannot read /nowhere/todo.toml: "));
    }

    #[test]
    fn a_relative_folder_begins_where_its_file_is() {
        let loaded = with_file("db_folder = 'lists'\nhosts = ['A', 'b.c']");
        let config = loaded.unwrap().config;
        assert!(config.store.folder.is_absolute());
        assert!(config.store.folder.ends_with("lists"));
        assert_eq!(config.web.hosts, ["a", "b.c"]);
        let address_file = config.web.address_file.unwrap();
        assert!(address_file.ends_with("lists/server.address"));
    }

    #[test]
    fn the_folder_is_where_the_system_has_such_things() {
        let environment = |name: &str| match name {
            "XDG_DATA_HOME" => Some("/share".into()),
            name => nothing(name),
        };
        let sources =
            Sources { environment: &environment, file: None, flags: &[] };
        let config = Loaded::read(&sources).unwrap().config;
        assert_eq!(config.store.folder, Path::new("/share/todo"));
    }

    #[test]
    fn no_two_keys_share_a_name() {
        for (place, key) in KEYS.iter().enumerate() {
            for other in &KEYS[..place] {
                assert_ne!(key.name, other.name);
                assert_ne!(key.variable, other.variable);
                assert_ne!(key.flag, other.flag);
            }
        }
    }
}
