//! The end of a registry.

use actor_core::supervisor::{Strategy, Supervisor};
use actor_core::{Mailbox, process};

use super::super::v4_pool_supervision::process_registry::{
    Key, NAME, registry,
};
use crate::eia08::kill::kill;
use crate::{Finished, say, show};

pub(super) async fn a_dead_registry(mut mailbox: Mailbox<()>) -> Finished {
    say!(
        "A registry is linked to who is registered. If it is killed, they die:"
    );
    let tree = Supervisor::new(Strategy::OneForOne).child(registry());
    let system = tree.start_link().await?;
    let shell = mailbox.this();
    let worker = async move |mut mailbox: Mailbox<()>| {
        registry().register(Key::DatabaseWorker(1), ())?;
        shell.send(());
        mailbox.receive().await;
        Finished::Ok(())
    };
    let (worker, end_of_worker) = process::spawn_monitor(worker);
    mailbox.receive().await;
    show!("{:?}", registry().entries());

    let killed = process::whereis(NAME).ok_or("there is no registry")?;
    kill(&mut mailbox, killed).await;
    let down = mailbox.down(end_of_worker).await;
    system.count_children().await?;
    show!("{worker} is down: {}", down.reason);
    show!("the next registry has {} entries", registry().count());
    Ok(())
}
