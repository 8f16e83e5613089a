//! A supervisor made by hand: what it does when a child ends.

use actor_core::{ExitReason, Mailbox, process};

use super::ends::{end, show_down, stop};
use crate::ring::Received;
use crate::thy_supervisor::{ThySupervisor, worker};
use crate::{Finished, say, show};

pub(super) async fn supervised(mailbox: &mut Mailbox<Received>) -> Finished {
    say!("A supervisor made by hand. It is linked to us, and has no children:");
    let supervisor = ThySupervisor::start_link(Vec::new()).await?;
    show_children(&supervisor).await?;

    say!("It calls a function that starts a child, and links to the child:");
    let child = supervisor.start_child(worker::spec()).await?;
    show_children(&supervisor).await?;

    say!("The child crashes. Another one takes its place:");
    show_down(&end(mailbox, child, "crash".into()).await);
    show_children(&supervisor).await?;

    say!("That one is killed, and forgotten, as if nobody needed it:");
    for child in supervisor.which_children().await?.into_keys() {
        show_down(&end(mailbox, child, ExitReason::Kill).await);
    }
    show_children(&supervisor).await?;

    say!("A new one is told to stop, and forgotten, as it should be:");
    let child = supervisor.start_child(worker::spec()).await?;
    show_down(&stop(mailbox, child).await?);
    show_children(&supervisor).await?;

    say!("The supervisor is told to end. It kills the child that it has:");
    let child = supervisor.start_child(worker::spec()).await?;
    let monitors = [child, supervisor.pid()].map(process::monitor);
    process::exit(supervisor.pid(), ExitReason::Shutdown);
    for monitor in monitors {
        show_down(&mailbox.down(monitor).await);
    }
    Ok(())
}

async fn show_children(supervisor: &ThySupervisor) -> Finished {
    let children = supervisor.which_children().await?;
    let pid = supervisor.pid();
    let links = process::info(pid).map(|info| info.links).unwrap_or_default();
    show!("{pid} has the children {children:?}");
    show!("and the links {links:?}");
    Ok(())
}
