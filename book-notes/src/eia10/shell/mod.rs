//! What the chapter does with its programs in the shell.

mod agents;
pub(super) mod compare;
mod expiry;
mod registry;
mod stores;
mod tasks;

use actor_core::{Mailbox, System};

use crate::eia08::folder::with_a_folder;
use crate::{Finished, page};

/// Runs the programs of chapter 10.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn run(_: Mailbox<()>) -> Finished {
    page::title("Elixir in Action, chapter 10: beyond generic servers");
    // Each is a process of its own, because each takes other messages; and
    // the to-do systems are in systems of their own, with the same names.
    let shell = System::current();
    shell.enter(tasks::awaited()).await;
    shell.enter_with(tasks::not_awaited).await;
    with_a_folder("eia-10", tasks::under_a_supervisor).await?;
    shell.enter(agents::functions()).await?;
    with_a_folder("eia-10", agents::a_todo_server).await?;
    with_a_folder("eia-10", expiry::an_idle_server).await?;
    shell.enter_with(stores::an_owner_dies).await?;
    shell.enter(compare::in_the_tour()).await?;
    shell.enter_with(registry::in_two_ways).await
}
