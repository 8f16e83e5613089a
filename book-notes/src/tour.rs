//! Running the programs of the chapters, each in a system of its own.

use actor_core::{Mailbox, System};

use crate::contents::{self, Program};
use crate::{Finished, ch03, ch04, ch05, page, say};

/// Runs what a chapter has.
pub(crate) async fn run(program: Program) -> Finished {
    match program {
        Program::Chapter3 => alone("chapter 3", ch03::run).await,
        Program::Chapter4 => alone("chapter 4", ch04::run).await,
        Program::Chapter5 => alone("chapter 5", ch05::run).await,
    }
}

/// Runs all that there is, in the order of the book.
pub(crate) async fn all() -> Finished {
    for (place, program) in contents::programs().into_iter().enumerate() {
        if place > 0 {
            page::line("");
        }
        run(program).await?;
    }
    say!("That was all there is so far; book-notes/chapters has the pages.");
    Ok(())
}

/// Runs `body` where no other chapter's processes are, and ends all that it
/// leaves behind.
pub(crate) async fn alone<M, B, F>(name: &str, body: B) -> Finished
where
    M: Send + 'static,
    B: FnOnce(Mailbox<M>) -> F + Send + 'static,
    F: Future<Output = Finished> + Send + 'static,
{
    let system = System::new(name);
    let outcome = system.enter_with(body).await;
    system.shutdown().await;
    outcome
}
