use actor_core::Mailbox;
use todo::demo;

use crate::on_the_page::OnThePage;
use crate::{Finished, page};

/// Runs the program of chapter 4: step 1 of the to-do system.
///
/// # Errors
///
/// If there is no place for the file that is imported.
pub async fn run(mut mailbox: Mailbox<()>) -> Finished {
    page::title("Elixir in Action, chapter 4: a to-do list");
    demo::s01(&mut OnThePage, &mut mailbox).await
}
