//! Supervisors whose children are workers, and what can be asked of them.

use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::supervisor::{
    ChildError, ChildSpec, ChildState, IntoChildSpec, Message, Restart,
    SpecError, Strategy, Supervisor, SupervisorRef,
};
use actor_core::{Event, ExitReason, Mailbox, Pid, process};
use tokio::time::sleep;

use crate::journal::{Begin, Journal};
use crate::say::{self, Word, ms};
use crate::scenario::Lines;
use crate::worker::Do;

/// A supervisor that runs, and the journal of its children.
pub(crate) struct Tree {
    pub(crate) journal: Journal,
    pub(crate) supervisor: SupervisorRef,
}

/// Starts a supervisor with permanent workers.
pub(crate) async fn start<const N: usize>(
    strategy: Strategy,
    children: [Word; N],
) -> Tree {
    let journal = Journal::start();
    let children = children.map(|id| journal.child(id));
    journal.start_tree(with(strategy, children)).await
}

/// Returns a supervisor with workers.
pub(crate) fn with<const N: usize>(
    strategy: Strategy,
    children: [ChildSpec<Do>; N],
) -> Supervisor {
    children.into_iter().fold(Supervisor::new(strategy), Supervisor::child)
}

impl Journal {
    /// Starts a supervisor, linked to the scenario, which traps exits.
    pub(crate) async fn start_tree(&self, supervisor: Supervisor) -> Tree {
        process::trap_exit(true);
        let supervisor = supervisor.start_link().await.unwrap();
        self.watch("supervisor", supervisor.pid());
        Tree { journal: self.clone(), supervisor }
    }

    /// As [`start_tree`](Self::start_tree), and says what came of it.
    pub(crate) async fn try_start(&self, supervisor: Supervisor) -> String {
        process::trap_exit(true);
        let started = supervisor.start_link().await;
        if let Ok(supervisor) = &started {
            self.watch("supervisor", supervisor.pid());
        }
        outcome(started)
    }

    /// Returns a supervisor as a child, whose start is written down.
    pub(crate) fn supervisor(
        &self,
        id: Word,
        supervisor: Supervisor,
    ) -> ChildSpec<Message> {
        let journal = self.clone();
        let start = move || {
            let journal = journal.clone();
            let supervisor = supervisor.clone();
            async move {
                journal.note(format!("{id} starts"));
                let started = supervisor.start_link().await?;
                journal.watch(id, started.pid());
                Ok(started)
            }
        };
        ChildSpec::new(id, start).supervisor()
    }
}

/// What is done to a child, or to the supervisor.
impl Tree {
    pub(crate) async fn exit(&self, id: Word, why: impl Into<ExitReason>) {
        self.tell(id, Do::Exit(why.into())).await;
    }

    pub(crate) async fn tell(&self, id: Word, what: Do) {
        self.journal.worker(id).await.cast(what);
    }

    pub(crate) async fn signal(&self, id: Word, why: impl Into<ExitReason>) {
        process::exit(self.journal.worker(id).await, why);
    }

    pub(crate) fn shutdown(&self) {
        process::exit(&self.supervisor, ExitReason::Shutdown);
    }

    pub(crate) async fn seen(&self) -> Lines {
        self.journal.seen().await
    }

    /// Says what happened, and who is there afterwards.
    pub(crate) async fn outcome(&self) -> Lines {
        let mut lines = self.seen().await;
        lines.push(self.children().await);
        lines
    }

    /// Keeps the supervisor busy with a start until it is freed.
    pub(crate) async fn busy(&self) {
        self.journal.script("slow", [Begin::Held]);
        let slow = self.journal.child("slow").restart(Restart::Temporary);
        let supervisor = self.supervisor.clone();
        process::spawn(async move |_: Mailbox<()>| {
            let _ = supervisor.start_child(slow).await;
        });
        self.journal.held("slow").await;
    }

    pub(crate) fn free(&self) {
        self.journal.release("slow", Begin::Well);
    }

    /// Waits until a child that crashed is being restarted.
    pub(crate) async fn restarting(&self, id: Word) {
        loop {
            let children = self.supervisor.which_children().await.unwrap();
            let child = children.iter().find(|child| child.id.as_str() == id);
            if child.unwrap().state == ChildState::Restarting {
                return;
            }
            sleep(ms(1)).await;
        }
    }
}

/// What is asked of the supervisor.
impl Tree {
    pub(crate) async fn start_child<C: IntoChildSpec>(
        &self,
        child: C,
    ) -> String {
        started(self.supervisor.start_child(child).await)
    }

    pub(crate) async fn restart_child(&self, id: Word) -> String {
        started(self.supervisor.restart_child(id).await)
    }

    pub(crate) async fn terminate_child(&self, id: Word) -> String {
        done(self.supervisor.terminate_child(id).await)
    }

    pub(crate) async fn delete_child(&self, id: Word) -> String {
        done(self.supervisor.delete_child(id).await)
    }

    /// Lists the children, oldest first.
    pub(crate) async fn children(&self) -> String {
        let children = self.supervisor.which_children().await.unwrap();
        let listed = children.iter().map(|child| {
            let state = match child.state {
                ChildState::Running(_) => "running",
                ChildState::Restarting => "restarting",
                ChildState::Stopped => "undefined",
            };
            format!("{} {state}", child.id)
        });
        match listed.collect::<Vec<_>>().as_slice() {
            [] => "children: none".into(),
            listed => format!("children: {}", listed.join(", ")),
        }
    }

    pub(crate) async fn counts(&self) -> String {
        let counts = self.supervisor.count_children().await.unwrap();
        format!(
            "specs, active, supervisors, workers: {} {} {} {}",
            counts.specs, counts.active, counts.supervisors, counts.workers
        )
    }
}

pub(crate) fn done(done: Result<(), ChildError>) -> String {
    started(done).replace("started", "done")
}

pub(crate) fn started<T>(started: Result<T, ChildError>) -> String {
    match started {
        Ok(_) => "started".into(),
        Err(ChildError::Ignored) => "ignored".into(),
        Err(ChildError::NotFound) => "not_found".into(),
        Err(ChildError::Running) => "running".into(),
        Err(ChildError::Restarting) => "restarting".into(),
        Err(ChildError::AlreadyPresent) => "already_present".into(),
        Err(ChildError::AlreadyStarted(pid)) => already_started(pid),
        Err(ChildError::Start(error)) => outcome::<()>(Err(error)),
        Err(ChildError::Spec(error)) => format!("error: {}", spec(&error)),
        Err(ChildError::Supervisor(error)) => say::call::<Word>(Err(error)),
        Err(other) => other.to_string(),
    }
}

/// Lists the exits that came to the scenario.
pub(crate) async fn exits(mailbox: &mut Mailbox<Word>) -> Lines {
    let mut lines = Lines::new();
    while let Some(event) = mailbox.next().within(Duration::ZERO).await {
        let Event::Exit(exit) = event else { panic!("{event:?}") };
        lines.push(format!("exit: {}", why(&exit.reason)));
    }
    lines
}

pub(crate) fn outcome<T>(started: Result<T, StartError>) -> String {
    match started {
        Ok(_) => "started".into(),
        Err(StartError::Ignore) => "ignored".into(),
        Err(StartError::AlreadyStarted(pid)) => already_started(pid),
        Err(StartError::Init(reason)) => format!("error: {}", why(&reason)),
        Err(other) => other.to_string(),
    }
}

fn already_started(pid: Pid) -> String {
    format!("already started, alive: {}", process::is_alive(pid))
}

/// Says the reasons of supervisors, and others.
pub(crate) fn why(reason: &ExitReason) -> String {
    match reason {
        ExitReason::Error(error) => match error.downcast_ref::<SpecError>() {
            Some(error) => spec(error),
            None => say::reason(reason),
        },
        ExitReason::ShutdownWith(_) => {
            let text = say::reason(reason).replace("init failed: ", "");
            let text = text.replace("panic: oops", "crash");
            // Which pid it was is not told.
            match text.split_once(" as <") {
                Some((text, _)) => format!("{text}}}"),
                None => text,
            }
        }
        other => say::reason(other),
    }
}

fn spec(error: &SpecError) -> String {
    match error {
        SpecError::DuplicateId(id) => format!("two have the id {id}"),
        SpecError::SignificantNever(_) => "significant, and never".into(),
        SpecError::SignificantPermanent(_) => {
            "significant, and permanent".into()
        }
        SpecError::NoPeriod => "no period".into(),
        other => other.to_string(),
    }
}
