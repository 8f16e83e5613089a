//! What the chapter does with its programs in the shell.

mod errors;
mod frequency;
mod linked;
mod links;
mod supervised;

use actor_core::{Mailbox, System};

use super::folder::with_a_folder;
use crate::{Finished, page};

/// Runs the programs of chapter 8.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn run(_: Mailbox<()>) -> Finished {
    page::title("Elixir in Action, chapter 8: fault tolerance basics");
    // Each is a process of its own, because each takes other messages.
    let shell = System::current();
    shell.enter_with(errors::three_kinds).await;
    shell.enter_with(links::plain_and_linked).await;
    shell.enter_with(links::trapped_and_monitored).await;
    shell.enter_with(links::a_call).await;
    // And these have systems of their own, because they have the same names.
    with_a_folder("eia-8", supervised::cache).await?;
    with_a_folder("eia-8", supervised::database).await?;
    with_a_folder("eia-8", linked::everybody).await?;
    with_a_folder("eia-8", frequency::four_kills).await
}
