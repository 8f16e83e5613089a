//! What the chapter does with its programs in the shell.

mod agents;
pub(super) mod compare;
mod registry;
mod stores;
mod tasks;

use actor_core::{Mailbox, System};
use todo::demo;

use crate::on_the_page::OnThePage;
use crate::{Finished, page};

/// Runs the programs of chapter 10, and steps 13 to 15 of the to-do system.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn run(mut mailbox: Mailbox<()>) -> Finished {
    page::title("Elixir in Action, chapter 10: beyond generic servers");
    // Each is a process of its own, because each takes other messages.
    let shell = System::current();
    shell.enter(tasks::awaited()).await;
    demo::s13(&mut OnThePage, &mut mailbox).await?;
    shell.enter(agents::functions()).await?;
    demo::s14(&mut OnThePage, &mut mailbox).await?;
    demo::s15(&mut OnThePage, &mut mailbox).await?;
    shell.enter_with(stores::an_owner_dies).await?;
    shell.enter(compare::in_the_tour()).await?;
    shell.enter_with(registry::in_two_ways).await
}
