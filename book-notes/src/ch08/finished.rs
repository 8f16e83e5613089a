//! The finished load tester, on a target of its own.

use actor_core::{Mailbox, process};
use blitzy::engine;
use blitzy::plan::{Plan, Until};
use blitzy::run::{self, Job, Measured, Progress};
use blitzy::serve::{self, Config};
use blitzy::target::Shape;

use crate::{Finished, say, show};

/// Shows that it sends as many requests as it is told, on as many connections.
pub(super) async fn show(mailbox: &mut Mailbox<Progress>) -> Finished {
    say!("It sends as many requests as it is told, whatever the connections:");
    for (requests, connections) in [(10, 4), (3, 50), (0, 4)] {
        let target = serve::start(Config::default()).await?;
        let job = Job {
            plan: Plan {
                until: Until { requests: Some(requests), duration: None },
                connections,
                ..Plan::default()
            },
            target: Shape::of(target.url()).target()?,
            engine: engine::Settings::default(),
        };
        run::start_link(job, process::this()).await?;
        let Measured { tally, .. } = ended(mailbox).await;
        show!(
            "{requests:>2} on {connections:>2}: {} sent, {} of them ok; the \
             target has counted {}",
            tally.sent,
            tally.succeeded.len(),
            target.requests()
        );
        target.shutdown().await;
    }
    Ok(())
}

async fn ended(mailbox: &mut Mailbox<Progress>) -> Measured {
    loop {
        if let Progress::Ended(measured) = mailbox.receive().await {
            return *measured;
        }
    }
}
