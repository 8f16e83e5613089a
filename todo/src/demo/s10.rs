//! Step 10: the database beside the cache.

use actor_core::Mailbox;

use super::stage::Stage;
use super::{Finished, Page};
use crate::s10_supervised_database::{cache, database, system};

/// Shows step 10.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn s10<P: Page>(page: &mut P, mailbox: &mut Mailbox<()>) -> Finished {
    let mut stage = Stage::new(page, mailbox)?;
    stage.say("Step 10. The database is supervised beside the cache:");
    let system = system::start_link(stage.folder()).await?;
    let bob = cache::server_process("bob").await?;
    stage.show_processes();

    stage.say(
        "The database is killed. It takes its workers along, and nobody else:",
    );
    stage.kill(database::NAME).await?;
    system.count_children().await?;
    let is_alive = bob.process().is_alive();
    stage.show(format_args!("is bob's server alive? {is_alive}"));
    stage.show_processes();
    stage.stop(&system).await
}
