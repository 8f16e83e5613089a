//! A process that follows its script.

use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use actor_core::{
    Event, ExitReason, Mailbox, NoProc, ProcessRef, Reference, Reply, process,
};

use super::program::{End, Manner, NAMES, Patience, Program, Step, Tie};
use super::world::{Entry, Message, World};
use super::yield_now;

struct Actor {
    world: Arc<World>,
    me: usize,
    mailbox: Mailbox<Message>,
    monitors: Vec<Reference>,
    /// How many notes went to each role, and to names.
    sent: Vec<usize>,
    sent_to_names: usize,
    /// Questions to be answered after the script.
    held: Vec<Reply<()>>,
    is_done: bool,
}

/// Returns the body of a role. Boxed, because it starts others of its kind.
pub(crate) fn live(
    world: Arc<World>,
    me: usize,
    mailbox: Mailbox<Message>,
) -> Pin<Box<dyn Future<Output = ExitReason> + Send>> {
    Box::pin(async move {
        world.watch(me, mailbox.this()).await;
        world.met(me, mailbox.this());
        let program = world.program.clone();
        let actor = Actor {
            world,
            me,
            mailbox,
            monitors: Vec::new(),
            sent: vec![0; program.roles.len()],
            sent_to_names: 0,
            held: Vec::new(),
            is_done: false,
        };
        actor.run(&program).await
    })
}

/// Returns the reason of a role that ends itself.
fn own_reason(me: usize) -> ExitReason {
    ExitReason::other(format!("the will of {me}"))
}

impl Actor {
    async fn run(mut self, program: &Program) -> ExitReason {
        let role = &program.roles[self.me];
        if role.traps {
            process::trap_exit(true);
        }
        for (index, step) in role.steps.iter().enumerate() {
            self.step(index, *step).await;
        }
        match role.end {
            End::Stay => {}
            End::Return => {
                self.write(Entry::Ends);
                return ExitReason::Normal;
            }
            End::Panic => {
                self.write(Entry::Ends);
                // Without the hook, which would print it.
                resume_unwind(Box::new("told to"));
            }
            End::Exit => {
                self.write(Entry::Ends);
                return own_reason(self.me);
            }
        }
        self.is_done = true;
        // Whoever answers after this had no exit signal to heed before.
        yield_now().await;
        self.held.drain(..).for_each(|reply| reply.send(()));
        loop {
            let event = self.mailbox.next().await;
            if let Event::Message(Message::Done(_)) = event {
                yield_now().await;
            }
            self.handle(event);
        }
    }

    fn write(&self, entry: Entry) {
        self.world.write(self.me, entry);
    }

    async fn step(&mut self, index: usize, step: Step) {
        match step {
            Step::Spawn(child, tie) => self.spawn(child, tie),
            Step::Demonitor(which) => self.demonitor(which, false),
            Step::DemonitorFlush(which) => self.demonitor(which, true),
            Step::Trap(trap) => {
                process::trap_exit(trap);
            }
            Step::Register(name) => {
                let result = process::register(NAMES[name]);
                self.write(Entry::Registered(name, result));
            }
            Step::Unregister(name) => {
                process::unregister(NAMES[name]);
                self.write(Entry::Unregistered(name));
            }
            Step::SendToName(name) => {
                let number = self.sent_to_names;
                self.sent_to_names += 1;
                let note = Message::Named(self.me, number);
                let to = ProcessRef::named(NAMES[name]);
                let result = to.try_send(note);
                self.write(Entry::SentToName(number, result.is_ok()));
            }
            Step::Look => {
                while let Some(event) =
                    self.mailbox.next().within(Duration::ZERO).await
                {
                    self.handle(event);
                }
            }
            Step::Pick => self.pick().await,
            Step::Yield => yield_now().await,
            Step::Ask(other, manner, patience) => {
                self.ask(other, manner, patience).await;
            }
            Step::Link(other)
            | Step::Unlink(other)
            | Step::Monitor(other)
            | Step::Tell(other)
            | Step::TellNormal(other)
            | Step::Kill(other)
            | Step::Send(other) => {
                let world = self.world.clone();
                // Not everybody is there yet, or ever.
                if let Some(process) = world.process(other) {
                    self.act_upon(other, process, index, step);
                }
            }
        }
    }

    fn spawn(&mut self, child: usize, tie: Tie) {
        let reference = self.world.spawn(child, tie);
        self.write(Entry::Spawned(child, tie));
        if let Some(reference) = reference {
            self.monitors.push(reference);
            self.write(Entry::Monitored(child, reference, tie));
        }
    }

    fn demonitor(&mut self, which: usize, flush: bool) {
        if self.monitors.is_empty() {
            return;
        }
        let which = which % self.monitors.len();
        let reference = self.monitors.swap_remove(which);
        let was_on = if flush {
            process::demonitor_flush(reference)
        } else {
            process::demonitor(reference)
        };
        self.write(Entry::Demonitored(reference, flush, was_on));
    }

    fn act_upon(
        &mut self,
        other: usize,
        process: &ProcessRef<Message>,
        index: usize,
        step: Step,
    ) {
        let by_pid = self.world.program.by_pid.then(|| process.pid());
        let entry = match step {
            Step::Link(_) => {
                let result = match by_pid {
                    Some(pid) => process::link(pid),
                    None => process::link(process),
                };
                Entry::Linked(other, result != Err(NoProc))
            }
            Step::Unlink(_) => {
                match by_pid {
                    Some(pid) => process::unlink(pid),
                    None => process::unlink(process),
                }
                Entry::Unlinked(other)
            }
            Step::Monitor(_) => {
                let reference = match by_pid {
                    Some(pid) => process::monitor(pid),
                    None => process::monitor(process),
                };
                self.monitors.push(reference);
                Entry::Monitored(other, reference, Tie::Alone)
            }
            Step::Tell(_) => {
                let reason = format!("told by {}, step {index}", self.me);
                let reason = ExitReason::from(reason);
                process::exit(process, reason.clone());
                Entry::Told(other, reason)
            }
            Step::TellNormal(_) => {
                process::exit(process, ExitReason::Normal);
                Entry::Told(other, ExitReason::Normal)
            }
            Step::Kill(_) => {
                process::exit(process, ExitReason::Kill);
                Entry::Killed(other)
            }
            _ => {
                process.send(Message::Note(self.me, self.sent[other]));
                self.sent[other] += 1;
                Entry::Sent(other)
            }
        };
        self.write(entry);
    }

    async fn ask(&mut self, other: usize, manner: Manner, patience: Patience) {
        let Some(process) = self.world.process(other) else { return };
        self.write(Entry::Asked(other, manner));
        let call = process.call(|reply| Message::Question(manner, reply));
        let result = match patience {
            Patience::Forever => call.forever().await,
            Patience::FiveSeconds => call.await,
        };
        self.write(Entry::Answered(result));
    }

    async fn pick(&mut self) {
        let is_even = |message: &Message| match message {
            Message::Note(_, number) => number % 2 == 0,
            _ => false,
        };
        let note =
            self.mailbox.receive_where(is_even).within(Duration::ZERO).await;
        if let Some(Message::Note(from, number)) = note {
            self.write(Entry::Picked(from, number));
        }
    }

    fn handle(&mut self, event: Event<Message>) {
        match event {
            Event::Exit(exit) => self.write(Entry::Exit(exit)),
            Event::Down(down) => self.write(Entry::Down(down)),
            Event::Unknown(unknown) => unreachable!("{unknown:?}"),
            Event::Message(Message::Note(from, number)) => {
                self.write(Entry::Received(from, number));
            }
            Event::Message(Message::Named(from, number)) => {
                self.write(Entry::ReceivedByName(from, number));
            }
            Event::Message(Message::Passed(reply)) => reply.send(()),
            Event::Message(Message::Done(reply)) => self.answer_later(reply),
            Event::Message(Message::Question(manner, reply)) => {
                self.answer(manner, reply);
            }
        }
    }

    fn answer(&mut self, manner: Manner, reply: Reply<()>) {
        match manner {
            Manner::Answer => reply.send(()),
            Manner::Hold => self.answer_later(reply),
            Manner::Drop => drop(reply),
            Manner::Crash => {
                self.write(Entry::Ends);
                process::exit_self(own_reason(self.me));
            }
            Manner::Pass(other) => {
                if let Some(process) = self.world.process(other) {
                    process.send(Message::Passed(reply));
                }
            }
        }
    }

    fn answer_later(&mut self, reply: Reply<()>) {
        if self.is_done {
            reply.send(());
        } else {
            self.held.push(reply);
        }
    }
}
