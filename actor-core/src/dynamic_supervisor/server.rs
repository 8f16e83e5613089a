//! The process of a dynamic supervisor.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{DynamicChild, Limits};
use crate::call::Reply;
use crate::etf::Term;
use crate::exit::{Exit, ExitReason};
use crate::gen_server::{GenServer, Info, Init, Next, StartError};
use crate::pid::{Name, Pid};
use crate::process::{self, Process};
use crate::supervisor::{
    ChildError, ChildKind, ChildState, Counts, Report, Restart, Restarted,
    Restarts, Shutdown, Spec, SpecError, Start, Stopping, questions,
    start_child, stop, stop_all,
};

/// What a dynamic supervisor understands; sent by the methods of a
/// [`DynamicSupervisorRef`](super::DynamicSupervisorRef).
pub struct Message(pub(super) Request);

pub(super) enum Request {
    StartChild(Spec, Reply<Result<Arc<dyn Process>, ChildError>>),
    TerminateChild(Pid, Reply<Result<(), ChildError>>),
    WhichChildren(Reply<Vec<DynamicChild>>),
    CountChildren(Reply<Counts>),
    /// From itself: a restart failed, and everybody else had their turn.
    TryAgain(Pid),
}

pub(super) struct Server {
    max_children: usize,
    restarts: Restarts,
    /// By their pids; one that is being restarted by that of its last life.
    children: FxHashMap<Pid, Child>,
    /// What was said of the last child that was started, for the next ones,
    /// of which most often the same is said.
    policy: Option<Arc<Policy>>,
}

struct Child {
    /// Nothing while it is being restarted.
    process: Option<Arc<dyn Process>>,
    /// Nothing if it is temporary: there may be millions of those.
    start: Option<Start>,
    policy: Arc<Policy>,
}

/// What a specification says besides how to start.
#[derive(PartialEq)]
struct Policy {
    id: Name,
    restart: Restart,
    shutdown: Shutdown,
    kind: ChildKind,
}

impl GenServer for Server {
    type Args = Limits;
    type Message = Message;

    async fn init(limits: Limits) -> Init<Self> {
        process::trap_exit(true);
        process::set_supervisor();
        if limits.intensity.within.is_zero() {
            return Init::error(ExitReason::error(SpecError::NoPeriod));
        }
        Init::ok(Self {
            max_children: limits.max_children,
            restarts: Restarts::new(limits.intensity),
            children: FxHashMap::default(),
            policy: None,
        })
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message.0 {
            Request::StartChild(spec, reply) => {
                reply.send(self.start_child(spec).await);
            }
            Request::TerminateChild(pid, reply) => {
                reply.send(self.terminate_child(pid).await);
            }
            Request::WhichChildren(reply) => {
                reply.send(self.children.values().map(Child::public).collect());
            }
            Request::CountChildren(reply) => {
                reply.send(self.count_children());
            }
            Request::TryAgain(pid) => {
                // It may have been terminated meanwhile.
                if let Some(child) = self.children.remove(&pid) {
                    return self.restart(pid, child, None).await;
                }
            }
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Exit(exit) => return self.child_ended(exit).await,
            Info::Unknown(message) => {
                let children = || self.children.values().map(Child::term);
                let count = || self.count_children();
                questions::answer(message, || children().collect(), count);
            }
            other => other.log(),
        }
        Next::Continue
    }

    async fn terminate(&mut self, _: &ExitReason) {
        let running = self.children.values().filter_map(Child::stopping);
        let running: Vec<_> = running.collect();
        let children = &self.children;
        stop_all(running, |child, reason| {
            if let Some(child) = children.get(&child.process.pid()) {
                child.report(Some(&reason)).did_not_stop_in_order();
            }
        })
        .await;
    }
}

impl Server {
    async fn start_child(
        &mut self,
        spec: Spec,
    ) -> Result<Arc<dyn Process>, ChildError> {
        if spec.significant {
            return Err(SpecError::SignificantNever(spec.id).into());
        }
        if self.children.len() >= self.max_children {
            return Err(ChildError::MaxChildren);
        }
        match start_child(&spec.start).await {
            Ok(process) => {
                let start =
                    (spec.restart != Restart::Temporary).then_some(spec.start);
                let policy = self.policy(Policy {
                    id: spec.id,
                    restart: spec.restart,
                    shutdown: spec.shutdown,
                    kind: spec.kind,
                });
                let running = Some(process.clone());
                let child = Child { process: running, start, policy };
                self.children.insert(process.pid(), child);
                Ok(process)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn policy(&mut self, policy: Policy) -> Arc<Policy> {
        match &self.policy {
            Some(last) if **last == policy => last.clone(),
            _ => self.policy.insert(Arc::new(policy)).clone(),
        }
    }

    async fn terminate_child(&mut self, pid: Pid) -> Result<(), ChildError> {
        let child = self.children.remove(&pid).ok_or(ChildError::NotFound)?;
        if let Some(stopping) = child.stopping()
            && let Some(reason) = stop(stopping).await
        {
            child.report(Some(&reason)).did_not_stop_in_order();
        }
        Ok(())
    }

    fn count_children(&self) -> Counts {
        let mut counts = Counts::default();
        for child in self.children.values() {
            counts.add(child.policy.kind, child.process.is_some());
        }
        counts
    }

    async fn child_ended(&mut self, Exit { from, reason }: Exit) -> Next {
        // One that was stopped is no child any more when its exit comes.
        let Some(child) = self.children.remove(&from) else {
            return Next::Continue;
        };
        if child.policy.restart.applies(&reason) {
            return self.restart(from, child, Some(&reason)).await;
        }
        child.report(Some(&reason)).ended();
        Next::Continue
    }

    /// Starts a child again. `why` is nothing if that was tried before and
    /// failed.
    async fn restart(
        &mut self,
        pid: Pid,
        mut child: Child,
        why: Option<&ExitReason>,
    ) -> Next {
        if !self.restarts.add() {
            child.report(why).too_many_restarts(self.restarts.intensity());
            return Next::Stop(ExitReason::Shutdown);
        }
        let Some(start) = &child.start else { return Next::Continue };
        match start_child(start).await {
            Ok(process) => {
                let (id, pid) = (child.policy.id.clone(), process.pid());
                child.report(why).restarted(&[Restarted { id, pid }]);
                child.process = Some(process);
                self.children.insert(pid, child);
            }
            Err(StartError::Ignore) => child.report(why).restarted(&[]),
            Err(error) => {
                child.report(why).not_restarted(&child.policy.id, &error);
                child.process = None;
                self.children.insert(pid, child);
                // Not at once: whoever else wants something has a turn.
                let again = Message(Request::TryAgain(pid));
                process::this::<Message>().send(again);
            }
        }
        Next::Continue
    }
}

impl Child {
    fn public(&self) -> DynamicChild {
        let Policy { id, kind, .. } = &*self.policy;
        DynamicChild { id: id.clone(), state: self.state(), kind: *kind }
    }

    /// Returns it as other nodes see it: without its id, as in Elixir.
    fn term(&self) -> Term {
        let nobody = Term::atom("undefined");
        questions::child(nobody, self.state(), self.policy.kind)
    }

    fn state(&self) -> ChildState {
        let pid = self.process.as_ref().map(|process| process.pid());
        pid.map_or(ChildState::Restarting, ChildState::Running)
    }

    fn report<'a>(&'a self, reason: Option<&'a ExitReason>) -> Report<'a> {
        let process = self.process.as_ref();
        Report { id: &self.policy.id, process, reason }
    }

    fn stopping(&self) -> Option<Stopping> {
        let process = self.process.clone()?;
        let Policy { restart, shutdown, .. } = *self.policy;
        Some(Stopping { process, restart, shutdown })
    }
}
