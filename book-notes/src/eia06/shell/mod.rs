//! What the chapter does with its programs in the shell.

mod by_hand;
mod by_the_library;
mod starting;

use actor_core::{Mailbox, System};

use crate::{Finished, page};

/// Runs the programs of chapter 6.
///
/// # Errors
///
/// If a server that should answer does not.
pub async fn run(_: Mailbox<()>) -> Finished {
    page::title("Elixir in Action, chapter 6: generic servers");
    // Each is a process of its own, because each takes other messages.
    let shell = System::current();
    shell.enter_with(by_hand::only_calls).await;
    shell.enter_with(by_hand::calls_and_casts).await;
    shell.enter_with(by_hand::another_server).await;
    shell.enter_with(by_hand::a_dead_server).await;
    shell.enter(by_the_library::values()).await?;
    shell.enter(by_the_library::a_todo_list()).await?;
    shell.enter(by_the_library::a_name()).await?;
    shell.enter_with(by_the_library::a_periodic_message).await?;
    shell.enter(starting::what_init_may_say()).await;
    Ok(())
}
