//! The supervisor of the library: the same run, with another outcome.

use actor_core::supervisor::{Child, Strategy, Supervisor};
use actor_core::{Down, Exit, ExitReason, Mailbox, SupervisorRef};

use super::ends::{end, show_down, stop};
use crate::ring::Received;
use crate::thy_supervisor::worker::{self, Message, NAME};
use crate::{Finished, say, show};

pub(super) async fn supervised(mailbox: &mut Mailbox<Received>) -> Finished {
    say!("The supervisor of the library. It knows a child by an id:");
    let supervisor = Supervisor::new(Strategy::OneForOne).start_link().await?;
    let child = supervisor.start_child(worker::child_spec()).await?;
    show_children(&supervisor).await?;

    say!("The child crashes. Another one takes its place:");
    let down = end(mailbox, child.pid(), "crash".into()).await;
    show_outcome(&supervisor, &down).await?;

    say!("That one is killed, which is a crash like any other:");
    let child = supervisor.child::<Message>(NAME).await?;
    let down = end(mailbox, child.pid(), ExitReason::Kill).await;
    show_outcome(&supervisor, &down).await?;

    say!("Its successor is told to stop. It is not needed now, but known:");
    let child = supervisor.child::<Message>(NAME).await?;
    let down = stop(mailbox, child.pid()).await?;
    show_outcome(&supervisor, &down).await?;

    say!("So it can be started again by its id alone:");
    supervisor.restart_child(NAME).await?;
    show_children(&supervisor).await?;

    say!("It crashes twice. Four restarts in five seconds are one too many:");
    let child = supervisor.child::<Message>(NAME).await?;
    let down = end(mailbox, child.pid(), "crash".into()).await;
    show_outcome(&supervisor, &down).await?;
    let child = supervisor.child::<Message>(NAME).await?;
    let down = end(mailbox, child.pid(), "crash".into()).await;
    let Exit { from, reason } = mailbox.exit(supervisor.pid()).await;
    show_down(&down);
    show!("the supervisor {from} is down: {reason}");
    Ok(())
}

/// Shows an end, and what became of it. Until it is asked, the supervisor may
/// still be writing its own report.
async fn show_outcome(supervisor: &SupervisorRef, down: &Down) -> Finished {
    supervisor.count_children().await?;
    show_down(down);
    show_children(supervisor).await
}

async fn show_children(supervisor: &SupervisorRef) -> Finished {
    for Child { id, state, .. } in supervisor.which_children().await? {
        show!("{} has the child {id}: {state:?}", supervisor.pid());
    }
    Ok(())
}
