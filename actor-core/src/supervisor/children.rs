//! The children of a supervisor, in the order in which they start.

use std::sync::Arc;

use super::{Report, Restart, Spec};
use crate::exit::ExitReason;
use crate::pid::{Name, Pid};
use crate::process::Process;

#[derive(Default)]
pub(super) struct Children(Vec<Child>);

pub(super) struct Child {
    pub(super) spec: Spec,
    pub(super) state: State,
}

pub(super) enum State {
    Running(Arc<dyn Process>),
    /// It crashed, and could not be started again yet.
    Restarting,
    /// It was stopped, ended for good, or chose not to run.
    Stopped,
}

impl Child {
    pub(super) fn pid(&self) -> Option<Pid> {
        self.state.process().map(|process| process.pid())
    }

    /// Returns what is reported of it.
    pub(super) fn report<'a>(
        &'a self,
        reason: Option<&'a ExitReason>,
    ) -> Report<'a> {
        Report { id: &self.spec.id, process: self.state.process(), reason }
    }

    fn is_temporary(&self) -> bool {
        self.spec.restart == Restart::Temporary
    }
}

impl State {
    pub(super) fn process(&self) -> Option<&Arc<dyn Process>> {
        match self {
            Self::Running(process) => Some(process),
            Self::Restarting | Self::Stopped => None,
        }
    }
}

impl Children {
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Child> {
        self.0.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn push(&mut self, child: Child) {
        self.0.push(child);
    }

    pub(super) fn at(&mut self, index: usize) -> &mut Child {
        &mut self.0[index]
    }

    pub(super) fn find(&self, id: &Name) -> Option<usize> {
        self.0.iter().position(|child| child.spec.id == *id)
    }

    pub(super) fn find_pid(&self, pid: Pid) -> Option<usize> {
        self.0.iter().position(|child| child.pid() == Some(pid))
    }

    pub(super) fn remove(&mut self, index: usize) {
        self.0.remove(index);
    }

    /// Notes that a child does not run and will not be started by itself. A
    /// temporary one is forgotten.
    pub(super) fn settle(&mut self, index: usize) {
        if self.0[index].is_temporary() {
            self.remove(index);
        } else {
            self.0[index].state = State::Stopped;
        }
    }

    /// Forgets the temporary ones that do not run, from `first` on.
    pub(super) fn forget_temporary(&mut self, first: usize) {
        let mut index = 0;
        self.0.retain(|child| {
            let keep = index < first
                || !child.is_temporary()
                || matches!(child.state, State::Running(_));
            index += 1;
            keep
        });
    }
}
