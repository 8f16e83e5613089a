//! Servers: what is said in types.

use std::time::Duration;

use actor_core::gen_server::{Info, Init, Next, StartError};
use actor_core::{
    ExitReason, GenServer, Mailbox, ProcessRef, Reply, System, process,
};
use tokio::time::sleep;

use crate::captured::Captured;

/// The stack of the documentation, with a door for everything.
struct Stack {
    items: Vec<&'static str>,
    /// Who is told of the end.
    observer: Option<ProcessRef<ExitReason>>,
}

enum Message {
    Push(&'static str),
    Pop(Reply<Option<&'static str>>),
    Work(Duration, Reply<()>),
    Idle(Duration),
}

impl GenServer for Stack {
    type Args = (Vec<&'static str>, Option<ProcessRef<ExitReason>>);
    type Message = Message;

    async fn init((items, observer): Self::Args) -> Init<Self> {
        process::trap_exit(observer.is_some());
        Init::ok(Stack { items, observer })
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Push(item) => self.items.push(item),
            Message::Pop(reply) => reply.send(self.items.pop()),
            Message::Work(time, reply) => {
                sleep(time).await;
                reply.send(());
            }
            Message::Idle(time) => return Next::ContinueWithin(time),
        }
        Next::Continue
    }

    async fn terminate(&mut self, reason: &ExitReason) {
        if let Some(observer) = &self.observer {
            observer.send(reason.clone());
        }
    }
}

#[tokio::test]
async fn a_server_handles_one_message_at_a_time_in_order() {
    System::new("test")
        .enter(async {
            let stack = Stack::start_link((vec![], None)).await.unwrap();
            stack.cast(Message::Push("Pizza"));
            stack.cast(Message::Push("Pasta"));
            assert_eq!(stack.call(Message::Pop).await, Ok(Some("Pasta")));
            assert_eq!(stack.call(Message::Pop).await, Ok(Some("Pizza")));
            assert_eq!(stack.call(Message::Pop).await, Ok(None));
        })
        .await;
}

#[tokio::test]
async fn a_server_can_be_started_by_those_who_are_no_process() {
    let system = System::new("test");
    let args = (vec!["Pizza"], None);
    let stack = Stack::starter(args).named("stack").start_on(&system).await;
    let stack = stack.unwrap();
    let taken = Stack::starter((vec![], None)).named("stack");
    let error = taken.start_on(&system).await.unwrap_err();
    assert_eq!(error, StartError::AlreadyStarted(stack.pid()));
    let named: ProcessRef<Message> = system.named("stack");
    assert_eq!(named.call(Message::Pop).await, Ok(Some("Pizza")));
    assert_eq!(system.info(stack.pid()).unwrap().ancestors, []);
}

#[tokio::test(start_paused = true)]
async fn what_nobody_handles_is_logged_and_ends_nobody() {
    let (captured, _guard) = Captured::start();
    System::new("test")
        .enter_with(async |mailbox: Mailbox<ExitReason>| {
            let args = (vec!["Pizza"], Some(mailbox.this()));
            let stack = Stack::start(args).await.unwrap();
            process::send(&stack, 7_u32).unwrap();
            process::exit(&stack, "trapped");
            stack.cast(Message::Idle(Duration::from_millis(1)));
            sleep(Duration::from_millis(10)).await;
            assert_eq!(stack.call(Message::Pop).await, Ok(Some("Pizza")));
        })
        .await;
    let unknown = "received a message of a type it does not know";
    assert_eq!(captured.with(unknown)[0].field("message_type"), "u32");
    let infos = captured.with("received what it does not handle");
    assert_eq!(infos.len(), 2, "{infos:?}");
    assert!(infos[0].field("info").starts_with("Exit("));
    assert_eq!(infos[1].field("info"), "Timeout");
}

#[tokio::test(start_paused = true)]
async fn a_signal_ends_a_server_in_the_middle_of_a_callback() {
    System::new("test")
        .enter(async {
            let stack = Stack::start((vec![], None)).await.unwrap();
            let target = stack.pid();
            process::spawn(async move |_: Mailbox<()>| {
                sleep(Duration::from_millis(10)).await;
                process::exit(target, "enough");
            });
            let hour = Duration::from_hours(1);
            let error = stack.call(|reply| Message::Work(hour, reply)).await;
            let enough = actor_core::CallError::Exited("enough".into());
            assert_eq!(error, Err(enough));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_traps_exits_finishes_its_callback_first() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<ExitReason>| {
            let observer = mailbox.this();
            let (parent, _) = process::spawn_monitor(
                async move |mut mailbox: Mailbox<Reply<_>>| -> ExitReason {
                    let args = (vec![], Some(observer));
                    let stack = Stack::start_link(args).await.unwrap();
                    mailbox.receive().await.send(stack);
                    sleep(Duration::from_millis(10)).await;
                    ExitReason::Shutdown
                },
            );
            let stack: ProcessRef<Message> =
                parent.call(|reply| reply).await.unwrap();
            let time = Duration::from_millis(100);
            let done = stack.call(|reply| Message::Work(time, reply)).await;
            assert_eq!(done, Ok(()));
            assert_eq!(mailbox.receive().await, ExitReason::Shutdown);
        })
        .await;
}

/// A server whose `init` panics.
struct Fails;

impl GenServer for Fails {
    type Args = &'static str;
    type Message = ();

    async fn init(reason: &'static str) -> Init<Self> {
        panic!("{reason}")
    }

    async fn handle(&mut self, (): ()) -> Next {
        Next::Continue
    }

    async fn handle_info(&mut self, _: Info) -> Next {
        Next::Continue
    }
}

#[tokio::test]
async fn an_init_that_panics_says_so_and_leaves_no_process() {
    let system = System::new("test");
    let starter = Fails::starter("no flour").named("fails");
    let error = starter.start_on(&system).await.unwrap_err();
    let StartError::Init(ExitReason::Panic(panic)) = error else {
        panic!("{error:?}")
    };
    assert_eq!(panic.message, "no flour");
    assert_eq!(system.whereis("fails"), None);
    assert_eq!(system.process_count(), 0);
}
