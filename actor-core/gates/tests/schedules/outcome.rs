//! Running a program until nothing moves any more, and seeing what is left.

use std::sync::Arc;

use actor_core::process::ProcessInfo;
use actor_core::{CallError, ExitReason, Pid};

use super::check;
use super::program::{NAMES, Program};
use super::world::{Entry, Message, World};
use super::yield_now;

/// What is left of a program that has come to rest.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) program: Arc<Program>,
    pub(crate) roles: Vec<Left>,
    /// Who has each of the names.
    pub(crate) names: [Option<Pid>; NAMES.len()],
}

/// What is left of a role.
#[derive(Debug)]
pub(crate) struct Left {
    /// Nobody, if it was never started.
    pub(crate) pid: Option<Pid>,
    /// Nothing, if it is dead.
    pub(crate) info: Option<ProcessInfo>,
    /// Why it ended; nothing too if it was killed before its first step.
    pub(crate) reason: Option<ExitReason>,
    pub(crate) log: Vec<Entry>,
}

impl Left {
    pub(crate) fn is_dead(&self) -> bool {
        self.pid.is_some() && self.info.is_none()
    }

    /// Returns whether it crashed, as a link sees it.
    pub(crate) fn is_crashed(&self) -> bool {
        // Only an exit signal ends a process before its first step.
        self.is_dead() && self.reason != Some(ExitReason::Normal)
    }
}

/// Runs a program, checks what it has left, and ends all of it.
///
/// # Panics
///
/// If anything is wrong, with the program and what each process has seen.
pub(crate) async fn run(program: Arc<Program>) {
    let world = World::new(program.clone());
    for (me, role) in program.roles.iter().enumerate() {
        if role.is_root {
            world.spawn_root(me);
        }
    }
    come_to_rest(&world).await;
    let outcome = look(&world).await;
    if let Err(wrong) = check::check(&outcome) {
        panic!("{wrong}: seed {}\n{outcome:#?}", program.seed);
    }
    end(&world).await;
}

/// Waits until no process does anything of its own accord, no signal is under
/// way, and every dead process is gone.
async fn come_to_rest(world: &World) {
    let mut before = None;
    loop {
        let mut alive = Vec::new();
        for me in 0..world.program.roles.len() {
            let Some(process) = world.process(me) else { continue };
            match process.call(Message::Done).forever().await {
                Ok(()) => alive.push(me),
                Err(CallError::NoProc | CallError::Exited(_)) => {}
                Err(error) => {
                    let seed = world.program.seed;
                    panic!("{me} neither lives nor is dead: {error}: {seed}");
                }
            }
        }
        // Whoever dies leaves the table last. If all the dead had left it
        // before this round, and nobody died in it, nobody ever will.
        let now = Some((world.system.process_count(), alive));
        let is_quiet = now.as_ref().is_some_and(|(n, a)| *n == a.len());
        if is_quiet && now == before {
            return;
        }
        before = now;
        yield_now().await;
    }
}

async fn look(world: &World) -> Outcome {
    let mut roles = Vec::new();
    for me in 0..world.program.roles.len() {
        let pid = world.pid(me);
        let info = pid.and_then(|pid| world.system.info(pid));
        let reason = match info {
            None => world.end(me).await,
            Some(_) => None,
        };
        roles.push(Left { pid, info, reason, log: world.log(me) });
    }
    Outcome {
        program: world.program.clone(),
        roles,
        names: NAMES.map(|name| world.system.whereis(name)),
    }
}

/// Kills whoever is left.
async fn end(world: &World) {
    for me in 0..world.program.roles.len() {
        if let Some(process) = world.process(me) {
            process.exit(ExitReason::Kill);
        }
    }
    for me in 0..world.program.roles.len() {
        if let Some(reason) = world.end(me).await {
            assert_eq!(reason, ExitReason::Killed, "{:#?}", world.program);
        }
    }
    while world.system.process_count() > 0 {
        yield_now().await;
    }
    assert_eq!(world.system.registered(), [], "{:#?}", world.program);
}
