//! State machines: what is said in types, and what they share with servers.
//! The order of events is compared with OTP in `tests/otp`.

use std::time::Duration;

use actor_core::gen_server::{self, StartError};
use actor_core::gen_statem::{
    Enter, Event, Init, Machine, Timeout, Transition,
};
use actor_core::supervisor::{Strategy, Supervisor};
use actor_core::{
    CallError, ExitReason, GenStatem, Mailbox, ProcessRef, Reply, System,
    process, sys,
};
use tokio::time::sleep;

use crate::captured::Captured;

/// A push button that switches a lamp, and counts how often it was on.
struct Button {
    count: u32,
    observer: Option<ProcessRef<ExitReason>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Lamp {
    Off,
    On,
}

#[derive(Debug)]
enum Message {
    Push,
    Count(Reply<u32>),
    WhenOff(Reply<()>),
    Burn,
}

/// How long the lamp stays on.
const WHILE: Duration = Duration::from_secs(10);

enum Args {
    Observed(ProcessRef<ExitReason>),
    Alone,
    NotNeeded,
    Broken,
}

impl GenStatem for Button {
    type Args = Args;
    type Message = Message;
    type State = Lamp;

    async fn init(args: Args) -> Init<Self> {
        let observer = match args {
            Args::Observed(observer) => Some(observer),
            Args::Alone => None,
            Args::NotNeeded => return Init::Ignore,
            Args::Broken => return Init::error("no lamp"),
        };
        Init::ok(Lamp::Off, Button { count: 0, observer })
    }

    async fn handle_event(
        &mut self,
        lamp: &Lamp,
        event: Event<Message>,
    ) -> Transition<Self> {
        match (lamp, event) {
            (Lamp::Off, Event::Message(Message::Push)) => {
                Transition::next(Lamp::On)
            }
            (Lamp::On, Event::Message(Message::Push))
            | (_, Event::Timeout(Timeout::State)) => {
                Transition::next(Lamp::Off)
            }
            (_, Event::Message(Message::Count(reply))) => {
                Transition::keep().reply(reply, self.count)
            }
            (Lamp::On, event @ Event::Message(Message::WhenOff(_))) => {
                Transition::keep().postpone(event)
            }
            (Lamp::Off, Event::Message(Message::WhenOff(reply))) => {
                Transition::keep().reply(reply, ())
            }
            (Lamp::On, Event::Message(Message::Burn)) => panic!("too hot"),
            (_, event) => event.log(),
        }
    }

    async fn enter(&mut self, _: &Lamp, lamp: &Lamp) -> Enter {
        match lamp {
            Lamp::Off => Enter::default(),
            Lamp::On => {
                self.count += 1;
                Enter::default().timeout(Timeout::State, WHILE)
            }
        }
    }

    async fn terminate(&mut self, reason: &ExitReason, _: &Lamp) {
        if let Some(observer) = &self.observer {
            observer.send(reason.clone());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_postponed_is_answered_when_the_state_has_changed() {
    System::new("test")
        .enter(async {
            let button = Button::start_link(Args::Alone).await.unwrap();
            button.cast(Message::Push);
            let early = button.call(Message::WhenOff).await;
            let five = Duration::from_secs(5);
            assert_eq!(early, Err(CallError::Timeout(five)));
            // The lamp goes off six seconds from now at the latest.
            let late = button.call(Message::WhenOff).within(WHILE).await;
            assert_eq!(late, Ok(()));
            assert_eq!(button.call(Message::Count).await, Ok(1));
        })
        .await;
}

#[tokio::test]
async fn a_machine_that_is_not_initialised_is_not_there() {
    System::new("test")
        .enter(async {
            let ignored = Button::start(Args::NotNeeded).await.unwrap_err();
            assert_eq!(ignored, StartError::Ignore);
            let starter = Button::starter(Args::Broken).named("button");
            let error = starter.start().await.unwrap_err();
            assert_eq!(error, StartError::Init("no lamp".into()));
            assert_eq!(process::whereis("button"), None);
        })
        .await;
}

/// A machine that can be a child: what it is given can be cloned.
struct Child;

impl GenStatem for Child {
    type Args = ();
    type Message = ();
    type State = Lamp;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Lamp::Off, Child)
    }

    async fn handle_event(
        &mut self,
        lamp: &Lamp,
        event: Event<()>,
    ) -> Transition<Self> {
        match (lamp, event) {
            (Lamp::Off, Event::Message(())) => Transition::next(Lamp::On),
            _ => Transition::stop("burnt"),
        }
    }
}

#[tokio::test]
async fn a_machine_is_a_child_like_any_server() {
    System::new("test")
        .enter(async {
            let supervisor = Supervisor::new(Strategy::OneForOne)
                .child(Child::starter(()).named("child"))
                .start_link()
                .await
                .unwrap();
            let child = ProcessRef::<()>::named("child");
            let first: ProcessRef<()> =
                supervisor.child("child").await.unwrap();
            first.cast(());
            first.cast(());
            first.down().await;
            supervisor.count_children().await.unwrap();
            assert_ne!(child.pid(), first.pid());
            let lamp = |machine: &Machine<Child>| machine.state;
            assert_eq!(sys::inspect(&child, lamp).await, Ok(Lamp::Off));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_machine_shows_its_state_and_its_data() {
    System::new("test")
        .enter(async {
            let button = Button::start_link(Args::Alone).await.unwrap();
            button.cast(Message::Push);
            let look =
                |machine: &Machine<Button>| (machine.state, machine.data.count);
            assert_eq!(sys::inspect(&button, look).await, Ok((Lamp::On, 1)));
            let status = sys::get_status(&button).await.unwrap();
            assert_eq!(status.state.as_deref(), Some("On"));
            let off = |machine: &mut Machine<Button>| machine.state = Lamp::Off;
            sys::replace_state(&button, off).await.unwrap();
            // Nothing was entered or cancelled.
            assert_eq!(button.call(Message::Count).await, Ok(1));
            button.cast(Message::Push);
            assert_eq!(sys::inspect(&button, look).await, Ok((Lamp::On, 2)));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_time_that_is_over_waits_while_the_machine_is_suspended() {
    System::new("test")
        .enter(async {
            let button = Button::start_link(Args::Alone).await.unwrap();
            button.cast(Message::Push);
            sys::suspend(&button).await.unwrap();
            sleep(2 * WHILE).await;
            let look = |machine: &Machine<Button>| machine.state;
            assert_eq!(sys::inspect(&button, look).await, Ok(Lamp::On));
            sys::resume(&button).await.unwrap();
            assert_eq!(button.call(Message::WhenOff).await, Ok(()));
        })
        .await;
}

#[tokio::test]
async fn a_machine_stops_as_any_server_does() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<ExitReason>| {
            let args = Args::Observed(mailbox.this());
            let button = Button::start(args).await.unwrap();
            button.cast(Message::Push);
            let (waits, observer) = (button.clone(), mailbox.this());
            process::spawn(async move |_: Mailbox<()>| {
                let error = waits.call(Message::WhenOff).await.unwrap_err();
                observer.send(ExitReason::error(error));
            });
            tokio::task::yield_now().await;
            let reason = ExitReason::Shutdown;
            let stopped = gen_server::stop(&button, reason, Duration::MAX);
            assert_eq!(stopped.await, Ok(()));
            assert_eq!(mailbox.receive().await, ExitReason::Shutdown);
            // Who was postponed learns of it.
            let error = CallError::Exited(ExitReason::Shutdown);
            assert_eq!(mailbox.receive().await, ExitReason::error(error));
        })
        .await;
}

#[tokio::test]
async fn a_crash_of_a_machine_is_reported_like_that_of_a_server() {
    let (captured, _guard) = Captured::start();
    System::new("test")
        .enter(async {
            let button = Button::start(Args::Alone).await.unwrap();
            button.cast(Message::Push);
            button.cast(Message::Burn);
            button.down().await;
        })
        .await;
    let reports = captured.with("a process crashed");
    let [report] = &reports[..] else { panic!("{reports:?}") };
    assert!(report.field("reason").contains("too hot"));
    assert!(report.field("message_type").ends_with("::Message"));
}

#[tokio::test]
async fn what_a_machine_does_not_handle_is_logged() {
    let (captured, _guard) = Captured::start();
    System::new("test")
        .enter(async {
            let button = Button::start(Args::Alone).await.unwrap();
            button.cast(Message::Burn);
            process::send(&button, 7_u32).unwrap();
            assert_eq!(button.call(Message::Count).await, Ok(0));
        })
        .await;
    let event = "a state machine does not handle an event in its state";
    assert_eq!(captured.with(event)[0].field("kind"), "a message");
    let unknown = "received a message of a type it does not know";
    assert_eq!(captured.with(unknown)[0].field("message_type"), "u32");
}
