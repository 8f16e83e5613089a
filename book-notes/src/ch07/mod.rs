use actor_core::Mailbox;
use pooly::demo;

use crate::on_the_page::OnThePage;
use crate::{Finished, log, page, say};

/// Runs the program of chapter 7: versions 3 and 4, then the pool to use.
///
/// # Errors
///
/// If a pool that should answer does not.
pub async fn run(mut mailbox: Mailbox<()>) -> Finished {
    page::title("Chapter 7: Pooly, many pools");
    say!("Version 3 has many pools, and each has a tree of its own.");
    // What is reported of those that end together differs from run to run.
    let silence = log::silence();
    demo::v3(&mut OnThePage, &mut mailbox).await?;
    demo::v4(&mut OnThePage, &mut mailbox).await?;
    drop(silence);
    say!("What we use from now on is `pooly::Pool`.");
    demo::pool(&mut OnThePage, &mut mailbox).await
}
