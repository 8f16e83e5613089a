//! What the chapter does with its programs in the shell.

mod dynamic;
mod let_it_crash;
mod pool;
mod registry;
mod supervised;
mod what_dies;

use actor_core::{Mailbox, System};

use crate::eia08::folder::with_a_folder;
use crate::{Finished, page};

/// Runs the programs of chapter 9.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn run(_: Mailbox<()>) -> Finished {
    page::title("Elixir in Action, chapter 9: isolating error effects");
    // Each has a system of its own, because all have the same names.
    with_a_folder("eia-9", supervised::database).await?;
    with_a_folder("eia-9", pool::a_worker).await?;
    System::current().enter_with(registry::a_dead_registry).await?;
    with_a_folder("eia-9", dynamic::many_callers).await?;
    with_a_folder("eia-9", let_it_crash::a_bad_file).await?;
    what_dies::table().await
}
