//! What can be said of any server.

use std::fmt;

use crate::pid::{Name, Pid};

/// What a server is, and what it does: `sys:get_status`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// Its pid.
    pub pid: Pid,
    /// The name it is registered under.
    pub name: Option<Name>,
    /// Who started it and is linked to it.
    pub parent: Option<Pid>,
    /// Whether it is suspended.
    pub activity: Activity,
    /// The type that implements it.
    pub server: &'static str,
    /// Its state, if it [says](crate::GenServer::format_status) what that is.
    pub state: Option<String>,
}

/// Whether a server handles messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Activity {
    /// It does.
    #[default]
    Running,
    /// It does not, until it is [resumed](super::resume).
    Suspended,
}

impl fmt::Display for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Running => "running",
            Self::Suspended => "suspended",
        })
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pid, activity, server, .. } = self;
        write!(f, "{server} {pid}")?;
        if let Some(name) = &self.name {
            write!(f, " named {name}")?;
        }
        if let Some(parent) = self.parent {
            write!(f, " started by {parent}")?;
        }
        write!(f, " is {activity}")?;
        match &self.state {
            Some(state) => write!(f, ", in state {state}"),
            None => Ok(()),
        }
    }
}
