mod divided;
mod finished;
mod nodes;
pub mod stall;

use actor_core::Mailbox;
use blitzy::book::demo;
use blitzy::run::Progress;

use crate::on_the_page::OnThePage;
use crate::{Finished, log, page, say};

/// Runs the program of chapter 8: the book's steps, three nodes that divide a
/// load, and then what the finished load tester does otherwise.
///
/// # Errors
///
/// If there is no local target, or somebody crashes who should not.
pub async fn run(mut mailbox: Mailbox<Progress>) -> Finished {
    page::title("Chapter 8: Blitzy, a load tester");
    // Of many that end together nobody knows who is reported first.
    let silence = log::silence();
    demo::chapter8(&mut OnThePage).await?;
    drop(silence);
    nodes::show().await?;
    divided::show().await?;
    say!("What we use from now on is `blitzy run`.");
    finished::show(&mut mailbox).await?;
    stall::show();
    Ok(())
}
