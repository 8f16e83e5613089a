//! What OTP promises of a `Supervisor`.

use std::ops::Range;

use actor_core::ExitReason;
use actor_core::supervisor::{
    AutoShutdown, ChildKind, Counts, Restart, SpecError, Strategy,
};

use super::child::{End, IDS, Life, Traits};
use super::contract::{Contract, Letter, Started, Target};
use super::operation::Flags;
use super::seen::{Listed, State};
use super::window::Window;
use super::world::World;

pub(crate) struct Fixed {
    flags: Flags,
    window: Window,
    pub(super) children: Vec<Child>,
}

pub(super) struct Child {
    pub(super) number: usize,
    pub(super) traits: Traits,
    pub(super) state: State,
}

impl Fixed {
    /// Makes a supervisor whose first children have these numbers.
    pub(crate) fn new(
        flags: Flags,
        world: &World,
        first: Range<usize>,
    ) -> Self {
        let child = |number| Child {
            number,
            traits: world.traits(number),
            state: State::IsStopped,
        };
        let window = Window::new(flags.intensity);
        Self { flags, window, children: first.map(child).collect() }
    }

    pub(super) fn check(&self, traits: Traits) -> Result<(), SpecError> {
        let id = IDS[traits.id].into();
        if !traits.significant {
            Ok(())
        } else if self.flags.auto_shutdown == AutoShutdown::Never {
            Err(SpecError::SignificantNever(id))
        } else if traits.restart == Restart::Permanent {
            Err(SpecError::SignificantPermanent(id))
        } else {
            Ok(())
        }
    }

    pub(super) fn find(&self, id: usize) -> Option<usize> {
        self.children.iter().position(|child| child.traits.id == id)
    }
}

impl Contract for Fixed {
    fn start(&mut self, world: &mut World) -> Result<(), String> {
        for (at, child) in self.children.iter().enumerate() {
            let id = child.traits.id;
            self.check(child.traits).map_err(|error| error.to_string())?;
            if self.find(id) != Some(at) {
                return Err(SpecError::DuplicateId(IDS[id].into()).to_string());
            }
        }
        match self.start_all(world, 0) {
            Ok(()) => Ok(()),
            Err((id, error)) => {
                self.stop(world);
                Err(format!("{} failed to start: {error}", IDS[id]))
            }
        }
    }

    fn receive(
        &mut self,
        world: &mut World,
        letter: Letter,
    ) -> Option<ExitReason> {
        match letter {
            Letter::Exit(life, end) => self.child_ended(world, life, end),
            Letter::TryAgain(Target::Id(id)) => {
                let at = self.find(id)?;
                if self.children[at].state == State::Restarts {
                    return self.restart(world, at);
                }
                None
            }
            Letter::TryAgain(_) => unreachable!("children are known by ids"),
            Letter::Parent(end) => Some(end.reason()),
            Letter::Asked(number, request) => {
                let answer = self.asked(world, request);
                world.answer(number, answer);
                None
            }
        }
    }

    fn stop(&mut self, world: &mut World) {
        self.stop_all(world, 0..self.children.len());
    }

    fn list(&self, world: &World) -> (Vec<Listed>, Counts) {
        let mut counts = Counts::default();
        let mut list = Vec::new();
        for Child { traits, state, .. } in &self.children {
            let is_supervisor = traits.kind == ChildKind::Supervisor;
            counts.specs += 1;
            counts.supervisors += usize::from(is_supervisor);
            counts.workers += usize::from(!is_supervisor);
            if let State::Runs(life) = state {
                counts.active += usize::from(world.is_alive(*life));
            }
            let id = IDS[traits.id].to_owned();
            list.push(Listed { state: *state, id, is_supervisor });
        }
        (list, counts)
    }

    fn children(&self) -> Vec<(usize, Option<Life>)> {
        let child = |child: &Child| (child.number, child.state.life());
        self.children.iter().map(child).collect()
    }

    fn target(&self, number: usize) -> Target {
        Target::Id(number % IDS.len())
    }
}

/// Children that end, are stopped and started.
impl Fixed {
    fn child_ended(
        &mut self,
        world: &mut World,
        life: Life,
        end: End,
    ) -> Option<ExitReason> {
        let state = State::Runs(life);
        let at = self.children.iter().position(|c| c.state == state)?;
        let Traits { restart, significant, .. } = self.children[at].traits;
        match restart {
            Restart::Permanent => return self.restart(world, at),
            Restart::Transient if end.is_crash() => {
                return self.restart(world, at);
            }
            Restart::Transient => self.children[at].state = State::IsStopped,
            Restart::Temporary => drop(self.children.remove(at)),
        }
        let is_over = match self.flags.auto_shutdown {
            AutoShutdown::Never => false,
            AutoShutdown::AnySignificant => true,
            AutoShutdown::AllSignificant => !self
                .children
                .iter()
                .any(|c| c.traits.significant && c.state != State::IsStopped),
        };
        (significant && is_over).then_some(ExitReason::Shutdown)
    }

    fn restart(&mut self, world: &mut World, at: usize) -> Option<ExitReason> {
        if self.window.is_exceeded(world.now()) {
            return Some(ExitReason::Shutdown);
        }
        let failed = match self.flags.strategy {
            Strategy::OneForOne => {
                let id = self.children[at].traits.id;
                self.start_one(world, at).err().map(|_| id)
            }
            Strategy::OneForAll => self.restart_all(world, 0),
            Strategy::RestForOne => self.restart_all(world, at),
        };
        if let Some(id) = failed {
            let at = self.find(id).expect("one that failed is not forgotten");
            self.children[at].state = State::Restarts;
            world.send(Letter::TryAgain(Target::Id(id)));
        }
        None
    }

    /// Stops and starts all from `first` on; returns the id of one that does
    /// not start.
    fn restart_all(
        &mut self,
        world: &mut World,
        first: usize,
    ) -> Option<usize> {
        self.stop_all(world, first..self.children.len());
        self.start_all(world, first).err().map(|(id, _)| id)
    }

    /// Stops children, one after another. The temporary ones are forgotten.
    pub(super) fn stop_all(
        &mut self,
        world: &mut World,
        children: Range<usize>,
    ) {
        for at in children.rev() {
            let child = &mut self.children[at];
            world.stop(child.state.life());
            child.state = State::IsStopped;
            if child.traits.restart == Restart::Temporary {
                self.children.remove(at);
            }
        }
    }

    fn start_all(
        &mut self,
        world: &mut World,
        first: usize,
    ) -> Result<(), (usize, String)> {
        let mut at = first;
        while let Some(Child { traits, .. }) = self.children.get(at) {
            let Traits { id, restart, .. } = *traits;
            self.start_one(world, at).map_err(|error| (id, error))?;
            let is_stopped = self.children[at].state == State::IsStopped;
            if is_stopped && restart == Restart::Temporary {
                self.children.remove(at);
            } else {
                at += 1;
            }
        }
        Ok(())
    }

    pub(super) fn start_one(
        &mut self,
        world: &mut World,
        at: usize,
    ) -> Result<(), String> {
        let child = &mut self.children[at];
        child.state = match world.start(child.number) {
            Started::Runs(life) => State::Runs(life),
            Started::Ignored => State::IsStopped,
            Started::Failed(error) => return Err(error),
        };
        Ok(())
    }
}

impl State {
    fn life(self) -> Option<Life> {
        match self {
            Self::Runs(life) => Some(life),
            Self::Restarts | Self::IsStopped => None,
        }
    }
}
