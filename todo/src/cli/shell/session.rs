//! What the shell does with a command.

use std::collections::BTreeSet;
use std::io;
use std::time::Duration;

use actor_core::{ExitReason, Mailbox, Pid, gen_server, process, sys};

use super::command::{Command, Said};
use super::watch::Watch;
use crate::cli::client::{Failure, File, open_alone};
use crate::cli::commands;
use crate::cli::output::print_line;
use crate::config::Config;
use crate::list::ListName;
use crate::lists::Lookup;

/// The shell's own process.
pub(super) struct Session {
    config: Config,
    /// The list that is meant if a line names none.
    list: ListName,
    /// The lists that were used here, since others have no server.
    pub(super) used: BTreeSet<ListName>,
    pub(super) mailbox: Mailbox<()>,
    /// The system, until its tree has given up.
    pub(super) file: Option<File>,
    pub(super) watch: Watch,
}

/// What a command comes to; as an error, why it cannot be carried out, and
/// what to do instead.
type Answer = Result<String, String>;

impl Session {
    pub(super) async fn start(
        config: Config,
        list: ListName,
        mailbox: Mailbox<()>,
    ) -> Result<Self, Failure> {
        let file = open_alone(&config).await?;
        let mut session = Self {
            config,
            list,
            used: BTreeSet::new(),
            mailbox,
            file: Some(file),
            watch: Watch::default(),
        };
        if let Some(tree) = session.look().await {
            session.watch.look(&tree);
        }
        Ok(session)
    }

    /// Stops the tree in order.
    pub(super) async fn close(self) {
        if let Some(file) = self.file {
            file.close().await;
        }
    }

    /// Does what it is told, and tells what has come of it.
    pub(super) async fn run(&mut self, said: Said) -> io::Result<()> {
        let list = said.list.unwrap_or_else(|| self.list.clone());
        let answer = self.answer(said.command, list).await;
        let answer = answer.unwrap_or_else(|problem| problem);
        if !answer.is_empty() {
            print_line(answer)?;
        }
        self.tell().await
    }

    async fn answer(&mut self, command: Command, list: ListName) -> Answer {
        match command {
            Command::List(command) => {
                self.used.insert(list.clone());
                let done = commands::run(&command, self.file()?, &list).await;
                // It prints what it has done.
                done.map(|_| String::new()).map_err(|e| format!("{e:#}"))
            }
            Command::Use { list } => {
                self.list = list;
                Ok(format!("lines are about {} from now on", self.list))
            }
            Command::Tree => {
                let tree = self.look().await.ok_or(GONE)?;
                Ok(tree.draw(|_| String::new()))
            }
            Command::Processes => Ok(self.processes()),
            Command::State { name } => {
                let server = self.server(&name)?;
                let status = sys::get_status(server).await;
                let status = status.map_err(|error| error.to_string())?;
                Ok(status.to_string())
            }
            Command::Kill { name } => self.kill(&name),
            Command::Expire { name: Some(name) } => {
                expire(self.server(&name)?).await
            }
            Command::Expire { name: None } => {
                let used = self.used.iter();
                let servers = used.filter_map(|name| self.server(name).ok());
                for server in servers.collect::<Vec<_>>() {
                    expire(server).await?;
                }
                Ok(String::new())
            }
            Command::Start => {
                if self.file.is_some() {
                    return Err("the tree runs; tree shows it".to_owned());
                }
                let file = open_alone(&self.config).await;
                self.file = Some(file.map_err(|error| error.to_string())?);
                Ok("the tree is started; tree shows it".to_owned())
            }
            Command::Help | Command::Exit => Ok(String::new()),
        }
    }

    fn file(&self) -> Result<&File, String> {
        self.file.as_ref().ok_or_else(|| GONE.to_owned())
    }

    /// Returns the server of a list.
    pub(super) fn server(&self, list: &ListName) -> Result<Pid, String> {
        let server = self.file()?.local.whereis(list);
        let server = server.ok_or_else(|| {
            format!("{list} has no server; list -l {list} starts one")
        })?;
        Ok(server.pid())
    }

    /// Sends a signal that nobody can trap.
    fn kill(&mut self, name: &str) -> Answer {
        let of_list = ListName::new(name).ok();
        let of_list = of_list.and_then(|list| self.server(&list).ok());
        let pid =
            of_list.or_else(|| self.watch.find(name)).ok_or_else(|| {
                format!("there is no {name}; tree shows who is there")
            })?;
        process::exit(pid, ExitReason::Kill);
        // Its end is told.
        Ok(String::new())
    }
}

/// Stops a server, as it stops itself when nobody has used it for long.
async fn expire(server: Pid) -> Answer {
    let stopped = gen_server::stop(server, ExitReason::Normal, PATIENCE);
    stopped.await.map_err(|error| error.to_string())?;
    // Its end is told.
    Ok(String::new())
}

const GONE: &str = "the tree is gone; start starts it again";

/// How long a server may take to stop.
const PATIENCE: Duration = Duration::from_secs(5);
