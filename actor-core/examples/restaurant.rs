//! An application that runs until it is told to stop.
//!
//! ```sh
//! cargo run -p actor-core --example restaurant
//! ```
//!
//! Press ctrl-c: the waiter leaves before the cook, who came first. With
//! `--fire` the kitchen burns too often for its supervisor, and the program
//! ends with an error.

use std::io::{self, Write};

use actor_core::gen_server::{Init, Next};
use actor_core::supervisor::Strategy;
use actor_core::{
    Application, ExitReason, GenServer, Supervisor, System, process,
};

/// Somebody who works here, and says when that begins and ends.
struct Staff {
    role: &'static str,
}

/// What there is to do.
#[derive(Clone)]
enum Work {
    Pizza,
    Fire,
}

impl GenServer for Staff {
    type Args = (&'static str, Work);
    type Message = Work;

    async fn init((role, work): Self::Args) -> Init<Self> {
        // So that `terminate` runs when the supervisor stops.
        process::trap_exit(true);
        say(&format!("{role} comes"));
        process::this::<Work>().send(work);
        Init::ok(Staff { role })
    }

    async fn handle(&mut self, work: Work) -> Next {
        match work {
            Work::Pizza => Next::Continue,
            Work::Fire => Next::stop("fire"),
        }
    }

    async fn terminate(&mut self, reason: &ExitReason) {
        say(&format!("{} leaves: {reason}", self.role));
    }
}

/// Prints a line, also if nobody reads any more.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn restaurant(first: Work) -> Application {
    Application::new("restaurant", move |_| {
        Supervisor::new(Strategy::OneForOne)
            .child(Staff::starter(("cook", first.clone())).named("cook"))
            .child(Staff::starter(("waiter", Work::Pizza)).named("waiter"))
            .start_link()
    })
    .after_stop(async || say("closed"))
}

fn main() -> anyhow::Result<()> {
    let on_fire = std::env::args().any(|argument| argument == "--fire");
    let first = if on_fire { Work::Fire } else { Work::Pizza };
    System::new("restaurant").run_application(restaurant(first))?;
    Ok(())
}
