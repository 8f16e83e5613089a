//! The configuration of a node: a file in TOML, with OTP's words for the
//! parameters of its kernel.
//!
//! ```
//! use chucky::Config;
//!
//! let config = Config::parse(
//!     r#"
//!     sync_nodes_mandatory = ["b@127.0.0.1"]
//!     sync_nodes_timeout_ms = 30000
//!
//!     [distributed]
//!     application = "chucky"
//!     restart_delay_ms = 5000
//!     nodes = ["a@127.0.0.1", ["b@127.0.0.1", "c@127.0.0.1"]]
//!     "#,
//! );
//! assert_eq!(config.unwrap().nodes().len(), 3);
//! ```

mod file;
mod node;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use actor_core::NodeName;
use actor_core::node::TlsError;

use file::File;

/// How a node is to be.
#[derive(Clone, Debug, Default)]
pub struct Config {
    file: File,
    /// What paths in the file are relative to.
    folder: PathBuf,
}

/// Why a node cannot be as a configuration says.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path} cannot be read", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It is not what it should be.
    #[error("{path} is no configuration of a node", path = path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: Box<toml::de::Error>,
    },
    /// It is about another application.
    #[error("distributed.application is {0:?}; here it can only be \"chucky\"")]
    Application(String),
    /// The node would never run the application.
    #[error(
        "{0} is not among distributed.nodes, so Chucky would never run on it; \
         add it there, in the files of all nodes"
    )]
    NotAmong(NodeName),
    /// A node has two ranks.
    #[error("{0} is twice among distributed.nodes")]
    Twice(NodeName),
    /// Nobody is meant.
    #[error("distributed.nodes has no node")]
    NoNodes,
    /// The node cannot talk TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`].
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let file = path.to_owned();
        let text = fs::read_to_string(path)
            .map_err(|source| ConfigError::Read { path: file, source })?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let config = Self::parse(&text).map_err(|error| match error {
            ConfigError::Parse { source, .. } => {
                ConfigError::Parse { path: path.to_owned(), source }
            }
            other => other,
        })?;
        Ok(Self { folder, ..config })
    }

    /// Reads a text. Paths in it are relative to the current folder.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`].
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let file: File = toml::from_str(text).map_err(|error| {
            let path = "the configuration".into();
            ConfigError::Parse { path, source: Box::new(error) }
        })?;
        file.check()?;
        Ok(Self { file, folder: PathBuf::new() })
    }

    /// Returns the file of the facts, if it says one.
    pub fn facts(&self) -> Option<PathBuf> {
        self.file.facts.as_ref().map(|path| self.folder.join(path))
    }

    /// Returns the nodes on which Chucky may run, the first one first.
    pub fn nodes(&self) -> Vec<NodeName> {
        let distributed = self.file.distributed.as_ref();
        let nodes = distributed.into_iter().flat_map(|it| &it.nodes);
        nodes.flat_map(file::Rank::nodes).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_are_here_are_right() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
        for alive in ["a", "b", "c"] {
            let path = folder.join(format!("{alive}.toml"));
            let config = Config::read(&path).unwrap();
            let name = format!("{alive}@127.0.0.1").parse().unwrap();
            assert!(config.node(&name).is_ok(), "{alive}");
            assert_eq!(config.nodes().len(), 3);
            assert_eq!(config.mandatory(&name).len(), 2);
        }
    }

    #[test]
    fn nodes_that_make_no_sense_are_refused() {
        use ConfigError::{Application, NoNodes, Parse, Twice};

        let parse = |application: &str, nodes: &str| {
            Config::parse(&format!(
                "[distributed]\napplication = {application:?}\n\
                 nodes = {nodes}"
            ))
        };
        let (a, both) = ("[\"a@host\"]", "[\"a@host\", [\"a@host\"]]");
        assert!(matches!(parse("metex", a), Err(Application(_))));
        assert!(matches!(parse("chucky", both), Err(Twice(_))));
        assert!(matches!(parse("chucky", "[[]]"), Err(NoNodes)));
        assert!(matches!(parse("chucky", "[3]"), Err(Parse { .. })));
        let config = parse("chucky", a).unwrap();
        let other = "b@host".parse().unwrap();
        let refused = config.node(&other).unwrap_err();
        assert!(matches!(refused, ConfigError::NotAmong(_)));
    }
}
