//! Step 14: a to-do server that is an agent.

use actor_core::Mailbox;
use jiff::civil::{Date, date};

use super::stage::Stage;
use super::{Finished, Page};
use crate::s01_list::Entry;
use crate::s14_agent::{cache, system};

const DATE: Date = date(2018, 12, 19);

/// Shows step 14.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s14<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    let mut stage = Stage::new(page, mailbox)?;
    stage.say("Step 14. A to-do server is an agent, and nobody notices:");
    let system = system::start_link(stage.folder()).await?;
    let bob = cache::server_process("bob").await?;
    bob.add_entry(Entry::new(DATE, "Dentist"));
    for (id, entry) in bob.entries(DATE).await? {
        stage.show(format_args!("{id}: {}", entry.title));
    }
    stage.stop(&system).await
}
