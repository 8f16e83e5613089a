mod by_hand;
mod by_the_library;
mod ends;
mod links;
mod monitors;
mod outcomes;
mod rings;

use actor_core::{Mailbox, process};

pub use outcomes::{Ending, Outcome, Survivor, outcome};
pub use rings::ring_of;

use crate::ring::Received;
use crate::{Finished, page};

/// Runs the program of chapter 5.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn run(mut mailbox: Mailbox<Received>) -> Finished {
    page::title("Chapter 5: links, monitors, a ring and a supervisor");
    links::one_crash_takes_both(&mut mailbox).await?;
    links::trapping_turns_it_into_a_message(&mut mailbox).await?;
    links::nobody_to_link_to(&mut mailbox).await?;
    outcomes::table(&mut mailbox).await;
    rings::one_crash_takes_all(&mut mailbox).await?;
    rings::two_of_three_trap_exits(&mut mailbox).await?;
    monitors::one_way(&mut mailbox).await?;
    monitors::each_counts(&mut mailbox).await;
    monitors::nobody_to_watch(&mut mailbox).await;
    supervisors(mailbox).await
}

/// Runs the last part of it: a supervisor made by hand, then the library's.
///
/// # Errors
///
/// As [`run`].
pub async fn supervisors(mut mailbox: Mailbox<Received>) -> Finished {
    // They are linked to us, and end before us.
    process::trap_exit(true);
    by_hand::supervised(&mut mailbox).await?;
    by_the_library::supervised(&mut mailbox).await
}
