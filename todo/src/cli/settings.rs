//! What the command line, the environment and a file say together.

use std::env;
use std::ffi::OsString;

use super::args::{Flags, Place};
use super::server_url::ServerUrl;
use super::usage::UsageError;
use crate::config::{Flag, Loaded, Sources};
use crate::list::ListName;

/// The list that is meant if nobody says which.
const LIST: &str = "todo";

impl Place {
    /// Reads what is set, where the lists are in this place.
    pub(super) fn load(&self, flags: &Flags) -> anyhow::Result<Loaded> {
        let data = self.data.as_deref();
        let data = data.map(|value| Flag { name: "--data", value });
        let flags: Vec<_> = flags.given().chain(data).collect();
        let sources = Sources {
            environment: &|name| env::var_os(name),
            file: self.config.as_deref(),
            flags: &flags,
        };
        let loaded = Loaded::read(&sources).map_err(UsageError::new)?;
        Ok(loaded)
    }

    /// Returns the list that is meant.
    pub(super) fn list(&self) -> anyhow::Result<ListName> {
        if let Some(list) = &self.list {
            return Ok(list.clone());
        }
        let set = variable("TODO_LIST")?;
        let name = ListName::new(set.as_deref().unwrap_or(LIST));
        let name =
            name.map_err(|error| UsageError(format!("TODO_LIST: {error}")))?;
        Ok(name)
    }

    /// Says no to `--server` where no server can help.
    pub(super) fn is_here(&self) -> anyhow::Result<()> {
        if self.server.is_none() {
            return Ok(());
        }
        let text = "this is done on this machine, and not through a server; \
                    leave --server out";
        Err(UsageError::new(text).into())
    }

    /// Returns the server that is to be asked, if one is named.
    pub(super) fn server(&self) -> anyhow::Result<Option<ServerUrl>> {
        if let Some(server) = &self.server {
            return Ok(Some(server.clone()));
        }
        let Some(text) = variable("TODO_SERVER")? else { return Ok(None) };
        let server = text.parse();
        let server = server
            .map_err(|error| UsageError(format!("TODO_SERVER: {error}")))?;
        Ok(Some(server))
    }
}

/// Reads a variable; an empty one is as good as none.
fn variable(name: &str) -> Result<Option<String>, UsageError> {
    let value = env::var_os(name).filter(|value| !value.is_empty());
    let text = value.map(OsString::into_string).transpose();
    text.map_err(|_| UsageError(format!("{name}: it is not in UTF-8")))
}
