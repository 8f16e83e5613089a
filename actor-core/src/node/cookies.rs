//! Which cookie is meant for whom.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use rustc_hash::FxHashMap;

use super::NodeName;
use super::handshake::{Cookie, CookieError};
use crate::sync::RwLock;

/// The cookie of a node, and those of others that have another.
pub(crate) struct Cookies {
    own: Cookie,
    others: RwLock<FxHashMap<NodeName, Cookie>>,
}

impl Cookies {
    pub(super) fn new(own: Cookie) -> Self {
        Self { own, others: RwLock::default() }
    }

    pub(super) fn of(&self, node: &NodeName) -> Cookie {
        self.others.read().get(node).unwrap_or(&self.own).clone()
    }

    pub(super) fn set(&self, node: NodeName, cookie: Cookie) {
        self.others.write().insert(node, cookie);
    }
}

/// Why the cookie of this user cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum CookieFileError {
    /// The environment does not say where the home directory is.
    #[error("HOME is not set, so there is no .erlang.cookie: give a cookie")]
    NoHome,
    /// The file cannot be read, or made.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// What is in the file is no cookie.
    #[error("{path}: {error}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        error: CookieError,
    },
}

impl Cookie {
    /// Returns the cookie of this user, which Erlang's nodes use too: that in
    /// `~/.erlang.cookie`. If there is no such file, one is made that only this
    /// user can read.
    ///
    /// # Errors
    ///
    /// If the file can neither be read nor made.
    pub fn of_user() -> Result<Self, CookieFileError> {
        let home = std::env::var_os("HOME").ok_or(CookieFileError::NoHome)?;
        let path = PathBuf::from(home).join(".erlang.cookie");
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make(&path)
            }
            read => read,
        };
        let text = text.map_err(|error| CookieFileError::File {
            path: path.clone(),
            error,
        })?;
        text.trim_end()
            .parse()
            .map_err(|error| CookieFileError::Invalid { path, error })
    }
}

/// Makes a cookie that nobody can guess, in a file that nobody else can read.
fn make(path: &PathBuf) -> io::Result<String> {
    let mut random = [0; 20];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let cookie: String =
        random.iter().map(|byte| char::from(b'A' + byte % 26)).collect();
    let made =
        OpenOptions::new().write(true).create_new(true).mode(0o400).open(path);
    match made {
        Ok(mut file) => file.write_all(cookie.as_bytes()).map(|()| cookie),
        // Another program was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::read_to_string(path)
        }
        Err(error) => Err(error),
    }
}
