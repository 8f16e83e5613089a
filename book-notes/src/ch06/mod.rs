use actor_core::Mailbox;
use pooly::demo;

use crate::on_the_page::OnThePage;
use crate::{Finished, log, page, say};

/// Runs the program of chapter 6: versions 1 and 2 of the pool.
///
/// # Errors
///
/// If a pool that should answer does not.
pub async fn run(mut mailbox: Mailbox<()>) -> Finished {
    page::title("Chapter 6: Pooly, one pool");
    say!("Version 1 hopes that nobody crashes.");
    demo::v1(&mut OnThePage, &mut mailbox).await?;
    // What is reported of those that end together differs from run to run.
    let _silence = log::silence();
    demo::v2(&mut OnThePage, &mut mailbox).await
}
