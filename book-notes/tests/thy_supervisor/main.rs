//! The supervisor made by hand: what it promises, and where it stops short of
//! the supervisors of the library.

mod limits;
mod limits_at_start;
mod promises;

use actor_core::{Event, ExitReason, Mailbox, Pid, ProcessRef, process};

/// Ends a process by an exit signal, and waits until it has ended.
///
/// Its supervisor has heard of it by then, so that what is asked next is
/// answered after the supervisor dealt with it.
async fn end<M: Send + 'static>(
    mailbox: &mut Mailbox<M>,
    pid: Pid,
    reason: ExitReason,
) {
    let monitor = process::monitor(pid);
    process::exit(pid, reason);
    mailbox.down(monitor).await;
}

/// A child that never ends by itself, and tells when it is asked to.
async fn waiter(mut mailbox: Mailbox<()>, told: ProcessRef<ExitReason>) {
    process::trap_exit(true);
    loop {
        if let Event::Exit(exit) = mailbox.next().await {
            return told.send(exit.reason);
        }
    }
}
