//! The ends that a child of a supervisor comes to.
//!
//! By the time that we hear of an end, so has the supervisor. So what that is
//! asked next, it answers when it has dealt with the end.

use actor_core::{Down, ExitReason, Mailbox, NoProc, Pid, process};

use crate::ring::Received;
use crate::show;
use crate::thy_supervisor::worker::Message;

/// Ends a child by an exit signal.
pub(super) async fn end(
    mailbox: &mut Mailbox<Received>,
    child: Pid,
    reason: ExitReason,
) -> Down {
    let monitor = process::monitor(child);
    process::exit(child, reason);
    mailbox.down(monitor).await
}

/// Tells a child to say something, and to stop.
pub(super) async fn stop(
    mailbox: &mut Mailbox<Received>,
    child: Pid,
) -> Result<Down, NoProc> {
    let monitor = process::monitor(child);
    process::send(child, Message::Say("Pizza".to_owned()))?;
    process::send(child, Message::Stop)?;
    Ok(mailbox.down(monitor).await)
}

pub(super) fn show_down(down: &Down) {
    show!("{} is down: {}", down.pid, down.reason);
}
