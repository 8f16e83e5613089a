//! The real supervisor of a run, and whoever asks it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::supervisor::{ChildSpec, Restart, Supervisor};
use actor_core::{DynamicSupervisor, ExitReason, Mailbox, System, process};
use tokio::sync::oneshot;
use tokio::time::sleep;

use super::asking::AnySupervisor;
use super::child::{End, Life, Start, Traits};
use super::contract::Request;
use super::operation::Plan;
use super::run::Verdict;
use super::seen::{Answer, Event, Seen, State};
use super::worker::{Later, Notes, begin, tell};

/// How often the supervisor is looked at before it is given up.
const PATIENCE: usize = 1000;

pub(crate) struct Real {
    notes: Arc<Notes>,
    supervisor: AnySupervisor,
    mailbox: Mailbox<()>,
    asking: Vec<(usize, Later<Answer>)>,
    door: Option<(oneshot::Sender<()>, Later<Answer>)>,
}

impl Real {
    /// Starts a supervisor, as a child of the current process.
    pub(crate) async fn start(
        plan: Plan,
        notes: Arc<Notes>,
        mailbox: Mailbox<()>,
    ) -> Result<Self, StartError> {
        process::trap_exit(true);
        let supervisor = match plan {
            Plan::Fixed(flags, children) => {
                let intensity = flags.intensity;
                let mut supervisor = Supervisor::new(flags.strategy)
                    .intensity(intensity.max_restarts, intensity.within)
                    .auto_shutdown(flags.auto_shutdown);
                for (traits, script) in children {
                    supervisor = supervisor.child(notes.child(traits, script));
                }
                AnySupervisor::Fixed(supervisor.start_link().await?)
            }
            Plan::Dynamic(intensity, max_children) => {
                let supervisor = DynamicSupervisor::new()
                    .intensity(intensity.max_restarts, intensity.within)
                    .max_children(max_children);
                AnySupervisor::Dynamic(supervisor.start_link().await?)
            }
        };
        let (asking, door) = (Vec::new(), None);
        Ok(Self { notes, supervisor, mailbox, asking, door })
    }

    /// Keeps the supervisor waiting, in a start that leaves no trace.
    pub(crate) async fn close_door(&mut self) -> Verdict {
        let (waits, is_waiting) = oneshot::channel();
        let (opens, opened) = oneshot::channel();
        let ends = Mutex::new(Some((waits, opened)));
        let door = ChildSpec::<End>::new("door", move || {
            let ends = ends.lock().unwrap().take();
            async move {
                let (waits, opened) = ends.expect("a door is passed once");
                let _ = waits.send(());
                let _ = opened.await;
                Err(StartError::Ignore)
            }
        });
        let door = door.restart(Restart::Temporary);
        let asking = self.supervisor.start_child(door, self.notes.clone());
        self.door = Some((opens, begin(asking).await));
        let is_waiting = is_waiting.await;
        is_waiting.map_err(|_| "it does not come to its door".to_owned())
    }

    pub(crate) async fn open_door(&mut self) {
        let Some((opens, asking)) = self.door.take() else { return };
        opens.send(()).expect("a supervisor waits at its door");
        assert_eq!(asking.await, Answer::Ignored);
    }

    pub(crate) async fn start_child(
        &mut self,
        number: usize,
        traits: Traits,
        script: Vec<Start>,
    ) {
        let child = self.notes.child(traits, script);
        let asking = self.supervisor.start_child(child, self.notes.clone());
        self.asking.push((number, begin(asking).await));
    }

    pub(crate) async fn ask(&mut self, number: usize, request: Request) {
        let asking = self.supervisor.ask(request, self.notes.clone());
        self.asking.push((number, begin(asking).await));
    }

    pub(crate) async fn end(&mut self, life: Life, end: End) {
        let child = self.notes.process(life).expect("the model knows better");
        tell(&child, end).await;
    }

    pub(crate) fn script(&self, child: usize, script: Vec<Start>) {
        self.notes.script(child, script);
    }

    pub(crate) fn end_later(&self, life: Life, end: End, after: Duration) {
        let child = self.notes.process(life).expect("the model knows better");
        tokio::spawn(async move {
            sleep(after).await;
            child.send(end);
        });
    }

    /// Returns whether the supervisor is at the door.
    pub(crate) fn is_waiting(&self) -> bool {
        self.door.is_some()
    }

    /// Tells the supervisor to stop, as its parent.
    pub(crate) fn stop(&self, end: End) {
        process::exit(self.supervisor.pid(), end.reason());
    }

    /// Waits until the supervisor has nothing more to do. Returns what there
    /// was to be seen since this was called last.
    pub(crate) async fn seen(&mut self) -> Seen {
        let mut answers = Vec::new();
        for (number, asking) in self.asking.drain(..) {
            answers.push((number, asking.await));
        }
        let mut looks = 0;
        let children = loop {
            looks += 1;
            assert!(looks < PATIENCE, "the supervisor finds no rest");
            let notes = self.notes.clone();
            let list = self.supervisor.ask(Request::Which, notes).await;
            let Answer::Listed(list) = list else {
                break Err(self.exit_reason().await);
            };
            let is_at_rest = list.iter().all(|child| match child.state {
                State::Runs(life) => {
                    self.notes.process(life).is_some_and(|c| c.is_alive())
                }
                State::Restarts => false,
                State::IsStopped => true,
            });
            let notes = self.notes.clone();
            let counts = self.supervisor.ask(Request::Count, notes).await;
            if let (true, Answer::Counted(counts)) = (is_at_rest, counts) {
                break Ok((list, counts));
            }
        };
        let (now, log) = (self.notes.now(), self.notes.take_log());
        let mut reasons = BTreeMap::new();
        for entry in &log {
            if let Event::Ends(life, _) = entry.event {
                let reason = self.notes.reason(life).await;
                reasons.extend(reason.map(|reason| (life, reason)));
            }
        }
        Seen { now, log, reasons, answers, children }
    }

    /// Waits for the end of the supervisor, after which nothing is left.
    async fn exit_reason(&mut self) -> ExitReason {
        let exit = self.mailbox.exit(self.supervisor.pid()).await;
        let system = System::current();
        assert_eq!(system.process_count(), 1, "{:#?}", system.processes());
        exit.reason
    }
}
