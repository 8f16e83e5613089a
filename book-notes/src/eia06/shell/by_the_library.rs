//! The same servers, and what else a `GenServer` can.

use std::time::Instant;

use actor_core::{Mailbox, process};

use crate::eia06::v3_gen_server::cleanup;
use crate::eia06::v3_gen_server::key_value_store::KeyValueStore;
use crate::{Finished, say, show};

pub(super) async fn values() -> Finished {
    say!("The store as a `GenServer`. An answer needs no mailbox:");
    let store = KeyValueStore::start().await?;
    store.put("Pizza", "eight slices");
    show!("Pizza: {:?}", store.get("Pizza").await?);

    say!("A message of another type is reported, and the server goes on:");
    process::send(store.process(), "It's raining men")?;
    show!("Tea: {:?}", store.get("Tea").await?);
    Ok(())
}

pub(super) async fn a_name() -> Finished {
    say!("The store has a name, so there is one, and nobody needs its pid:");
    if let Err(error) = KeyValueStore::start().await {
        show!("another one: {error}");
    }
    let store = KeyValueStore::registered();
    show!("Pizza: {:?}", store.get("Pizza").await?);

    say!("It is told to stop. Who asks it now learns at once that it is dead:");
    store.stop();
    store.process().down().await;
    if let Err(error) = store.get("Pizza").await {
        show!("Pizza: {error}");
    }
    Ok(())
}

pub(super) async fn a_periodic_message(
    mut mailbox: Mailbox<&'static str>,
) -> Finished {
    say!("A server that sends itself a message every five seconds:");
    let start = Instant::now();
    cleanup::start(mailbox.this()).await?;
    for _ in 0..2 {
        let line = mailbox.receive().await;
        show!("after {:.0?}: {line}", start.elapsed());
    }
    Ok(())
}
