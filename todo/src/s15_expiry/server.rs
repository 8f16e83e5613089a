//! A to-do server: one list, which is kept in the database too. It stops when
//! nobody has needed it for a while.

use std::time::Duration;

use actor_core::gen_server::{Info, Init, Next};
use actor_core::supervisor::{ChildSpec, IntoChildSpec, Restart};
use actor_core::{CallError, ExitReason, GenServer, ProcessRef, Reply};
use jiff::civil::Date;
use tracing::info;

use super::database;
use super::process_registry::{Key, registry};
use crate::book_time::SECOND;
use crate::s01_list::{Entry, TodoList};

/// How long a server waits for the next message.
pub const EXPIRY: Duration = SECOND.saturating_mul(10);

/// What a client holds.
#[derive(Clone, Debug)]
pub struct TodoServer(ProcessRef<Message>);

impl TodoServer {
    /// Returns whoever is the server of this name at the time of each message.
    pub fn named(name: &str) -> Self {
        let name = Key::TodoServer(name.to_owned());
        Self(ProcessRef::named(registry().via(name)))
    }

    /// Adds an entry.
    pub fn add_entry(&self, entry: Entry) {
        self.0.cast(Message::AddEntry(entry));
    }

    /// Returns the entries of a day.
    ///
    /// # Errors
    ///
    /// If the server is dead, or does not answer for five seconds.
    pub async fn entries(
        &self,
        date: Date,
    ) -> Result<Vec<(u64, Entry)>, CallError> {
        self.0.call(|reply| Message::Entries(date, reply)).await
    }

    /// Returns the process.
    pub fn process(&self) -> &ProcessRef<Message> {
        &self.0
    }
}

/// Returns how a to-do server is started: it is found by its name, and nobody
/// starts it again until it is asked for.
pub fn child_spec(name: &str) -> ChildSpec<Message> {
    Server::starter(name.to_owned())
        .named(registry().via(Key::TodoServer(name.to_owned())))
        .into_child_spec()
        .with_id(format!("to-do server for {name}"))
        .restart(Restart::Temporary)
}

/// What the server is told.
#[derive(Debug)]
pub enum Message {
    /// Add an entry.
    AddEntry(Entry),
    /// Wants the entries of a day.
    Entries(Date, Reply<Vec<(u64, Entry)>>),
}

/// What the server keeps.
#[derive(Debug)]
pub struct Server {
    name: String,
    list: TodoList,
}

impl GenServer for Server {
    type Args = String;
    type Message = Message;

    async fn init(name: String) -> Init<Self> {
        info!("Starting to-do server for {name}.");
        let list = database::get(&name).await.unwrap_or_default();
        Init::Ok(Server { name, list }, Next::ContinueWithin(EXPIRY))
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::AddEntry(entry) => {
                self.list.add_entry(entry);
                database::store(&self.name, self.list.clone()).await;
            }
            Message::Entries(date, reply) => {
                reply.send(self.list.entries(date));
            }
        }
        Next::ContinueWithin(EXPIRY)
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        if let Info::Timeout = info {
            info!("Stopping to-do server for {}.", self.name);
            return Next::stop(ExitReason::Normal);
        }
        info.log();
        Next::ContinueWithin(EXPIRY)
    }
}
