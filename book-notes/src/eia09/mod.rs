use actor_core::Mailbox;
use todo::demo;

use crate::on_the_page::OnThePage;
use crate::{Finished, log, page};

/// Runs steps 10 to 12 of the to-do system.
///
/// # Errors
///
/// If a process that should live does not.
pub async fn run(mut mailbox: Mailbox<()>) -> Finished {
    page::title("Elixir in Action, chapter 9: isolating error effects");
    demo::s10(&mut OnThePage, &mut mailbox).await?;
    demo::s11(&mut OnThePage, &mut mailbox).await?;
    demo::s12(&mut OnThePage, &mut mailbox).await?;
    // There is a crash for each cell of its table.
    let _silence = log::silence();
    demo::what_dies(&mut OnThePage).await
}
