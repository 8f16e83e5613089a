//! In which order a state machine handles what reaches it.
//!
//! It is long because a scenario is short and there are many.

use std::time::Duration;

use actor_core::gen_server::Info;
use actor_core::gen_statem::{Enter, Event, Init, Timeout, Transition};
use actor_core::{ExitReason, GenStatem, Mailbox, ProcessRef, Reply, process};
use tokio::time::sleep;

use crate::child;
use crate::say::{self, Word, ms};
use crate::scenario::{Lines, scenarios};

scenarios! { statems:
    the_first_state_is_entered_from_itself
    a_state_is_entered_when_it_changes
    a_state_can_be_entered_again
    what_is_postponed_waits_for_a_change
    what_is_postponed_twice_keeps_its_place
    to_go_where_it_is_retries_nothing
    to_enter_again_retries_nothing
    what_is_inserted_comes_before_what_is_retried
    what_is_inserted_can_insert_more
    what_is_retried_can_change_the_state_again
    a_state_timeout_comes_in_its_state
    a_state_timeout_ends_with_its_state
    a_state_timeout_outlives_what_is_no_change
    a_state_timeout_can_be_cancelled
    a_timeout_that_is_over_can_be_cancelled
    a_timeout_starts_again
    an_event_timeout_comes_when_nothing_else_does
    an_event_timeout_is_lost_with_the_next_event
    an_event_timeout_is_lost_with_what_is_retried
    an_event_timeout_of_no_time_is_lost_with_what_is_inserted
    a_named_timeout_outlives_events_and_changes
    named_timeouts_do_not_disturb_each_other
    timeouts_of_no_time_come_before_the_mailbox
    a_timeout_of_no_time_that_is_started_twice_comes_later
    an_event_timeout_of_no_time_is_lost_with_another
    a_state_starts_a_timeout_when_it_is_entered
    a_state_can_stop_the_machine_when_it_is_entered
    an_answer_is_given_by_an_action
    who_is_postponed_at_the_end_gets_no_answer
    a_machine_that_crashes_terminates_in_its_state
    a_message_that_is_no_event_is_an_info
}

/// What the observer is told.
type Line = String;

/// A state machine that does what it is told, and tells its observer.
struct Machine {
    observer: ProcessRef<Line>,
    entering: Entering,
}

/// What is done on entering state `b`.
#[derive(Clone)]
enum Entering {
    Nothing,
    Start(Timeout, Duration),
    Stop(ExitReason),
}

/// A state is its name.
type State = &'static str;

enum Do {
    Tell(Word),
    WaitFor(State, Word),
    Go(State, Vec<Action>),
    Stay(Vec<Action>),
    Repeat,
    Sleep(Duration),
    Ask(Word, Reply<Word>),
    Never(Reply<Word>),
    Stop(ExitReason),
    Crash,
}

enum Action {
    Insert(Do),
    Start(Timeout, Duration),
    Cancel(Timeout),
}

impl GenStatem for Machine {
    type Args = (ProcessRef<Line>, Entering);
    type Message = Do;
    type State = State;

    async fn init((observer, entering): Self::Args) -> Init<Self> {
        Init::ok("a", Machine { observer, entering })
    }

    async fn handle_event(
        &mut self,
        state: &State,
        event: Event<Do>,
    ) -> Transition<Self> {
        let kind = match &event {
            Event::Internal(_) => "internal",
            _ => "message",
        };
        match event {
            Event::Message(told) | Event::Internal(told) => {
                self.obey(state, kind, told).await
            }
            Event::Info(Info::Unknown(info)) => {
                let info: Word = info.downcast().unwrap();
                self.tell(format!("{state} info {info}"))
            }
            Event::Timeout(timeout) => {
                let timeout = match timeout {
                    Timeout::State => "state",
                    Timeout::Event => "event",
                    Timeout::Named(name) => name,
                };
                self.tell(format!("{state} timeout {timeout}"))
            }
            Event::Info(other) => panic!("{other:?}"),
        }
    }

    async fn enter(&mut self, before: &State, state: &State) -> Enter {
        let line = format!("{state} entered from {before}");
        self.observer.send(line);
        match self.entering.clone() {
            Entering::Start(timeout, time) if *state == "b" => {
                Enter::default().timeout(timeout, time)
            }
            Entering::Stop(reason) if *state == "b" => Enter::stop(reason),
            _ => Enter::default(),
        }
    }

    async fn terminate(&mut self, reason: &ExitReason, state: &State) {
        let reason = say::reason(reason);
        self.observer.send(format!("{state} terminate {reason}"));
    }
}

impl Machine {
    fn tell(&self, line: Line) -> Transition<Self> {
        self.observer.send(line);
        Transition::keep()
    }

    async fn obey(
        &mut self,
        state: State,
        kind: Word,
        told: Do,
    ) -> Transition<Self> {
        match told {
            Do::Tell(word) => self.tell(format!("{state} {kind} {word}")),
            Do::WaitFor(which, word) if which == state => {
                self.tell(format!("{state} retried {word}"))
            }
            Do::WaitFor(_, word) => self
                .tell(format!("{state} postpones {word}"))
                .postpone(Event::Message(told)),
            Do::Go(next, actions) => {
                self.observer.send(format!("{state} goes to {next}"));
                act(Transition::next(next), actions)
            }
            Do::Stay(actions) => act(Transition::keep(), actions),
            Do::Repeat => Transition::repeat(),
            Do::Sleep(time) => {
                sleep(time).await;
                Transition::keep()
            }
            Do::Ask(word, reply) => Transition::keep().reply(reply, word),
            Do::Never(reply) => {
                let told = Do::Never(reply);
                Transition::keep().postpone(Event::Message(told))
            }
            Do::Stop(reason) => Transition::stop(reason),
            Do::Crash => child::crash(),
        }
    }
}

fn act(
    transition: Transition<Machine>,
    actions: Vec<Action>,
) -> Transition<Machine> {
    actions.into_iter().fold(transition, |transition, action| match action {
        Action::Insert(told) => transition.next_event(told),
        Action::Start(timeout, time) => transition.timeout(timeout, time),
        Action::Cancel(timeout) => transition.cancel(timeout),
    })
}

/// All that the machine tells, until it tells nothing for a moment.
async fn notes(mailbox: &mut Mailbox<Line>) -> Lines {
    let mut lines = Lines::new();
    while let Some(line) = mailbox.receive().within(ms(100)).await {
        lines.push(line);
    }
    lines.push("nothing more".to_owned());
    lines
}

async fn machine(
    observer: ProcessRef<Line>,
    entering: Entering,
) -> ProcessRef<Do> {
    Machine::start((observer, entering)).await.unwrap()
}

/// Casts all of these while the machine sleeps.
async fn told_to<const N: usize>(
    machine: ProcessRef<Do>,
    mut mailbox: Mailbox<Line>,
    requests: [Do; N],
) -> Lines {
    machine.cast(Do::Sleep(ms(10)));
    for request in requests {
        machine.cast(request);
    }
    notes(&mut mailbox).await
}

async fn told<const N: usize>(
    mailbox: Mailbox<Line>,
    requests: [Do; N],
) -> Lines {
    let machine = machine(mailbox.this(), Entering::Nothing).await;
    told_to(machine, mailbox, requests).await
}

fn go(state: State) -> Do {
    Do::Go(state, vec![])
}

fn insert(word: Word) -> Action {
    Action::Insert(Do::Tell(word))
}

fn state_timeout(time: u64) -> Action {
    Action::Start(Timeout::State, ms(time))
}

fn event_timeout(time: u64) -> Action {
    Action::Start(Timeout::Event, ms(time))
}

fn timeout(name: Word, time: u64) -> Action {
    Action::Start(Timeout::Named(name), ms(time))
}

async fn the_first_state_is_entered_from_itself(
    mailbox: Mailbox<Line>,
) -> Lines {
    told(mailbox, [Do::Tell("hello")]).await
}

async fn a_state_is_entered_when_it_changes(mailbox: Mailbox<Line>) -> Lines {
    told(mailbox, [go("b"), go("b"), go("a")]).await
}

async fn a_state_can_be_entered_again(mailbox: Mailbox<Line>) -> Lines {
    told(mailbox, [Do::Repeat, Do::Tell("hello")]).await
}

async fn what_is_postponed_waits_for_a_change(mailbox: Mailbox<Line>) -> Lines {
    told(
        mailbox,
        [
            Do::WaitFor("b", "one"),
            Do::WaitFor("b", "two"),
            Do::Tell("three"),
            go("b"),
            Do::Tell("four"),
        ],
    )
    .await
}

async fn what_is_postponed_twice_keeps_its_place(
    mailbox: Mailbox<Line>,
) -> Lines {
    told(
        mailbox,
        [
            Do::WaitFor("c", "one"),
            Do::WaitFor("b", "two"),
            Do::WaitFor("c", "three"),
            go("b"),
            Do::Tell("four"),
            go("c"),
        ],
    )
    .await
}

async fn to_go_where_it_is_retries_nothing(mailbox: Mailbox<Line>) -> Lines {
    let requests = [Do::WaitFor("b", "one"), go("a"), Do::Tell("two")];
    told(mailbox, requests).await
}

async fn to_enter_again_retries_nothing(mailbox: Mailbox<Line>) -> Lines {
    let requests = [Do::WaitFor("b", "one"), Do::Repeat, Do::Tell("two")];
    told(mailbox, requests).await
}

async fn what_is_inserted_comes_before_what_is_retried(
    mailbox: Mailbox<Line>,
) -> Lines {
    let go = Do::Go("b", vec![insert("x"), insert("y")]);
    told(mailbox, [Do::WaitFor("b", "one"), go, Do::Tell("two")]).await
}

async fn what_is_inserted_can_insert_more(mailbox: Mailbox<Line>) -> Lines {
    let inner = Action::Insert(Do::Stay(vec![insert("x")]));
    told(mailbox, [Do::Stay(vec![inner, insert("y")]), Do::Tell("z")]).await
}

async fn what_is_retried_can_change_the_state_again(
    mailbox: Mailbox<Line>,
) -> Lines {
    let on = Do::Go("b", vec![Action::Insert(go("c"))]);
    let requests = [Do::WaitFor("c", "one"), Do::WaitFor("b", "two"), on];
    told(mailbox, requests).await
}

async fn a_state_timeout_comes_in_its_state(mailbox: Mailbox<Line>) -> Lines {
    let go = Do::Go("b", vec![state_timeout(30)]);
    told(mailbox, [go, Do::Tell("hello")]).await
}

async fn a_state_timeout_ends_with_its_state(mailbox: Mailbox<Line>) -> Lines {
    told(mailbox, [Do::Go("b", vec![state_timeout(30)]), go("c")]).await
}

async fn a_state_timeout_outlives_what_is_no_change(
    mailbox: Mailbox<Line>,
) -> Lines {
    let stay = Do::Stay(vec![state_timeout(30)]);
    told(mailbox, [stay, go("a"), Do::Repeat]).await
}

async fn a_state_timeout_can_be_cancelled(mailbox: Mailbox<Line>) -> Lines {
    let start = Do::Stay(vec![state_timeout(30)]);
    let cancel = Do::Stay(vec![Action::Cancel(Timeout::State)]);
    told(mailbox, [start, cancel]).await
}

async fn a_timeout_that_is_over_can_be_cancelled(
    mailbox: Mailbox<Line>,
) -> Lines {
    let stay = Do::Stay(vec![state_timeout(30)]);
    let requests = [stay, Do::Sleep(ms(60)), go("b"), Do::Tell("hello")];
    told(mailbox, requests).await
}

async fn a_timeout_starts_again(mut mailbox: Mailbox<Line>) -> Lines {
    let machine = machine(mailbox.this(), Entering::Nothing).await;
    machine.cast(Do::Stay(vec![state_timeout(60)]));
    sleep(ms(40)).await;
    machine.cast(Do::Stay(vec![state_timeout(60)]));
    sleep(ms(40)).await;
    mailbox.this().send("still nothing".to_owned());
    notes(&mut mailbox).await
}

async fn an_event_timeout_comes_when_nothing_else_does(
    mailbox: Mailbox<Line>,
) -> Lines {
    told(mailbox, [Do::Stay(vec![event_timeout(30)])]).await
}

async fn an_event_timeout_is_lost_with_the_next_event(
    mailbox: Mailbox<Line>,
) -> Lines {
    let stay = Do::Stay(vec![event_timeout(30)]);
    told(mailbox, [stay, Do::Tell("hello")]).await
}

async fn an_event_timeout_is_lost_with_what_is_retried(
    mailbox: Mailbox<Line>,
) -> Lines {
    let go = Do::Go("b", vec![event_timeout(30)]);
    told(mailbox, [Do::WaitFor("b", "one"), go]).await
}

async fn an_event_timeout_of_no_time_is_lost_with_what_is_inserted(
    mailbox: Mailbox<Line>,
) -> Lines {
    told(mailbox, [Do::Stay(vec![event_timeout(0), insert("x")])]).await
}

async fn a_named_timeout_outlives_events_and_changes(
    mailbox: Mailbox<Line>,
) -> Lines {
    let stay = Do::Stay(vec![timeout("tea", 30)]);
    told(mailbox, [stay, go("b"), Do::Tell("hello")]).await
}

async fn named_timeouts_do_not_disturb_each_other(
    mailbox: Mailbox<Line>,
) -> Lines {
    let stay = Do::Stay(vec![
        timeout("tea", 60),
        timeout("egg", 30),
        timeout("jam", 20),
        Action::Cancel(Timeout::Named("jam")),
    ]);
    told(mailbox, [stay]).await
}

async fn timeouts_of_no_time_come_before_the_mailbox(
    mailbox: Mailbox<Line>,
) -> Lines {
    let actions = vec![state_timeout(0), timeout("tea", 0), insert("x")];
    let go = Do::Go("b", actions);
    told(mailbox, [Do::WaitFor("b", "one"), go, Do::Tell("hello")]).await
}

async fn a_timeout_of_no_time_that_is_started_twice_comes_later(
    mailbox: Mailbox<Line>,
) -> Lines {
    let actions = vec![timeout("tea", 0), timeout("egg", 0), timeout("tea", 0)];
    told(mailbox, [Do::Stay(actions)]).await
}

async fn an_event_timeout_of_no_time_is_lost_with_another(
    mailbox: Mailbox<Line>,
) -> Lines {
    told(mailbox, [Do::Stay(vec![timeout("tea", 0), event_timeout(0)])]).await
}

async fn a_state_starts_a_timeout_when_it_is_entered(
    mailbox: Mailbox<Line>,
) -> Lines {
    let entering = Entering::Start(Timeout::State, ms(30));
    let machine = machine(mailbox.this(), entering).await;
    let go = Do::Go("b", vec![state_timeout(10)]);
    told_to(machine, mailbox, [go, Do::Tell("hello")]).await
}

async fn a_state_can_stop_the_machine_when_it_is_entered(
    mailbox: Mailbox<Line>,
) -> Lines {
    let machine = machine(mailbox.this(), Entering::Stop("boom".into())).await;
    told_to(machine, mailbox, [go("b"), Do::Tell("hello")]).await
}

async fn an_answer_is_given_by_an_action(mut mailbox: Mailbox<Line>) -> Lines {
    let machine = machine(mailbox.this(), Entering::Nothing).await;
    let answer = machine.call(|reply| Do::Ask("hello", reply)).await;
    let mut lines = vec![say::call(answer)];
    lines.extend(notes(&mut mailbox).await);
    lines
}

async fn who_is_postponed_at_the_end_gets_no_answer(
    mailbox: Mailbox<Line>,
) -> Lines {
    let machine = machine(mailbox.this(), Entering::Nothing).await;
    let (asked, observer) = (machine.clone(), mailbox.this());
    process::spawn(async move |_: Mailbox<()>| {
        observer.send(say::call(asked.call(Do::Never).await));
    });
    sleep(ms(10)).await;
    told_to(machine, mailbox, [Do::Stop("boom".into())]).await
}

async fn a_machine_that_crashes_terminates_in_its_state(
    mailbox: Mailbox<Line>,
) -> Lines {
    told(mailbox, [go("b"), Do::Crash, Do::Tell("hello")]).await
}

async fn a_message_that_is_no_event_is_an_info(
    mut mailbox: Mailbox<Line>,
) -> Lines {
    let machine = machine(mailbox.this(), Entering::Nothing).await;
    process::send(&machine, "hello").unwrap();
    notes(&mut mailbox).await
}
