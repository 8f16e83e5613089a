use actor_core::Mailbox;
use todo::demo;

use crate::on_the_page::OnThePage;
use crate::{Finished, page};

/// Runs the programs of chapter 11: steps 16 to 19 of the to-do system.
///
/// # Errors
///
/// If a process that should live does not, or there is no place for the files.
pub async fn run(mut mailbox: Mailbox<()>) -> Finished {
    page::title("Elixir in Action, chapter 11: an application on the web");
    demo::s16(&mut OnThePage, &mut mailbox).await?;
    demo::s17(&mut OnThePage, &mut mailbox).await?;
    demo::s18(&mut OnThePage, &mut mailbox).await?;
    demo::s19(&mut OnThePage, &mut mailbox).await
}
