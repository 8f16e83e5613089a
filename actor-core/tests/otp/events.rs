//! What an event manager does with its handlers.
//!
//! It is long because a scenario is short and there are many.

use std::fmt::Display;
use std::time::Duration;

use actor_core::gen_event::{
    EventHandler, EventManager, EventManagerRef, HandleCall, Handled,
    HandlerError, HandlerExit, Removal,
};
use actor_core::gen_server::{self, Info};
use actor_core::{Event, ExitReason, Mailbox, ProcessRef, Reply, process};
use tokio::time::sleep;

use crate::child;
use crate::say::{self, Word, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { events:
    the_newest_handler_is_first
    events_come_in_order
    sync_notify_returns_when_all_have_handled_it
    a_handler_that_crashes_is_removed
    a_handler_that_leaves_is_removed
    a_handler_can_be_deleted_once
    two_handlers_may_have_one_name
    a_handler_that_does_not_start_is_not_added
    a_handler_takes_the_place_of_another
    a_handler_takes_the_place_of_nobody
    a_swap_that_fails_leaves_neither
    a_handler_answers
    a_question_can_crash_a_handler
    other_messages_reach_all_handlers
    another_message_can_crash_all_handlers
    who_supervises_a_handler_is_told_of_its_end
    who_supervises_a_handler_supervises_the_next
    a_supervised_handler_goes_with_its_supervisor
    handlers_end_with_their_manager
    handlers_end_with_the_parent_of_their_manager
}

/// What the observer is told.
type Line = String;

/// A handler that does what it is told, and tells its observer.
struct Handler {
    id: Word,
    observer: ProcessRef<Line>,
}

struct Args {
    id: Word,
    observer: ProcessRef<Line>,
    before: Before,
    start: Start,
}

/// Whose place it takes.
enum Before {
    NotAsked,
    Nobody,
    Handler(Word),
}

/// What `init` does.
enum Start {
    Ok,
    Fail,
    Crash,
}

enum Told {
    Word(Word),
    Crash(Word),
    Leave(Word),
    Sleep(Duration),
}

enum Question {
    Echo(Word, Reply<Word>),
    Leave(Word, Reply<Word>),
    Crash(Reply<Word>),
}

impl EventHandler for Handler {
    type Args = Args;
    type Event = Told;

    async fn init(args: Args) -> Result<Self, ExitReason> {
        let handler = Handler { id: args.id, observer: args.observer };
        match args.before {
            Before::NotAsked => handler.tell("init"),
            Before::Nobody => handler.tell("init after nobody"),
            Before::Handler(id) => handler.tell(format!("init after {id}")),
        }
        match args.start {
            Start::Ok => Ok(handler),
            Start::Fail => Err("boom".into()),
            Start::Crash => child::crash(),
        }
    }

    async fn handle_event(&mut self, event: &Told) -> Handled {
        match event {
            Told::Crash(id) if *id == self.id => child::crash(),
            Told::Leave(id) if *id == self.id => return Handled::Remove,
            Told::Sleep(time) => sleep(*time).await,
            Told::Word(word) => self.tell(format!("event {word}")),
            Told::Crash(_) | Told::Leave(_) => {}
        }
        Handled::Keep
    }

    fn handle_info(&mut self, info: &Info) -> Handled {
        match info {
            Info::Exit(exit) => {
                let reason = say::reason(&exit.reason);
                self.tell(format!("info exit {reason}"));
            }
            Info::Unknown(info) => match info.downcast_ref::<Word>() {
                Some(&"crash") => child::crash(),
                Some(word) => self.tell(format!("info {word}")),
                None => panic!("{info:?}"),
            },
            other => panic!("{other:?}"),
        }
        Handled::Keep
    }

    async fn terminate(&mut self, why: &Removal) {
        let why = match why {
            Removal::Left => "left".to_owned(),
            Removal::Deleted => "deleted".to_owned(),
            Removal::Swapped => "swapped".to_owned(),
            Removal::Crashed(_) => "crashed".to_owned(),
            Removal::AdderEnded(reason) => {
                format!("adder ended {}", say::reason(reason))
            }
            Removal::Stopped => "stopped".to_owned(),
            other => panic!("{other:?}"),
        };
        self.tell(format!("terminate: {why}"));
    }
}

impl HandleCall for Handler {
    type Call = Question;

    async fn handle_call(&mut self, question: Question) -> Handled {
        match question {
            Question::Echo(word, reply) => reply.send(word),
            Question::Leave(word, reply) => {
                reply.send(word);
                return Handled::Remove;
            }
            Question::Crash(_reply) => child::crash(),
        }
        Handled::Keep
    }
}

impl Handler {
    fn tell(&self, line: impl Display) {
        self.observer.send(format!("{} {line}", self.id));
    }
}

type Manager = EventManagerRef<Told>;

/// Starts a manager with these handlers, added in this order.
async fn manager<const N: usize>(
    observer: &ProcessRef<Line>,
    ids: [Word; N],
) -> Manager {
    let manager = EventManager::start().await.unwrap();
    for id in ids {
        add(&manager, observer, id, Start::Ok).await;
    }
    manager
}

fn args(observer: &ProcessRef<Line>, id: Word, start: Start) -> Args {
    Args { id, observer: observer.clone(), before: Before::NotAsked, start }
}

async fn add(
    manager: &Manager,
    observer: &ProcessRef<Line>,
    id: Word,
    start: Start,
) -> Line {
    let args = args(observer, id, start);
    done(manager.add_handler::<Handler>(id, args).await)
}

async fn add_sup(
    manager: &Manager,
    observer: &ProcessRef<Line>,
    id: Word,
) -> Line {
    let args = args(observer, id, Start::Ok);
    done(manager.add_sup_handler::<Handler>(id, args).await)
}

async fn delete(manager: &Manager, id: Word) -> Line {
    done(manager.delete_handler(id).await)
}

async fn swap(
    manager: &Manager,
    observer: &ProcessRef<Line>,
    (old, new): (Word, Word),
    start: Start,
) -> Line {
    let args = args(observer, new, start);
    let take_over = move |old: Option<Handler>| {
        let before = old.map_or(Before::Nobody, |h| Before::Handler(h.id));
        Args { before, ..args }
    };
    done(manager.swap_handler::<Handler, Handler>(old, new, take_over).await)
}

async fn call<F>(manager: &Manager, id: Word, question: F) -> Line
where
    F: FnOnce(Reply<Word>) -> Question + Send + 'static,
{
    match manager.call_handler::<Handler, _>(id, question).await {
        Ok(answer) => format!("answer: {answer}"),
        Err(HandlerError::NotFound) => "no such handler".to_owned(),
        Err(HandlerError::Crashed(_)) => "crashed".to_owned(),
        Err(other) => other.to_string(),
    }
}

fn echo(word: Word) -> impl FnOnce(Reply<Word>) -> Question {
    move |reply| Question::Echo(word, reply)
}

async fn handlers(manager: &Manager) -> Line {
    let ids = manager.which_handlers().await.unwrap();
    let ids: Vec<_> = ids.iter().map(AsRef::as_ref).collect();
    format!("handlers: [{}]", ids.join(" "))
}

fn done(outcome: Result<(), HandlerError>) -> Line {
    match outcome {
        Ok(()) => "ok".to_owned(),
        Err(HandlerError::NotFound) => "no such handler".to_owned(),
        Err(HandlerError::Init(why)) => {
            format!("init failed: {}", say::reason(&why))
        }
        Err(other) => other.to_string(),
    }
}

/// All that handlers tell, until they tell nothing for a moment; after these
/// lines.
async fn notes<const N: usize>(
    mut mailbox: Mailbox<Line>,
    lines: [Line; N],
) -> Lines {
    let mut lines = Lines::from(lines);
    while let Some(event) = mailbox.next().within(ms(100)).await {
        lines.push(match event {
            Event::Message(line) => line,
            Event::Unknown(unknown) => {
                let exit: HandlerExit = unknown.downcast().unwrap();
                let why = match exit.why {
                    Removal::Left | Removal::Deleted => "normal",
                    Removal::Swapped => "swapped",
                    Removal::Crashed(_) => "crashed",
                    Removal::Stopped => "shutdown",
                    other => panic!("{other:?}"),
                };
                format!("told of {}: {why}", exit.handler)
            }
            other => panic!("{other:?}"),
        });
    }
    lines.push("nothing more".to_owned());
    lines
}

async fn the_newest_handler_is_first(mailbox: Mailbox<Line>) -> Lines {
    let manager = manager(&mailbox.this(), ["a", "b"]).await;
    manager.notify(Told::Word("pizza"));
    let handlers = handlers(&manager).await;
    notes(mailbox, [handlers]).await
}

async fn events_come_in_order(mailbox: Mailbox<Line>) -> Lines {
    let manager = manager(&mailbox.this(), ["a", "b"]).await;
    manager.notify(Told::Word("one"));
    manager.notify(Told::Word("two"));
    notes(mailbox, []).await
}

async fn sync_notify_returns_when_all_have_handled_it(
    mailbox: Mailbox<Line>,
) -> Lines {
    let manager = manager(&mailbox.this(), ["a", "b"]).await;
    manager.notify(Told::Sleep(ms(10)));
    manager.sync_notify(Told::Word("pizza")).await.unwrap();
    mailbox.this().send("returned".to_owned());
    notes(mailbox, []).await
}

async fn a_handler_that_crashes_is_removed(mailbox: Mailbox<Line>) -> Lines {
    let manager = manager(&mailbox.this(), ["a", "b", "c"]).await;
    manager.notify(Told::Crash("b"));
    manager.notify(Told::Word("pizza"));
    let handlers = handlers(&manager).await;
    notes(mailbox, [handlers]).await
}

async fn a_handler_that_leaves_is_removed(mailbox: Mailbox<Line>) -> Lines {
    let manager = manager(&mailbox.this(), ["a", "b", "c"]).await;
    manager.notify(Told::Leave("b"));
    manager.notify(Told::Word("pizza"));
    let handlers = handlers(&manager).await;
    notes(mailbox, [handlers]).await
}

async fn a_handler_can_be_deleted_once(mailbox: Mailbox<Line>) -> Lines {
    let manager = manager(&mailbox.this(), ["a", "b"]).await;
    let once = delete(&manager, "a").await;
    let twice = delete(&manager, "a").await;
    let handlers = handlers(&manager).await;
    notes(mailbox, [once, twice, handlers]).await
}

async fn two_handlers_may_have_one_name(mailbox: Mailbox<Line>) -> Lines {
    let manager = manager(&mailbox.this(), ["a"]).await;
    let added = add(&manager, &mailbox.this(), "a", Start::Ok).await;
    let both = handlers(&manager).await;
    let deleted = delete(&manager, "a").await;
    let one = handlers(&manager).await;
    notes(mailbox, [added, both, deleted, one]).await
}

async fn a_handler_that_does_not_start_is_not_added(
    mailbox: Mailbox<Line>,
) -> Lines {
    let manager = manager(&mailbox.this(), ["a"]).await;
    let fails = add(&manager, &mailbox.this(), "b", Start::Fail).await;
    let crashes = add(&manager, &mailbox.this(), "c", Start::Crash).await;
    let handlers = handlers(&manager).await;
    notes(mailbox, [fails, crashes, handlers]).await
}

async fn a_handler_takes_the_place_of_another(mailbox: Mailbox<Line>) -> Lines {
    let manager = manager(&mailbox.this(), ["a", "b"]).await;
    let swapped = swap(&manager, &mailbox.this(), ("a", "c"), Start::Ok).await;
    let handlers = handlers(&manager).await;
    notes(mailbox, [swapped, handlers]).await
}

async fn a_handler_takes_the_place_of_nobody(mailbox: Mailbox<Line>) -> Lines {
    let manager = manager(&mailbox.this(), ["a"]).await;
    let swapped = swap(&manager, &mailbox.this(), ("b", "c"), Start::Ok).await;
    let handlers = handlers(&manager).await;
    notes(mailbox, [swapped, handlers]).await
}

async fn a_swap_that_fails_leaves_neither(mailbox: Mailbox<Line>) -> Lines {
    let manager = manager(&mailbox.this(), ["a", "b"]).await;
    let swapped =
        swap(&manager, &mailbox.this(), ("a", "c"), Start::Fail).await;
    let handlers = handlers(&manager).await;
    notes(mailbox, [swapped, handlers]).await
}

async fn a_handler_answers(mailbox: Mailbox<Line>) -> Lines {
    let manager = manager(&mailbox.this(), ["a", "b"]).await;
    let hello = call(&manager, "a", echo("hello")).await;
    let nobody = call(&manager, "c", echo("hello")).await;
    let leave = |reply| Question::Leave("bye", reply);
    let bye = call(&manager, "b", leave).await;
    let handlers = handlers(&manager).await;
    notes(mailbox, [hello, nobody, bye, handlers]).await
}

async fn a_question_can_crash_a_handler(mailbox: Mailbox<Line>) -> Lines {
    let manager = manager(&mailbox.this(), ["a", "b"]).await;
    let crashed = call(&manager, "a", Question::Crash).await;
    let handlers = handlers(&manager).await;
    notes(mailbox, [crashed, handlers]).await
}

async fn other_messages_reach_all_handlers(mailbox: Mailbox<Line>) -> Lines {
    let manager = manager(&mailbox.this(), ["a", "b"]).await;
    process::send(&manager, "hello").unwrap();
    notes(mailbox, []).await
}

async fn another_message_can_crash_all_handlers(
    mailbox: Mailbox<Line>,
) -> Lines {
    let manager = manager(&mailbox.this(), ["a", "b"]).await;
    process::send(&manager, "crash").unwrap();
    let handlers = handlers(&manager).await;
    notes(mailbox, [handlers]).await
}

async fn who_supervises_a_handler_is_told_of_its_end(
    mailbox: Mailbox<Line>,
) -> Lines {
    let manager = manager(&mailbox.this(), []).await;
    let a = add_sup(&manager, &mailbox.this(), "a").await;
    let b = add_sup(&manager, &mailbox.this(), "b").await;
    let c = add_sup(&manager, &mailbox.this(), "c").await;
    manager.notify(Told::Crash("a"));
    manager.notify(Told::Leave("b"));
    let deleted = delete(&manager, "c").await;
    let handlers = handlers(&manager).await;
    notes(mailbox, [a, b, c, deleted, handlers]).await
}

async fn who_supervises_a_handler_supervises_the_next(
    mailbox: Mailbox<Line>,
) -> Lines {
    let manager = manager(&mailbox.this(), []).await;
    let added = add_sup(&manager, &mailbox.this(), "a").await;
    let swapped = swap(&manager, &mailbox.this(), ("a", "b"), Start::Ok).await;
    let deleted = delete(&manager, "b").await;
    notes(mailbox, [added, swapped, deleted]).await
}

async fn a_supervised_handler_goes_with_its_supervisor(
    mailbox: Mailbox<Line>,
) -> Lines {
    let manager = manager(&mailbox.this(), ["a"]).await;
    let (to, args) = (manager.clone(), args(&mailbox.this(), "b", Start::Ok));
    process::spawn(async move |_: Mailbox<()>| -> ExitReason {
        to.add_sup_handler::<Handler>("b", args).await.unwrap();
        "boom".into()
    });
    sleep(ms(10)).await;
    let handlers = handlers(&manager).await;
    notes(mailbox, [handlers]).await
}

async fn handlers_end_with_their_manager(mailbox: Mailbox<Line>) -> Lines {
    let manager = manager(&mailbox.this(), ["a"]).await;
    let added = add_sup(&manager, &mailbox.this(), "b").await;
    let normal = ExitReason::Normal;
    gen_server::stop(&manager, normal, Duration::MAX).await.unwrap();
    notes(mailbox, [added]).await
}

async fn handlers_end_with_the_parent_of_their_manager(
    mailbox: Mailbox<Line>,
) -> Lines {
    let args = args(&mailbox.this(), "a", Start::Ok);
    let parent = process::spawn(async move |mut mailbox: Mailbox<Word>| {
        let manager = EventManager::start_link().await.unwrap();
        manager.add_handler::<Handler>("a", args).await.unwrap();
        mailbox.receive().await;
        ExitReason::other("boom")
    });
    sleep(ms(10)).await;
    parent.send("go");
    notes(mailbox, []).await
}
