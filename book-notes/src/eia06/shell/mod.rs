//! What the chapter does with its programs in the shell.

mod by_hand;
mod by_the_library;
mod starting;

use actor_core::{Mailbox, System};
use todo::demo;

use crate::on_the_page::OnThePage;
use crate::{Finished, page};

/// Runs the programs of chapter 6, and steps 3 and 4 of the to-do system.
///
/// # Errors
///
/// If a server that should answer does not.
pub async fn run(mut mailbox: Mailbox<()>) -> Finished {
    page::title("Elixir in Action, chapter 6: generic servers");
    // Each is a process of its own, because each takes other messages.
    let shell = System::current();
    shell.enter_with(by_hand::only_calls).await;
    shell.enter_with(by_hand::calls_and_casts).await;
    demo::s03(&mut OnThePage, &mut mailbox).await?;
    shell.enter(by_the_library::values()).await?;
    demo::s04(&mut OnThePage, &mut mailbox).await?;
    shell.enter(by_the_library::a_name()).await?;
    shell.enter_with(by_the_library::a_periodic_message).await?;
    shell.enter(starting::what_init_may_say()).await;
    Ok(())
}
