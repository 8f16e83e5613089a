//! Servers on the loop that is made by hand.

use actor_core::{ExitReason, Mailbox, process};

use crate::book_time::SECOND;
use crate::eia06::{v1_call, v2_cast};
use crate::todo_list::{Date, Entry};
use crate::{say, show};

type Entries = Vec<(u64, Entry)>;

pub(super) async fn only_calls(
    mut mailbox: Mailbox<v1_call::key_value_store::Response>,
) {
    say!("A loop for any server, and a store on it. All requests are calls:");
    let store = v1_call::key_value_store::KeyValueStore::start();
    store.put("Pizza", "eight slices", &mut mailbox).await;
    show!("Pizza: {:?}", store.get("Pizza", &mut mailbox).await);
    show!("Tea: {:?}", store.get("Tea", &mut mailbox).await);
}

pub(super) async fn calls_and_casts(mut mailbox: Mailbox<Option<String>>) {
    say!("To put needs no answer: it is a cast now. To get is still a call:");
    let store = v2_cast::key_value_store::KeyValueStore::start();
    store.put("Pizza", "eight slices");
    show!("Pizza: {:?}", store.get("Pizza", &mut mailbox).await);
}

pub(super) async fn another_server(mut mailbox: Mailbox<Entries>) {
    say!("The first exercise: a to-do server on the same loop:");
    let date = Date::new(2018, 12, 19);
    let server = v2_cast::todo_server::TodoServer::start();
    server.add_entry(Entry::new(date, "Dentist"));
    for (id, entry) in server.entries(date, &mut mailbox).await {
        show!("{id}: {}", entry.title);
    }
}

pub(super) async fn a_dead_server(mut mailbox: Mailbox<Option<String>>) {
    say!("But who asks a dead server waits for ever. After five seconds:");
    let store = v2_cast::key_value_store::KeyValueStore::start();
    process::exit(store.process(), ExitReason::Kill);
    let question = store.get("Pizza", &mut mailbox);
    match tokio::time::timeout(5 * SECOND, question).await {
        Ok(answer) => show!("Pizza: {answer:?}"),
        Err(_) => show!("no answer, and nobody is left to give one"),
    }
}
