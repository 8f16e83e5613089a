//! What a `Supervisor` does when it is asked to.

use actor_core::supervisor::Restart;

use super::contract::{Contract, Request, Started, Target};
use super::fixed::{Child, Fixed};
use super::seen::{Answer, State};
use super::world::World;

impl Fixed {
    pub(super) fn asked(
        &mut self,
        world: &mut World,
        request: Request,
    ) -> Answer {
        match request {
            Request::Start(number) => self.start_child(world, number),
            Request::Terminate(Target::Id(id)) => {
                let Some(at) = self.find(id) else { return Answer::NotFound };
                self.stop_all(world, at..at + 1);
                Answer::Done
            }
            Request::Terminate(_) => unreachable!("children are known by ids"),
            Request::Restart(id) => match self.stopped(id) {
                Ok(at) => match self.start_one(world, at) {
                    Ok(()) => match self.children[at].state {
                        State::Runs(life) => Answer::Started(life),
                        _ => Answer::Ignored,
                    },
                    Err(error) => Answer::Failed(error),
                },
                Err(answer) => answer,
            },
            Request::Delete(id) => match self.stopped(id) {
                Ok(at) => {
                    self.children.remove(at);
                    Answer::Done
                }
                Err(answer) => answer,
            },
            Request::Which => Answer::Listed(self.list(world).0),
            Request::Count => Answer::Counted(self.list(world).1),
        }
    }

    fn start_child(&mut self, world: &mut World, number: usize) -> Answer {
        let traits = world.traits(number);
        if let Err(error) = self.check(traits) {
            return Answer::Refused(error);
        }
        if let Some(at) = self.find(traits.id) {
            return match self.children[at].state {
                State::Runs(life) => Answer::AlreadyStarted(life),
                _ => Answer::AlreadyPresent,
            };
        }
        let (state, answer) = match world.start(number) {
            Started::Runs(life) => (State::Runs(life), Answer::Started(life)),
            Started::Ignored => (State::IsStopped, Answer::Ignored),
            Started::Failed(error) => return Answer::Failed(error),
        };
        let runs = state != State::IsStopped;
        if runs || traits.restart != Restart::Temporary {
            self.children.push(Child { number, traits, state });
        }
        answer
    }

    fn stopped(&self, id: usize) -> Result<usize, Answer> {
        let at = self.find(id).ok_or(Answer::NotFound)?;
        match self.children[at].state {
            State::Runs(_) => Err(Answer::Running),
            State::Restarts => Err(Answer::Restarting),
            State::IsStopped => Ok(at),
        }
    }
}
