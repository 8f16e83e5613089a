//! To kill a process, and to know when that is over.

use actor_core::process::State;
use actor_core::{ExitReason, Mailbox, Pid, System, process};

/// Kills a process, and waits until everybody has ended who ends with it.
///
/// By the time that a monitor tells of an end, everybody who is linked has been
/// told, and who does not trap that is about to end.
pub async fn kill<M: Send + 'static>(mailbox: &mut Mailbox<M>, victim: Pid) {
    let mut watched = Vec::new();
    for process in System::current().processes() {
        watched.push((process.pid, process::monitor(process.pid)));
    }
    process::exit(victim, ExitReason::Kill);
    while let Some(at) = watched.iter().position(|(pid, _)| is_ending(*pid)) {
        let (_, monitor) = watched.swap_remove(at);
        mailbox.down(monitor).await;
    }
    for (_, monitor) in watched {
        process::demonitor_flush(monitor);
    }
}

fn is_ending(pid: Pid) -> bool {
    process::info(pid).is_none_or(|info| info.state == State::Exiting)
}

/// Counts the processes that are alive.
pub fn process_count() -> usize {
    System::current().processes().len()
}
