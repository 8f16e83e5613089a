//! Step 4: the library's servers.

use actor_core::{ExitReason, Mailbox, process};
use jiff::civil::{Date, date};

use super::stage::Stage;
use super::{Finished, Page};
use crate::s01_list::Entry;
use crate::s04_gen_server::server::TodoServer;

const DATE: Date = date(2018, 12, 19);

/// Shows step 4.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s04<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    let mut stage = Stage::new(page, mailbox)?;
    stage.say("Step 4. The loop is the library's. Clients see no difference:");
    let server = TodoServer::start().await?;
    server.add_entry(Entry::new(DATE, "Dentist"));
    server.add_entry(Entry::new(DATE, "Movies"));
    stage.show_entries(server.entries(DATE).await?);

    stage.say("Until it is dead, which they learn at once:");
    process::exit(server.process(), ExitReason::Kill);
    server.process().down().await;
    let error = server.entries(DATE).await.err();
    stage.show(error.ok_or("the dead do not answer")?);
    stage.clear().await;
    Ok(())
}
