//! What the steps have in common: n workers, n outcomes.

use actor_core::{Mailbox, process};
use blitzy::book::caller::{self, Answer};
use blitzy::book::supervised;
use blitzy::book::tasks::{self, Patience};
use blitzy::book::{Get, Outcome, Worker};

/// A step of the chapter.
pub(crate) trait Step: 'static {
    /// Starts what must be there before.
    fn prepare() -> impl Future<Output = ()> + Send;

    /// Has `n` workers work.
    fn run<G: Get>(
        mailbox: &mut Mailbox<Answer>,
        n: usize,
        worker: &Worker<G>,
    ) -> impl Future<Output = Vec<Outcome>> + Send;
}

pub(crate) struct Caller;
pub(crate) struct Tasks;
pub(crate) struct Supervised;

impl Step for Caller {
    async fn prepare() {}

    async fn run<G: Get>(
        mailbox: &mut Mailbox<Answer>,
        n: usize,
        worker: &Worker<G>,
    ) -> Vec<Outcome> {
        let answers = caller::start(mailbox, n, worker).await;
        answers.into_iter().map(|(_, outcome)| outcome).collect()
    }
}

impl Step for Tasks {
    async fn prepare() {}

    async fn run<G: Get>(
        _: &mut Mailbox<Answer>,
        n: usize,
        worker: &Worker<G>,
    ) -> Vec<Outcome> {
        tasks::run(n, worker, Patience::Forever).await
    }
}

impl Step for Supervised {
    async fn prepare() {
        if process::whereis(supervised::SUPERVISOR).is_none() {
            supervised::tree().start_link().await.unwrap();
        }
    }

    async fn run<G: Get>(
        _: &mut Mailbox<Answer>,
        n: usize,
        worker: &Worker<G>,
    ) -> Vec<Outcome> {
        supervised::run(n, worker, &[supervised::here()]).await.unwrap()
    }
}
