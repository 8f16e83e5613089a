//! What Elixir promises of a `DynamicSupervisor`.

use actor_core::ExitReason;
use actor_core::supervisor::{
    ChildKind, Counts, Intensity, Restart, SpecError,
};

use super::child::{IDS, Life};
use super::contract::{Contract, Letter, Request, Started, Target};
use super::seen::{Answer, Listed, State};
use super::window::Window;
use super::world::World;

pub(crate) struct Dynamic {
    max_children: usize,
    window: Window,
    children: Vec<Child>,
}

struct Child {
    /// The process that it is known by: its last one, while it is being
    /// restarted.
    life: Life,
    is_restarting: bool,
}

impl Dynamic {
    pub(crate) fn new(intensity: Intensity, max_children: usize) -> Self {
        let window = Window::new(intensity);
        Self { max_children, window, children: Vec::new() }
    }

    fn find(&self, life: Life) -> Option<usize> {
        self.children.iter().position(|child| child.life == life)
    }

    fn restart(&mut self, world: &mut World, at: usize) -> Option<ExitReason> {
        if self.window.is_exceeded(world.now()) {
            return Some(ExitReason::Shutdown);
        }
        let child = &mut self.children[at];
        match world.start(child.life.child) {
            Started::Runs(life) => {
                *child = Child { life, is_restarting: false };
            }
            Started::Ignored => drop(self.children.remove(at)),
            Started::Failed(_) => {
                child.is_restarting = true;
                let process = Target::Process(child.life);
                world.send(Letter::TryAgain(process));
            }
        }
        None
    }

    fn asked(&mut self, world: &mut World, request: Request) -> Answer {
        match request {
            Request::Start(number) => self.start_child(world, number),
            Request::Terminate(target) => {
                let Target::Process(life) = target else {
                    return Answer::NotFound;
                };
                let Some(at) = self.find(life) else {
                    return Answer::NotFound;
                };
                world.stop([life]);
                self.children.remove(at);
                Answer::Done
            }
            Request::Which => Answer::Listed(self.list(world).0),
            Request::Count => Answer::Counted(self.list(world).1),
            Request::Restart(_) | Request::Delete(_) => {
                unreachable!("a dynamic supervisor cannot be asked for that")
            }
        }
    }

    fn start_child(&mut self, world: &mut World, number: usize) -> Answer {
        let traits = world.traits(number);
        if traits.significant {
            let id = IDS[traits.id].into();
            return Answer::Refused(SpecError::SignificantNever(id));
        }
        if self.is_full() {
            return Answer::MaxChildren;
        }
        match world.start(number) {
            Started::Runs(life) => {
                self.children.push(Child { life, is_restarting: false });
                Answer::Started(life)
            }
            Started::Ignored => Answer::Ignored,
            Started::Failed(error) => Answer::Failed(error),
        }
    }
}

impl Contract for Dynamic {
    fn start(&mut self, _: &mut World) -> Result<(), String> {
        Ok(())
    }

    fn receive(
        &mut self,
        world: &mut World,
        letter: Letter,
    ) -> Option<ExitReason> {
        match letter {
            Letter::Exit(life, end) => {
                let at = self.find(life)?;
                match world.traits(life.child).restart {
                    Restart::Permanent => return self.restart(world, at),
                    Restart::Transient if end.is_crash() => {
                        return self.restart(world, at);
                    }
                    _ => drop(self.children.remove(at)),
                }
                None
            }
            Letter::TryAgain(Target::Process(life)) => {
                let at = self.find(life)?;
                self.restart(world, at)
            }
            Letter::TryAgain(_) => unreachable!("children have no ids"),
            Letter::Parent(end) => Some(end.reason()),
            Letter::Asked(number, request) => {
                let answer = self.asked(world, request);
                world.answer(number, answer);
                None
            }
        }
    }

    fn stop(&mut self, world: &mut World) {
        world.stop(self.children.drain(..).map(|child| child.life));
    }

    fn list(&self, world: &World) -> (Vec<Listed>, Counts) {
        let mut counts = Counts::default();
        let mut list = Vec::new();
        for Child { life, is_restarting } in &self.children {
            let traits = world.traits(life.child);
            let is_supervisor = traits.kind == ChildKind::Supervisor;
            counts.specs += 1;
            counts.active += usize::from(!is_restarting);
            counts.supervisors += usize::from(is_supervisor);
            counts.workers += usize::from(!is_supervisor);
            let state = match is_restarting {
                true => State::Restarts,
                false => State::Runs(*life),
            };
            let id = IDS[traits.id].to_owned();
            list.push(Listed { state, id, is_supervisor });
        }
        list.sort();
        (list, counts)
    }

    fn children(&self) -> Vec<(usize, Option<Life>)> {
        let child = |child: &Child| {
            let life = (!child.is_restarting).then_some(child.life);
            (child.life.child, life)
        };
        self.children.iter().map(child).collect()
    }

    /// Returns a child that is known or, for one number, the first that ever
    /// was, which may be known no more.
    fn target(&self, number: usize) -> Target {
        let first = Life { child: 0, start: 1 };
        match number.checked_rem(self.children.len() + 1) {
            Some(at) if at < self.children.len() => {
                Target::Process(self.children[at].life)
            }
            _ => Target::Process(first),
        }
    }

    fn is_full(&self) -> bool {
        self.children.len() >= self.max_children
    }
}
