//! To-do servers, with a pid and with a name.

use actor_core::{Mailbox, process};

use crate::eia05::registered_todo_server as registered;
use crate::eia05::todo_server::{TodoEntries, TodoServer};
use crate::todo_list::{Date, Entry};
use crate::{Finished, say, show};

const DATE: Date = Date::new(2018, 12, 19);

pub(super) async fn with_a_pid(mut mailbox: Mailbox<TodoEntries>) -> Finished {
    say!("A to-do list as the state of a process. On {DATE}:");
    let server = TodoServer::start();
    server.add_entry(Entry::new(DATE, "Dentist"));
    server.add_entry(Entry::new(Date::new(2018, 12, 20), "Shopping"));
    server.add_entry(Entry::new(DATE, "Movies"));
    for (id, entry) in server.entries(DATE, &mut mailbox).await? {
        show!("{id}: {}", entry.title);
    }
    Ok(())
}

pub(super) async fn with_a_name() -> Finished {
    say!("The exercise: it is registered, so nobody needs its pid:");
    registered::start().await?;
    let server = process::whereis(registered::NAME);
    registered::add_entry(Entry::new(DATE, "Dentist"))?;
    registered::add_entry(Entry::new(DATE, "Movies"))?;
    registered::delete_entry(1)?;
    for (id, entry) in registered::entries(DATE).await? {
        show!("{id}: {}", entry.title);
    }
    say!("A second one finds the name taken, and dies of it:");
    let second = registered::start().await;
    let is_first = process::whereis(registered::NAME) == server;
    show!("is the second alive? {}", second.is_ok());
    show!("has the first its name? {is_first}");
    Ok(())
}
