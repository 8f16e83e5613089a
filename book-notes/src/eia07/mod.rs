use actor_core::Mailbox;
use todo::demo;

use crate::on_the_page::OnThePage;
use crate::{Finished, page};

/// Runs the programs of chapter 7: steps 5 to 7 of the to-do system.
///
/// # Errors
///
/// If a process that should live does not, or there is no place for the files.
pub async fn run(mut mailbox: Mailbox<()>) -> Finished {
    page::title("Elixir in Action, chapter 7: many lists, kept on disk");
    demo::s05(&mut OnThePage, &mut mailbox).await?;
    demo::s06(&mut OnThePage, &mut mailbox).await?;
    demo::s07(&mut OnThePage, &mut mailbox).await
}
