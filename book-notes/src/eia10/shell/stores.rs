//! A store without its process.

use actor_core::{ExitReason, Mailbox, process};
use todo::demo::kill::kill;

use super::super::key_value::{KeyValue, table};
use crate::{Finished, say, show};

pub(super) async fn an_owner_dies(mut mailbox: Mailbox<()>) -> Finished {
    say!("A table is read and written by whoever calls, not by its owner:");
    let store = table::KeyValue::start_link().await?;
    store.put(1, 8);
    show!("1: {:?}", store.get(1).await);

    say!("Its owner is killed. The table is gone, and who needs it crashes:");
    let owner = process::whereis(table::NAME).ok_or("there is no owner")?;
    process::unlink(owner);
    kill(&mut mailbox, owner).await;
    let client = async move |_: Mailbox<()>| {
        show!("1: {:?}", store.get(1).await);
        ExitReason::Normal
    };
    let (_, end_of_client) = process::spawn_monitor(client);
    let down = mailbox.down(end_of_client).await;
    show!("the client is down: {}", down.reason);
    Ok(())
}
