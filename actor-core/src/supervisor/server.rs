//! The process of a supervisor: what becomes of a child that ends.
//!
//! It is long, because all that may happen to a child changes one list, and is
//! read in one place.

use std::mem;
use std::pin::pin;
use std::sync::Arc;

use super::children::{Child, Children, State};
use super::handle::{ChildError, ChildState, Counts, Found};
use super::{
    AutoShutdown, Flags, Plan, Report, Restarted, Restarts, Spec, SpecError,
    Start, Stopping, Strategy, check, questions, stop,
};
use crate::call::Reply;
use crate::etf::Term;
use crate::exit::{Exit, ExitReason};
use crate::gen_server::{self, GenServer, Info, Init, Next, StartError};
use crate::pid::{Name, Pid};
use crate::process::{self, Process};

/// What a supervisor understands; sent by the methods of a
/// [`SupervisorRef`](super::SupervisorRef).
pub struct Message(pub(super) Request);

pub(super) enum Request {
    StartChild(Spec, Reply<Result<Arc<dyn Process>, ChildError>>),
    RestartChild(Name, Reply<Result<Pid, ChildError>>),
    TerminateChild(Name, Reply<Result<(), ChildError>>),
    DeleteChild(Name, Reply<Result<(), ChildError>>),
    FindChild(Name, Reply<Result<Found, ChildError>>),
    WhichChildren(Reply<Vec<super::Child>>),
    CountChildren(Reply<Counts>),
    /// From itself: a restart failed, and everybody else had their turn.
    TryAgain(Name),
}

pub(super) struct Server {
    flags: Flags,
    restarts: Restarts,
    children: Children,
}

impl GenServer for Server {
    type Args = Plan;
    type Message = Message;

    async fn init(mut plan: Plan) -> Init<Self> {
        process::trap_exit(true);
        process::set_supervisor();
        // A callback may return the supervisor of another one.
        let (flags, specs) = loop {
            plan = match plan {
                Plan::Now(flags, specs) => break (flags, specs),
                Plan::AtStart(_, init) => match init().await {
                    Init::Ok(supervisor, _) => supervisor.plan,
                    Init::Ignore => return Init::Ignore,
                    Init::Error(reason) => return Init::Error(reason),
                },
            }
        };
        let children = match check_all(&flags, specs) {
            Ok(children) => children,
            Err(error) => return Init::error(ExitReason::error(error)),
        };
        let restarts = Restarts::new(flags.intensity);
        let mut server = Self { flags, restarts, children };
        match server.start_from(0).await {
            Ok(_) => Init::ok(server),
            Err((failed, error)) => {
                let id = server.children.at(failed).spec.id.clone();
                Report::did_not_start(&id, &error);
                server.stop_from(0).await;
                let why = format!("child {id} failed to start: {error}");
                Init::error(ExitReason::ShutdownWith(why.into()))
            }
        }
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message.0 {
            Request::StartChild(spec, reply) => {
                reply.send(self.start_child(spec).await);
            }
            Request::RestartChild(id, reply) => {
                reply.send(self.restart_child(&id).await);
            }
            Request::TerminateChild(id, reply) => {
                reply.send(self.terminate_child(&id).await);
            }
            Request::DeleteChild(id, reply) => {
                reply.send(self.delete_child(&id));
            }
            Request::FindChild(id, reply) => reply.send(self.find_child(&id)),
            Request::WhichChildren(reply) => {
                reply.send(self.children.iter().map(Child::public).collect());
            }
            Request::CountChildren(reply) => {
                reply.send(self.count_children());
            }
            Request::TryAgain(id) => return self.try_again(&id).await,
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Exit(exit) => return self.child_ended(exit).await,
            Info::Unknown(message) => {
                // Erlang has the one that was started last first.
                let children = || self.children.iter().rev().map(Child::term);
                let count = || self.count_children();
                questions::answer(message, || children().collect(), count);
            }
            other => other.log(),
        }
        Next::Continue
    }

    async fn terminate(&mut self, _: &ExitReason) {
        self.stop_from(0).await;
    }
}

/// Starts a child. A start that panics is one that failed.
pub(crate) async fn start_child(
    start: &Start,
) -> Result<Arc<dyn Process>, StartError> {
    // Also the closure may panic, not only its future.
    let start = pin!(async { start().await });
    gen_server::catch(start)
        .await
        .unwrap_or_else(|reason| Err(StartError::Init(reason)))
}

fn check_all(flags: &Flags, specs: Vec<Spec>) -> Result<Children, SpecError> {
    if flags.intensity.within.is_zero() {
        return Err(SpecError::NoPeriod);
    }
    let mut children = Children::default();
    for spec in specs {
        check(flags, &spec)?;
        if children.find(&spec.id).is_some() {
            return Err(SpecError::DuplicateId(spec.id));
        }
        children.push(Child { spec, state: State::Stopped });
    }
    Ok(children)
}

/// The children that were started; or the number of the one that was not.
type Outcome = Result<Vec<Restarted>, (usize, StartError)>;

/// Starting and stopping.
impl Server {
    /// Starts all children from number `first` on, in order. Returns those
    /// that run or, if one does not start, its number and the reason.
    async fn start_from(&mut self, first: usize) -> Outcome {
        let mut started = Vec::new();
        for at in first..self.children.len() {
            started.append(&mut self.start(at).await?);
        }
        self.children.forget_temporary(first);
        Ok(started)
    }

    async fn start_again_from(&mut self, first: usize) -> Outcome {
        self.stop_from(first).await;
        self.start_from(first).await
    }

    async fn start(&mut self, at: usize) -> Outcome {
        let child = self.children.at(at);
        match start_child(&child.spec.start).await {
            Ok(process) => {
                let id = child.spec.id.clone();
                let started = Restarted { id, pid: process.pid() };
                child.state = State::Running(process);
                Ok(vec![started])
            }
            Err(StartError::Ignore) => {
                child.state = State::Stopped;
                Ok(Vec::new())
            }
            Err(error) => Err((at, error)),
        }
    }

    /// Stops all children from number `first` on, in reverse order.
    async fn stop_from(&mut self, first: usize) {
        for at in (first..self.children.len()).rev() {
            self.stop(at).await;
        }
        self.children.forget_temporary(first);
    }

    async fn stop(&mut self, at: usize) {
        let Child { spec, state } = self.children.at(at);
        let before = mem::replace(state, State::Stopped);
        let State::Running(process) = before else { return };
        let Spec { id, restart, shutdown, .. } = &*spec;
        let (restart, shutdown) = (*restart, *shutdown);
        let child = Stopping { process: process.clone(), restart, shutdown };
        if let Some(reason) = stop(child).await {
            let (process, reason) = (Some(&process), Some(&reason));
            Report { id, process, reason }.did_not_stop_in_order();
        }
    }
}

/// What becomes of a child that ends.
impl Server {
    async fn child_ended(&mut self, exit: Exit) -> Next {
        // One that was stopped is no child any more when its exit comes.
        let Some(at) = self.children.find_pid(exit.from) else {
            return Next::Continue;
        };
        let child = self.children.at(at);
        if child.spec.restart.applies(&exit.reason) {
            return self.restart(at, Some(&exit.reason)).await;
        }
        child.report(Some(&exit.reason)).ended();
        let significant = child.spec.significant;
        self.children.settle(at);
        if significant && self.shuts_down() {
            return Next::Stop(ExitReason::Shutdown);
        }
        Next::Continue
    }

    /// Returns whether the supervisor stops after a significant child has
    /// ended.
    fn shuts_down(&self) -> bool {
        match self.flags.auto_shutdown {
            AutoShutdown::Never => false,
            AutoShutdown::AnySignificant => true,
            AutoShutdown::AllSignificant => self.children.iter().all(|child| {
                !child.spec.significant || matches!(child.state, State::Stopped)
            }),
        }
    }

    /// Starts child number `at` again, and others with it. `why` is nothing
    /// if that was tried before and failed.
    async fn restart(&mut self, at: usize, why: Option<&ExitReason>) -> Next {
        if !self.restarts.add() {
            let intensity = self.restarts.intensity();
            self.children.at(at).report(why).too_many_restarts(intensity);
            self.children.settle(at);
            return Next::Stop(ExitReason::Shutdown);
        }
        let child = self.children.at(at);
        let id = child.spec.id.clone();
        let before = mem::replace(&mut child.state, State::Restarting);
        let report = Report { id: &id, process: before.process(), reason: why };
        let outcome = match self.flags.strategy {
            Strategy::OneForOne => self.start(at).await,
            Strategy::OneForAll => self.start_again_from(0).await,
            Strategy::RestForOne => self.start_again_from(at).await,
        };
        match outcome {
            Ok(restarted) => report.restarted(&restarted),
            Err((failed, error)) => {
                let child = self.children.at(failed);
                child.state = State::Restarting;
                let failed = child.spec.id.clone();
                report.not_restarted(&failed, &error);
                // Not at once: whoever else wants something has a turn.
                let again = Message(Request::TryAgain(failed));
                process::this::<Message>().send(again);
            }
        }
        Next::Continue
    }

    async fn try_again(&mut self, id: &Name) -> Next {
        let Some(at) = self.children.find(id) else { return Next::Continue };
        // It may have been stopped, or started, meanwhile.
        if !matches!(self.children.at(at).state, State::Restarting) {
            return Next::Continue;
        }
        self.restart(at, None).await
    }
}

/// What others ask for.
impl Server {
    async fn start_child(
        &mut self,
        spec: Spec,
    ) -> Result<Arc<dyn Process>, ChildError> {
        check(&self.flags, &spec)?;
        if let Some(at) = self.children.find(&spec.id) {
            let pid = self.children.at(at).pid();
            return Err(pid.map_or(
                ChildError::AlreadyPresent,
                ChildError::AlreadyStarted,
            ));
        }
        match start_child(&spec.start).await {
            Ok(process) => {
                let state = State::Running(process.clone());
                self.children.push(Child { spec, state });
                Ok(process)
            }
            Err(error) => {
                if error == StartError::Ignore {
                    let at = self.children.len();
                    let state = State::Stopped;
                    self.children.push(Child { spec, state });
                    self.children.forget_temporary(at);
                } else {
                    Report::did_not_start(&spec.id, &error);
                }
                Err(error.into())
            }
        }
    }

    async fn restart_child(&mut self, id: &Name) -> Result<Pid, ChildError> {
        let at = self.stopped(id)?;
        let child = self.children.at(at);
        match start_child(&child.spec.start).await {
            Ok(process) => {
                let pid = process.pid();
                child.state = State::Running(process);
                Ok(pid)
            }
            Err(error) => {
                if error != StartError::Ignore {
                    Report::did_not_start(&child.spec.id, &error);
                }
                Err(error.into())
            }
        }
    }

    async fn terminate_child(&mut self, id: &Name) -> Result<(), ChildError> {
        let at = self.children.find(id).ok_or(ChildError::NotFound)?;
        self.stop(at).await;
        self.children.settle(at);
        Ok(())
    }

    fn delete_child(&mut self, id: &Name) -> Result<(), ChildError> {
        let at = self.stopped(id)?;
        self.children.remove(at);
        Ok(())
    }

    fn count_children(&self) -> Counts {
        let mut counts = Counts::default();
        for child in self.children.iter() {
            let is_active = child.pid().is_some_and(process::is_alive);
            counts.add(child.spec.kind, is_active);
        }
        counts
    }

    fn find_child(&mut self, id: &Name) -> Result<Found, ChildError> {
        let at = self.children.find(id).ok_or(ChildError::NotFound)?;
        let Child { spec, state } = self.children.at(at);
        Ok(Found { spec: spec.clone(), process: state.process().cloned() })
    }

    /// Returns the number of a child that is known and does not run.
    fn stopped(&mut self, id: &Name) -> Result<usize, ChildError> {
        let at = self.children.find(id).ok_or(ChildError::NotFound)?;
        match self.children.at(at).state {
            State::Running(_) => Err(ChildError::Running),
            State::Restarting => Err(ChildError::Restarting),
            State::Stopped => Ok(at),
        }
    }
}

impl Child {
    fn public(&self) -> super::Child {
        let Spec { id, kind, .. } = &self.spec;
        super::Child { id: id.clone(), state: self.public_state(), kind: *kind }
    }

    /// Returns it as other nodes see it.
    fn term(&self) -> Term {
        let id = questions::id(&self.spec.id);
        questions::child(id, self.public_state(), self.spec.kind)
    }

    fn public_state(&self) -> ChildState {
        match &self.state {
            State::Running(process) => ChildState::Running(process.pid()),
            State::Restarting => ChildState::Restarting,
            State::Stopped => ChildState::Stopped,
        }
    }
}
