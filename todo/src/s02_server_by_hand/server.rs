//! A process whose state is a to-do list.

use actor_core::{Mailbox, ProcessRef, process};
use jiff::civil::Date;

use super::Timeout;
use crate::book_time::SECOND;
use crate::s01_list::{Entry, TodoList};

/// What a client holds.
#[derive(Clone, Debug)]
pub struct TodoServer(ProcessRef<Message>);

impl TodoServer {
    /// Starts a server whose list is empty.
    pub fn start() -> Self {
        Self(process::spawn(server))
    }

    /// Adds an entry.
    pub fn add_entry(&self, entry: Entry) {
        self.0.send(Message::AddEntry(entry));
    }

    /// Returns the entries of a day.
    ///
    /// The next list of entries that comes is taken for the answer. It does not
    /// say what was asked, so it may be that of a question that timed out.
    ///
    /// # Errors
    ///
    /// If there is no answer for five seconds of the book.
    pub async fn entries(
        &self,
        date: Date,
        mailbox: &mut Mailbox<TodoEntries>,
    ) -> Result<Vec<(u64, Entry)>, Timeout> {
        self.0.send(Message::Entries(date, mailbox.this()));
        let answer = mailbox.receive().within(5 * SECOND).await;
        answer.map(|TodoEntries(entries)| entries).ok_or(Timeout)
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
    Entries(Date, ProcessRef<TodoEntries>),
}

/// What whoever wants entries is told.
#[derive(Debug)]
pub struct TodoEntries(Vec<(u64, Entry)>);

async fn server(mut mailbox: Mailbox<Message>) {
    let mut list = TodoList::default();
    loop {
        match mailbox.receive().await {
            Message::AddEntry(entry) => {
                list.add_entry(entry);
            }
            Message::Entries(date, caller) => {
                caller.send(TodoEntries(list.entries(date)));
            }
        }
    }
}
