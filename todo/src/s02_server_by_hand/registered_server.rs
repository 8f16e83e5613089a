//! The exercise: a to-do server that is known by its name.
//!
//! Nobody needs its pid. A question carries a [`Reply`] now, which is good for
//! one answer; so an answer that comes too late reaches nobody.

use actor_core::{
    CallError, Mailbox, NoProc, ProcessRef, RegisterError, Reply, process,
};

use jiff::civil::Date;

use crate::s01_list::{Entry, TodoList};

/// The name of the server.
pub const NAME: &str = "todo_server";

/// Starts the server, and waits until it has its name.
///
/// # Errors
///
/// If it is dead, because another process has the name.
pub async fn start() -> Result<(), CallError> {
    process::spawn(server).call(Message::IsRegistered).await
}

/// Adds an entry.
///
/// # Errors
///
/// If nobody has the name of the server.
pub fn add_entry(entry: Entry) -> Result<(), NoProc> {
    ProcessRef::named(NAME).try_send(Message::AddEntry(entry))
}

/// Replaces an entry, if there is one of that number.
///
/// # Errors
///
/// If nobody has the name of the server.
pub fn update_entry(id: u64, entry: Entry) -> Result<(), NoProc> {
    ProcessRef::named(NAME).try_send(Message::UpdateEntry(id, entry))
}

/// Removes an entry, if there is one of that number.
///
/// # Errors
///
/// If nobody has the name of the server.
pub fn delete_entry(id: u64) -> Result<(), NoProc> {
    ProcessRef::named(NAME).try_send(Message::DeleteEntry(id))
}

/// Asks for the entries of a day.
///
/// # Errors
///
/// If there is no server, or no answer for five seconds.
pub async fn entries(date: Date) -> Result<Vec<(u64, Entry)>, CallError> {
    let server = ProcessRef::named(NAME);
    server.call(|reply| Message::Entries(date, reply)).await
}

/// What the server is told.
#[derive(Debug)]
pub enum Message {
    /// Wants to know when it has its name.
    IsRegistered(Reply<()>),
    /// Add an entry.
    AddEntry(Entry),
    /// Replace an entry.
    UpdateEntry(u64, Entry),
    /// Remove an entry.
    DeleteEntry(u64),
    /// Wants the entries of a day.
    Entries(Date, Reply<Vec<(u64, Entry)>>),
}

async fn server(mut mailbox: Mailbox<Message>) -> Result<(), RegisterError> {
    process::register(NAME)?;
    let mut list = TodoList::default();
    loop {
        match mailbox.receive().await {
            Message::IsRegistered(reply) => reply.send(()),
            Message::AddEntry(entry) => {
                list.add_entry(entry);
            }
            Message::UpdateEntry(id, entry) => list.update_entry(id, entry),
            Message::DeleteEntry(id) => list.delete_entry(id),
            Message::Entries(date, reply) => reply.send(list.entries(date)),
        }
    }
}
