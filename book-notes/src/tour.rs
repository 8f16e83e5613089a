//! Running the programs of the chapters, each in a system of its own.

use std::pin::Pin;

use actor_core::{Mailbox, System};

use crate::contents::CHAPTERS;
use crate::{
    Finished, ch03, ch04, ch05, ch06, ch07, ch08, ch09, eia04, eia05, eia06,
    eia07, eia08, eia09, eia10, eia11, eia12, page, say,
};

/// The programs, in the order of the tour.
const PROGRAMS: &[Program] = &[
    Program { name: "3", run: || Box::pin(alone("3", ch03::run)) },
    Program { name: "4", run: || Box::pin(alone("4", ch04::run)) },
    Program { name: "5", run: || Box::pin(alone("5", ch05::run)) },
    Program { name: "6", run: || Box::pin(alone("6", ch06::run)) },
    Program { name: "7", run: || Box::pin(alone("7", ch07::run)) },
    Program { name: "8", run: || Box::pin(alone("8", ch08::run)) },
    Program { name: "9", run: || Box::pin(alone("9", ch09::run)) },
    Program { name: "eia-4", run: || Box::pin(alone("eia-4", eia04::run)) },
    Program { name: "eia-5", run: || Box::pin(alone("eia-5", eia05::run)) },
    Program { name: "eia-6", run: || Box::pin(alone("eia-6", eia06::run)) },
    Program { name: "eia-7", run: || Box::pin(alone("eia-7", eia07::run)) },
    Program { name: "eia-8", run: || Box::pin(alone("eia-8", eia08::run)) },
    Program { name: "eia-9", run: || Box::pin(alone("eia-9", eia09::run)) },
    Program { name: "eia-10", run: || Box::pin(alone("eia-10", eia10::run)) },
    Program { name: "eia-11", run: || Box::pin(alone("eia-11", eia11::run)) },
    Program { name: "eia-12", run: || Box::pin(alone("eia-12", eia12::run)) },
];

/// What a chapter has to run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Program {
    /// What the command line calls it.
    name: &'static str,
    run: fn() -> Pin<Box<dyn Future<Output = Finished> + Send>>,
}

/// Finds the program of a chapter.
pub(crate) fn find(name: &str) -> Result<Program, String> {
    if let Some(program) = PROGRAMS.iter().find(|p| p.name == name) {
        return Ok(*program);
    }
    let names: Vec<_> = PROGRAMS.iter().map(|program| program.name).collect();
    let there = names.join(", ");
    let problem = if CHAPTERS.iter().any(|chapter| chapter.name() == name) {
        format!("chapter {name} is not there yet")
    } else {
        "that is no chapter".to_owned()
    };
    Err(format!(
        "{problem}; there are {there}, and list, all, ring, thy-supervisor, key-value, node"
    ))
}

/// Runs what a chapter has.
pub(crate) async fn run(program: Program) -> Finished {
    (program.run)().await
}

/// Runs all that there is, in the order of the books.
pub(crate) async fn all() -> Finished {
    for (place, program) in PROGRAMS.iter().enumerate() {
        if place > 0 {
            page::line("");
        }
        run(*program).await?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_is_in_the_table_of_its_chapter() {
        for program in PROGRAMS {
            let command = format!("cargo run -- {}", program.name);
            let its = CHAPTERS.iter().filter(|c| c.name() == program.name);
            let mut commands = its.flat_map(|chapter| chapter.commands);
            assert!(commands.any(|c| *c == command), "{command}");
        }
    }
}
