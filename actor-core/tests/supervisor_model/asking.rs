//! Requests to a real supervisor of either kind, and its answers.

use std::sync::Arc;

use actor_core::supervisor::{ChildError, ChildKind, ChildSpec, ChildState};
use actor_core::{
    CallError, DynamicSupervisorRef, Name, Pid, ProcessRef, SupervisorRef,
};

use super::child::{End, IDS};
use super::contract::{Request, Target};
use super::seen::{Answer, Listed, State};
use super::worker::{Later, Notes};

#[derive(Clone)]
pub(crate) enum AnySupervisor {
    Fixed(SupervisorRef),
    Dynamic(DynamicSupervisorRef),
}

impl AnySupervisor {
    pub(crate) fn pid(&self) -> Pid {
        match self {
            Self::Fixed(supervisor) => supervisor.pid(),
            Self::Dynamic(supervisor) => supervisor.pid(),
        }
    }

    pub(crate) fn start_child(
        &self,
        child: ChildSpec<End>,
        notes: Arc<Notes>,
    ) -> Later<Answer> {
        let supervisor = self.clone();
        Box::pin(async move {
            let started = match supervisor {
                Self::Fixed(it) => it.start_child(child).await,
                Self::Dynamic(it) => it.start_child(child).await,
            };
            notes.started(started.map(|child: ProcessRef<End>| child.pid()))
        })
    }

    pub(crate) fn ask(
        &self,
        request: Request,
        notes: Arc<Notes>,
    ) -> Later<Answer> {
        match self.clone() {
            Self::Fixed(it) => Box::pin(notes.ask_fixed(it, request)),
            Self::Dynamic(it) => Box::pin(notes.ask_dynamic(it, request)),
        }
    }
}

impl Notes {
    async fn ask_fixed(
        self: Arc<Self>,
        supervisor: SupervisorRef,
        request: Request,
    ) -> Answer {
        let result = match request {
            Request::Start(_) => unreachable!("needs a specification"),
            Request::Terminate(Target::Id(id)) => {
                supervisor.terminate_child(IDS[id]).await
            }
            Request::Terminate(_) => unreachable!("children are known by ids"),
            Request::Restart(id) => {
                return self.started(supervisor.restart_child(IDS[id]).await);
            }
            Request::Delete(id) => supervisor.delete_child(IDS[id]).await,
            Request::Which => match supervisor.which_children().await {
                Ok(children) => {
                    let listed = children.into_iter();
                    let listed =
                        listed.map(|c| self.list(&c.id, c.state, c.kind));
                    return Answer::Listed(listed.collect());
                }
                Err(error) => Err(error.into()),
            },
            Request::Count => match supervisor.count_children().await {
                Ok(counts) => return Answer::Counted(counts),
                Err(error) => Err(error.into()),
            },
        };
        self.done(result)
    }

    async fn ask_dynamic(
        self: Arc<Self>,
        supervisor: DynamicSupervisorRef,
        request: Request,
    ) -> Answer {
        let result = match request {
            Request::Terminate(target) => {
                let process = match target {
                    Target::Process(life) => self.process(life),
                    Target::Id(_) => None,
                };
                let pid = process.map_or(Pid::NOBODY, |child| child.pid());
                supervisor.terminate_child(pid).await
            }
            Request::Which => match supervisor.which_children().await {
                Ok(children) => {
                    let listed = children.into_iter();
                    let mut listed: Vec<_> = listed
                        .map(|c| self.list(&c.id, c.state, c.kind))
                        .collect();
                    listed.sort();
                    return Answer::Listed(listed);
                }
                Err(error) => Err(error.into()),
            },
            Request::Count => match supervisor.count_children().await {
                Ok(counts) => return Answer::Counted(counts),
                Err(error) => Err(error.into()),
            },
            Request::Start(_) => unreachable!("needs a specification"),
            Request::Restart(_) | Request::Delete(_) => {
                unreachable!("a dynamic supervisor cannot be asked for that")
            }
        };
        self.done(result)
    }

    fn list(&self, id: &Name, state: ChildState, kind: ChildKind) -> Listed {
        let state = match state {
            ChildState::Running(pid) => State::Runs(self.life(pid)),
            ChildState::Restarting => State::Restarts,
            ChildState::Stopped => State::IsStopped,
        };
        let is_supervisor = kind == ChildKind::Supervisor;
        Listed { state, id: id.to_string(), is_supervisor }
    }

    fn started(&self, result: Result<Pid, ChildError>) -> Answer {
        match result {
            Ok(pid) => Answer::Started(self.life(pid)),
            Err(error) => self.done(Err(error)),
        }
    }

    fn done(&self, result: Result<(), ChildError>) -> Answer {
        match result {
            Ok(()) => Answer::Done,
            Err(ChildError::AlreadyStarted(pid)) => {
                Answer::AlreadyStarted(self.life(pid))
            }
            Err(ChildError::AlreadyPresent) => Answer::AlreadyPresent,
            Err(ChildError::NotFound) => Answer::NotFound,
            Err(ChildError::Running) => Answer::Running,
            Err(ChildError::Restarting) => Answer::Restarting,
            Err(ChildError::MaxChildren) => Answer::MaxChildren,
            Err(ChildError::Ignored) => Answer::Ignored,
            Err(ChildError::Start(error)) => Answer::Failed(error.to_string()),
            Err(ChildError::Spec(error)) => Answer::Refused(error),
            Err(ChildError::Supervisor(
                CallError::NoProc | CallError::Exited(_),
            )) => Answer::Ended,
            Err(error) => panic!("not an answer: {error:?}"),
        }
    }
}
