//! A run: the same is done to the model and to the real supervisor, and what
//! is seen of both is compared after every step.

use std::sync::Arc;
use std::time::Duration;

use actor_core::{Mailbox, System};
use tokio::runtime;
use tokio::time::{sleep, timeout};

use super::child::{End, IDS, Life, Start};
use super::contract::{Contract, Letter, Request};
use super::dynamic::Dynamic;
use super::fixed::Fixed;
use super::operation::{Operation, Plan, Run, Step};
use super::real::Real;
use super::seen::{Seen, sort_stops};
use super::worker::Notes;
use super::world::World;

/// More than any run takes, on its paused clock.
const HANG: Duration = Duration::from_hours(10);

/// What is wrong with the real supervisor, if anything is.
pub(crate) type Verdict = Result<(), String>;

struct Both<C> {
    contract: C,
    world: World,
    real: Real,
    stops_at_once: bool,
    requests: usize,
}

/// Says what is wrong, if anything is.
pub(crate) fn check(run: Run) -> Verdict {
    let runtime = runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let system = System::new("model");
    runtime.block_on(system.enter_with(async |mailbox| {
        match timeout(HANG, begin(run, mailbox)).await {
            Ok(verdict) => verdict,
            Err(_) => Err("it hangs".to_owned()),
        }
    }))
}

async fn begin(Run { plan, steps }: Run, mailbox: Mailbox<()>) -> Verdict {
    let mut world = World::default();
    match plan.clone() {
        Plan::Fixed(flags, children) => {
            let first = 0..children.len();
            for (traits, script) in children {
                world.add(traits, script);
            }
            let contract = Fixed::new(flags, &world, first);
            start(contract, world, plan, mailbox, steps).await
        }
        Plan::Dynamic(intensity, max_children) => {
            let contract = Dynamic::new(intensity, max_children);
            start(contract, world, plan, mailbox, steps).await
        }
    }
}

async fn start<C: Contract>(
    mut contract: C,
    mut world: World,
    plan: Plan,
    mailbox: Mailbox<()>,
    steps: Vec<Step>,
) -> Verdict {
    let stops_at_once = matches!(plan, Plan::Dynamic(..));
    let notes = Arc::new(Notes::new());
    let expected = contract.start(&mut world);
    let real = Real::start(plan, notes.clone(), mailbox).await;
    match (expected, real) {
        (Ok(()), Ok(real)) => {
            let requests = 0;
            let both = Both { contract, world, real, stops_at_once, requests };
            both.run(steps).await
        }
        (Err(expected), Err(error)) => {
            if !error.to_string().contains(&expected) {
                return Err(format!("{error} instead of {expected}"));
            }
            let expected = world.seen(&contract).log;
            compare("the failed start", &expected, &notes.take_log())
        }
        (Err(expected), Ok(_)) => {
            Err(format!("it starts in spite of {expected}"))
        }
        (Ok(()), Err(error)) => Err(format!("it does not start: {error}")),
    }
}

impl<C: Contract> Both<C> {
    async fn run(mut self, steps: Vec<Step>) -> Verdict {
        self.settle("the start").await?;
        if self.world.has_ended() {
            return Ok(());
        }
        for (number, step) in steps.into_iter().enumerate() {
            let name = format!("step {number}");
            let one_by_one = step.len() == 1 || self.contract.is_full();
            if !one_by_one {
                self.real.close_door().await?;
            }
            for operation in step {
                self.perform(operation).await;
                if one_by_one {
                    self.settle(&name).await?;
                }
                if self.world.has_ended() {
                    return Ok(());
                }
            }
            self.real.open_door().await;
            self.settle(&name).await?;
            if self.world.has_ended() {
                return Ok(());
            }
        }
        self.perform(Operation::Stop(End::Shutdown)).await;
        self.settle("the end").await
    }

    /// Lets both deal with what was done, and compares them.
    async fn settle(&mut self, step: &str) -> Verdict {
        self.world.settle(&mut self.contract);
        let mut expected = self.world.seen(&self.contract);
        let mut real = self.real.seen().await;
        if self.stops_at_once {
            sort_stops(&mut expected.log);
            sort_stops(&mut real.log);
        }
        let Seen { log, reasons, answers, children, now } = &real;
        compare(&format!("the log of {step}"), &expected.log, log)?;
        compare(&format!("the reasons of {step}"), &expected.reasons, reasons)?;
        compare(&format!("the answers of {step}"), &expected.answers, answers)?;
        compare(
            &format!("the state after {step}"),
            &expected.children,
            children,
        )?;
        compare(&format!("the time of {step}"), &expected.now, now)
    }

    async fn perform(&mut self, operation: Operation) {
        match operation {
            Operation::StartChild(traits, script) => {
                let child = self.world.add(traits, script.clone());
                let number = self.asked(Request::Start(child));
                self.real.start_child(number, traits, script).await;
            }
            Operation::TerminateChild(number) => {
                let target = self.contract.target(number);
                // Of a process that is yet to come nobody knows the pid.
                if self.world.has_been(target) {
                    self.ask(Request::Terminate(target)).await;
                }
            }
            Operation::RestartChild(number) => {
                self.ask(Request::Restart(number % IDS.len())).await;
            }
            Operation::DeleteChild(number) => {
                self.ask(Request::Delete(number % IDS.len())).await;
            }
            Operation::WhichChildren => self.ask(Request::Which).await,
            Operation::CountChildren => self.ask(Request::Count).await,
            Operation::End(number, end, script) => {
                let Some((child, Some(life))) = self.child(number) else {
                    return;
                };
                if !script.is_empty() {
                    self.script(child, script);
                }
                if self.world.is_alive(life) {
                    self.world.end(life, end);
                    self.real.end(life, end).await;
                }
            }
            Operation::EndLater(number, end, after) => {
                let Some((_, Some(life))) = self.child(number) else {
                    return;
                };
                // One that is stopping can still be killed.
                if end != End::Kill && self.world.is_alive(life) {
                    let after = self.world.end_later(life, end, after);
                    self.real.end_later(life, end, after);
                }
            }
            Operation::Script(number, script) => {
                if let Some((child, _)) = self.child(number) {
                    self.script(child, script);
                }
            }
            Operation::Wait(time) => {
                if self.real.is_waiting() {
                    self.world.wait(time);
                } else {
                    self.world.wait_open(time, &mut self.contract);
                }
                sleep(time).await;
            }
            Operation::Stop(end) => {
                self.world.send(Letter::Parent(end));
                self.real.stop(end);
            }
        }
    }

    /// Returns which child, and which process, a number stands for.
    fn child(&self, number: usize) -> Option<(usize, Option<Life>)> {
        let children = self.contract.children();
        Some(children[number.checked_rem(children.len())?])
    }

    fn script(&mut self, child: usize, script: Vec<Start>) {
        self.world.script(child, script.clone());
        self.real.script(child, script);
    }

    async fn ask(&mut self, request: Request) {
        let number = self.asked(request);
        self.real.ask(number, request).await;
    }

    /// Asks the model; returns the number of the request.
    fn asked(&mut self, request: Request) -> usize {
        self.requests += 1;
        self.world.send(Letter::Asked(self.requests, request));
        self.requests
    }
}

fn compare<T: PartialEq + std::fmt::Debug>(
    what: &str,
    expected: &T,
    real: &T,
) -> Verdict {
    if expected == real {
        return Ok(());
    }
    Err(format!("{what}\nexpected: {expected:#?}\nreal: {real:#?}"))
}
