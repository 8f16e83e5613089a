//! What the chapter does with its programs in the shell.

mod errors;
mod links;

use actor_core::{Mailbox, System};
use todo::demo;

use crate::on_the_page::OnThePage;
use crate::{Finished, page};

/// Runs the programs of chapter 8, and steps 8 and 9 of the to-do system.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn run(mut mailbox: Mailbox<()>) -> Finished {
    page::title("Elixir in Action, chapter 8: fault tolerance basics");
    // Each is a process of its own, because each takes other messages.
    let shell = System::current();
    shell.enter_with(errors::three_kinds).await;
    shell.enter_with(links::plain_and_linked).await;
    shell.enter_with(links::trapped_and_monitored).await;
    shell.enter_with(links::a_call).await;
    demo::s08(&mut OnThePage, &mut mailbox).await?;
    demo::s09(&mut OnThePage, &mut mailbox).await
}
