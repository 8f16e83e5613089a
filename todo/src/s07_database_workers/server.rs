//! A to-do server: one list, which is kept in the database too.

use actor_core::gen_server::{Init, Next};
use actor_core::{CallError, GenServer, ProcessRef, Reply, process};
use jiff::civil::Date;
use tracing::info;

use super::database;
use crate::s01_list::{Entry, TodoList};

/// What a client holds.
#[derive(Clone, Debug)]
pub struct TodoServer(ProcessRef<Message>);

impl TodoServer {
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

impl From<ProcessRef<Message>> for TodoServer {
    fn from(process: ProcessRef<Message>) -> Self {
        Self(process)
    }
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
        process::set_label(format!("to-do server for {name}"));
        let list = database::get(&name).await.unwrap_or_default();
        Init::ok(Server { name, list })
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
        Next::Continue
    }
}
