//! The chapter's story: three nodes, which are programs of their own, are
//! killed and come back, and somebody asks for facts all the time.

mod report;
mod stage;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use actor_core::{NodeName, System};

pub use report::{Kind, Report, Transition};
use stage::Stage;

use crate::client::{AskError, ClientError};

/// What the story is shown on.
pub trait Page: Send {
    /// Says what is done.
    fn say(&mut self, text: &str);

    /// Shows what happens, with how long after the beginning.
    fn show(&mut self, at: Duration, text: &str);
}

/// How the story is to be.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The program that is a node: `chucky`.
    pub executable: PathBuf,
    /// How long the others wait for a node that is lost.
    pub delay: Duration,
}

/// Why the story has no end.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A program cannot be started or killed.
    #[error(transparent)]
    Program(#[from] io::Error),
    /// There is nobody who could ask.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// A node cannot be asked although Chucky runs.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// What should have happened did not.
    #[error("this did not happen for {time:?}: {what}")]
    Nothing {
        /// What was expected.
        what: String,
        /// How long it was waited for.
        time: Duration,
    },
    /// Chucky runs on a node that should not have it.
    #[error("Chucky runs on {0}, which is not its turn")]
    WrongNode(NodeName),
}

/// Plays it, and returns what was measured.
///
/// # Errors
///
/// See [`DemoError`].
pub async fn run(plan: Plan, page: &mut dyn Page) -> Result<Report, DemoError> {
    let delay = plan.delay;
    let [a, b, c] = nodes();
    page.say(&format!(
        "Three nodes, each a program of its own. Chucky runs on a if it can \
         be,\nelse on b or c, {delay:?} after the node was lost on which it \
         ran.\na and b start, and wait for c:"
    ));
    let mut stage = Stage::open(plan, &System::current(), page).await?;
    for node in [&a, &b] {
        stage.start(node)?;
    }
    for node in [&a, &b] {
        stage.hears(node, "waits for").await?;
    }
    stage.say("c starts. Now all are there, and Chucky runs on a:");
    stage.start(&c)?;
    stage.starts_on(&a).await?;
    for node in [&b, &c] {
        stage.stands_by(node, &a).await?;
    }
    stage.say("Each node knows whom to ask for a fact:");
    for node in [&a, &b, &c] {
        stage.fact(node).await?;
    }

    stage.say("a is killed, as by `kill -9`. One of b and c goes on:");
    stage.kill(&a).await?;
    let second = stage.moves(Kind::Failover, &a, &[&b, &c]).await?;
    let third = if second == b { &c } else { &b };
    // Until it knows that, it would go on for a.
    stage.stands_by(third, &second).await?;

    stage.say("That one is killed too. The last one goes on:");
    stage.kill(&second).await?;
    stage.moves(Kind::Failover, &second, &[third]).await?;

    stage.say("Both come back. a takes over, and the last one stops:");
    for node in [&a, &second] {
        stage.start(node)?;
    }
    stage.moves(Kind::Takeover, third, &[&a]).await?;
    stage.hears(third, "Application is stopped on").await?;
    for node in [&second, third] {
        stage.fact(node).await?;
    }
    Ok(stage.close().await)
}

fn nodes() -> [NodeName; 3] {
    ["a", "b", "c"].map(|alive| {
        let name = format!("{alive}@127.0.0.1");
        name.parse().expect("it is the name of a node")
    })
}
